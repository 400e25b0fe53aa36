"""Plans by fiscal year, quarter and type: half of the amphoe plan as a whole, half by tambon."""

import numpy as np
import polars as pl

from lib.sample.activity_types import ACTIVITY_TYPES
from lib.sample.draw import stream, texts, whole
from lib.sample.effort import Effort
from lib.sample.places import Places
from lib.sample.profile import FISCAL_YEARS
from lib.sample.seasons import Seasons

QUARTERS = 4
PEOPLE_PART = 0.85  # of the middle of what a type draws


def plan_table(seed: int, places: Places, seasons: Seasons, effort: Effort) -> pl.DataFrame:
    """Targets of every type; a cell that comes out as 0 has no row."""
    rng = stream(seed, "plans")
    cell = seasons.year * QUARTERS + seasons.quarter
    share = np.bincount(cell, seasons.month_share).reshape(len(FISCAL_YEARS), QUARTERS)
    # Planners know the usual year, not where Ramadan will fall in it.
    share = np.repeat(share.mean(axis=0, keepdims=True), len(FISCAL_YEARS), axis=0)
    kinds = np.array([kind.share for kind in ACTIVITY_TYPES])
    by_tambon = effort.planned[:, :, None, None] * share[None, :, :, None] * kinds
    by_amphoe = np.add.reduceat(by_tambon, places.first, axis=0)

    amphoe = len(places.amphoe_codes)
    as_a_whole = np.zeros(amphoe, dtype=np.bool_)
    as_a_whole[rng.permutation(amphoe)[: (amphoe + 1) // 2]] = True
    by_tambon[as_a_whole[places.amphoe]] = 0
    by_amphoe[~as_a_whole] = 0
    target = whole(rng, np.concatenate([by_amphoe, by_tambon]))
    # An amphoe's plan is a rounded figure, not a drawn one.
    target[:amphoe] = np.rint(by_amphoe)

    area, year, quarter, kind = np.nonzero(target)
    activities = target[area, year, quarter, kind]
    crowd = np.array([kind.low + kind.high for kind in ACTIVITY_TYPES]) / 2
    people = np.maximum(np.rint(activities * crowd[kind] * PEOPLE_PART / 5) * 5, 5).astype(np.int64)
    return pl.DataFrame(
        {
            "fiscal_year": np.array(FISCAL_YEARS)[year],
            "quarter": quarter + 1,
            "area_code": texts([*places.amphoe_codes, *places.codes], area),
            "activity_type": texts([one.code for one in ACTIVITY_TYPES], kind),
            "target_activities": activities,
            "target_people": people,
        }
    ).sort("fiscal_year", "quarter", "area_code", "activity_type")
