"""The words of the quality screen: its headline, and the names of amphoe and fields."""

from html import escape

import polars as pl

from geo.errors import UnknownAreaError
from lib.quality.faults import FAMILIES, family_of
from lib.quality.stored import UNKNOWN
from lib.quality.summary import FEW_ROWS
from lib.store.model import TABLES
from lib.views import data
from lib.views.desk.sentences import table_name
from lib.views.formats import number
from lib.views.words import Language, say

FEW_REPORTS = 12  # an amphoe with fewer that were due is not called the worst


def headline_html(amphoe: pl.DataFrame, every: pl.DataFrame, language: Language) -> str:
    """The sentence on top: which amphoe is worst, and in what."""
    fine = not (every["faults"][0] or every["missing"][0] or every["late"][0])
    state, sign = ("ready", "✓") if fine else ("wrong", "!")
    return (
        f'<div class="desk-head {state}" role="status"><span class="sign" aria-hidden="true">{sign}'
        f"</span><div><h3>{escape(headline(amphoe, every, language))}</h3></div></div>"
    )


def headline(amphoe: pl.DataFrame, every: pl.DataFrame, language: Language) -> str:
    """Which amphoe has the fewest reports in time, and which the most faults for its rows."""
    known = amphoe.filter(pl.col("amphoe_code") != UNKNOWN)
    late = _worst_reports(known, language)
    faulty = _worst_faults(known, language)
    if late and faulty:
        return say("quality.headline", language, reports=late, faults=faulty)
    if every["faults"][0] and not faulty:  # only where no amphoe can be told, or in few rows
        faulty = say("quality.head_elsewhere", language, count=number(every["faults"][0]))
    return late or faulty or say("quality.head_fine", language)


def _worst_reports(known: pl.DataFrame, language: Language) -> str:
    some = known.filter((pl.col("due") >= FEW_REPORTS) & (pl.col("in_time") < 100))
    if some.is_empty():
        return ""
    worst = some.sort("in_time", "amphoe_code").row(0, named=True)
    return say(
        "quality.head_reports", language, amphoe=amphoe_name(worst["amphoe_code"], language),
        share=number(worst["in_time"], 1), missing=number(worst["missing"]),
        late=number(worst["late"]),
    )  # fmt: skip


def _worst_faults(known: pl.DataFrame, language: Language) -> str:
    some = known.filter((pl.col("rows") >= FEW_ROWS) & (pl.col("faults") > 0))
    if some.is_empty():
        return ""
    worst = some.sort(["per_1000", "amphoe_code"], descending=[True, False]).row(0, named=True)
    family = max(FAMILIES, key=lambda name: worst[name])
    return say(
        "quality.head_faults", language, amphoe=amphoe_name(worst["amphoe_code"], language),
        rate=number(worst["per_1000"], 1), family=say(f"quality.of_{family}", language),
    )  # fmt: skip


def amphoe_name(code: str, language: Language) -> str:
    """An amphoe as an office writes it; words for rows whose code is none of the area list."""
    return area_name(code, language) if code else say("quality.no_amphoe", language)


def area_name(code: str | None, language: Language) -> str:
    """The name of an area, or its code where it is none of the area list."""
    try:
        return data.areas().get(code or "").display_name(language)
    except UnknownAreaError:
        return code or "–"


def field_name(table: str, field: str, language: Language) -> str:
    """A field as people call it."""
    item = TABLES[table].field(field)
    return item.thai if language == "th" else item.english


def kind_name(kind: str, table: str, language: Language) -> str:
    """What a kind of fault in a table is called: its family, and the table."""
    return f"{say(f'quality.col_{family_of(kind)}', language)} · {table_name(table, language)}"


def table_field(table: str, field: str, language: Language) -> str:
    """A field with its table before it."""
    return f"{table_name(table, language)} · {field_name(table, field, language)}"
