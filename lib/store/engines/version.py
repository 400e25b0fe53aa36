"""What an engine is, and what it is told of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import duckdb
import pyarrow as pa
from sqlglot import exp

from lib.store.catalog import TableFiles


@dataclass(frozen=True)
class Version:
    """One version of a store: its tables in their files, and the names of the reference tables.

    `lake` is the same for all versions of a store (and copies of its folder); `content` tells
    this one from all others, those of copies and of other reference tables too. Both are eight
    hexadecimal digits.
    """

    number: int
    lake: str
    content: str
    tables: Mapping[str, TableFiles]
    references: tuple[str, ...]

    @property
    def name(self) -> str:
        """A name for what an engine makes of this version, fit for a schema."""
        return f"labour_{self.lake}_{self.number}_{self.content}"

    @property
    def names(self) -> tuple[str, ...]:
        """All tables that a statement can name."""
        return (*self.tables, *self.references)


class Column(NamedTuple):
    """A column of an answer, as DuckDB would give it."""

    name: str
    type: str


class Engine(Protocol):
    """What computes answers outside the program; safe to share between threads."""

    def run(
        self,
        cursor: duckdb.DuckDBPyConnection,
        version: Version,
        query: exp.Query,
        columns: Sequence[Column],
    ) -> pa.Table:
        """The rows of a query, with these columns in this order, whatever they are called.

        On the cursor plain names mean the version.
        """

    def close(self) -> None:
        """Let go of what is held for the store."""
