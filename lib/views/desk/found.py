"""The findings of a check: by kind with how many there are, some at a time, and as files."""

from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

import streamlit as st

from lib.access.scope import Right
from lib.imports.listing import report_bytes
from lib.imports.marked import mark
from lib.imports.prepare import Prepared
from lib.imports.reading.source import read
from lib.imports.sheets import Source
from lib.imports.wording import both
from lib.imports.wording import say as in_workbook
from lib.store.findings import Finding, Findings, Group
from lib.views.desk.paging import page_number, pager
from lib.views.desk.plain import literal, paragraph, table
from lib.views.formats import number
from lib.views.taking.giving import given
from lib.views.words import Language, say

PER_PAGE = 20
KINDS_PER_PAGE = 15
OPEN_KINDS = 2  # of the errors are open, the commonest
MACROS = "xl/vbaProject.bin"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def corrected_file(prepared: Prepared, language: Language) -> None:
    """The files back with each bad cell marked, and all findings as a list."""
    wrong = [
        one for one in prepared.sources if any(g.file == one.name for g in prepared.findings.groups)
    ]
    style = "primary" if prepared.findings.errors else "secondary"
    with st.container(key="desk_downloads", horizontal=True, gap="small"):
        for at, one in enumerate(wrong):
            key = "desk.marked" if len(wrong) == 1 else "desk.marked_of"
            st.download_button(
                say(key, language, file=literal(one.name)),
                given(
                    partial(_marked, one, prepared, language),
                    "marked_file",
                    right=Right.IMPORT,
                    findings=len(prepared.findings),
                ),
                file_name=marked_name(one, language),
                mime=WORKBOOK,
                key=f"desk_marked_{at}",
                type="primary" if style == "primary" else "secondary",
                on_click="ignore",
            )
        st.download_button(
            say("desk.list", language),
            given(
                partial(report_bytes, prepared.findings, language, ".csv", prepared.delivered),
                "findings",
                right=Right.IMPORT,
                findings=len(prepared.findings),
            ),
            file_name=say("desk.list_file", language),
            mime="text/csv",
            key="desk_list",
            on_click="ignore",
        )


def findings(prepared: Prepared, language: Language) -> None:
    """Errors, and apart from them what should be looked at; each by kind, the commonest first."""
    several = len(prepared.sources) > 1
    for part, some in (
        ("errors", prepared.findings.errors),
        ("warnings", prepared.findings.warnings),
    ):
        if not some:
            continue
        count = number(len(some))
        st.html(f'<h3 class="desk-part">{say(f"desk.{part}", language, count=count)}</h3>')
        if len(some) <= PER_PAGE:
            shown = [one for groups in by_kind(some).values() for group in groups for one in group]
            _table(shown, several=several, remedies=True, language=language)
        else:
            _kinds(part, some, several=several, language=language)
    if prepared.findings and not prepared.findings.errors:
        corrected_file(prepared, language)


def by_kind(some: Findings) -> dict[str, list[Group]]:
    """The groups of each kind, the kind with most findings first."""
    kinds: dict[str, list[Group]] = {}
    for group in some.groups:
        if len(group):
            kinds.setdefault(group.kind, []).append(group)
    return dict(sorted(kinds.items(), key=lambda one: -sum(map(len, one[1]))))


def page_of(groups: Sequence[Group], page: int) -> list[Finding]:
    """The findings of a page, counted from 0, without looking at those of the others."""
    skip, found = page * PER_PAGE, list[Finding]()
    for group in groups:
        for at in range(skip, len(group)):
            found.append(group[at])
            if len(found) == PER_PAGE:
                return found
        skip = max(skip - len(group), 0)
    return found


def marked_name(source: Source, language: Language) -> str:
    """The name under which a marked file is handed back."""
    stem = PurePath(source.name).stem
    for suffix in both("summary.suffix"):
        stem = stem.removesuffix(f"_{suffix}")
    ending = ".xlsm" if _has_macros(source) else ".xlsx"
    return f"{stem}_{in_workbook('summary.suffix', language)}{ending}"


def _has_macros(source: Source) -> bool:
    try:
        with ZipFile(source.path) as file:
            return MACROS in file.namelist()
    except (BadZipFile, OSError):
        return False


def _marked(source: Source, prepared: Prepared, language: Language) -> bytes:
    sheets = read(source)
    known = () if isinstance(sheets, Findings) else sheets
    return mark(source, prepared.delivered, prepared.findings, language, sheets=known).data


def _kinds(part: str, some: Findings, *, several: bool, language: Language) -> None:
    kinds = by_kind(some)
    key = f"desk_kinds_{part}"
    first = page_number(key, len(kinds), KINDS_PER_PAGE) * KINDS_PER_PAGE
    for kind, groups in islice(kinds.items(), first, first + KINDS_PER_PAGE):
        place = st.expander(
            _title(groups, language),
            expanded=part == "errors" and kind in list(kinds)[:OPEN_KINDS],
            key=f"desk_kind_{kind}",
            on_change="rerun",
        )
        if place.open:
            with place:
                _examples(kind, groups, several=several, language=language)
    pager(key, len(kinds), KINDS_PER_PAGE, language)


def _title(groups: Sequence[Group], language: Language) -> str:
    """How many there are of a kind, and what is wrong with the first."""
    first, count = groups[0][0], sum(map(len, groups))
    key = "desk.found_column" if first.column else "desk.found"
    return say(
        key, language, count=number(count), column=literal(first.column or ""),
        problem=literal(first.problem(language)),
    )  # fmt: skip


def _examples(kind: str, groups: Sequence[Group], *, several: bool, language: Language) -> None:
    """A page of the findings of a kind; what to do is said once where it is the same for all."""
    key, count = f"desk_page_{kind}", sum(map(len, groups))
    shown = page_of(groups, page_number(key, count, PER_PAGE))
    remedies = {one.remedy(language) for one in shown}
    if len(remedies) == 1:
        paragraph(say("desk.remedy", language, remedy=min(remedies)))
    _table(shown, several=several, remedies=len(remedies) > 1, language=language)
    pager(key, count, PER_PAGE, language)


def _table(shown: Sequence[Finding], *, several: bool, remedies: bool, language: Language) -> None:
    names = ["file"] * several + ["sheet", "row", "column", "value", "problem"]
    names += ["remedy"] * remedies
    table(
        [say(f"desk.col_{name}", language) for name in names],
        [[_cell(one, name, language) for name in names] for one in shown],
        caption=say("desk.examples", language),
        numbers=[names.index("row")],
    )


def _cell(one: Finding, name: str, language: Language) -> str:
    match name:
        case "problem":
            return one.problem(language)
        case "remedy":
            return one.remedy(language)
        case "row":
            return "" if one.row is None else str(one.row)
        case _:
            return str(getattr(one, name) or "")
