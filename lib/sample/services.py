"""Services to people: most at an activity, some at a centre; the same people come back."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from lib.sample.activities import AGENCIES, Activities
from lib.sample.activity_types import ACTIVITY_TYPES
from lib.sample.draw import (
    Bools,
    Floats,
    Ints,
    blank,
    dates,
    ids,
    pick,
    pick_by_row,
    shares,
    stream,
    texts,
)
from lib.sample.effort import Effort
from lib.sample.places import Places
from lib.sample.profile import Profile
from lib.sample.seasons import Seasons

SERVICE_TYPES = (
    "information", "career_guidance", "job_placement", "skill_training", "benefits", "work_abroad",
    "labour_protection", "group_formation",
)  # fmt: skip
SEXES = ("male", "female")
AGE_GROUPS = ("15-24", "25-34", "35-44", "45-59", "60+")
EARNING = ["employed", "self_employed", "informal", "seasonal"]
STATUSES = ("employed", "self_employed", "informal", "seasonal", "unemployed", "student", "outside")

# What a service given at an activity of each type is, and at a centre ("walk_in").
SERVICE_MIX: Mapping[str, Mapping[str, float]] = {
    "situation_data": {"information": 1},
    "community_forum": {
        "information": 5, "benefits": 2, "career_guidance": 1, "labour_protection": 0.5,
        "skill_training": 0.6, "group_formation": 0.7,
    },
    "group_support": {"group_formation": 7, "skill_training": 2.5, "information": 1},
    "career_guidance": {
        "career_guidance": 6, "job_placement": 1.8, "skill_training": 1.5, "information": 1.5,
    },
    "benefits_advice": {"benefits": 7, "labour_protection": 1, "information": 1.5},
    "work_abroad_advice": {"work_abroad": 8, "information": 1},
    "mobile_service": {
        "benefits": 3, "information": 2, "career_guidance": 2, "job_placement": 1.5,
        "skill_training": 1.6, "labour_protection": 0.4,
    },
    "informal_worker_support": {
        "benefits": 3.5, "labour_protection": 2, "group_formation": 2, "skill_training": 1.5,
    },
    "job_matching": {"job_placement": 8, "career_guidance": 1.5, "work_abroad": 0.5},
    "skill_development": {"skill_training": 1},
    "group_training": {"skill_training": 4, "group_formation": 5},
    "understanding_visit": {"information": 6, "benefits": 1, "labour_protection": 0.5},
    "development_plan": {"information": 3, "skill_training": 1},
    "follow_up_visit": {"career_guidance": 2, "information": 3, "job_placement": 1},
    "situation_report": {"information": 1},
    "walk_in": {
        "benefits": 4, "job_placement": 2.6, "work_abroad": 1.3, "labour_protection": 0.7,
        "career_guidance": 1.2, "information": 1,
    },
}  # fmt: skip

AT_THE_SEAT = 0.55  # of walk-ins; the others come to the desk of their own tambon
FROM_NEARBY, FROM_AMPHOE = 0.08, 0.03  # where people come from who are not of the tambon
WOMEN_BY_TAMBON = (0.59, 0.05)  # mean and spread
PERSON_SKEW = 1.35  # above 1, some people come often
STATUS_KNOWN = 0.96

AGE_WEIGHTS = np.array([[0.20, 0.24, 0.23, 0.24, 0.09], [0.15, 0.24, 0.26, 0.26, 0.09]])  # by sex
STATUS_BY_AGE = np.array(
    [
        [0.10, 0.05, 0.16, 0.08, 0.33, 0.26, 0.02],
        [0.17, 0.13, 0.32, 0.12, 0.21, 0.01, 0.04],
        [0.16, 0.19, 0.38, 0.11, 0.11, 0.0, 0.05],
        [0.12, 0.22, 0.41, 0.12, 0.07, 0.0, 0.06],
        [0.04, 0.19, 0.39, 0.07, 0.04, 0.0, 0.27],
    ]
)
REFERRED = {  # to which agency, of all services of the type
    "information": {"provincial_labour": 0.02},
    "career_guidance": {"doe": 0.10, "dsd": 0.05, "education": 0.02},
    "job_placement": {"doe": 0.32, "private": 0.06},
    "skill_training": {"dsd": 0.24, "education": 0.03, "community_development": 0.03},
    "benefits": {"sso": 0.21, "dlpw": 0.04, "health": 0.03},
    "work_abroad": {"doe": 0.40},
    "labour_protection": {"dlpw": 0.45, "provincial_labour": 0.06},
    "group_formation": {
        "community_development": 0.14,
        "agriculture": 0.09,
        "local_government": 0.05,
    },
}


@dataclass(frozen=True)
class Services:
    """Services in order of date: day, tambon and type of each, who was earning, and the table."""

    day: Ints
    tambon: Ints
    kind: Ints
    earning: Bools
    frame: pl.DataFrame


def give_services(
    seed: int,
    scale: float,
    places: Places,
    seasons: Seasons,
    effort: Effort,
    activities: Activities,
    profile: Profile,
) -> Services:
    """Draw the services and who received them."""
    rng = stream(seed, "services")
    wanted = profile.services * scale
    at = _at_activities(rng, activities, wanted * (1 - profile.walk_in_share))
    walk_day, walk_tambon, walk_home = _walk_ins(
        rng, places, seasons, effort, round(wanted * profile.walk_in_share)
    )
    day = np.concatenate([activities.day[at], walk_day])
    tambon = np.concatenate([activities.tambon[at], walk_tambon])
    home = np.concatenate([_home(rng, places, activities.tambon[at]), walk_home])
    source = np.concatenate([activities.kind[at], np.full(len(walk_day), len(ACTIVITY_TYPES))])
    activity = np.concatenate([at, np.full(len(walk_day), -1)])
    order = np.lexsort((tambon, day))
    day, tambon, home, source, activity = (
        part[order] for part in (day, tambon, home, source, activity)
    )
    kind = pick_by_row(rng, shares(SERVICE_MIX, _sources(), SERVICE_TYPES), source)
    person = _persons(rng, home, len(places), profile.persons_per_service)
    people = _people(rng, places, home, person)
    frame = pl.DataFrame(
        {
            "service_id": ids("S", np.arange(1, len(day) + 1)),
            "activity_id": _activity_ids(activity),
            "date": dates(day),
            "tambon_code": texts(places.codes, tambon),
            **people,
            "service_type": texts(SERVICE_TYPES, kind),
            "referred_to": _referred(rng, kind),
        }
    )
    earning = people["employment_before"].is_in(EARNING).fill_null(True).to_numpy()
    return Services(day=day, tambon=tambon, kind=kind, earning=earning, frame=frame)


def _sources() -> list[str]:
    return [*(kind.code for kind in ACTIVITY_TYPES), "walk_in"]


def _at_activities(rng: Generator, activities: Activities, wanted: float) -> Ints:
    """Position of the activity of each service: no more services than people at an activity."""
    mean = np.array([kind.services for kind in ACTIVITY_TYPES])[activities.kind]
    mean = mean * np.clip(activities.people / _usual_crowd()[activities.kind], 0.3, 2.0)
    given = np.minimum(rng.poisson(mean * wanted / mean.sum()), activities.people)
    return np.repeat(np.arange(len(given)), given)


def _usual_crowd() -> Floats:
    return np.array([kind.low + (kind.high - kind.low) * 0.41 for kind in ACTIVITY_TYPES])


def _walk_ins(
    rng: Generator, places: Places, seasons: Seasons, effort: Effort, count: int
) -> tuple[Ints, Ints, Ints]:
    """Day, tambon of the centre or desk, and home of people who come of their own accord."""
    past = seasons.months_past
    month = pick(rng, seasons.month_share[:past] * (1 + 0.06 * seasons.year[:past]), count)
    day = seasons.days_in_month("centre", month, rng.random(count))
    home = pick(rng, effort.planned[:, 0] * effort.quality[places.amphoe, 0], count)
    seat = places.seat[places.amphoe[home]]
    # A desk that nobody staffs serves nobody: people go to the centre.
    closed = effort.empty[home, month] | (day > effort.last_day[home])
    tambon = np.where(closed | (rng.random(count) < AT_THE_SEAT), seat, home)
    open_there = day <= effort.last_day[tambon]
    return day[open_there], tambon[open_there], home[open_there]


def _home(rng: Generator, places: Places, tambon: Ints) -> Ints:
    """Tambon that each person lives in, most in the one of the activity."""
    draw = rng.random(len(tambon))
    near = places.near[tambon, rng.integers(0, places.near.shape[1], len(tambon))]
    amphoe = places.amphoe[tambon]
    far = places.first[amphoe] + (rng.random(len(tambon)) * places.count[amphoe]).astype(np.int64)
    return np.where(draw < FROM_NEARBY, near, np.where(draw > 1 - FROM_AMPHOE, far, tambon))


def _persons(rng: Generator, home: Ints, tambon: int, per_service: float) -> Ints:
    """Number of the person of each service, from 0; those of a tambon stand together."""
    pool = np.ceil(np.bincount(home, minlength=tambon) * per_service * PERSON_SKEW).astype(np.int64)
    start = np.cumsum(pool) - pool
    place: Ints = (pool[home] * rng.random(len(home)) ** PERSON_SKEW).astype(np.int64)
    person: Ints = start[home] + place
    return person


def _people(rng: Generator, places: Places, home: Ints, person: Ints) -> dict[str, pl.Series]:
    """Columns about the person: sex and age stay the same however often one comes."""
    mean, spread = WOMEN_BY_TAMBON
    women = np.clip(rng.normal(mean, spread, len(places)), 0.40, 0.78)
    everyone = int(person.max()) + 1 if len(person) else 0
    lives_in = np.zeros(everyone, dtype=np.int64)
    lives_in[person] = home
    sex = (rng.random(everyone) < women[lives_in]).astype(np.int64)
    age = pick_by_row(rng, AGE_WEIGHTS, sex)[person]
    status = pick_by_row(rng, STATUS_BY_AGE, age)
    return {
        "person_key": ids("P", person + 1),
        "sex": texts(SEXES, sex[person]),
        "age_group": texts(AGE_GROUPS, age),
        "employment_before": texts(STATUSES, status, rng.random(len(person)) < STATUS_KNOWN),
    }


def _activity_ids(activity: Ints) -> pl.Series:
    known: Bools = activity >= 0
    return blank(ids("A", activity + 1), known)


def _referred(rng: Generator, kind: Ints) -> pl.Series:
    to = shares(REFERRED, SERVICE_TYPES, AGENCIES)
    weights = np.column_stack([to, 1 - to.sum(axis=1)])
    found = pick_by_row(rng, weights, kind)
    return texts([*AGENCIES, ""], found, found < len(AGENCIES))
