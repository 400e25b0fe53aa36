"""What an import would change: where its rows lie, and which stored cells they correct."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import polars as pl
import streamlit as st

from geo.codes import CODE_LENGTH, Level
from lib.imports.prepare import Prepared
from lib.store.changes import CHANGED, NEW, Changes
from lib.store.codelists import code_list
from lib.store.model import Field, FieldType, Table
from lib.views import data
from lib.views.classing import circle_scale, classify
from lib.views.desk.plain import paragraph, table
from lib.views.desk.sentences import table_name
from lib.views.formats import month_year, number, thai_date
from lib.views.map import AreaPaint, MapPicture, area_map
from lib.views.words import Language, say

MAP_HEIGHT = 420  # px
CORRECTIONS = 50  # changed cells shown of a table
TAMBON_DIGITS = CODE_LENGTH[Level.TAMBON]


@dataclass(frozen=True)
class Placed:
    """Rows that would be stored, by tambon; `elsewhere` are those that name none."""

    new: Mapping[str, int]
    changed: Mapping[str, int]
    elsewhere: int

    @property
    def tambon(self) -> tuple[str, ...]:
        """The tambon that rows lie in."""
        return tuple(sorted({*self.new, *self.changed}))


def placed(prepared: Prepared) -> Placed:
    """Where the rows lie that would be new or changed."""
    new, changed, elsewhere = Counter[str](), Counter[str](), 0
    for name, frame in prepared.tables.items():
        changes = prepared.changes.get(name)
        kinds = _all_new(frame) if changes is None else changes.kinds.cast(pl.String)
        codes = _codes(frame)
        for kind, into in ((NEW, new), (CHANGED, changed)):
            here = codes.filter(kinds == kind)
            inside = here.filter(here.str.len_chars() == TAMBON_DIGITS)
            into.update(dict(inside.value_counts().iter_rows()))
            elsewhere += len(here) - len(inside)
    return Placed(new, changed, elsewhere)


def picture_of_rows(where: Placed, language: Language) -> None:
    """The map of new and changed rows, with its figures as a table."""
    st.html(f'<h3 class="desk-part">{say("desk.map_heading", language)}</h3>')
    area_map(picture(where, language), key="desk_map", height=MAP_HEIGHT)
    if where.elsewhere:
        paragraph(say("desk.map_elsewhere", language, count=number(where.elsewhere)), "quiet")
    with st.expander(say("desk.map_table", language), key="desk_map_table"):
        _table_of(where, language)


def picture(where: Placed, language: Language) -> MapPicture:
    """A circle a tambon, as large as its rows are many; nearest to where they are."""
    focus = common_area(where.tambon)
    every = [one.code for one in data.areas().descendants(focus, Level.TAMBON)]
    rows = pd.Series({code: where.new.get(code, 0) + where.changed.get(code, 0) for code in every})
    classes = classify(rows.astype(float), (), lang=language, zero=True)
    areas = tuple(
        AreaPaint(
            code,
            classes.fills[code],
            _told(where, code, language),
            size=float(rows[code]) if rows[code] else None,
        )
        for code in every
    )
    return MapPicture(
        title=say("desk.map_title", language),
        subtitle=say("desk.map_unit", language),
        level=Level.TAMBON,
        areas=areas,
        colours=classes.colours,
        legend=classes.legend,
        source=say("desk.map_source", language, boundaries=say("data.boundaries", language)),
        selected=None,
        focus=focus,
        lang=language,
        circles=circle_scale(rows, say("desk.map_unit", language)),
    )


def common_area(tambon: Sequence[str]) -> str:
    """The smallest area above tambon level that holds all of them."""
    for level in (Level.AMPHOE, Level.PROVINCE):
        above = {code[: CODE_LENGTH[level]] for code in tambon}
        if len(above) == 1:
            return above.pop()
    return data.areas().region.code


def corrections(prepared: Prepared, language: Language) -> None:
    """The stored cells that would change: what they are and what they become."""
    changed = {name: one for name, one in prepared.changes.items() if one.counts.changed}
    if not changed:
        return
    st.html(f'<h3 class="desk-part">{say("desk.corrections", language)}</h3>')
    for name, one in changed.items():
        count = number(one.counts.changed)
        heads = [say(f"desk.col_{head}", language) for head in ("key", "field", "was", "becomes")]
        caption = say(
            "desk.corrections_of", language, table=table_name(name, language), count=count
        )
        table(heads, corrected_cells(one, language), caption=caption)
        if one.counts.changed > CORRECTIONS:
            paragraph(say("desk.corrections_more", language, most=number(CORRECTIONS)), "quiet")


def corrected_cells(one: Changes, language: Language) -> list[list[str]]:
    """Key of the row, name of the column, what it was and what it becomes, of the first rows."""
    keys = one.delivered.select(pl.col(name).cast(pl.String) for name in one.table.key)
    rows = []
    for row, name, was, becomes in one.corrections(CORRECTIONS).iter_rows():
        item = one.table.field(name)
        values = [_cell(item, text, language) for text in (was, becomes)]
        rows.append([_key(one.table, keys.row(row), language), _label(item, language), *values])
    return rows


def _key(of: Table, values: Iterable[str | None], language: Language) -> str:
    cells = zip(of.key, values, strict=True)
    return " · ".join(_cell(of.field(name), value, language) for name, value in cells)


def _label(item: Field, language: Language) -> str:
    return item.thai if language == "th" else item.english


def _cell(item: Field, text: str | None, language: Language) -> str:
    """A stored value as people read it."""
    if text is None:
        return say("desk.empty_cell", language)
    if item.type in (FieldType.TAMBON, FieldType.AREA):
        return f"{data.areas().get(text).display_name(language)} ({text})"
    if item.type.is_date:
        shown = month_year if item.type is FieldType.MONTH else thai_date
        return shown(date.fromisoformat(text), language)
    if item.type is FieldType.PERSON:
        return say("desk.person", language)
    return code_list(item.codes).label(text, language) if item.codes else text


def _codes(frame: pl.DataFrame) -> pl.Series:
    """The area code of each row; empty where the table has none."""
    for name in ("tambon_code", "area_code"):
        if name in frame.columns:
            return frame[name].cast(pl.String).fill_null("")
    return pl.repeat("", frame.height, dtype=pl.String, eager=True)


def _all_new(frame: pl.DataFrame) -> pl.Series:
    return pl.repeat(NEW, frame.height, dtype=pl.String, eager=True)


def _told(where: Placed, code: str, language: Language) -> str:
    parts = list(_counts(where, code, language))
    return " ".join(parts) or say("desk.rows_none", language)


def _counts(where: Placed, code: str, language: Language) -> Iterator[str]:
    for name, counts in ((NEW, where.new), (CHANGED, where.changed)):
        if counts.get(code):
            yield say(f"desk.rows_{name}_counted", language, count=number(counts[code]))


def _table_of(where: Placed, language: Language) -> None:
    heads = [say(f"desk.col_{name}", language) for name in ("tambon", "amphoe", NEW, CHANGED)]
    areas = data.areas()
    rows = [
        [
            areas.get(code).display_name(language),
            areas.get(code[: CODE_LENGTH[Level.AMPHOE]]).display_name(language),
            number(where.new.get(code, 0)),
            number(where.changed.get(code, 0)),
        ]
        for code in where.tambon
    ]
    table(heads, rows, caption=say("desk.map_table", language), numbers=(2, 3))
