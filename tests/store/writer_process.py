"""A process that writes: `python writer_process.py create|append STORE COUNT`.

It says "ready" when everything is loaded, so that a test can kill it while it writes.
"""

import itertools
import secrets
import sys

import polars as pl
from small_tables import INFO, activities, services

from lib.store.lake import Store


def main(what: str, where: str, count: int) -> None:
    own = secrets.token_hex(4)

    def tables(number: int) -> dict[str, pl.DataFrame]:
        """Rows that no other batch has, of no other writer."""
        return {
            "activity": activities(count, f"SIM-{own}-{number}-"),
            "service": services(count, f"SIM-{own}-{number}-"),
        }

    first = tables(0)
    store = Store.open(where, read_only=False) if what == "append" else None
    print("ready", flush=True)
    if store is None:
        Store.create(where, INFO, first)
        return
    for number in itertools.count():
        store.append(tables(number), author="writer", message="batch")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
