"""The charts of the comparison: what changed by area, and both lines over the months."""

import math
from dataclasses import replace

import pandas as pd

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.calendar import kind_of
from lib.periods import Period
from lib.views import asking, data
from lib.views.charts import Chart, Head, Role, Series, dumbbell, lines, monthly
from lib.views.compare import load
from lib.views.compare.sentences import months_title, moved_title
from lib.views.formats import dates, month_year, number, period_name
from lib.views.mapped.picture import source_line
from lib.views.selection import Kind, Selection
from lib.views.words import Language, say

MOST = 16  # rows of the dumbbell


def moved(selection: Selection, now: pd.DataFrame, then: pd.DataFrame, two: load.Periods) -> Chart:
    """Then and now of the areas on the map that have changed; the table has all of them."""
    language, indicator = selection.language, registry.get(selection.indicator)
    changed = load.changed(selection, now, then, two)
    level = say(f"area.counted_{selection.level}", language)
    head = Head(
        moved_title(indicator, changed, level, language),
        say(
            "compare.moved_subtitle",
            language,
            unit=indicator.unit(language),
            area=area_name(load.shown_area(selection), language),
            now=dates(two.now, language),
            then=dates(two.then, language),
        ),
        source_line(selection),
    )
    same = (changed["now"] - changed["then"]).round(indicator.decimals) == 0
    picked = selection.picked if selection.picked in changed.index else ""

    def chart_of(rows: pd.DataFrame) -> Chart:
        """The chart of these rows."""
        return dumbbell(
            indicator,
            rows,
            head,
            name=lambda code: data.areas().get(code).display_name(language),
            language=language,
            then=period_label(selection, two.then),
            now=period_label(selection, two.now),
            picked=picked,
            most=MOST,
        )

    every = chart_of(changed)
    if not same.any():
        return every
    if same.all():  # rows of equal dots would say nothing
        return replace(every, figure=None, empty=say("compare.moved_nothing", language))
    drawn = chart_of(changed[~same | (changed.index == picked)])
    still = say("compare.moved_same", language, count=number(int(same.sum())))
    hint = say("charts.see_all", language)
    return replace(drawn, table=every.table, notes=(*drawn.notes, still), hint=hint)


def area_lines(selection: Selection, one: str, other: str) -> Chart:
    """The map's indicator of both areas by month."""
    indicator = registry.get(selection.indicator)
    months = load.months(selection)
    names = [area_name(code, selection.language) for code in (one, other)]
    drawn = [
        monthly(load.by_month(selection, code, months), code, months, name, role=Role.OTHER)
        for code, name in zip((one, other), names, strict=True)
        if months
    ]
    span = _span(selection, months)
    head = _head(selection, drawn, names, span)
    return lines(indicator, drawn, head, language=selection.language, target=_target(selection))


def period_lines(selection: Selection, two: load.Periods) -> Chart:
    """The map's indicator of the area by month, now and in the other period."""
    indicator, area = registry.get(selection.indicator), selection.area
    now, then = load.months_of(selection, two)
    answer = load.by_month(selection, area, (*now, *then)) if now else pd.DataFrame()
    names = [period_label(selection, each) for each in (two.now, two.then)]
    drawn = [
        monthly(answer, area, now, names[0]),
        replace(
            monthly(answer, area, then, names[1], role=Role.BEFORE, first=len(now)),
            lower=(), upper=(),
        ),
    ] if now else []  # fmt: skip
    place = area_name(area, selection.language)
    head = _head(selection, drawn, names, place)
    return lines(indicator, drawn, head, language=selection.language, target=_target(selection))


def area_name(code: str, language: Language) -> str:
    """The name of an area as the comparison says it."""
    area = data.areas().get(code)
    if area.level is Level.REGION:
        return say("compare.whole", language)
    return area.display_name(language)


def period_label(selection: Selection, period: Period) -> str:
    """A period as charts name it: its name, or that of the whole that it is a part of."""
    if (kind := kind_of(period)) is not None:
        return period_name(Kind(kind), period, selection.language)
    whole = next(
        (
            (kind, each)
            for kind, each in (
                (selection.kind, selection.period),
                load.other_period(selection),
            )
            if each.start == period.start
        ),
        (Kind.DATES, period),
    )
    return period_name(*whole, selection.language)


def _head(selection: Selection, drawn: list[Series], names: list[str], where: str) -> Head:
    language, indicator = selection.language, registry.get(selection.indicator)
    ahead, total = compared(drawn)
    title = months_title(indicator, names[0], names[1], ahead, total, language)
    subtitle = say("compare.months_subtitle", language, unit=indicator.unit(language), where=where)
    return Head(title, subtitle, source_line(selection))


def compared(drawn: list[Series]) -> tuple[int, int]:
    """In how many months the first series is above the second, of those that both know."""
    if len(drawn) < 2:
        return 0, 0
    both = [
        (first, second)
        for first, second in zip(drawn[0].values, drawn[1].values, strict=True)
        if math.isfinite(first) and math.isfinite(second)
    ]
    return sum(first > second for first, second in both), len(both)


def _span(selection: Selection, months: tuple[Period, ...]) -> str:
    if not months:
        return ""
    ends = (months[0], months[-1])
    return " – ".join(month_year(each.start, selection.language) for each in ends)


def _target(selection: Selection) -> float | None:
    return asking.reference_of(asking.map_question(selection))
