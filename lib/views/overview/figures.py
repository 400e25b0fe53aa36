"""The five figures of the overview: value, reference, change and months."""

import math
from dataclasses import dataclass

import pandas as pd

from lib.indicators.earlier import Against, Comparison
from lib.indicators.model import Flag, Indicator
from lib.indicators.references import missed_by
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

    ``months`` are the values of the months of its spark line, missing where nothing is known.
    """

    indicator: Indicator
    value: float
    flag: str
    reference: float | None = None
    change: Change | None = None
    against: Against | None = None
    months: tuple[float, ...] = ()

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
) -> Figure:
    """The figure of ``area`` out of the answer of ``evaluate_periods``.

    Period 0 of the answer is the present one, period 1 that of ``compared`` where there is one,
    and the rest are the months of the spark line.
    """
    one = answer.xs(area, level=1).sort_index()
    values = [float(value) for value in one["value"]]
    flags = [str(flag) for flag in one["flag"]]
    turned = None
    if compared and flags[0] == flags[1] == str(Flag.OK):
        turned = change(indicator, values[0], values[1])
    return Figure(
        indicator=indicator,
        value=values[0],
        flag=flags[0],
        reference=reference,
        change=turned,
        against=compared.against if compared else None,
        months=tuple(values[2 if compared else 1 :]),
    )
