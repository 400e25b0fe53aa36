"""Medians, curves, quotients, distances and the survey once more, by hand over the raw sample.

Nothing here is shared with lib.indicators or lib.statistics. Each function takes the tables, the
areas and a question and gives value, numerator, denominator, lower, upper and flag for every area
of the level. Limits are two-sided, 95 %.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
from pyproj import Geod
from scipy.stats import binom

from tests.indicators.oracle import Asked, World, between, by_area, groups_now

BUILT = Path(__file__).parents[2] / "data" / "built"
TAIL = 0.025
Z = NormalDist().inv_cdf(1 - TAIL)
SPHERE = Geod(a=6_371_008.8, b=6_371_008.8)  # of the mean radius of the earth
COLUMNS = ["value", "numerator", "denominator", "lower", "upper"]
NOT_WORKING = ["seasonal", "unemployed", "student", "outside"]
Line = tuple[float, float, float, float, float]
Oracle = Callable[[World, Asked], pd.DataFrame]


def flagged(found: pd.DataFrame, few_below: int = 0) -> pd.DataFrame:
    flag = pd.Series("ok", index=found.index)
    flag[found["denominator"] < few_below] = "few"
    flag[found["value"].isna()] = "no data"
    return found.assign(flag=flag)


def each_area(
    world: World,
    asked: Asked,
    rows: pd.DataFrame,
    estimate: Callable[[pd.DataFrame], Line],
    few_below: int,
    scale: float = 1,
) -> pd.DataFrame:
    """The estimate over the members (rows) of each area; an area without any has 0 members."""
    keys = by_area(world, rows, asked.level)
    members = {str(area): mine for area, mine in rows.groupby(keys)}
    nothing = (np.nan, np.nan, 0.0, np.nan, np.nan)
    lines = {
        area: estimate(members[area]) if area in members else nothing
        for area in world.areas(asked.level)
    }
    found = pd.DataFrame.from_dict(lines, orient="index", columns=COLUMNS).astype(float)
    found[["value", "lower", "upper"]] *= scale
    return flagged(found, few_below)


# Medians --------------------------------------------------------------------------------------


@cache
def limit_rank(count: int) -> int:
    """The largest rank k with P(B < k) <= 2.5 % for B binomial (count, 1/2); 0 for none."""
    ranks = np.arange(1, count + 1)
    return int(ranks[binom.cdf(ranks - 1, count, 0.5) <= TAIL].max(initial=0))


def median_of(rows: pd.DataFrame) -> Line:
    ordered = sorted(rows["value"])
    count = len(ordered)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    rank = limit_rank(count)
    lower, upper = (ordered[rank - 1], ordered[-rank]) if rank else (np.nan, np.nan)
    return middle, np.nan, float(count), lower, upper


# Curves ---------------------------------------------------------------------------------------


def log_log(probability: float, error: float) -> tuple[float, float]:
    """Limits on the scale of log(-log p), where 0 < p < 1."""
    place = np.log(-np.log(probability))
    width = Z * error / (probability * -np.log(probability))
    return float(np.exp(-np.exp(place + width))), float(np.exp(-np.exp(place - width)))


def at_risk(rows: pd.DataFrame, time: float) -> int:
    """How many are watched at a time: who came late is watched from the day after."""
    entered = (rows["entry"].to_numpy() <= 0) | (rows["entry"].to_numpy() < time)
    return int((entered & (rows["value"].to_numpy() >= time)).sum())


def survival_curve(rows: pd.DataFrame) -> list[tuple[float, float, float, float, float]]:
    """Kaplan and Meier: time, events, share left, lower and upper, from the beginning.

    Limits are not known once nobody is left, and there stays nobody whoever comes later.
    """
    happened = rows[rows["event"] > 0]["value"].value_counts().sort_index()
    curve = [(0.0, 0.0, 1.0, 1.0, 1.0)]
    share, greenwood = 1.0, 0.0
    for time, events in happened.items():
        risk = at_risk(rows, float(time))
        share *= 1 - events / risk
        if share == 0 or events == risk:
            share = 0.0
            curve.append((float(time), float(events), 0.0, np.nan, np.nan))
            continue
        greenwood += events / (risk * (risk - events))
        lower, upper = log_log(share, share * np.sqrt(greenwood))
        curve.append((float(time), float(events), share, lower, upper))
    return curve


def survival_at(day: float) -> Callable[[pd.DataFrame], Line]:
    """The curve at one day: known where somebody was watched so long, or nobody is left."""

    def read(rows: pd.DataFrame) -> Line:
        before = [step for step in survival_curve(rows) if step[0] <= day]
        _, _, share, lower, upper = before[-1]
        events = sum(step[1] for step in before)
        if share > 0 and rows["value"].max() < day:
            share = lower = upper = np.nan
        return share, events, float(len(rows)), lower, upper

    return read


def half_time(curve: Iterable[tuple[float, float]]) -> float:
    """When a falling curve is below one half; the middle of the while that it lies on it."""
    steps = [step for step in curve if not np.isnan(step[1])]
    for (time, height), (later, below) in pairwise([*steps, (np.nan, np.nan)]):
        if height < 0.5 - 1e-9:
            return time
        if abs(height - 0.5) <= 1e-9:
            return time if np.isnan(below) else (time + later) / 2
    return np.inf


def survival_median(rows: pd.DataFrame) -> Line:
    """The median with the same of the limits of the curve.

    Infinity where half is not reached within what was seen. Where the curve falls to nothing
    before its lower limit is below one half, the lower limit is not known: a single answer after
    64 days does not tell that half take longer than that.
    """
    curve = survival_curve(rows)
    middle, lower, upper = (half_time((step[0], step[n]) for step in curve) for n in (2, 3, 4))
    if curve[-1][2] == 0 and np.isinf(lower):
        lower = np.nan
    return middle, float((rows["event"] > 0).sum()), float(len(rows)), lower, upper


def incidence_at(day: float) -> Callable[[pd.DataFrame], Line]:
    """Aalen and Johansen's share to whom 1 has happened by a day, 2 ruling it out.

    The variance is Marubini and Valsecchi's, written as one sum for the one day. Known where
    somebody was watched so long, or to everybody something happened.
    """

    def read(rows: pd.DataFrame) -> Line:
        members = float(len(rows))
        times = rows["value"].to_numpy()
        cause = rows["event"].to_numpy()
        left, share = 1.0, 0.0
        steps = []
        for time in np.unique(times[(cause > 0) & (times <= day)]):
            risk = (times >= time).sum()
            wanted, any_cause = (
                ((cause == 1) & (times == time)).sum(),
                ((cause > 0) & (times == time)).sum(),
            )
            share += left * wanted / risk
            steps.append((left, share, risk, wanted, any_cause))
            left *= 1 - any_cause / risk
        variance = 0.0
        for before, reached, risk, wanted, any_cause in steps:
            rest, jump = share - reached, before / risk
            if risk > any_cause:
                variance += rest**2 * any_cause / (risk * (risk - any_cause))
            variance += jump**2 * wanted * (risk - wanted) / risk
            variance -= 2 * rest * jump * wanted / risk
        events = float(((cause == 1) & (times <= day)).sum())
        if times.max() < day and not (cause[times == times.max()] > 0).all():
            return np.nan, events, members, np.nan, np.nan
        if share == 0:
            return 0.0, events, members, 0.0, 0.0
        if share > 1 - 1e-12:
            return 1.0, events, members, np.nan, np.nan
        return share, events, members, *log_log(share, np.sqrt(max(variance, 0.0)))

    return read


# Members --------------------------------------------------------------------------------------


def curve_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Those that can be used: who comes late has to stay for some time."""
    usable = (rows["value"] >= 0) & ((rows["entry"] <= 0) | (rows["entry"] < rows["value"]))
    return rows[usable]


@cache
def lives(world: World, as_of: date) -> pd.DataFrame:
    """Every group seen by a day: how many days from its founding, and whether it had closed."""
    state = world.tables["group_state"]
    state = state[state["observed_on"] <= pd.Timestamp(as_of)]
    seen = state.groupby("group_id")["observed_on"].agg(["min", "max"])
    closed = state[state["status"] == "closed"].groupby("group_id")["observed_on"].min()
    groups = world.tables["occupational_group"].set_index("group_id").join(seen, how="inner")
    closed = closed.reindex(groups.index)
    founded = groups["founded_on"]
    rows = pd.DataFrame(
        {
            "tambon_code": groups["tambon_code"],
            "value": (closed.fillna(groups["max"]) - founded).dt.days,
            "event": closed.notna().astype(int),
            "entry": (groups["min"] - founded).dt.days.clip(lower=0),
        }
    )
    return curve_rows(rows)


def nothing(world: World, asked: Asked) -> pd.DataFrame:
    """No data for any area."""
    return flagged(pd.DataFrame(np.nan, index=world.areas(asked.level), columns=COLUMNS))


def group_survival(years: int) -> Oracle:
    def share(world: World, asked: Asked) -> pd.DataFrame:
        rows = lives(world, asked.as_of)
        if asked.level == "tambon":  # too few were watched so long
            return nothing(world, asked)
        return each_area(world, asked, rows, survival_at(365 * years), 6, 100)

    return share


@cache
def work_found(world: World, as_of: date) -> pd.DataFrame:
    """People not working when served: days until found in work (1), gone (2) or last found (0)."""
    day = pd.Timestamp(as_of)
    service = world.tables["service"]
    recent = (service["date"] <= day) & (service["date"] > day - pd.DateOffset(months=24))
    service = service[recent & service["employment_before"].isin(NOT_WORKING)]
    told = world.tables["follow_up"]
    told = told[(told["subject"] == "service") & (told["done_on"] <= day)]
    told = told[told["subject_id"].isin(service["service_id"]) & told["outcome"].notna()]
    in_work = told["outcome"].isin(["in_work", "self_employed"])
    days = {
        "worked": told[in_work].groupby("subject_id")["done_on"].min(),
        "moved": told[told["outcome"] == "moved_away"].groupby("subject_id")["done_on"].min(),
        "last": told[told["outcome"] != "not_reached"].groupby("subject_id")["done_on"].max(),
    }
    rows = service.set_index("service_id")[["tambon_code", "date"]].join(
        pd.DataFrame(days), how="inner"
    )
    never = pd.Timestamp.max
    worked, moved = rows["worked"].fillna(never), rows["moved"].fillna(never)
    first = (worked <= moved) & rows["worked"].notna()
    gone = ~first & rows["moved"].notna()
    end = rows["last"].mask(first, rows["worked"]).mask(gone, rows["moved"])
    rows["value"] = (end - rows["date"]).dt.days
    rows["event"] = np.select([first, gone], [1, 2], 0)
    rows["entry"] = 0
    return curve_rows(rows)


def work_within(day: int) -> Oracle:
    def share(world: World, asked: Asked) -> pd.DataFrame:
        rows = work_found(world, asked.as_of)
        if asked.level == "tambon":  # too few were watched so long
            return nothing(world, asked)
        return each_area(world, asked, rows, incidence_at(day), 20, 100)

    return share


def income_per_member(world: World, asked: Asked) -> pd.DataFrame:
    rows = groups_now(world, asked)
    rows = rows[(rows["status"] == "active") & (rows["members"] > 0)]
    rows = rows.dropna(subset=["monthly_income"])
    rows["value"] = rows["monthly_income"] / rows["members"]
    return each_area(world, asked, rows, median_of, 6)


@cache
def income_changes(world: World, start: date, until: date) -> pd.DataFrame:
    """After less before, of the newest round of each subject done in the period."""
    rows = world.tables["follow_up"]
    rows = rows[between(rows["done_on"], start, until)]
    rows = rows.sort_values(["done_on", "due_on", "follow_up_id"])
    rows = rows.drop_duplicates(["subject", "subject_id"], keep="last")
    rows = rows.assign(value=rows["income_after"] - rows["income_before"])
    return rows.dropna(subset=["value"])


def income_change(world: World, asked: Asked) -> pd.DataFrame:
    rows = income_changes(world, asked.start, asked.until)
    return each_area(world, asked, rows, median_of, 20)


def days_until(rows: pd.DataFrame, start: str, end: str, as_of: date) -> pd.DataFrame:
    """Days from one date to another, or to the as-of date where it is not over by then."""
    day = pd.Timestamp(as_of)
    over = rows[end] <= day
    last = rows[end].where(over, day)
    return rows.assign(value=(last - rows[start]).dt.days, event=over.astype(int), entry=0)


def days_to_answer(world: World, asked: Asked) -> pd.DataFrame:
    """Needs closed without an answer have no end and are left out."""
    rows = world.tables["need"]
    rows = rows[between(rows["raised_on"], asked.start, asked.until)]
    rows = rows[rows["answered_on"].notna() | (rows["status"] != "closed")]
    rows = days_until(rows, "raised_on", "answered_on", asked.as_of)
    return each_area(world, asked, rows, survival_median, 20)


def known_events(world: World, asked: Asked) -> pd.DataFrame:
    rows = world.tables["situation"]
    rows = rows[between(rows["occurred_on"], asked.start, asked.until)]
    return rows[rows["reported_on"] <= pd.Timestamp(asked.as_of)]


def days_to_report(world: World, asked: Asked) -> pd.DataFrame:
    rows = known_events(world, asked)
    rows = rows.assign(value=(rows["reported_on"] - rows["occurred_on"]).dt.days)
    return each_area(world, asked, rows, median_of, 6)


def days_to_resolution(world: World, asked: Asked) -> pd.DataFrame:
    rows = days_until(known_events(world, asked), "occurred_on", "resolved_on", asked.as_of)
    return each_area(world, asked, rows, survival_median, 6)


# Quotient, distance, survey -------------------------------------------------------------------


def wilson(count: float, total: float) -> tuple[float, float]:
    """The shares p with |count / total - p| = z sqrt(p (1 - p) / total)."""
    if not total > 0:
        return np.nan, np.nan
    middle = 2 * count + Z**2
    half = Z * np.sqrt(Z**2 + 4 * count * (1 - count / total))
    return max(0.0, (middle - half) / (2 * (total + Z**2))), min(
        1.0, (middle + half) / (2 * (total + Z**2))
    )


def occupation_quotient(
    world: World, asked: Asked, occupations: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The share of the chosen occupations among an area's active groups over the region's share."""
    rows = groups_now(world, asked)
    rows = rows[rows["status"] == "active"]
    about = world.tables["occupational_group"].set_index("group_id")["occupation"]
    occupation = rows["group_id"].map(about).astype(str)
    chosen = rows[occupation.isin(occupations)] if occupations else rows
    share = len(chosen) / len(rows) if len(rows) else np.nan
    lines = {}
    for area in world.areas(asked.level):
        count = float((chosen["area"] == area).sum())
        total = float((rows["area"] == area).sum()) or np.nan
        lower, upper = wilson(count, total)
        by = share or np.nan
        lines[area] = (count / total / by, count, total, lower / by, upper / by)
    return flagged(pd.DataFrame.from_dict(lines, orient="index", columns=COLUMNS), 6)


@cache
def distances() -> pd.Series:
    """Kilometres from the point of each tambon to the labour centre of its amphoe."""
    areas = pd.read_csv(BUILT / "areas.csv", dtype={"code": str}).set_index("code")
    tambon = areas[areas["level"] == "tambon"]
    centre = pd.read_csv(BUILT / "offices.csv", dtype={"amphoe_code": str})
    centre = centre.set_index("amphoe_code").reindex(tambon.index.str[:4])
    _, _, metres = SPHERE.inv(
        tambon["longitude"], tambon["latitude"], centre["longitude"], centre["latitude"]
    )
    return pd.Series(metres, index=tambon.index) / 1000


def centre_distance(world: World, asked: Asked) -> pd.DataFrame:
    rows = pd.DataFrame({"value": distances(), "tambon_code": distances().index})
    found = each_area(world, asked, rows, median_of, 0)
    return found.assign(numerator=found["value"], denominator=np.nan, lower=np.nan, upper=np.nan)


@cache
def survey() -> pd.DataFrame:
    """The Labour Force Survey: persons by province, quarter and status."""
    rows = pd.read_csv(BUILT / "labour_force.csv", dtype={"province_code": str})
    month = pd.PeriodIndex.from_fields(year=rows["year_ce"], month=rows["quarter"] * 3, freq="M")
    rows["ends_on"] = month.end_time.normalize()
    rows["persons"] = rows["thousand_persons"] * 1000
    return rows


def of_survey(*, rate: bool) -> Oracle:
    """A stock: of the newest quarter that ended by the as-of date, known by province only."""

    def figure(world: World, asked: Asked) -> pd.DataFrame:
        found = pd.DataFrame(np.nan, index=world.areas(asked.level), columns=COLUMNS)
        rows = survey()[survey()["ends_on"] <= pd.Timestamp(asked.as_of)]
        rows = rows[rows["ends_on"] == rows["ends_on"].max()]
        if asked.level != "province":
            return flagged(found)
        force = rows.groupby("province_code")["persons"].sum()
        idle = rows[rows["status"] == "unemployed"].groupby("province_code")["persons"].sum()
        found["numerator"] = idle if rate else force
        found["value"] = 100 * idle / force if rate else force
        found["denominator"] = force if rate else np.nan
        return flagged(found)

    return figure


ORACLE: dict[str, Oracle] = {
    "centre_distance": centre_distance,
    "occupation_quotient": occupation_quotient,
    "income_per_member": income_per_member,
    "group_survival_1": group_survival(1),
    "group_survival_2": group_survival(2),
    "income_change": income_change,
    "work_within_6_months": work_within(183),
    "work_within_12_months": work_within(365),
    "days_to_answer": days_to_answer,
    "days_to_report": days_to_report,
    "days_to_resolution": days_to_resolution,
    "labour_force": of_survey(rate=False),
    "unemployment_rate": of_survey(rate=True),
}
