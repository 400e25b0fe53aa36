"""The charts of labour events: by month, category and severity, and how long they took."""

import pandas as pd

from lib.indicators import registry
from lib.views.charts import Chart, Head, category_bars, heat, stacked_share
from lib.views.formats import month_year, period_name
from lib.views.mapped.names import labels_of, source
from lib.views.needs import load
from lib.views.needs.load import own_area
from lib.views.needs.need_charts import where
from lib.views.needs.sentences import delays_title, events_title, severity_title
from lib.views.selection import Selection
from lib.views.words import Language, say

BREAKS = (1.0, 2.0, 4.0, 8.0)  # upper limits of the classes of events a month
DELAYS = {"resolution": load.RESOLUTION, "report": load.REPORT}


def categories_chart(selection: Selection, found: load.MonthsOfEvents) -> Chart:
    """Events of each category in each month."""
    language, counts = selection.language, found.by_category
    labels = labels_of("situation_category", language)
    names = [month_year(one, language) for one in found.months]
    return heat(
        counts,
        Head(
            events_title(counts, labels, names, language),
            say("needs.events_subtitle", language, **_where(selection)),
            source(selection),
        ),
        names=labels,
        language=language,
        breaks=BREAKS,
        unit=say("needs.unit_events", language),
        first=say("needs.category", language),
    )


def severity_chart(selection: Selection, found: load.MonthsOfEvents) -> Chart:
    """Events of each month by severity, the gravest at the right end."""
    language, counts = selection.language, found.by_severity
    months = {one.isoformat(): month_year(one, language) for one in found.months}
    by_month = counts.T.set_axis(pd.Index(list(months)))
    return stacked_share(
        by_month,
        Head(
            severity_title(counts, language),
            say("needs.severity_subtitle", language, **_where(selection)),
            source(selection),
        ),
        parts=_severities(by_month, language),
        name=lambda code: months[code],
        language=language,
        unit=say("needs.unit_events", language),
        first=say("charts.month", language),
        quiet=("1",),
    )


def nothing_happened(selection: Selection, found: load.MonthsOfEvents) -> str:
    """What stands in place of the charts where there is no event: where, when, and why."""
    words = _where(selection)
    title = events_title(found.by_category, {}, (), selection.language)
    return f"{words['area']} · {words['period']}: {title}"


def delays_chart(selection: Selection, delay: str) -> Chart:
    """Days to report or to resolution of each category of event, with limits."""
    language, indicator = selection.language, registry.get(DELAYS[delay])
    own = own_area(selection)
    chosen = selection.chosen("situation_category")
    report, resolution = (
        load.whole(selection, code, own) for code in (load.REPORT, load.RESOLUTION)
    )
    return category_bars(
        indicator,
        load.delays(selection, indicator.code),
        Head(
            delays_title(report, resolution, language),
            say(
                "needs.delays_subtitle",
                language,
                what=indicator.name(language),
                **_where(selection),
            ),
            source(selection),
        ),
        labels=labels_of("situation_category", language),
        language=language,
        picked=chosen[0] if len(chosen) == 1 else "",
        category=say("needs.category", language),
    ).hinting(say("needs.bar_hint", language))


def _severities(by_month: pd.DataFrame, language: Language) -> dict[str, str]:
    return {str(one): say(f"choice.severity_{one}", language) for one in by_month.columns}


def _where(selection: Selection) -> dict[str, str]:
    """Area and period; the months that are shown where the period has too few for a chart."""
    found = where(selection, own_area(selection))
    shown = load.months(selection)
    if len(list(selection.period.months())) < len(shown):
        first, last = (month_year(one.start, selection.language) for one in (shown[0], shown[-1]))
        found["period"] = f"{first} – {last}"
    else:
        found["period"] = period_name(selection.kind, selection.period, selection.language)
    return found
