"""The labour situation of the tambon, counted twice a year."""

from datetime import date

import numpy as np
import polars as pl

from lib.sample.draw import dates, day_number, stream, texts
from lib.sample.places import Places

CATEGORIES = (
    "out_of_work",
    "seasonal",
    "informal",
    "working_abroad",
    "wanting_training",
    "wanting_work",
)
COUNTS_FROM = (
    date(2023, 11, 6), date(2024, 5, 6), date(2024, 11, 4), date(2025, 5, 5), date(2025, 11, 3),
    date(2026, 5, 4),
)  # fmt: skip
COUNT_DAYS = 25  # from the first tambon to the last
RATE = np.array([0.018, 0.024, 0.235, 0.030, 0.036, 0.022])  # of the registered people
SPREAD = np.array([0.30, 0.40, 0.16, 0.55, 0.35, 0.30])  # between tambon
MONSOON = np.array([1.12, 1.75, 0.98, 0.93, 1.05, 1.15])  # in November against May
YEARLY = np.array([0.97, 0.98, 1.01, 1.06, 1.03, 0.98])
WOBBLE = 0.07
MISSED = 0.035  # counts that were not made


def labour_table(seed: int, places: Places) -> pl.DataFrame:
    """One row a tambon, count and category."""
    rng = stream(seed, "labour situation")
    shape = len(places), len(COUNTS_FROM), len(CATEGORIES)
    level = RATE * np.exp(rng.normal(0, SPREAD, (len(places), len(CATEGORIES))))
    november = np.array([day.month == 11 for day in COUNTS_FROM])
    season = np.where(november[:, None], MONSOON, 1.0)
    trend = YEARLY ** (np.arange(len(COUNTS_FROM))[:, None] / 2)
    wobble = np.exp(rng.normal(0, WOBBLE, shape))
    people = np.rint(places.population[:, None, None] * level[:, None, :] * season * trend * wobble)
    start = np.array([day_number(day) for day in COUNTS_FROM])
    day = start + rng.integers(0, COUNT_DAYS, shape[:2])
    made = rng.random(shape[:2]) >= MISSED

    tambon, count, category = np.nonzero(np.repeat(made[:, :, None], len(CATEGORIES), axis=2))
    return pl.DataFrame(
        {
            "tambon_code": texts(places.codes, tambon),
            "observed_on": dates(day[tambon, count]),
            "category": texts(CATEGORIES, category),
            "people": people[tambon, count, category].astype(np.int64),
        }
    )
