"""The four states of a monthly report, never merged: counts, categories and their map."""

from collections.abc import Mapping

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators.model import Flag
from lib.views.classing import Classing, classify_categories
from lib.views.map import AreaPaint, MapPicture
from lib.views.selection import Selection, shown_within
from lib.views.words import Language, say

# In the order of legend and bars; the colours of the categories follow it.
STATES: Mapping[str, str] = {
    "active": "reports_with_activity",
    "overdue": "reports_overdue",
    "zero": "reports_zero",
    "not_due": "reports_not_due",
}


def state_frame(answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One column of counts a state out of the answers of its indicators; missing if not known."""
    return pd.DataFrame(
        {
            state: answer["value"].where(answer["flag"] == str(Flag.OK)).astype(float)
            for state, answer in answers.items()
        }
    )


def state_labels(language: Language) -> dict[str, str]:
    """The words of each state."""
    return {state: say(f"coverage.state_{state}", language) for state in STATES}


def states_of(counts: pd.DataFrame) -> pd.Series:
    """The state of each tambon in one month; missing where not exactly one state is known."""
    one = counts.eq(1).sum(axis=1).eq(1) & counts.sum(axis=1).eq(1)
    return counts[one].idxmax(axis=1).reindex(counts.index).rename("state")


def classing(states: pd.Series, language: Language) -> Classing:
    """One colour a state, all four in the legend with their counts."""
    return classify_categories(states, state_labels(language), lang=language)


def message(totals: pd.Series, month: str, language: Language) -> str:
    """How many tambon are in each state in a month."""
    if totals.isna().any() or totals.sum() == 0:
        return say("coverage.reports_unknown", language, month=month)
    counts = {str(state): f"{int(count):,}" for state, count in totals.items()}
    total = f"{int(totals.sum()):,}"
    return say("coverage.reports_message", language, month=month, total=total, **counts)


def picture(selection: Selection, states: pd.Series, month: str, source: str) -> MapPicture:
    """The map of the states of one month, by tambon."""
    language = selection.language
    labels, classes = state_labels(language), classing(states, language)
    unknown = say("value.no_data", language)
    areas = tuple(
        AreaPaint(str(code), classes.fills[str(code)], labels.get(str(state), unknown))
        for code, state in states.items()
    )
    return MapPicture(
        title=say("coverage.reports_map", language, month=month),
        subtitle=say("coverage.reports_unit", language),
        level=Level.TAMBON,
        areas=areas,
        colours=classes.colours,
        legend=classes.legend,
        source=source,
        selected=selection.area if level_of(selection.area) is Level.TAMBON else None,
        focus=shown_within(selection.area),
        lang=language,
        picked=selection.picked or None,
        centres=False,
    )
