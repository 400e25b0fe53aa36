"""The labour situation of each tambon or amphoe beside what was done and what is planned there.

It is the annex of the manpower development plan of an amphoe.
"""

from datetime import date

import pandas as pd

from geo.codes import CODE_LENGTH, Level
from lib.access.scope import Scope
from lib.indicators.cutting import Cut
from lib.periods import Period, fiscal_year, fiscal_year_of
from lib.planning.asking import PlanRefused, answer, planned_areas
from lib.store.codelists import code_list
from lib.store.lake import Store

LEVELS = (Level.TAMBON, Level.AMPHOE)
DONE = {
    "population": "registered_population",
    "activities": "activities",
    "people_served": "people_served",
    "needs_open": "needs_open",
    "follow_ups_overdue": "follow_ups_overdue",
}
_OBSERVED = """
    SELECT tambon_code, amphoe_code, category, max(observed_on) AS newest
    FROM labour_situation WHERE observed_on <= CAST(? AS DATE) AND {cut}
    GROUP BY tambon_code, amphoe_code, category
"""


def labour_situation(
    store: Store, scope: Scope, area: str, as_of: date, level: Level = Level.TAMBON
) -> pd.DataFrame:
    """The labour situation and the work of every tambon (or amphoe) of an area, as of a day.

    Index ``area_code``, sorted. For each category of labour its people as last counted, a column
    by its code, and ``observed_…``, the day of that count (of an amphoe the oldest of those of its
    tambon); ``counted_…``, in how many of its tambon it was counted, and ``base_…``, the people
    registered in those: what a rate divides by (0 where none was counted, missing where the people
    of any that was are not known). tambon: how many tambon there are. Then population; activities
    and people_served of the fiscal year to the day (people served are distinct and must not be
    added); needs_open and follow_ups_overdue on the day; planned, the activities of the plan of
    the whole fiscal year, and planned_to_date, its part up to the day. What was never told is
    missing, never 0: a tambon whose amphoe plans as a whole has no plan of its own.

    Raises PlanRefused where the scope has no right to plan there; only areas within the scope
    come.
    """
    if level not in LEVELS:
        raise ValueError(f"The labour situation is told by {' or '.join(LEVELS)}, not by {level}.")
    areas = planned_areas(scope, area)
    if level is Level.AMPHOE and any(len(code) == 6 for code in areas):
        raise PlanRefused(f"{area!r} is a tambon: ask for its amphoe to see that as a whole.")
    year = fiscal_year(fiscal_year_of(as_of))
    categories = code_list("labour_category").codes
    asked = {name: f"labour_{name}" for name in categories} | DONE
    found = pd.DataFrame(
        {
            name: answer(store, scope, code, areas, year, as_of, level)["value"]
            for name, code in asked.items()
        }
    )
    everybody = found["population"]
    if level is not Level.TAMBON:
        everybody = answer(store, scope, DONE["population"], areas, year, as_of)["value"]
    counts = _counts(store, scope, areas, as_of, level, everybody).reindex(found.index)
    plans = _planned(store, scope, areas, year, as_of, level)
    parts = ("", "observed_", "counted_", "base_")
    order = [f"{part}{name}" for name in categories for part in parts]
    return found.join(counts).join(plans)[[*order, "tambon", *DONE, *plans.columns]]


def _counts(
    store: Store, scope: Scope, areas: tuple[str, ...], as_of: date, level: Level,
    population: "pd.Series[float]",
) -> pd.DataFrame:  # fmt: skip
    """When each category was last counted, in how many tambon, and the people registered there.

    ``population`` is that of every tambon of the areas.
    """
    cut = Cut.allowed(scope).within(areas)
    rows = store.query(_OBSERVED.format(cut=cut), scope, [as_of.isoformat(), *cut.values])
    days = rows.pivot(index="tambon_code", columns="category", values="newest")
    names = list(code_list("labour_category").codes)
    days = days.reindex(index=population.index, columns=names).apply(pd.to_datetime)
    known = days.notna()
    base = known.astype(float).mul(population, axis=0).where(known, 0.0)
    above = population.index.str[: CODE_LENGTH[level]].rename("area_code")
    found: pd.DataFrame = pd.concat(
        [
            days.groupby(above).min().add_prefix("observed_"),
            known.groupby(above).sum().astype("int64").add_prefix("counted_"),
            base.groupby(above).sum(skipna=False).add_prefix("base_"),
            known.groupby(above).size().rename("tambon").astype("int64"),
        ],
        axis=1,
    )
    return found


def _planned(
    store: Store, scope: Scope, areas: tuple[str, ...], year: Period, as_of: date, level: Level
) -> pd.DataFrame:
    """Activities planned for the year and for its part up to the day, by the rule of the plan."""
    days = {"planned": year.end, "planned_to_date": as_of}
    return pd.DataFrame(
        {
            name: answer(store, scope, "plan_progress", areas, year, day, level)["denominator"]
            for name, day in days.items()
        }
    )
