"""Occupational groups: how many there are, who is in them, what they are."""

from lib.indicators.filters import OF_GROUP
from lib.indicators.measures import POPULATION, TOO_FEW, TOO_FEW_PLACES, WITH_CURVES, share_of
from lib.indicators.model import Definition, Direction, Estimate, Interval, Kind, Measure, Sample

ACTIVE = "status = 'active'"
MEMBERS = Measure("group_now", "sum(members)", ACTIVE)


def _groups(status: str, direction: Direction) -> Definition:
    return Definition(
        code=f"groups_{status}",
        kind=Kind.COUNT,
        direction=direction,
        flow=False,
        numerator=Measure("group_now", "count(*)", f"status = '{status}'"),
        filters=OF_GROUP,
    )


def _survival(years: int) -> Definition:
    return Definition(
        code=f"group_survival_{years}",
        kind=Kind.SHARE,
        direction=Direction.MORE,
        flow=False,
        sample=Sample(
            "group_life",
            Estimate.SURVIVAL,
            "days",
            "days >= 0",
            "closed",
            "first_day",
            365.0 * years,
        ),
        scale=100,
        decimals=1,
        few_below=TOO_FEW_PLACES,
        filters=OF_GROUP,
        levels=WITH_CURVES,
    )


DEFINITIONS = (
    _groups("active", Direction.MORE),
    _groups("dormant", Direction.LESS),
    _groups("closed", Direction.LESS),
    Definition(
        code="group_members",
        kind=Kind.COUNT,
        direction=Direction.MORE,
        flow=False,
        numerator=MEMBERS,
        filters=OF_GROUP,
    ),
    Definition(
        code="women_share",
        kind=Kind.SHARE,
        direction=Direction.NEITHER,
        flow=False,
        numerator=Measure("group_now", "sum(women)", ACTIVE),
        denominator=MEMBERS,
        scale=100,
        decimals=1,
        interval=Interval.WILSON,
        few_below=TOO_FEW,
        filters=OF_GROUP,
    ),
    Definition(
        code="members_per_1000",
        kind=Kind.RATE,
        direction=Direction.MORE,
        flow=False,
        numerator=MEMBERS,
        denominator=POPULATION,
        scale=1000,
        decimals=1,
        interval=Interval.BYAR,
        few_below=TOO_FEW,
        filters=OF_GROUP,
    ),
    Definition(
        code="enterprise_share",
        kind=Kind.SHARE,
        direction=Direction.MORE,
        flow=False,
        numerator=Measure("group_now", share_of("legal_form = 'community_enterprise'"), ACTIVE),
        denominator=Measure("group_now", "count(*)", ACTIVE),
        scale=100,
        decimals=1,
        filters=("occupation",),
    ),
    Definition(
        code="occupation_quotient",
        kind=Kind.QUOTIENT,
        direction=Direction.NEITHER,
        flow=False,
        numerator=Measure("group_now", "count(*)", ACTIVE),
        denominator=Measure("every_group_now", "count(*)", ACTIVE),
        relative=True,
        decimals=2,
        interval=Interval.WILSON,
        few_below=TOO_FEW_PLACES,
        filters=("occupation",),
    ),
    Definition(
        code="income_per_member",
        kind=Kind.AMOUNT,
        direction=Direction.MORE,
        flow=False,
        sample=Sample(
            "group_now",
            Estimate.MEDIAN,
            "income / members",
            f"{ACTIVE} AND members > 0",
        ),
        few_below=TOO_FEW_PLACES,
        filters=OF_GROUP,
    ),
    _survival(1),
    _survival(2),
)
