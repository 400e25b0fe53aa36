"""The store in plain Python: what imports, corrections and undos must come to, row by row."""

from dataclasses import dataclass, field
from datetime import date

from lib.store.model import TABLES

Row = dict[str, object]  # the delivered fields
Key = tuple[object, ...]
# Who points to whom: table, field, the rows that do, target table, target field.
LINKS = (
    ("activity", "officer_id", None, "officer", "officer_id"),
    ("service", "activity_id", None, "activity", "activity_id"),
    ("follow_up", "subject_id", "service", "service", "service_id"),
    ("follow_up", "subject_id", "group", "occupational_group", "group_id"),
)


@dataclass
class Brought:
    """A batch: what it put into each table, and what stood there before (None: nothing)."""

    number: int
    data_date: date | None = None
    undone: bool = False
    is_undo: bool = False
    rows: dict[tuple[str, Key], Row] = field(default_factory=dict)
    before: dict[tuple[str, Key], tuple[int, Row] | None] = field(default_factory=dict)

    def counts(self, table: str) -> tuple[int, int]:
        """New and changed rows of a table."""
        found = [was for (name, _), was in self.before.items() if name == table]
        return sum(was is None for was in found), sum(was is not None for was in found)


class PlainStore:
    """Tables as dictionaries; every row knows the number of the batch that it comes from."""

    def __init__(self, data_date: date) -> None:
        self.first_date = data_date
        self.tables: dict[str, dict[Key, tuple[int, Row]]] = {name: {} for name in TABLES}
        self.batches: list[Brought] = []

    def append(self, tables: dict[str, list[Row]], data_date: date | None) -> Brought | None:
        """The batch, or None when nothing changed."""
        batch = Brought(len(self.batches) + 1, data_date)
        for name, rows in tables.items():
            for row in rows:
                key = tuple(row[part] for part in TABLES[name].key)
                was = self.tables[name].get(key)
                empty = dict.fromkeys(TABLES[name].names)
                merged = (was[1] if was else empty) | row
                if was is None or merged != was[1]:
                    batch.rows[name, key] = merged
                    batch.before[name, key] = was
        if not batch.rows and (data_date is None or data_date <= self.data_date):
            return None
        for (name, key), row in batch.rows.items():
            self.tables[name][key] = (batch.number, row)
        self.batches.append(batch)
        return batch

    @property
    def data_date(self) -> date:
        told = [b.data_date for b in self.batches if b.data_date and not b.undone]
        return max([self.first_date, *told])

    def blockers(self, batch: Brought) -> set[tuple[int, str]]:
        """Number and reason of each later batch that stands on one."""
        later = [b for b in self.batches[batch.number :] if not (b.undone or b.is_undo)]
        found = {
            (other.number, "corrected")
            for other in later
            if any(was and was[0] == batch.number for was in other.before.values())
        }
        for table, column, subject, target, target_column in LINKS:
            new = {key for (name, key), was in batch.before.items() if name == target and not was}
            remaining = {
                row[target_column]
                for key, (_, row) in self.tables[target].items()
                if key not in new
            }
            lost = {batch.rows[target, key][target_column] for key in new} - remaining
            for other in later:
                for (name, _), row in other.rows.items():
                    points = subject is None or row.get("subject") == subject
                    if name == table and points and row[column] in lost:
                        found.add((other.number, "refers"))
        return found

    def undo(self, batch: Brought) -> None:
        for (name, key), was in batch.before.items():
            if was is None:
                del self.tables[name][key]
            else:
                self.tables[name][key] = was
        batch.undone = True
        self.batches.append(Brought(len(self.batches) + 1, is_undo=True))
