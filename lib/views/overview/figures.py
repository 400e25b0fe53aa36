"""The five figures of the overview: value, reference, change and months."""

import math
from dataclasses import dataclass

import pandas as pd

from lib.indicators.change import marked_change
from lib.indicators.earlier import Against, Comparison
from lib.indicators.model import Flag, Indicator
from lib.indicators.references import missed_by
from lib.statistics.change import Mark
from lib.views.formats import Change, change

FIGURES = (
    "tambon_reached",
    "people_served",
    "plan_progress",
    "follow_up_rate",
    "groups_active",
)


@dataclass(frozen=True)
class Figure:
    """One figure of one area.

    ``months`` are the values of the months of its spark line, missing where nothing is known;
    ``mark`` says whether the change is more than chance, NOT_COMPUTED where chance has no part.
    """

    indicator: Indicator
    value: float
    flag: str
    reference: float | None = None
    change: Change | None = None
    against: Against | None = None
    months: tuple[float, ...] = ()
    mark: Mark = Mark.NOT_COMPUTED

    @property
    def unclear(self) -> bool:
        """Whether the change may be chance."""
        return self.mark is Mark.NOT_CLEAR

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return self.flag in (Flag.OK, Flag.FEW) and not math.isnan(self.value)

    @property
    def solid(self) -> bool:
        """Whether the value rests on enough cases to be judged."""
        return self.known and self.flag == Flag.OK

    @property
    def missed(self) -> float:
        """How far the value is from its reference, 0 to 1; 0 without a reference."""
        if self.reference is None or not self.solid:
            return 0.0
        return missed_by(self.indicator, self.value, self.reference)


def figure(
    indicator: Indicator,
    answer: pd.DataFrame,
    area: str,
    compared: Comparison | None,
    reference: float | None,
    days: int | None = None,
) -> Figure:
    """The figure of ``area`` out of the answer of ``evaluate_periods``.

    Period 0 of the answer is the present one, period 1 that of ``compared`` where there is one,
    and the rest are the months of the spark line. ``days``, how many the present one counts, is
    what its change is tested with; without it no mark is given.
    """
    one = answer.xs(area, level=1).sort_index()
    values = [float(value) for value in one["value"]]
    flags = [str(flag) for flag in one["flag"]]
    turned, mark = None, Mark.NOT_COMPUTED
    if compared and flags[0] == flags[1] == str(Flag.OK):
        turned = change(indicator, values[0], values[1])
        if turned and days:
            now, then = (pd.DataFrame(one.loc[[n]]).set_axis([area]) for n in (0, 1))
            marked = marked_change(indicator, now, then, (days, compared.period.days))
            mark = Mark(marked["mark"].iloc[0])
    return Figure(
        indicator=indicator,
        value=values[0],
        flag=flags[0],
        reference=reference,
        change=turned,
        against=compared.against if compared else None,
        months=tuple(values[2 if compared else 1 :]),
        mark=mark,
    )
