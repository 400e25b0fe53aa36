"""Rows under a header: which of them are rows of the table, and which stand around it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from lib.imports.reading.headers import Header, loose
from lib.imports.sheets import Sheet
from lib.settings import ROOT
from lib.store.cells import SPACES

WORDS_FILE = ROOT / "data" / "imports.toml"
_IN_PARENTHESES = re.compile(r"[(\[][^()\[\]]{1,24}[)\]]")
_SILENT = "silent"  # rows that nobody misses
_EXAMPLES = 10  # examples stand in the first rows
_MOST_FILLED = 20_000_000  # cells that merged ranges may fill


@dataclass(frozen=True)
class Rows:
    """Positions in the sheet of the rows of a table, and by kind of those left out.

    `cells` is the whole sheet, merged cells filled in downwards; `left_out` has for each kind of
    finding the positions, and what stands first in each row.
    """

    cells: pl.DataFrame
    kept: pl.Series
    left_out: Mapping[str, pl.DataFrame]


def find_rows(sheet: Sheet, header: Header) -> Rows:
    """The rows of the table under a header."""
    cells = _fill_down(sheet, header)
    under = sheet.cells.with_row_index("at").slice(header.last + 1)
    any_filled = under.select(pl.any_horizontal(map(_filled, sheet.cells.columns))).to_series()
    under = under if any_filled.all() else under.filter(any_filled)
    under = under.filter(~_is_header(under, header)) if under.height else under
    if not under.height:
        return Rows(cells, under["at"], {})
    needed = [str(at) for at, item in header.fields.items() if item.required]
    needed = needed or [str(at) for at in header.fields]
    count = cells.select(pl.sum_horizontal(map(_filled, needed)).cast(pl.Int64)).to_series()
    under = under.with_columns(needed=count.gather(under["at"]))
    first = under.head(_EXAMPLES)
    examples = first["at"].filter(_starts(first_text(first), "examples"))
    doubtful = (under["needed"] < len(needed)) | under["at"].is_in(examples.implode())
    sparse = under.filter(doubtful).with_columns(pl.col(pl.String).str.strip_chars(SPACES))
    if not sparse.height:
        return Rows(cells, under["at"], {})
    return _sorted_out(cells, under, _judge(sparse, under, header, sheet, len(needed)))


def _filled(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars(SPACES) != ""


def _sorted_out(cells: pl.DataFrame, under: pl.DataFrame, kinds: pl.DataFrame) -> Rows:
    out = kinds.filter(pl.col("kind") != "")
    kept = under["at"].filter(~under["at"].is_in(out["at"].implode()))
    left_out = {
        str(kind): part.select("at", "text")
        for (kind,), part in out.group_by("kind", maintain_order=True)
        if kind != _SILENT
    }
    return Rows(cells, kept, left_out)


def first_text(rows: pl.DataFrame) -> pl.Series:
    """What stands first in each row."""
    columns = [name for name in rows.columns if name.isdigit()]
    first = pl.coalesce(pl.when(_filled(name)).then(pl.col(name)) for name in columns)
    return rows.select(first.fill_null("").alias("text")).to_series()


def _fill_down(sheet: Sheet, header: Header) -> pl.DataFrame:
    """The cells with values that are merged over several rows in each of them."""
    cells = sheet.cells
    budget = min(_MOST_FILLED, cells.height * cells.width)
    fills: dict[int, list[tuple[int, int]]] = {}
    for top, left, low, _ in sheet.merged:
        start, column = top - sheet.first_row, left - sheet.first_column
        end = min(low - sheet.first_row, cells.height - 1)
        if end > start > header.last and 0 <= column < cells.width and budget > end - start:
            fills.setdefault(column, []).append((start, end))
            budget -= end - start
    changed = []
    for column, ranges in fills.items():
        series = cells[str(column)]
        at = [row for start, end in ranges for row in range(start + 1, end + 1)]
        origin = [start for start, end in ranges for _ in range(start, end)]
        # What a cell under a merged one holds is not shown, but it is never written over.
        empty = series.gather(at).str.strip_chars(SPACES) == ""
        places, values = pl.Series(at).filter(empty), series.gather(origin).filter(empty)
        changed.append(series.scatter(places, values))
    return cells.with_columns(changed)


def _is_header(rows: pl.DataFrame, header: Header) -> pl.Series:
    """Rows that repeat the header (as on every printed page), or number or explain its columns."""
    columns = [str(at) for at in header.texts]
    known = [
        pl.col(str(at)).str.strip_chars(SPACES).is_in(_spellings(header, at)).cast(pl.Int32)
        for at in header.fields
    ]
    filled = pl.sum_horizontal(map(_filled, columns))
    same = pl.sum_horizontal(known)
    repeated = rows.select((same >= 2) & (same * 2 >= filled)).to_series()
    beneath = [at for at in rows["at"].head(2) if at <= header.last + 2]
    explained = [
        at
        for at, row in zip(beneath, rows.select(columns).head(len(beneath)).rows(), strict=True)
        if _explains([text.strip() for text in row if text.strip()])
    ]
    return repeated | rows["at"].is_in(explained)


def _explains(texts: list[str]) -> bool:
    """Whether a row holds units or numbers of columns only: (1), or 1, 2, 3, ..."""
    if len(texts) < 2:
        return False
    counted = len(texts) >= 4 and texts == [str(number + 1) for number in range(len(texts))]
    return counted or all(_IN_PARENTHESES.fullmatch(text) for text in texts)


def _spellings(header: Header, column: int) -> list[str]:
    """How the header over a column may be written again."""
    item = header.fields[column]
    text = header.texts[column]
    return list({text, *item.headers, *text.split(" ")[-1:]} - {""})


def _judge(
    sparse: pl.DataFrame, under: pl.DataFrame, header: Header, sheet: Sheet, needed: int
) -> pl.DataFrame:
    """For rows that lack what a row needs, what kind of finding they are; "" is a row of data."""
    names = [name for name in sparse.columns if name.isdigit()]
    text = first_text(sparse)
    filled = sparse.select(pl.sum_horizontal(pl.col(names) != "").cast(pl.Int64)).to_series()
    early = sparse["at"].is_in(under["at"].head(_EXAMPLES).implode())
    half, few = sparse["needed"] * 2 <= needed, filled <= 3
    total = _is_total(sparse, names, header, half)
    note = half & few & _any_starts(sparse, names, "notes")
    heading = half & _is_heading(sparse, filled, sheet)
    lone = half & few & ((filled == 1) | ~_has_key(sparse, header))
    tail = lone & _below(sparse, under, total | note | heading, needed)
    beside = sparse.select(pl.all_horizontal(pl.col(str(at)) == "" for at in header.fields))
    kind = (
        pl.when(early & _starts(text, "examples"))
        .then(pl.lit("example_left_out"))
        .when(total)
        .then(pl.lit("total_left_out"))
        .when(_only_counted(sparse, names, header))
        .then(pl.lit(_SILENT))
        .when(note | heading | tail | beside.to_series())
        .then(pl.lit("note_left_out"))
        .otherwise(pl.lit(""))
    )
    return sparse.select("at", text=text, kind=kind)


def _has_key(sparse: pl.DataFrame, header: Header) -> pl.Series:
    keys = [str(at) for at, item in header.fields.items() if item.name in header.table.key]
    every = pl.all_horizontal(pl.col(name) != "" for name in keys) if keys else pl.lit(False)
    return sparse.select(pl.repeat(True, pl.len()) & every).to_series()


def _only_counted(sparse: pl.DataFrame, names: list[str], header: Header) -> pl.Series:
    """Rows of a form that nobody filled in: they have a number, and sums of nothing."""
    words = loose_words("ordinals") | loose_words("total_columns")
    counted = {
        str(at)
        for at, text in header.texts.items()
        if at not in header.fields and {loose(text), loose(text.split(" ")[-1])} & words
    }
    others = [name for name in names if name not in counted]
    return sparse.select(pl.all_horizontal(pl.col(name) == "" for name in others)).to_series()


def _is_total(sparse: pl.DataFrame, names: list[str], header: Header, half: pl.Series) -> pl.Series:
    """Rows with a word for a total, and not with a whole key beside it."""
    words = "|".join(map(re.escape, sorted(_words("totals"), key=len, reverse=True)))
    starts = rf"(?i)^\s*(?:{words})"
    alone = rf"(?i)^\s*(?:{words})[\s:：.]*(?:\d.*|\(.*)?$"
    keys = [str(at) for at, item in header.fields.items() if item.name in header.table.key]
    lacks_key = [pl.col(name).str.contains(starts) | (pl.col(name) == "") for name in keys]
    lacking = pl.any_horizontal(lacks_key) if keys else pl.lit(True)
    any_alone = pl.any_horizontal(pl.col(name).str.contains(alone) for name in names)
    any_starts = pl.any_horizontal(pl.col(name).str.contains(starts) for name in names)
    return sparse.select(lacking & (any_alone | (any_starts & half))).to_series()


def _is_heading(sparse: pl.DataFrame, filled: pl.Series, sheet: Sheet) -> pl.Series:
    """Rows of one text that is merged over several columns."""
    merged = {
        top - sheet.first_row
        for top, left, low, right in sheet.merged
        if right > left and low == top
    }
    return (filled == 1) & sparse["at"].is_in(list(merged))


def _below(sparse: pl.DataFrame, filled: pl.DataFrame, ending: pl.Series, needed: int) -> pl.Series:
    """Rows below the table: after its last full row, and after a gap or a line that ends it."""
    full = filled.filter(pl.col("needed") * 2 > needed)["at"]
    last = int(full[-1]) if len(full) else None
    gaps = filled.filter(pl.col("at").diff().fill_null(1) > 1)["at"]
    sheet_end = int(filled["at"][-1]) + 1
    ends = [at for at in (*sparse["at"].filter(ending), *gaps) if last is not None and at > last]
    return sparse.select(pl.col("at") >= min(ends, default=sheet_end)).to_series()


def _starts(texts: pl.Series, words: str) -> pl.Series:
    return texts.str.to_lowercase().str.strip_chars_start("•-– ").str.contains(_pattern(words))


def _any_starts(rows: pl.DataFrame, names: Iterable[str], words: str) -> pl.Series:
    found = [_starts(rows[name], words).alias(name) for name in names]
    return pl.DataFrame(found).select(pl.any_horizontal(pl.all())).to_series()


@cache
def _pattern(words: str) -> str:
    return f"^(?:{'|'.join(re.escape(word.casefold()) for word in _words(words))})"


def _words(name: str) -> list[str]:
    return [str(word) for word in layout_words()[name]]


@cache
def layout_words() -> Mapping[str, Any]:
    """The section [layout] of data/imports.toml."""
    words: Mapping[str, Any] = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))["layout"]
    return words


@cache
def loose_words(name: str) -> frozenset[str]:
    """A list of words as headers are compared."""
    return frozenset(loose(word) for word in _words(name))
