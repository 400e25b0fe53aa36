"""The map's figures as a table for those who cannot see the map, and as a CSV file."""

import math
from typing import Any

import pandas as pd

from geo.areas import AreaRegistry
from lib.indicators.model import Flag, Indicator, Interval
from lib.neutral import neutral
from lib.views.charts.areas import value_name
from lib.views.words import Language, say

BOM = "\ufeff"  # Excel reads a UTF-8 file as such only when it begins so


def figures_table(
    indicator: Indicator, answer: pd.DataFrame, areas: AreaRegistry, language: Language
) -> pd.DataFrame:
    """One row an area with the headers people read: code, names, value, counts, limits, remark.

    Values are numbers, rounded as the indicator is shown; an infinite number of days is missing
    and the remark says "never". Suppressed values are missing too.
    """
    codes = [str(code) for code in answer.index]
    shown = answer.where(answer["flag"] != str(Flag.SUPPRESSED))
    parts: dict[str, Any] = {
        say("about.code", language): codes,
        say("table.area", language): [areas.get(code).display_name(language) for code in codes],
        say("table.within", language): [_within(areas, code, language) for code in codes],
        value_name(indicator, language): _rounded(shown["value"], indicator.decimals),
    }
    if indicator.denominator is not None:
        for name in ("numerator", "denominator"):
            parts[say(f"table.{name}", language)] = _rounded(shown[name], 0)
    if indicator.interval is not Interval.NONE:
        for name in ("lower", "upper"):
            parts[say(f"table.{name}", language)] = _rounded(shown[name], 1)
    parts[say("table.flag", language)] = [
        _remark(value, flag, language)
        for value, flag in zip(answer["value"], answer["flag"], strict=True)
    ]
    return pd.DataFrame(parts).reset_index(drop=True)


def decimals(indicator: Indicator, language: Language) -> dict[str, int]:
    """The decimals that the columns of ``figures_table`` are shown with."""
    whole = {say(f"table.{name}", language): 0 for name in ("numerator", "denominator")}
    limits = {say(f"table.{name}", language): 1 for name in ("lower", "upper")}
    return {value_name(indicator, language): indicator.decimals, **whole, **limits}


def as_csv(table: pd.DataFrame) -> bytes:
    """The table as a CSV file that Excel opens in Thai and computes nothing in."""
    harmless = table.map(_harmless).rename(columns=_harmless)
    return (BOM + harmless.to_csv(index=False)).encode("utf-8")


def _harmless(cell: Any) -> Any:
    """A text that Excel would take for a formula, with an apostrophe before it."""
    return neutral(cell) if isinstance(cell, str) else cell


def _rounded(values: pd.Series, decimals: int) -> pd.Series:
    """Numbers as they are shown, whole ones without a decimal point; missing for infinity."""
    finite = values.astype(float).where(values != math.inf).round(decimals)
    return finite if decimals else finite.astype("Int64")


def _within(areas: AreaRegistry, code: str, language: Language) -> str:
    names = [area.display_name(language) for area in areas.ancestors(code)[:-1]]
    return ", ".join(names)


def _remark(value: float, flag: str, language: Language) -> str:
    if flag == Flag.OK:
        return say("value.never", language) if math.isinf(value) else ""
    return say(f"table.flag_{flag.replace(' ', '_')}", language)
