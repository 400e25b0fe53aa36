"""The labour situation as a table that people read, on the screen and in the annex."""

from collections.abc import Callable

import pandas as pd

from geo.codes import Level
from lib.store.codelists import code_list
from lib.views.formats import thai_date
from lib.views.words import Language, say

CATEGORIES = code_list("labour_category").codes
# What was done, in the order of the columns; words planner_done.<name>.
DONE = (
    "population", "activities", "people_served", "planned_to_date", "planned", "needs_open",
    "follow_ups_overdue",
)  # fmt: skip


def columns_of(
    found: pd.DataFrame, name: Callable[[str], str], level: Level, language: Language
) -> pd.DataFrame:
    """Rows of ``labour_situation`` in words: area, categories, day of the count, what was done.

    The day is the oldest of the counts; of amphoe there is also of how many tambon all is known.
    What is missing stays missing.
    """
    columns: dict[str, object] = {
        say(f"area.{level}", language): [name(str(code)) for code in found.index]
    }
    labels = code_list("labour_category")
    for one in CATEGORIES:
        columns[labels.label(one, language)] = found[one].astype(float).to_numpy()
    oldest = found[[f"observed_{one}" for one in CATEGORIES]].min(axis=1)
    columns[say("planner.head_counted", language)] = [
        say("value.no_data", language) if pd.isna(day) else thai_date(day.date(), language)
        for day in oldest
    ]
    if level is Level.AMPHOE:
        columns[say("planner.head_told", language)] = found["told"].astype(float).to_numpy()
    for one in DONE:
        columns[say(f"planner_done.{one}", language)] = found[one].astype(float).to_numpy()
    return pd.DataFrame(columns)


def decimals_of(language: Language) -> dict[str, int]:
    """The decimals of the columns: none, but the number of activities that a plan has by a day."""
    return {say("planner_done.planned_to_date", language): 0}
