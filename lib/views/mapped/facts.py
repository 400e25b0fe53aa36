"""The figures of the selected area: value with its limits, reference, change beside chance."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from geo.codes import level_of
from lib.indicators.model import Indicator
from lib.periods import Period
from lib.views import asking, data
from lib.views.overview.figures import Figure, figure
from lib.views.selection import Selection


@dataclass(frozen=True)
class Fact:
    """A figure of one area with the limits of its value, missing (nan) where it has none."""

    figure: Figure
    lower: float = math.nan
    upper: float = math.nan

    @property
    def limited(self) -> bool:
        """Whether the value rests on enough cases and has limits."""
        return self.figure.solid and not (math.isnan(self.lower) or math.isnan(self.upper))


def facts(
    selection: Selection, codes: Iterable[str], months: tuple[Period, ...] = ()
) -> list[Fact]:
    """These figures of the selected area, of those that who asks may see; with spark ``months``."""
    return [fact(selection, one, months) for one in data.seen(codes)]


def fact(selection: Selection, indicator: Indicator, months: tuple[Period, ...] = ()) -> Fact:
    """One figure of the selected area; ``months`` are those of its spark line."""
    asked = asking.question(selection, indicator.code, level_of(selection.area), selection.area)
    compared = asking.comparison(selection)
    before = (compared.period,) if compared else ()
    answer = data.ask_periods(asked, [selection.period, *before, *months])
    counted = selection.period.until(asking.as_of(selection))
    found = figure(
        indicator,
        answer,
        selection.area,
        compared,
        asking.reference_of(asked),
        counted.days if counted else None,
    )
    now = answer.xs(0, level=0).iloc[0]
    return Fact(found, float(now["lower"]), float(now["upper"]))
