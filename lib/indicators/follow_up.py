"""Follow-up: what was owed and done, how late the rest is, what became of the people."""

from lib.indicators.filters import OF_FOLLOW_UP, OF_SERVICE
from lib.indicators.measures import TOO_FEW, WITH_CURVES, share_of
from lib.indicators.model import Definition, Direction, Estimate, Interval, Kind, Measure, Sample
from lib.store.codelists import code_list

DUE = "due_on BETWEEN start_on AND until"
NOT_DONE = "(done_on IS NULL OR done_on > as_of)"
DAYS_LATE = "date_diff('day', due_on, as_of)"
BETTER = {"in_work", "self_employed", "joined_group", "income_up"}
WORSE = {"moved_away", "not_reached"}


def _count(
    code: str,
    where: str,
    direction: Direction,
    *,
    flow: bool = False,
    signed_in: bool = False,
) -> Definition:
    return Definition(
        code=code,
        kind=Kind.COUNT,
        direction=direction,
        flow=flow,
        numerator=Measure("follow_up", "count(*)", where),
        filters=OF_FOLLOW_UP,
        signed_in=signed_in,
    )


def _share(code: str, numerator: Measure, denominator: Measure, direction: Direction) -> Definition:
    return Definition(
        code=code,
        kind=Kind.SHARE,
        direction=direction,
        flow=True,
        numerator=numerator,
        denominator=denominator,
        scale=100,
        decimals=1,
        interval=Interval.WILSON,
        few_below=TOO_FEW,
        filters=OF_FOLLOW_UP,
    )


def _outcome(code: str) -> Definition:
    direction = Direction.MORE if code in BETTER else Direction.LESS
    return _share(
        f"outcome_{code}",
        Measure("followed_up", share_of(f"outcome = '{code}'")),
        Measure("followed_up", "count(outcome)"),
        direction if code in BETTER | WORSE else Direction.NEITHER,
    )


def _work_within(months: int, days: float) -> Definition:
    return Definition(
        code=f"work_within_{months}_months",
        kind=Kind.SHARE,
        direction=Direction.MORE,
        flow=False,
        sample=Sample(
            "work_found", Estimate.INCIDENCE, "days", "days >= 0", event="found", at=days
        ),
        scale=100,
        decimals=1,
        few_below=TOO_FEW,
        filters=OF_SERVICE,
        levels=WITH_CURVES,
    )


DEFINITIONS = (
    _share(
        "follow_up_rate",
        Measure("follow_up", "count(*)", f"{DUE} AND done_on <= as_of"),
        Measure("follow_up", "count(*)", DUE),
        Direction.MORE,
    ),
    _count("follow_ups_due", DUE, Direction.NEITHER, flow=True),
    _count(
        "follow_ups_on_time",
        f"{DUE} AND done_on <= as_of AND done_on <= due_on",
        Direction.MORE,
        flow=True,
    ),
    _count(
        "follow_ups_late",
        f"{DUE} AND done_on <= as_of AND done_on > due_on",
        Direction.LESS,
        flow=True,
    ),
    _count("follow_ups_overdue", f"due_on < as_of AND {NOT_DONE}", Direction.LESS),
    _count("overdue_1_30", f"{DAYS_LATE} BETWEEN 1 AND 30 AND {NOT_DONE}", Direction.LESS),
    _count("overdue_31_90", f"{DAYS_LATE} BETWEEN 31 AND 90 AND {NOT_DONE}", Direction.LESS),
    _count("overdue_over_90", f"{DAYS_LATE} > 90 AND {NOT_DONE}", Direction.LESS),
    _count(
        "follow_ups_coming",
        f"{DAYS_LATE} BETWEEN -30 AND 0 AND {NOT_DONE}",
        Direction.NEITHER,
        signed_in=True,  # where somebody will be, and when
    ),
    *map(_outcome, code_list("outcome").codes),
    _share(
        "income_rose",
        Measure("followed_up", share_of("income_after > income_before")),
        Measure("followed_up", "count(income_after - income_before)"),
        Direction.MORE,
    ),
    Definition(
        code="income_change",
        kind=Kind.AMOUNT,
        direction=Direction.MORE,
        flow=True,
        sample=Sample("followed_up", Estimate.MEDIAN, "income_after - income_before"),
        few_below=TOO_FEW,
        filters=OF_FOLLOW_UP,
    ),
    _work_within(6, 183.0),
    _work_within(12, 365.0),
)
