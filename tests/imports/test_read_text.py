"""Text files: letters, separators, widths and row numbers."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.imports.reading.textfile import read_text
from lib.imports.sheets import Sheet, Source
from lib.store.findings import Group

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp874"]
WORDS = ["ตำบลบานา", "น้ำตก", "ผู้เข้าร่วม", "ก๋วยเตี๋ยว", "กุมภาพันธ์", "๑๒", "labour", "12", "6.86",
         "ที่ 1, หมู่ 2", "ก;ข|ค", 'เรียก "กลุ่ม"', "บรรทัด\nที่สอง", "", " "]  # fmt: skip


def read(data: bytes) -> Sheet:
    sheet = read_text(Source("x.csv", Path("x.csv")), data)
    assert isinstance(sheet, Sheet)
    return sheet


def refused(data: bytes) -> tuple[str, int | None]:
    group = read_text(Source("x.csv", Path("x.csv")), data)
    assert isinstance(group, Group)
    return group.kind, None if group.rows is None else int(group.rows[0])


@given(
    rows=st.lists(st.lists(st.sampled_from(WORDS), min_size=4, max_size=4), max_size=8),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(",;\t|"),
    ending=st.sampled_from(["\r\n", "\n"]),
)
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read(
    rows: list[list[str]], encoding: str, separator: str, ending: str
) -> None:
    written = [["รหัส", "ชื่อกลุ่ม", "ตำบล", "อำเภอ"], *rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=ending).writerows(written)
    assert read(out.getvalue().encode(encoding)).cells.rows() == [tuple(row) for row in written]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "shift_jis", "gb2312", "cp437"])
def test_other_encodings_are_not_guessed_at(encoding: str) -> None:
    text = {"shift_jis": "日本,東京", "gb2312": "北京,上海,广州,深圳"}.get(
        encoding
    ) or "café,naïve,über"
    assert refused(f"a,b,c\r\n{text}\r\n".encode(encoding))[0] == "unknown_encoding"


@pytest.mark.parametrize(
    ("data", "kind", "row"),
    [
        (b"a,b\n1,2\n\x00,3\n", "nul_byte", 3),
        (b'a,b\n1,"2\n3,4\n', "open_quote", 2),
        (b'a,b\n1,x"y\n', "bad_quote", 2),
        ("ก,ข\nค,".encode() + b"\xe0\xb8\n", "broken_text", 2),
        ("ก,ข\n".encode("utf-8-sig") + "ค,ง".encode("cp874"), "broken_text", 2),
        (b"a,b\n1,\xff\xfe\n", "unknown_encoding", 2),
    ],
)
def test_what_is_wrong_is_placed(data: bytes, kind: str, row: int) -> None:
    assert refused(data) == (kind, row)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"title\n\na,b\n1,2\n", [("title", ""), ("", ""), ("a", "b"), ("1", "2")]),
        (b"sep=|\r\na,b|c\r\n1|2\r\n", [("a,b", "c"), ("1", "2")]),
        (b'a,b\n="007",="08"\n', [("a", "b"), ("007", "08")]),
        (b"a;b\n6,5;7,5\n8,5;9,5\n", [("a", "b"), ("6,5", "7,5"), ("8,5", "9,5")]),
        (b"a,b\r1,2\r", [("a", "b"), ("1", "2")]),
        (b"only\none\n", [("only",), ("one",)]),
        (b"a,b,c\n1,2,3\n4,5,6,7\n", [("a", "b", "c", ""), ("1", "2", "3", ""),
                                       ("4", "5", "6", "7")]),
        (b'a,b\n"x\ny",1\n\n2,3', [("a", "b"), ("x\ny", "1"), ("", ""), ("2", "3")]),
    ],
)  # fmt: skip
def test_rows(data: bytes, rows: list[tuple[str, ...]]) -> None:
    assert read(data).cells.rows() == rows


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3,\n1,2,3\n", [3, 4]),
        (b"a,b,c\n1,2,3\n4,5,6\n", []),
        (b"note\na,b\n1,2\n", [1]),  # laying out knows that it is a title
    ],
)
def test_uneven_rows_are_noted(data: bytes, rows: list[int]) -> None:
    noted = [group.rows.to_list() for group in read(data).notes if group.rows is not None]
    assert noted == ([rows] if rows else [])


def test_many_uneven_rows_are_no_table() -> None:
    data = b"a,b\n" * 300 + b"".join(b"1," * (n % 7 + 3) + b"\n" for n in range(100_100))
    assert refused(data)[0] == "unreadable_file"
