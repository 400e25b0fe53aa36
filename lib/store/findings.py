"""Findings: what is wrong in a file, where, and what to do, in Thai and English.

The texts stand in data/words/findings.toml. Findings of one kind in one column are kept together
as columns, so that a million of them take no more room than the file they are about.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from lib.settings import ROOT
from lib.store.cells import ERA, YEARS
from lib.store.codelists import Language, code_list
from lib.store.personal import THAI_DIGITS, mask
from lib.store.reference import area_codes

WORDS_FILE = ROOT / "data" / "words" / "findings.toml"
EXAMPLES = 5
_LONGEST_VALUE = 80
DOTS = "…"
_BLANKS = re.compile(rf"\s*\([^()]*{DOTS}[^()]*\)")  # nothing but what a cell says
_COLUMN_FACTS = ("column", "label", "name", "thai", "letter", "key")  # what names the column
_WARNING = "warning"  # the key of a kind that says so
_PHRASES = "report"  # the table of the file that is not about a kind
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})(?:[/.\-](\d{1,2}))?")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: `row` is as a spreadsheet numbers it (the header is row 1).

    `sheet` is empty where the file has none. `value` is the cell with personal numbers masked;
    `facts` fill the texts of the kind, a name that ends in _th or _en those of one language.
    """

    file: str
    kind: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    @property
    def warning(self) -> bool:
        """Whether the rows may be stored all the same."""
        return is_warning(self.kind)

    def problem(self, lang: Language) -> str:
        """What is wrong."""
        return self._fill(_words()[self.kind][f"problem_{lang}"], lang)

    def remedy(self, lang: Language) -> str:
        """What to do, with a guess at what was meant where there is one."""
        texts = _words()[self.kind]
        parts = [texts[f"remedy_{lang}"]]
        if f"hint_{lang}" in texts and self.hint:
            parts.append(texts[f"hint_{lang}"])
        return " ".join(self._fill(part, lang) for part in parts)

    def line(self, lang: Language) -> str:
        """The whole finding as one line."""
        place = f"{self.file} › {self.sheet}" if self.sheet else self.file
        if self.row is not None:
            place += phrase("row", lang, row=str(self.row))
            place += phrase("column", lang, column=self.column) if self.column else ""
        stop = "." if lang == "en" else ""
        return f"{place}: {self.problem(lang)}{stop} {self.remedy(lang)}"

    @property
    def hint(self) -> str | None:
        """What was probably meant."""
        if "hint" in self.facts:
            return self.facts["hint"] or None
        guess = _HINTS.get(self.kind)
        return guess(self.value, self.facts) if guess and self.value is not None else None

    def _fill(self, text: str, lang: Language) -> str:
        ending = f"_{lang}"
        own = {k.removesuffix(ending): v for k, v in self.facts.items() if k.endswith(ending)}
        cell = {"value": self.value or "", "column": self.column or "", "hint": self.hint or ""}
        return text.format(**(dict(self.facts) | own | cell))


@dataclass(frozen=True)
class Group:
    """Findings of one kind in one column (or one file).

    `rows`, `values` and `others` run in parallel: row numbers, cells, and the fact `other` of
    each; a group without rows is one finding about the file.
    """

    file: str
    kind: str
    column: str | None = None
    rows: pl.Series | None = None
    values: pl.Series | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    others: pl.Series | None = None
    sheet: str = ""

    @property
    def warning(self) -> bool:
        """Whether the rows may be stored all the same."""
        return is_warning(self.kind)

    def __len__(self) -> int:
        return 1 if self.rows is None else len(self.rows)

    def __iter__(self) -> Iterator[Finding]:
        for position in range(len(self)):
            yield self[position]

    def __getitem__(self, position: int) -> Finding:
        if not 0 <= position < len(self):
            raise IndexError(position)
        value = None if self.values is None else self.values[position]
        other = {} if self.others is None else {"other": str(self.others[position])}
        return Finding(
            file=self.file,
            kind=self.kind,
            row=None if self.rows is None else int(self.rows[position]),
            column=self.column and mask(self.column),
            value=None if value is None else _shown(str(value)),
            facts={**self.facts, **other},
            sheet=self.sheet,
        )


@dataclass(frozen=True)
class Findings:
    """All findings of a load; empty means that everything is in order."""

    groups: tuple[Group, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.groups))

    def __iter__(self) -> Iterator[Finding]:
        for group in self.groups:
            yield from group

    def __add__(self, more: "Findings") -> "Findings":
        return Findings(self.groups + more.groups)

    @property
    def errors(self) -> "Findings":
        """Those that keep the load out."""
        return Findings(tuple(group for group in self.groups if not group.warning))

    @property
    def warnings(self) -> "Findings":
        """Those to look at, which keep nothing out."""
        return Findings(tuple(group for group in self.groups if group.warning))

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of findings by kind, in order of first appearance."""
        counts: dict[str, int] = {}
        for group in self.groups:
            counts[group.kind] = counts.get(group.kind, 0) + len(group)
        return counts


def report(findings: Findings, lang: Language, examples: int = EXAMPLES) -> str:
    """The findings as lines for people: of each kind in each column the first few, and how many."""
    lines: list[str] = []
    for group in findings.groups:
        shown = min(len(group), examples)
        lines += [group[position].line(lang) for position in range(shown)]
        if len(group) > shown:
            name = group[0].column
            column = phrase("column", lang, column=name) if name else ""
            more = f"{len(group) - shown:,}"
            lines.append(phrase("more", lang, more=more, file=group.file, column=column))
    return "\n".join(lines)


def catalogue() -> Mapping[str, Mapping[str, str]]:
    """The texts of every kind of finding."""
    return {
        kind: {name: text for name, text in entry.items() if name != _WARNING}
        for kind, entry in _words().items()
        if kind != _PHRASES
    }


def in_general(kind: str, lang: Language, column: str = "") -> str:
    """What is wrong with cells of a column, without what any of them says.

    A kind that there are no texts of, as in records of an older program, is given by its name.
    """
    if kind not in _words():
        return kind
    known = dict.fromkeys(_COLUMN_FACTS, column) if column else {}
    text = str(_words()[kind][f"problem_{lang}"]).format_map(_Blank(known))
    return _BLANKS.sub("", text).strip()


class _Blank(dict[str, str]):
    """Facts in a text, with dots where one is not known."""

    def __missing__(self, name: str) -> str:
        label = name.removesuffix("_th").removesuffix("_en")
        return self[label] if label != name and label in self else DOTS


def is_warning(kind: str) -> bool:
    """Whether findings of this kind keep nothing out."""
    return bool(_words()[kind].get(_WARNING))


def phrase(name: str, lang: Language, **values: str) -> str:
    """A text that joins findings, such as where one is or how many there are."""
    return str(_words()[_PHRASES][f"{name}_{lang}"]).format(**values)


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))


def _shown(value: str) -> str:
    text = mask(value).replace("\n", " ")
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _date_hint(value: str, _: Mapping[str, str]) -> str | None:
    """The ISO form of a date as Thais write it (day first, B.E.) or with other separators."""
    plain = value.translate(THAI_DIGITS).strip()
    if found := _DAY_FIRST.fullmatch(plain):
        day, month, year = map(int, found.groups())
    elif (found := _YEAR_FIRST.fullmatch(plain)) and found[3]:
        year, month, day = map(int, found.groups())
    else:
        return None
    return _iso(year, month, day)


def _month_hint(value: str, facts: Mapping[str, str]) -> str | None:
    found = _YEAR_FIRST.fullmatch(value.translate(THAI_DIGITS).strip())
    iso = _iso(int(found[1]), int(found[2]), 1) if found else _date_hint(value, facts)
    return iso[:7] if iso else None


def _era_hint(value: str, facts: Mapping[str, str]) -> str | None:
    return _date_hint(value, facts) or _month_hint(value, facts)


def _iso(year: int, month: int, day: int) -> str | None:
    common = year - ERA if year > YEARS[1] else year
    if not YEARS[0] <= common <= YEARS[1]:
        return None
    try:
        return date(common, month, day).isoformat()
    except ValueError:
        return None


def _code_hint(value: str, facts: Mapping[str, str]) -> str | None:
    return code_list(facts["codes"]).nearest(value)


def _area_hint(value: str, _: Mapping[str, str]) -> str | None:
    """Up to three codes that differ from the value in one digit."""
    plain = value.translate(THAI_DIGITS)
    near = [
        code
        for code in sorted(area_codes())
        if len(code) == len(plain)
        and sum(one != other for one, other in zip(code, plain, strict=True)) == 1
    ]
    return ", ".join(near[:3]) or None


_HINTS: Mapping[str, Callable[[str, Mapping[str, str]], str | None]] = {
    "not_date": _date_hint,
    "buddhist_date": _era_hint,
    "not_month": _month_hint,
    "unknown_code": _code_hint,
    "unknown_area": _area_hint,
}
