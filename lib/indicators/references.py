"""Reference values of ``data/thresholds.toml``: planning values that the office sets."""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lib.indicators import registry
from lib.indicators.model import Direction, Indicator

THRESHOLDS = Path(__file__).parents[2] / "data" / "thresholds.toml"


@cache
def references(file: Path = THRESHOLDS) -> Mapping[str, float]:
    """Reference value of each indicator that has one, in the unit of the indicator.

    Raises ValueError for an indicator that does not exist or has no better direction, and for a
    value that is not a number above zero.
    """
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return {code: _value(file.name, code, entry) for code, entry in entries.items()}


def missed_by(indicator: Indicator, value: float, reference: float) -> float:
    """How far a value is from its reference, as a part of the reference: 0 when it is met.

    Never more than 1: a value of nothing, twice the days allowed and "never" all count 1.
    """
    gap = reference - value if indicator.direction is Direction.MORE else value - reference
    return min(max(gap / reference, 0.0), 1.0)


def _value(file: str, code: str, entry: Mapping[str, object]) -> float:
    if registry.get(code).direction is Direction.NEITHER:
        raise ValueError(f"{file}: {code} has no better direction, so it takes no reference.")
    value = entry.get("value")
    if not isinstance(value, int | float) or not 0 < value < math.inf:
        raise ValueError(f"{file}: [{code}] needs value = a number above zero, not {value!r}.")
    return float(value)
