"""What every workbook that we hand out must be: a package that holds together."""

import io
import posixpath
import re
from collections import Counter
from xml.etree import ElementTree
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The order of what stands in a sheet (ECMA-376, CT_Worksheet).
ORDER = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
    *("dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter"),
    *("rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags"),
    *("drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects"),
    *("controls", "webPublishItems", "tableParts", "extLst"),
]


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook; fails where two have one name."""
    with ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert len({name.lower() for name in names}) == len(names)
        return {name: archive.read(name) for name in names}


def check_package(data: bytes) -> dict[str, bytes]:
    """Fails unless all parts are well-formed, related, declared, in order and without doubles."""
    parts = parts_of(data)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(content)
    _check_relations(parts)
    _check_contents(parts)
    _check_book(parts)
    for name, content in parts.items():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            _check_sheet(parts, name, ElementTree.fromstring(content))
        if name.startswith("xl/comments"):
            refs = [
                one.get("ref") for one in ElementTree.fromstring(content).iter(f"{MAIN}comment")
            ]
            assert len(set(refs)) == len(refs), name
        if name.endswith(".vml"):
            shapes = re.findall(rb'id="(_x0000_s\d+)"', content)
            assert len(set(shapes)) == len(shapes), name
    return parts


def relations_of(parts: dict[str, bytes], name: str) -> dict[str, tuple[str, str]]:
    """Id to (kind, part) of the relations of a part."""
    folder, base = posixpath.split(name)
    content = parts.get(posixpath.join(folder, "_rels", f"{base}.rels"))
    found = {}
    for one in ElementTree.fromstring(content) if content else ():
        target = one.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        if one.get("TargetMode") != "External":
            kind = one.get("Type", "").rpartition("/")[2]
            found[one.get("Id", "")] = (kind, posixpath.normpath(path))
    return found


def _check_relations(parts: dict[str, bytes]) -> None:
    for name, content in parts.items():
        if name.endswith(".rels"):
            ids = [one.get("Id") for one in ElementTree.fromstring(content)]
            assert len(set(ids)) == len(ids), name
            owner = name.replace("_rels/", "").removesuffix(".rels")
            for kind, target in relations_of(parts, owner).values():
                assert target in parts, f"{name}: {kind} {target}"


def _check_contents(parts: dict[str, bytes]) -> None:
    root = ElementTree.fromstring(parts["[Content_Types].xml"])
    endings = {one.get("Extension", "").lower() for one in root if one.get("Extension")}
    named = Counter(one.get("PartName") for one in root if one.get("PartName"))
    assert max(named.values()) == 1
    for name in named:
        assert str(name).lstrip("/") in parts, name
    for name in parts:
        ending = name.rpartition(".")[2].lower()
        assert name == "[Content_Types].xml" or f"/{name}" in named or ending in endings, name


def _check_book(parts: dict[str, bytes]) -> None:
    [main] = [part for kind, part in relations_of(parts, "").values() if kind == "officeDocument"]
    root = ElementTree.fromstring(parts[main])
    sheets = list(root.iter(f"{MAIN}sheet"))
    for key in ("name", "sheetId", f"{OFFICE}id"):
        values = [str(one.get(key)).casefold() for one in sheets]
        assert len(set(values)) == len(values), key
    assert all(0 < len(one.get("name", "")) <= 31 for one in sheets)
    for view in root.iter(f"{MAIN}workbookView"):
        assert int(view.get("activeTab", "0")) < len(sheets)
    for name in root.iter(f"{MAIN}definedName"):
        assert int(name.get("localSheetId", "0")) < len(sheets)
    order = [child.tag.removeprefix(MAIN) for child in root]
    known = ["sheets", "functionGroups", "externalReferences", "definedNames", "calcPr"]
    assert [one for one in order if one in known] == sorted(
        (one for one in order if one in known), key=known.index
    )
    selected = [
        name
        for name in parts
        if name.startswith("xl/worksheets/sheet") and b'tabSelected="1"' in parts[name]
    ]
    assert len(selected) <= 1, selected


def _check_sheet(parts: dict[str, bytes], name: str, root: ElementTree.Element) -> None:
    order = [child.tag.removeprefix(MAIN) for child in root if child.tag.startswith(MAIN)]
    places = [ORDER.index(one) for one in order]
    assert places == sorted(places), f"{name}: {order}"
    relations = relations_of(parts, name)
    for child in root:
        if child.get(f"{OFFICE}id"):
            assert child.get(f"{OFFICE}id") in relations, f"{name}: {child.tag}"
    rows = [int(row.get("r", "0")) for row in root.iter(f"{MAIN}row")]
    if all(rows):
        assert rows == sorted(set(rows)), name
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    counts = {
        section: len(styles.find(f"{MAIN}{section}") or ())
        for section in ("cellXfs", "fills", "fonts")
    }
    for row in root.iter(f"{MAIN}row"):
        columns = [_column(cell.get("r", "")) for cell in row]
        if all(columns):
            assert columns == sorted(set(columns)), (name, row.get("r"))
        assert all(int(cell.get("s", "0")) < counts["cellXfs"] for cell in row)
    for xf in styles.find(f"{MAIN}cellXfs") or ():
        assert int(xf.get("fillId", "0")) < counts["fills"]
        assert int(xf.get("fontId", "0")) < counts["fonts"]


def _column(name: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", name):
        number = number * 26 + ord(letter) - 64
    return number
