"""The charts of occupational groups: what is drawn from which figures, with which words."""

import math
from html import escape

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import registry
from lib.indicators.model import Flag
from lib.indicators.spread import ranked
from lib.store.codelists import code_list
from lib.views import asking
from lib.views.charts import Chart, Head, category_bars, lines, ranking, step_curves
from lib.views.charts.areas import at
from lib.views.formats import number, plain_value, show_value, thai_date
from lib.views.groups import load
from lib.views.groups.load import name_of
from lib.views.groups.sentences import extremes, mix_message, status_message
from lib.views.groups.survival import SURVIVAL, Curves
from lib.views.mapped.picture import source_line
from lib.views.selection import Selection, shown_within
from lib.views.words import Language, say

INCOME = "income_per_member"
MEMBERS = {"women": "women_share", "rate": "members_per_1000"}
BARS, AREAS = 7, 14  # rows that are drawn
UNTIL, EVERY = 36.0, 6.0  # months of the curves


def labels_of(codes: str, language: Language) -> dict[str, str]:
    """The labels of a code list by code."""
    known = code_list(codes)
    return {code: known.label(code, language) for code in known.codes}


def members_of(selection: Selection) -> str:
    """The indicator of the chart of members that is chosen."""
    return MEMBERS[selection.switch("members") or next(iter(MEMBERS))]


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
            source_line(selection),
        ),
        labels=labels,
        language=language,
        most=BARS,
        quotient=some["quotient"] if part else None,
        picked=chosen[0] if len(chosen) == 1 else "",
        category=say("groups.card_occupation", language),
    )


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
            extremes(indicator, answer, lambda one: name_of(selection, one), language),
            subtitle,
            source_line(selection),
        ),
        name=lambda one: name_of(selection, one),
        language=language,
        picked=_marked(selection),
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
            source_line(selection),
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
            source_line(selection),
        ),
        language=language,
        shaded=False,
    )


def picked_words(selection: Selection) -> str:
    """The marked area as HTML: name, the figure of the map with its limits, its rank."""
    language, indicator = selection.language, registry.get(selection.indicator)
    answer = asking.map_answer(selection)
    code = selection.picked
    name = escape(name_of(selection, code))
    if code not in answer.index:
        return f"<b>{name}</b>"
    flag = str(answer["flag"].to_dict()[code])
    value, lower, upper = (at(answer, code, one) for one in ("value", "lower", "upper"))
    words = show_value(indicator, value, flag, language)
    parts = [f"{escape(indicator.name(language))} <b>{escape(words)}</b>"]
    if not (math.isnan(lower) or math.isnan(upper)):
        ends = (plain_value(indicator, one, language) for one in (lower, upper))
        parts.append(escape(say("charts.limits", language, limits="–".join(ends))))
    ranks = ranked(indicator, answer)
    first, last = (at(ranks, code, one) for one in ("rank_from", "rank_to"))
    if flag == Flag.OK and not math.isnan(first):
        told = number(first) if first == last else f"{number(first)}–{number(last)}"
        total = number(int(ranks["rank_from"].notna().sum()))
        parts.append(escape(say("charts.rank", language, rank=told, total=total)))
    return f"<b>{name}</b> · {' · '.join(parts)}"


def _marked(selection: Selection) -> str:
    """The area that charts of areas mark: the picked one, or the tambon that is open."""
    tambon = selection.area if level_of(selection.area) is Level.TAMBON else ""
    return selection.picked or tambon


def _whole(selection: Selection, code: str, within: str, value: float) -> str:
    name, indicator = name_of(selection, within), registry.get(code)
    return f"{name} {plain_value(indicator, value, selection.language)}"


def _where(selection: Selection, area: str) -> dict[str, str]:
    day = thai_date(asking.as_of(selection), selection.language)
    return {"area": name_of(selection, area), "date": day}
