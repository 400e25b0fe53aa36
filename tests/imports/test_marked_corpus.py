"""Every ugly file, marked and sent again uncorrected, is read as it was the first time."""

from datetime import date
from pathlib import Path

import pytest
from packages import check_package

from lib.imports.marked import mark, summary_titles
from lib.imports.reading.layout import lay_out
from lib.imports.reading.source import read
from lib.imports.sheets import Source
from lib.imports.spelling.values import normalise
from lib.store.check import Delivered, check_table
from lib.store.findings import Findings

FILES = sorted(
    path for path in (Path(__file__).parent / "corpus").iterdir() if path.suffix != ".toml"
)
DECLARES_TOO_LITTLE = {"macros.xlsm"}  # as it came: its macros have no kind of content


def taken(source: Source) -> tuple[list[Delivered], Findings]:
    """What is understood of a file, and all that is found about it."""
    sheets = read(source)
    if isinstance(sheets, Findings):
        return [], sheets
    delivered, findings = lay_out([one for one in sheets if one.name not in summary_titles()], None)
    for one in delivered:
        normal = normalise(one, {})
        findings += normal.findings
        findings += check_table(normal.delivered, today=date(2026, 6, 30)).findings
    return delivered, findings


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_marked_file_is_read_as_the_one_that_came(path: Path, tmp_path: Path) -> None:
    source = Source(path.name, path)
    delivered, findings = taken(source)
    marked = mark(source, delivered, findings, "th", on=date(2026, 6, 30))
    if path.name not in DECLARES_TOO_LITTLE:
        check_package(marked.data)
    again = tmp_path / "again.xlsx"
    again.write_bytes(marked.data)
    second, _ = taken(Source(again.name, again))
    assert [one.table.name for one in second] == [one.table.name for one in delivered]
    for one, other in zip(second, delivered, strict=True):
        assert one.cells.rows() == other.cells.rows()
        assert one.rows.to_list() == other.rows.to_list()
        assert dict(one.columns) == dict(other.columns)
