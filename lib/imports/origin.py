"""Where rows come from and how far they tell: simulated or real, and up to which day."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from lib.store.check import Checked, Delivered, ids_of
from lib.store.findings import Findings, Group

# A report is handed in after the time that it reports on.
NOT_EVENTS = frozenset({"submitted_on"})


def any_simulated(delivered: Sequence[Delivered]) -> bool:
    """Whether any row has an id of the generator."""
    return any(ids_of(one)["simulated"].any() for one in delivered)


def mixed(delivered: Sequence[Delivered], *, simulated: bool) -> Findings:
    """Findings about ids of the other kind than the rows should be of."""
    return Findings(tuple(group for one in delivered for group in _mixed(one, simulated)))


def _mixed(one: Delivered, simulated: bool) -> Iterator[Group]:
    wrong = ids_of(one).filter(pl.col("simulated") != simulated)
    for (header,), part in wrong.group_by("header", maintain_order=True):
        rows = one.rows.gather(part["at"])
        yield Group(
            one.file, "mixed_simulated", str(header), rows, part["value"], sheet=one.sheet
        )  # fmt: skip


def reach(checked: Sequence[Checked]) -> date | None:
    """The day up to which the rows tell: the newest event or reported day, None without any."""
    dates = [
        one.frame[item.name].max()
        for one in checked
        for item in one.delivered.table.fields
        if item.not_future and item.name not in NOT_EVENTS and item.name in one.frame.columns
    ]
    dates += [_reported(one.frame).max() for one in checked if one.delivered.table.name == "report"]
    return max((day for day in dates if isinstance(day, date)), default=None)


def _reported(reports: pl.DataFrame) -> pl.Series:
    """The day up to which each report tells: to the end of its month, or when it was sent."""
    end = reports["month"].dt.month_end()
    sent = reports["submitted_on"]
    return end.zip_with((end <= sent).fill_null(False), sent)
