"""The marked workbook: every bad cell coloured and explained, all else as it was."""

import io
import random
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import polars as pl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from packages import check_package, parts_of, relations_of

from lib.imports.marked import Marked, mark, summary_titles
from lib.imports.marking import marks
from lib.imports.marking.book import SUMMARY_NAME
from lib.imports.marking.boxes import Boxes
from lib.imports.marking.package import Package
from lib.imports.marking.styles import ERROR_COLOUR, WARNING_COLOUR
from lib.imports.reading.layout import lay_out
from lib.imports.reading.source import read
from lib.imports.sheets import Source
from lib.store.check import Delivered
from lib.store.findings import Findings, Group
from lib.store.model import TABLES
from lib.store.personal import mask

TODAY = date(2026, 6, 30)
SHEET = "กิจกรรม 'ก' & <ข>"
HEADS = ["รหัสกิจกรรม", "วันที่จัดกิจกรรม", "ผู้เข้าร่วมชาย", "ผู้เข้าร่วมหญิง"]
GREEN = "FF00AA00"
SHEET_PART = "xl/worksheets/sheet1.xml"


@cache
def _book_with_everything() -> bytes:
    """A title above, colours, formulas with results, notes, rules, a chart, a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet["B1"] = "รายงานเดือน มิ.ย."
    sheet.merge_cells("B1:E1")
    for column, text in enumerate(HEADS, start=2):
        sheet.cell(3, column, text).font = Font(bold=True, color="FF0B4F6C")
    for row, values in enumerate([("A1", "31/02/2568", 5), ("A2", "2026-05-12", "หก")], start=4):
        for column, value in enumerate(values, start=2):
            sheet.cell(row, column, value)
        sheet.cell(row, 5, f"=D{row}*2").number_format = "#,##0.0"
    sheet["C4"].fill = PatternFill("solid", fgColor=GREEN)
    sheet["C4"].alignment = Alignment(horizontal="right")
    sheet["C4"].comment = Comment("หมายเหตุของผู้ส่ง", "สมชาย")
    sheet["B5"].comment = Comment("อีกหมายเหตุ", "สมชาย")
    sheet.column_dimensions["C"].width = 33
    sheet.row_dimensions[3].height = 40
    sheet.freeze_panes = "B4"
    sheet.auto_filter.ref = "B3:E5"
    red = PatternFill("solid", bgColor="FFFF0000")
    sheet.conditional_formatting.add("D4:D9", CellIsRule("lessThan", ["0"], fill=red))
    rule = DataValidation(type="list", formula1='"1,2"')
    rule.add("D4:D9")
    sheet.add_data_validation(rule)
    other = book.create_sheet("อื่น")
    other["A1"] = 5
    chart = BarChart()
    chart.add_data(Reference(other, min_col=1, min_row=1, max_row=1))
    other.add_chart(chart, "C3")
    other.print_area = "A1:B2"
    book.create_sheet("ซ่อน").sheet_state = "hidden"
    with io.BytesIO() as out:
        book.save(out)
        return out.getvalue()


def book_with_everything(path: Path) -> None:
    path.write_bytes(_book_with_everything())
    # What openpyxl can't write: the results of formulas.
    results = lambda xml: re.sub(rb"(</f>)(?:<v ?/>|<v></v>)", rb"\1<v>77</v>", xml)  # noqa: E731
    rewrite(path, {SHEET_PART: results})


def rewrite(path: Path, changes: dict[str, Callable[[bytes], bytes]], **more: bytes) -> None:
    parts = {
        name: changes.get(name, bytes)(data) for name, data in parts_of(path.read_bytes()).items()
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as out:
        for name, data in (parts | more).items():
            out.writestr(name, data)


@pytest.fixture
def book(tmp_path: Path) -> Source:
    path = tmp_path / "มิถุนายน.xlsx"
    book_with_everything(path)
    return Source(path.name, path)


def delivered(source: Source, sheet: str = SHEET, rows: Iterable[int] = (4, 5)) -> Delivered:
    numbers = pl.Series(list(rows), dtype=pl.UInt32)
    cells = pl.DataFrame({head: ["x"] * len(numbers) for head in HEADS})
    columns = {head: at for at, head in enumerate(HEADS, start=1)}
    return Delivered(source.name, TABLES["activity"], cells, numbers, sheet, columns=columns)


def group(
    source: Source,
    kind: str,
    column: str | None,
    rows: list[int] | None,
    *values: str,
    sheet: str = SHEET,
) -> Group:
    facts = {
        "key": "รหัส",
        "other": "2",
        "free_th": "หมู่ที่",
        "free_en": "village",
        "label_th": "ป้าย",
        "label_en": "label",
        "limit": "9",
        "valid_th": "ก",
        "valid_en": "a",
    }
    numbers = None if rows is None else pl.Series(rows, dtype=pl.UInt32)
    return Group(
        source.name,
        kind,
        column,
        numbers,
        pl.Series(values) if values else None,
        facts,
        sheet=sheet,
    )


def some_findings(source: Source) -> Findings:
    return Findings((
        group(source, "not_date", HEADS[1], [4], "31/02/2568"),
        group(source, "not_integer", HEADS[2], [5], "หก"),
        group(source, "too_large", HEADS[3], [5], "77"),
        group(source, "ignored_column", HEADS[3], None),
        group(source, "empty_required", HEADS[0], [9]),
        Group(source.name, "missing_column", facts={"name": "mission", "thai": "ภารกิจ"}),
        Group("อื่น.xlsx", "empty_file"),
    ))  # fmt: skip


def run(source: Source, findings: Findings, **options: object) -> Marked:
    one = delivered(source)
    return mark(source, [one], findings, "th", on=TODAY, **options)  # type: ignore[arg-type]


def opened(marked: Marked) -> openpyxl.Workbook:
    check_package(marked.data)
    return openpyxl.load_workbook(io.BytesIO(marked.data))


def colour(sheet: object, name: str) -> str | None:
    fill = sheet[name].fill  # type: ignore[index]
    return fill.fgColor.rgb if fill.fill_type == "solid" else None


def note(sheet: object, name: str) -> str:
    comment = sheet[name].comment  # type: ignore[index]
    return comment.text if comment else ""


MARKED = [
    ("C4", ERROR_COLOUR, "“31/02/2568” ไม่ใช่วันที่"),
    ("D5", ERROR_COLOUR, "“หก” ไม่ใช่จำนวนเต็ม"),
    ("E5", ERROR_COLOUR, "มากกว่า 9"),
    ("E3", WARNING_COLOUR, "ไม่รู้จักคอลัมน์"),
    ("B9", ERROR_COLOUR, "กรอกป้าย"),
]


@pytest.mark.parametrize(("cell", "shown", "said"), MARKED)
def test_bad_cells_are_coloured_and_explained(
    book: Source, cell: str, shown: str, said: str
) -> None:
    marked = run(book, some_findings(book))
    sheet = opened(marked)[SHEET]
    assert colour(sheet, cell) == shown
    assert said in note(sheet, cell)
    assert "วิธีแก้" in note(sheet, cell)
    assert (marked.kept, marked.cells, marked.notes) == (True, 5, 5)
    assert marked.name == "มิถุนายน_ตรวจแล้ว.xlsx"


def test_all_else_stays(book: Source) -> None:
    before = openpyxl.load_workbook(book.path)
    after = opened(run(book, some_findings(book)))
    assert after.sheetnames == ["สรุปผลการตรวจ", *before.sheetnames]
    assert after.active is after["สรุปผลการตรวจ"]
    for old in before:
        new = after[old.title]
        assert looks_of(new) == looks_of(old)
        assert cells_of(new) == cells_of(old)
    bad = {cell for cell, _, _ in MARKED}
    coloured = {
        cell.coordinate
        for row in after[SHEET].iter_rows()
        for cell in row
        if colour(after[SHEET], cell.coordinate) in (ERROR_COLOUR, WARNING_COLOUR)
    }
    assert coloured == bad


def looks_of(sheet: object) -> tuple[object, ...]:
    return (
        sheet.sheet_state, sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_area,  # type: ignore[attr-defined]
        str(sheet.merged_cells), sheet.column_dimensions["C"].width,  # type: ignore[attr-defined]
        sheet.row_dimensions[3].height, len(sheet._charts),  # type: ignore[attr-defined]
        [(str(one.sqref), one.formula1) for one in sheet.data_validations.dataValidation],  # type: ignore[attr-defined]
        [str(one.sqref) for one in sheet.conditional_formatting],  # type: ignore[attr-defined]
    )  # fmt: skip


def cells_of(sheet: object) -> dict[str, tuple[object, ...]]:
    return {
        cell.coordinate: (
            cell.value,
            cell.number_format,
            cell.font.b,
            cell.font.color and cell.font.color.rgb,
            cell.alignment.horizontal,
            cell.border.left.style,
        )
        for row in sheet.iter_rows()  # type: ignore[attr-defined]
        for cell in row
        if cell.value is not None
    }


def test_parts_that_no_mark_needs_are_the_same_bytes(book: Source) -> None:
    before, after = parts_of(book.path.read_bytes()), parts_of(run(book, some_findings(book)).data)
    changed = {name for name in before if after[name] != before[name]}
    assert {
        name for name in before if name.startswith(("xl/charts", "xl/drawings/drawing", "xl/theme"))
    }
    assert changed <= {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml",
    }  # fmt: skip


def test_results_of_formulas_stay_so_that_the_file_can_be_sent_unopened(book: Source) -> None:
    marked = run(book, some_findings(book))
    rows = (
        python_calamine.load_workbook(io.BytesIO(marked.data)).get_sheet_by_name(SHEET).to_python()
    )
    assert [row[-1] for row in rows if row and row[0] in ("A1", "A2")] == [77, 77]


def test_notes_of_others_stay_and_come_first(book: Source) -> None:
    sheet = opened(run(book, some_findings(book)))[SHEET]
    assert note(sheet, "C4").startswith("หมายเหตุของผู้ส่ง\n\n▣ ผลการตรวจข้อมูล\nต้องแก้ไข: ")
    assert note(sheet, "B5") == "อีกหมายเหตุ"


def test_marks_of_an_earlier_round_are_taken_away(book: Source, tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    path.write_bytes(run(book, some_findings(book)).data)
    again = Source(book.name, path)
    second = run(again, Findings((group(book, "not_integer", HEADS[2], [5], "หก"),)))
    sheet = opened(second)[SHEET]
    assert colour(sheet, "C4") == GREEN
    assert note(sheet, "C4") == "หมายเหตุของผู้ส่ง"
    assert (colour(sheet, "B9"), note(sheet, "B9"), colour(sheet, "E3")) == (None, "", None)
    assert colour(sheet, "D5") == ERROR_COLOUR
    assert note(sheet, "D5").count("ผลการตรวจข้อมูล") == 1
    assert opened(second).sheetnames.count("สรุปผลการตรวจ") == 1
    assert len(opened(second).sheetnames) == 4
    path.write_bytes(second.data)
    assert colour(opened(run(again, Findings()))[SHEET], "D5") is None


def test_marks_are_taken_away_after_another_program_has_saved_them(
    book: Source, tmp_path: Path
) -> None:
    saved = openpyxl.load_workbook(io.BytesIO(run(book, some_findings(book)).data))
    saved["สรุปผลการตรวจ"].title = "ผล"
    saved.defined_names[SUMMARY_NAME].attr_text = "ผล!$A$1"  # as spreadsheets do
    saved.move_sheet("ผล", 2)
    path = tmp_path / "saved.xlsx"
    saved.save(path)
    again = opened(run(Source(book.name, path), Findings()))
    assert again.sheetnames == [SHEET, "อื่น", "ผล", "ซ่อน"]
    assert (colour(again[SHEET], "C4"), note(again[SHEET], "C4")) == (GREEN, "หมายเหตุของผู้ส่ง")
    assert (colour(again[SHEET], "D5"), note(again[SHEET], "D5")) == (None, "")


def test_marking_twice_gives_what_marking_once_gives(book: Source, tmp_path: Path) -> None:
    once = run(book, some_findings(book))
    path = tmp_path / "twice.xlsx"
    path.write_bytes(once.data)
    twice = run(Source(book.name, path), some_findings(book))
    one, two = opened(once), opened(twice)
    for sheet in one:
        assert cells_of(two[sheet.title]) == cells_of(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                assert note(two[sheet.title], cell.coordinate) == note(sheet, cell.coordinate)
                assert colour(two[sheet.title], cell.coordinate) == colour(sheet, cell.coordinate)


def test_summary_counts_and_leads_to_the_cells(book: Source) -> None:
    sheet = opened(run(book, some_findings(book)))["สรุปผลการตรวจ"]
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert texts[1][1] == "มิถุนายน.xlsx"
    assert texts[2][1] == "30 มิ.ย. 2569"
    assert texts[3][1] == "5 แห่ง (ช่องสีส้ม) แก้ให้ครบก่อนจึงจะนำเข้าได้"
    assert texts[4][1] == "1 แห่ง (ช่องสีเหลือง) ถ้าถูกต้องแล้วไม่ต้องแก้"
    [line] = [row for row in sheet.iter_rows() if "ไม่ใช่วันที่" in str(row[1].value)]
    assert [cell.value for cell in line[3:7]] == [SHEET, HEADS[1], 1, "C4"]
    assert line[6].hyperlink.location == "'กิจกรรม ''ก'' & <ข>'!C4"
    assert any("ไม่มีคอลัมน์ ภารกิจ" in str(row[1]) for row in texts)
    assert [row[0] for row in texts[-2:]] == ["ต้องแก้ไข", "ควรตรวจสอบ"]


def test_summary_is_no_table_and_the_rows_are_read_as_before(tmp_path: Path) -> None:
    path = tmp_path / "กิจกรรม.xlsx"
    write_activities(path)
    source = Source(path.name, path)
    first, found = lay_out(sheets_of(source), None)
    assert not found
    column = next(iter(first[0].columns))
    findings = Findings((group(source, "double_key", column, [3], "A2", sheet="กิจกรรม"),))
    path.write_bytes(mark(source, first, findings, "th", on=TODAY).data)
    again, _ = lay_out(sheets_of(source), None)
    assert [one.sheet for one in again] == ["กิจกรรม"]
    assert again[0].cells.equals(first[0].cells)
    assert again[0].rows.equals(first[0].rows)


def write_activities(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "กิจกรรม"
    fields = [item for item in TABLES["activity"].fields if item.required]
    sheet.append([item.thai for item in fields])
    row = ["2026-05-12", "940101", "labour", "2", "mobile_service", 1, 2]
    for name in ("A1", "A2", "A3"):
        sheet.append([name, *row])
    book.save(path)


def sheets_of(source: Source) -> list:  # type: ignore[type-arg]
    sheets = read(source)
    assert isinstance(sheets, list)
    return sheets


def test_at_most_so_many_notes_of_a_kind(book: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MOST_NOTES", 3)
    one = delivered(book, rows=range(4, 24))
    findings = Findings((group(book, "not_integer", HEADS[2], list(range(4, 24)), *["x"] * 20),))
    marked = mark(book, [one], findings, "th", on=TODAY)
    assert (marked.cells, marked.notes) == (20, 3)
    sheet = opened(marked)[SHEET]
    assert [bool(note(sheet, f"D{row}")) for row in range(4, 24)] == [True] * 3 + [False] * 17
    assert all(colour(sheet, f"D{row}") == ERROR_COLOUR for row in range(4, 24))
    texts = [cell.value for row in opened(marked)["สรุปผลการตรวจ"].iter_rows() for cell in row]
    assert any("อีก 17 ช่องระบายสีไว้" in str(text) for text in texts)


def test_two_findings_of_a_cell_are_one_note_and_the_worse_colour(book: Source) -> None:
    findings = Findings((
        group(book, "ignored_column", HEADS[2], [5]),
        group(book, "not_integer", HEADS[2], [5], "หก"),
    ))  # fmt: skip
    marked = run(book, findings)
    sheet = opened(marked)[SHEET]
    assert colour(sheet, "D5") == ERROR_COLOUR
    assert note(sheet, "D5").index("ควรตรวจสอบ") < note(sheet, "D5").index("ต้องแก้ไข")
    assert (marked.cells, marked.notes) == (1, 1)


def test_box_of_a_note_has_room_for_its_text(book: Source) -> None:
    long = Group(book.name, "unknown_code", HEADS[2], pl.Series([5]), pl.Series(["x"]),
                 {"codes": "sex", "valid": "ก, " * 150, "label_th": "ป"}, sheet=SHEET)  # fmt: skip
    short = group(book, "not_integer", HEADS[3], [4], "x")
    drawing = check_package(run(book, Findings((long, short))).data)[
        "xl/drawings/commentsDrawing1.vml"
    ].decode()
    boxes = {
        (int(row) + 1, int(column)): int(anchor.split(",")[6]) - int(anchor.split(",")[2])
        for anchor, row, column in re.findall(
            r"Anchor>([\d, ]+)<.*?Row>(\d+)<.*?Column>(\d+)<", drawing, re.DOTALL
        )
    }
    assert boxes[5, 3] > 10  # rows
    assert 3 <= boxes[4, 4] < 6


def test_personal_numbers_are_masked_in_what_we_write(book: Source) -> None:
    number = "1-1017-00230-70-8"
    findings = Findings((group(book, "citizen_number", HEADS[0], [4], number),))
    marked = run(book, findings)
    assert mask(number) in note(opened(marked)[SHEET], "B4")
    written = b"".join(parts_of(marked.data).values()).decode("utf-8", errors="ignore")
    assert number not in written


# ------------------------------------------------------------------ other ways to write a workbook


def with_prefix(xml: bytes) -> bytes:
    """The same sheet as some programs write it: every element with a prefix."""
    named = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", xml)
    return named.replace(b"xmlns=", b"xmlns:x=", 1)


FORMS: dict[str, dict[str, Callable[[bytes], bytes]]] = {
    "prefixes": {SHEET_PART: with_prefix},
    "no names of cells": {SHEET_PART: lambda xml: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", xml)},
    "byte order mark": {SHEET_PART: lambda xml: b"\xef\xbb\xbf" + xml},
    "single quotes": {SHEET_PART: lambda xml: xml.replace(b'"', b"'")},
    "spans": {SHEET_PART: lambda xml: xml.replace(b"<row ", b'<row spans="2:5" ')},
    "comments in small parts": {
        "xl/workbook.xml": lambda xml: xml.replace(b"<sheets>", b"<!-- <sheets> --><sheets>"),
        "xl/styles.xml": lambda xml: xml.replace(b"<fills", b"<!-- <fills> --><fills"),
    },
    "prefixes in the book": {"xl/workbook.xml": with_prefix, "xl/styles.xml": with_prefix},
}


@pytest.mark.parametrize("form", FORMS)
def test_other_forms_of_the_same_workbook(book: Source, form: str) -> None:
    changes = FORMS[form]
    if form == "no names of cells":
        # Without names cells count from the first column on.
        changes = {
            SHEET_PART: lambda xml: re.sub(
                rb"(<row [^>]*>)", rb"\1<c/>", FORMS[form][SHEET_PART](xml)
            )
        }
    rewrite(book.path, changes)
    marked = run(book, some_findings(book))
    assert marked.kept
    sheet = opened(marked)[SHEET]
    assert colour(sheet, "C4") == ERROR_COLOUR
    assert colour(sheet, "B9") == ERROR_COLOUR
    assert sheet["E5"].value == "=D5*2"


def test_sheet_without_a_row(book: Source) -> None:
    empty = lambda xml: re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", xml)  # noqa: E731
    rewrite(book.path, {SHEET_PART: empty})
    sheet = opened(run(book, some_findings(book)))[SHEET]
    assert colour(sheet, "B9") == ERROR_COLOUR


def test_pictures_in_the_header_are_not_taken_for_notes(book: Source) -> None:
    drawing = (
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="LH" type="#_x0000_t75"/></xml>'
    )
    relations = "xl/worksheets/_rels/sheet2.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing"
    new = f'<Relationship Id="hf" Type="{kind}" Target="/xl/drawings/hf.vml"/></Relationships>'
    rewrite(
        book.path,
        {
            relations: lambda xml: xml.replace(b"</Relationships>", new.encode()),
            "xl/worksheets/sheet2.xml": lambda xml: xml.replace(
                b"</worksheet>",
                b'<legacyDrawingHF xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
                b'relationships" r:id="hf"/></worksheet>',
            ),
        },
        **{"xl/drawings/hf.vml": drawing},
    )
    one = delivered(book, "อื่น", [1])
    findings = Findings((group(book, "not_integer", HEADS[0], [1], "5", sheet="อื่น"),))
    marked = mark(book, [one], findings, "th", on=TODAY)
    parts = check_package(marked.data)
    assert parts["xl/drawings/hf.vml"] == drawing
    kinds = [kind for kind, _ in relations_of(parts, "xl/worksheets/sheet2.xml").values()]
    assert kinds.count("vmlDrawing") == 2
    assert "ไม่ใช่จำนวนเต็ม" in note(opened(marked)["อื่น"], "B1")


OFFICE = 'xmlns:v="urn:x" xmlns:o="urn:schemas-microsoft-com:office:office"'
NAMED_WITHIN = (
    "<xml {root}><a:shape xmlns:a='urn:schemas-microsoft-com:vml' id='_x0000_s1026'>"
    "<b:ClientData xmlns:b='urn:schemas-microsoft-com:office:excel' ObjectType=\"Note\">"
    "<b:Row>3</b:Row><b:Column>2</b:Column></b:ClientData></a:shape></xml>"
)


@pytest.mark.parametrize("root", ["", OFFICE, OFFICE.replace("v=", "v_=")])
def test_a_drawing_that_names_its_parts_further_in(root: str) -> None:
    drawing = NAMED_WITHIN.format(root=root).encode()
    boxes = Boxes(drawing, 0)
    boxes.put((4, 2), "a longer note")
    boxes.put((9, 3), "a new note")
    tree = ElementTree.fromstring(boxes.render({}))
    shapes = tree.findall("{urn:schemas-microsoft-com:vml}shape")
    rows = [shape.findtext(".//{urn:schemas-microsoft-com:office:excel}Row") for shape in shapes]
    assert rows == ["3", "8"]


def test_macros_stay_and_the_name_says_so(book: Source) -> None:
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    ending = (
        b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override'
    )
    change = {
        "[Content_Types].xml": lambda xml: xml.replace(main, macro).replace(b"<Override", ending, 1)
    }
    rewrite(book.path, change, **{"xl/vbaProject.bin": b"\xd0\xcf macros"})
    marked = run(book, some_findings(book))
    assert marked.name.endswith(".xlsm")
    assert parts_of(marked.data)["xl/vbaProject.bin"] == b"\xd0\xcf macros"


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "no zip": lambda _: b"PK\x03\x04 not really",
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "an old workbook": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_what_cannot_be_read_gives_its_summary(book: Source, kind: str) -> None:
    book.path.write_bytes(DAMAGED[kind](book.path.read_bytes()))
    marked = mark(book, [], Findings((Group(book.name, "empty_file"),)), "th", on=TODAY)
    assert not marked.kept
    texts = [cell.value for row in opened(marked)["สรุปผลการตรวจ"].iter_rows() for cell in row]
    assert any("ไฟล์ว่างเปล่า" in str(text) for text in texts)
    assert any("จึงมีแต่สรุปนี้" in str(text) for text in texts)


NOT_PLAIN: dict[str, dict[str, Callable[[bytes], bytes]]] = {
    "a document type": {SHEET_PART: lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml},
    "utf-16": {SHEET_PART: lambda xml: xml.decode().encode("utf-16")},
    "not well-formed": {SHEET_PART: lambda xml: xml.replace(b"</sheetData>", b"")},
    "rows out of order": {SHEET_PART: lambda xml: xml.replace(b'<row r="5"', b'<row r="2"')},
    "strict": {
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet",
        )
    },
    "no styles": {"xl/styles.xml": lambda _: b"<styleSheet/>"},
}


@pytest.mark.parametrize("kind", NOT_PLAIN)
def test_what_cannot_be_edited_in_place_comes_back_as_text(book: Source, kind: str) -> None:
    sheets = sheets_of(book)
    rewrite(book.path, NOT_PLAIN[kind])
    marked = run(book, some_findings(book), sheets=sheets)
    assert not marked.kept
    after = opened(marked)
    sheet = after[after.sheetnames[1]]
    assert colour(sheet, "C4") == ERROR_COLOUR
    assert (sheet["B1"].value, sheet["D5"].value, sheet["E5"].value) == (
        "รายงานเดือน มิ.ย.",
        "หก",
        "77",
    )


def test_csv_comes_back_as_a_workbook_of_text(tmp_path: Path) -> None:
    path = tmp_path / "activity.csv"
    heads = ",".join(item.name for item in TABLES["activity"].fields if item.required)
    row = "2026-05-12,940101,labour,2,mobile_service"
    path.write_bytes(
        f"{heads}\r\n=cmd|' /C calc'!A0,{row},0012,+5\r\n@SUM(1),{row},-3,\t9\r\n".encode("cp874")
    )
    source = Source(path.name, path)
    laid, _ = lay_out(sheets_of(source), None)
    findings = Findings((group(source, "too_small", "participants_male", [3], "-3", sheet=""),))
    marked = mark(source, laid, findings, "th", on=TODAY)
    assert (marked.name, marked.kept, marked.cells) == ("activity_ตรวจแล้ว.xlsx", False, 1)
    after = opened(marked)
    sheet = after["activity"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][0] == "=cmd|' /C calc'!A0"
    assert rows[1][-2:] == ["0012", "+5"]
    assert rows[2][-2:] == ["-3", "\t9"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}
    assert colour(sheet, "G3") == ERROR_COLOUR
    texts = [cell.value for row in after["สรุปผลการตรวจ"].iter_rows() for cell in row]
    assert any("ทุกช่องเป็นข้อความ" in str(text) for text in texts)
    again, _ = lay_out(python_sheets(marked, tmp_path), None)
    assert again[0].cells.equals(laid[0].cells)


def python_sheets(marked: Marked, folder: Path) -> list:  # type: ignore[type-arg]
    path = folder / "again.xlsx"
    path.write_bytes(marked.data)
    return sheets_of(Source(path.name, path))


HOSTILE = "=1+1<&>\"'\x00\x0b\x1f\ufffe]]>_x0041_" + "ก" * 50


def test_hostile_texts_are_shown_and_do_nothing(book: Source) -> None:
    source = Source(f"../..\\{HOSTILE}.xlsx", book.path)
    groups = [
        group(source, "not_integer", HEADS[2], [5], HOSTILE),
        group(source, "unknown_column", HOSTILE, None),
        group(source, "missing_column", None, None),
    ]
    named = Findings(
        tuple(
            Group(
                **{
                    **vars(one),
                    "facts": {"name": HOSTILE, "thai": HOSTILE, "valid_th": "", "hint": ""},
                }
            )
            for one in groups
        )
    )
    marked = mark(source, [delivered(source)], named, "th", on=TODAY)
    after = opened(marked)
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', marked.name)
    assert len(marked.name) < 110
    summary = after["สรุปผลการตรวจ"]
    assert all(cell.data_type in ("s", "n") for row in summary.iter_rows() for cell in row)
    assert "“=1+1<&>" in note(after[SHEET], "D5")


def test_own_sheet_of_that_name_is_not_overwritten(book: Source) -> None:
    loaded = openpyxl.load_workbook(book.path)
    loaded["อื่น"].title = "สรุปผลการตรวจ"
    loaded.save(book.path)
    after = opened(run(book, some_findings(book)))
    assert after.sheetnames[0] == "สรุปผลการตรวจ (2)"
    assert after["สรุปผลการตรวจ"]["A1"].value == 5


def test_same_input_gives_the_same_bytes(book: Source) -> None:
    assert run(book, some_findings(book)).data == run(book, some_findings(book)).data


def test_english(book: Source) -> None:
    marked = mark(book, [delivered(book)], some_findings(book), "en", on=TODAY)
    after = opened(marked)
    assert after.sheetnames[0] == "Result of the check"
    assert set(summary_titles()) == {"สรุปผลการตรวจ", "Result of the check"}
    assert "What to do: " in note(after[SHEET], "C4")
    assert after.active["B3"].value == "30 Jun 2026"


def test_what_reading_refuses_is_not_opened(book: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Findings((Group(book.name, "empty_file"),))
    seen: list[object] = []
    monkeypatch.setattr("lib.imports.marked.read", lambda _: refused)
    monkeypatch.setattr(
        "lib.imports.marked.Package", lambda file: seen.append(file) or Package(file)
    )
    marked = mark(book, [], refused, "th", on=TODAY)
    assert not [file for file in seen if isinstance(file, Path)]
    assert (marked.kept, opened(marked).sheetnames) == (False, ["สรุปผลการตรวจ", "-"])


@pytest.mark.parametrize("seed", range(40))
def test_damaged_anywhere_gives_a_workbook(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "damaged.xlsx"
    book_with_everything(path)
    chance = random.Random(seed)
    parts = parts_of(path.read_bytes())
    name = chance.choice([one for one in parts if not one.startswith("xl/theme")])
    data = bytearray(parts[name])
    for _ in range(chance.choice([1, 3, 20])):
        at = chance.randrange(len(data))
        how = chance.choice(["flip", "cut", "digit", "double"])
        if how == "flip":
            data[at] = chance.randrange(256)
        elif how == "cut":
            del data[at : at + chance.randrange(1, 40)]
        elif how == "double":
            data[at:at] = data[at : at + 50]
        else:
            data = bytearray(re.sub(rb'"\d+"', b'"-x9"', bytes(data), count=1))
        data = data or bytearray(b"<")
    rewrite(path, {name: lambda _: bytes(data)})
    if seed % 3 == 0:
        whole = bytearray(path.read_bytes())
        whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(whole))
    source = Source(path.name, path)
    marked = run(source, some_findings(source), sheets=[])
    assert b"xl/workbook.xml" in marked.data
    sheets = python_calamine.load_workbook(io.BytesIO(marked.data)).sheet_names
    assert any("สรุปผลการตรวจ" in sheet for sheet in sheets)


# ------------------------------------------------------------------------- whatever stands there

PLACES = st.sets(st.tuples(st.integers(1, 14), st.integers(0, 7)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(filled=PLACES, bad=PLACES.filter(bool))
def test_any_cells_of_any_sheet(
    filled: set[tuple[int, int]],
    bad: set[tuple[int, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.xlsx"
    loaded = openpyxl.Workbook()
    sheet = loaded.active
    assert sheet is not None
    for row, column in filled:
        cell = sheet.cell(row, column + 1, f"{row}/{column}")
        if (row + column) % 3 == 0:
            cell.fill = PatternFill("solid", fgColor=GREEN)
    loaded.save(path)
    heads = [f"h{at}" for at in range(8)]
    source = Source(path.name, path)
    one = Delivered(
        path.name,
        TABLES["activity"],
        pl.DataFrame({head: ["x"] * 14 for head in heads}),
        pl.Series(range(1, 15), dtype=pl.UInt32),
        sheet.title,
        columns={head: at for at, head in enumerate(heads)},
    )
    groups = tuple(
        group(source, "not_integer", f"h{column}", [row], "x", sheet=sheet.title)
        for row, column in sorted(bad)
    )
    marked = mark(source, [one], Findings(groups), "th", on=TODAY)
    assert marked.kept
    after = opened(marked)[sheet.title]
    for row in range(1, 16):
        for column in range(9):
            cell = after.cell(row, column + 1)
            had = GREEN if (row, column) in filled and (row + column) % 3 == 0 else None
            expected = ERROR_COLOUR if (row, column) in bad else had
            assert colour(after, cell.coordinate) == expected
            assert bool(note(after, cell.coordinate)) == ((row, column) in bad)
            assert cell.value == (f"{row}/{column}" if (row, column) in filled else None)
    path.write_bytes(marked.data)
    cleared = opened(mark(source, [one], Findings(), "th", on=TODAY))[sheet.title]
    for row, column in bad | filled:
        had = GREEN if (row, column) in filled and (row + column) % 3 == 0 else None
        assert colour(cleared, cleared.cell(row, column + 1).coordinate) == had
