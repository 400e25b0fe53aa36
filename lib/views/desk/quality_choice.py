"""Which rows of the quality screen are shown, as the address keeps it, and how many they are."""

from dataclasses import dataclass

import polars as pl

from lib.quality.faults import FAMILIES
from lib.quality.quality import Quality, wanted
from lib.quality.reports import LATE, MISSING
from lib.store.model import TABLES

FAMILY, KIND, REPORT, EMPTY, CHECK = "family", "kind", "report", "empty", "check"
EVERYWHERE, NOWHERE = "", "-"  # all amphoe; what lies in none of the area list


@dataclass(frozen=True)
class Choice:
    """One figure: what it counts (a family or a kind of faults, reports, empty cells, findings of
    checks) and where.

    `name` is that of the family; the kind and its table, or the table and its field, with a dot
    between; the state of the reports; errors or warnings with the month or the moment of the
    check, empty for all of the last months. `amphoe` is a code, EVERYWHERE or NOWHERE.
    """

    what: str
    name: str
    amphoe: str = EVERYWHERE

    @property
    def text(self) -> str:
        """As the address has it."""
        return f"{self.what}.{self.name}@{self.amphoe}"

    @property
    def parts(self) -> tuple[str, str]:
        """The two parts of a name that has a dot."""
        first, _, second = self.name.partition(".")
        return first, second


def read_choice(text: str, quality: Quality) -> Choice | None:
    """What an address asks for; None where it asks for nothing that there can be."""
    told, _, amphoe = text.partition("@")
    what, _, name = told.partition(".")
    choice = Choice(what, name, amphoe)
    first, second = choice.parts
    known = {
        FAMILY: name in FAMILIES,
        REPORT: name in (LATE, MISSING),
        KIND: bool(first) and second in TABLES,
        EMPTY: first in TABLES and second in set(wanted(TABLES[first])),
    }.get(what, False)
    places = {*quality.totals["amphoe_code"], *quality.reports["amphoe_code"]}
    return choice if known and (amphoe in (EVERYWHERE, NOWHERE) or amphoe in places) else None


def within(rows: pl.DataFrame, amphoe: str) -> pl.DataFrame:
    """The rows of an amphoe."""
    if amphoe == EVERYWHERE:
        return rows
    return rows.filter(pl.col("amphoe_code") == ("" if amphoe == NOWHERE else amphoe))


def chosen_faults(quality: Quality, choice: Choice) -> pl.DataFrame:
    """The faults that a figure of a family or a kind counts."""
    rows = within(quality.faults.rows, choice.amphoe)
    if choice.what == FAMILY:
        return rows.filter(pl.col("family") == choice.name)
    kind, table = choice.parts
    return rows.filter((pl.col("kind") == kind) & (pl.col("table") == table))


def chosen_reports(quality: Quality, choice: Choice) -> pl.DataFrame:
    """The reports that a figure counts, those that were longest overdue first."""
    rows = within(quality.reports, choice.amphoe).filter(pl.col("state") == choice.name)
    return rows.sort("days", "code", "month", descending=[True, False, False])
