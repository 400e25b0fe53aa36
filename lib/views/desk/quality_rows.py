"""The rows behind a figure: some at a time on the screen, all of them as a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from lib.access.scope import Right
from lib.imports.checks.likely import likely_rules
from lib.neutral import neutral
from lib.quality.quality import Quality, empty_rows
from lib.quality.reports import MISSING
from lib.store.codelists import code_list
from lib.store.findings import Finding
from lib.store.model import TABLES
from lib.views import address, data
from lib.views.desk.paging import page_number, pager
from lib.views.desk.plain import paragraph, table
from lib.views.desk.quality_choice import (
    EMPTY,
    EVERYWHERE,
    NOWHERE,
    REPORT,
    Choice,
    chosen_faults,
    chosen_reports,
    within,
)
from lib.views.desk.quality_sentences import (
    amphoe_name,
    area_name,
    field_name,
    kind_name,
    table_field,
)
from lib.views.desk.sentences import table_name
from lib.views.formats import month_year, number, thai_date
from lib.views.taking.giving import given
from lib.views.words import Language, say

PAGE, PER_PAGE = "quality_rows_page", 20
COLUMNS = ("table", "id", "tambon", "date", "column", "value", "problem")
BOM = "\ufeff"  # Excel reads a UTF-8 file as such only when it begins so
KEPT = 12
Said = tuple[str, ...]  # one text for each column


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a figure, and how one of them is said in its columns."""

    frame: pl.DataFrame
    say: Callable[[dict[str, object], Language], Said]
    columns: tuple[str, ...] = COLUMNS


def rows_panel(quality: Quality, choice: Choice, language: Language) -> None:
    """The rows that a figure of what is stored counts."""
    rows = rows_of(quality, choice)
    panel(rows, _title(choice, rows.frame.height, language), language)


def panel(rows: Rows, title: str, language: Language) -> None:
    """What is counted, how many they are, a page of them, and the button for the file."""
    with st.container(key="quality_rows", border=True):
        st.html(f'<h3 class="desk-part">{escape(title)}</h3>')
        if rows.frame.is_empty():
            paragraph(say("quality.rows_none", language))
        else:
            first = page_number(PAGE, rows.frame.height, PER_PAGE) * PER_PAGE
            table(
                [say(f"quality.row_{name}", language) for name in rows.columns],
                said(rows, language, first, PER_PAGE),
                caption=say("quality.rows", language),
            )
            pager(PAGE, rows.frame.height, PER_PAGE, language)
        with st.container(key="quality_rows_ways", horizontal=True):
            st.download_button(
                say("quality.download", language),
                given(
                    partial(csv_of, rows, language), "quality_rows",
                    right=Right.QUALITY, rows=rows.frame.height,
                ),
                file_name=say("quality.file", language), mime="text/csv", key="quality_csv",
                on_click="ignore", disabled=rows.frame.is_empty(),
            )  # fmt: skip
            st.button(say("quality.close", language), key="quality_close", on_click=_close)


def rows_of(quality: Quality, choice: Choice) -> Rows:
    """Exactly the rows that a figure counts."""
    if choice.what == REPORT:
        return Rows(chosen_reports(quality, choice), _say_report)
    if choice.what == EMPTY:
        name, field = choice.parts
        found = _empty(_key(), name, field)
        return Rows(within(found, choice.amphoe), partial(_say_empty, field))
    return Rows(chosen_faults(quality, choice), partial(_say_fault, quality))


def said(rows: Rows, language: Language, first: int = 0, count: int | None = None) -> list[Said]:
    """Some of the rows in words."""
    part = rows.frame.slice(first, count)
    return [rows.say(row, language) for row in part.iter_rows(named=True)]


def csv_of(rows: Rows, language: Language) -> bytes:
    """All rows as a CSV file that a spreadsheet opens in Thai and computes nothing in."""
    heads = [say(f"quality.row_{name}", language) for name in rows.columns]
    texts = [[neutral(text) for text in row] for row in said(rows, language)]
    frame = pl.DataFrame(texts, schema=dict.fromkeys(heads, pl.String), orient="row")
    return (BOM + frame.write_csv()).encode("utf-8")


def _title(choice: Choice, count: int, language: Language) -> str:
    where = {EVERYWHERE: say("quality.all", language), NOWHERE: amphoe_name("", language)}
    place = where.get(choice.amphoe) or amphoe_name(choice.amphoe, language)
    first, second = choice.parts
    what = {
        "family": lambda: say(f"quality.col_{choice.name}", language),
        "report": lambda: say(f"quality.col_{choice.name}", language),
        "kind": lambda: kind_name(first, second, language),
        "empty": lambda: say(
            "quality.empty_field", language, field=table_field(first, second, language)
        ),
    }[choice.what]()  # fmt: skip
    return say("quality.rows_title", language, what=what, place=place, count=number(count))


def _say_fault(quality: Quality, row: dict[str, object], language: Language) -> Said:
    name = str(row["table"])
    found = in_words(
        quality.faults.finding(int(str(row["group"])), int(str(row["at"]))), name, language
    )
    column = field_name(name, found.column, language) if found.column else ""
    return (*_where(row, language), column, found.value or "", found.problem(language))


def in_words(found: Finding, name: str, language: Language) -> Finding:
    """A finding about a row of a table, with the labels of its codes in place of the codes."""
    others = {rule.kind: rule.other for rule in likely_rules(name).impossible}
    facts = dict(found.facts)
    if "other" in facts:
        facts["other"] = _label(facts["other"], name, others.get(found.kind), language)
    value = found.value and _label(found.value, name, found.column, language)
    return replace(found, value=value, facts=facts)


def _label(text: str, name: str, field: str | None, language: Language) -> str:
    """What a code of a field is called; any other text as it is."""
    codes = TABLES[name].field(field).codes if field in TABLES[name].names and field else None
    known = codes is not None and text in code_list(codes).codes
    return code_list(codes).label(text, language) if known and codes else text


def _say_empty(field: str, row: dict[str, object], language: Language) -> Said:
    column = field_name(str(row["table"]), field, language)
    return (*_where(row, language), column, "", say("quality.is_empty", language))


def _say_report(row: dict[str, object], language: Language) -> Said:
    """A report: the day that it came in stands as the value."""
    month, due, came = row["month"], row["due_on"], row["submitted_on"]
    key = "quality.is_missing" if row["state"] == MISSING else "quality.is_late"
    problem = say(key, language, due=_day(due, language), days=number(int(str(row["days"]))))
    code = str(row["code"])
    return (
        table_name("report", language), f"{code} · {str(month)[:7]}", area_name(code, language),
        _month(month, language), field_name("report", "submitted_on", language),
        _day(came, language) if came else "", problem,
    )  # fmt: skip


def _where(row: dict[str, object], language: Language) -> Sequence[str]:
    """Table, id, tambon and date of a row."""
    name, code, when = str(row["table"]), row["code"], row["date"]
    told = area_name(str(code) if code else None, language)
    return table_name(name, language), str(row["id"]), told, _day(when, language)


def _day(day: object, language: Language) -> str:
    return thai_date(day, language) if isinstance(day, date) else ""


def _month(day: object, language: Language) -> str:
    return month_year(day, language) if isinstance(day, date) else ""


def _close() -> None:
    st.session_state.pop(PAGE, None)
    address.go(address.current().with_detail(""))


def _key() -> str:
    return "|".join(map(repr, (str(data.store().folder), data.snapshot().version, data.scope())))


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _empty(key: str, name: str, field: str) -> pl.DataFrame:
    """The rows with an empty field, kept for their pages."""
    return empty_rows(data.store(), data.scope(), TABLES[name], field)
