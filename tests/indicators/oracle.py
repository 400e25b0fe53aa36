"""The ten indicators once more, in plain pandas over the raw sample: slow, long, independent.

Nothing here is shared with lib.indicators. Each function takes the tables, the areas and a
question and gives value, numerator and denominator for every area of the level.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

DIGITS = {"region": 0, "province": 2, "amphoe": 4, "tambon": 6}


@dataclass(frozen=True)
class Asked:
    """A question to the oracle."""

    level: str
    start: date
    end: date
    as_of: date
    known: date

    @property
    def until(self) -> date:
        return min(self.end, self.as_of)


@dataclass(frozen=True)
class World:
    """The raw tables (dates as datetime64) and the reference tables."""

    tables: dict[str, pd.DataFrame]
    tambon: list[str]
    population: pd.DataFrame

    def areas(self, level: str) -> list[str]:
        return sorted({self.key(code, level) for code in self.tambon})

    def key(self, code: str, level: str) -> str:
        return code[: DIGITS[level]] or "south"


def between(dates: pd.Series, start: date, end: date) -> pd.Series:
    return (dates >= pd.Timestamp(start)) & (dates <= pd.Timestamp(end))


def by_area(world: World, rows: pd.DataFrame, level: str, column: str = "tambon_code") -> pd.Series:
    return rows[column].map(lambda code: world.key(code, level))


def reported_none(world: World, asked: Asked, table: str) -> pd.Series:
    """For each area, whether the reports say that nothing happened in any of its tambon.

    Zero activity is zero only where the month was reported. A report is due by the 5th of the
    next month; months whose report was not due by the day that is known do not count, unless
    none was due. A report that tells of activities says nothing of none.
    """
    touched = (
        pd.period_range(asked.start, asked.until, freq="M") if asked.until >= asked.start else []
    )
    due = [m for m in touched if (m + 1).start_time + timedelta(days=4) < pd.Timestamp(asked.known)]
    months = due or list(touched)
    report = world.tables["report"]
    report = report[report["submitted_on"] <= pd.Timestamp(asked.known)]
    if table == "activity":
        report = report[~(report["activities"] > 0)]
    have = set(zip(report["tambon_code"], report["month"].dt.to_period("M"), strict=True))
    answer = {}
    for area in world.areas(asked.level):
        mine = [code for code in world.tambon if world.key(code, asked.level) == area]
        answer[area] = len(months) > 0 and all((c, m) in have for c in mine for m in months)
    return pd.Series(answer)


def zero_if_reported(
    world: World, asked: Asked, counted: pd.Series, table: str = "activity"
) -> pd.Series:
    full = counted.reindex(world.areas(asked.level)).astype(float)
    zero = full.isna() & reported_none(world, asked, table)
    return full.mask(zero, 0.0)


def frame(numerator: pd.Series, denominator: pd.Series | None, scale: float) -> pd.DataFrame:
    if denominator is None:
        value = numerator
        denominator = pd.Series(np.nan, index=numerator.index)
    else:
        denominator = denominator.reindex(numerator.index)
        value = scale * numerator / denominator.where(denominator > 0)
    return pd.DataFrame({"value": value, "numerator": numerator, "denominator": denominator})


def held(world: World, asked: Asked) -> pd.DataFrame:
    activity = world.tables["activity"]
    rows = activity[between(activity["date"], asked.start, asked.until)].copy()
    rows["area"] = by_area(world, rows, asked.level)
    return rows


def places(world: World, level: str) -> pd.Series:
    return pd.Series([world.key(code, level) for code in world.tambon]).value_counts().astype(float)


def tambon_reached(world: World, asked: Asked) -> pd.DataFrame:
    reached = held(world, asked).groupby("area")["tambon_code"].nunique()
    return frame(zero_if_reported(world, asked, reached), places(world, asked.level), 100)


def contacts(world: World, asked: Asked) -> pd.DataFrame:
    rows = held(world, asked)
    people = (rows["participants_male"] + rows["participants_female"]).groupby(rows["area"]).sum()
    return frame(zero_if_reported(world, asked, people), None, 1)


def served(world: World, asked: Asked) -> pd.Series:
    service = world.tables["service"]
    rows = service[between(service["date"], asked.start, asked.until)].copy()
    rows["area"] = by_area(world, rows, asked.level)
    people = rows.drop_duplicates(["area", "person_key"]).groupby("area").size()
    return zero_if_reported(world, asked, people, "service")


def people_served(world: World, asked: Asked) -> pd.DataFrame:
    return frame(served(world, asked), None, 1)


def people_served_per_1000(world: World, asked: Asked) -> pd.DataFrame:
    years = sorted(world.population["year"].unique())
    known = [year for year in years if date(year, 12, 31) <= asked.end]
    register = world.population[world.population["year"] == (known[-1] if known else -1)].copy()
    register["area"] = by_area(world, register, asked.level)
    people = register.groupby("area")["total"].sum().astype(float)
    return frame(served(world, asked), people, 1000)


def days_since_last_activity(world: World, asked: Asked) -> pd.DataFrame:
    activity = world.tables["activity"]
    newest = (
        activity[activity["date"] <= pd.Timestamp(asked.as_of)].groupby("tambon_code")["date"].max()
    )
    days = (
        (pd.Timestamp(asked.as_of) - newest)
        .dt.days.astype(float)
        .reindex(world.tambon, fill_value=np.inf)
    )
    answer = {}
    for area in world.areas(asked.level):
        ordered = sorted(days[[c for c in world.tambon if world.key(c, asked.level) == area]])
        low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
        answer[area] = low if low == high else (low + high) / 2
    return frame(pd.Series(answer, dtype=float), None, 1)[["value"]]


def plan_progress(world: World, asked: Asked) -> pd.DataFrame:
    """An amphoe's target for a fiscal year is its own rows, else the sum of its tambon."""
    plan = world.tables["plan"].dropna(subset=["target_activities"])
    target: dict[str, float] = {}
    for _, rows in plan.groupby(["fiscal_year", plan["area_code"].str[:4]], sort=False):
        own = rows[rows["area_code"].str.len() == 4]
        below = rows[rows["area_code"].str.len() == 6]
        counted = below if asked.level == "tambon" or not len(own) else own
        for row in counted.itertuples():
            share = quarter_share(int(row.fiscal_year), int(row.quarter), asked)
            if share:
                area = world.key(row.area_code, asked.level)
                target[area] = target.get(area, 0.0) + share * row.target_activities
    done = zero_if_reported(world, asked, held(world, asked).groupby("area").size())
    return frame(done, pd.Series(target, dtype=float), 100)


@cache
def quarter_share(fiscal_year: int, quarter: int, asked: Asked) -> float:
    first_month = [10, 1, 4, 7][quarter - 1]
    first = date(fiscal_year - 543 - (1 if quarter == 1 else 0), first_month, 1)
    days = [first + timedelta(days=n) for n in range(93)]
    days = [day for day in days if (day.month - first_month) % 12 < 3]
    return sum(asked.start <= day <= asked.until for day in days) / len(days)


def newest_states(world: World, asked: Asked) -> pd.DataFrame:
    state = world.tables["group_state"]
    seen = state[state["observed_on"] <= pd.Timestamp(asked.as_of)].sort_values("observed_on")
    newest = seen.groupby("group_id").tail(1)
    joined = newest.merge(
        world.tables["occupational_group"][["group_id", "tambon_code"]], on="group_id"
    )
    joined["area"] = by_area(world, joined, asked.level)
    return joined[joined["status"] == "active"]


def groups_active(world: World, asked: Asked) -> pd.DataFrame:
    count = newest_states(world, asked).groupby("area").size()
    return frame(count.reindex(world.areas(asked.level), fill_value=0).astype(float), None, 1)


def group_members(world: World, asked: Asked) -> pd.DataFrame:
    rows = newest_states(world, asked)
    members = (rows["members_male"] + rows["members_female"]).groupby(rows["area"]).sum()
    return frame(members.reindex(world.areas(asked.level), fill_value=0).astype(float), None, 1)


def follow_up_rate(world: World, asked: Asked) -> pd.DataFrame:
    rows = world.tables["follow_up"]
    rows = rows[between(rows["due_on"], asked.start, asked.until)].copy()
    rows["area"] = by_area(world, rows, asked.level)
    due = rows.groupby("area").size().reindex(world.areas(asked.level)).astype(float)
    done = rows[rows["done_on"] <= pd.Timestamp(asked.as_of)].groupby("area").size()
    return frame(done.reindex(due.index, fill_value=0).astype(float), due, 100)


def follow_ups_overdue(world: World, asked: Asked) -> pd.DataFrame:
    rows = world.tables["follow_up"]
    late = (rows["due_on"] < pd.Timestamp(asked.as_of)) & ~(
        rows["done_on"] <= pd.Timestamp(asked.as_of)
    )
    rows = rows[late].copy()
    rows["area"] = by_area(world, rows, asked.level)
    count = rows.groupby("area").size().reindex(world.areas(asked.level), fill_value=0)
    return frame(count.astype(float), None, 1)


ORACLE: dict[str, Callable[[World, Asked], pd.DataFrame]] = {
    function.__name__: function
    for function in (
        tambon_reached, contacts, people_served, people_served_per_1000,
        days_since_last_activity, plan_progress, groups_active, group_members,
        follow_up_rate, follow_ups_overdue,
    )
}  # fmt: skip
