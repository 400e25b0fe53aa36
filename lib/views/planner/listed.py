"""The labour situation as a table that people read, on the screen and in the annex."""

from collections.abc import Callable, Sequence

import pandas as pd

from geo.codes import Level
from lib.store.codelists import code_list
from lib.views.formats import number, thai_date
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

    The day is the oldest of the counts; of amphoe there is also how many of their tambon were
    counted. What is missing stays missing.
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
        columns[say("planner.head_told", language)] = [
            counted_of(row, language, cell=True) for _, row in found.iterrows()
        ]
    for one in DONE:
        columns[say(f"planner_done.{one}", language)] = found[one].astype(float).to_numpy()
    return pd.DataFrame(columns)


def counted_of(
    row: pd.Series, language: Language, categories: Sequence[str] = CATEGORIES, *,
    cell: bool = False,
) -> str:  # fmt: skip
    """How many tambon of an area were counted: "5 of 8", or "5–8 of 8" where categories differ.

    In a ``cell`` of a wide table it is shorter: "5/8".
    """
    told = [int(row[f"counted_{one}"]) for one in categories]
    ends = [number(one) for one in sorted({min(told), max(told)})]
    key = "counted_cell" if cell else "counted_of"
    return say(f"planner.{key}", language, told="–".join(ends), total=number(row["tambon"]))


def counted_note(row: pd.Series, language: Language) -> str:
    """That all tambon of an area were counted, or of which categories only some were."""
    labels, total = code_list("labour_category"), row["tambon"]
    partly = [one for one in CATEGORIES if row[f"counted_{one}"] < total]
    if not partly:
        return say("planner.counted_all", language, total=number(total))
    named = [f"{labels.label(one, language)} {counted_of(row, language, [one])}" for one in partly]
    return say("planner.counted_partly", language, named=" · ".join(named))


def decimals_of(language: Language) -> dict[str, int]:
    """The decimals of the columns: none, but the number of activities that a plan has by a day."""
    return {say("planner_done.planned_to_date", language): 0}
