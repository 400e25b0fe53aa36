"""Activities: when, where, of which type, by whom and for how many."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from lib.sample.activity_types import ACTIVITY_TYPES
from lib.sample.draw import (
    Bools,
    Floats,
    Ints,
    blank,
    dates,
    ids,
    numbers,
    pick_by_row,
    shares,
    stream,
    texts,
)
from lib.sample.effort import Effort
from lib.sample.officers import Posts
from lib.sample.places import Places
from lib.sample.profile import Profile
from lib.sample.seasons import Seasons
from lib.sample.sites import Sites

CHANNELS = ("field", "centre", "mobile", "forum", "phone", "online")
AGENCIES = (
    "doe", "dsd", "dlpw", "sso", "provincial_labour", "sbpac", "amphoe", "local_government",
    "agriculture", "community_development", "education", "health", "private", "other",
)  # fmt: skip
CHANNEL_KNOWN = 0.97
OFFICER_KNOWN = 0.98
VILLAGE_KNOWN = 0.93
VILLAGE_SKEW = 1.7  # above 1, some villages are visited often and some hardly ever
ON_THE_WAY = 0.65, 0.97  # share of the villages that is ever visited, by quality of the centre
SIZE_POWER = 0.25  # larger tambon draw larger crowds, but not in proportion
WOMEN_SPREAD = 0.11


@dataclass(frozen=True)
class Activities:
    """Activities in order of date: day number, tambon, type and people of each, and the table."""

    day: Ints
    tambon: Ints
    kind: Ints
    people: Ints
    frame: pl.DataFrame


def hold_activities(
    seed: int,
    places: Places,
    seasons: Seasons,
    effort: Effort,
    sites: Sites,
    posts: Posts,
    profile: Profile,
) -> Activities:
    """Draw the activities that the effort leads to."""
    rng = stream(seed, "activities")
    day, tambon, kind = _when_and_what(rng, places, seasons, effort)
    people, women = _crowd(rng, places, tambon, kind)
    village = _village(rng, sites, effort.quality[places.amphoe, -1], tambon)
    numbered = (places.villages[tambon] > 0) & (rng.random(len(day)) < VILLAGE_KNOWN)
    latitude, longitude = sites.points(rng, tambon, (village + 0.5) / sites.count[tambon])
    located = rng.random(len(day)) < _attribute("located")[kind] * profile.located_activities * 1.03
    frame = pl.DataFrame(
        {
            "activity_id": ids("A", np.arange(1, len(day) + 1)),
            "date": dates(day),
            "tambon_code": texts(places.codes, tambon),
            "village_no": numbers(village + 1, numbered),
            "latitude": numbers(latitude, located),
            "longitude": numbers(longitude, located),
            "officer_id": blank(
                posts.on_duty(rng, tambon, day), rng.random(len(day)) < OFFICER_KNOWN
            ),
            "mission": texts([kind.mission for kind in ACTIVITY_TYPES], kind),
            "work_level": texts([kind.work_level for kind in ACTIVITY_TYPES], kind),
            "activity_type": texts([kind.code for kind in ACTIVITY_TYPES], kind),
            "channel": _channel(rng, kind),
            "partner_agency": _partner(rng, kind),
            "participants_male": people - women,
            "participants_female": women,
        }
    )
    return Activities(day=day, tambon=tambon, kind=kind, people=people, frame=frame)


def _when_and_what(
    rng: Generator, places: Places, seasons: Seasons, effort: Effort
) -> tuple[Ints, Ints, Ints]:
    """Day, tambon and type of each activity, by day and tambon."""
    held = rng.poisson(effort.expected).ravel()
    cell = np.repeat(np.arange(len(held)), held)
    tambon, month = np.divmod(cell, effort.expected.shape[1])
    kind = pick_by_row(rng, effort.mix, places.amphoe[tambon])
    draw = rng.random(len(cell))
    mobile = np.array([kind.week == "mobile" for kind in ACTIVITY_TYPES])[kind]
    day = np.where(
        mobile,
        seasons.days_in_month("mobile", month, draw),
        seasons.days_in_month("field", month, draw),
    )
    kept = day <= effort.last_day[tambon]
    day, tambon, kind = day[kept], tambon[kept], kind[kept]
    order = np.lexsort((tambon, day))
    return day[order], tambon[order], kind[order]


def _crowd(rng: Generator, places: Places, tambon: Ints, kind: Ints) -> tuple[Ints, Ints]:
    """People at each activity, and how many of them are women."""
    low, high = _attribute("low"), _attribute("high")
    size = (places.population / places.population.mean()) ** SIZE_POWER
    spread = low[kind] + (high - low)[kind] * rng.beta(1.8, 2.6, len(kind)) * size[tambon]
    people = np.clip(np.rint(spread), low[kind], high[kind]).astype(np.int64)
    women = _attribute("women")[kind] + rng.normal(0, WOMEN_SPREAD, len(kind))
    return people, rng.binomial(people, np.clip(women, 0.05, 0.95))


def _village(rng: Generator, sites: Sites, quality: Floats, tambon: Ints) -> Ints:
    """Position of a village of each tambon: the first are visited often, the last hardly ever."""
    draw = rng.random(len(tambon)) ** VILLAGE_SKEW
    # Some villages are never on the way, more of them under a weak centre.
    on_the_way = np.maximum(np.ceil(sites.count * np.clip(quality, *ON_THE_WAY)), 1)
    # Which village comes first differs by tambon.
    turned: Ints = (draw * on_the_way[tambon]).astype(np.int64) + tambon * 7
    position: Ints = turned % sites.count[tambon]
    return position


def _channel(rng: Generator, kind: Ints) -> pl.Series:
    weights = shares(
        {k.code: k.channels for k in ACTIVITY_TYPES}, [k.code for k in ACTIVITY_TYPES], CHANNELS
    )
    known: Bools = rng.random(len(kind)) < CHANNEL_KNOWN
    return texts(CHANNELS, pick_by_row(rng, weights, kind), known)


def _partner(rng: Generator, kind: Ints) -> pl.Series:
    weights = shares(
        {k.code: k.partners for k in ACTIVITY_TYPES}, [k.code for k in ACTIVITY_TYPES], AGENCIES
    )
    together: Bools = rng.random(len(kind)) < _attribute("partner")[kind]
    return texts(AGENCIES, pick_by_row(rng, weights, kind), together)


def _attribute(name: str) -> Floats:
    return np.array([float(getattr(kind, name)) for kind in ACTIVITY_TYPES])
