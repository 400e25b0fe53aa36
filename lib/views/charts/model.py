"""What a chart is: a figure with its words, its table and the codes of its points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from math import isnan, nan
from typing import Any

import pandas as pd

from lib.indicators.model import Flag
from lib.periods import Period, month_start
from lib.views.words import Language


class Role(StrEnum):
    """What a figure stands for; each has one way of being drawn, everywhere."""

    ACTUAL = "actual"  # solid
    PLAN = "plan"  # outline
    BEFORE = "before"  # light grey
    OTHER = "other"  # another series beside the actual one: a colour of its own


class Shape(StrEnum):
    """How an entry of a key is drawn."""

    FILL = "fill"
    LINE = "line"
    DOT = "dot"
    RING = "ring"
    OUTLINE = "outline"
    DASH = "dash"


@dataclass(frozen=True)
class Head:
    """The words around a chart.

    ``title`` is the message as a sentence, ``subtitle`` what, where, when and unit, ``source``
    the source and the date of the data.
    """

    title: str
    subtitle: str
    source: str


@dataclass(frozen=True)
class KeyEntry:
    """One entry of a key: a label, its colour (#RRGGBB) and how it is drawn."""

    label: str
    colour: str
    shape: Shape = Shape.FILL


@dataclass(frozen=True)
class Series:
    """A line over months: one value a month, missing (nan) where nothing is known.

    ``months`` are the first days of the months. ``lower`` and ``upper`` are the limits, empty
    where there are none. ``few`` marks months of too few cases. A series of the period before is
    given with its own months and drawn over those of the first series, the first over the first.
    """

    label: str
    months: tuple[date, ...]
    values: tuple[float, ...]
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    few: tuple[bool, ...] = ()
    role: Role = Role.ACTUAL
    code: str = ""

    def __post_init__(self) -> None:
        for name in ("values", "lower", "upper", "few"):
            found = getattr(self, name)
            if len(found) != len(self.months) and (found or name == "values"):
                raise ValueError(
                    f"Series {self.label!r} has {len(self.months)} months and {len(found)} {name}: "
                    "give one a month."
                )


def monthly(
    answer: pd.DataFrame,
    area: str,
    months: Sequence[Period],
    label: str,
    *,
    role: Role = Role.ACTUAL,
    first: int = 0,
) -> Series:
    """The series of one area out of an answer of ``evaluate_periods``.

    ``months`` are periods number ``first`` and on of the answer. Suppressed values are missing.
    """
    rows = answer.xs(area, level=1).reindex(range(first, first + len(months)))
    hidden = rows["flag"].isin([str(Flag.SUPPRESSED), str(Flag.NO_DATA)]).to_numpy()
    parts = {
        name: tuple(
            nan if out else float(value) for value, out in zip(rows[name], hidden, strict=True)
        )
        for name in ("value", "lower", "upper")
    }
    limited = not all(map(isnan, parts["lower"]))
    return Series(
        label=label,
        months=tuple(month_start(one.start) for one in months),
        values=parts["value"],
        lower=parts["lower"] if limited else (),
        upper=parts["upper"] if limited else (),
        few=tuple(bool(flag == str(Flag.FEW)) for flag in rows["flag"]),
        role=role,
        code=area,
    )


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart with all that stands around and behind it.

    ``figure`` is a plotly figure, None where there is nothing to draw; ``empty`` says why then.
    ``table`` has the same figures with the words of its columns, numbers as numbers and shown
    with ``decimals``; ``stub`` is the number of columns that name a row, and its index has the
    code of a row where a row stands for something that can be picked. ``alt`` is what a screen
    reader says. ``codes`` are the codes of the points that can be picked, in their order, and
    ``picked`` the one that is marked. ``key`` explains colours where labels beside the data could
    not; ``notes`` are lines below it: what is not drawn, and why. ``hint`` says what can be done
    with it on a screen, and stands nowhere else.
    """

    head: Head
    language: Language
    figure: Any
    table: pd.DataFrame
    alt: str
    codes: tuple[str, ...] = ()
    picked: str = ""
    key: tuple[KeyEntry, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""
    decimals: Mapping[str, int] = field(default_factory=dict)
    stub: int = 1
    hint: str = ""

    @property
    def rows(self) -> list[str]:
        """The code of each row of the table; empty where it stands for nothing to be picked."""
        return [code if isinstance(code, str) else "" for code in self.table.index]

    @property
    def title(self) -> str:
        """The message as a sentence."""
        return self.head.title

    @property
    def subtitle(self) -> str:
        """What, where, when, unit."""
        return self.head.subtitle

    @property
    def source(self) -> str:
        """The source and the date of the data."""
        return self.head.source

    def hinting(self, hint: str) -> "Chart":
        """The chart with another hint before those that it has."""
        return replace(self, hint=" · ".join(filter(None, (hint, self.hint))))
