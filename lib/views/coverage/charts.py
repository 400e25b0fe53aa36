"""The charts of this screen: its figures with their messages, ready for the chart kit."""

import math
from dataclasses import replace

import pandas as pd

from geo.codes import is_within
from lib.indicators import registry
from lib.indicators.coverage import PEOPLE
from lib.indicators.model import Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.indicators.spread import chance_of, funnelled
from lib.views import asking
from lib.views.charts import Chart, Head, category_bars, funnel_plot, ranking, stacked_share
from lib.views.coverage import load
from lib.views.coverage.reports import state_labels
from lib.views.coverage.sentences import funnel_title, mix_title, overdue_title, ranking_title
from lib.views.filters import value_name
from lib.views.formats import month_year, period_name, plain_value
from lib.views.mapped.headline import headline, is_yes_or_no
from lib.views.mapped.names import area_name, marked, source
from lib.views.selection import Kind, Selection, shown_within, write_period
from lib.views.words import say

ROWS = 12  # of a chart of areas: more would leave the screen
BARS = 10  # of a chart of categories
POPULATION = "people_served_per_1000"


def place_name(selection: Selection) -> str:
    """The name of the area whose parts are shown."""
    return area_name(selection, shown_within(selection.area))


def period_words(selection: Selection) -> str:
    """The name of the period."""
    return period_name(selection.kind, selection.period, selection.language)


def has_funnel(indicator: Indicator) -> bool:
    """Whether the indicator is a rate whose areas can be set against chance."""
    return chance_of(indicator) is not None


def rank_chart(selection: Selection, figures: pd.DataFrame) -> Chart:
    """The areas on the map in order."""
    language, indicator = selection.language, registry.get(selection.indicator)

    def name(code: str) -> str:
        return area_name(selection, code)

    reference = asking.reference_of(asking.map_question(selection))
    if is_yes_or_no(indicator, selection.level):
        title = headline(indicator, figures, selection.level, reference, name, language)
    else:
        title = ranking_title(indicator, figures, _level_word(selection), name, language)
    whole = None
    if indicator.kind is not Measured.COUNT:
        whole = (place_name(selection), load.whole_value(selection))
    chart = ranking(
        indicator,
        figures,
        _head(selection, title),
        name=name,
        language=language,
        picked=marked(selection),
        target=reference,
        whole=whole,
        most=ROWS,
    )
    known = figures["value"][figures["flag"] == str(Flag.OK)].round(indicator.decimals)
    if len(known) > 1 and known.nunique() == 1:  # bars of one length would say nothing
        return replace(chart, figure=None, empty=say("coverage.rank_no_order", language))
    return chart


def funnel_chart(selection: Selection) -> Chart:
    """All areas of the level by size and rate; those outside of the selected area are pale."""
    language, indicator = selection.language, registry.get(selection.indicator)
    figures = asking.level_answer(selection)
    funnel = funnelled(indicator, figures)
    inside = shown_within(selection.area)

    def within(code: str) -> bool:
        return is_within(code, inside)

    title = funnel_title(indicator, funnel, within, _level_word(selection), language)
    size = "population" if indicator.code == POPULATION else "other"
    chart = funnel_plot(
        indicator,
        figures,
        funnel,
        _head(selection, title),
        name=lambda code: area_name(selection, code),
        language=language,
        denominator=say(f"coverage.size_{size}", language),
        picked=marked(selection),
        within=within,
        target=asking.reference_of(asking.map_question(selection)),
    )
    note = _centre_note(selection, indicator, funnel.centre, figures)
    return replace(chart, notes=(*chart.notes, note)) if note and chart.figure else chart


def _centre_note(
    selection: Selection, indicator: Indicator, centre: float, figures: pd.DataFrame
) -> str:
    """Why the middle of the funnel is not the region's figure; empty where the two are the same.

    The funnel adds up its areas, so whoever was served in two of them is in it twice.
    """
    if indicator.numerator != PEOPLE or (figures["flag"] == str(Flag.SUPPRESSED)).any():
        return ""
    language, whole = selection.language, load.region_value(selection)
    values = [plain_value(indicator, one, language) for one in (centre * indicator.scale, whole)]
    if math.isnan(centre) or math.isnan(whole) or values[0] == values[1]:
        return ""
    return say(
        "coverage.funnel_centre", language,
        centre=values[0], whole=values[1], level=_level_word(selection),
    )  # fmt: skip


def month_reports_chart(selection: Selection) -> Chart:
    """States of the reports in each month; the codes of the bars are months of the address."""
    language = selection.language
    periods = load.shown_months(selection)
    names = {write_period(Kind.MONTH, one): month_year(one.start, language) for one in periods}
    counts = load.reports_by_month(selection).set_axis(list(names))
    title = overdue_title(
        counts, names.__getitem__, language, by="month", level="", area=place_name(selection)
    )
    subtitle = say(
        "coverage.reports_by_month", language, area=place_name(selection), count=len(periods)
    )
    return stacked_share(
        counts,
        Head(title, subtitle, source(selection)),
        parts=state_labels(language),
        name=names.__getitem__,
        language=language,
        unit=say("area.tambon", language),
        first=say("charts.month", language),
        quiet=(),
        picked=write_period(Kind.MONTH, load.reports_month(selection)),
    )


def area_reports_chart(selection: Selection) -> Chart:
    """States of the reports of the period in each area, the largest part overdue first."""
    language, counts = selection.language, load.reports_by_area(selection)

    def name(code: str) -> str:
        return area_name(selection, code)

    title = overdue_title(
        counts, name, language, by="area", level=_level_word(selection), area=place_name(selection)
    )
    subtitle = say(
        "coverage.reports_by_area",
        language,
        area=place_name(selection),
        level=_level_word(selection),
        period=period_words(selection),
    )

    def bars(shown: pd.DataFrame) -> Chart:
        """The states of these areas, under the message of all of them."""
        return stacked_share(
            shown,
            Head(title, subtitle, source(selection)),
            parts=state_labels(language),
            name=name,
            language=language,
            unit=say("coverage.tambon_months", language),
            quiet=(),
            picked=marked(selection),
            sort_by="overdue",
        )

    everything = bars(counts)
    if len(counts) <= ROWS:
        return everything
    note = say("charts.shown_of", language, shown=ROWS, count=len(counts))
    few = bars(_worst(counts, marked(selection)))
    hint = say("charts.see_all", language)
    return replace(few, table=everything.table, notes=(note, *few.notes), hint=hint)


def mix_chart(selection: Selection, name: str) -> Chart:
    """What the activities (or referrals) of the selected area are split into."""
    language, found = selection.language, load.mix(selection, name)
    labels = {
        str(code): value_name(found.filter, str(code), language) for code in found.figures.index
    }
    by = say(f"coverage.by_{name}", language)
    title = mix_title(found.indicator, found.figures, by, labels.__getitem__, language)
    subtitle = say(
        "coverage.mix_subtitle",
        language,
        unit=found.indicator.name(language),
        by=by,
        area=area_name(selection, selection.area),
        period=period_words(selection),
    )
    return category_bars(
        found.indicator,
        found.figures,
        Head(title, subtitle, source(selection)),
        labels=labels,
        language=language,
        before=found.before,
        most=BARS,
        category=by,
    )


def _head(selection: Selection, title: str) -> Head:
    language, indicator = selection.language, registry.get(selection.indicator)
    subtitle = say(
        "coverage.by_level",
        language,
        unit=indicator.unit(language),
        area=place_name(selection),
        level=_level_word(selection),
        period=period_words(selection),
    )
    return Head(title, subtitle, source(selection))


def _level_word(selection: Selection) -> str:
    return say(f"area.counted_{selection.level}", selection.language)


def _worst(counts: pd.DataFrame, picked: str) -> pd.DataFrame:
    """Of many areas those with the largest part overdue, and the picked one."""
    share = (counts["overdue"] / counts.sum(axis=1)).sort_values(ascending=False, kind="stable")
    kept = list(share.index[:ROWS])
    if picked in share.index and picked not in kept:
        kept[-1] = picked
    return counts.loc[kept]
