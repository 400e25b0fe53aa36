"""Follow-ups of services and groups: owed 1, 3, 6 and 12 months later, done, late or never."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from lib.sample.draw import (
    Bools,
    Floats,
    Ints,
    add_months,
    dates,
    day_number,
    ids,
    numbers,
    pick_by_row,
    stream,
    texts,
)
from lib.sample.effort import Effort
from lib.sample.groups import Groups
from lib.sample.places import Places
from lib.sample.profile import DATA_DATE, FIRST_DAY, Profile
from lib.sample.services import SERVICE_TYPES, Services

ROUNDS = np.array([1, 3, 6, 12])
LETTER = {"service": "S", "group": "G"}  # of their ids
OUTCOMES = (
    "in_work", "self_employed", "joined_group", "income_up", "no_change", "moved_away",
    "not_reached",
)  # fmt: skip
NO_CHANGE, MOVED, MISSED = 4, 5, 6

# Services that lead somewhere are followed up; of the others only a few are.
FOLLOWED = {
    "job_placement": 1.0, "skill_training": 1.0, "group_formation": 1.0, "work_abroad": 0.9,
    "career_guidance": 0.55, "labour_protection": 0.25, "benefits": 0.08, "information": 0.0,
}  # fmt: skip
SUCCESS = {  # which good outcome, by service
    "job_placement": (0.75, 0.12, 0.03, 0.10),
    "skill_training": (0.33, 0.36, 0.10, 0.21),
    "group_formation": (0.03, 0.22, 0.50, 0.25),
    "work_abroad": (0.84, 0.04, 0.02, 0.10),
    "career_guidance": (0.48, 0.28, 0.06, 0.18),
    "labour_protection": (0.45, 0.15, 0.05, 0.35),
    "benefits": (0.35, 0.25, 0.10, 0.30),
    "information": (0.40, 0.25, 0.10, 0.25),
}
GROUP_SUCCESS = (0.02, 0.18, 0.25, 0.55)
GOOD_BY_ROUND = np.array([0.40, 0.50, 0.57, 0.62])  # the chance grows; who has made it stays
DONE_BAND = (0.57, 0.93)  # share of an amphoe's follow-ups that is ever done
DONE_POWER = 0.80  # below 1: most amphoe are nearer to the top of the band
DONE_NOISE = 0.12  # in the order of the amphoe, on the scale of their quality
ON_TIME = 0.66
EARLY_DAYS, LATE_DAYS, LATE_MEAN = 10, 60, 19.0
MISSED_SHARE = 0.12
MOVED_SHARE = 0.095  # of the people, at some round: about 5 % of the follow-ups
INCOME_KNOWN = 0.90
INCOME_RANGE = (2_500, 30_000)
NO_INCOME = 0.85  # of those who were not earning; the others have some odd jobs
ROUND_TO = 100


@dataclass(frozen=True)
class _Subjects:
    """What is followed up: `number` is that of its id; `started` the day it began."""

    number: Ints
    tambon: Ints
    started: Ints
    kind: Ints  # row of the weights of good outcomes
    earning: Bools  # before


@dataclass(frozen=True)
class _Owed:
    """One follow-up each: position of its subject, position of its round, day due."""

    subject: Ints
    round: Ints
    due: Ints


def follow_up_table(
    seed: int,
    scale: float,
    places: Places,
    effort: Effort,
    services: Services,
    groups: Groups,
    profile: Profile,
) -> pl.DataFrame:
    """Follow-ups in order of the day they are due."""
    rng = stream(seed, "follow-ups")
    ever = _ever_done(rng, effort)
    wanted = profile.service_follow_ups * scale / len(ROUNDS)
    parts = [
        _part(rng, places, ever, "service", _followed_services(rng, services, wanted)),
        _part(rng, places, ever, "group", _groups(groups)),
    ]
    table = pl.concat(parts).sort("due_on", maintain_order=True)
    return table.with_columns(ids("F", np.arange(1, len(table) + 1)).alias("follow_up_id"))


def _ever_done(rng: Generator, effort: Effort) -> Floats:
    """Share of each amphoe's follow-ups that is ever done: weak centres tend to do few."""
    quality = effort.quality[:, -1]
    low, high = DONE_BAND
    ladder = low + (high - low) * np.linspace(0, 1, len(quality)) ** DONE_POWER
    rank = np.argsort(np.argsort(quality + rng.normal(0, DONE_NOISE, len(quality))))
    ever: Floats = ladder[rank]
    return ever


def _followed_services(rng: Generator, services: Services, wanted: float) -> _Subjects:
    chance = np.array([FOLLOWED[name] for name in SERVICE_TYPES])[services.kind]
    chance = np.minimum(chance * wanted / max(chance.sum(), 1.0), 1.0)
    chosen = np.flatnonzero(rng.random(len(chance)) < chance)
    return _Subjects(
        number=chosen + 1,
        tambon=services.tambon[chosen],
        started=services.day[chosen],
        kind=services.kind[chosen],
        earning=services.earning[chosen],
    )


def _groups(groups: Groups) -> _Subjects:
    return _Subjects(
        number=np.arange(1, len(groups.tambon) + 1),
        tambon=groups.tambon,
        started=groups.founded,
        kind=np.full(len(groups.tambon), len(SERVICE_TYPES)),
        earning=np.ones(len(groups.tambon), dtype=np.bool_),
    )


def _part(
    rng: Generator, places: Places, ever: Floats, subject: str, subjects: _Subjects
) -> pl.DataFrame:
    owed = _owed(subjects)
    chance = ever[places.amphoe[subjects.tambon[owed.subject]]]
    done_on, done = _done(rng, chance, subjects, owed)
    outcome = _outcomes(rng, subjects, owed)
    before, after, known = _incomes(rng, subjects, owed, outcome)
    return pl.DataFrame(
        {
            "subject": pl.repeat(subject, len(done), eager=True),
            "subject_id": ids(LETTER[subject], subjects.number[owed.subject]),
            "tambon_code": texts(places.codes, subjects.tambon[owed.subject]),
            "round": ROUNDS[owed.round],
            "due_on": dates(owed.due),
            "done_on": dates(done_on, done),
            "outcome": texts(OUTCOMES, outcome, done),
            "income_before": numbers(before, done & known),
            "income_after": numbers(after, done & known),
        }
    )


def _owed(subjects: _Subjects) -> _Owed:
    """All rounds of all subjects that fall due after the first day of the sample."""
    subject = np.repeat(np.arange(len(subjects.number)), len(ROUNDS))
    position = np.tile(np.arange(len(ROUNDS)), len(subjects.number))
    due = add_months(subjects.started[subject], ROUNDS[position])
    kept = due >= day_number(FIRST_DAY)
    return _Owed(subject=subject[kept], round=position[kept], due=due[kept])


def _done(rng: Generator, ever: Floats, subjects: _Subjects, owed: _Owed) -> tuple[Ints, Bools]:
    """Day of each follow-up and whether it was done by the data date; `ever` is its chance."""
    count = len(owed.due)
    early = -rng.integers(0, EARLY_DAYS + 1, count)
    late = np.minimum(1 + rng.exponential(LATE_MEAN, count), LATE_DAYS).astype(np.int64)
    day = owed.due + np.where(rng.random(count) < ON_TIME, early, late)
    # Some services are older than the visit could be early.
    day = np.maximum(day, subjects.started[owed.subject] + 1)
    return day, (rng.random(count) < ever) & (day <= day_number(DATA_DATE))


def _outcomes(rng: Generator, subjects: _Subjects, owed: _Owed) -> Ints:
    """Who has made it stays so, who has moved away stays away, anyone may be missed once."""
    weights = np.array([*(SUCCESS[name] for name in SERVICE_TYPES), GROUP_SUCCESS])
    people = len(subjects.number)
    luck = rng.random(people)
    which = pick_by_row(rng, weights, subjects.kind)
    leaves = np.where(rng.random(people) < MOVED_SHARE, rng.integers(0, len(ROUNDS), people), 9)

    outcome = np.where(
        luck[owed.subject] < GOOD_BY_ROUND[owed.round], which[owed.subject], NO_CHANGE
    )
    outcome = np.where(rng.random(len(owed.due)) < MISSED_SHARE, MISSED, outcome)
    return np.where(owed.round >= leaves[owed.subject], MOVED, outcome)


def _incomes(
    rng: Generator, subjects: _Subjects, owed: _Owed, outcome: Ints
) -> tuple[Floats, Floats, Bools]:
    """Baht a month before and after, and whether they were told; nobody asks who is not there."""
    people = len(subjects.number)
    low, high = INCOME_RANGE
    base = np.clip(np.exp(rng.normal(np.log(7_200), 0.36, people)), low, high)
    nothing = ~subjects.earning & (rng.random(people) < NO_INCOME)
    base = np.where(nothing, 0.0, base)[owed.subject]
    steps = np.array([0.38, 0.27, 0.16, 0.30, 0.0, 0.0, 0.0])[outcome]
    months = np.log1p(ROUNDS[owed.round]) / np.log1p(12)
    change = steps * (0.6 + 0.4 * months) + rng.normal(0, 0.11, len(outcome))
    first_job = np.where(steps > 0, rng.uniform(4_000, 10_500, len(outcome)), 0.0)
    after = np.where(base > 0, np.clip(base * (1 + change), 1_500, 45_000), first_job)
    known = (outcome < MOVED) & (rng.random(len(outcome)) < INCOME_KNOWN)
    return _rounded(base), _rounded(after), known


def _rounded(baht: Floats) -> Floats:
    return np.rint(baht / ROUND_TO) * ROUND_TO
