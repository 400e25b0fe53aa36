"""Monthly reports: on time, late, missing; some say 0."""

import numpy as np
import polars as pl

from lib.sample.activities import Activities
from lib.sample.draw import dates, day_number, stream, texts
from lib.sample.effort import Effort
from lib.sample.places import Places
from lib.sample.profile import DATA_DATE
from lib.sample.seasons import Seasons

DUE_DAYS = 5  # by the 5th of the next month
LATE = (0.10, 0.30)  # share late in the best and the worst amphoe
MISSING = (0.015, 0.11)
LATE_MEAN = 11.0  # days after the due date
EARLY_BIRDS = 0.06  # who report the last month before it is due, on its last day
ZERO_REPORTED = 0.55  # of the months without activity; for the others there is no report


def report_table(
    seed: int, places: Places, seasons: Seasons, effort: Effort, activities: Activities
) -> pl.DataFrame:
    """Reports that had come in by the data date. The count is that of the activities held."""
    rng = stream(seed, "reports")
    end, past = day_number(DATA_DATE), seasons.months_past
    cells = activities.tambon * past + seasons.month_of(activities.day)
    held = np.bincount(cells, minlength=len(places) * past).reshape(len(places), past)

    weak = np.interp(effort.quality[places.amphoe, -1], (0.6, 1.15), (1.0, 0.0))[:, None]
    missing = rng.random(held.shape) < MISSING[0] + (MISSING[1] - MISSING[0]) * weak
    silent = (held == 0) & (rng.random(held.shape) > ZERO_REPORTED)
    # One of the tambon that nobody reached this year says so every month: a zero that is known.
    this_year = held[:, seasons.year[:past] == seasons.year[past - 1]]
    told = np.flatnonzero(this_year.sum(axis=1) == 0)[:1]
    missing[told], silent[told] = False, False
    late = rng.random(held.shape) < LATE[0] + (LATE[1] - LATE[0]) * weak
    next_month = seasons.months[1 : past + 1]
    on_time = next_month + rng.integers(0, DUE_DAYS, held.shape)
    behind = next_month + DUE_DAYS + (rng.exponential(LATE_MEAN, held.shape)).astype(np.int64)
    submitted = np.where(late, behind, on_time)
    submitted[:, -1] = np.where(rng.random(len(places)) < EARLY_BIRDS, end, end + 1)

    tambon, month = np.nonzero(~missing & ~silent & (submitted <= end))
    return pl.DataFrame(
        {
            "tambon_code": texts(places.codes, tambon),
            "month": dates(seasons.months[month]),
            "submitted_on": dates(submitted[tambon, month]),
            "activities": held[tambon, month],
        }
    ).sort("month", "tambon_code")
