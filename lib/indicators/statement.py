"""From an indicator and a question to one SQL statement, as a sqlglot expression.

The statement gives a row for every period and area of the level: period_id, area_code,
numerator, denominator, places (how many tambon lie in the area), reports (monthly reports that
came in by the as-of date) and delivered (whether the tables counted from hold anything at all).
For an indicator with a sample it gives the sample instead, a row for every period, area, value,
event and entry, with their number of members; an area without members has one row of nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlglot import exp, parse_one, select

from geo.codes import Level
from lib.indicators.filters import FILTERS, Filters
from lib.indicators.model import Indicator, Measure, Sample
from lib.indicators.relations import REFERENCES, RELATIONS
from lib.periods import Period, fiscal_year_of, quarter, quarter_of, report_due

DIALECT = "duckdb"
WHOLE = "whole_"


@dataclass(frozen=True)
class Asked:
    """One period, the as-of date that it is asked for, and the day up to which reports count.

    Events after the as-of date never count. A month's report comes in after the month: ``known``
    is the data date where no as-of date was asked for, so that a finished month can be told.
    """

    period: Period
    as_of: date
    known: date

    @property
    def until(self) -> date:
        """The last day that counts."""
        return min(self.period.end, self.as_of)

    @property
    def population_year(self) -> int:
        """Year of the newest 31 December on or before the period's last day."""
        end = self.period.end
        return end.year if (end.month, end.day) == (12, 31) else end.year - 1

    def months_needed(self) -> list[date]:
        """Months whose reports must be in before no rows mean nothing happened.

        Those touched whose report was due by the day ``known``; all touched if none was due yet.
        """
        counted = self.period.until(self.as_of)
        touched = list(counted.months()) if counted else []
        return [one for one in touched if report_due(one) < self.known] or touched

    def phasing(self) -> list[tuple[int, int, float]]:
        """Fiscal year, quarter and the share of its days from the start to ``until``."""
        counted = self.period.until(self.as_of)
        if counted is None:
            return []
        quarters = {(fiscal_year_of(m), quarter_of(m)) for m in counted.months()}
        shares = []
        for year, number in sorted(quarters):
            whole = quarter(year, number)
            part = Period(max(whole.start, counted.start), min(whole.end, counted.end))
            shares.append((year, number, part.days / whole.days))
        return shares


ASKED_COLUMNS = (
    "period_id", "at_level", "start_on", "end_on", "as_of", "until", "known_on",
    "reports_until", "population_year",
)  # fmt: skip
MONTH_COLUMNS = ("period_id", "month", "due_on")
PHASING_COLUMNS = ("period_id", "fiscal_year", "quarter", "share")
_SENT = "month BETWEEN date_trunc('month', start_on) AND reports_until AND submitted_on <= known_on"
REPORTS = Measure("report", "count(*)", _SENT)
# A report that tells of activities is no word for none where no activity is found at all.
REPORTS_OF_NONE = Measure("report", "count(*)", f"{_SENT} AND coalesce(activities, 0) = 0")
PLACES = Measure("tambon", "count(*)")
SAMPLE_COLUMNS = ("value", "event", "entry", "members")


def statement(
    indicator: Indicator, level: Level, asked: Sequence[Asked], filters: Filters
) -> exp.Select:
    """The statement that answers ``indicator`` at ``level`` for each of ``asked``."""
    query = _answer(indicator, level, _tables_needed(indicator, filters)).copy()
    for name, body in _parts(indicator, level, asked, filtered=bool(filters)):
        query.with_(name, as_=_filtered(body, filters), copy=False)
    return query


def tables_counted(indicator: Indicator) -> tuple[str, ...]:
    """Names of the tables of the store that the indicator counts from, sorted."""
    sources = {measure.source for measure in indicator.measures}
    known = {*RELATIONS, *REFERENCES, "asked", "month_asked", "phasing"}
    for name in _relations_used(sources):
        sources |= {table.name for table in _parsed(RELATIONS[name]).find_all(exp.Table)}
    return tuple(sorted(sources - known))


def _tables_needed(indicator: Indicator, filters: Filters) -> tuple[str, ...]:
    """Tables that must hold something before a zero can be believed.

    Those counted from and those that a filter looks into; activities are not among them where
    the monthly reports say whether there were any.
    """
    counted = set(tables_counted(indicator))
    conditions = [FILTERS[name].conditions.get(table) for name, _ in filters for table in counted]
    inside = {
        table.name
        for template in conditions
        if template
        for table in _condition(template, ("",)).find_all(exp.Table)
    }
    told = {"activity"} if indicator.needs_report else set()
    return tuple(sorted((counted - told) | inside))


def _parts(
    indicator: Indicator, level: Level, asked: Sequence[Asked], *, filtered: bool
) -> Iterator[tuple[str, exp.Query]]:
    """The named parts of the statement, each after those that it reads."""
    yield "asked", _constants("asked", ASKED_COLUMNS, _asked_rows(level, asked))
    sources = {measure.source for measure in indicator.measures}
    used = _relations_used(sources | ({PLACES.source} if indicator.needs_report else set()))
    if "phased_plan" in used:
        rows = [(number, *row) for number, one in enumerate(asked) for row in one.phasing()]
        yield (
            "phasing",
            _constants("phasing", PHASING_COLUMNS, rows or [(-1, 0, 0, 0.0)]),
        )
    if "report_state" in used:
        months = [
            (i, one, report_due(one)) for i, ask in enumerate(asked) for one in ask.period.months()
        ]
        yield "month_asked", _constants("month_asked", MONTH_COLUMNS, months)
    for name in used:
        yield name, _parsed(RELATIONS[name])
    if indicator.sample:
        yield "sample", _members(indicator.sample, level)
    for name, measure in (
        ("numerator", indicator.numerator),
        ("denominator", indicator.denominator),
    ):
        if measure:
            yield name, _grouped(measure, level)
    if indicator.needs_report:
        of_none = not filtered and "activity" in tables_counted(indicator)
        yield "reports", _grouped(REPORTS_OF_NONE if of_none else REPORTS, level)
        yield "places", _grouped(PLACES, level)


@cache
def _answer(indicator: Indicator, level: Level, tables: tuple[str, ...]) -> exp.Select:
    """The outer SELECT: every period with every area of the level, and what was counted."""
    parts = {
        "sample": indicator.sample is not None,
        "numerator": indicator.numerator is not None,
        "denominator": indicator.denominator is not None,
        "reports": indicator.needs_report,
        "places": indicator.needs_report,
    }
    delivered = (f"EXISTS (SELECT 1 FROM {table})" for table in tables)
    query = select("asked.period_id", "area.code AS area_code")
    query = query.select(f"{' AND '.join(delivered) or 'TRUE'} AS delivered", dialect=DIALECT)
    query = query.from_("asked").join("area", join_type="cross")
    query = query.where(exp.column("level", "area").eq(str(level)))
    for name in (name for name, wanted in parts.items() if wanted):
        same_area = f"{name}.area_key = {_key(level, 'area.code')}"
        on = f"{name}.period_id = asked.period_id AND {same_area}"
        query = query.join(name, on=on, join_type="left", dialect=DIALECT)
    if parts.pop("sample"):
        return query.select(*(f"sample.{name}" for name in SAMPLE_COLUMNS))
    return query.select(
        *(f"{name}.n AS {name}" if wanted else f"NULL AS {name}" for name, wanted in parts.items())
    )


@cache
def _grouped(measure: Measure, level: Level) -> exp.Select:
    key = _key(level, f"{level}_code")
    query = select("period_id", f"{key} AS area_key", f"{measure.aggregate} AS n", dialect=DIALECT)
    query = _from_source(query, measure)
    return query.group_by("period_id", *([] if level is Level.REGION else [key]))


@cache
def _members(sample: Sample, level: Level) -> exp.Select:
    """The members of each area, those that are alike in one row with their number."""
    key = _key(level, f"{level}_code")
    listed = {
        "area_key": key,
        "value": f"CAST({sample.value} AS DOUBLE)",
        "event": sample.event,
        "entry": f"CAST({sample.entry} AS DOUBLE)",
    }
    columns = (f"{text} AS {name}" for name, text in listed.items())
    each = select("period_id", *columns, dialect=DIALECT)
    each = _from_source(each, sample).where(f"({sample.value}) IS NOT NULL", dialect=DIALECT)
    query = select("period_id", *listed, "count(*) AS members")
    return query.from_(each.subquery("each_one")).group_by("period_id", *listed)


def _from_source(query: exp.Select, measure: Measure | Sample) -> exp.Select:
    """The rows of a measure: of a relation, or of a table joined to the period."""
    query = query.from_("asked")
    if measure.source in RELATIONS:
        query = query.join(measure.source, using="period_id")
        return query.where(measure.where, dialect=DIALECT)
    return query.join(measure.source, on=measure.where, dialect=DIALECT)


def _key(level: Level, code: str) -> str:
    """What rows are grouped by: the code of their area; the region is one group."""
    return "'all'" if level is Level.REGION else code


def _relations_used(sources: set[str]) -> list[str]:
    """Relations among the sources with those that they read in turn, in reading order."""
    used: list[str] = []
    for source in sorted(sources & set(RELATIONS)):
        tables = {table.name for table in _parsed(RELATIONS[source]).find_all(exp.Table)}
        for name in [*_relations_used(tables - {source}), source]:
            if name not in used:
                used.append(name)
    return used


def _filtered(body: exp.Query, filters: Filters) -> exp.Query:
    """``body`` with each table cut down by the filters that have a condition for it.

    A table under a name that begins with ``whole_`` is read as it is.
    """
    body = body.copy()
    for table in list(body.find_all(exp.Table)):
        if table.alias.startswith(WHOLE):
            continue
        conditions = [
            _condition(FILTERS[name].conditions[table.name], values)
            for name, values in filters
            if table.name in FILTERS[name].conditions
        ]
        if conditions:
            cut = select("*").from_(table.name).where(*conditions)
            table.replace(cut.subquery(table.alias_or_name))
    return body


def _condition(template: str, values: tuple[str, ...]) -> exp.Expr:
    literals = ", ".join(exp.Literal.string(value).sql(DIALECT) for value in values)
    return parse_one(template.format(values=literals), dialect=DIALECT)


def _asked_rows(level: Level, asked: Sequence[Asked]) -> list[tuple[object, ...]]:
    return [
        (
            number,
            str(level),
            one.period.start,
            one.period.end,
            one.as_of,
            one.until,
            one.known,
            max(one.months_needed(), default=one.until),
            one.population_year,
        )
        for number, one in enumerate(asked)
    ]


def _constants(name: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> exp.Select:
    return select("*").from_(exp.values(rows, alias=name, columns=columns))


@cache
def _parsed(text: str) -> exp.Query:
    query = parse_one(text, dialect=DIALECT)
    assert isinstance(query, exp.Query)
    return query
