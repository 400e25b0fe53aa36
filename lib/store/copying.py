"""Moving a store: from a folder to a shared place, back, or to another folder."""

from pathlib import Path

from lib.store.lake import Store
from lib.store.model import TABLES
from lib.store.place import Folder, Place, built_beside, place_of
from lib.store.schema import REPLACED_BY, all_columns, replaced
from lib.store.writer import make_tables, set_message, transaction


def copy_store(source: Store, target: Path | str | Place) -> Store:
    """Make a store at `target` with all rows and imports of the newest version of `source`.

    Others see all of it or nothing. Imports keep their ids, authors and times, and can be undone
    in the copy too; versions before the newest do not come along. Gives the copy, open for
    writing. Raises StoreError when there is a store at `target` or, for a shared one, when its
    folder is not empty.
    """
    place = place_of(target)
    if isinstance(place, Folder):
        with built_beside(place.folder) as building:
            _fill(source.place, Folder(building))
    else:
        _fill(source.place, place)
    return Store.open(place, read_only=False)


def _fill(source: Place, target: Place) -> None:
    with transaction(target, source.extension, new=True) as connection:
        source.attach_lake(connection, read_only=True, alias="source")
        make_tables(connection)
        parts = dict.fromkeys(TABLES, "batch_id") | dict.fromkeys(
            map(replaced, TABLES), REPLACED_BY
        )
        for table, columns in all_columns().items():
            listed = ", ".join(f'"{column}"' for column in columns)
            stored = f'source.main."{table}"'
            copy = f'INSERT INTO lake.main."{table}" SELECT {listed} FROM {stored}'
            if table not in parts:
                connection.execute(copy)
                continue
            # One file a table and import, as imports make them.
            imports = f"SELECT DISTINCT {parts[table]} FROM {stored} ORDER BY 1"
            for batch in connection.execute(imports).fetchall():
                connection.execute(f"{copy} WHERE {parts[table]} = ?", batch)
        set_message(connection, "program", f"Copy of {source}")
