"""The words about the area that is marked in map, chart and table."""

from html import escape

import pandas as pd

from lib.indicators.model import Flag, Indicator
from lib.indicators.spread import ranked
from lib.views.charts.areas import at, limits_text
from lib.views.formats import number, show_value
from lib.views.words import Language, say


def value_line(
    indicator: Indicator, figures: pd.DataFrame, code: str, name: str, language: Language
) -> str:
    """Name and value, as HTML."""
    row = figures.loc[[code]].iloc[0]
    value = show_value(indicator, float(row["value"]), str(row["flag"]), language)
    return (
        f'<div class="coverage-picked" role="status">▸ <b>{escape(name)}</b> {escape(value)}</div>'
    )


def limits_line(indicator: Indicator, figures: pd.DataFrame, code: str, language: Language) -> str:
    """The limits of the value and the ranks that the area can have, as HTML."""
    row = figures.loc[[code]].iloc[0]
    parts = []
    if row["flag"] == str(Flag.OK) and not pd.isna(row["lower"]) and not pd.isna(row["upper"]):
        limits = limits_text(indicator, row, language)
        parts.append(say("charts.limits", language, limits=limits))
    parts.append(_rank(indicator, figures, code, language))
    words = " · ".join(escape(part) for part in parts)
    return f'<div class="coverage-picked hint">{words}</div>'


def _rank(indicator: Indicator, figures: pd.DataFrame, code: str, language: Language) -> str:
    ranks = ranked(indicator, figures).dropna()
    if code not in ranks.index:
        return say("coverage.not_ranked", language)
    first, last = (number(at(ranks, code, side)) for side in ("rank_from", "rank_to"))
    rank = first if first == last else f"{first}–{last}"
    return say("charts.rank", language, rank=rank, total=number(len(ranks)))
