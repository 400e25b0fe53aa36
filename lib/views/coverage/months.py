"""The months of the small maps and of the time slider. Nothing here knows Streamlit."""

from datetime import date

from lib.periods import Period, add_months, fiscal_year, fiscal_year_of, month, month_start
from lib.views.selection import Kind, Selection

SHOWN = 12


def window(selection: Selection, newest: date, first: date) -> tuple[Period, ...]:
    """The months that stand beside the selection, the oldest first, at most twelve.

    They end with the period or, where that reaches further, with ``newest``, the day up to which
    the figures are known. A month stands among the newest ones, or else among those of its
    fiscal year, so that choosing one does not move them. None before ``first``, the first day of
    the data.
    """
    end = selection.period.end
    if selection.kind is Kind.MONTH:
        latest = _ending(newest, first)
        end = newest if selection.period in latest else fiscal_year_around(end).end
    return _ending(min(end, newest), first)


def whole(selection: Selection, newest: date, first: date) -> tuple[Kind, Period]:
    """The period to go back to from a month; any other period itself.

    It is the fiscal year of the newest figures for the months that stand beside it.
    """
    if selection.kind is not Kind.MONTH:
        return selection.kind, selection.period
    near = selection.period in _ending(newest, first)
    return Kind.YEAR, fiscal_year_around(newest if near else selection.period.start)


def fiscal_year_around(day: date) -> Period:
    """The fiscal year that a day lies in."""
    return fiscal_year(fiscal_year_of(day))


def _ending(last: date, first: date) -> tuple[Period, ...]:
    newest = month_start(last)
    found = (month(add_months(newest, -back)) for back in range(SHOWN - 1, -1, -1))
    return tuple(one for one in found if one.end >= first)
