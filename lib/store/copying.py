"""Moving a store: from a folder to a shared place, back, or to another folder."""

from pathlib import Path

from lib.store.lake import Store
from lib.store.model import TABLES
from lib.store.place import Folder, Place, built_beside, place_of
from lib.store.schema import lake_columns
from lib.store.writer import make_tables, set_message, transaction


def copy_store(source: Store, target: Path | str | Place) -> Store:
    """Make a store at `target` with all rows and imports of the newest version of `source`.

    Others see all of it or nothing. Imports keep their ids, authors and times; versions before
    the newest do not come along. Gives the copy, open for writing. Raises StoreError when there is
    a store at `target` or, for a shared one, when its folder is not empty.
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
        imports = connection.execute(
            "SELECT batch_id FROM source.batch ORDER BY made_on"
        ).fetchall()
        for table, columns in lake_columns().items():
            listed = ", ".join(f'"{column}"' for column in columns)
            copy = f'INSERT INTO lake.main."{table}" SELECT {listed} FROM source.main."{table}"'
            if table not in TABLES:
                connection.execute(copy)
                continue
            for number in imports:  # one file a table and import, as imports make them
                connection.execute(f"{copy} WHERE batch_id = ?", number)
        set_message(connection, "program", f"Copy of {source}")
