"""Moving a store: from a folder to a shared place, back, or to another folder."""

from pathlib import Path

from lib.store.lake import Store
from lib.store.place import Folder, Place, built_beside, place_of
from lib.store.rebuilding import Form, form_of, part_of, reading
from lib.store.rewriting import in_lake
from lib.store.schema import all_columns
from lib.store.writer import set_message, transaction


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
            _fill(source.place, Folder(building), all_columns())
    else:
        _fill(source.place, place, all_columns())
    return Store.open(place, read_only=False)


def copy_as_it_is(source: Place, folder: Path) -> dict[str, int]:
    """Make a store in a folder of the newest version of another, in whatever form that is.

    Nobody has to wait: all is read of one version while others write. Gives the number of rows by
    table. Raises StoreError when the folder exists, StoreMissing, DiskFull.
    """
    with reading(source):  # whether there is one, and it is of this DuckLake
        pass
    with built_beside(folder) as building:
        return _fill(source, Folder(building), None)


def _fill(source: Place, target: Place, form: Form | None) -> dict[str, int]:
    with transaction(target, source.extension, new=True) as connection:
        source.attach_lake(connection, read_only=True, alias="source")
        rows = {}
        for table, columns in (form or form_of(connection, "source")).items():
            made = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f"CREATE TABLE {in_lake(table)} ({made})")
            listed = ", ".join(f'"{column}"' for column in columns)
            stored, part = f'source.main."{table}"', part_of(table)
            copy = f"INSERT INTO {in_lake(table)} SELECT {listed} FROM {stored}"
            if part is None:
                connection.execute(copy)
            else:  # one file a table and import, as imports make them
                imports = f"SELECT DISTINCT {part} FROM {stored} ORDER BY 1"
                for batch in connection.execute(imports).fetchall():
                    connection.execute(f"{copy} WHERE {part} = ?", batch)
            counted = f"SELECT count(*) FROM {in_lake(table)}"
            rows[table] = int(connection.execute(counted).fetchall()[0][0])
        set_message(connection, "program", f"Copy of {source}")
    return rows
