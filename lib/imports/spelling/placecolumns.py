"""Columns of areas: the cells of a field with those that stand beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from geo.codes import CODE_LENGTH, Level
from lib.imports.sheets import Answers, Question
from lib.imports.spelling.areas import area_names
from lib.imports.spelling.normal import Turned, Wrong
from lib.imports.spelling.places import Outcome, find_place
from lib.imports.spelling.rules import place_rules
from lib.store.cells import parse
from lib.store.model import Field, FieldType, Table, normal_header
from lib.store.reference import area_codes

AMBIGUOUS = "ambiguous_place"
_SUGGESTED = 500  # texts of a column; whoever has more wrong has another list of places
_AREAS = (FieldType.TAMBON, FieldType.AREA)


@dataclass(frozen=True)
class PlaceColumns:
    """A field of areas: the header of its own column, and by level those of columns beside it.

    `digits` are the lengths of code that the field takes, `named` those that its header leaves.
    `sure` tells for each level whether the column beside says where the row is, as one of names
    does; a field of its own may be about another place, and is only asked where names are not
    enough.
    """

    item: Field
    header: str
    named: tuple[int, ...]
    beside: Mapping[Level, str] = field(default_factory=dict)
    sure: bool = True

    @property
    def digits(self) -> tuple[int, ...]:
        """Lengths of code that the field takes."""
        return self.item.area_digits


def place_columns(table: Table, headers: Sequence[str]) -> tuple[list[PlaceColumns], list[str]]:
    """The columns of areas, and those headers that only help to tell them."""
    helpers = {
        normal_header(text): Level(level)
        for level, texts in place_rules().helpers.items()
        for text in texts
    }
    by_header = table.by_header
    fields = {header: by_header.get(normal_header(header)) for header in headers}
    columns: list[PlaceColumns] = []
    spare: list[str] = []
    for item in table.fields:
        if item.type in _AREAS:
            own = [header for header, one in fields.items() if one is item]
            own.sort(key=lambda header: _rank(item, header, helpers))
            columns += [
                PlaceColumns(item, header, _named(item, header, helpers)) for header in own[:1]
            ]
            spare += [header for header in own[1:] if normal_header(header) in helpers]
    if not columns:
        return [], []
    spare += [header for header, one in fields.items()
              if one is None and normal_header(header) in helpers]  # fmt: skip
    beside: dict[Level, str] = {}
    for header in spare:
        beside.setdefault(helpers[normal_header(header)], header)
    return _with_beside(columns, beside), spare


def _rank(item: Field, header: str, helpers: Mapping[str, Level]) -> tuple[bool, int]:
    """The field's own headers first, then the narrowest level."""
    known = [normal_header(text) for text in item.headers]
    level = helpers.get(normal_header(header))
    return normal_header(header) not in known, -level.rank if level else 0


def _named(item: Field, header: str, helpers: Mapping[str, Level]) -> tuple[int, ...]:
    """Lengths of code that a column may hold: one under a header that names a level."""
    level = helpers.get(normal_header(header))
    length = CODE_LENGTH.get(level) if level else None
    return (length,) if length in item.area_digits and length else item.area_digits


def _with_beside(columns: list[PlaceColumns], beside: Mapping[Level, str]) -> list[PlaceColumns]:
    """The finest field takes what stands beside it, and its amphoe from another field."""
    first, *others = sorted(columns, key=lambda one: -max(one.digits))
    centre = next((one.header for one in others if one.digits == (4,)), None)
    if centre is not None and Level.AMPHOE not in beside:
        beside = {**beside, Level.AMPHOE: centre}
        return [replace(first, beside=beside, sure=False), *others]
    return [replace(first, beside=beside), *others]


def turn_places(columns: PlaceColumns, cells: pl.DataFrame, answers: Answers) -> Turned:
    """Cells of a field as codes of areas: every pair of cell and columns beside is told once.

    `cells` are tidied text, null where empty. What stays unclear is asked by the text of the cell
    and those beside it.
    """
    own = cells[columns.header]
    if not columns.beside:
        bad = pl.concat(list(parse(columns.item, own, area_codes()).bad.values()))
        return _turn(columns, own, pl.DataFrame({columns.header: own}), bad.sort(), answers)
    every = pl.int_range(len(own), eager=True, dtype=pl.UInt32)
    return _turn(
        columns, own, cells.select(columns.header, *columns.beside.values()), every, answers
    )


def _turn(
    columns: PlaceColumns, own: pl.Series, cells: pl.DataFrame, at: pl.Series, answers: Answers
) -> Turned:
    if not len(at):
        return Turned(own)
    asked = cells[at].with_columns(at=at)
    names = cells.columns
    told = _tell(columns, asked.select(names).unique(maintain_order=True), answers)
    asked = asked.join(told, on=names, how="left", nulls_equal=True, maintain_order="left")
    changed = asked.filter(pl.col("code").is_not_null())
    values = own.scatter(changed["at"], changed["code"]) if changed.height else own
    waiting = asked.filter(pl.col("choices").is_not_null())
    wrong = tuple(
        Wrong(str(kind), part["at"], part["other"] if part["other"].ne("").any() else None,
              values=part["text"])
        for (kind,), part in asked.filter(pl.col("kind").is_not_null()).group_by(
            "kind", maintain_order=True
        )
    )  # fmt: skip
    return Turned(values, wrong, tuple(_questions(columns, waiting)), waiting["at"])


def _tell(columns: PlaceColumns, texts: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    """The texts with what each of them means: code, kind, other, text, choices."""
    found: list[tuple[str | None, str | None, str, str, list[str] | None]] = []
    misses = 0
    for row in texts.iter_rows():
        text = " ".join(part for part in row if part)
        beside = dict(zip(columns.beside, row[1:], strict=True))
        near = {level: name for level, name in beside.items() if name}
        outcome = _outcome(columns, row[0], near, suggest=misses < _SUGGESTED)
        misses += outcome.kind is not None
        code = outcome.code
        answer = answers.get((AMBIGUOUS, columns.header, text))
        if answer in outcome.asked:
            code = answer
        choices = list(outcome.asked) if outcome.asked and code is None else None
        found.append((code, outcome.kind, outcome.other, text, choices))
    told = pl.DataFrame(
        found,
        schema={
            "code": pl.String,
            "kind": pl.String,
            "other": pl.String,
            "text": pl.String,
            "choices": pl.List(pl.String),
        },
        orient="row",
    )
    return pl.concat([texts, told], how="horizontal")


def _outcome(
    columns: PlaceColumns, text: str | None, beside: Mapping[Level, str], *, suggest: bool
) -> Outcome:
    if not text and not beside:
        return Outcome()
    digits = columns.named if text else columns.digits
    outcome = find_place(text or "", beside, digits, sure=columns.sure, suggest=suggest)
    # A code that is right as it stands is left as it stands.
    return Outcome() if outcome.code == text else outcome


def _questions(columns: PlaceColumns, waiting: pl.DataFrame) -> list[Question]:
    areas = area_names()
    counts = waiting.group_by("text", maintain_order=True).agg(
        pl.len().alias("rows"), pl.col("choices").first()
    )
    return [
        Question(AMBIGUOUS, columns.header, text, {code: areas.full(code) for code in codes}, rows)
        for text, rows, codes in counts.iter_rows()
    ]
