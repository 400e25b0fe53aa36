"""What the figures stand against: the people who live there."""

from lib.indicators.measures import POPULATION
from lib.indicators.model import Definition, Direction, Kind

DEFINITIONS = (
    Definition(
        code="registered_population",
        kind=Kind.COUNT,
        direction=Direction.NEITHER,
        flow=False,
        numerator=POPULATION,
    ),
)
