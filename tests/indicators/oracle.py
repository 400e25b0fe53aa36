"""The counts, shares and rates once more, in plain pandas over the raw sample: slow, independent.

Nothing here is shared with lib.indicators. Each function takes the tables, the areas and a
question and gives value, numerator and denominator for every area of the level. Medians, curves,
quotients and what stands outside the store are in ``oracle_samples``.
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


@dataclass(frozen=True, eq=False)
class World:
    """The raw tables (dates as datetime64) and the reference tables; equal only to itself."""

    tables: dict[str, pd.DataFrame]
    tambon: list[str]
    villages: dict[str, int]
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


def zeros(world: World, asked: Asked, counted: pd.Series) -> pd.DataFrame:
    """Counts where an area without rows is a true zero."""
    return frame(counted.reindex(world.areas(asked.level), fill_value=0).astype(float), None, 1)


def shares(counted: pd.Series, base: pd.Series, areas: list[str]) -> pd.DataFrame:
    base = base.reindex(areas).astype(float)
    return frame(counted.reindex(areas, fill_value=0).astype(float), base, 100)


def villages_reached(world: World, asked: Asked) -> pd.DataFrame:
    rows = held(world, asked).dropna(subset=["village_no"])
    rows = rows[rows["village_no"] <= rows["tambon_code"].map(world.villages).astype(float)]
    seen = rows.drop_duplicates(["tambon_code", "village_no"]).groupby("area").size()
    key = pd.Series(world.tambon).map(lambda code: world.key(code, asked.level))
    there = pd.Series(world.tambon).map(world.villages).groupby(key.to_numpy()).sum()
    return frame(zero_if_reported(world, asked, seen), there.astype(float), 100)


def activities(world: World, asked: Asked) -> pd.DataFrame:
    return frame(zero_if_reported(world, asked, held(world, asked).groupby("area").size()), None, 1)


def partner_share(world: World, asked: Asked) -> pd.DataFrame:
    rows = held(world, asked)
    joint = rows[rows["partner_agency"].notna()].groupby("area").size()
    return shares(joint, rows.groupby("area").size(), world.areas(asked.level))


def referrals(world: World, asked: Asked) -> pd.DataFrame:
    service = world.tables["service"]
    rows = service[between(service["date"], asked.start, asked.until)].copy()
    rows["area"] = by_area(world, rows, asked.level)
    sent = rows["referred_to"].notna().groupby(rows["area"]).sum()
    return frame(zero_if_reported(world, asked, sent, "service"), None, 1)


def breadth(world: World, asked: Asked) -> pd.DataFrame:
    activity = world.tables["activity"]
    start = pd.Timestamp(asked.as_of) - pd.DateOffset(months=12)
    rows = activity[(activity["date"] > start) & (activity["date"] <= pd.Timestamp(asked.as_of))]
    kinds = (
        rows.groupby("tambon_code")["activity_type"].nunique().reindex(world.tambon, fill_value=0)
    )
    key = pd.Series(world.tambon).map(lambda code: world.key(code, asked.level)).to_numpy()
    return frame(kinds.astype(float).groupby(key).median(), None, 1)


def report_months(world: World, asked: Asked) -> pd.DataFrame:
    rows = reports_by_tambon(world, asked.start, asked.end, asked.known)
    return rows.assign(area=by_area(world, rows, asked.level))


@cache
def reports_by_tambon(world: World, start: date, end: date, known: date) -> pd.DataFrame:
    """Every tambon and month of the period, with what is known of its report."""
    months = pd.period_range(start, end, freq="M")
    report = world.tables["report"]
    sent = {
        (code, month.to_period("M")): (day, told)
        for code, month, day, told in zip(
            report["tambon_code"], report["month"], report["submitted_on"], report["activities"],
            strict=True,
        )
    }  # fmt: skip
    rows = []
    for code in world.tambon:
        for month in months:
            due_on = (month + 1).start_time + timedelta(days=4)
            day, told = sent.get((code, month), (pd.NaT, 0))
            here = pd.notna(day) and day <= pd.Timestamp(known)
            due = due_on < pd.Timestamp(known)
            late = "overdue" if due else "not due"
            state = ("active" if told > 0 else "zero") if here else late
            on_time = here and day <= due_on
            rows.append((code, state, due, here and due, on_time and due))
    return pd.DataFrame(rows, columns=["tambon_code", "state", "due", "received", "on_time"])


def in_state(state: str) -> Callable[[World, Asked], pd.DataFrame]:
    def count(world: World, asked: Asked) -> pd.DataFrame:
        rows = report_months(world, asked)
        return zeros(world, asked, rows[rows["state"] == state].groupby("area").size())

    return count


def of_due(column: str) -> Callable[[World, Asked], pd.DataFrame]:
    def share(world: World, asked: Asked) -> pd.DataFrame:
        sums = report_months(world, asked).groupby("area")[["due", column]].sum().astype(float)
        return frame(sums[column], sums["due"], 100)

    return share


def in_post(world: World, asked: Asked) -> pd.DataFrame:
    officer, day = world.tables["officer"], pd.Timestamp(asked.as_of)
    rows = officer[(officer["start_date"] <= day) & ~(officer["end_date"] < day)].copy()
    rows["area"] = by_area(world, rows, asked.level)
    return rows


def officers_in_post(world: World, asked: Asked) -> pd.DataFrame:
    return zeros(world, asked, in_post(world, asked).groupby("area")["officer_id"].nunique())


def residents(world: World, asked: Asked) -> pd.Series:
    years = [year for year in world.population["year"].unique() if date(year, 12, 31) <= asked.end]
    register = world.population[world.population["year"] == max(years, default=-1)].copy()
    register["area"] = by_area(world, register, asked.level)
    return register.groupby("area")["total"].sum().astype(float)


def registered_population(world: World, asked: Asked) -> pd.DataFrame:
    return frame(residents(world, asked), None, 1)


def population_per_officer(world: World, asked: Asked) -> pd.DataFrame:
    officers = in_post(world, asked).groupby("area")["officer_id"].nunique().astype(float)
    return frame(residents(world, asked), officers, 1)


def tambon_without_officer(world: World, asked: Asked) -> pd.DataFrame:
    staffed = set(in_post(world, asked)["tambon_code"])
    without = [world.key(code, asked.level) for code in world.tambon if code not in staffed]
    return zeros(world, asked, pd.Series(without, dtype=str).value_counts())


def groups_now(world: World, asked: Asked) -> pd.DataFrame:
    state = world.tables["group_state"]
    seen = state[state["observed_on"] <= pd.Timestamp(asked.as_of)].sort_values("observed_on")
    about = world.tables["occupational_group"][["group_id", "tambon_code", "legal_form"]]
    joined = seen.groupby("group_id").tail(1).merge(about, on="group_id")
    joined["area"] = by_area(world, joined, asked.level)
    joined["members"] = joined["members_male"] + joined["members_female"]
    return joined


def groups_in(status: str) -> Callable[[World, Asked], pd.DataFrame]:
    def count(world: World, asked: Asked) -> pd.DataFrame:
        rows = groups_now(world, asked)
        return zeros(world, asked, rows[rows["status"] == status].groupby("area").size())

    return count


def women_share(world: World, asked: Asked) -> pd.DataFrame:
    rows = newest_states(world, asked)
    sums = rows.assign(all=rows["members_male"] + rows["members_female"]).groupby("area")
    return shares(sums["members_female"].sum(), sums["all"].sum(), world.areas(asked.level))


def members_per_1000(world: World, asked: Asked) -> pd.DataFrame:
    members = group_members(world, asked)["numerator"]
    return frame(members, residents(world, asked), 1000)


def enterprise_share(world: World, asked: Asked) -> pd.DataFrame:
    rows = groups_now(world, asked)
    rows = rows[rows["status"] == "active"]
    registered = rows[rows["legal_form"] == "community_enterprise"].groupby("area").size()
    return shares(registered, rows.groupby("area").size(), world.areas(asked.level))


def follow_ups(
    pick: Callable[[pd.DataFrame, Asked], pd.Series],
) -> Callable[[World, Asked], pd.DataFrame]:
    """Counts of the follow-ups that ``pick`` picks; days_late and done are worked out for it."""

    def count(world: World, asked: Asked) -> pd.DataFrame:
        rows = told_follow_ups(world, asked.start, asked.until, asked.as_of)
        picked = rows[pick(rows, asked)]
        return zeros(world, asked, by_area(world, picked, asked.level).value_counts())

    return count


@cache
def told_follow_ups(world: World, start: date, until: date, as_of: date) -> pd.DataFrame:
    rows = world.tables["follow_up"][["tambon_code", "due_on", "done_on"]]
    return rows.assign(
        days_late=(pd.Timestamp(as_of) - rows["due_on"]).dt.days,
        done=rows["done_on"] <= pd.Timestamp(as_of),
        due=between(rows["due_on"], start, until),
    )


def followed(world: World, asked: Asked) -> pd.DataFrame:
    rows = newest_rounds(world, asked.start, asked.until)
    return rows.assign(area=by_area(world, rows, asked.level))


@cache
def newest_rounds(world: World, start: date, until: date) -> pd.DataFrame:
    """The newest round of each subject that was done in the period."""
    rows = world.tables["follow_up"]
    rows = rows[between(rows["done_on"], start, until)]
    rows = rows.sort_values(["done_on", "due_on", "follow_up_id"])
    return rows.drop_duplicates(["subject", "subject_id"], keep="last")


def outcome(code: str) -> Callable[[World, Asked], pd.DataFrame]:
    def share(world: World, asked: Asked) -> pd.DataFrame:
        rows = followed(world, asked).dropna(subset=["outcome"])
        hit = rows[rows["outcome"] == code].groupby("area").size()
        areas = followed(world, asked)["area"].unique()
        base = rows.groupby("area").size().reindex(areas, fill_value=0)
        return shares(hit, base, world.areas(asked.level))

    return share


def income_rose(world: World, asked: Asked) -> pd.DataFrame:
    every = followed(world, asked)
    rows = every.dropna(subset=["income_before", "income_after"])
    rose = rows[rows["income_after"] > rows["income_before"]].groupby("area").size()
    base = rows.groupby("area").size().reindex(every["area"].unique(), fill_value=0)
    return shares(rose, base, world.areas(asked.level))


def needs(
    pick: Callable[[pd.DataFrame, Asked], pd.Series],
) -> Callable[[World, Asked], pd.DataFrame]:
    def count(world: World, asked: Asked) -> pd.DataFrame:
        return zeros(world, asked, need_rows(world, asked, pick).groupby("area").size())

    return count


def need_rows(
    world: World, asked: Asked, pick: Callable[[pd.DataFrame, Asked], pd.Series]
) -> pd.DataFrame:
    rows = world.tables["need"].copy()
    rows["raised"] = between(rows["raised_on"], asked.start, asked.until)
    rows["answered"] = rows["answered_on"] <= pd.Timestamp(asked.as_of)
    rows["waiting"] = (pd.Timestamp(asked.as_of) - rows["raised_on"]).dt.days
    rows["open"] = ~rows["answered"] & (rows["status"] != "closed") & (rows["waiting"] >= 0)
    rows["area"] = by_area(world, rows, asked.level)
    return rows[pick(rows, asked)]


def needs_answered_share(world: World, asked: Asked) -> pd.DataFrame:
    answered = (
        need_rows(world, asked, lambda r, _: r["raised"] & r["answered"]).groupby("area").size()
    )
    raised = need_rows(world, asked, lambda r, _: r["raised"]).groupby("area").size()
    return shares(answered, raised, world.areas(asked.level))


def events(world: World, asked: Asked) -> pd.DataFrame:
    rows = world.tables["situation"]
    known = rows["reported_on"] <= pd.Timestamp(asked.as_of)
    rows = rows[between(rows["occurred_on"], asked.start, asked.until) & known].copy()
    rows["area"] = by_area(world, rows, asked.level)
    return rows


def situations(world: World, asked: Asked) -> pd.DataFrame:
    return zeros(world, asked, events(world, asked).groupby("area").size())


def situation_people(world: World, asked: Asked) -> pd.DataFrame:
    return zeros(world, asked, events(world, asked).groupby("area")["people"].sum())


def labour(category: str) -> Callable[[World, Asked], pd.DataFrame]:
    def counted(world: World, asked: Asked) -> pd.DataFrame:
        rows = world.tables["labour_situation"]
        rows = rows[
            (rows["category"] == category) & (rows["observed_on"] <= pd.Timestamp(asked.as_of))
        ]
        newest = rows.sort_values("observed_on").groupby("tambon_code").tail(1).copy()
        newest["area"] = by_area(world, newest, asked.level)
        people = newest.groupby("area")["people"].sum().reindex(world.areas(asked.level))
        return frame(people.astype(float), None, 1)

    return counted


ORACLE: dict[str, Callable[[World, Asked], pd.DataFrame]] = {
    **{
        function.__name__: function
        for function in (
            tambon_reached, villages_reached, contacts, people_served, people_served_per_1000,
            activities, partner_share, referrals, days_since_last_activity, breadth,
            plan_progress, officers_in_post, population_per_officer, tambon_without_officer,
            groups_active, group_members, women_share, members_per_1000, enterprise_share,
            follow_up_rate, follow_ups_overdue, income_rose, needs_answered_share, situations,
            situation_people, registered_population,
        )
    },
    "reports_with_activity": in_state("active"),
    "reports_zero": in_state("zero"),
    "reports_overdue": in_state("overdue"),
    "reports_not_due": in_state("not due"),
    "report_completeness": of_due("received"),
    "report_timeliness": of_due("on_time"),
    "groups_dormant": groups_in("dormant"),
    "groups_closed": groups_in("closed"),
    "follow_ups_due": follow_ups(lambda r, _: r["due"]),
    "follow_ups_on_time": follow_ups(
        lambda r, _: r["due"] & r["done"] & (r["done_on"] <= r["due_on"])
    ),
    "follow_ups_late": follow_ups(lambda r, _: r["due"] & r["done"] & (r["done_on"] > r["due_on"])),
    "overdue_1_30": follow_ups(lambda r, _: ~r["done"] & r["days_late"].between(1, 30)),
    "overdue_31_90": follow_ups(lambda r, _: ~r["done"] & r["days_late"].between(31, 90)),
    "overdue_over_90": follow_ups(lambda r, _: ~r["done"] & (r["days_late"] > 90)),
    "follow_ups_coming": follow_ups(lambda r, _: ~r["done"] & r["days_late"].between(-30, 0)),
    **{
        f"outcome_{code}": outcome(code)
        for code in (
            "in_work", "self_employed", "joined_group", "income_up", "no_change", "moved_away",
            "not_reached",
        )
    },
    "needs_raised": needs(lambda r, _: r["raised"]),
    "needs_answered": needs(lambda r, _: r["raised"] & r["answered"]),
    "needs_open": needs(lambda r, _: r["open"]),
    "needs_open_over_30": needs(lambda r, _: r["open"] & (r["waiting"] > 30)),
    **{
        f"labour_{category}": labour(category)
        for category in (
            "out_of_work", "seasonal", "informal", "working_abroad", "wanting_training",
            "wanting_work",
        )
    },
}  # fmt: skip
