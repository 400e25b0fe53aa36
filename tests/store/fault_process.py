"""What writers killed at random do, and how to see whether a store is whole.

The history is a stack: import k corrects every base row of two tables to say k, and adds rows of
its own; an undo takes the newest import back. Whatever commit a reader sees, all of it must be of
the same height.
"""

import itertools
import os
import random
import resource
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from small_tables import INFO, activities, services

from lib.access.scope import Scope
from lib.store import writer
from lib.store.lake import Kind, Store

BASE, EXTRA = 400, 30
SCOPE = Scope.everything()
_STATE = f"""
    SELECT (SELECT min(participants_male) FROM activity) AS low,
           (SELECT max(participants_male) FROM activity) AS high,
           (SELECT min(service_type) FROM service) AS first_type,
           (SELECT max(service_type) FROM service) AS last_type,
           (SELECT count(*) - {BASE} FROM activity) / {EXTRA} AS activities,
           (SELECT count(*) - {BASE} FROM service) / {EXTRA} AS services,
           (SELECT count(DISTINCT activity_id) - {BASE} FROM activity) / {EXTRA} AS ids,
           (SELECT count(*) FILTER (kind = 'import') - count(*) FILTER (kind = 'undo')
            FROM batch) AS batches,
           (SELECT max(number) FROM batch) AS commits,
           (SELECT count(*) FROM batch) AS records
"""


def tables(height: int) -> dict[str, pl.DataFrame]:
    """What the import of a height brings; that of height 0 are the base rows."""
    parts = {
        "activity": [activities(BASE, "SIM-A")],
        "service": [services(BASE, "SIM-S")],
    }
    for number in range(1, height + 1):
        parts["activity"].append(activities(EXTRA, f"SIM-A{number}-"))
        parts["service"].append(services(EXTRA, f"SIM-S{number}-"))
    return {
        "activity": pl.concat(parts["activity"]).with_columns(participants_male=pl.lit(height)),
        "service": pl.concat(parts["service"]).with_columns(service_type=pl.lit(f"{height:06}")),
    }


def data_date(height: int) -> date:
    return INFO.data_date + timedelta(days=height)


def create(folder: Path) -> None:
    """A store of height 0."""
    Store.create(folder, INFO, tables(0)).close()


def height_of(store: Store) -> tuple[int, int]:
    """Number of commits and the height; asserts that all tables and records agree on it."""
    seen = store.query(_STATE, SCOPE).iloc[0]
    height = int(seen["high"])
    assert seen["low"] == height
    assert int(seen["first_type"]) == int(seen["last_type"]) == height
    assert seen["activities"] == seen["services"] == seen["ids"] == seen["batches"] == height
    assert seen["commits"] == seen["records"]
    return int(seen["commits"]), height


def climb(store: Store) -> None:
    """Import the next height."""
    _, height = height_of(store)
    store.append(
        tables(height + 1), author="a", message=f"{height + 1}", data_date=data_date(height + 1)
    )


def fall(store: Store) -> None:
    """Undo the newest import that stands, if any."""
    standing = [b for b in store.batches() if b.kind is Kind.IMPORT and b.undone_by is None]
    if standing:
        store.undo(standing[0].batch_id, author="a")


def write_until_killed(folder: str, seed: int, kept: str, ready: str) -> None:
    """Import and undo in a random order, without end; the file `ready` says when it begins."""
    writer.KEPT = kept
    chance = random.Random(seed)
    with Store.open(folder, read_only=False) as store:
        height_of(store)
        Path(ready).touch()
        for number in itertools.count():
            act = climb if number == 0 or chance.random() < 0.5 else fall
            act(store)


def write_with_little_room(folder: str, largest_file: int, said: str) -> None:
    """Try an import and an undo where no file may grow over a size; write down what was said."""
    with Store.open(folder, read_only=False) as store:
        height_of(store)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
        answers = []
        for act in (climb, fall):
            try:
                act(store)
                answers.append("stored")
            except Exception as error:
                answers.append(f"{type(error).__name__}: {error}".replace("\n", " "))
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    Path(said).write_text("\n".join(answers), encoding="utf-8")
    os._exit(0)


def import_same(folder: str, seed: int, said: str) -> None:
    """Import the same new rows as others do at the same time."""
    with Store.open(folder, read_only=False) as store:
        rows = tables(1)
        store.changes(rows)
        try:
            batch = store.append(rows, author=str(seed), message="1", data_date=data_date(1))
            Path(said).write_text("stored" if batch.stored else "the same", encoding="utf-8")
        except writer.StoreBusy:
            Path(said).write_text("busy", encoding="utf-8")
