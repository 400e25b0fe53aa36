"""How long imports take and how much memory: 100,000 rows of Excel and a million of CSV.

`python -m bench imports`

The rows are those of the generator, repeated under new ids. Each import runs in a process of its
own into a store that holds the sample: prepared (read, checked, compared), stored, sent once
more, undone; and the workbook is handed back with a thousand cells marked. Memory is the most
that the process and its reader held.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import polars as pl
from openpyxl import Workbook

from lib.access.scope import Scope
from lib.access.visitor import Visitor
from lib.desk import Desk
from lib.imports.marked import mark
from lib.imports.reading.source import source_of
from lib.sample import generate
from lib.settings import ROOT, Settings
from lib.store.findings import Findings, Group

EXCEL_ROWS, CSV_ROWS = 100_000, 1_000_000
MARKED = 1_000
Result = TypeVar("Result")


def main() -> None:
    """Print seconds by step and the memory of each import."""
    tables = generate()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        workbook, text = folder / "activity.xlsx", folder / "service.csv"
        _write_workbook(_again(tables["activity"], "activity_id", EXCEL_ROWS), workbook)
        _again(tables["service"], "service_id", CSV_ROWS).write_csv(text)
        for file in (workbook, text):
            command = [sys.executable, "-m", "bench.imports", str(folder / "var"), str(file)]
            out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            figures = json.loads(out.stdout)
            megabytes = figures.pop("MB")
            steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in figures.items())
            print(f"  {file.name:14} {steps}; {megabytes:,.0f} MB", flush=True)


def _desk(var: Path) -> Desk:
    return Desk(Settings(var=var), simulated=True, who=Visitor(Scope.everything()))


def measure(var: Path, file: Path) -> dict[str, float]:
    """Seconds of each step of one import, and megabytes at the most."""
    desk, source = _desk(var), source_of(file)
    figures: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Result]) -> Result:
        begin = time.perf_counter()
        result = step()
        figures[name] = time.perf_counter() - begin
        return result

    desk.batches()  # the sample is there
    ready = timed("prepare", lambda: desk.prepare([source]))
    batch = timed("store", lambda: desk.store(ready, author="bench"))
    timed("prepare again", lambda: desk.prepare([source]))
    timed("undo", lambda: desk.undo(batch.batch_id, author="bench"))
    if file.suffix == ".xlsx":
        one = ready.delivered[0]
        column = next(iter(one.columns))
        rows, values = one.rows.head(MARKED), one.cells[column].head(MARKED)
        group = Group(one.file, "not_integer", column, rows, values, sheet=one.sheet)
        timed("mark", lambda: mark(source, [one], Findings((group,)), "th"))
    used = [resource.getrusage(who).ru_maxrss for who in _WHO]
    return figures | {"MB": sum(used) / 1024}


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _again(frame: pl.DataFrame, key: str, rows: int) -> pl.DataFrame:
    """So many rows, those of the frame over and over, each with an id of its own."""
    times = -(-rows // frame.height)
    longer = pl.concat([frame] * times).head(rows)
    return longer.with_columns(pl.format("SIM-X{}", pl.int_range(rows)).alias(key))


def _write_workbook(frame: pl.DataFrame, file: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("activity")
    sheet.append(frame.columns)
    for row in frame.iter_rows():
        sheet.append(row)
    book.save(file)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
