"""Files to rows that can be stored: read, laid out, spelled, checked, compared with the store.

The screen and the command line go the same way: `prepare` says what is wrong and what would
change, and writes nothing; `lib.desk` stores what is ready.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import polars as pl

from lib.access.scope import Scope
from lib.imports.checks.coordinates import check_coordinates
from lib.imports.checks.impossible import between_tables
from lib.imports.checks.outliers import columns_compared, outliers
from lib.imports.origin import mixed, reach
from lib.imports.persons import hash_persons
from lib.imports.reading.layout import lay_out
from lib.imports.reading.source import read
from lib.imports.sheets import Answers, Question, Source
from lib.imports.spelling.normal import Normal
from lib.imports.spelling.values import normalise
from lib.imports.within import corrections_outside, rows_outside
from lib.store.batches import Counts
from lib.store.changes import Changes
from lib.store.check import Checked, Delivered, check_table
from lib.store.findings import Findings, Group
from lib.store.lake import Store
from lib.store.model import TABLES, Table
from lib.store.references import Known, check_references
from lib.store.schema import polars_type

Report = Callable[[str, int, int], None]  # stage, done, of how many; may raise to cancel
READ, CHECK, COMPARE = "read", "check", "compare"


@dataclass(frozen=True)
class Target:
    """What the rows are meant for.

    `store` is None where there is none yet; `secret` hashes person keys; `today` is the last day
    that real rows may record. Rows outside of the areas of the scope are refused, and of the
    stored ones outside nothing is shown.
    """

    store: Store | None
    simulated: bool
    secret: bytes = field(repr=False)
    today: date
    scope: Scope


@dataclass(frozen=True, eq=False)
class Prepared:
    """Files that have been read and checked.

    `delivered` is what was understood of them, for handing them back marked. `tables` are the
    typed rows by table, without findings that keep them out and open questions; otherwise there
    are none. `changes` says what storing would do, `reach` the day up to which the rows tell.
    """

    sources: tuple[Source, ...]
    delivered: tuple[Delivered, ...]
    findings: Findings
    questions: tuple[Question, ...] = ()
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    changes: Mapping[str, Changes] = field(default_factory=dict)
    reach: date | None = None

    @property
    def ready(self) -> bool:
        """Whether the rows can be stored."""
        return bool(self.tables)

    @property
    def counts(self) -> Mapping[str, Counts]:
        """What storing would do to each table; all rows are new to a store that is yet to come."""
        return {
            name: self.changes[name].counts if name in self.changes else Counts(new=rows.height)
            for name, rows in self.tables.items()
        }


def prepare(
    sources: Sequence[Source],
    target: Target,
    *,
    table: Table | None = None,
    answers: Answers | None = None,
    report: Report | None = None,
) -> Prepared:
    """Read and check files as one load: `lay`, then `check`."""
    return check(lay(sources, table=table, report=report), target, answers=answers, report=report)


@dataclass(frozen=True, eq=False)
class Laid:
    """Files as they were read: the tables found in them, all cells text, and what reading found."""

    sources: tuple[Source, ...]
    delivered: tuple[Delivered, ...]
    findings: Findings


def lay(
    sources: Sequence[Source], *, table: Table | None = None, report: Report | None = None
) -> Laid:
    """Read files and find their tables; raises nothing about them, all is in the findings.

    With `table` every sheet is taken for that one. `report` is told of each stage, and may raise
    to stop.
    """
    delivered, findings = _read(sources, table, report or _quiet)
    return Laid(tuple(sources), tuple(delivered), findings)


def check(
    laid: Laid, target: Target, *, answers: Answers | None = None, report: Report | None = None
) -> Prepared:
    """Check what was read against the target; `answers` are those to the questions of an earlier
    look.
    """
    say = report or _quiet
    sources, delivered, findings = laid.sources, laid.delivered, laid.findings
    spelled = [normalise(one, answers or {}) for one in delivered]
    questions = [asked for one in spelled for asked in one.questions]
    for one in spelled:
        findings += one.findings
    checked = _check(spelled, target, say)
    findings += _about(checked, target)
    if findings.errors or questions or not checked:
        return Prepared(sources, delivered, findings, tuple(questions))
    rows = _by_table(checked)
    tables = hash_persons(rows, target.secret)
    say(COMPARE, 0, 1)
    changes = target.store.changes(tables) if target.store else {}
    if target.store:
        findings += corrections_outside(checked, changes, target.scope, target.store)
    say(COMPARE, 1, 1)
    if findings.errors:
        return Prepared(sources, delivered, findings)
    return Prepared(sources, delivered, findings, (), tables, changes, reach(checked))


def _read(
    sources: Sequence[Source], table: Table | None, say: Report
) -> tuple[list[Delivered], Findings]:
    delivered: list[Delivered] = []
    findings = Findings()
    for number, source in enumerate(sources):
        sheets = read(source, watch=partial(_share, say, number, len(sources)))
        if isinstance(sheets, Findings):
            findings += sheets
            continue
        laid, found = lay_out(sheets, table)
        delivered += laid
        findings += found
    say(READ, 100, 100)
    return delivered, findings


def _check(spelled: Sequence[Normal], target: Target, say: Report) -> list[Checked]:
    today = None if target.simulated else target.today
    checked = []
    for number, one in enumerate(spelled):
        say(CHECK, number, len(spelled))
        found = check_table(one.delivered, today=today, leave_unknown=True)
        checked.append(replace(found, findings=one.rest(found.findings)))
    say(CHECK, len(spelled), len(spelled))
    return checked


def _about(checked: Sequence[Checked], target: Target) -> Findings:
    """What the rows have wrong by themselves, beside each other and beside the store."""
    findings = Findings(tuple(group for one in checked for group in one.findings.groups))
    findings += mixed([one.delivered for one in checked], simulated=target.simulated)
    findings += rows_outside(checked, target.scope, target.store)
    findings += check_references(checked, _stored(target.store))
    findings += Findings((*_twice(checked), *_uneven(checked)))
    findings += between_tables(checked)
    for one in checked:
        findings += check_coordinates(one)
        findings += outliers(one, _usual(one, target))
    return findings


def _stored(store: Store | None) -> Known | None:
    """What the store holds of a field; a table without rows is not asked for.

    Of all areas: an id may be referred to from elsewhere, and no more is told than that it exists.
    """
    if store is None:
        return None

    def known(target: tuple[str, str]) -> pl.Series | None:
        table, name = target
        values = store.query(f'SELECT DISTINCT "{name}" FROM "{table}"', Scope.everything())
        return pl.Series(values[name].to_list(), dtype=pl.String) if len(values) else None

    return known


def _usual(one: Checked, target: Target) -> pl.DataFrame | None:
    """The stored rows that say what is usual in a table; None where there are none.

    A warning says what is usual: it is taken from rows that may be seen.
    """
    name = one.delivered.table.name
    columns = columns_compared(name)
    if target.store is None or not columns:
        return None
    listed = ", ".join(f'"{column}"' for column in columns)
    rows = target.store.query(f'SELECT {listed} FROM "{name}"', target.scope)
    if rows.empty:
        return None
    types = {column: polars_type(TABLES[name].field(column).type) for column in columns}
    return pl.from_pandas(rows).select(pl.col(name).cast(kind) for name, kind in types.items())


def _uneven(checked: Sequence[Checked]) -> Iterator[Group]:
    """Sheets of a table that lack a column which others have: what is meant can't be told.

    A column that is not there leaves what is stored as it is, an empty cell takes it away.
    """
    for name, parts in _parts(checked).items():
        every = {column for one in parts for column in one.frame.columns}
        for one in parts:
            for column in sorted(every - set(one.frame.columns)):
                item = TABLES[name].field(column)
                facts = {"label_th": item.thai, "label_en": item.english}
                delivered = one.delivered
                yield Group(
                    delivered.file, "uneven_columns", facts=facts, sheet=delivered.sheet
                )  # fmt: skip


def _parts(checked: Sequence[Checked]) -> dict[str, list[Checked]]:
    """The sheets of each table."""
    parts: dict[str, list[Checked]] = {}
    for one in checked:
        parts.setdefault(one.delivered.table.name, []).append(one)
    return parts


def _twice(checked: Sequence[Checked]) -> Iterator[Group]:
    """Rows whose key stands in another sheet or file of the same load already."""
    for name, parts in _parts(checked).items():
        key = list(TABLES[name].key)
        whole = [one for one in parts if set(key) <= set(one.frame.columns)]
        if len(whole) > 1:
            yield from _twice_in(whole, key)


def _twice_in(parts: Sequence[Checked], key: list[str]) -> Iterator[Group]:
    keys = [
        one.frame.select(key)
        .with_row_index("at")
        .with_columns(part=pl.lit(number), row=one.delivered.rows)
        for number, one in enumerate(parts)
    ]
    together = pl.concat(keys).drop_nulls(key)
    first = together.unique(key, keep="first", maintain_order=True)
    again = together.join(first, on=key, how="inner", suffix="_first")
    again = again.filter(pl.col("part") != pl.col("part_first"))
    for (number,), rows in again.group_by("part", maintain_order=True):
        one = parts[int(str(number))]
        others = pl.Series(
            [
                _place(parts[part].delivered, row)
                for part, row in rows.select("part_first", "row_first").iter_rows()
            ]
        )
        facts = {"key": ", ".join(one.headers[name] for name in key)}
        field_ = one.delivered.table.field(key[0])
        yield one.group("double_key_elsewhere", field_, rows["at"], facts, others)


def _place(delivered: Delivered, row: int) -> str:
    place = f"{delivered.file} › {delivered.sheet}" if delivered.sheet else delivered.file
    return f"{place}:{row}"


def _by_table(checked: Sequence[Checked]) -> dict[str, pl.DataFrame]:
    """The rows of each table, those of several sheets together."""
    return {
        name: pl.concat([one.frame for one in parts], how="diagonal")
        for name, parts in _parts(checked).items()
    }


def _share(say: Report, number: int, count: int, share: float) -> None:
    """Tell how much of all files has been read, in per cent; what `say` raises stops it."""
    say(READ, round(100 * (number + share) / count), 100)


def _quiet(*_: object) -> None:
    """Nobody is told."""
