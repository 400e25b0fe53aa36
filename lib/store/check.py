"""Checks of a delivered table against the model: text in, typed rows and findings out.

Every check is a pass over whole columns, so that a million rows take seconds.
"""

import difflib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from lib.store.cells import LARGEST_INTEGER, parse, positions, tidy
from lib.store.codelists import code_list
from lib.store.findings import Findings, Group, phrase
from lib.store.model import TABLES, Field, FieldType, Table, normal_header
from lib.store.personal import find_personal
from lib.store.reference import area_codes

SIMULATED_PREFIX = "SIM-"
# Fields that say what came of something, and the field that says when it was done.
NEEDS: Mapping[str, Mapping[str, str]] = {
    "follow_up": {"outcome": "done_on", "income_after": "done_on"},
}
_EXAMPLES = {FieldType.LATITUDE: "6.8695", FieldType.LONGITUDE: "101.2505"}
_GLOBE = {FieldType.LATITUDE: ("-90", "90"), FieldType.LONGITUDE: ("-180", "180")}


@dataclass(frozen=True)
class Delivered:
    """A table as it came: all cells text, `rows` their numbers in the spreadsheet.

    `sheet` is that of the workbook. Where cells have been put into the spelling of the model,
    `written` has them as the file has them (same columns and rows). `columns` says in which
    column of the sheet a header stands, the first being 0.
    """

    file: str
    table: Table
    cells: pl.DataFrame
    rows: pl.Series
    sheet: str = ""
    written: pl.DataFrame | None = None
    columns: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, table: str, cells: pl.DataFrame, file: str | None = None) -> "Delivered":
        """A table whose rows follow the header without a gap."""
        rows = pl.Series(range(2, cells.height + 2), dtype=pl.UInt32)
        return cls(file or f"{table}.csv", TABLES[table], cells, rows)


@dataclass(frozen=True)
class Checked:
    """Typed rows of a delivered table, and what is wrong with it.

    `delivered` has its known columns, tidied and under their field names; `headers` gives the
    header that the file has for each. `frame` has the same columns typed, null where a cell is
    bad: it is fit to be stored only when there are no findings.
    """

    delivered: Delivered
    headers: Mapping[str, str]
    frame: pl.DataFrame
    findings: Findings = field(default_factory=Findings)

    def group(
        self,
        kind: str,
        item: Field,
        at: pl.Series,
        facts: Mapping[str, str] | None = None,
        others: pl.Series | None = None,
    ) -> Group:
        """Findings about the cells of a field at some positions."""
        return Group(
            file=self.delivered.file,
            kind=kind,
            column=self.headers[item.name],
            rows=self.delivered.rows.gather(at),
            values=self.written[item.name].gather(at),
            facts={**_field_facts(item), **(facts or {})},
            others=others,
            sheet=self.delivered.sheet,
        )

    @property
    def written(self) -> pl.DataFrame:
        """The cells as the file has them."""
        return self.delivered.cells if self.delivered.written is None else self.delivered.written


def check_table(
    delivered: Delivered,
    *,
    areas: frozenset[str] | None = None,
    today: date | None = None,
    leave_unknown: bool = False,
) -> Checked:
    """Check one table by itself; references to other tables come after (`check_references`).

    With `leave_unknown` a column that resembles none of the model is left out with a warning
    instead of an error. `areas` are the amphoe and tambon that rows may name, those of the study
    area unless given.
    `today` is the last day that may be recorded; None for simulated data, which have their own.
    """
    headers, groups = _match_headers(delivered, leave_unknown=leave_unknown)
    named = [pl.col(header).alias(name) for name, header in headers.items()]
    cells = tidy(delivered.cells)
    text = cells.select(named)
    written = cells if delivered.written is None else tidy(delivered.written)
    known = area_codes() if areas is None else areas
    items = [item for item in delivered.table.fields if item.name in headers]
    parsed = {item.name: parse(item, text[item.name], known) for item in items}
    frame = pl.DataFrame([parsed[item.name].values.alias(item.name) for item in items])
    renamed = replace(delivered, cells=text, written=written.select(named))
    checked = Checked(renamed, headers, frame)
    groups += _personal(delivered, written, headers)
    for item in items:
        bad = parsed[item.name].bad.items()
        groups += [checked.group(kind, item, at) for kind, at in bad if len(at)]
        groups += _values(checked, item, today)
    groups += [*_before_other(checked), *_needs_other(checked), *_half_place(checked)]
    groups += _double_key(checked)
    found = (replace(group, sheet=delivered.sheet) for group in groups)
    return replace(checked, findings=Findings(tuple(found)))


def ids_of(delivered: Delivered) -> pl.DataFrame:
    """All ids of the table that are not empty: columns at (position), header, value, simulated."""
    parts = []
    headers, _ = _match_headers(delivered, leave_unknown=True)
    for item in delivered.table.fields:
        if item.name in headers and item.type in (FieldType.ID, FieldType.PERSON):
            value = delivered.cells[headers[item.name]].str.strip_chars()
            ids = pl.DataFrame({"at": range(len(value)), "value": value}).filter(value != "")
            parts.append(ids.with_columns(header=pl.lit(headers[item.name])))
    schema = {"at": pl.Int64, "value": pl.String, "header": pl.String}
    ids = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    return ids.with_columns(simulated=pl.col("value").str.starts_with(SIMULATED_PREFIX))


def _field_facts(item: Field) -> dict[str, str]:
    """What the texts may say about a field."""
    facts = {"label_th": item.thai, "label_en": item.english, "limit": f"{LARGEST_INTEGER:,}"}
    if item.codes:
        facts |= {"codes": item.codes, "valid": ", ".join(code_list(item.codes).codes)}
    if item.type in (FieldType.TAMBON, FieldType.AREA):
        digits = [str(number) for number in item.area_digits]
        facts |= {
            "digits_th": phrase("or", "th").join(digits),
            "digits_en": phrase("or", "en").join(digits),
            "example": "940101"[: item.area_digits[-1]],
        }
    if item.type in _GLOBE:
        low, high = _GLOBE[item.type]
        facts |= {"min": low, "max": high, "example": _EXAMPLES[item.type]}
    return facts


def _match_headers(
    delivered: Delivered, *, leave_unknown: bool
) -> tuple[dict[str, str], list[Group]]:
    """Field name to header of the file, and findings about columns."""
    table, by_header = delivered.table, delivered.table.by_header
    items = {header: by_header.get(normal_header(header)) for header in delivered.cells.columns}
    given = {item.name for item in items.values() if item}
    headers: dict[str, str] = {}
    groups = []
    for header, item in items.items():
        if item is None:
            groups.append(_unknown_column(delivered, header, given, leave_unknown=leave_unknown))
        elif item.name in headers:
            groups.append(Group(delivered.file, "double_column", header, facts={"name": item.name}))
        else:
            headers[item.name] = header
    for item in table.fields:
        if item.required and item.name not in headers:
            facts = {"name": item.name, "thai": item.thai}
            groups.append(Group(delivered.file, "missing_column", facts=facts))
    return headers, groups


def _unknown_column(
    delivered: Delivered, header: str, given: Set[str], *, leave_unknown: bool
) -> Group:
    """`given` are the fields that have a column; those without are what it may be meant for."""
    table = delivered.table
    near = difflib.get_close_matches(normal_header(header), table.by_header, n=1, cutoff=0.6)
    free = [item for item in table.fields if item.name not in given]
    facts = {
        "hint": table.by_header[near[0]].name if near else "",
        "valid_th": ", ".join(f"{item.thai} ({item.name})" for item in table.fields),
        "valid_en": ", ".join(table.names),
        "free_th": ", ".join(item.thai for item in free) or "–",
        "free_en": ", ".join(item.english for item in free) or "–",
    }
    kind = "ignored_column" if leave_unknown and not near else "unknown_column"
    return Group(delivered.file, kind, header, facts=facts)


def _personal(
    delivered: Delivered, cells: pl.DataFrame, headers: Mapping[str, str]
) -> Iterator[Group]:
    allowed = {
        headers.get(item.name) for item in delivered.table.fields if item.type is FieldType.PERSON
    }
    for header in cells.columns:
        if header in allowed:
            continue
        for kind, at in find_personal(cells[header]).items():
            rows, values = delivered.rows.gather(at), cells[header].gather(at)
            yield Group(delivered.file, kind, header, rows, values)


def _values(checked: Checked, item: Field, today: date | None) -> Iterator[Group]:
    """Findings about single values of the right type."""
    values = checked.frame[item.name]
    if item.required:
        empty = positions(checked.delivered.cells[item.name].is_null())
        yield from _if_any(checked, "empty_required", item, empty)
    if item.min is not None:
        low, facts = positions(values < item.min), {"limit": f"{item.min:,.0f}"}
        yield from _if_any(checked, "too_small", item, low, facts)
    if item.max is not None:
        high, facts = positions(values > item.max), {"limit": f"{item.max:,.0f}"}
        yield from _if_any(checked, "too_large", item, high, facts)
    if item.choices:
        wrong = positions(~values.is_in(list(item.choices)))
        valid = {"valid": ", ".join(map(str, item.choices))}
        yield from _if_any(checked, "not_choice", item, wrong, valid)
    if item.not_future and today is not None:
        late = positions(values > today)
        yield from _if_any(checked, "in_future", item, late, {"today": today.isoformat()})


def _if_any(
    checked: Checked,
    kind: str,
    item: Field,
    at: pl.Series,
    facts: Mapping[str, str] | None = None,
) -> Iterator[Group]:
    if len(at):
        yield checked.group(kind, item, at, facts)


def _before_other(checked: Checked) -> Iterator[Group]:
    table, frame = checked.delivered.table, checked.frame
    for item in table.fields:
        other = item.not_before
        if other is None or not {item.name, other} <= set(frame.columns):
            continue
        early = positions(frame[item.name] < frame[other])
        if len(early):
            label = table.field(other)
            facts = {"other_label_th": label.thai, "other_label_en": label.english}
            yield checked.group("before_other", item, early, facts, frame[other].gather(early))


def _needs_other(checked: Checked) -> Iterator[Group]:
    table, text = checked.delivered.table, checked.delivered.cells
    for name, other in NEEDS.get(table.name, {}).items():
        if name in text.columns:
            given = text[name].is_not_null()
            alone = given & text[other].is_null() if other in text.columns else given
            label = table.field(other)
            facts = {"other_label_th": label.thai, "other_label_en": label.english}
            yield from _if_any(checked, "needs_other", table.field(name), positions(alone), facts)


def _half_place(checked: Checked) -> Iterator[Group]:
    text = checked.delivered.cells
    pair = {FieldType.LATITUDE, FieldType.LONGITUDE}
    items = [item for item in checked.delivered.table.fields if item.type in pair]
    none = pl.repeat(False, text.height, eager=True)
    given = {
        item.name: text[item.name].is_not_null() if item.name in text.columns else none
        for item in items
    }
    for item, other in zip(items, items[::-1], strict=True):
        shown = item if item.name in text.columns else other
        if shown.name in text.columns:
            alone = positions(given[other.name] & ~given[item.name])
            yield from _if_any(checked, "half_place", shown, alone)


def _double_key(checked: Checked) -> Iterator[Group]:
    table, frame = checked.delivered.table, checked.frame
    if not set(table.key) <= set(frame.columns):
        return
    keys = frame.select(table.key).with_row_index("at").drop_nulls()
    first = pl.col("at").min().over(list(table.key))
    copies = keys.filter(keys.select(table.key).is_duplicated())
    copies = copies.with_columns(first=first).filter(pl.col("at") != pl.col("first"))
    if copies.height:
        others = checked.delivered.rows.gather(copies["first"])
        facts = {"key": ", ".join(checked.headers[name] for name in table.key)}
        yield checked.group("double_key", table.field(table.key[0]), copies["at"], facts, others)
