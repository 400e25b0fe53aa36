"""An older program: the same code with a model that lacks a field, in a process of its own.

    python older_program.py ROOT-OF-THAT-PROGRAM VAR

ROOT has its own data/tables.toml; the other data are those of this program.
"""

import sys
from pathlib import Path

import lib.settings

lib.settings.ROOT = Path(sys.argv[1])

import polars as pl  # noqa: E402

from lib.store.lake import Store, StoreInfo  # noqa: E402
from lib.store.model import TABLES  # noqa: E402
from lib.store.place import Folder  # noqa: E402
from lib.store.rewriting import in_lake  # noqa: E402
from lib.store.writer import transaction  # noqa: E402

if __name__ == "__main__":
    from datetime import date

    assert "channel" not in TABLES["activity"].names
    assert "situation" not in TABLES
    info = StoreInfo(False, date(2026, 6, 30), "older", "f0")
    rows = pl.DataFrame(
        {
            "activity_id": [f"A{n}" for n in range(40)], "date": [date(2026, 6, 1)] * 40,
            "tambon_code": ["940101"] * 40, "mission": ["labour"] * 40, "work_level": ["2"] * 40,
            "activity_type": ["mobile_service"] * 40, "participants_male": [1] * 40,
            "participants_female": [2] * 40,
        }
    )  # fmt: skip
    with Store.create(Path(sys.argv[2]) / "store", info, {"activity": rows}) as store:
        changed = rows.head(5).with_columns(participants_male=pl.lit(9))
        store.append({"activity": changed}, author="a", message="changed")
    with transaction(Folder(Path(sys.argv[2]) / "store")) as connection:
        connection.execute(f"ALTER TABLE {in_lake('batch')} DROP COLUMN account")
