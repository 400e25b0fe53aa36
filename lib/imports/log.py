"""The log of what the checks of imports found: one line a check, only ever added to.

A line says who had which files checked and when, how many rows they had and what was wrong with
how many, by kind and amphoe; it never says what stands in a cell. Lines are JSON, each written at
once to the end of the file, so that two writers do not mix theirs; a line that was cut off by a
fault is passed over when the log is read, and does not spoil the next one.
"""

import json
import logging
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from lib.imports.folder import TIME_ZONE
from lib.imports.prepare import Prepared
from lib.imports.sheets import Answers
from lib.imports.spelling.placecolumns import place_columns
from lib.imports.spelling.values import normalise
from lib.store.batches import SourceFile
from lib.store.check import Delivered
from lib.store.findings import Findings
from lib.store.personal import mask
from lib.store.reference import area_codes

LOG = logging.getLogger("dashboard")
UNKNOWN = ""  # the amphoe of what lies in none, or of which none can be told
Counts = Mapping[str, Mapping[str, int]]  # by amphoe code, by kind


@dataclass(frozen=True)
class LoggedCheck:
    """One check at the desk.

    `files` are names and SHA-256; `rows` the number of rows by amphoe code; `errors` and
    `warnings` the number of findings by amphoe code and kind. The code is UNKNOWN where no amphoe
    can be told, as of findings about a whole file.
    """

    at: datetime
    who: str
    files: tuple[tuple[str, str], ...]
    rows: Mapping[str, int]
    errors: Counts
    warnings: Counts


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
    """What the log says of a check; raises OSError when a file can't be read any more."""
    places = [_amphoe(one, answers or {}) for one in prepared.delivered]
    by_row = _by_row(prepared.delivered, places)
    return LoggedCheck(
        at=datetime.now(TIME_ZONE),
        who=who,
        files=tuple((mask(one.name), SourceFile.of(one.path).sha256) for one in prepared.sources),
        rows=dict(Counter(code for place in places for code in place.to_list())),
        errors=_counts(prepared.findings.errors, by_row),
        warnings=_counts(prepared.findings.warnings, by_row),
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


def _counts(found: Findings, by_row: pl.DataFrame) -> Counts:
    counts: dict[str, Counter[str]] = {}
    for group in found.groups:
        if group.rows is None:
            counts.setdefault(UNKNOWN, Counter())[group.kind] += 1
            continue
        rows = pl.DataFrame({"row": group.rows.cast(pl.UInt32)})
        here = by_row.filter((pl.col("file") == group.file) & (pl.col("sheet") == group.sheet))
        amphoe = rows.join(here, on="row", how="left")["amphoe"].fill_null(UNKNOWN)
        for code, count in Counter(amphoe.to_list()).items():
            counts.setdefault(code, Counter())[group.kind] += count
    return {code: dict(kinds) for code, kinds in counts.items()}
