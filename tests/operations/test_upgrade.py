"""A store of an older model is brought to the form of this one, all of it or nothing."""

import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from operated import EVERYTHING, ROOT, killed_at, settings_at

from lib.commands import run
from lib.operations.archive import read_archive
from lib.operations.backup import back_up
from lib.operations.places import OperationRefused
from lib.operations.restore import restore
from lib.settings import Settings
from lib.store.engine import connect
from lib.store.errors import StoreMismatch
from lib.store.lake import Store
from lib.store.place import Folder
from lib.store.rebuilding import reading
from lib.store.schema import all_columns
from lib.store.upgrading import Step, form_at, steps, upgrade
from lib.store.writer import transaction

OLDER = Path(__file__).with_name("older_program.py")
PLAIN = re.compile(r"^channel = .*\n", re.MULTILINE)
TABLE = re.compile(r"^\[situation\]\n.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
FIELDS = re.compile(r"^\[situation\.fields\]\n.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def older_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """VAR as a program left it whose model had no channel of activities and no situations."""
    folder = tmp_path_factory.mktemp("older")
    data = folder / "program" / "data"
    data.mkdir(parents=True)
    for one in (ROOT / "data").iterdir():
        if one.name != "tables.toml":
            (data / one.name).symlink_to(one)
    text = (ROOT / "data" / "tables.toml").read_text(encoding="utf-8")
    for pattern in (PLAIN, FIELDS, TABLE):
        assert pattern.search(text)
        text = pattern.sub("", text)
    (data / "tables.toml").write_text(text, encoding="utf-8")
    subprocess.run(
        [sys.executable, str(OLDER), str(folder / "program"), str(folder / "var")],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True, timeout=120,
    )  # fmt: skip
    return folder / "var"


@pytest.fixture
def older(older_made: Path, tmp_path: Path) -> Settings:
    import shutil

    shutil.copytree(older_made, tmp_path / "here" / "var")
    return settings_at(tmp_path / "here")


def rows_of(settings: Settings) -> list[tuple[object, ...]]:
    with reading(Folder(settings.var / "store")) as connection:
        return connection.execute(
            "SELECT activity_id, participants_male, batch_id FROM lake.main.activity ORDER BY ALL"
        ).fetchall()


def test_a_new_program_says_what_to_do(older: Settings) -> None:
    with pytest.raises(StoreMismatch, match="python -m lib upgrade"):
        Store.open(older.var / "store")


def test_upgraded_it_opens_with_all_rows_and_history(older: Settings) -> None:
    before = rows_of(older)
    done = upgrade(Folder(older.var / "store"), "test")
    assert {(one.table, one.added, one.new) for one in done if not one.new} == {
        ("activity", ("channel",), False),
        ("replaced_activity", ("channel",), False),
        ("batch", ("account",), False),
    }
    assert {one.table for one in done if one.new} == {"situation", "replaced_situation"}
    assert rows_of(older) == before
    with Store.open(older.var / "store", read_only=False) as store:
        channels = store.query("SELECT DISTINCT channel FROM activity", EVERYTHING)
        assert channels["channel"].isna().all()
        male = "SELECT sum(participants_male) AS n FROM activity"
        assert store.query(male, EVERYTHING)["n"][0] == 40 + 5 * 8
        rows = pl.DataFrame({"activity_id": ["A7"], "channel": ["mobile"]})
        full = rows.join(
            store.rows("SELECT * EXCLUDE (channel, batch_id, amphoe_code, province_code) "
                       "FROM activity", EVERYTHING), on="activity_id",
        )  # fmt: skip
        assert {one.account for one in store.batches()} == {""}
        store.append({"activity": full}, author="a", message="with the new field", account="b")
        assert store.batches()[0].account == "b"
        changed = next(one for one in store.batches() if one.message == "changed")
        store.undo(changed.batch_id, author="test")
        assert store.query(male, EVERYTHING)["n"][0] == 40
    assert upgrade(Folder(older.var / "store"), "test") == []


def test_upgraded_tables_are_plain_files(older: Settings) -> None:
    """What DuckDB and Spark read without asking the lake; older files would not be."""
    from lib.store import catalog

    place = Folder(older.var / "store")
    upgrade(place, "test")
    with connect(place.extension) as connection:
        place.attach_catalog(connection)
        files = catalog.files_at(connection, place, catalog.newest(connection, place))
    assert all(one.plain for one in files.values())
    assert len(files["activity"].paths) == 2  # one a batch
    assert set(files) == set(all_columns())


@pytest.mark.parametrize(
    "step",
    [
        "before lib.store.upgrading.rebuild",
        "after lib.store.upgrading.rebuild",
        "before lib.store.upgrading.set_message",
        "before lib.store.writer._commit",
    ],
)
def test_killed_it_is_the_older_store_still(older: Settings, step: str) -> None:
    before, form = rows_of(older), form_at(Folder(older.var / "store"))
    call = (
        "from lib.store.upgrading import *; from lib.store.place import Folder\n"
        "upgrade(Folder(Path(sys.argv[1])), 'killed')"
    )
    killed_at(step, call, str(older.var / "store"))
    assert form_at(Folder(older.var / "store")) == form
    assert rows_of(older) == before
    assert upgrade(Folder(older.var / "store"), "test")
    assert rows_of(older) == before


def changed_by(older: Settings, statement: str) -> None:
    with transaction(Folder(older.var / "store")) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE lake.main.activity ADD COLUMN later VARCHAR", "newer program"),
        ("CREATE TABLE lake.main.later (a VARCHAR)", "newer program"),
        ("ALTER TABLE lake.main.activity RENAME COLUMN village_no TO village", "newer program"),
        ("ALTER TABLE lake.main.activity ALTER village_no TYPE BIGINT", "something else"),
        ("ALTER TABLE lake.main.activity DROP COLUMN mission", "mission"),
    ],
)
def test_what_can_not_be_known_is_refused(older: Settings, statement: str, said: str) -> None:
    changed_by(older, statement)
    form = form_at(Folder(older.var / "store"))
    with pytest.raises(StoreMismatch, match=said):
        upgrade(Folder(older.var / "store"), "test")
    assert form_at(Folder(older.var / "store")) == form


def test_steps_of_the_form_of_this_program_are_none() -> None:
    assert steps(all_columns()) == []
    turned = {name: dict(reversed(columns.items())) for name, columns in all_columns().items()}
    assert all(step == Step(step.table, ()) for step in steps(turned))


def test_an_older_backup_is_upgraded_as_it_is_restored(older: Settings, tmp_path: Path) -> None:
    before = rows_of(older)
    archive = back_up(older, tmp_path / "older.tar.gz", who="test").file
    there = settings_at(tmp_path / "there")
    done = restore(there, archive, who="test")
    assert {one.table for one in done.steps} >= {"activity", "situation"}
    assert rows_of(there) == before
    with Store.open(there.var / "store") as store:
        assert len(store.batches()) == 2


def test_a_backup_of_a_newer_store_is_refused(older: Settings, tmp_path: Path) -> None:
    changed_by(older, "ALTER TABLE lake.main.activity ADD COLUMN later VARCHAR")
    archive = back_up(older, tmp_path / "newer.tar.gz", who="test").file
    there = settings_at(tmp_path / "there")
    with pytest.raises(StoreMismatch, match="newer program"):
        restore(there, archive, who="test")
    assert not there.var.exists()


def test_on_the_command_line(
    older: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("VAR", str(older.var))
    assert run(["upgrade", "--dry-run"]) == 0
    assert "activity gets channel" in capsys.readouterr().out
    assert run(["upgrade"]) == 1
    assert "--backup FILE does both" in capsys.readouterr().err
    with pytest.raises(StoreMismatch):
        Store.open(older.var / "store")
    assert run(["upgrade", "--backup", str(tmp_path / "before.tar.gz")]) == 0
    capsys.readouterr()
    assert read_archive(tmp_path / "before.tar.gz").store is not None
    assert run(["upgrade"]) == 0
    assert "already" in capsys.readouterr().out


def test_there_is_nothing_to_upgrade_under_data(tmp_path: Path) -> None:
    from lib.operations.places import store_place

    with pytest.raises(OperationRefused, match="look after them where they are"):
        store_place(Settings(var=tmp_path, data=tmp_path))
