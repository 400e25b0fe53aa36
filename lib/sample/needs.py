"""Needs that people raise, how long they wait for an answer, and who still waits."""

import numpy as np
import polars as pl
from numpy.random import Generator

from lib.sample.activities import AGENCIES, Activities
from lib.sample.activity_types import ACTIVITY_TYPES
from lib.sample.draw import (
    Floats,
    Ints,
    blank,
    dates,
    day_number,
    ids,
    pick,
    pick_by_row,
    shares,
    stream,
    texts,
)
from lib.sample.effort import Effort
from lib.sample.places import Places
from lib.sample.profile import DATA_DATE, Profile

SOURCES = ("forum", "visit", "centre", "mobile_service")
CATEGORIES = (
    "work", "training", "capital", "group", "benefits", "work_abroad", "market", "protection",
    "other",
)  # fmt: skip
STATUSES = ("open", "referred", "answered", "closed")
OPEN, REFERRED, ANSWERED, CLOSED = 0, 1, 2, 3
CATEGORY_WEIGHTS = (0.20, 0.19, 0.16, 0.09, 0.13, 0.06, 0.09, 0.04, 0.04)
WAIT_DAYS = (26, 16, 70, 45, 14, 38, 60, 20, 30)  # usual days to an answer, by category
SOURCE_WEIGHT = {  # needs raised, by type of activity
    "community_forum": 1.0, "mobile_service": 0.55, "understanding_visit": 0.10,
    "situation_data": 0.06, "follow_up_visit": 0.15, "group_support": 0.06,
}  # fmt: skip
AT_CENTRE = 0.12
NEVER_ANSWERED = 0.10
CLOSED_UNANSWERED = 0.04  # withdrawn or not ours to answer
CLOSED_AFTER_ANSWER = 0.30
REFERRED_WAITING = 0.42  # of those without an answer, with the share above
ALSO_REFERRED = 0.35  # of those not waiting elsewhere
ALONE = 0.35  # one person asks for himself or herself
PEOPLE_KNOWN = 0.95
ANSWERING = {
    "work": {"doe": 5, "private": 1, "sbpac": 1},
    "training": {"dsd": 6, "community_development": 1, "education": 1},
    "capital": {"community_development": 4, "local_government": 2, "sbpac": 2, "agriculture": 1},
    "group": {"community_development": 4, "agriculture": 3},
    "benefits": {"sso": 6, "dlpw": 1, "health": 1},
    "work_abroad": {"doe": 1},
    "market": {"community_development": 3, "private": 2, "agriculture": 2, "other": 1},
    "protection": {"dlpw": 5, "provincial_labour": 1},
    "other": {"amphoe": 3, "local_government": 4, "other": 1},
}


def need_table(
    seed: int,
    scale: float,
    places: Places,
    effort: Effort,
    activities: Activities,
    profile: Profile,
) -> pl.DataFrame:
    """Needs in order of the day they were raised; weak centres answer late."""
    rng = stream(seed, "needs")
    chosen = _raised_at(rng, activities, round(profile.needs * scale))
    day, tambon = activities.day[chosen], activities.tambon[chosen]
    at_centre = rng.random(len(chosen)) < AT_CENTRE
    category = pick(rng, CATEGORY_WEIGHTS, len(chosen))
    usual = np.array(WAIT_DAYS)[category] / effort.quality[places.amphoe[tambon], -1] ** 2
    answered, status = _answers(rng, day, usual)
    referred = (status == REFERRED) | (rng.random(len(chosen)) < ALSO_REFERRED)
    agency = pick_by_row(rng, shares(ANSWERING, CATEGORIES, AGENCIES), category)
    people = np.where(rng.random(len(chosen)) < ALONE, 1, 1 + rng.geometric(0.09, len(chosen)))
    known = answered > 0
    return pl.DataFrame(
        {
            "need_id": ids("N", np.arange(1, len(chosen) + 1)),
            "raised_on": dates(day),
            "tambon_code": texts(places.codes, tambon),
            "source": texts(SOURCES, np.where(at_centre, 2, _source(activities.kind[chosen]))),
            "category": texts(CATEGORIES, category),
            "people": blank(pl.Series(people), rng.random(len(chosen)) < PEOPLE_KNOWN),
            "status": texts(STATUSES, status),
            "referred_to": texts(AGENCIES, agency, referred),
            "answered_on": dates(answered, known),
            "activity_id": blank(ids("A", chosen + 1), ~at_centre),
        }
    )


def _raised_at(rng: Generator, activities: Activities, count: int) -> Ints:
    weights = np.array([SOURCE_WEIGHT.get(kind.code, 0.0) for kind in ACTIVITY_TYPES])
    return np.sort(pick(rng, weights[activities.kind], count))


def _source(kind: Ints) -> Ints:
    named = {"community_forum": 0, "mobile_service": 3}
    return np.array([named.get(each.code, 1) for each in ACTIVITY_TYPES])[kind]


def _answers(rng: Generator, day: Ints, usual: Floats) -> tuple[Ints, Ints]:
    """Day of the answer (0: none) and the status, as things stood on the data date."""
    count = len(day)
    wait = np.maximum(1, usual * rng.gamma(1.4, 0.75, count)).astype(np.int64)
    answered = day + wait
    there = (answered <= day_number(DATA_DATE)) & (rng.random(count) >= NEVER_ANSWERED)
    draw = rng.random(count)
    passed_on = np.where(draw < REFERRED_WAITING, REFERRED, OPEN)
    waiting = np.where(draw < CLOSED_UNANSWERED, CLOSED, passed_on)
    settled = np.where(draw < CLOSED_AFTER_ANSWER, CLOSED, ANSWERED)
    return np.where(there, answered, 0), np.where(there, settled, waiting)
