"""How lists of single rows are cut to what a scope may see, to areas and to filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import pandas as pd

from geo.codes import Level, level_of
from lib.access.scope import Scope
from lib.indicators.filters import FILTERS, Filters


@dataclass(frozen=True)
class Cut:
    """Conditions of an SQL statement, with the values of their placeholders in order.

    The store cuts every statement to its scope (lib.store.rights); this is the second fence.
    """

    conditions: tuple[str, ...] = ()
    values: tuple[object, ...] = ()

    @classmethod
    def allowed(cls, scope: Scope, tambon: str = "tambon_code") -> Self:
        """What a scope may be told row by row: nothing unless signed in, else its own areas.

        ``tambon`` names the column with the tambon of a row.
        """
        return cls().within(scope.areas, tambon) if scope.signed_in else cls(("FALSE",))

    def also(self, condition: str, *values: object) -> Self:
        """This cut and one condition more."""
        return type(self)((*self.conditions, condition), (*self.values, *values))

    def within(self, areas: Sequence[str], tambon: str = "tambon_code") -> Self:
        """Only what lies in one of the areas; none of them, or the region among them, is all."""
        if not areas or any(level_of(code) is Level.REGION for code in areas):
            return self
        either = " OR ".join(f"{tambon} LIKE ?" for _ in areas)
        return self.also(f"({either})", *(f"{code}%" for code in areas))

    def filtered(self, filters: Filters, table: str) -> Self:
        """Only rows of ``table`` with one of the values of each filter.

        The filters are those that ``check`` let through: each value is one of its code list.
        """
        cut = self
        for name, chosen in filters:
            literals = ", ".join(f"'{value}'" for value in chosen)
            cut = cut.also(FILTERS[name].conditions[table].format(values=literals))
        return cut

    @staticmethod
    def no_rows(types: Mapping[str, str]) -> pd.DataFrame:
        """A list of nothing, for who may be told of no row: the store would refuse to look."""
        return pd.DataFrame(columns=list(types)).astype(dict(types))

    def __str__(self) -> str:
        """The conditions as they stand after a WHERE; true where there is none."""
        return " AND ".join(self.conditions) or "TRUE"
