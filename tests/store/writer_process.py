"""A process that writes: `python writer_process.py create|append STORE COUNT`.

It says "ready" when everything is loaded, so that a test can kill it while it writes.
"""

import sys

from small_tables import INFO, activities, services

from lib.store.lake import Store


def main(what: str, where: str, count: int) -> None:
    tables = {"activity": activities(count), "service": services(count)}
    store = Store.open(where, read_only=False) if what == "append" else None
    print("ready", flush=True)
    if store is None:
        Store.create(where, INFO, tables)
        return
    while True:
        store.append(tables, author="writer", message="batch")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
