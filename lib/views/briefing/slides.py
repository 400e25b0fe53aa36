"""Slides out of the figures: each a sentence, one map, chart or table, up to three figures."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from geo.codes import Level, level_of
from lib.exports.model import Drawing, MapDrawing, Slide, Table
from lib.indicators import registry
from lib.indicators.model import Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.views import asking, data
from lib.views.briefing.sequences import Plan, Shows
from lib.views.charts import Chart, Head, lines, monthly
from lib.views.coverage import charts as coverage
from lib.views.coverage.load import by_month
from lib.views.coverage.sentences import months_title
from lib.views.filters import not_applied
from lib.views.follow_up import charts as follow_up
from lib.views.formats import month_year, spoken_reference, spoken_value
from lib.views.groups import charts as groups
from lib.views.groups import load as groups_load
from lib.views.mapped.display import shown
from lib.views.mapped.facts import facts
from lib.views.mapped.names import area_name, source
from lib.views.mapped.picture import message, picture
from lib.views.needs import event_charts, need_charts
from lib.views.needs import load as needs_load
from lib.views.overview.attention import LISTED
from lib.views.overview.load import watched
from lib.views.overview.sentences import reasons_words, where
from lib.views.selection import Selection, shown_within
from lib.views.taking.drawn import chart_drawing, map_drawing
from lib.views.taking.figures import fact_of
from lib.views.words import listed, say

ENDS = 3  # areas that the speaker's notes name at either end

# Charts of other screens, and the part of the protected view that each would need.
CHARTS: Mapping[str, tuple[Callable[[Selection], Chart], str]] = {
    "reports": (coverage.month_reports_chart, ""),
    "missions": (lambda one: coverage.mix_chart(one, "mission"), "activity_mix"),
    "occupations": (lambda one: groups.mix_chart(one, groups_load.mix(one)), "group_mix"),
    "overdue": (follow_up.overdue_chart, ""),
    "outcomes": (lambda one: follow_up.outcomes_chart(one, rounds=False), ""),
    "income": (follow_up.income_chart, ""),
    "needs": (need_charts.category_chart, "need_categories"),
    "situations": (
        lambda one: event_charts.categories_chart(one, needs_load.events_by_month(one)),
        "open_kinds",
    ),
}


def may_show(plan: Plan) -> bool:
    """Whether who asks may see what the slide shows."""
    if plan.shows is Shows.CHART:
        return data.scope().signed_in or not CHARTS[plan.chart][1]
    return not plan.indicator or bool(data.seen([plan.indicator]))


def slide(plan: Plan, selection: Selection) -> Slide:
    """The slide for the area, period and filters of the selection."""
    bare = replace(selection, picked="", detail="", switches=(), slides=())
    if plan.indicator:
        bare = replace(bare, indicator=plan.indicator)
    words, body, notes = _MAKERS[plan.shows](plan, bare)
    beside = facts(bare, plan.facts)
    level = level_of(bare.area)
    told = [registry.get(code) for code in (plan.indicator, *plan.facts) if code]
    return Slide(
        key=plan.name,
        headline=words,
        body=_with_note(body, not_applied(bare, list(dict.fromkeys(told)))),
        facts=tuple(fact_of(one, level, bare.language) for one in beside),
        notes=(*notes, *_meanings([one.figure.indicator for one in beside], bare)),
    )


Made = tuple[str, Drawing | Table | None, tuple[str, ...]]


def _with_note(body: Drawing | Table | None, note: str) -> Drawing | Table | None:
    """The body with the filters under it that cut none of its figures, where there are any."""
    if not note or body is None:
        return body
    if isinstance(body, Table):
        return replace(body, notes=(*body.notes, note))
    if isinstance(body, MapDrawing):  # its subtitle heads its legend
        return replace(body, title=f"{body.title} ({note})")
    return replace(body, subtitle=" · ".join(filter(None, (body.subtitle, note))))


def _map(plan: Plan, selection: Selection) -> Made:
    indicator, answer = registry.get(plan.indicator), asking.map_answer(selection)
    drawn = map_drawing(picture(selection, indicator, shown(selection, answer)), answer)
    return message(selection, answer), drawn, _ends(indicator, answer, selection)


def _ranking(plan: Plan, selection: Selection) -> Made:
    answer = asking.map_answer(selection)
    chart = coverage.rank_chart(selection, answer)
    return _of(chart, *_ends(registry.get(plan.indicator), answer, selection))


def _months(plan: Plan, selection: Selection) -> Made:
    language, indicator = selection.language, registry.get(plan.indicator)
    found, inside = by_month(selection), shown_within(selection.area)
    names = [month_year(one.start, language) for one in found.periods]
    area = area_name(selection, inside)
    title = months_title(indicator, found.whole, names, area, language)
    head = Head(
        title,
        say(
            "briefing.months_subtitle",
            language,
            unit=indicator.unit(language),
            area=area,
            period=f"{names[0]}–{names[-1]}",  # of the chart, which goes back from the period
        ),
        source(selection),
    )
    answer = data.ask_periods(
        asking.question(selection, indicator.code, level_of(inside), inside), found.periods
    )
    series = monthly(answer, inside, found.periods, area)
    return _of(lines(indicator, [series], head, language=language))


def _attention(_: Plan, selection: Selection) -> Made:
    language, found = selection.language, watched(selection)
    words = where(found.areas, found.judged, lambda code: area_name(selection, code), language)
    rows = [
        (place, _placed(one.area, selection), listed(reasons_words(one, language, 3), language))
        for place, one in enumerate(found.areas[:LISTED], start=1)
    ]
    heads = [say(f"briefing.{name}", language) for name in ("order", "area", "reasons")]
    title = say(f"attention.heading_{found.level}", language)
    rule = say(
        "attention.rule",
        language,
        indicators=listed([one.name(language) for one in found.indicators], language),
    )
    words = say("briefing.look_at", language, where=words) if found.areas else words
    body = Table(title, pd.DataFrame(rows, columns=heads), stub=2) if rows else None
    return words, _with_note(body, not_applied(selection, list(found.indicators))), (rule,)


def _chart(plan: Plan, selection: Selection) -> Made:
    return _of(CHARTS[plan.chart][0](selection))


def _of(chart: Chart, *notes: str) -> Made:
    return chart.title, chart_drawing(chart), (*notes, *chart.notes)


def _ends(indicator: Indicator, answer: pd.DataFrame, selection: Selection) -> tuple[str, ...]:
    """For the speaker: the areas at either end that rest on enough cases, with their values."""
    language = selection.language
    solid = answer["value"][(answer["flag"] == str(Flag.OK)) & answer["value"].notna()]
    if len(solid) < 2 * ENDS or solid.round(indicator.decimals).nunique() == 1:
        return ()
    ordered = solid.sort_values(kind="stable")

    def named(rows: "pd.Series[float]") -> str:
        """Areas with their values, as one phrase."""
        return listed(
            [
                f"{area_name(selection, str(code))} "
                f"{spoken_value(indicator, float(value), language)}"
                for code, value in rows.items()
            ],
            language,
        )

    side = "days" if indicator.kind is Measured.DAYS else "values"
    ends = (("highest", ordered.iloc[::-1]), ("lowest", ordered))
    return tuple(
        say(f"briefing.{end}_{side}", language, areas=named(rows.iloc[:ENDS]))
        for end, rows in ends
        if rows.iloc[ENDS - 1] != rows.iloc[ENDS]  # of many equals none is named
    )


def _meanings(shown_: list[Indicator], selection: Selection) -> tuple[str, ...]:
    """For the speaker: what each figure counts, and its reference."""
    language, notes = selection.language, []
    for one in shown_:
        words = say(
            "briefing.meaning", language,
            name=one.name(language), meaning=one.words[language].meaning,
        )  # fmt: skip
        asked = asking.question(selection, one.code, level_of(selection.area), selection.area)
        if (reference := asking.reference_of(asked)) is not None:
            words = f"{words} ({spoken_reference(one, reference, language)})"
        notes.append(words)
    return tuple(notes)


def _placed(code: str, selection: Selection) -> str:
    """The name of an area, with its province where areas of several are listed."""
    parent = data.areas().get(code).parent
    name = area_name(selection, code)
    if parent and level_of(selection.area) is Level.REGION:
        above = data.areas().get(parent).display_name(selection.language)
        return say("area.within", selection.language, area=name, parent=above)
    return name


_MAKERS: Mapping[Shows, Callable[[Plan, Selection], Made]] = {
    Shows.MAP: _map,
    Shows.RANKING: _ranking,
    Shows.MONTHS: _months,
    Shows.ATTENTION: _attention,
    Shows.CHART: _chart,
}
