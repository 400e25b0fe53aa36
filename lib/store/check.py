"""Checks of a delivered table against the model: text in, typed rows and findings out.

Every check is a pass over whole columns, so that a million rows take seconds.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from lib.store.cells import LARGEST_INTEGER, parse, positions, tidy
from lib.store.codelists import code_list
from lib.store.findings import Findings, Group
from lib.store.model import TABLES, Field, FieldType, Table, normal_header
from lib.store.personal import find_personal
from lib.store.reference import area_codes

SIMULATED_PREFIX = "SIM-"
_EXAMPLES = {FieldType.LATITUDE: "6.8695", FieldType.LONGITUDE: "101.2505"}
_GLOBE = {FieldType.LATITUDE: ("-90", "90"), FieldType.LONGITUDE: ("-180", "180")}


@dataclass(frozen=True)
class Delivered:
    """A table as it came: all cells text, `rows` their numbers in the spreadsheet."""

    file: str
    table: Table
    cells: pl.DataFrame
    rows: pl.Series

    @classmethod
    def of(cls, table: str, cells: pl.DataFrame, file: str | None = None) -> "Delivered":
        """A table whose rows follow the header without a gap."""
        rows = pl.Series(range(2, cells.height + 2), dtype=pl.UInt32)
        return cls(file or f"{table}.csv", TABLES[table], cells, rows)


@dataclass(frozen=True)
class Checked:
    """Typed rows of a delivered table, and what is wrong with it.

    `frame` has the fields that were delivered, null where a cell is bad; it is fit to be stored
    only when there are no findings. `headers` gives the header that the file uses for a field.
    """

    delivered: Delivered
    frame: pl.DataFrame
    findings: Findings
    headers: Mapping[str, str] = field(default_factory=dict)

    def group(
        self, kind: str, name: str, at: pl.Series, facts: Mapping[str, str] | None = None
    ) -> Group:
        """Findings about cells of a field."""
        return _group(self.delivered, self.headers, kind, name, at, facts)


def check_table(
    delivered: Delivered, *, areas: frozenset[str] | None = None, today: date | None = None
) -> Checked:
    """Check one table by itself; references to other tables come after (`check_references`).

    `areas` are the amphoe and tambon that rows may name, those of the study area unless given.
    `today` is the last day that may be recorded; None for simulated data, which have their own.
    """
    headers, groups = _match_headers(delivered)
    cells = tidy(delivered.cells)
    text = cells.select(pl.col(header).alias(name) for name, header in headers.items())
    known = area_codes() if areas is None else areas
    make = _Maker(Delivered(delivered.file, delivered.table, text, delivered.rows), headers)
    groups += _personal(delivered, cells, headers)
    columns = []
    for item in delivered.table.fields:
        if item.name in headers:
            parsed = parse(item, text[item.name], known)
            columns.append(parsed.values.alias(item.name))
            groups += [make(kind, item, at) for kind, at in parsed.bad.items() if len(at)]
    frame = pl.DataFrame(columns)
    groups += [*_values(make, frame, today), *_rows(make, frame)]
    return Checked(make.delivered, frame, Findings(tuple(groups)), headers)


def is_simulated(delivered: Delivered) -> pl.DataFrame:
    """Ids of the table: columns `at` (position), `header`, `value`, `simulated`; empty cells out."""
    parts = []
    headers, _ = _match_headers(delivered)
    for item in delivered.table.fields:
        if item.name in headers and item.type in (FieldType.ID, FieldType.PERSON):
            value = delivered.cells[headers[item.name]].str.strip_chars()
            ids = pl.DataFrame({"at": range(len(value)), "value": value}).filter(value != "")
            parts.append(ids.with_columns(header=pl.lit(headers[item.name])))
    schema = {"at": pl.Int64, "value": pl.String, "header": pl.String}
    ids = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    return ids.with_columns(simulated=pl.col("value").str.starts_with(SIMULATED_PREFIX))


@dataclass(frozen=True)
class _Maker:
    """Makes groups of findings about fields of one table."""

    delivered: Delivered
    headers: Mapping[str, str]

    def __call__(
        self,
        kind: str,
        item: Field,
        at: pl.Series,
        facts: Mapping[str, str] | None = None,
        others: pl.Series | None = None,
    ) -> Group:
        facts = {**_field_facts(item), **(facts or {})}
        return _group(self.delivered, self.headers, kind, item.name, at, facts, others)


def _group(
    delivered: Delivered,
    headers: Mapping[str, str],
    kind: str,
    name: str,
    at: pl.Series,
    facts: Mapping[str, str] | None = None,
    others: pl.Series | None = None,
) -> Group:
    return Group(
        file=delivered.file,
        kind=kind,
        column=headers[name],
        rows=delivered.rows.gather(at),
        values=delivered.cells[name].gather(at),
        facts=facts or {},
        others=others,
    )


def _field_facts(item: Field) -> dict[str, str]:
    """What the texts may say about a field."""
    facts = {"label_th": item.thai, "label_en": item.english, "limit": f"{LARGEST_INTEGER:,}"}
    if item.codes:
        facts |= {"codes": item.codes, "valid": ", ".join(code_list(item.codes).codes)}
    if item.type in (FieldType.TAMBON, FieldType.AREA):
        digits = [str(number) for number in item.area_digits]
        facts |= {
            "digits_th": " หรือ ".join(digits),
            "digits_en": " or ".join(digits),
            "example": "940101"[: item.area_digits[-1]],
        }
    if item.type in _GLOBE:
        low, high = _GLOBE[item.type]
        facts |= {"min": low, "max": high, "example": _EXAMPLES[item.type]}
    return facts


def _match_headers(delivered: Delivered) -> tuple[dict[str, str], list[Group]]:
    """Field name to header of the file, and findings about columns."""
    table, by_header = delivered.table, delivered.table.by_header
    headers: dict[str, str] = {}
    groups = []
    for header in delivered.cells.columns:
        item = by_header.get(normal_header(header))
        if item is None:
            groups.append(_unknown_column(delivered, header))
        elif item.name in headers:
            groups.append(Group(delivered.file, "double_column", header, facts={"name": item.name}))
        else:
            headers[item.name] = header
    for item in table.fields:
        if item.required and item.name not in headers:
            facts = {"name": item.name, "thai": item.thai}
            groups.append(Group(delivered.file, "missing_column", facts=facts))
    return headers, groups


def _unknown_column(delivered: Delivered, header: str) -> Group:
    table = delivered.table
    near = difflib.get_close_matches(normal_header(header), table.by_header, n=1, cutoff=0.6)
    facts = {
        "hint": table.by_header[near[0]].name if near else "",
        "valid_th": ", ".join(f"{item.thai} ({item.name})" for item in table.fields),
        "valid_en": ", ".join(table.names),
    }
    return Group(delivered.file, "unknown_column", header, facts=facts)


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


def _values(make: _Maker, frame: pl.DataFrame, today: date | None) -> Iterator[Group]:
    """Findings about single values of the right type."""
    for item in make.delivered.table.fields:
        if item.name not in frame.columns:
            continue
        values = frame[item.name]
        if item.required:
            empty = positions(make.delivered.cells[item.name].is_null())
            yield from _if_any(make, "empty_required", item, empty)
        if item.min is not None:
            low, facts = positions(values < item.min), {"limit": f"{item.min:,.0f}"}
            yield from _if_any(make, "too_small", item, low, facts)
        if item.max is not None:
            high, facts = positions(values > item.max), {"limit": f"{item.max:,.0f}"}
            yield from _if_any(make, "too_large", item, high, facts)
        if item.choices:
            wrong = positions(~values.is_in(list(item.choices)))
            valid = {"valid": ", ".join(map(str, item.choices))}
            yield from _if_any(make, "not_choice", item, wrong, valid)
        if item.not_future and today is not None:
            late = positions(values > today)
            yield from _if_any(make, "in_future", item, late, {"today": today.isoformat()})


def _if_any(
    make: _Maker, kind: str, item: Field, at: pl.Series, facts: Mapping[str, str] | None = None
) -> Iterator[Group]:
    if len(at):
        yield make(kind, item, at, facts)


def _rows(make: _Maker, frame: pl.DataFrame) -> Iterator[Group]:
    """Findings that need more than one cell of the table."""
    for check in (_before_other, _half_place, _double_key):
        yield from check(make, frame)


def _before_other(make: _Maker, frame: pl.DataFrame) -> Iterator[Group]:
    table = make.delivered.table
    for item in table.fields:
        other = item.not_before
        if other is None or not {item.name, other} <= set(frame.columns):
            continue
        early = positions(frame[item.name] < frame[other])
        if len(early):
            label = table.field(other)
            facts = {"other_label_th": label.thai, "other_label_en": label.english}
            yield make("before_other", item, early, facts, frame[other].gather(early))


def _half_place(make: _Maker, frame: pl.DataFrame) -> Iterator[Group]:
    text = make.delivered.cells
    pair = {FieldType.LATITUDE, FieldType.LONGITUDE}
    items = [item for item in make.delivered.table.fields if item.type in pair]
    for item, other in (items, items[::-1]) if len(items) == 2 else ():
        if item.name in frame.columns:
            empty = text[item.name].is_null()
            given = text[other.name].is_not_null() if other.name in text.columns else ~empty & empty
            yield from _if_any(make, "half_place", item, positions(empty & given))
        elif other.name in frame.columns:
            given = text[other.name].is_not_null()
            yield from _if_any(make, "half_place", other, positions(given))


def _double_key(make: _Maker, frame: pl.DataFrame) -> Iterator[Group]:
    table = make.delivered.table
    if not set(table.key) <= set(frame.columns):
        return
    keys = frame.select(table.key).with_row_index("at").drop_nulls()
    first = pl.col("at").min().over(list(table.key))
    copies = keys.filter(keys.select(table.key).is_duplicated())
    copies = copies.with_columns(first=first).filter(pl.col("at") != pl.col("first"))
    if copies.height:
        shown = next(name for name in table.key)
        others = make.delivered.rows.gather(copies["first"])
        facts = {"key": ", ".join(make.headers[name] for name in table.key)}
        yield make("double_key", table.field(shown), copies["at"], facts, others)


Stored = Callable[[str, str], pl.Series | None]


def check_references(checked: Mapping[str, Checked], stored: Stored | None = None) -> Findings:
    """Findings about values that point to rows that are not there.

    Looked for among the tables of the load and, with `stored` (table, field -> values or None),
    in the store. A table that is in neither is not asked for.
    """
    groups = [
        group
        for one in checked.values()
        for item in one.delivered.table.fields
        for group in _references(one, item, checked, stored)
    ]
    return Findings(tuple(groups))


def _references(
    one: Checked, item: Field, checked: Mapping[str, Checked], stored: Stored | None
) -> Iterator[Group]:
    if item.name not in one.frame.columns:
        return
    values = one.frame[item.name]
    if item.reference:
        yield from _dangling(one, item.name, values, item.reference, checked, stored)
    elif item.name == "subject_id" and "subject" in one.frame.columns:
        for subject, target in SUBJECTS.items():
            of_subject = values.set((one.frame["subject"] != subject).fill_null(True), None)
            yield from _dangling(one, item.name, of_subject, target, checked, stored)


# What a follow-up follows, by its subject.
SUBJECTS = {"service": ("service", "service_id"), "group": ("occupational_group", "group_id")}


def _dangling(
    one: Checked,
    name: str,
    values: pl.Series,
    target: tuple[str, str],
    checked: Mapping[str, Checked],
    stored: Stored | None,
) -> Iterator[Group]:
    table, column = target
    known = [stored(table, column)] if stored else []
    if table in checked and column in checked[table].frame.columns:
        known.append(checked[table].frame[column])
    lists = [values for values in known if values is not None]
    if not lists:
        return
    missing = positions(values.is_not_null() & ~values.is_in(pl.concat(lists).implode()))
    if len(missing):
        facts = {"target": f"{table} ({TABLES[table].thai})", "target_file": f"{table}.csv"}
        yield one.group("unknown_reference", name, missing, facts)
