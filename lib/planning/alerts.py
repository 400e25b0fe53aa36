"""Alerts: what calls for somebody, since when, and what would clear it, by data/alerts.toml."""

import math
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd

from geo.codes import Level, level_of
from lib.access.scope import Right, Scope
from lib.indicators.evaluate import Question, evaluate_periods
from lib.indicators.event_list import events, open_needs
from lib.periods import (
    Period,
    add_months,
    fiscal_year,
    fiscal_year_of,
    month,
    month_end,
    month_start,
    report_due,
)
from lib.planning.asking import answer, days_back, planned_areas
from lib.planning.rules import RulesError, read_section
from lib.settings import ROOT
from lib.store.lake import Store

FILE = ROOT / "data" / "alerts.toml"
RIGHT = Right.FIGURES  # all of it can be read off the exact figures and the lists as well
Areas = tuple[str, ...]
Row = tuple[str, date, float, float, int]  # area, since, figure, limit, needed
MEANT = ("centre", "province")
# Every scope that covers a tambon covers its amphoe, so that this is the same for all of them.
_FIRST = "SELECT amphoe_code, min(date) AS day FROM activity GROUP BY amphoe_code"
ALL_TIME = fiscal_year(2540).start  # long before the programme; events do not wait to be over


@dataclass(frozen=True)
class Rule:
    """What every rule says beside its threshold."""

    levels: tuple[Level, ...]
    severity: int
    meant: str


@dataclass(frozen=True)
class SevereEvent(Rule):
    """Events of this severity that are not over."""

    level: int


@dataclass(frozen=True)
class NoActivity(Rule):
    """More than so many days since the last activity."""

    days: int


@dataclass(frozen=True)
class PlanBehind(Rule):
    """Less than so much of the plan to date, once the share ``year_over`` of the year is over."""

    per_cent: float
    year_over: float


@dataclass(frozen=True)
class ReportOverdue(Rule):
    """A report of the last so many months that is due has not come in."""

    months: int


@dataclass(frozen=True)
class NeedWaiting(Rule):
    """Needs that have waited for more than so many days."""

    days: int


KINDS: Mapping[str, type[Rule]] = {
    "severe_event": SevereEvent,
    "no_activity": NoActivity,
    "plan_behind": PlanBehind,
    "report_overdue": ReportOverdue,
    "need_waiting": NeedWaiting,
}
TAMBON_ONLY = ("no_activity", "report_overdue")  # of a wider area these are medians and sums


@dataclass(frozen=True)
class Alert:
    """One thing that calls for somebody.

    ``since`` is the day from which it has stood: of the last activity (of the first in its
    amphoe where the area has none), on which the report was due or the event happened, on which the
    oldest need was raised; of a plan the first of the month in which it fell behind, or the day on
    which enough of the year was over. ``figure`` is what there is: days (infinite for never), days
    overdue, per cent of the plan, events, needs; ``limit`` the threshold of the rule, of a report
    the months after which it is not looked for any more. ``needed`` is how much clears it:
    activities, reports, events that come to an end, needs answered.
    """

    kind: str
    area: str
    since: date
    figure: float
    limit: float
    needed: int
    severity: int
    meant: str

    @property
    def id(self) -> str:
        """The same for as long as it stands, and of no other alert."""
        return f"{self.kind}-{self.area}-{self.since.isoformat()}"


def alerts(store: Store, scope: Scope, as_of: date, area: str, file: Path = FILE) -> list[Alert]:
    """The alerts of an area as of a day: the gravest first, then by rule, by age and by area.

    None for who may not see exact figures: an alert tells single events, and what the protected
    view hides. Only those of areas within the scope; raises PlanRefused for an area outside of it
    and RulesError for a file of rules that can't be used.
    """
    if not scope.may(RIGHT):
        return []
    areas = planned_areas(scope, area, RIGHT)
    rules = read_rules(file)
    found = [
        alert
        for kind, rule in rules.items()
        for alert in _found(kind, rule, store, scope, areas, as_of)
    ]
    order = list(KINDS)
    return sorted(
        found, key=lambda one: (-one.severity, order.index(one.kind), one.since, one.area)
    )


@cache
def read_rules(file: Path = FILE) -> Mapping[str, Rule]:
    """The rules that are on, by kind; raises RulesError for a file that can't be used."""
    names = tomllib.loads(file.read_text(encoding="utf-8"))
    if unknown := [name for name in names if name not in KINDS]:
        raise RulesError(f"{file.name} has no rule {unknown[0]!r}: there are {', '.join(KINDS)}.")
    rules = {name: read_section(file, name, KINDS[name]) for name in names}
    for name, rule in rules.items():
        if rule.meant not in MEANT or rule.severity not in (1, 2, 3) or not rule.levels:
            raise RulesError(
                f"{file.name}: [{name}]: severity is 1, 2 or 3, meant is {' or '.join(MEANT)}, and "
                "levels names at least one."
            )
    for name in TAMBON_ONLY:
        if name in rules and rules[name].levels != (Level.TAMBON,):
            raise RulesError(f'{file.name}: [{name}] can only have levels = ["tambon"].')
    return rules


def _found(
    kind: str, rule: Rule, store: Store, scope: Scope, areas: tuple[str, ...], as_of: date
) -> Iterator[Alert]:
    for level in rule.levels:
        wide = tuple(area for area in areas if level_of(area).rank <= level.rank)
        rows = _LOOKED_FOR[type(rule)](rule, store, scope, wide, as_of, level) if wide else ()
        for row in rows:
            yield Alert(kind, *row, severity=rule.severity, meant=rule.meant)


def _severe(
    rule: SevereEvent, store: Store, scope: Scope, areas: Areas, as_of: date, level: Level
) -> Iterator[Row]:
    only = (("severity", (str(rule.level),)),)
    so_far = Period(ALL_TIME, as_of)
    found = pd.concat([events(store, scope, one, so_far, as_of, only) for one in areas])
    found = found[found["resolved_on"].isna()]
    for (area, day), rows in found.groupby([_area_of(found, level), "occurred_on"]):
        yield (
            str(area),
            pd.Timestamp(str(day)).date(),
            float(len(rows)),
            float(rule.level),
            len(rows),
        )


def _silent(
    rule: NoActivity, store: Store, scope: Scope, areas: Areas, as_of: date, level: Level
) -> Iterator[Row]:
    today = days_back(as_of, 1)
    days = answer(store, scope, "days_since_last_activity", areas, today, as_of, level)["value"]
    first = store.query(_FIRST, scope).set_index("amphoe_code")["day"]
    for area, value in days[days > rule.days].items():
        if math.isfinite(value):
            since = as_of - timedelta(days=int(value))
        else:
            since = pd.Timestamp(first.get(str(area)[:4], ALL_TIME)).date()
        yield str(area), min(since, as_of), float(value), float(rule.days), 1


def _behind(
    rule: PlanBehind, store: Store, scope: Scope, areas: Areas, as_of: date, level: Level
) -> Iterator[Row]:
    year = fiscal_year(fiscal_year_of(as_of))
    begins = year.start + timedelta(days=round(rule.year_over * year.days))
    if as_of < begins:
        return
    looks = [Period(year.start, day) for day in _looks(begins, as_of)]
    asked = Question("plan_progress", level, year, as_of, areas)
    found = evaluate_periods(store, scope, asked, looks)
    behind = (found["value"] < rule.per_cent).unstack("area_code")
    last = found.loc[len(looks) - 1]
    for area in last.index[last["value"] < rule.per_cent]:
        run = _last_run([bool(one) for one in behind[area]])
        since = max(begins, month_start(looks[run].end))
        held, target = (float(last.loc[area, one]) for one in ("numerator", "denominator"))
        needed = math.ceil(rule.per_cent / 100 * target - held)
        yield str(area), since, float(last.loc[area, "value"]), rule.per_cent, max(needed, 1)


def _overdue(
    rule: ReportOverdue, store: Store, scope: Scope, areas: Areas, as_of: date, level: Level
) -> Iterator[Row]:
    starts = [add_months(as_of, -back) for back in range(1, rule.months + 1)]
    asked = Question("reports_overdue", level, month(as_of), as_of, areas)
    found = evaluate_periods(store, scope, asked, [month(one) for one in starts])["value"]
    for place, area in found.index[found > 0]:
        due = report_due(starts[place])
        yield str(area), due, float((as_of - due).days), float(rule.months), 1


def _waiting(
    rule: NeedWaiting, store: Store, scope: Scope, areas: Areas, as_of: date, level: Level
) -> Iterator[Row]:
    found = pd.concat([open_needs(store, scope, one, as_of) for one in areas])
    found = found[found["days_open"] > rule.days]
    for area, rows in found.groupby(_area_of(found, level)):
        oldest = rows["raised_on"].min().date()
        yield str(area), oldest, float(len(rows)), float(rule.days), len(rows)


_LOOKED_FOR: Mapping[type[Rule], Callable[..., Iterator[Row]]] = {
    SevereEvent: _severe,
    NoActivity: _silent,
    PlanBehind: _behind,
    ReportOverdue: _overdue,
    NeedWaiting: _waiting,
}


def _looks(begins: date, as_of: date) -> list[date]:
    """The days on which a plan is looked at: ends of months from ``begins`` on, and the last."""
    ends, day = [], month_end(begins)
    while day < as_of:
        ends.append(day)
        day = month_end(add_months(day, 1))
    return [*ends, as_of]


def _last_run(flags: list[bool]) -> int:
    """Where the run of true values begins that goes on to the end."""
    place = len(flags) - 1
    while place > 0 and flags[place - 1]:
        place -= 1
    return place


def _area_of(rows: pd.DataFrame, level: Level) -> "pd.Series[str]":
    digits = {Level.PROVINCE: 2, Level.AMPHOE: 4}.get(level, 6)
    return rows["tambon_code"].str[:digits].rename("area_code")
