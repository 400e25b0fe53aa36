"""How busy each day is: weekday, prayers, Ramadan, monsoon, public holidays, end of a quarter."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lib.periods import fiscal_year_of, quarter_of
from lib.sample.draw import Floats, Ints, day_number
from lib.sample.profile import DATA_DATE, FIRST_DAY, FISCAL_YEARS, LAST_PLANNED_DAY

RAMADAN = (
    (date(2024, 3, 11), date(2024, 4, 9)),
    (date(2025, 3, 1), date(2025, 3, 30)),
    (date(2026, 2, 18), date(2026, 3, 19)),
)
RAMADAN_FACTOR = 0.58
MONSOON_FACTOR = {11: 0.80, 12: 0.72, 1: 0.86}
QUARTER_END_DAYS, QUARTER_END_FACTOR = 18, 1.30
HOLIDAYS = {(1, 1), (4, 13), (4, 14), (4, 15), (5, 1), (12, 5), (12, 10)}
EID = {
    date(2024, 4, 10), date(2024, 4, 11), date(2024, 6, 17), date(2025, 3, 31), date(2025, 4, 1),
    date(2025, 6, 7), date(2026, 3, 20), date(2026, 3, 21), date(2026, 5, 27),
}  # fmt: skip
HOLIDAY_FACTOR = 0.04

# Monday to Sunday. Friday noon is for prayers; mobile units go out when people are at home.
FIELD_WEEK = (1.0, 1.1, 1.12, 1.05, 0.68, 0.20, 0.09)
MOBILE_WEEK = (0.55, 0.8, 0.95, 0.9, 0.45, 1.7, 0.35)
CENTRE_WEEK = (1.25, 1.1, 1.0, 1.0, 0.75, 0.0, 0.0)


@dataclass(frozen=True)
class Seasons:
    """Weights of the days from FIRST_DAY to the end of the last fiscal year.

    `months` are the first days of the months (with the one after the last), `year` and `quarter`
    the fiscal year's position and quarter 0-3 of each month. `cumulated` gives, for each week
    pattern, the weight of all days before each day.
    """

    months: Ints
    year: Ints
    quarter: Ints
    month_share: Floats  # of each month within its fiscal year
    cumulated: dict[str, Floats]

    @property
    def months_past(self) -> int:
        """How many months had begun by the data date."""
        return int(np.searchsorted(self.months, day_number(DATA_DATE), side="right"))

    def days_in_month(self, pattern: str, month: Ints, draw: Floats) -> Ints:
        """Day numbers in the months at those positions; `draw` in [0, 1) chooses."""
        edges = self.cumulated[pattern]
        start = self.months[0]
        low = edges[self.months[month] - start]
        high = edges[self.months[month + 1] - start]
        found = np.searchsorted(edges, low + draw * (high - low), side="right") - 1
        # A draw may fall on the edge itself by rounding: stay within the month.
        day: Ints = np.clip(found + start, self.months[month], self.months[month + 1] - 1)
        return day

    def month_of(self, days: Ints) -> Ints:
        """Position of the month of each day."""
        return (np.searchsorted(self.months, days, side="right") - 1).astype(np.int64)


def build_seasons() -> Seasons:
    """Weights from the calendar; no chance in it."""
    span = [FIRST_DAY + timedelta(days=n) for n in range((LAST_PLANNED_DAY - FIRST_DAY).days + 1)]
    firsts = [day for day in span if day.day == 1]
    season = np.array([_season(day) for day in span])
    weekday = np.array([day.weekday() for day in span])
    patterns = {"field": FIELD_WEEK, "mobile": MOBILE_WEEK, "centre": CENTRE_WEEK}
    weights = {name: season * np.array(week)[weekday] for name, week in patterns.items()}
    months = np.array([day_number(day) for day in firsts] + [day_number(span[-1]) + 1])
    year = np.array([FISCAL_YEARS.index(fiscal_year_of(day)) for day in firsts])
    by_month = np.add.reduceat(weights["field"], months[:-1] - months[0])
    return Seasons(
        months=months,
        year=year,
        quarter=np.array([quarter_of(day) - 1 for day in firsts]),
        month_share=by_month / np.bincount(year, by_month)[year],
        cumulated={name: np.concatenate([[0.0], np.cumsum(w)]) for name, w in weights.items()},
    )


def _season(day: date) -> float:
    if (day.month, day.day) in HOLIDAYS or day in EID:
        return HOLIDAY_FACTOR
    factor = MONSOON_FACTOR.get(day.month, 1.0)
    if any(start <= day <= end for start, end in RAMADAN):
        factor *= RAMADAN_FACTOR
    if quarter_of(day + timedelta(days=QUARTER_END_DAYS)) != quarter_of(day):
        factor *= QUARTER_END_FACTOR
    return factor
