"""An axis of months: places, tick texts and shading, with Thai words and years throughout.

Months are numbers on the axis, the first one 0, so that plotly never writes a date of its own.
"""

import calendar
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lib.periods import BUDDHIST_ERA, Period, add_months, month_end, quarter_of
from lib.views.charts.seasons import Season, SeasonKind, seasons
from lib.views.charts.theme import LINE, Spec, axis, label, width_of
from lib.views.formats import month_name, month_year
from lib.views.words import Language, say

SHADES = {SeasonKind.RAMADAN: "#F3E6CC", SeasonKind.MONSOON: "#DFECF5"}
LABEL_ROW = 20  # px
NARROW, GAP = 220, 4  # px: a plot on a phone, and between names in a row
_Held = tuple[Season, str]  # a name, and by which side it is held at its band
QUARTERS_NAMED = 5  # more would touch on a phone


@dataclass(frozen=True)
class Months:
    """The months of an axis, from ``first`` on, ``count`` of them."""

    first: date
    count: int
    language: Language

    @classmethod
    def over(cls, months: Sequence[date], language: Language) -> "Months":
        """The axis that holds all of these first days of months."""
        first, last = min(months), max(months)
        return cls(first, _between(first, last) + 1, language)

    @property
    def all(self) -> list[date]:
        """First days of all its months."""
        return [add_months(self.first, n) for n in range(self.count)]

    @property
    def names(self) -> list[str]:
        """มิ.ย. 2569, one for each month."""
        return [month_year(one, self.language) for one in self.all]

    @property
    def days(self) -> Period:
        """All days of the axis."""
        return Period(self.first, month_end(self.all[-1]))

    def place(self, month: date) -> int:
        """Where a month stands; its days reach half a step to both sides."""
        return _between(self.first, month)

    def day(self, day: date) -> float:
        """Where a day begins."""
        part = (day.day - 1) / calendar.monthrange(day.year, day.month)[1]
        return self.place(day) - 0.5 + part

    def axis(self) -> Spec:
        """The axis: month names as far apart as a phone can read, the year below where it turns."""
        shown = [one for one in self.all if self._shown(one)] or self.all[:1]
        texts, year = [], 0
        for one in shown:
            text = month_name(one, self.language)
            if one.year != year:
                year = one.year
                text += f"<br>{year + (BUDDHIST_ERA if self.language == 'th' else 0)}"
            texts.append(text)
        return axis(
            range=[-0.6, self.count - 0.4],
            tickvals=[self.place(one) for one in shown],
            ticktext=texts,
            ticks="outside",
            ticklen=4,
            tickcolor=LINE,
            tickangle=0,
            showline=True,
            linecolor=LINE,
        )

    def quarters(self) -> tuple[list[Spec], list[Spec]]:
        """Thin lines where fiscal quarters begin and, of a few, their names: shapes and labels."""
        starts = [one for one in self.all if one.month in (1, 4, 7, 10)]
        lines: list[Spec] = [
            {"type": "line", "x0": self.day(one), "x1": self.day(one), "y0": 0, "y1": 1,
             "yref": "paper", "line": {"color": LINE, "width": 1}, "layer": "below"}
            for one in starts
        ]  # fmt: skip
        if len(starts) > QUARTERS_NAMED:
            return lines, []
        edges = [self.first, *(one for one in starts if one > self.first)]
        ends_ = [*edges[1:], add_months(self.all[-1], 1)]
        names = [
            label(str(quarter_of(start)) if n else
                  say("charts.quarter", self.language, quarter=quarter_of(start)),
                  x=(self.day(start) + self.day(end)) / 2, y=0, yref="paper", yanchor="top",
                  xanchor="center", yshift=-44)
            for n, (start, end) in enumerate(zip(edges, ends_, strict=True))
            if _between(start, end) >= 2
        ]  # fmt: skip
        return lines, names

    def shading(self, unit: str = "") -> tuple[list[Spec], list[Spec], int]:
        """Bands of Ramadan and the monsoon with small labels above: shapes, labels, their room.

        The labels stand in one row, that of the ``unit`` where all fit; bands of one colour have
        one name at least. Only kinds that lie too near to each other have a row each.
        """
        found = seasons(self.days)
        bands = [self._band(one) for one in found]
        for taken, above in ((width_of(unit) + GAP, 0), (0, LABEL_ROW)):
            named = self._fitting(found, taken)
            if named or not found:
                return bands, [self._season_name(*one) for one in named], above
        kinds = list(dict.fromkeys(one.kind for one in found))
        names = [self._season_name(*self._sides(one)[0], kinds.index(one.kind)) for one in found]
        return bands, names, LABEL_ROW * len(kinds)

    def _fitting(self, found: Sequence[Season], taken: float) -> tuple[_Held, ...]:
        """The names that fit beside each other, one of each kind at least; else none.

        ``taken`` is what stands at the left end of the row, px on a phone.
        """

        def fit(some: tuple[_Held, ...]) -> bool:
            places = sorted([(0.0, taken), *(self._reach(*one) for one in some)])
            return all(one[1] <= after[0] for one, after in itertools.pairwise(places))

        kinds = [
            [held for one in found if one.kind is kind for held in self._sides(one)]
            for kind in SeasonKind
        ]
        one_each = filter(fit, itertools.product(*filter(None, kinds)))
        named: tuple[_Held, ...] = next(one_each, ())
        for one in found if named else ():
            if one not in [season for season, _ in named]:
                more = ((*named, held) for held in self._sides(one))
                named = next(filter(fit, more), named)
        return named

    def _band(self, one: Season) -> Spec:
        start, end = self._ends(one)
        return {
            "type": "rect", "x0": start, "x1": end, "y0": 0, "y1": 1, "yref": "paper",
            "fillcolor": SHADES[one.kind], "line": {"width": 0}, "layer": "below",
        }  # fmt: skip

    def _ends(self, one: Season) -> tuple[float, float]:
        after = date.fromordinal(one.period.end.toordinal() + 1)
        return max(-0.6, self.day(one.period.start)), min(self.count - 0.4, self.day(after))

    def _sides(self, one: Season) -> list[_Held]:
        """The ways to hold the name of a season at its band, the best first."""
        part = self._part(sum(self._ends(one)) / 2)
        # A name is wider than a short band: at the ends of the axis it leans inward.
        reach = width_of(_season_word(one, self.language)) / 2 / NARROW
        if reach <= part <= 1 - reach:
            return [(one, "center"), (one, "right"), (one, "left")]
        return [(one, "left" if part < reach else "right")]

    def _held_at(self, one: Season, side: str) -> float:
        start, end = self._ends(one)
        return {"left": start, "right": end, "center": (start + end) / 2}[side]

    def _reach(self, one: Season, side: str) -> tuple[float, float]:
        """From where to where the name of a season goes, px on a phone."""
        wide = width_of(_season_word(one, self.language))
        place = NARROW * self._part(self._held_at(one, side))
        left = place - {"left": 0.0, "right": 1.0, "center": 0.5}[side] * wide
        return left, left + wide + GAP

    def _part(self, place: float) -> float:
        return (place + 0.6) / (self.count + 0.2)

    def _season_name(self, one: Season, side: str, row: int = 0) -> Spec:
        return label(_season_word(one, self.language), x=self._held_at(one, side), xanchor=side,
                     y=1, yref="paper", yanchor="bottom", yshift=LABEL_ROW * row)  # fmt: skip

    def _shown(self, month: date) -> bool:
        if self.count <= 7:
            return True
        every = (1, 4, 7, 10) if self.count <= 18 else (4, 10) if self.count <= 40 else (10,)
        return month.month in every


def _season_word(one: Season, language: Language) -> str:
    return say(f"charts.{one.kind}", language)


def _between(first: date, later: date) -> int:
    """Months from one to the other; below 0 when ``later`` is the earlier one."""
    return (later.year - first.year) * 12 + later.month - first.month
