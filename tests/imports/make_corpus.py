"""Makes the ugly files of tests/imports/corpus: `python tests/imports/make_corpus.py`.

Each is a function that gives the bytes of one file; expected.toml beside the files says what
reading and laying out must give. All hold the same three activities, unless it says otherwise.
"""

import io
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape

from old_workbooks import Cell, Value, xls, xlsb
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).parent / "corpus"
HEADERS = (
    "รหัสกิจกรรม",
    "วันที่จัดกิจกรรม",
    "รหัสตำบล",
    "ภารกิจหลัก",
    "ระดับการดำเนินงาน",
    "ประเภทกิจกรรม",
    "ผู้เข้าร่วมชาย",
    "ผู้เข้าร่วมหญิง",
)
FIELDS = (
    "activity_id",
    "date",
    "tambon_code",
    "mission",
    "work_level",
    "activity_type",
    "participants_male",
    "participants_female",
)
ROWS: tuple[tuple[Value, ...], ...] = (
    ("A1", date(2025, 12, 5), "940101", "labour", "2", "mobile_service", 10.0, 12.0),
    ("A2", date(2026, 1, 13), "950102", "information", "1", "situation_data", 3.0, 4.0),
    ("A3", date(2026, 2, 1), "960301", "labour", "2", "mobile_service", 0.0, 7.0),
)
SIGNED = ("ลงชื่อ.....................................ผู้รายงาน", "(นางสาวอามีเนาะ สาแม)", "บัณฑิตแรงงาน")
FILES: dict[str, Callable[[], bytes]] = {}


def file(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Registers the function that makes a file."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES[name] = make
        return make

    return register


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(name: str = "กิจกรรม") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    return book, sheet


def fill(sheet: Worksheet, rows: Sequence[Sequence[Value]], row: int = 1, column: int = 1) -> None:
    for down, values in enumerate(rows):
        for across, value in enumerate(values):
            if value is not None:
                sheet.cell(row + down, column + across).value = value


def text_of(rows: Sequence[Sequence[Value]], separator: str = ",") -> str:
    def shown(value: Value) -> str:
        if isinstance(value, float):
            return str(int(value))
        return "" if value is None else str(value)

    return "".join(separator.join(map(shown, row)) + "\r\n" for row in rows)


@file("plain.xlsx")
def plain() -> bytes:
    book, sheet = sheet_of()
    fill(sheet, [HEADERS, *ROWS])
    return saved(book)


@file("field_names_any_order.xlsx")
def any_order() -> bytes:
    book, sheet = sheet_of("Sheet1")
    fill(sheet, [row[::-1] for row in (FIELDS, *ROWS)])
    return saved(book)


@file("title_and_totals.xlsx")
def title_and_totals() -> bytes:
    book, sheet = sheet_of("Sheet1")
    sheet["A1"] = "แบบรายงานกิจกรรมบัณฑิตแรงงาน"
    sheet.merge_cells("A1:H1")
    sheet["A2"] = "ศูนย์แรงงานอำเภอเมืองปัตตานี ประจำเดือน ธันวาคม 2568"
    sheet.merge_cells("A2:H2")
    fill(sheet, [HEADERS, *ROWS], 4)
    sheet["A8"] = "รวมทั้งสิ้น"
    sheet.merge_cells("A8:F8")
    sheet["G8"], sheet["H8"] = "=SUM(G5:G7)", "=SUM(H5:H7)"
    sheet["A10"] = "หมายเหตุ: ข้อมูล ณ วันที่ 1 มีนาคม 2569"
    for row, text in enumerate(SIGNED, start=12):
        sheet.cell(row, 6).value = text
    return saved(book)


@file("two_header_rows.xlsx")
def two_header_rows() -> bytes:
    book, sheet = sheet_of("ต.ค. 68")
    sheet["A1"] = "กิจกรรม ปีงบประมาณ 2569"
    fill(sheet, [("ที่", *HEADERS[:6], "ผู้เข้าร่วม", None, None)], 2)
    fill(sheet, [("ชาย", "หญิง", "รวม")], 3, 8)
    for column in "ABCDEFG":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.merge_cells("H2:J2")
    for number, row in enumerate(ROWS, start=1):
        fill(sheet, [(float(number), *row, float(row[6]) + float(row[7]))], 3 + number)  # type: ignore[arg-type]
    return saved(book)


@file("two_header_rows_unmerged.csv")
def two_header_rows_unmerged() -> bytes:
    above = (*HEADERS[:6], "ผู้เข้าร่วม", "")
    below = ("",) * 6 + ("ชาย", "หญิง")
    return text_of([above, below, *ROWS]).encode("utf-8-sig")


@file("messy_headers.xlsx")
def messy_headers() -> bytes:
    book, sheet = sheet_of("ชีต1")
    messy = ("รหัส\nกิจกรรม *", " วันที่จัด  กิจกรรม", "รหัสตําบล:", "Mission", "ระดับการดำเนินงาน ",
             "ACTIVITY TYPE", "ผู้เข้าร่วม ชาย (คน)", "ผู้เข้าร่วมหญิง(คน)")  # fmt: skip
    fill(sheet, [messy, tuple(f"({number})" for number in range(1, 9)), *ROWS], 2, 3)
    return saved(book)


@file("merged_data_cells.xlsx")
def merged_data_cells() -> bytes:
    book, sheet = sheet_of()
    rows = [list(row) for row in ROWS]
    for row in rows:
        row[2] = row[3] = None
    rows[0][2], rows[0][3] = "940101", "labour"
    fill(sheet, [HEADERS, *rows])
    sheet.merge_cells("C2:C4")
    sheet.merge_cells("D2:D4")
    return saved(book)


@file("blank_and_repeated_rows.xlsx")
def blank_and_repeated_rows() -> bytes:
    book, sheet = sheet_of()
    fill(sheet, [HEADERS, ROWS[0], (), (), ROWS[1], (), HEADERS, ROWS[2], ("  ",)])
    return saved(book)


@file("sections.xlsx")
def sections() -> bytes:
    book, sheet = sheet_of()
    none = (None,) * 5
    first, second = ("รวมอำเภอเมืองปัตตานี", *none, 10.0, 12.0), ("รวม 1 ครั้ง", *none, 3.0, 4.0)
    fill(sheet, [HEADERS, ("อำเภอเมืองปัตตานี",), ROWS[0], first, ("อำเภอเมืองยะลา",), ROWS[1]])
    fill(sheet, [second, ROWS[2], ("Grand total", *none, 13.0, 23.0)], 7)
    sheet.merge_cells("A2:H2")
    sheet.merge_cells("A5:H5")
    return saved(book)


@file("months_and_hidden.xlsx")
def months_and_hidden() -> bytes:
    book, sheet = sheet_of("ธ.ค. 68")
    fill(sheet, [HEADERS, ROWS[0]])
    for name, row in (("ม.ค. 69", ROWS[1]), ("ก.พ. 69", ROWS[2])):
        fill(book.create_sheet(name), [HEADERS, row])
    fill(book.create_sheet("สรุป"), [("จำนวนทั้งปี", 3.0), ("เฉลี่ย", 1.0)])
    hidden = book.create_sheet("เก่า")
    fill(hidden, [HEADERS, ("OLD", *ROWS[0][1:])])
    hidden.sheet_state = "hidden"
    book.create_sheet("Sheet3")
    fill(book.create_sheet("คำอธิบาย"), [("วิธีกรอกแบบฟอร์ม",)])
    return saved(book)


@file("hidden_rows.xlsx")
def hidden_rows() -> bytes:
    book, sheet = sheet_of()
    fill(sheet, [HEADERS, *ROWS])
    sheet.row_dimensions[3].hidden = True
    sheet.auto_filter.ref = "A1:H4"
    return saved(book)


@file("several_tables.xlsx")
def several_tables() -> bytes:
    book, sheet = sheet_of("Activities")
    fill(sheet, [FIELDS, *ROWS])
    report = ("รหัสตำบล", "เดือน", "วันที่ส่งรายงาน", "จำนวนกิจกรรม")
    fill(
        book.create_sheet("รายงานประจำเดือน"), [report, ("940101", "2025-12", date(2026, 1, 4), 1.0)]
    )
    fill(book.create_sheet("plan"), [("fiscal_year", "quarter", "area_code", "activity_type")])
    return saved(book)


@file("kinds_of_cells.xlsx")
def kinds_of_cells() -> bytes:
    book, sheet = sheet_of()
    fill(sheet, [(*HEADERS, "หมู่ที่", "ช่องทาง")])
    fill(
        sheet,
        [
            (
                "A1",
                date(2025, 12, 5),
                "940101",
                "labour",
                2.0,
                "mobile_service",
                10.0,
                12.0,
                "#REF!",
                True,
            )
        ],
        2,
    )
    sheet["B3"] = datetime(2026, 1, 13, 14, 30)
    sheet["A3"], sheet["C3"], sheet["G3"], sheet["H3"] = 1234567890123, 950102, 0.5, "=G3*2"
    sheet["I3"] = time(9, 30)
    return saved(book)


@file("long_numbers.csv")
def long_numbers() -> bytes:
    rows = [list(row) for row in ROWS]
    rows[0][0], rows[1][0], rows[2][0] = "1.23457E+12", '="0012"', "A3"
    return text_of([HEADERS, *rows]).encode("utf-8-sig")


@file("macros.xlsm")
def macros() -> bytes:
    """A workbook that carries a part with macros; nobody reads what is in it."""
    given = io.BytesIO(plain())
    out = io.BytesIO()
    with zipfile.ZipFile(given) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            after.writestr(info, before.read(info))
        after.writestr("xl/vbaProject.bin", b"\0" * 64)
    return out.getvalue()


@file("mac_1904.xlsx")
def mac_1904() -> bytes:
    """Days counted from 1904, as Excel for Mac did."""
    book, sheet = sheet_of()
    book.epoch = CALENDAR_MAC_1904
    fill(sheet, [HEADERS, *ROWS])
    return saved(book)


@file("backslashes.xlsx")
def backslashes() -> bytes:
    """Parts named as some programs of Windows name them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as before, zipfile.ZipFile(out, "w") as after:
        for info in before.infolist():
            name = info.filename.replace("/", "\\")
            after.writestr(name, before.read(info), zipfile.ZIP_DEFLATED)
    return out.getvalue()


@file("incomplete_rows.xlsx")
def incomplete_rows() -> bytes:
    """A row in the middle and the last one lack most of their cells: they are rows all the same."""
    book, sheet = sheet_of()
    fill(sheet, [HEADERS, ROWS[0], ("A2", date(2026, 1, 13)), ROWS[2], ("A4",)])
    return saved(book)


@file("notes_beside.xlsx")
def notes_beside() -> bytes:
    book, sheet = sheet_of()
    fill(sheet, [HEADERS, *ROWS])
    sheet["J3"] = "ตรวจแล้ว"
    return saved(book)


@file("old.xls")
def old() -> bytes:
    title: list[Value] = ["กิจกรรมเดือนธันวาคม"]
    return xls({"Sheet1": [title, HEADERS, *ROWS], "ซ่อน": [HEADERS]}, hidden=["ซ่อน"])


@file("old_with_errors.xls")
def old_with_errors() -> bytes:
    rows = [list(row) for row in ROWS]
    rows[0][6], rows[1][0] = Cell("#REF!", formula=True), Cell("#N/A")
    return xls({"กิจกรรม": [HEADERS, *rows]})


@file("binary.xlsb")
def binary() -> bytes:
    rows = [
        [value.isoformat() if isinstance(value, date) else value for value in row] for row in ROWS
    ]
    return xlsb({"กิจกรรม": [HEADERS, *rows]})


@file("libre.ods")
def libre() -> bytes:
    above = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    below = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/>'
    below += "</table:table-row>"
    rows = "".join(map(row_of, (HEADERS, *ROWS)))
    return package_of(f'<table:table table:name="กิจกรรม">{above}{rows}{below}</table:table>')


@file("libre_merged.ods")
def libre_merged() -> bytes:
    body = row_of(HEADERS)
    for number, row in enumerate(ROWS):
        merged = ' table:number-rows-spanned="3"' if not number else ""
        cells = [cell_of(value) for value in row]
        cells[2] = cell_of("940101", merged) if not number else "<table:covered-table-cell/>"
        body += f"<table:table-row>{''.join(cells)}</table:table-row>"
    return package_of(f'<table:table table:name="กิจกรรม">{body}</table:table>')


@file("libre_errors.ods")
def libre_errors() -> bytes:
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    bare = '<table:table-cell table:formula="of:=[.G2]+1"/>'
    body = row_of(HEADERS) + "".join(
        f"<table:table-row>{''.join(map(cell_of, row[:6]))}{error}{bare}</table:table-row>"
        for row in ROWS[:1]
    )
    return package_of(f'<table:table table:name="กิจกรรม">{body}</table:table>')


@file("windows_874.csv")
def windows_874() -> bytes:
    return text_of([HEADERS, *ROWS]).encode("cp874")


@file("semicolons_in_a_title.csv")
def semicolons() -> bytes:
    title = "รายงาน, เดือน ธ.ค., ปี 2568\r\n\r\n"
    return (title + text_of([HEADERS, *ROWS], ";") + "หมายเหตุ: ข้อมูล, เบื้องต้น\r\n").encode()


@file("tabs_utf16.txt")
def tabs_utf16() -> bytes:
    return text_of([HEADERS, *ROWS], "\t").encode("utf-16")


@file("bars.csv")
def bars() -> bytes:
    return text_of([HEADERS, *ROWS], "|").encode()


@file("tabs_named_excel.xls")
def tabs_named_excel() -> bytes:
    return text_of([HEADERS, *ROWS], "\t").encode("cp874")


@file("workbook_named_csv.csv")
def workbook_named_csv() -> bytes:
    return plain()


@file("ragged.csv")
def ragged() -> bytes:
    rows = text_of([HEADERS, *ROWS]).replace("940101,labour", "940101,บ้าน, labour")
    return rows.encode()


@file("trailing_separators.csv")
def trailing_separators() -> bytes:
    return text_of([HEADERS, *[(*row, "") for row in ROWS]]).encode()


@file("no_table.xlsx")
def no_table() -> bytes:
    book, sheet = sheet_of("งบประมาณ")
    fill(sheet, [("รายการ", "จำนวนเงิน"), ("ค่าเดินทาง", 1200.0)])
    return saved(book)


@file("half_a_table.xlsx")
def half_a_table() -> bytes:
    book, sheet = sheet_of("ข้อมูล")
    fill(sheet, [("รหัสกิจกรรม", "รหัสตำบล", "ช่องทาง"), ("A1", "940101", "online")])
    return saved(book)


@file("header_alone.xlsx")
def header_alone() -> bytes:
    book, sheet = sheet_of()
    fill(sheet, [HEADERS])
    return saved(book)


@file("empty.xlsx")
def empty() -> bytes:
    return saved(sheet_of("Sheet1")[0])


@file("web_page.xls")
def web_page() -> bytes:
    cells = "".join(f"<td>{escape(text)}</td>" for text in HEADERS)
    return f"<html><head></head><body><table><tr>{cells}</tr></table></body></html>".encode()


@file("picture.xlsx")
def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(64)


def row_of(row: Sequence[Value]) -> str:
    return f"<table:table-row>{''.join(map(cell_of, row))}</table:table-row>"


def cell_of(value: Value, more: str = "") -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind, text = f'office:value-type="date" office:date-value="{value}"', str(value)
    elif isinstance(value, float):
        kind, text = f'office:value-type="float" office:value="{value}"', str(value)
    else:
        kind, text = 'office:value-type="string"', escape(str(value))
    return f"<table:table-cell {kind}{more}><text:p>{text}</text:p></table:table-cell>"


def package_of(tables: str, declared: str = "") -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{declared}<office:document-content '
        f'xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0" xmlns:calcext='
        '"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        parts.writestr("mimetype", kind, zipfile.ZIP_STORED)
        parts.writestr("content.xml", content)
        parts.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{names}:manifest:1.0"><m:file-entry m:full-path="/" '
            f'm:media-type="{kind}"/></m:manifest>',
        )
    return out.getvalue()


def main(folder: Path) -> None:
    """Write every file; those that are there are replaced."""
    folder.mkdir(exist_ok=True)
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
    print(f"{len(FILES)} files in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
