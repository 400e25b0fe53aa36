"""Quotation marks that swallow rows are found; those that a spreadsheet writes are not."""

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.imports.csvfile import read_csv
from lib.imports.quotes import bad_quote, row_of
from lib.store.check import Delivered
from lib.store.findings import Group
from lib.store.model import TABLES

GROUP = "group_id,name,tambon_code,occupation,founded_on\n"


def read(text: str | bytes, table: str = "occupational_group") -> Delivered | Group:
    data = text if isinstance(text, bytes) else text.encode()
    return read_csv(f"{table}.csv", TABLES[table], data)


def refused(text: str | bytes) -> tuple[str, int | None]:
    group = read(text)
    assert isinstance(group, Group)
    return group.kind, group[0].row


@pytest.mark.parametrize(
    ("rows", "kind", "row"),
    [
        ('g1,"abc,940101,75,2024-01-01\ng2,"def,940101,75,2024-01-01\n', "bad_quote", 2),
        ('g1,"abc,940101,75,2024-01-01\r\ng2,"def,940101,75,2024-01-01\r\n', "bad_quote", 2),
        ('g0,a,940101,75,2024-01-01\ng1,2" pipe,940101,75,2024-01-01\n', "bad_quote", 3),
        ('g1,2" pipe and 3" pipe,940101,75,2024-01-01\n', "bad_quote", 2),
        ('g1,"a"b,940101,75,2024-01-01\n', "bad_quote", 2),
        ('g1,""abc"",940101,75,2024-01-01\n', "bad_quote", 2),
        ('g1, "abc",940101,75,2024-01-01\n', "bad_quote", 2),
        ('g0,"a\nb",940101,75,2024-01-01\ng1,x"y",940101,75,2024-01-01\n', "bad_quote", 3),
        ('g0,"a\nb",940101,75,2024-01-01\ng1,"xy,940101,75,2024-01-01\n', "open_quote", 3),
        ('g0,"a\r\nb\r\n",940101,75,2024-01-01\r\ng1,"', "open_quote", 3),
    ],
)
def test_marks_that_stand_wrong(rows: str, kind: str, row: int) -> None:
    assert refused(GROUP + rows) == (kind, row)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"abc"', "abc"),
        ('"say ""hi"""', 'say "hi"'),
        ('"""hi"""', '"hi"'),
        ('"a,b"', "a,b"),
        ('"a\nb"', "a\nb"),
        ('"a\r\nb"', "a\r\nb"),
        ('"""', None),
        ('""', ""),
    ],
)
def test_marks_that_stand_right(cell: str, value: str | None) -> None:
    one = read(f"{GROUP}g1,{cell},940101,75,2024-01-01\n")
    if value is None:
        assert isinstance(one, Group)
    else:
        assert isinstance(one, Delivered)
        assert one.cells["name"].to_list() == [value]


@given(
    st.lists(st.lists(st.text('a",;\r\n ก'), min_size=3, max_size=3), min_size=1),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from([",", ";", "\t"]),
)
def test_what_a_program_writes_is_right(
    rows: list[list[str]], quoting: int, separator: str
) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=quoting, delimiter=separator).writerows(rows)
    assert bad_quote(text.getvalue().encode(), separator) is None


@given(st.text('a",\n', max_size=30))
def test_strict_reading_agrees(text: str) -> None:
    """What a strict reader refuses is refused here too (and marks within unquoted cells)."""
    try:
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
        strict = True
    except csv.Error:
        strict = False
    if bad_quote(text.encode(), ",") is None:
        assert strict


def test_marks_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    right = b'a,"b ""c"" d","e\nf"\n'
    for size in range(1, 12):
        monkeypatch.setattr("lib.imports.quotes._BLOCK_BYTES", size)
        assert bad_quote(right * 3, ",") is None
        found = bad_quote(right * 3 + b'x"', ",")
        assert found is not None
        assert found.at == len(right) * 3 + 1


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        (b"g9,a\0,940101,75,2024-01-01\n", "nul_byte"),
        ("g9,ตำบล,940101,75,2024-01-01\n".encode("cp874"), "not_utf8"),
        (b'g9,"a,940101,75,2024-01-01\n', "open_quote"),
        (b'g9,a",940101,75,2024-01-01\n', "bad_quote"),
        (b'g9,"a"b,940101,75,2024-01-01\n', "bad_quote"),
        (b"g9,a,940101\n", "ragged_row"),
    ],
)
def test_rows_are_numbered_as_a_spreadsheet_shows_them(last: bytes, kind: str) -> None:
    lines = b'g1,"a\nb\r\nc",940101,75,2024-01-01\n\ng2,"x ""y""\n",940101,75,2024-01-01\n'
    assert refused(GROUP.encode() + lines + last) == (kind, 5)
    for newline in (b"\r\n", b"\r"):
        data = (GROUP.encode() + lines + last).replace(b"\r\n", b"\n").replace(b"\n", newline)
        assert refused(data) == (kind, 5)


def test_a_bad_cell_after_a_quoted_newline_has_the_same_row() -> None:
    one = read(GROUP + 'g1,"a\nb",940101,75,2024-01-01\ng2,c,940101,75,2024-01-01\n')
    assert isinstance(one, Delivered)
    assert one.rows.to_list() == [2, 3]


def test_row_of() -> None:
    assert [row_of(b'a\n"b\nc"\nd', at) for at in (0, 2, 6, 8)] == [1, 2, 2, 3]


def test_many_marks_take_little_time() -> None:
    content = b'"g1","a ""b"" c","940101","75","2024-01-01"\n' * 500_000
    started = time.perf_counter()
    assert bad_quote(content, ",") is None
    assert time.perf_counter() - started < 3
