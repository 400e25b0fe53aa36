"""Files that mean harm, or are broken; each function gives the bytes of one."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from make_corpus import HEADERS, package_of, plain, row_of
from old_workbooks import compound, xls

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {to} "{f"&{one};" * 10}">' for one, to in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def with_parts(parts: Mapping[str, str | bytes], book: bytes | None = None) -> bytes:
    """A workbook with some parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain() if book is None else book)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for info in before.infolist():
            if info.filename not in parts:
                after.writestr(info, before.read(info))
        for name, content in parts.items():
            after.writestr(name, content)
    return out.getvalue()


def sheet_xml(rows: str, before: str = "") -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>'
        "</worksheet>"
    )


def zip_bomb() -> bytes:
    """200 MB of spaces in 200 kB."""
    return with_parts({SHEET: b" " * 200_000_000})


def bomb_beside() -> bytes:
    """The same in a part that nobody asks for."""
    return with_parts({"xl/media/image1.png": b"\0" * 200_000_000})


def many_parts() -> bytes:
    return with_parts({f"xl/media/{number}.txt": "" for number in range(6_000)})


def forged_size() -> bytes:
    """The directory says that the large part has ten bytes."""
    data = bytearray(zip_bomb())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.rfind(SHEET.encode()) if mark == b"PK\x01\x02" else data.find(SHEET.encode())
        place = data.rfind(mark, 0, start)
        data[place + at : place + at + 4] = struct.pack("<I", 10)
    return bytes(data)


def far_corner() -> bytes:
    return with_parts(
        {SHEET: sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
                          '<c r="XFD1048576"><v>1</v></c></row>')}
    )  # fmt: skip


def far_column() -> bytes:
    """Wide, and so long that the rectangle takes more memory than there is."""
    return with_parts(
        {SHEET: sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
                          '<c r="CV1048576"><v>1</v></c></row>')}
    )  # fmt: skip


def one_text_often() -> bytes:
    """A text of 15 MB that a thousand cells share."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1001))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<sst xmlns="{space}"><si><t>{"a" * 15_000_000}</t></si></sst>'
    names = zipfile.ZipFile(io.BytesIO(plain()))
    kinds = names.read("[Content_Types].xml").decode()
    links = names.read("xl/_rels/workbook.xml.rels").decode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rId99" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    if "sharedStrings" not in links:
        links = links.replace("</Relationships>", f"{link}</Relationships>")
    return with_parts(
        {
            SHEET: sheet_xml(cells),
            "xl/sharedStrings.xml": text,
            "[Content_Types].xml": kinds,
            "xl/_rels/workbook.xml.rels": links,
        }
    )


def repeated_cells() -> bytes:
    """An ods of a few bytes with 17 billion filled cells."""
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" '
        'office:value="1"><text:p>1</text:p></table:table-cell>'
    )
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return package_of(f'<table:table table:name="s">{rows}</table:table>')


def repeated_more() -> bytes:
    """Repeated so often that the number does not fit anywhere."""
    cell = (
        '<table:table-cell table:number-columns-repeated="-5" office:value-type="float" '
        'office:value="1"/>'
    )
    row = f'<table:table-row table:number-rows-repeated="{"9" * 20}">{cell}</table:table-row>'
    return package_of(f'<table:table table:name="s">{row}</table:table>')


def locked_ods() -> bytes:
    return with_parts(
        {"META-INF/manifest.xml": '<m:manifest xmlns:m="x"><m:encryption-data/></m:manifest>'},
        package_of(""),
    )


def locked_zip() -> bytes:
    """Parts marked as encrypted, as archive programs do it."""
    data = bytearray(plain())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def many_sheets() -> bytes:
    return xls({f"s{number}": [["a"]] for number in range(400)})


def _zip() -> bytes:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    return out.getvalue()


FILES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "zip_bomb.xlsx": (zip_bomb, "swollen_file"),
    "bomb_beside.xlsx": (bomb_beside, "swollen_file"),
    "many_parts.xlsx": (many_parts, "swollen_file"),
    "forged_size.xlsx": (forged_size, "damaged_file"),
    "far_corner.xlsx": (far_corner, "far_cell"),
    "far_column.xlsx": (far_column, "far_cell"),
    "one_text_often.xlsx": (one_text_often, "heavy_file"),
    "repeated_cells.ods": (repeated_cells, "far_cell"),
    "repeated_more.ods": (repeated_more, "damaged_file"),
    "laughs.ods": (lambda: package_of("<table:table>&i;</table:table>", LAUGHS), "xml_entities"),
    "outside.ods": (lambda: package_of("<table:table>&a;</table:table>", OUTSIDE), "xml_entities"),
    "laughs_sheet.xlsx": (
        lambda: with_parts({SHEET: sheet_xml("<row><c><v>&i;</v></c></row>", LAUGHS)}),
        "xml_entities",
    ),
    "laughs_book.xlsx": (
        lambda: with_parts({"xl/workbook.xml": f"{LAUGHS}<workbook>&i;</workbook>"}),
        "xml_entities",
    ),
    "laughs_utf16.xlsx": (
        lambda: with_parts({SHEET: sheet_xml("<row/>", LAUGHS).encode("utf-16")}),
        "xml_entities",
    ),
    "locked.xlsx": (lambda: compound({"EncryptedPackage": bytes(5000)}), "password_file"),
    "locked.xls": (lambda: xls({"s": [["a"]]}, password=True), "password_file"),
    "locked.ods": (locked_ods, "password_file"),
    "locked_parts.xlsx": (locked_zip, "password_file"),
    "word.xlsx": (lambda: compound({"WordDocument": bytes(5000)}), "document_file"),
    "docx.xlsx": (lambda: with_parts({"word/document.xml": "<a/>"}, _zip()), "document_file"),
    "archive.xlsx": (lambda: with_parts({"activity.csv": "a,b"}, _zip()), "archive_file"),
    "no_parts.xlsx": (_zip, "archive_file"),
    "cut.xlsx": (lambda: plain()[:-400], "damaged_file"),
    "cut_early.xlsx": (lambda: plain()[:60], "damaged_file"),
    "cut.xls": (lambda: xls({"s": [["a"]]})[:700], "damaged_file"),
    "not_xml.xlsx": (lambda: with_parts({"xl/workbook.xml": b"\xff\0\1"}), "damaged_file"),
    "many_sheets.xls": (many_sheets, "many_sheets"),
    "pdf.csv": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf_file"),
    "photo.csv": (lambda: b"\xff\xd8\xff\xe0" + bytes(99), "picture_file"),
    "program.xls": (lambda: b"MZ\x90\0\3" + bytes(99), "other_file"),
    "packed.csv": (lambda: b"\x1f\x8b\x08" + bytes(99), "archive_file"),
    "spreadsheet.xml": (lambda: b'<?xml version="1.0"?><Workbook/>', "other_file"),
    "empty.csv": (lambda: b"", "empty_file"),
    "blank.csv": (lambda: b"\xef\xbb\xbf \r\n,,,\r\n", "empty_file"),
    "nul.csv": (lambda: b"a,b\r\n1,\0\r\n", "nul_byte"),
    "quote.csv": (lambda: b'a,b\r\n"1,2\r\n3,4\r\n', "open_quote"),
    "latin.csv": (lambda: "café,été\r\nà,ç\r\n".encode("latin-1"), "unknown_encoding"),
    "cut_letter.csv": (lambda: ",".join(HEADERS).encode()[:-1], "broken_text"),
    "two_encodings.csv": (
        lambda: ",".join(HEADERS).encode() + "\r\nกิจกรรม".encode("cp874"),
        "broken_text",
    ),
    "half_utf16.csv": (lambda: b"\xff\xfea\0b", "broken_text"),
    "long.csv": (lambda: b"1,2\n" * 3_000_001, "many_rows"),
    "wide.csv": (lambda: b",".join([b"a"] * 5_000), "many_columns"),
}  # fmt: skip


def wide_ods() -> bytes:
    """A row that is repeated to the end of the sheet, all empty: harmless."""
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    filler = f'<table:table-row table:number-rows-repeated="1048570">{cell}</table:table-row>'
    return package_of(f'<table:table table:name="s">{row_of(HEADERS)}{filler}</table:table>')
