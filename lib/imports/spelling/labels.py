"""Codes written as their labels, in Thai or English, with list numbers, or nearly so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl
from rapidfuzz import fuzz, process

from lib.imports.spelling.normal import Turned, Wrong
from lib.imports.spelling.rules import code_synonyms, empty_words
from lib.imports.spelling.spelling import fold
from lib.store.codelists import CodeList, code_list
from lib.store.personal import THAI_DIGITS

_SUGGESTED = 500  # texts of a column; whoever has more wrong has another list
_LIKENESS = 75  # of 100; below it nothing is suggested
_NUMBERED = re.compile(r"[(\[]?(\d{1,2})\s*[.):\]-]+\s*(?=\D)(.+)")
_DIGITS = re.compile(r"\d+")
_FLOAT = re.compile(r"(\d+)\.0+")


@dataclass(frozen=True)
class _Spellings:
    """Folded spellings of a code list that mean one code only."""

    codes: CodeList
    by_text: Mapping[str, str]

    def code(self, text: str) -> str | None:
        """The code that a text means, None where it is not sure."""
        plain = text.translate(THAI_DIGITS).strip()
        if found := _FLOAT.fullmatch(plain):
            plain = found[1]
        if code := self.by_text.get(fold(plain)):
            return code
        numbered = _NUMBERED.fullmatch(plain)
        code = self.by_text.get(fold(numbered[2])) if numbered else None
        # Where the codes themselves are numbers, the one in front must not say another thing.
        other = numbered is not None and numbered[1] in self.codes.codes
        return None if other and numbered and code != numbered[1] else code

    def likely(self, text: str) -> str | None:
        """The code that a text resembles most."""
        found = process.extractOne(
            fold(text), list(self.by_text), scorer=fuzz.ratio, score_cutoff=_LIKENESS
        )
        if found is None or _DIGITS.findall(found[0]) != _DIGITS.findall(fold(text)):
            return None
        return self.by_text[found[0]]


def turn_codes(cells: pl.Series, name: str) -> Turned:
    """Cells as codes of a list where label or code is meant beyond doubt; errors for the others.

    Words for nothing are "" where the list has no such label.
    """
    spellings = _spellings(name)
    into: dict[str, str] = {}
    likely: dict[str, str] = {}
    for text in cells.unique().drop_nulls():
        if code := spellings.code(text):
            into[text] = code
        elif text.casefold() in empty_words():
            into[text] = ""
        else:
            guess = spellings.likely(text) if len(likely) < _SUGGESTED else None
            likely[text] = _shown(spellings.codes, guess) if guess else ""
    values = cells.replace(list(into), list(into.values())) if into else cells
    return Turned(values, _wrong(cells, likely, spellings.codes))


def _wrong(cells: pl.Series, likely: Mapping[str, str], codes: CodeList) -> tuple[Wrong, ...]:
    if not likely:
        return ()
    guesses = cells.replace_strict(list(likely), list(likely.values()), default=None)
    facts = {f"valid_{lang}": ", ".join(codes.label(one, lang) for one in codes.codes)
             for lang in ("th", "en")}  # fmt: skip
    close, far = (guesses != "").arg_true(), (guesses == "").arg_true()
    return (
        Wrong("misspelt_label", close, guesses.gather(close), facts),
        Wrong("unknown_label", far, None, facts),
    )


def _shown(codes: CodeList, code: str) -> str:
    return f"{codes.label(code, 'th')} ({code})"


@cache
def _spellings(name: str) -> _Spellings:
    codes = code_list(name)
    meant: dict[str, set[str]] = {}
    synonyms = code_synonyms(name)
    for entry in codes.entries:
        labels = (entry.thai, entry.english)
        texts = [entry.code, *labels, *synonyms.get(entry.code, ())]
        texts += [label.partition(" (")[0] for label in labels]
        texts += [f"{entry.code} {label}" for label in labels]
        for text in texts:
            meant.setdefault(fold(text), set()).add(entry.code)
    return _Spellings(codes, {text: next(iter(of)) for text, of in meant.items() if len(of) == 1})
