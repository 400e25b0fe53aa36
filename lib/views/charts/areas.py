"""What charts of areas share: which rows are solid, their words, their table, who is left out."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from lib.indicators.model import Direction, Flag, Indicator, Interval
from lib.indicators.model import Kind as Measured
from lib.views.charts.theme import INK, QUIET, Spec, label, safe, width_of
from lib.views.formats import number, plain_value, reference_value
from lib.views.words import Language, listed, say

Name = Callable[[str], str]
NAMED = 8  # names in a note before "and n more"


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame as tuples with names, the index first."""
    return list(frame.itertuples())


def at(frame: pd.DataFrame, code: str, column: str) -> float:
    """One number of a frame."""
    return float(frame[column].to_dict()[code])


def solid(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows that rest on enough cases and have a value, infinity among them."""
    return figures[(figures["flag"] == str(Flag.OK)) & figures["value"].notna()]


def best_first(indicator: Indicator, figures: pd.DataFrame) -> pd.DataFrame:
    """Rows from the best value to the worst; the largest first where neither is better."""
    upward = indicator.direction is Direction.LESS
    codes = figures.assign(_code=figures.index.astype(str))
    return codes.sort_values(["value", "_code"], ascending=[upward, True]).drop(columns="_code")


def apart(figures: pd.DataFrame, name: Name, language: Language) -> tuple[str, ...]:
    """One line for each reason why areas are not drawn: too few cases, not shown, no data."""
    lines = []
    for flag in (Flag.FEW, Flag.SUPPRESSED, Flag.NO_DATA):
        out = figures["flag"] == str(flag)
        if flag is Flag.NO_DATA:
            out |= (figures["flag"] == str(Flag.OK)) & figures["value"].isna()
        codes = [str(code) for code in figures.index[out]]
        if codes:
            why = say(f"table.flag_{flag.replace(' ', '_')}", language)
            count, names = number(len(codes)), some_names(codes, name, language)
            lines.append(say("charts.apart", language, why=why, count=count, names=names))
    return tuple(lines)


def some_names(codes: Sequence[str], name: Name, language: Language) -> str:
    """Names of a few areas; of many the first ones and how many more there are."""
    names = [name(code) for code in codes[:NAMED]]
    if len(codes) <= NAMED:
        return listed(names, language)
    shown = say("list.comma", language).join(names)
    return say("charts.and_more", language, names=shown, count=number(len(codes) - NAMED))


def hover(indicator: Indicator, code: str, row: Any, name: Name, language: Language) -> str:
    """The words of a point: name, value with unit, limits, what is behind it."""
    parts = [f"<b>{safe(name(code))}</b>", full_value(indicator, float(row.value), language)]
    parts += limits_and_counts(indicator, row, language)
    return "<br>".join(parts)


def full_value(indicator: Indicator, value: float, language: Language) -> str:
    """A value with its unit: 82.5%, 12.3 per 1,000, 1,234 people, never."""
    text = plain_value(indicator, value, language)
    if indicator.kind is Measured.SHARE or math.isinf(value):
        return text
    return say("value.with_unit", language, value=text, unit=indicator.unit(language))


def limits_and_counts(indicator: Indicator, row: Any, language: Language) -> list[str]:
    """The limits of a value and the counts behind it, where it has any."""
    lines = []
    if not (math.isnan(row.lower) or math.isnan(row.upper)):
        lines.append(say("charts.limits", language, limits=limits_text(indicator, row, language)))
    if indicator.denominator is not None and not math.isnan(row.numerator):
        behind = {"numerator": number(row.numerator), "denominator": number(row.denominator)}
        lines.append(say("charts.counts", language, **behind))
    return lines


def limits_text(indicator: Indicator, row: Any, language: Language) -> str:
    """71.2–80.1, with the decimals of the value."""
    both = (plain_value(indicator, float(one), language) for one in (row.lower, row.upper))
    return "–".join(both)


def value_name(indicator: Indicator, language: Language) -> str:
    """Header of the values: the name with its unit."""
    return f"{indicator.name(language)} ({indicator.unit(language)})"


def area_table(
    indicator: Indicator,
    figures: pd.DataFrame,
    name: Name,
    language: Language,
    first: str | None = None,
) -> pd.DataFrame:
    """The figures as people read them: name, value, counts, limits, remark; one row an area.

    Infinite and suppressed values are missing, and the remark says so. ``first`` heads the names.
    The index has the codes.
    """
    shown = figures.where(figures["flag"] != str(Flag.SUPPRESSED))
    parts: dict[str, Any] = {
        first or say("table.area", language): [name(str(code)) for code in figures.index],
        value_name(indicator, language): _finite(shown["value"], indicator.decimals),
    }
    if indicator.denominator is not None:
        for column in ("numerator", "denominator"):
            parts[say(f"table.{column}", language)] = _finite(shown[column], 0)
    if has_limits(indicator, figures):
        for column in ("lower", "upper"):
            parts[say(f"table.{column}", language)] = _finite(shown[column], indicator.decimals)
    parts[say("table.flag", language)] = [
        remark(indicator, float(value), str(flag), language)
        for value, flag in zip(figures["value"], figures["flag"], strict=True)
    ]
    return pd.DataFrame(parts, index=figures.index.astype(str))


def table_decimals(indicator: Indicator, language: Language) -> Mapping[str, int]:
    """Decimals of the columns of ``area_table``."""
    counts = {say(f"table.{one}", language): 0 for one in ("numerator", "denominator")}
    limits = {say(f"table.{one}", language): indicator.decimals for one in ("lower", "upper")}
    return {value_name(indicator, language): indicator.decimals, **counts, **limits}


def has_limits(indicator: Indicator, figures: pd.DataFrame) -> bool:
    """Whether any value carries limits."""
    carries = indicator.interval is not Interval.NONE or indicator.sample is not None
    return carries and bool(figures[["lower", "upper"]].notna().all(axis=1).any())


def remark(indicator: Indicator, value: float, flag: str, language: Language) -> str:
    """Why a value is missing or weak; empty for a plain one."""
    if flag == Flag.OK:
        return plain_value(indicator, value, language) if math.isinf(value) else ""
    return say(f"table.flag_{flag.replace(' ', '_')}", language)


def value_column(texts: Sequence[str], strong: Sequence[bool], places: Sequence[float]) -> Spec:
    """Figures in a right-aligned column right of the plot: annotations and the margin they take."""
    room = max(map(width_of, texts), default=0) + 8
    notes = [
        label(
            f"<b>{text}</b>" if bold else text,
            x=1, xref="paper", xanchor="right", xshift=room, y=place, yref="y", yanchor="middle",
            font={"size": 14, "color": INK if text else QUIET},
        )
        for text, bold, place in zip(texts, strong, places, strict=True)
    ]  # fmt: skip
    return {"annotations": notes, "room": room + 8}


def reference_lines(
    lines: Sequence[tuple[str, float, bool]], span: tuple[float, float], rows: float
) -> Spec:
    """Upright lines over all rows with their labels above: (label, value, whether a target).

    A target is dark and solid, anything else dashed and quiet. Labels that would touch stand in
    rows of their own; ``top`` is the room that they take.
    """
    shapes, notes = [], []
    known = [one for one in lines if math.isfinite(one[1]) and span[0] <= one[1] <= span[1]]
    for place, (text, value, target) in enumerate(known):
        colour, dash = (INK, "solid") if target else (QUIET, "dash")
        shapes.append({
            "type": "line", "x0": value, "x1": value, "y0": -0.5, "y1": rows - 0.5,
            "line": {"color": colour, "width": 2.5 if target else 1.5, "dash": dash},
            "layer": "above",
        })  # fmt: skip
        share = (value - span[0]) / (span[1] - span[0])
        side = "right" if share > 0.66 else "left" if share < 0.34 else "center"
        notes.append(
            label(safe(text), x=value, y=-0.5, yref="y", yanchor="bottom", xanchor=side,
                  yshift=20 * place + 1, font={"size": 14, "color": colour})
        )  # fmt: skip
    return {"shapes": shapes, "annotations": notes, "top": 22 * len(known)}


def target_label(indicator: Indicator, target: float, language: Language) -> str:
    """เป้าหมาย 80%."""
    return say("charts.target", language, value=reference_value(indicator, target, language))


def _finite(values: pd.Series, decimals: int) -> Any:
    """Numbers as they are shown; missing for infinity."""
    return values.astype(float).where(values != math.inf).round(decimals).to_numpy()
