"""The monthly report of an area: what the screens show, in order, as a paper.

Every sentence, figure, map and chart is that of a screen, asked for by its loaders; nothing is
computed here. What who asks may not see is said so in one sentence, as on the screens.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import unescape

import pandas as pd

from geo.codes import Level, level_of
from lib.exports.model import ChartDrawing, Paper, Part, Section, Table
from lib.exports.model import Fact as Taken
from lib.indicators.event_list import SEVERE
from lib.views import asking, data
from lib.views.charts import Chart
from lib.views.coverage import charts as coverage_charts
from lib.views.coverage import load as coverage
from lib.views.filters import not_applied
from lib.views.follow_up import charts as follow_up_charts
from lib.views.follow_up import load as follow_up
from lib.views.formats import period_name
from lib.views.groups import charts as group_charts
from lib.views.groups import load as groups
from lib.views.groups import survival
from lib.views.mapped.facts import Fact, facts
from lib.views.mapped.names import area_name
from lib.views.needs import event_charts, need_charts
from lib.views.needs import load as needs
from lib.views.needs.cards import TOLD, event_words
from lib.views.needs.sentences import severe_title
from lib.views.overview import attention
from lib.views.overview import load as overview
from lib.views.overview.figures import FIGURES
from lib.views.overview.sentences import bad, good, reasons_words, where
from lib.views.selection import Selection, shown_within, start_level
from lib.views.severe import open_severe, severe_words
from lib.views.states import closed_words, withheld_words
from lib.views.taking.drawn import chart_drawing
from lib.views.taking.figures import fact_of
from lib.views.taking.maps import map_of
from lib.views.taking.report_tables import area_table
from lib.views.taking.stamp import stamp_of
from lib.views.words import Language, listed, say

BY_AREA = (
    "tambon_reached",
    "people_served",
    "people_served_per_1000",
    "plan_progress",
    "days_since_last_activity",
    "follow_up_rate",
    "follow_ups_overdue",
    "groups_active",
    "needs_open",
)
IN_TEXT = (
    "tambon_reached",
    "people_served_per_1000",
    "plan_progress",
    "follow_up_rate",
    "follow_ups_overdue",
    "groups_active",
    "needs_open",
)  # of the table that stands on a page upright
REASONS = 2
SHOWN = 11  # rows that any chart shows


def monthly_report(selection: Selection) -> Paper:
    """The report of the selected area and period, whichever kind of period it is.

    What is marked or open on a screen, and how its map is drawn, is no part of it.
    """
    own = replace(selection, level=start_level(selection.area), picked="", detail="", switches=())
    sections = (
        _summary(own),
        _done(own),
        _coverage(own),
        _groups(own),
        _follow_up(own),
        _needs(own),
        *_by_area(own),
    )
    title = say("report.title", own.language)
    return Paper(stamp_of(own, title), (*sections, *_behind(sections, own.language)))


def _summary(selection: Selection) -> Section:
    """What is good, what is not, where to look; the areas that need attention."""
    language = selection.language
    figures = [one.figure for one in facts(selection, FIGURES)]
    watched = overview.watched(selection)
    told = {
        "good": good(figures, language),
        "bad": bad(figures, language),
        "where": where(
            watched.areas, watched.judged, lambda one: area_name(selection, one), language
        ),
    }
    parts: list[Part] = [
        f"{say(f'summary.{side}', language)}: {sentence}" for side, sentence in told.items()
    ]
    if len(severe := open_severe(selection)):
        parts.append(" ".join(severe_words(severe, language)))
    parts += _not_applied(selection)
    if watched.areas:
        parts.append(_attention(selection, watched))
    return Section(say("report.summary", language), tuple(parts))


def _attention(selection: Selection, watched: overview.Watched) -> Table:
    """The areas that need attention first, and why, as the overview lists them."""
    language = selection.language
    first = watched.areas[: attention.LISTED]
    frame = pd.DataFrame(
        {
            say(f"area.{watched.level}", language): [
                area_name(selection, one.area) for one in first
            ],
            say("report.reasons", language): [
                " · ".join(reasons_words(one, language, REASONS)) for one in first
            ],
        }
    )
    names = [one.name(language) for one in watched.indicators]
    rule = say("attention.rule", language, indicators=listed(names, language))
    return Table(say(f"attention.heading_{watched.level}", language), frame, notes=(rule,))


def _done(selection: Selection) -> Section:
    """What was done: the five figures, what the activities are, where people were referred."""
    language = selection.language
    parts: list[Part] = [_facts(selection, facts(selection, FIGURES))]
    if data.exact(selection.area):
        for by in ("mission", "activity_type", coverage.REFERRALS):
            parts.append(chart_drawing(coverage_charts.mix_chart(selection, by)))
    else:
        parts.append(withheld_words("activity_mix", language))
    return Section(say("report.done", language), tuple(parts))


def _coverage(selection: Selection) -> Section:
    """Whom the services reach, and who reports."""
    shown_ = replace(selection, indicator="people_served_per_1000")
    answer = asking.map_answer(shown_)
    parts: list[Part] = [
        _facts(selection, facts(selection, coverage.FIGURES)),
        map_of(shown_),
        chart_drawing(coverage_charts.rank_chart(shown_, answer)),
        map_of(replace(selection, indicator="plan_progress")),
        chart_drawing(coverage_charts.area_reports_chart(selection)),
    ]
    return Section(say("report.coverage", selection.language), tuple(parts))


def _groups(selection: Selection) -> Section:
    """Occupational groups: how many, what they do, how long they last, what they earn."""
    parts: list[Part] = [
        _facts(selection, groups.headline(selection)),
        map_of(replace(selection, indicator="groups_active")),
        *_one_of(
            selection,
            "group_mix",
            lambda: group_charts.mix_chart(selection, groups.mix(selection)),
        ),
        chart_drawing(group_charts.status_chart(selection)),
        chart_drawing(group_charts.area_chart(selection, group_charts.INCOME)),
        *_one_of(
            selection,
            "group_curves",
            lambda: group_charts.survival_chart(selection, survival.survival(selection)),
        ),
    ]
    return Section(say("report.groups", selection.language), tuple(parts))


def _follow_up(selection: Selection) -> Section:
    """What is followed up, late and coming, and what became of the people."""
    parts: list[Part] = [
        _facts(selection, facts(selection, follow_up.FIGURES)),
        map_of(replace(selection, indicator=follow_up.RATE)),
        chart_drawing(follow_up_charts.months_chart(selection)),
        chart_drawing(follow_up_charts.overdue_chart(selection)),
        chart_drawing(follow_up_charts.outcomes_chart(selection, rounds=False)),
        chart_drawing(follow_up_charts.income_chart(selection)),
        *_one_of(selection, "work_curves", lambda: follow_up_charts.work_chart(selection)),
    ]
    return Section(say("report.follow_up", selection.language), tuple(parts))


def _needs(selection: Selection) -> Section:
    """What people raised and what was answered; what happened."""
    parts: list[Part] = [
        _facts(selection, facts(selection, needs.HEADLINE)),
        *_one_of(selection, "need_categories", lambda: need_charts.category_chart(selection)),
        *_one_of(selection, "need_months", lambda: need_charts.months_chart(selection)),
        chart_drawing(need_charts.area_chart(selection, "days")),
        *_events(selection),
    ]
    return Section(say("report.needs", selection.language), tuple(parts))


def _events(selection: Selection) -> list[Part]:
    """The events by month and category, the gravest in words."""
    language = selection.language
    if not data.exact(selection.area):
        return [closed_words("needs.sign_in", language)]
    by_month = needs.events_by_month(selection)
    if not by_month.known:
        return [event_charts.nothing_happened(selection, by_month)]
    found = needs.events(selection, selection.area)
    severe = found[found["severity"] == SEVERE]
    told = [
        event_words(event, area_name(selection, str(event["tambon_code"])), language)
        for _, event in severe.iloc[::-1].iloc[:TOLD].iterrows()
    ]
    return [
        chart_drawing(event_charts.categories_chart(selection, by_month)),
        chart_drawing(event_charts.severity_chart(selection, by_month)),
        say(
            "report.in_period",
            language,
            period=period_name(selection.kind, selection.period, language),
            words=severe_title(severe, language),
        ),
        *told,
    ]


def _by_area(selection: Selection) -> list[Section]:
    """The figures by amphoe in the text, by tambon in the annex."""
    language, found = selection.language, []
    words = {"area": area_name(selection, shown_within(selection.area))}
    if level_of(selection.area).rank < Level.AMPHOE.rank:
        heading = say("report.by_amphoe", language, **words)
        table = area_table(selection, Level.AMPHOE, IN_TEXT, heading)
        found.append(Section(say("report.amphoe", language), (table,)))
    heading = say("report.by_tambon", language, **words)
    table = area_table(selection, Level.TAMBON, BY_AREA, heading)
    found.append(Section(say("report.tambon", language), (table,), annex=True))
    return found


def _behind(sections: Sequence[Section], language: Language) -> list[Section]:
    """The tables of the charts that do not show all of their rows."""
    tables = [
        replace(part.table, notes=())  # those of the chart are about what it draws
        for one in sections
        for part in one.parts
        if isinstance(part, ChartDrawing)
        and len(part.table.frame) > SHOWN
        and all(isinstance(code, str) for code in part.table.frame.index)
    ]
    heading = say("report.behind", language)
    return [Section(heading, tuple(tables), annex=True)] if tables else []


def _facts(selection: Selection, found: Sequence[Fact]) -> tuple[Taken, ...]:
    level = level_of(selection.area)
    return tuple(fact_of(one, level, selection.language) for one in found)


def _one_of(selection: Selection, part: str, chart: Callable[[], Chart]) -> list[Part]:
    """A chart that the protected view does not have, or that it is not shown."""
    if not data.exact(selection.area):
        return [withheld_words(part, selection.language)]
    return [chart_drawing(chart())]


def _not_applied(selection: Selection) -> list[Part]:
    """Which of the chosen filters do not cut which of the figures."""
    codes = {*FIGURES, *BY_AREA, *coverage.FIGURES, *follow_up.FIGURES, *needs.HEADLINE}
    note = not_applied(selection, data.seen(sorted(codes)))
    return [unescape(note)] if note else []
