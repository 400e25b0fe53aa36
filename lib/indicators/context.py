"""What the figures stand against: the people who live there, and the labour force survey."""

from geo.codes import Level
from lib.indicators.measures import POPULATION
from lib.indicators.model import Definition, Direction, Kind, Measure

LABOUR_FORCE = Measure("labour_force_now", "sum(labour_force)")

# The survey is published by province: for the region, which may hold some of the amphoe of a
# province only, and below the province, nothing is known.
DEFINITIONS = (
    Definition(
        code="registered_population",
        kind=Kind.COUNT,
        direction=Direction.NEITHER,
        flow=False,
        may_be_untold=True,
        numerator=POPULATION,
    ),
    Definition(
        code="labour_force",
        kind=Kind.COUNT,
        direction=Direction.NEITHER,
        flow=False,
        may_be_untold=True,
        numerator=LABOUR_FORCE,
        levels=(Level.PROVINCE,),
    ),
    Definition(
        code="unemployment_rate",
        kind=Kind.SHARE,
        direction=Direction.LESS,
        flow=False,
        may_be_untold=True,
        numerator=Measure("labour_force_now", "sum(unemployed)"),
        denominator=LABOUR_FORCE,
        scale=100,
        decimals=1,
        levels=(Level.PROVINCE,),
    ),
)
