"""Measures and conditions that more than one theme uses."""

from geo.codes import Level
from lib.indicators.model import Measure

TOO_FEW = 20  # a rate of people or follow-ups over fewer than this is marked, not ranked
# A curve read off late stands on the few who were watched so long: a tambon has too few of them.
WITH_CURVES = (Level.REGION, Level.PROVINCE, Level.AMPHOE)
TOO_FEW_PLACES = 6  # a median over fewer has no order-statistic limits at 95 %
IN_PERIOD = "date BETWEEN start_on AND until"

TAMBON = Measure("tambon", "count(*)")
# The people of an area are known only where those of every tambon in it are.
POPULATION = Measure(
    "registered_population", "CASE WHEN count(total) = count(*) THEN sum(total) END"
)


def share_of(condition: str) -> str:
    """An aggregate that counts the rows for which ``condition`` holds."""
    return f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)"
