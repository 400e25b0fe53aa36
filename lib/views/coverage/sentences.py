"""The messages of the charts of this screen, each made from the figures that it stands over."""

import math
from collections.abc import Callable, Sequence

import pandas as pd

from lib.indicators.model import Direction, Flag, Indicator, Kind
from lib.indicators.spread import ranked
from lib.statistics.funnel import Funnel, Place
from lib.views.formats import named_value, number, plain_value, spoken_value
from lib.views.words import Language, listed, say

Name = Callable[[str], str]
NAMED = 3
REPEATED = 3  # months with an overdue report from which on a tambon is counted
HIGH, LOW = (Place.ABOVE, Place.FAR_ABOVE), (Place.BELOW, Place.FAR_BELOW)


def ranking_title(
    indicator: Indicator, figures: pd.DataFrame, level: str, name: Name, language: Language
) -> str:
    """Which areas have the most and the least, as far as their limits tell them apart.

    ``figures`` are those of ``evaluate``, ``level`` the word for the areas. Areas of too few
    cases are not ranked, and areas whose limits overlap are not told apart.
    """
    words = {"name": indicator.name(language), "level": level}
    solid = figures[(figures["flag"] == str(Flag.OK)) & figures["value"].notna()]
    if solid.empty:
        return say("coverage.rank_none", language, **words)
    values, count = solid["value"].astype(float), len(solid)
    if count == 1:
        value = named_value(indicator, float(values.iloc[0]), language)
        area = name(str(values.index[0]))
        return say("coverage.rank_single", language, area=area, value=value, **words)
    if values.round(indicator.decimals).nunique() == 1:
        value = plain_value(indicator, float(values.iloc[0]), language)
        return say("coverage.rank_equal", language, count=count, value=value, **words)
    ranks = ranked(indicator, solid)
    best = [str(code) for code in ranks.index[ranks["rank_from"] == 1]]
    worst = [str(code) for code in ranks.index[ranks["rank_to"] == count]]
    if set(best) & set(worst):
        return say("coverage.rank_overlap", language, count=count, **words)
    sides = ("least", "most") if indicator.direction is Direction.LESS else ("most", "least")
    first, last = (
        _end(indicator, values[codes], side, level, name, language)
        for codes, side in zip((best, worst), sides, strict=True)
    )
    return say("coverage.rank_both", language, first=first, last=last, **words)


def _end(
    indicator: Indicator, values: pd.Series, side: str, level: str, name: Name, language: Language
) -> str:
    """Who is at one end of a ranking: one, several that are equal, or several that may be."""
    codes = [str(code) for code in values.index]
    areas = _some(codes, level, name, language)
    equal = values.round(indicator.decimals).nunique() == 1
    kind = "one" if len(codes) == 1 else "tie" if equal else "maybe"
    value = plain_value(indicator, float(values.iloc[0]), language)
    if indicator.kind is Kind.DAYS and kind != "maybe":
        side = "longest" if side == "most" else "shortest"
    return say(f"coverage.{side}_{kind}", language, areas=areas, value=value)


def _some(codes: Sequence[str], level: str, name: Name, language: Language) -> str:
    if len(codes) <= NAMED:
        return listed([name(code) for code in codes], language)
    return say("coverage.several", language, count=len(codes), level=level)


def funnel_title(
    indicator: Indicator,
    funnel: Funnel,
    within: Callable[[str], bool],
    level: str,
    language: Language,
) -> str:
    """How many of the areas within lie above and below what chance explains."""
    places = [Place(place) for code, place in funnel.areas["place"].items() if within(str(code))]
    placed = [place for place in places if place is not Place.NOT_COMPUTED]
    words = {"name": indicator.name(language), "level": level, "total": len(placed)}
    if not placed:
        return say("coverage.funnel_none", language, **words)
    high, low = (sum(place in side for place in placed) for side in (HIGH, LOW))
    if high and low:
        return say("coverage.funnel_both", language, high=high, low=low, **words)
    if high:
        return say("coverage.funnel_high", language, high=high, **words)
    if low:
        return say("coverage.funnel_low", language, low=low, **words)
    return say("coverage.funnel_inside", language, **words)


def months_title(
    indicator: Indicator,
    whole: pd.DataFrame,
    months: Sequence[str],
    area: str,
    language: Language,
) -> str:
    """In which month an area had the most and the least; ``whole`` has one row a month."""
    words = {"name": indicator.name(language), "area": area}
    known = (whole["flag"] == str(Flag.OK)) & whole["value"].notna()
    values = whole["value"][known].astype(float)
    if values.empty:
        return say("coverage.months_none", language, **words)

    def month(place: object) -> str:
        return months[int(str(place))]

    shown = values.round(indicator.decimals)
    value = plain_value(indicator, float(values.iloc[0]), language)
    if len(values) == 1:
        only = month(values.index[0])
        return say("coverage.months_single", language, month=only, value=value, **words)
    if shown.nunique() == 1:
        return say("coverage.months_equal", language, value=value, **words)
    unit = say("coverage.month_word", language)
    top, low = (
        _some([month(place) for place in shown.index[shown == end]], unit, str, language)
        for end in (shown.max(), shown.min())
    )
    return say(
        "coverage.months_title",
        language,
        top=top,
        low=low,
        top_value=plain_value(indicator, float(values.max()), language),
        low_value=plain_value(indicator, float(values.min()), language),
        **words,
    )


def overdue_title(
    counts: pd.DataFrame, name: Name, language: Language, *, by: str, level: str, area: str
) -> str:
    """Where the most reports are overdue: ``by`` "month" in numbers, "area" as a share."""
    known = counts.dropna()
    known = known[known.sum(axis=1) > 0]
    if known.empty:
        return say("coverage.reports_title_none", language)
    if not known["overdue"].any():
        if by == "month":
            return say("coverage.reports_by_month_none", language, count=len(known))
        return say("coverage.reports_by_area_none", language, area=area)
    totals = known.sum(axis=1)
    ordered = known["overdue"] if by == "month" else (known["overdue"] / totals).round(9)
    first = ordered.index[ordered == ordered.max()]
    if by == "area" and len(first) > 1:
        return say("coverage.reports_by_area_tie", language, count=len(first), level=level)
    counted = {
        "count": number(float(known["overdue"].to_dict()[first[0]])),
        "total": number(float(totals.to_dict()[first[0]])),
    }
    if by == "month":
        codes = [str(place) for place in first]
        month = _some(codes, say("coverage.month_word", language), name, language)
        return say("coverage.reports_by_month_title", language, month=month, **counted)
    return say("coverage.reports_by_area_title", language, area=name(str(first[0])), **counted)


def repeated_title(counts: pd.DataFrame, months: int, language: Language) -> str:
    """How many tambon owe the reports of several months.

    ``counts`` has the states by (number of the month, tambon).
    """
    overdue = counts["overdue"].dropna().groupby(level=1).sum()
    if overdue.empty:
        return say("coverage.reports_title_none", language)
    owing = int((overdue >= REPEATED).sum())
    words = {"months": months, "least": REPEATED, "total": number(len(overdue))}
    if not owing:
        return say("coverage.repeated_none", language, **words)
    return say("coverage.repeated", language, count=number(owing), **words)


def mix_title(
    indicator: Indicator,
    figures: pd.DataFrame,
    named: str,
    labels: Callable[[str], str],
    language: Language,
) -> str:
    """What the largest part is; ``named`` is what the parts are parts of."""
    values = figures["value"][figures["flag"] == str(Flag.OK)].dropna()
    if values.empty:
        return say("coverage.mix_unknown", language, name=named)
    if not values.max() > 0 or math.isinf(values.max()):
        return say("coverage.mix_none", language, name=named)
    top = values.index[values == values.max()]
    value = spoken_value(indicator, float(values.max()), language)
    if len(top) > 1:
        return say("coverage.mix_title_tie", language, name=named, count=len(top), value=value)
    return say("coverage.mix_title", language, name=named, first=labels(str(top[0])), value=value)
