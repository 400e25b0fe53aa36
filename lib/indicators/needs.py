"""Needs that people raised and what became of them; labour situations and events."""

from lib.indicators.filters import OF_NEED, OF_SITUATION
from lib.indicators.measures import TOO_FEW, TOO_FEW_PLACES
from lib.indicators.model import Definition, Direction, Estimate, Interval, Kind, Measure, Sample

RAISED = "raised_on BETWEEN start_on AND until"
ANSWERED = f"{RAISED} AND answered_on <= as_of"
# Whether a need is open follows from its dates, so that it can be told for any day; a need that
# was closed without an answer has no date and is left out.
OPEN = "(answered_on IS NULL OR answered_on > as_of) AND status <> 'closed'"
NOT_DROPPED = "(answered_on IS NOT NULL OR status <> 'closed')"
OCCURRED = "occurred_on BETWEEN start_on AND until AND reported_on <= as_of"


def _needs(code: str, where: str, direction: Direction, *, flow: bool = False) -> Definition:
    return Definition(
        code=code,
        kind=Kind.COUNT,
        direction=direction,
        flow=flow,
        numerator=Measure("need", "count(*)", where),
        filters=OF_NEED,
    )


def _situations(code: str, aggregate: str, *, signed_in: bool = False) -> Definition:
    return Definition(
        code=code,
        kind=Kind.COUNT,
        direction=Direction.LESS,
        flow=True,
        numerator=Measure("situation", aggregate, OCCURRED),
        filters=OF_SITUATION,
        signed_in=signed_in,
    )


def _days(code: str, sample: Sample, filters: tuple[str, ...], few_below: int) -> Definition:
    return Definition(
        code=code,
        kind=Kind.DAYS,
        direction=Direction.LESS,
        flow=True,
        sample=sample,
        few_below=few_below,
        filters=filters,
    )


def _until(table: str, start: str, end: str, where: str) -> Sample:
    """Days from one date to another of a row; counted to the as-of date where it is not over."""
    days = f"date_diff('day', {start}, CASE WHEN {end} <= as_of THEN {end} ELSE as_of END)"
    over = f"CASE WHEN {end} <= as_of THEN 1 ELSE 0 END"
    return Sample(table, Estimate.SURVIVAL_MEDIAN, days, where, event=over)


DEFINITIONS = (
    _needs("needs_raised", RAISED, Direction.NEITHER, flow=True),
    _needs("needs_answered", ANSWERED, Direction.MORE, flow=True),
    Definition(
        code="needs_answered_share",
        kind=Kind.SHARE,
        direction=Direction.MORE,
        flow=True,
        numerator=Measure("need", "count(*)", ANSWERED),
        denominator=Measure("need", "count(*)", RAISED),
        scale=100,
        decimals=1,
        interval=Interval.WILSON,
        few_below=TOO_FEW,
        filters=OF_NEED,
    ),
    _needs("needs_open", f"raised_on <= as_of AND {OPEN}", Direction.LESS),
    _needs(
        "needs_open_over_30",
        f"date_diff('day', raised_on, as_of) > 30 AND {OPEN}",
        Direction.LESS,
    ),
    _days(
        "days_to_answer",
        _until("need", "raised_on", "answered_on", f"{RAISED} AND {NOT_DROPPED}"),
        OF_NEED,
        TOO_FEW,
    ),
    _situations("situations", "count(*)"),
    # So few and so well known that no way of hiding some would guard the rest.
    _situations("situation_people", "sum(people)", signed_in=True),
    _days(
        "days_to_report",
        Sample(
            "situation",
            Estimate.MEDIAN,
            "date_diff('day', occurred_on, reported_on)",
            OCCURRED,
        ),
        OF_SITUATION,
        TOO_FEW_PLACES,
    ),
    _days(
        "days_to_resolution",
        _until("situation", "occurred_on", "resolved_on", OCCURRED),
        OF_SITUATION,
        TOO_FEW_PLACES,
    ),
)
