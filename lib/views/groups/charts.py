"""The charts of occupational groups: what is drawn from which figures, with which words."""

import math

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.views import asking
from lib.views.charts import Chart, Head, category_bars, lines, ranking, step_curves
from lib.views.formats import plain_value, thai_date
from lib.views.groups import load
from lib.views.groups.sentences import extremes, mix_message, status_message
from lib.views.groups.survival import SURVIVAL, Curves
from lib.views.mapped.names import area_name, labels_of, marked, source
from lib.views.mapped.switches import chosen_of
from lib.views.selection import Selection, shown_within
from lib.views.words import say

INCOME = "income_per_member"
MEMBERS = {"women": "women_share", "rate": "members_per_1000"}
BARS, AREAS = 7, 14  # rows that are drawn
UNTIL, EVERY = 36.0, 6.0  # months of the curves


def members_of(selection: Selection) -> str:
    """The indicator of the chart of members that is chosen."""
    return MEMBERS[chosen_of(selection, "members")]


def mix_chart(selection: Selection, mix: pd.DataFrame) -> Chart:
    """Active groups by occupation, with the location quotient beside; the chosen one marked."""
    language = selection.language
    labels = labels_of("occupation", language)
    some = mix[mix["value"] > 0]
    chosen = selection.chosen("occupation")
    # In the whole region every share is that of the region.
    part = level_of(selection.area) is not Level.REGION
    return category_bars(
        registry.get("groups_active"),
        some,
        Head(
            mix_message(mix, labels, language),
            say(
                f"groups.mix_{'part' if part else 'whole'}",
                language,
                **_where(selection, selection.area),
            ),
            source(selection),
        ),
        labels=labels,
        language=language,
        most=BARS,
        quotient=some["quotient"] if part else None,
        picked=chosen[0] if len(chosen) == 1 else "",
        category=say("groups.card_occupation", language),
    ).hinting(say("groups.bar_hint", language))


def area_chart(selection: Selection, code: str) -> Chart:
    """The areas on the map by an indicator with its limits, beside the value of them together."""
    language, indicator = selection.language, registry.get(code)
    within = shown_within(selection.area)
    answer = load.by_area(selection, code)
    whole = load.value_of(selection.with_area(within), code)
    subtitle = say(
        "groups.area_subtitle",
        language,
        what=indicator.name(language),
        unit=indicator.unit(language),
        level=say(f"area.counted_{selection.level}", language),
        **_where(selection, within),
    )
    return ranking(
        indicator,
        answer,
        Head(
            extremes(indicator, answer, lambda one: area_name(selection, one), language),
            subtitle,
            source(selection),
        ),
        name=lambda one: area_name(selection, one),
        language=language,
        picked=marked(selection),
        whole=None if math.isnan(whole) else (_whole(selection, code, within, whole), whole),
        most=AREAS,
    )


def survival_chart(selection: Selection, curves: Curves) -> Chart:
    """How long groups last, by area, occupation or legal form."""
    language, indicator = selection.language, registry.get(SURVIVAL)
    what = indicator.name(language)
    if len(curves.names) > 1:
        what = say("groups.of_curves", language, what=what, count=len(curves.names))
    return step_curves(
        curves.frame,
        Head(
            extremes(indicator, curves.figures, lambda one: curves.names[one], language, what)
            if curves.names
            else say("groups.extremes_none", language, what=what),
            say("groups.survival_subtitle", language, **_where(selection, selection.area)),
            source(selection),
        ),
        names=curves.names,
        language=language,
        time_unit=say("groups.months_since", language),
        value_unit=say("groups.still_there", language),
        picked=selection.picked if selection.picked in curves.names else "",
        until=UNTIL,
        every=EVERY,
    )


def status_chart(selection: Selection) -> Chart:
    """Active, dormant and closed groups over the months of the period."""
    language = selection.language
    series = load.status_lines(selection, labels_of("group_status", language))
    return lines(
        registry.get("groups_active"),
        series,
        Head(
            status_message(series, language),
            say("groups.status_subtitle", language, **_where(selection, selection.area)),
            source(selection),
        ),
        language=language,
    )


def _whole(selection: Selection, code: str, within: str, value: float) -> str:
    name, indicator = area_name(selection, within), registry.get(code)
    return f"{name} {plain_value(indicator, value, selection.language)}"


def _where(selection: Selection, area: str) -> dict[str, str]:
    day = thai_date(asking.as_of(selection), selection.language)
    return {"area": area_name(selection, area), "date": day}
