"""The registry: every indicator, defined once.

What is counted stands in one module a theme beside this one; names, meanings, formulas, units and
class breaks are in ``data/indicators/``.
"""

import difflib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from geo.codes import Level
from lib.indicators import context, coverage, follow_up, groups, labour, needs
from lib.indicators.model import Definition, Indicator, Kind, Theme, Words
from lib.periods import Period

WORDS = Path(__file__).parents[2] / "data" / "indicators"
LANGUAGES = ("th", "en")
DEFINITIONS: Mapping[Theme, tuple[Definition, ...]] = {
    Theme.COVERAGE: coverage.DEFINITIONS,
    Theme.GROUPS: groups.DEFINITIONS,
    Theme.FOLLOW_UP: follow_up.DEFINITIONS,
    Theme.NEEDS: needs.DEFINITIONS,
    Theme.LABOUR: labour.DEFINITIONS,
    Theme.CONTEXT: context.DEFINITIONS,
}


class UnknownIndicator(KeyError):
    """A code that is not in the registry."""

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by code, in the order in which pickers list them."""
    found: dict[str, Indicator] = {}
    for theme, definitions in DEFINITIONS.items():
        words = tomllib.loads((WORDS / f"{theme}.toml").read_text(encoding="utf-8"))
        found |= {one.code: _described(one, theme, words) for one in definitions}
        if unknown := sorted(set(words) - set(found)):
            raise ValueError(f"{theme}.toml describes {unknown[0]!r}, which is not defined.")
    return found


def get(code: str) -> Indicator:
    """The indicator with this code; raises UnknownIndicator, naming those that exist."""
    if code not in indicators():
        near = difflib.get_close_matches(code, indicators(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownIndicator(
            f"There is no indicator {code!r}.{hint} Choose from: {', '.join(indicators())}."
        )
    return indicators()[code]


def class_breaks(indicator: Indicator, level: Level, period: Period) -> tuple[float, ...]:
    """Fixed class breaks of the indicator at a level, for periods like this one.

    The breaks of a flow that grows with time are kept for a fiscal year; a period up to a
    month uses a twelfth of them, up to a quarter a fourth, up to half a year a half. They stay
    the same from one month (quarter, year) to the next.
    """
    yearly = indicator.breaks[level]
    if not indicator.flow or indicator.kind not in (Kind.COUNT, Kind.RATE):
        return yearly
    part = next((part for days, part in ((31, 12), (92, 4), (184, 2)) if period.days <= days), 1)
    return tuple(_round_break(limit / part) for limit in yearly)


def _round_break(value: float) -> float:
    """To two significant figures, so that a legend reads well."""
    return float(f"{value:.2g}")


def _described(definition: Definition, theme: Theme, words: Mapping[str, Any]) -> Indicator:
    code = definition.code
    if code not in words:
        raise ValueError(f"{theme}.toml has no words for {code}: add [{code}.th] and [{code}.en].")
    entry = words[code]
    breaks = entry["breaks"]
    by_level = breaks if isinstance(breaks, Mapping) else dict.fromkeys(Level, breaks)
    return Indicator(
        **vars(definition),
        theme=theme,
        words={language: Words(**entry[language]) for language in LANGUAGES},
        breaks={Level(level): tuple(limits) for level, limits in by_level.items()},
    )
