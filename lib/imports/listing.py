"""Findings as tables: each with the cell it is about, and how many there are of each kind."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from lib.imports.marking.marks import Where
from lib.imports.marking.notes import cell_name
from lib.imports.marking.plain import PlainSheet, write_plain
from lib.imports.sheets import Source
from lib.imports.wording import say
from lib.neutral import neutral
from lib.store.check import Delivered
from lib.store.codelists import Language
from lib.store.findings import Findings, Group

COLUMNS = ("level", "file", "sheet", "row", "column", "cell", "value", "problem", "remedy", "kind")
SUMMARY_COLUMNS = ("level", "problem", "remedy", "count", "where", "kind")
MOST_PLACES = 5
BOM = "\ufeff"  # Excel reads a UTF-8 file as such only when it begins so
_SCHEMA = {name: pl.UInt32 if name == "row" else pl.String for name in COLUMNS}


class UnknownFormat(ValueError):
    """A report asked for in a format that there is none of; the message lists those there are."""


def findings_table(
    findings: Findings, language: Language, delivered: Sequence[Delivered] = ()
) -> pl.DataFrame:
    """One row a finding with COLUMNS; `row` is missing and the texts empty for those of a file.

    `cell` is its name in the spreadsheet (C12) where `delivered` tells in which column it stands.
    Values are as findings show them, numbers of persons masked. Errors come before warnings.
    """
    groups = [*findings.errors.groups, *findings.warnings.groups]
    frames = [_rows(group, language, delivered) for group in groups if len(group)]
    return pl.concat(frames) if frames else pl.DataFrame(schema=_SCHEMA)


def findings_summary(findings: Findings, language: Language) -> pl.DataFrame:
    """One row a kind with SUMMARY_COLUMNS, errors first, then by count.

    `problem` and `remedy` are those of the first finding of the kind, `where` the columns in
    which it stands.
    """
    kinds: dict[str, list[Group]] = {}
    for group in findings.groups:
        if len(group):
            kinds.setdefault(group.kind, []).append(group)
    rows = [_kind_row(kind, groups, language) for kind, groups in kinds.items()]
    schema = {name: pl.UInt32 if name == "count" else pl.String for name in SUMMARY_COLUMNS}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    errors = pl.col("level") == say("note.error", language)
    return frame.sort(errors, pl.col("count"), descending=True, maintain_order=True)


def write_report(
    findings: Findings, language: Language, file: Path, delivered: Sequence[Delivered] = ()
) -> None:
    """The findings as a file for people, CSV or Excel by its ending (.csv, .xlsx).

    Raises UnknownFormat for another ending, OSError when the file can't be written. Texts that a
    spreadsheet would compute are made harmless.
    """
    file.write_bytes(report_bytes(findings, language, file.suffix, delivered))


def report_bytes(
    findings: Findings, language: Language, ending: str, delivered: Sequence[Delivered] = ()
) -> bytes:
    """What `write_report` writes: the content of a .csv or .xlsx file."""
    table = findings_table(findings, language, delivered)
    if ending.lower() == ".csv":
        return _as_csv(_headed(table, language))
    if ending.lower() == ".xlsx":
        summary = _headed(findings_summary(findings, language), language)
        sheets = {"summary.sheet": summary, "summary.all": _headed(table, language)}
        with io.BytesIO() as out:
            write_plain([_plain(say(name, language), one) for name, one in sheets.items()], out)
            return out.getvalue()
    raise UnknownFormat(f"A report can't be written as {ending!r}: use .csv or .xlsx.")


def _rows(group: Group, language: Language, delivered: Sequence[Delivered]) -> pl.DataFrame:
    """The rows of a group; texts are made once for cells that say the same."""
    keys = [series for series in (group.values, group.others) if series is not None]
    parts = {str(at): series.cast(pl.String) for at, series in enumerate(keys)}
    same = pl.DataFrame(parts) if parts else pl.DataFrame({"0": [""] * len(group)})
    same = same.with_row_index("at")
    first = same.group_by(*same.columns[1:], maintain_order=True).agg(pl.col("at").first())
    texts = [_texts(group, at, language) for at in first["at"]]
    said = first.with_columns(
        pl.DataFrame(texts, schema=["value", "problem", "remedy"], orient="row")
    ).drop("at")
    on = said.columns[: len(said.columns) - 3]
    joined = same.join(said, on=on, how="left", nulls_equal=True, maintain_order="left")
    column = Where(Source(group.file, Path(group.file)), delivered).column(group)
    rows = pl.Series([None] * len(group)) if group.rows is None else group.rows
    names = ["" if column is None or row is None else cell_name(int(row), column) for row in rows]
    return joined.select(
        level=pl.lit(_level(group, language)),
        file=pl.lit(group.file),
        sheet=pl.lit(group.sheet),
        row=rows.cast(pl.UInt32),
        column=pl.lit(group[0].column or ""),
        cell=pl.Series(names, dtype=pl.String),
        value=pl.col("value"),
        problem=pl.col("problem"),
        remedy=pl.col("remedy"),
        kind=pl.lit(group.kind),
    ).select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def _texts(group: Group, at: int, language: Language) -> tuple[str, str, str]:
    finding = group[at]
    return finding.value or "", finding.problem(language), finding.remedy(language)


def _kind_row(
    kind: str, groups: Sequence[Group], language: Language
) -> tuple[str, str, str, int, str, str]:
    first = groups[0][0]
    places = list(dict.fromkeys(_places(groups)))
    more = f" … (+{len(places) - MOST_PLACES})" if len(places) > MOST_PLACES else ""
    return (
        _level(groups[0], language),
        first.problem(language),
        first.remedy(language),
        sum(map(len, groups)),
        ", ".join(places[:MOST_PLACES]) + more,
        kind,
    )


def _places(groups: Sequence[Group]) -> Iterator[str]:
    for group in groups:
        yield " › ".join(filter(None, (group.file, group.sheet, group[0].column)))


def _level(group: Group, language: Language) -> str:
    return say("note.warning" if group.warning else "note.error", language)


def _headed(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The table as text, under headers that people read."""
    return table.select(
        pl.col(name).cast(pl.String).fill_null("").alias(say(f"table.{name}", language))
        for name in table.columns
    )


def _as_csv(table: pl.DataFrame) -> bytes:
    unique = {text for column in table for text in column.unique()}
    changed = {text: harmless for text in unique if (harmless := neutral(text)) != text}
    safe = table.select(pl.all().replace(changed)) if changed else table
    return (BOM + safe.write_csv()).encode("utf-8")


def _plain(name: str, table: pl.DataFrame) -> PlainSheet:
    head = pl.DataFrame({column: [column] for column in table.columns})
    cells = pl.concat([head, table])
    rows = pl.int_range(1, cells.height + 1, dtype=pl.UInt32, eager=True)
    return PlainSheet(name, cells, rows, range(table.width), heading=True)
