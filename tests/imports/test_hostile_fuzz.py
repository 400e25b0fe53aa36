"""Bytes of valid files changed at random: findings or sheets, never anything else."""

import contextlib
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_corpus import FILES as CORPUS

from lib.imports.reading.biff import xls_marks
from lib.imports.reading.layout import lay_out
from lib.imports.reading.limits import Refused
from lib.imports.reading.odsmarks import OdsWatch
from lib.imports.reading.package import Package
from lib.imports.reading.source import read
from lib.imports.reading.textfile import read_text
from lib.imports.reading.xlsbmarks import xlsb_marks
from lib.imports.reading.xlsxmarks import Marks, sheet_parts
from lib.imports.sheets import Source
from lib.store.findings import Findings, Group, report

TEXTS = [name for name in CORPUS if name.endswith((".csv", ".txt")) and "workbook" not in name]
BOOKS = ["title_and_totals.xlsx", "two_header_rows.xlsx", "macros.xlsm", "old.xls", "binary.xlsb",
         "libre_merged.ods"]  # fmt: skip


def changed(data: bytes, seed: int) -> bytes:
    """Some bytes overwritten, cut out, doubled or put in; the file cut short now and then."""
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        at, size = chance.randrange(len(out) + 1), chance.choice((1, 1, 2, 4, 50))
        kind = chance.randrange(5)
        if kind <= 1:
            out[at : at + size] = chance.randbytes(size)
        elif kind == 2:
            del out[at : at + size]
        elif kind == 3:
            out[at:at] = out[at : at + size]
        else:
            out[at : at + size] = bytes([chance.choice((0, 0xFF, 0x7F, 34, 44, 60))]) * size
    return bytes(out[: chance.randrange(len(out) + 1)] if chance.random() < 0.1 else out)


def inside(data: bytes, seed: int) -> bytes:
    """A zip whose parts are changed and packed again, so that the changes get past its checks."""
    chance = random.Random(seed)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for info in before.infolist():
            part = before.read(info)
            hit = chance.random() < 0.4 and part
            after.writestr(info.filename, changed(part, seed) if hit else part)
    return out.getvalue()


CHANGES = [(name, change) for name in BOOKS for change in (changed, inside)
           if change is changed or not name.endswith(".xls")]  # an xls is no zip  # fmt: skip


@given(name=st.sampled_from(TEXTS), seed=st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_texts(name: str, seed: int) -> None:
    source = Source(name, Path(name))
    sheet = read_text(source, changed(CORPUS[name](), seed))
    if isinstance(sheet, Group):
        assert report(Findings((sheet,)), "th")
    else:
        delivered, findings = lay_out([sheet], None)
        assert delivered or findings
        assert all(one.cells.height == len(one.rows) for one in delivered)


@given(
    data=st.binary(max_size=300) | st.text(alphabet=',;\t|"\r\n=กab1 ', max_size=80).map(str.encode)
)
@settings(max_examples=300, deadline=None)
def test_any_bytes(data: bytes) -> None:
    sheet = read_text(Source("x.csv", Path("x.csv")), data)
    if not isinstance(sheet, Group):
        delivered, findings = lay_out([sheet], None)
        assert delivered or findings


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_workbooks(
    name: str, seed: int, change: Callable[[bytes, int], bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(change(CORPUS[name](), seed))
    sheets = read(Source(name, path))
    if isinstance(sheets, Findings):
        assert len(sheets) == 1
        assert report(sheets, "th")
    else:
        delivered, findings = lay_out(sheets, None)
        assert delivered or findings


@pytest.mark.parametrize("name", BOOKS)
def test_looking_through(name: str, tmp_path: Path) -> None:
    """What looks through workbooks before the library does knows only one way to fail."""
    path, data = tmp_path / name, CORPUS[name]()
    passed = 0
    for seed in range(150):
        path.write_bytes((inside if seed % 2 and name[-4:] != ".xls" else changed)(data, seed))
        with contextlib.suppress(Refused):
            look(path)
            passed += 1
    assert passed, "some changes do no harm"


def look(path: Path) -> None:
    if path.suffix == ".xls":
        xls_marks(path.read_bytes())
        return
    package = Package(path)
    kind = package.kind()
    if kind == "ods":
        package.look_through({"content.xml": OdsWatch()})
    elif kind == "xlsb":
        xlsb_marks(package)
    else:
        marks = {part: Marks(name) for name, part in sheet_parts(package).items()}
        package.look_through(marks)
