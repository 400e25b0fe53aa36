"""Labour situations and events: a scattered background and a few that cluster."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.random import Generator

from lib.sample.draw import Ints, dates, day_number, ids, numbers, pick, stream, texts
from lib.sample.places import Places, distance_km
from lib.sample.profile import DATA_DATE, FIRST_DAY, STUDY_POPULATION, Profile

CATEGORIES = (
    "lay_off", "closure", "recruiter_fraud", "trafficking", "accident", "disaster", "returnees",
    "dispute", "other",
)  # fmt: skip
BACKGROUND = (0.14, 0.06, 0.10, 0.02, 0.30, 0.06, 0.10, 0.12, 0.10)
SEVERITY = (0.58, 0.31, 0.11)
USUAL_PEOPLE = (18, 30, 4, 3, 1, 60, 14, 9, 6)
RESOLVE_DAYS = (45, 80, 90, 120, 30, 25, 20, 60, 30)
REPORT_DAYS = 3.5
NEVER_RESOLVED = 0.10
PEOPLE_KNOWN = 0.96


@dataclass(frozen=True)
class Cluster:
    """Events of one kind close together: in the tambon nearest to a centre, within days."""

    category: str
    start: date
    days: int
    tambon: int  # how many of the nearest
    events: int
    severity: float  # chance of a step up


CLUSTERS = (
    Cluster("disaster", date(2023, 12, 23), 8, 18, 24, 0.6),
    Cluster("returnees", date(2024, 5, 10), 25, 12, 12, 0.2),
    Cluster("disaster", date(2024, 11, 27), 9, 26, 34, 0.7),
    Cluster("recruiter_fraud", date(2025, 2, 3), 40, 9, 13, 0.4),
    Cluster("lay_off", date(2025, 6, 16), 30, 7, 14, 0.5),
    Cluster("disaster", date(2025, 11, 22), 10, 22, 30, 0.7),
    Cluster("closure", date(2026, 4, 20), 45, 5, 8, 0.5),
    Cluster("returnees", date(2026, 5, 25), 20, 10, 15, 0.3),
)


def situation_table(seed: int, scale: float, places: Places, profile: Profile) -> pl.DataFrame:
    """Situations in order of the day they happened; those not yet reported are left out."""
    rng = stream(seed, "situations")
    size = scale * places.population.sum() / STUDY_POPULATION
    clustered = [_cluster(rng, places, cluster, size) for cluster in CLUSTERS]
    rest = max(1, round(profile.situations * size) - sum(len(part[0]) for part in clustered))
    parts = [*clustered, _background(rng, places, rest)]
    tambon, day, category, severity = (np.concatenate(part) for part in zip(*parts, strict=True))
    reported = day + np.floor(rng.exponential(REPORT_DAYS, len(day))).astype(np.int64)
    order = np.lexsort((tambon, day))
    order = order[reported[order] <= day_number(DATA_DATE)]
    tambon, day, category, severity, reported = (
        part[order] for part in (tambon, day, category, severity, reported)
    )
    wait = np.array(RESOLVE_DAYS)[category] * rng.gamma(1.5, 0.7, len(day)) * (0.6 + 0.3 * severity)
    resolved = reported + 1 + wait.astype(np.int64)
    done = (resolved <= day_number(DATA_DATE)) & (rng.random(len(day)) >= NEVER_RESOLVED)
    people = 1 + rng.poisson(
        np.array(USUAL_PEOPLE)[category] * severity * rng.gamma(1.2, 0.6, len(day))
    )
    return pl.DataFrame(
        {
            "situation_id": ids("E", np.arange(1, len(day) + 1)),
            "occurred_on": dates(day),
            "reported_on": dates(reported),
            "tambon_code": texts(places.codes, tambon),
            "category": texts(CATEGORIES, category),
            "severity": severity,
            "people": numbers(people, rng.random(len(day)) < PEOPLE_KNOWN),
            "status": texts(("open", "resolved"), done.astype(np.int64)),
            "resolved_on": dates(resolved, done),
        }
    )


def _cluster(
    rng: Generator, places: Places, cluster: Cluster, size: float
) -> tuple[Ints, Ints, Ints, Ints]:
    centre = int(pick(rng, places.population, 1)[0])
    km = distance_km(
        places.latitude, places.longitude, places.latitude[[centre]], places.longitude[[centre]]
    )
    around = np.argsort(km, kind="stable")[: max(1, min(cluster.tambon, len(places) // 3))]
    count = max(1, round(cluster.events * size))
    day = day_number(cluster.start) + rng.integers(0, cluster.days, count)
    severity = 1 + rng.binomial(2, cluster.severity, count)
    kind = np.full(count, CATEGORIES.index(cluster.category))
    return around[rng.integers(0, len(around), count)], day, kind, severity


def _background(rng: Generator, places: Places, count: int) -> tuple[Ints, Ints, Ints, Ints]:
    day = rng.integers(day_number(FIRST_DAY), day_number(DATA_DATE) + 1, count)
    tambon = pick(rng, places.population, count)
    return tambon, day, pick(rng, BACKGROUND, count), pick(rng, SEVERITY, count) + 1
