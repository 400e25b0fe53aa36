"""The three tables of the quality screen: by amphoe, by kind of fault, by field."""

import math
from typing import Any

import polars as pl
import streamlit as st

from lib.quality.faults import FAMILIES
from lib.quality.quality import Quality
from lib.quality.reports import LATE, MISSING
from lib.views import address
from lib.views.desk.plain import paragraph
from lib.views.desk.quality_choice import EMPTY, FAMILY, KIND, NOWHERE, REPORT, Choice
from lib.views.desk.quality_grid import Cell, Row, grid
from lib.views.desk.quality_rows import PAGE, in_words
from lib.views.desk.quality_sentences import amphoe_name, kind_name, table_field
from lib.views.formats import number
from lib.views.words import Language, say

COLUMNS = ("due", "in_time", MISSING, LATE, "days", *FAMILIES, "per_1000", "filled")
CHOSEN = {MISSING: REPORT, LATE: REPORT, **dict.fromkeys(FAMILIES, FAMILY)}
ONE_DECIMAL = ("in_time", "days", "per_1000", "filled")


def amphoe_grid(
    amphoe: pl.DataFrame, every: pl.DataFrame, choice: Choice | None, language: Language
) -> None:
    """One row an amphoe, all of them together on top."""
    most = {name: float(amphoe[name].max() or 0) for name in CHOSEN}  # type: ignore[arg-type]
    rows: list[Row] = [_amphoe_row(every.row(0, named=True), "", {}, say("quality.all", language))]
    for row in amphoe.iter_rows(named=True):
        code = row["amphoe_code"]
        rows.append(_amphoe_row(row, code or NOWHERE, most, amphoe_name(code, language)))
    grid(
        [
            say("quality.amphoe", language),
            *(say(f"quality.col_{one}", language) for one in COLUMNS),
        ],
        rows,
        key="quality_amphoe",
        caption=say("quality.by_amphoe", language),
        picked=choice.text if choice else "",
        on_pick=pick,
        language=language,
        numbers=range(1, len(COLUMNS) + 1),
        first=1,
    )


def kind_grid(
    kinds: pl.DataFrame, quality: Quality, choice: Choice | None, language: Language
) -> None:
    """One row a kind of fault in a table, with one of them in words."""
    if kinds.is_empty():
        paragraph(say("quality.no_faults", language))
        return
    rows = []
    for row in kinds.iter_rows(named=True):
        found = in_words(quality.faults.finding(row["group"], row["at"]), row["table"], language)
        choice_ = Choice(KIND, f"{row['kind']}.{row['table']}")
        name = kind_name(row["kind"], row["table"], language)
        rows.append([Cell(name), _count(row["count"], choice_), Cell(found.problem(language))])
    heads = ("family", "count", "example")
    grid(
        [say(f"quality.head_{one}", language) for one in heads], rows,
        key="quality_kinds", caption=say("quality.kinds", language),
        picked=choice.text if choice else "", on_pick=pick, language=language, numbers=(1,),
    )  # fmt: skip


def field_grid(fields: pl.DataFrame, choice: Choice | None, language: Language) -> None:
    """One row a field that should be filled, the emptiest first."""
    rows = []
    for row in fields.iter_rows(named=True):
        name = f"{row['table']}.{row['field']}"
        rows.append([
            Cell(table_field(row["table"], row["field"], language)),
            Cell(_percent(row["share"]), row["share"]),
            _count(row["empty"], Choice(EMPTY, name)),
            Cell(amphoe_name(row["worst"], language) if row["worst"] else "–"),
            Cell(_percent(row["worst_share"]), row["worst_share"]),
            _count(row["worst_empty"], Choice(EMPTY, name, row["worst"] or "")),
        ])  # fmt: skip
    heads = ("field", "share", "empty", "worst", "worst_share", "worst_empty")
    grid(
        [say(f"quality.head_{one}", language) for one in heads], rows,
        key="quality_fields", caption=say("quality.fields", language),
        picked=choice.text if choice else "", on_pick=pick, language=language,
        numbers=(1, 2, 4, 5),
    )  # fmt: skip


def pick(code: str) -> None:
    """Show the rows of a figure; the one that is shown is let go."""
    now = address.current()
    st.session_state.pop(PAGE, None)
    address.go(now.with_detail("" if now.detail == code else code))


def _amphoe_row(row: dict[str, Any], code: str, most: dict[str, float], name: str) -> list[Cell]:
    cells = [Cell(name)]
    for column in COLUMNS:
        value = row[column]
        if column in CHOSEN:
            weight = value / most[column] if most.get(column) else 0.0
            cells.append(_count(value, Choice(CHOSEN[column], column, code), weight))
        else:
            places = 1 if column in ONE_DECIMAL else 0
            told = math.nan if value is None else float(value)
            cells.append(Cell(number(told, places), value))
    return cells


def _count(value: int | None, choice: Choice, weight: float = 0.0) -> Cell:
    """A count that shows its rows; nothing to choose where there are none."""
    if not value:
        return Cell("–" if value is None else "0", value)
    return Cell(number(value), value, choice.text, weight)


def _percent(share: float | None) -> str:
    return number(math.nan if share is None else share, 1)
