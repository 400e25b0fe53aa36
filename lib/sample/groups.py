"""Occupational groups: what they make, where, and how they fare from one survey to the next."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from lib.sample.draw import (
    Bools,
    Floats,
    Ints,
    dates,
    day_number,
    ids,
    numbers,
    pick,
    pick_by_row,
    stream,
    texts,
)
from lib.sample.effort import Effort
from lib.sample.group_names import TRADES, group_names
from lib.sample.places import Places
from lib.sample.profile import DATA_DATE, FIRST_DAY, Profile
from lib.sample.sites import Sites

LEGAL_FORMS = ("informal", "community_enterprise", "cooperative", "company")
LEGAL_WEIGHTS = (0.60, 0.345, 0.035, 0.02)
STATUSES = ("active", "dormant", "closed")
ACTIVE, DORMANT, CLOSED = 0, 1, 2

FOUNDED_FROM = 15_340  # 1 January 2012
FOUNDED_POWER = 0.72  # below 1: more of the groups are young
SURVEY_DAYS = 182
SURVEY_JITTER = 24
CLOSES = (0.050, 0.022)  # a half-year, in the first three years and later
STALLS, REVIVES, GIVES_UP = 0.070, 0.22, 0.13  # a half-year
YOUNG_DAYS = 3 * 365
MEMBERS = (8, 40)
VILLAGE_KNOWN = 0.94
INCOME_KNOWN = 0.94
HIGHEST_INCOME = 11_000.0  # a member a month, when first seen
COASTAL_PULL = 7.0  # fisheries by the sea


@dataclass(frozen=True)
class Groups:
    """Groups in order of founding: tambon, day founded, and the two tables."""

    tambon: Ints
    founded: Ints
    table: pl.DataFrame
    states: pl.DataFrame


def found_groups(
    seed: int,
    scale: float,
    places: Places,
    effort: Effort,
    sites: Sites,
    coast: Bools,
    profile: Profile,
) -> Groups:
    """Draw the groups that existed on the first day or were founded since, and their states."""
    rng = stream(seed, "groups")
    count = round(profile.groups * scale)
    tambon = pick(rng, places.population**0.6 * effort.ease**0.2, count)
    span = day_number(DATA_DATE) - 20 - FOUNDED_FROM
    founded = np.sort(FOUNDED_FROM + (span * rng.random(count) ** FOUNDED_POWER).astype(np.int64))
    trade = pick_by_row(rng, _trade_weights(places, coast), tambon)
    village = (rng.random(count) * sites.count[tambon]).astype(np.int64)
    form = _legal_form(rng, founded)
    numbered = (places.villages[tambon] > 0) & (rng.random(count) < VILLAGE_KNOWN)
    names = group_names(rng, places.names, tambon, trade, form, np.where(numbered, village + 1, 0))
    latitude, longitude = sites.points(rng, tambon, (village + 0.5) / sites.count[tambon])
    located = rng.random(count) < profile.located_groups
    table = pl.DataFrame(
        {
            "group_id": ids("G", np.arange(1, count + 1)),
            "name": names,
            "tambon_code": texts(places.codes, tambon),
            "village_no": numbers(village + 1, numbered),
            "latitude": numbers(latitude, located),
            "longitude": numbers(longitude, located),
            "occupation": texts([each.occupation for each in TRADES], trade),
            "product": texts([each.product for each in TRADES], trade, rng.random(count) < 0.95),
            "legal_form": texts(LEGAL_FORMS, form),
            "founded_on": dates(founded),
        }
    )
    return Groups(
        tambon=tambon, founded=founded, table=table, states=_states(rng, founded, trade, form)
    )


def _trade_weights(places: Places, coast: Bools) -> Floats:
    """(tambon, trade): fishing by the sea, shops and services in town, rubber in the hills."""
    weights = np.tile([trade.weight for trade in TRADES], (len(places), 1))
    town = (places.villages == 0) | (places.population / places.km2 > 700)
    for column, trade in enumerate(TRADES):
        if trade.setting == "coast":
            weights[:, column] *= np.where(coast, COASTAL_PULL, 0.0)
        if trade.setting == "town":
            weights[:, column] *= np.where(town, 3.0, 0.7)
        if trade.setting == "inland":
            weights[:, column] *= np.where(town, 0.15, np.where(coast, 0.6, 1.4))
    return weights


def _legal_form(rng: Generator, founded: Ints) -> Ints:
    form = pick(rng, LEGAL_WEIGHTS, len(founded))
    # A group registers, if at all, after some years.
    new = founded > day_number(DATA_DATE) - 400
    return np.where(new & (rng.random(len(form)) < 0.7), 0, form)


def _states(rng: Generator, founded: Ints, trade: Ints, form: Ints) -> pl.DataFrame:
    """One row a group and survey, about every half-year, until the group has closed."""
    opened, end = day_number(FIRST_DAY), day_number(DATA_DATE)
    count = len(founded)
    first = np.where(
        founded < opened, opened + rng.integers(0, 45, count), founded + rng.integers(0, 20, count)
    )
    status = np.where((founded < opened - 200) & (rng.random(count) < 0.11), DORMANT, ACTIVE)
    women, men = _first_members(rng, trade)
    each = np.array([kind.income for kind in TRADES])[trade] * np.exp(rng.normal(0, 0.35, count))
    each = np.minimum(each * np.array([1.0, 1.22, 1.3, 1.5])[form], HIGHEST_INCOME)
    rows: list[pl.DataFrame] = []
    day, open_groups = first, np.arange(count)
    while True:
        seen = open_groups[day[open_groups] <= end]
        if not len(seen):
            return pl.concat(rows).sort("group_id", "observed_on")
        rows.append(_survey(rng, seen, day[seen], status[seen], men[seen], women[seen], each[seen]))
        open_groups = seen[status[seen] != CLOSED]
        status = status.copy()
        status[open_groups] = _next_status(
            rng, status[open_groups], day[open_groups] - founded[open_groups]
        )
        day = day + SURVEY_DAYS + rng.integers(-SURVEY_JITTER, SURVEY_JITTER + 1, count)
        women = np.maximum(women + rng.integers(-1, 2, count) * (status != CLOSED), 2)
        men = np.maximum(men + rng.integers(-1, 2, count) * (rng.random(count) < 0.5), 0)
        each = each * np.exp(rng.normal(0.018, 0.09, count))


def _first_members(rng: Generator, trade: Ints) -> tuple[Ints, Ints]:
    low, high = MEMBERS
    members = low + np.rint((high - low) * rng.beta(1.5, 3.2, len(trade))).astype(np.int64)
    share = np.array([kind.women for kind in TRADES])[trade] + rng.normal(0, 0.09, len(trade))
    women = rng.binomial(members, np.clip(share, 0.03, 0.98))
    return women, members - women


def _survey(
    rng: Generator, group: Ints, day: Ints, status: Ints, men: Ints, women: Ints, each: Floats
) -> pl.DataFrame:
    """What is seen on the day: a dormant group earns nothing, a closed one has no members."""
    there = np.array([1.0, 0.8, 0.0])[status]
    men, women = np.rint(men * there).astype(np.int64), np.rint(women * there).astype(np.int64)
    income = np.where(status == ACTIVE, np.rint(each * (men + women) / 500) * 500, 0.0)
    known = (status != CLOSED) & (rng.random(len(group)) < INCOME_KNOWN)
    return pl.DataFrame(
        {
            "group_id": ids("G", group + 1),
            "observed_on": dates(day),
            "status": texts(STATUSES, status),
            "members_male": men,
            "members_female": women,
            "monthly_income": numbers(income, known),
        }
    )


def _next_status(rng: Generator, status: Ints, age: Ints) -> Ints:
    draw = rng.random(len(status))
    closes = np.where(age < YOUNG_DAYS, *CLOSES)
    from_active = np.where(draw < closes, CLOSED, np.where(draw < closes + STALLS, DORMANT, ACTIVE))
    from_dormant = np.where(
        draw < GIVES_UP, CLOSED, np.where(draw < GIVES_UP + REVIVES, ACTIVE, DORMANT)
    )
    return np.where(status == ACTIVE, from_active, from_dormant)
