"""The charts of needs: what was raised and answered, how fast, by month, by area."""

import math
from dataclasses import replace

from lib.indicators import registry
from lib.views import asking
from lib.views.charts import (
    Chart,
    Head,
    Role,
    lines,
    monthly,
    ranking,
    stacked_share,
    step_curves,
)
from lib.views.charts.areas import some_names
from lib.views.formats import month_year, number, period_name, plain_value, thai_date
from lib.views.mapped.names import area_name, labels_of, marked, source
from lib.views.needs import load
from lib.views.needs.load import own_area
from lib.views.needs.sentences import (
    answered_low,
    answered_title,
    between,
    half_title,
    months_title,
)
from lib.views.selection import Selection, shown_within
from lib.views.words import say

AREAS = 9  # rows of a chart of areas
UNTIL, EVERY = 180.0, 30.0  # days of the curves
SPEED = {"days": load.DAYS, "share": load.SHARE}
PARTS = ("answered", "waiting")


def where(selection: Selection, area: str) -> dict[str, str]:
    """Area, period and as-of date as subtitles say them."""
    return {
        "area": area_name(selection, area),
        "period": period_name(selection.kind, selection.period, selection.language),
        "date": thai_date(asking.as_of(selection), selection.language),
    }


def category_chart(selection: Selection) -> Chart:
    """Needs of each category: answered and not, those raised most often first."""
    language = selection.language
    labels = labels_of("need_category", language)
    found = load.by_category(selection)
    raised = found.counts.sum(axis=1, skipna=False)
    order = raised.sort_values(ascending=False, kind="stable").index
    chosen = selection.chosen("need_category")
    low = answered_low(found.share, found.shares, labels.__getitem__, language)
    chart = stacked_share(
        found.counts.loc[order],
        Head(
            answered_title(found.raised, found.share, language),
            say("needs.answered_subtitle", language, **where(selection, own_area(selection))),
            source(selection),
        ),
        parts={part: say(f"needs.part_{part}", language) for part in PARTS},
        name=lambda code: labels[code],
        language=language,
        unit=say("needs.unit_raised", language),
        first=say("needs.category", language),
        quiet=("waiting",),
        picked=chosen[0] if len(chosen) == 1 else "",
    )
    notes = (low, *chart.notes) if low else chart.notes
    return replace(chart, notes=notes).hinting(say("needs.bar_hint", language))


def curves_chart(selection: Selection, *, areas: bool) -> Chart:
    """How many needs were answered by which day: of the sources, or of the area beside others."""
    language, own = selection.language, own_area(selection)
    indicator = registry.get(load.DAYS)
    curves = load.curves_of_areas(selection) if areas else load.curves_by_source(selection)
    if areas:
        title = half_title(
            load.whole(selection, load.DAYS, own), area_name(selection, own), language
        )
    else:
        sources = labels_of("need_source", language)
        title = between(indicator, curves.figures, lambda code: sources[code], language)
    chart = step_curves(
        curves.frame,
        Head(
            title,
            say("needs.curves_subtitle", language, **where(selection, own)),
            source(selection),
        ),
        names=curves.names,
        language=language,
        time_unit=say("needs.days_since", language),
        value_unit=say("needs.share_answered", language),
        picked=own if own in curves.names and len(curves.names) > 1 else "",
        until=UNTIL,
        falling=False,
        every=EVERY,
    )
    few = [str(code) for code in curves.figures.index if code not in curves.names]
    if not few:
        return chart

    def named(code: str) -> str:
        return area_name(selection, code) if areas else labels_of("need_source", language)[code]

    words = {"count": number(len(few)), "names": some_names(few, named, language)}
    why = say("needs.too_few", language)
    return replace(chart, notes=(*chart.notes, say("charts.apart", language, why=why, **words)))


def months_chart(selection: Selection) -> Chart:
    """Needs by the month that they were raised in, and how many of them were answered."""
    language, own = selection.language, own_area(selection)
    shown = load.months(selection)
    names = [month_year(one.start, language) for one in shown]
    series = [
        replace(
            monthly(
                load.needs_by_month(selection, code), own, shown,
                say(f"needs.line_{part}", language), role=Role.OTHER,
            ),
            code="",
        )
        for part, code in (("raised", load.RAISED), ("answered", load.ANSWERED)) if shown
    ]  # fmt: skip
    title = months_title(series, names, language)
    if not any(value > 0 for one in series for value in one.values):
        series = []  # a line of nothing but zeros says less than its title
    return lines(
        registry.get(load.RAISED),
        series,
        Head(
            title,
            say("needs.months_subtitle", language, **where(selection, own)),
            source(selection),
        ),
        language=language,
    )


def area_chart(selection: Selection, speed: str) -> Chart:
    """The areas on the map by days to answer or share answered, beside the whole of them."""
    language, indicator = selection.language, registry.get(SPEED[speed])
    within = shown_within(selection.area)
    answer = load.by_area(selection, indicator.code)
    together = float(load.whole(selection, indicator.code, within)["value"])
    own = area_name(selection, within)
    whole = f"{own} {plain_value(indicator, together, language)}"
    subtitle = say(
        "needs.area_subtitle",
        language,
        what=indicator.name(language),
        unit=indicator.unit(language),
        level=say(f"area.counted_{selection.level}", language),
        **where(selection, within),
    )
    title = between(indicator, answer, lambda one: area_name(selection, one), language)
    return ranking(
        indicator,
        answer,
        Head(title, subtitle, source(selection)),
        name=lambda one: area_name(selection, one),
        language=language,
        picked=marked(selection),
        whole=(whole, together) if math.isfinite(together) else None,
        most=AREAS,
        dots=speed == "days",
    )
