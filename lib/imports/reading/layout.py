"""Sheets to tables: which table each sheet is, where it stands, and what stands around it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from lib.imports.reading.headers import Header, bare, find_headers, loose, named_table, one_line
from lib.imports.reading.limits import letters
from lib.imports.reading.rows import Rows, find_rows, layout_words, loose_words
from lib.imports.sheets import Sheet
from lib.store.check import Delivered
from lib.store.codelists import Language
from lib.store.findings import Findings, Group
from lib.store.model import TABLES, Field, FieldType, Table
from lib.store.personal import mask

_ENOUGH = 0.6  # of the columns that a table needs, for it to be told by its header alone
_LOOKED_AT = 300  # rows
_ERROR = r"^#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA)$"
_SHORTENED = r"^[+-]?\d(?:\.\d+)?[eE]\+\d{1,3}$"
_AS_WRITTEN = {FieldType.TEXT, FieldType.ID, FieldType.PERSON}
_CODES = _AS_WRITTEN | {FieldType.CODE, FieldType.TAMBON, FieldType.AREA}


def lay_out(sheets: Sequence[Sheet], table: Table | None) -> tuple[list[Delivered], Findings]:
    """The tables on the sheets of one file, and what was wrong with or left out of them.

    With `table` every sheet is taken for that one. Rows keep their numbers, columns are named
    as the file does where the model knows the name, else by their Thai header.
    """
    delivered: list[Delivered] = []
    groups: list[Group] = []
    unknown: list[Sheet] = []
    headed = 0
    for sheet in sheets:
        if sheet.hidden:
            groups += _hidden(sheet)
            continue
        if _is_empty(sheet):
            continue
        header = find_header(sheet, table)
        if header is None:
            unknown += [] if _is_own(sheet) else [sheet]
        elif isinstance(header, Group):
            groups.append(header)
        else:
            headed += 1
            one, found = _deliver(sheet, header)
            # A sheet of a template that nobody filled in is no news.
            groups += [
                group for group in found if one.cells.height or group.kind != "example_left_out"
            ]
            delivered += [one] if one.cells.height else []
    groups += _about_unknown(unknown, recognised=bool(headed))
    if headed and not delivered:
        groups.append(Group(sheets[0].source.name, "no_rows"))
    if not headed and not unknown and not any(not group.warning for group in groups):
        groups.append(Group(sheets[0].source.name if sheets else "", "empty_file"))
    return delivered, Findings((*_once(sheets), *groups))


def find_header(sheet: Sheet, table: Table | None) -> Header | Group | None:
    """The header of a sheet; a finding when it can't be told whose it is, None without any."""
    found = find_headers(_grid(sheet), TABLES.values() if table is None else [table])
    if not found:
        return None
    if table is not None:
        return found[0]
    ranked = sorted(found, key=lambda one: _rank(sheet, one), reverse=True)
    best = ranked[0]
    if not _named(sheet, best.table) and best.share < _ENOUGH:
        return _not_told(sheet, best)
    rivals = [one for one in ranked[1:] if _rivals(sheet, best, one)]
    return _several(sheet, [best.table, *(one.table for one in rivals)]) if rivals else best


def _rivals(sheet: Sheet, best: Header, other: Header) -> bool:
    """Whether another table fits a sheet as well, each in its way."""
    if not best.missing or _named(sheet, best.table) > _named(sheet, other.table):
        return _rank(sheet, other) == _rank(sheet, best)
    return other.share >= _ENOUGH and len(other.fields) >= len(best.fields)


def _rank(sheet: Sheet, header: Header) -> tuple[bool, int, float, int]:
    return (
        not header.missing,
        _named(sheet, header.table),
        header.share,
        len(header.fields),
    )


def _named(sheet: Sheet, table: Table) -> int:
    """How plainly the sheet or the file is named after a table: 0 (not at all) to 3."""
    by_sheet, exactly = named_table(sheet.name)
    if by_sheet == table:
        return 3 if exactly else 2
    stem = sheet.source.name.rpartition(".")[0] or sheet.source.name
    return int(by_sheet is None and named_table(stem)[0] == table)


def _grid(sheet: Sheet) -> list[list[str]]:
    """The first rows on one line each, with merged cells in all that they cover."""
    rows = [[one_line(text) for text in row] for row in sheet.cells.head(_LOOKED_AT).rows()]
    # Merged ranges do not overlap, so that they fill no more than there is.
    room = len(rows) * sheet.cells.width
    for top, left, low, right in sheet.merged:
        first, column = top - sheet.first_row, left - sheet.first_column
        end, beyond = (
            low - sheet.first_row + 1,
            min(right - sheet.first_column + 1, sheet.cells.width),
        )
        if not (0 <= first < len(rows) and 0 <= column < beyond and room > 0):
            continue
        text = rows[first][column]
        for row in rows[first:end]:
            row[column:beyond] = [other or text for other in row[column:beyond]]
        room -= len(rows[first:end]) * (beyond - column)
    filled = [at for at, row in enumerate(rows) if any(row)][: int(layout_words()["header_rows"])]
    return rows[: filled[-1] + 1] if filled else []


def _deliver(sheet: Sheet, header: Header) -> tuple[Delivered, list[Group]]:
    rows = find_rows(sheet, header)
    numbers = (rows.kept + sheet.first_row).cast(pl.UInt32)
    columns, groups = _columns(sheet, header, rows)
    named = [pl.col(str(at)).alias(name) for name, at in columns.items()]
    cells = _rows_at(rows.cells.select(named), rows.kept)
    groups += _left_out(sheet, rows)
    groups += _notes(sheet, numbers)
    one = Delivered(
        sheet.source.name,
        header.table,
        cells,
        numbers,
        sheet.name,
        columns={name: at + sheet.first_column for name, at in columns.items()},
    )
    groups += _cells(one, {name: header.fields.get(at) for name, at in columns.items()})
    return one, [replace(group, sheet=sheet.name) for group in groups]


def _rows_at(cells: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """Some rows, without a copy where they follow each other."""
    if len(at) and int(at[-1]) - int(at[0]) + 1 == len(at):
        return cells.slice(int(at[0]), len(at))
    return cells[at]


def _columns(sheet: Sheet, header: Header, rows: Rows) -> tuple[dict[str, int], list[Group]]:
    """Columns to be taken, by name, and what is said of the others."""
    file, groups = sheet.source.name, []
    taken: dict[str, int] = {}
    for at in range(sheet.cells.width):
        text = header.texts.get(at, "")
        if at in header.again:
            facts = {"name": mask(text)}
            groups.append(Group(file, "double_column", text, facts=facts))
        elif not text:
            groups += _unnamed(sheet, at, rows)
        elif at not in header.fields and _is_total(text):
            groups.append(Group(file, "total_column", text))
        elif at in header.fields or loose(text) not in loose_words("ordinals"):
            taken[_unused(header.name(at), taken)] = at
    return taken, groups


def _unused(name: str, taken: Iterable[str]) -> str:
    used, number, one = set(taken), 2, name
    while one in used:
        one, number = f"{name} ({number})", number + 1
    return one


def _is_total(text: str) -> bool:
    """Whether a header is that of a total, alone or under or before a group."""
    words = loose_words("total_columns")
    parts = text.split(" ")
    return loose(text) in words or loose(parts[-1]) in words or loose(parts[0]) in words


def _unnamed(sheet: Sheet, at: int, rows: Rows) -> Iterator[Group]:
    filled = (sheet.cells[str(at)].gather(rows.kept).str.strip_chars() != "").arg_true()
    uneven = sum(len(group) for group in sheet.notes if group.kind == "ragged_row")
    if len(filled) > uneven:  # cells that are too many in a row are told of there
        first = str(int(rows.kept[int(filled[0])]) + sheet.first_row)
        facts = {"letter": letters(at + sheet.first_column), "first": first}
        yield Group(sheet.source.name, "unnamed_column", facts=facts)


def _left_out(sheet: Sheet, rows: Rows) -> Iterator[Group]:
    for kind, part in rows.left_out.items():
        numbers = (part["at"] + sheet.first_row).cast(pl.UInt32)
        yield Group(sheet.source.name, kind, rows=numbers, values=part["text"])


def _notes(sheet: Sheet, taken: pl.Series) -> Iterator[Group]:
    """What reading found about rows that are taken."""
    for group in sheet.notes:
        if group.rows is None:
            continue
        at = group.rows.is_in(taken.implode()).arg_true()
        if len(at):
            yield replace(
                group,
                rows=group.rows.gather(at),
                values=None if group.values is None else group.values.gather(at),
                others=None if group.others is None else group.others.gather(at),
            )


def _once(sheets: Sequence[Sheet]) -> Iterator[Group]:
    """What reading found about the whole file, which every sheet carries."""
    seen = set()
    for sheet in sheets:
        for group in sheet.notes:
            if group.rows is None and group.kind not in seen:
                seen.add(group.kind)
                yield group


def _cells(one: Delivered, fields: dict[str, Field | None]) -> Iterator[Group]:
    """Cells that show a formula, an error or a number cut short, where the checks can't tell."""
    for name, item in fields.items():
        if item is None:
            continue
        cells = one.cells[name]
        yield from _where(one, "formula_without_value", name, cells.str.starts_with("="))
        if item.type in _AS_WRITTEN:
            wrong = cells.str.starts_with("#") & cells.str.contains(_ERROR)
            yield from _where(one, "error_value", name, wrong)
        if item.type in _CODES:
            long = cells.str.contains_any(["E+", "e+"]) & cells.str.contains(_SHORTENED)
            yield from _where(one, "shortened_number", name, long)


def _where(one: Delivered, kind: str, column: str, mask_: pl.Series) -> Iterator[Group]:
    at = mask_.arg_true()
    if len(at):
        values = one.cells[column].gather(at)
        yield Group(one.file, kind, column, one.rows.gather(at), values)


def _is_empty(sheet: Sheet) -> bool:
    return not any((column.str.strip_chars() != "").any() for column in sheet.cells)


def _is_own(sheet: Sheet) -> bool:
    return bare(sheet.name) in loose_words("own_sheets")


def _hidden(sheet: Sheet) -> Iterator[Group]:
    if not _is_own(sheet):
        yield Group(sheet.source.name, "hidden_sheet", sheet=sheet.name)


def _about_unknown(sheets: Sequence[Sheet], *, recognised: bool) -> Iterator[Group]:
    for sheet in sheets:
        if recognised:
            yield Group(sheet.source.name, "sheet_left_out", sheet=sheet.name)
            continue
        facts = {
            "limit": str(layout_words()["header_rows"]),
            "valid_th": ", ".join(table.thai for table in TABLES.values()),
            "valid_en": ", ".join(table.name for table in TABLES.values()),
        }
        yield Group(sheet.source.name, "no_known_header", facts=facts, sheet=sheet.name)


def _several(sheet: Sheet, tables: Sequence[Table]) -> Group:
    facts = {
        "tables_th": ", ".join(table.thai for table in tables),
        "tables_en": ", ".join(table.name for table in tables),
    }
    return Group(sheet.source.name, "several_tables", facts=facts, sheet=sheet.name)


def _not_told(sheet: Sheet, best: Header) -> Group:
    def missing(lang: Language) -> str:
        return ", ".join(item.thai if lang == "th" else item.name for item in best.missing)

    facts = {
        "nearest_th": best.table.thai,
        "nearest_en": best.table.name,
        "missing_th": missing("th"),
        "missing_en": missing("en"),
    }
    return Group(sheet.source.name, "unknown_table", facts=facts, sheet=sheet.name)
