"""The charts of this screen: its figures with their messages, ready for the chart kit."""

import math
from dataclasses import replace

import pandas as pd

from geo.codes import Level, is_within, level_of
from lib.indicators import registry
from lib.indicators.model import Flag
from lib.indicators.work_list import AGES
from lib.store.codelists import code_list
from lib.views import asking, data
from lib.views.charts import (
    Chart,
    Head,
    Role,
    age_bars,
    lines,
    monthly,
    ranking,
    stacked_share,
    step_curves,
)
from lib.views.charts.areas import at, rows_of
from lib.views.charts.theme import INK, value_axis
from lib.views.follow_up import load
from lib.views.follow_up.load import INCOME, OUTCOMES, RATE, WORK
from lib.views.follow_up.sentences import (
    NOT_REACHED,
    income_title,
    months_title,
    outcomes_title,
    overdue_title,
    work_title,
)
from lib.views.formats import month_year, number, period_name, thai_date
from lib.views.mapped.names import area_name, marked, source
from lib.views.selection import Selection, shown_within
from lib.views.words import say

AGE_ROWS, ROWS = 5, 11  # of a chart of areas: more would leave the screen
DAYS_OF_MONTH = 365 / 12
WATCHED = 15.0  # months: a round of 12 months is often done a little late


def overdue_chart(selection: Selection) -> Chart:
    """What is overdue by age, in the areas on the map."""
    language = selection.language
    counts = load.overdue_by_age(selection)
    inside = [is_within(str(code), selection.area) for code in counts.index]
    subtitle = say(
        "follow_up.overdue_subtitle",
        language,
        area=area_name(selection, shown_within(selection.area)),
        level=say(f"area.by_{selection.level}", language),
        date=thai_date(asking.as_of(selection), language),
    )
    return age_bars(
        counts,
        Head(overdue_title(counts, inside, language), subtitle, source(selection)),
        parts={age: say(f"follow_up.age_{age}", language) for age in AGES},
        name=lambda code: area_name(selection, code),
        language=language,
        unit=say("follow_up.items", language),
        picked=marked(selection),
        most=AGE_ROWS,
    )


def outcomes_chart(selection: Selection, *, rounds: bool) -> Chart:
    """What became of those who were followed up: of the areas, or of the selected area by round."""
    language = selection.language
    found = load.outcomes_by_round(selection) if rounds else load.outcomes_by_area(selection)
    own = load.outcomes_by_area(selection)
    title = outcomes_title(
        {code: at(own.counts, selection.area, code) for code in OUTCOMES},
        str(own.flags[selection.area]),
        language,
    )
    few = {str(code) for code in found.flags.index[found.flags == str(Flag.FEW)]}

    def name(code: str) -> str:
        words = say(f"choice.round_{code}", language) if rounds else area_name(selection, code)
        return f"{words} *" if code in few else words

    rows = found.counts if rounds else _worst_first(selection, found.counts)
    notes = [say("follow_up.few_star", language)] if few & set(map(str, rows.index)) else []
    if len(rows) < len(found.counts):
        words = {"shown": number(len(rows)), "count": number(len(found.counts))}
        notes.append(say("charts.shown_of", language, **words))
    chart = stacked_share(
        rows,
        Head(title, _by(selection, "rounds" if rounds else "areas"), source(selection)),
        parts={code: code_list("outcome").label(code, language) for code in OUTCOMES},
        name=name,
        language=language,
        unit=say("follow_up.people", language),
        first=say("filter_name.round", language) if rounds else "",
        picked="" if rounds else marked(selection),
    )
    hint = say("charts.see_all", language) if len(rows) < len(found.counts) else ""
    return replace(chart, notes=(*notes, *chart.notes)).hinting(hint)


def income_chart(selection: Selection) -> Chart:
    """How the income changed, by area: medians with their limits."""
    language, found = selection.language, load.income(selection)
    own = float(found.whole["value"])
    whole = None
    if selection.area not in found.figures.index and math.isfinite(own):
        whole = (area_name(selection, selection.area), own)
    chart = ranking(
        registry.get(INCOME),
        found.figures,
        Head(income_title(found, language), _by(selection, "income"), source(selection)),
        name=lambda code: area_name(selection, code),
        language=language,
        picked=marked(selection),
        whole=whole,
        most=ROWS,
        dots=True,
    )
    return _with_zero(chart)


def work_chart(selection: Selection) -> Chart:
    """Who had work by which month after the service, of the area and those that it lies in."""
    language, areas = selection.language, load.compared_areas(selection)
    curves = load.work_curves(selection)
    own, region = areas[0], data.areas().region.code
    least = registry.get(WORK).few_below or 0
    watched = curves.groupby(level=0)["at_risk"].max()
    few = {str(code) for code, count in watched.items() if count < least}
    names = {code: f"{area_name(selection, code)}{' *' if code in few else ''}" for code in areas}
    figures = {
        str(row.Index): (float(row.value), str(row.flag))
        for level in dict.fromkeys(map(level_of, (own, region)))
        for row in rows_of(
            data.ask(asking.question(selection, WORK, level,
                                     *(one for one in (own, region) if level_of(one) is level)))
        )
    }  # fmt: skip
    title = work_title(own, region, figures, area_name(selection, own), language)
    chart = step_curves(
        _in_months(curves),
        Head(title, say("follow_up.work_subtitle", language), source(selection)),
        names=names,
        language=language,
        time_unit=say("follow_up.months_after", language),
        value_unit=say("follow_up.share_in_work", language),
        picked="" if own == region else own,
        until=WATCHED,
        falling=False,
        every=3.0,
    )
    stars = (say("follow_up.few_star", language),) if few & set(areas) else ()
    return replace(chart, notes=(*stars, *chart.notes))


def months_chart(selection: Selection) -> Chart:
    """The follow-up rate by month, beside the same months a year earlier."""
    language, found = selection.language, load.months(selection)
    own, indicator = load.list_area(selection), registry.get(RATE)
    asked = asking.question(selection, RATE, level_of(own), own)
    reference = asking.reference_of(asked)
    series = [monthly(found.answer, own, found.months, area_name(selection, own))]
    if found.before:
        label = say("follow_up.year_before", language)
        series.append(
            monthly(found.answer, own, found.before, label, role=Role.BEFORE,
                    first=len(found.months))
        )  # fmt: skip
    rows = found.answer.xs(own, level=1).reindex(range(len(found.months)))
    names = [month_year(one.start, language) for one in found.months]
    title = months_title(
        indicator,
        [float(value) for value in rows["value"]],
        [str(flag) for flag in rows["flag"]],
        names,
        reference,
        language,
    )
    subtitle = say("follow_up.months_subtitle", language, area=area_name(selection, own))
    return lines(
        indicator, series, Head(title, subtitle, source(selection)), language=language,
        target=reference,
    )  # fmt: skip


def _by(selection: Selection, what: str) -> str:
    """What a chart shows, of which areas, in which period."""
    language = selection.language
    area = selection.area if what == "rounds" else shown_within(selection.area)
    return say(
        f"follow_up.{what}_subtitle",
        language,
        area=area_name(selection, area),
        level=say(f"area.by_{selection.level}", language),
        period=period_name(selection.kind, selection.period, language),
    )


def _worst_first(selection: Selection, counts: pd.DataFrame) -> pd.DataFrame:
    """The selected area, then those with the largest share not reached, the marked one always."""
    parts = counts.drop(index=selection.area, errors="ignore") if _has_parts(selection) else counts
    totals = parts.sum(axis=1, min_count=1)
    share = (parts[NOT_REACHED] / totals.where(totals > 0)).sort_values(
        ascending=False, kind="stable", na_position="last"
    )
    codes = list(share.index[:ROWS])
    mark = marked(selection)
    if mark in share.index and mark not in codes:
        codes[-1] = mark
    head = [selection.area] if _has_parts(selection) else []
    return counts.loc[[*head, *codes]]


def _with_zero(chart: Chart) -> Chart:
    """The chart with no change on its axis, as a line: what is right of it rose."""
    if chart.figure is None:
        return chart
    low, high = chart.figure.layout.xaxis.range
    span = min(low, -0.02 * high), max(high, -0.02 * low)
    chart.figure.update_layout(xaxis=value_axis(*span))
    chart.figure.add_vline(x=0, line={"color": INK, "width": 1}, layer="below")
    return chart


def _has_parts(selection: Selection) -> bool:
    return level_of(selection.area) is not Level.TAMBON


def _in_months(curves: pd.DataFrame) -> pd.DataFrame:
    """The curves by months instead of days."""
    areas, days = (curves.index.get_level_values(place) for place in (0, 1))
    index = pd.MultiIndex.from_arrays([areas, days.astype(float) / DAYS_OF_MONTH])
    return curves.set_axis(index)
