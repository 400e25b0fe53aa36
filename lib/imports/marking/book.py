"""The workbook as a whole: its list of sheets, and where the summary stands among them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lib.imports.marking.package import CONTENT, OFFICE, Package
from lib.imports.marking.styles import MINIMAL
from lib.imports.marking.xml import (
    NotPatchable,
    elements,
    first,
    prefix_of,
    quoted,
    text,
    text_of,
    with_attribute,
)
from lib.neutral import sheet_title

# The name that points to our summary, by which it is known again after it was renamed or moved.
SUMMARY_NAME = "data_check_summary"
_KINDS = {"worksheet", "chartsheet", "dialogsheet", "xlmacrosheet", "xlintlmacrosheet"}
_SHEET = f"{CONTENT}.spreadsheetml.worksheet+xml"


@dataclass
class Book:
    """The list of sheets of a package; `sheets` are their parts by name, in order."""

    package: Package
    part: str
    data: bytes
    sheets: Mapping[str, str]

    @classmethod
    def of(cls, package: Package) -> "Book":
        """Read the list; NotPatchable for what is not a workbook of the usual kind."""
        main = [one for one in package.relations("") if one.kind == "officeDocument"]
        if len(main) != 1 or any("xl/revisions/" in name.lower() for name in package.names()):
            raise NotPatchable("not a workbook, or one that several people change at once")
        part = main[0].target
        data = package.tidy(part)
        if first(data, "sheets") is None:
            raise NotPatchable("not a workbook of sheets in XML")
        known = {one.id: one for one in package.relations(part) if one.kind.lower() in _KINDS}
        sheets = {}
        for one in elements(data, "sheet"):
            relation = known.get(one.get("id") or "")
            if relation is None or relation.target not in package:
                raise NotPatchable("a sheet that leads nowhere")
            sheets[one.get("name") or ""] = relation.target
        return cls(package, part, data, sheets)

    def related(self, kind: str) -> str | None:
        """The part of a kind that the workbook leads to."""
        found = [one.target for one in self.package.relations(self.part) if one.kind == kind]
        return found[0] if found else None

    def styles_part(self) -> str:
        """The part of the styles, made when there is none."""
        part = self.related("styles")
        if part is None:
            part = self.package.free_name("xl/styles{}.xml")
            self.package.write(part, MINIMAL)
            self.package.declare(part, f"{CONTENT}.spreadsheetml.styles+xml")
            self.package.relate(self.part, "styles", part)
        return part

    def summary(self) -> str | None:
        """The name of our summary sheet of an earlier round, None where there is none."""
        for name in elements(self.data, "definedName"):
            if name.get("name") == SUMMARY_NAME:
                target = text_of(self.data[name.inside : name.inside_end])
                sheet = target.rpartition("!")[0]
                if sheet.startswith("'") and sheet.endswith("'"):
                    sheet = sheet[1:-1].replace("''", "'")
                return sheet if sheet in self.sheets else None
        return None

    def put_summary(self, content: bytes, title: str) -> None:
        """Put the summary in: over that of an earlier round, else as the first sheet; shown."""
        before = self.summary()
        if before is not None:
            part = self.sheets[before]
            self.package.unrelate(part)
            self._show(list(self.sheets).index(before))
        else:
            part = self.package.free_name("xl/worksheets/sheet{}.xml")
            self.package.declare(part, _SHEET)
            relation = self.package.relate(self.part, "worksheet", part)
            self._insert(sheet_title(title, self.sheets), relation)
            self._show(0)
        self.package.write(part, content)
        self.package.write(self.part, self.data)

    def _insert(self, title: str, relation: str) -> None:
        numbers = [int(one.get("sheetId") or 0) for one in elements(self.data, "sheet")]
        listed = first(self.data, "sheets")
        assert listed is not None  # or `of` would have refused
        prefix = prefix_of(self.data)
        tag = (
            f'sheet name="{quoted(title)}" sheetId="{max(numbers, default=0) + 1}" '
            f'xmlns:r="{OFFICE}" r:id="{relation}"/>'
        )
        at = listed.inside
        self.data = self.data[:at] + b"<" + prefix + tag.encode() + self.data[at:]
        # Names that belong to one sheet say which by its place, and all have moved by one.
        self.data = re.sub(
            rb"""(\slocalSheetId\s*=\s*["'])(\d+)""",
            lambda found: found[1] + str(int(found[2]) + 1).encode(),
            self.data,
        )
        self._name(title)

    def _name(self, title: str) -> None:
        """Give the summary the name by which it is known again."""
        prefix = prefix_of(self.data)
        target = text("'" + title.replace("'", "''") + "'!$A$1")
        inside = f'definedName name="{SUMMARY_NAME}" hidden="1">{target}</'.encode()
        new = b"<" + prefix + inside + prefix + b"definedName>"
        data, named = self.data, first(self.data, "definedNames")
        if named is not None and named.inside < named.end:
            self.data = data[: named.inside_end] + new + data[named.inside_end :]
            return
        tag = prefix + b"definedNames>"
        whole = b"<" + tag + new + b"</" + tag
        if named is not None:
            self.data = data[: named.start] + whole + data[named.end :]
            return
        ends = [
            found.end
            for name in ("sheets", "functionGroups", "externalReferences")
            if (found := first(data, name)) is not None
        ]
        self.data = data[: max(ends)] + whole + data[max(ends) :]

    def _show(self, place: int) -> None:
        """Let the workbook open at a sheet."""
        for view in reversed(list(elements(self.data, "workbookView"))):
            tag = self.data[view.start : view.inside]
            tag = with_attribute(with_attribute(tag, "activeTab", str(place)), "firstSheet", "0")
            self.data = self.data[: view.start] + tag + self.data[view.inside :]
