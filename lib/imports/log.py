"""The log of what the checks of imports found: one line a check, only ever added to.

A line says who had which files checked and when, how many rows they had, what was wrong with how
many, by kind and amphoe, and in which rows and columns of which sheet; it never says what stands
in a cell. Lines are JSON, each written at once to the end of the file, so that two writers do not
mix theirs; a line that was cut off by a fault is passed over when the log is read, and does not
spoil the next one.
"""

import json
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from lib.imports.folder import TIME_ZONE
from lib.imports.marking.marks import Where
from lib.imports.marking.notes import column_letters
from lib.imports.prepare import Prepared
from lib.imports.sheets import Answers, Source
from lib.imports.spelling.placecolumns import place_columns
from lib.imports.spelling.values import normalise
from lib.store.batches import SourceFile
from lib.store.check import Delivered
from lib.store.findings import Group
from lib.store.model import normal_header
from lib.store.personal import mask
from lib.store.reference import area_codes

LOG = logging.getLogger("dashboard")
UNKNOWN = ""  # the amphoe of what lies in none, or of which none can be told
Counts = Mapping[str, Mapping[str, int]]  # by amphoe code, by kind
MOST_RUNS = 20_000  # runs of rows that a check keeps, so that no line grows beyond some 200 kB


@dataclass(frozen=True)
class Spot:
    """Where findings of one kind stand: in one column of a sheet, in rows of one amphoe.

    `file` is the place of the file among those of the check. `column` is its header where the
    model knows it, else its letter: a header that nobody knows may be a cell. `rows` are runs of
    the numbers that a spreadsheet gives (3-5,9); empty for what is about a `whole` file or sheet,
    and cut where a check has more than a line should hold. `count` is how many findings there are.
    """

    file: int
    sheet: str
    kind: str
    column: str
    amphoe: str
    warning: bool
    count: int
    rows: str = ""
    whole: bool = False


@dataclass(frozen=True)
class LoggedCheck:
    """One check at the desk.

    `files` are names and SHA-256; `rows` the number of rows by amphoe code; `errors` and
    `warnings` the number of findings by amphoe code and kind. The code is UNKNOWN where no amphoe
    can be told, as of findings about a whole file. `spots` are where the findings stand; there are
    none in lines that were written before the log kept them.
    """

    at: datetime
    who: str
    files: tuple[tuple[str, str], ...]
    rows: Mapping[str, int]
    errors: Counts
    warnings: Counts
    spots: tuple[Spot, ...] = ()


def log_file(var: Path) -> Path:
    """Where the log lies, under the folder that the program writes to."""
    return var / "desk" / "checks.jsonl"


def log_check(
    prepared: Prepared, var: Path, *, who: str = "", answers: Answers | None = None
) -> None:
    """Add a check to the log.

    `answers` are those that the files were checked with: they may say which place is meant. A log
    that can't be written keeps nobody from checking: the program's own log says so.
    """
    try:
        append(log_file(var), logged(prepared, who=who, answers=answers))
    except OSError as error:
        LOG.warning("The log of checks in %s can't be written: %s", log_file(var), error)


def logged(prepared: Prepared, *, who: str = "", answers: Answers | None = None) -> LoggedCheck:
    """What the log says of a check."""
    places = [_amphoe(one, answers or {}) for one in prepared.delivered]
    spots = tuple(_spots(prepared, _by_row(prepared.delivered, places)))
    return LoggedCheck(
        at=datetime.now(TIME_ZONE),
        who=who,
        files=tuple((mask(one.name), _digest(one)) for one in prepared.sources),
        rows=dict(Counter(code for place in places for code in place.to_list())),
        errors=_counts(one for one in spots if not one.warning),
        warnings=_counts(one for one in spots if one.warning),
        spots=cut(spots),
    )


def append(file: Path, done: LoggedCheck) -> None:
    """Write a line at the end of the log, in one piece."""
    text = json.dumps({**asdict(done), "at": done.at.isoformat()}, ensure_ascii=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # The first line break ends what a writer before may have left unfinished.
        os.write(handle, f"\n{text}\n".encode())
    finally:
        os.close(handle)


def read_log(file: Path) -> list[LoggedCheck]:
    """The checks in the order in which they were logged; none where there is no log yet."""
    if not file.is_file():
        return []
    lines = file.read_bytes().split(b"\n")
    return [done for line in lines if line.strip() and (done := _read(line)) is not None]


def _read(line: bytes) -> LoggedCheck | None:
    """A line of the log; None where it was cut off."""
    try:
        raw = json.loads(line)
        return LoggedCheck(
            at=datetime.fromisoformat(raw["at"]),
            who=str(raw["who"]),
            files=tuple((str(name), str(digest)) for name, digest in raw["files"]),
            rows={str(code): int(count) for code, count in raw["rows"].items()},
            errors=_read_counts(raw["errors"]),
            warnings=_read_counts(raw["warnings"]),
            spots=tuple(Spot(**one) for one in raw.get("spots", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _read_counts(raw: Mapping[str, Mapping[str, int]]) -> Counts:
    return {
        str(code): {str(kind): int(count) for kind, count in kinds.items()}
        for code, kinds in raw.items()
    }


def _amphoe(one: Delivered, answers: Answers) -> pl.Series:
    """The amphoe of each row, by its columns of places alone and each different place once."""
    columns, spare = place_columns(one.table, one.cells.columns)
    names = list(dict.fromkeys([*(column.header for column in columns), *spare]))
    if not columns or not one.cells.height:
        return pl.repeat(UNKNOWN, one.cells.height, dtype=pl.String, eager=True)
    different = one.cells.select(names).unique(maintain_order=True)
    rows = pl.int_range(different.height, dtype=pl.UInt32, eager=True)
    alone = Delivered(one.file, one.table, different, rows, one.sheet)
    spelled = normalise(alone, answers).delivered.cells
    known = sorted(code for code in area_codes() if len(code) == 4)
    amphoe = spelled[columns[0].header].str.strip_chars().str.head(4)
    found = amphoe.set(~amphoe.is_in(known).fill_null(False), UNKNOWN)
    coded = different.with_columns(found.alias("amphoe of the row"))
    joined = one.cells.join(coded, on=names, how="left", nulls_equal=True, maintain_order="left")
    return joined["amphoe of the row"]


def _by_row(delivered: Sequence[Delivered], places: Iterable[pl.Series]) -> pl.DataFrame:
    """The amphoe by file, sheet and number of the row."""
    schema = {"file": pl.String, "sheet": pl.String, "row": pl.UInt32, "amphoe": pl.String}
    frames = [pl.DataFrame(schema=schema)]
    for one, place in zip(delivered, places, strict=True):
        rows = pl.DataFrame({"row": one.rows.cast(pl.UInt32), "amphoe": place})
        frames.append(rows.select(file=pl.lit(one.file), sheet=pl.lit(one.sheet), row="row",
                                  amphoe="amphoe"))  # fmt: skip
    return pl.concat(frames).unique(["file", "sheet", "row"], keep="first")


def _spots(prepared: Prepared, by_row: pl.DataFrame) -> Iterator[Spot]:
    """Where every finding stands, by file, sheet, kind, column and amphoe."""
    files = [one.name for one in prepared.sources]
    for group in prepared.findings.groups:
        file = files.index(group.file) if group.file in files else 0
        column = _column(group, prepared.delivered)
        where = (file, mask(group.sheet), group.kind, column)
        if group.rows is None:
            yield Spot(*where, UNKNOWN, group.warning, 1, whole=True)
            continue
        rows = pl.DataFrame({"row": group.rows.cast(pl.UInt32)})
        here = by_row.filter((pl.col("file") == group.file) & (pl.col("sheet") == group.sheet))
        placed = rows.join(here, on="row", how="left").with_columns(
            pl.col("amphoe").fill_null(UNKNOWN)
        )
        for (code,), some in placed.group_by(["amphoe"], maintain_order=True):
            rows_ = runs(some["row"].to_list())
            yield Spot(*where, str(code), group.warning, some.height, rows_)


def _column(group: Group, delivered: Sequence[Delivered]) -> str:
    """The header of a column that the model knows, the letter of any other."""
    if group.kind == "missing_column":
        return group.facts["thai"]
    header = group.column or ""
    for one in delivered:
        if (one.file, one.sheet) == (group.file, group.sheet):
            known = one.table.by_header.get(normal_header(header))
            if known is not None:
                return header
    at = Where(Source(group.file, Path(group.file)), delivered).column(group)
    return "" if at is None else column_letters(at)


def runs(rows: Iterable[int]) -> str:
    """Numbers as runs, in order: 3-5,9. `numbers` takes them back."""
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in found)


def numbers(rows: str) -> list[int]:
    """The numbers of runs."""
    found: list[int] = []
    for run in filter(None, rows.split(",")):
        first, _, last = run.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def cut(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """The spots with their rows, as far as a line should hold them."""
    left, kept = MOST_RUNS, []
    for one in spots:
        some = one.rows.split(",")[:left]
        left -= len(some)
        kept.append(replace(one, rows=",".join(some)))
    return tuple(kept)


def _counts(spots: Iterable[Spot]) -> Counts:
    counts: dict[str, Counter[str]] = {}
    for one in spots:
        counts.setdefault(one.amphoe, Counter())[one.kind] += one.count
    return {code: dict(kinds) for code, kinds in counts.items()}


def _digest(one: Source) -> str:
    """SHA-256 of a file; empty for one that can't be read (a finding says so)."""
    try:
        return SourceFile.of(one.path).sha256
    except OSError:
        return ""
