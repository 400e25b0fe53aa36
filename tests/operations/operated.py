"""A place of data as a machine in use has it, small: a store with batches, accounts, briefings."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import polars as pl

from geo.codes import Level
from lib.access.gate import Gate
from lib.access.scope import Role, Scope
from lib.exports.shelf import Kept, Shelf
from lib.imports.persons import hash_persons, person_secret
from lib.indicators.evaluate import Question, evaluate
from lib.periods import Period
from lib.sample import DATA_DATE, generate
from lib.settings import Settings
from lib.store.lake import Store, StoreInfo

ROOT = Path(__file__).parents[2]
SCALE = 0.02
EVERYTHING = Scope.everything()
DAYS = Period(date(2025, 10, 1), date(2026, 6, 30))
ASKED = ("people_served", "groups_active", "follow_up_rate", "needs_open", "women_share")
OLD_DAY = date(2018, 5, 3)


def settings_at(folder: Path) -> Settings:
    """The settings of a place whose VAR is in a folder, the secrets beside it."""
    return Settings(var=folder / "var")


def service(number: int, day: date, key: str = "") -> dict[str, object]:
    return {
        "service_id": f"N-S{number:05}",
        "date": day,
        "tambon_code": "940101",
        "person_key": key or f"{number:032x}",
        "sex": "female",
        "age_group": "60+",
        "service_type": "job_placement",
    }


def make_place(folder: Path) -> Settings:
    """A place with a first load, an import that corrects rows, and an administrator."""
    settings = settings_at(folder)
    tables = hash_persons(generate(scale=SCALE), person_secret(settings))
    info = StoreInfo(False, DATA_DATE, "offices", "f0")
    with Store.create(settings.var / "store", info, tables) as store:
        corrected = tables["service"].head(50).with_columns(age_group=pl.lit("60+"))
        store.append({"service": corrected}, author="อ. สมมติ", message="corrected.xlsx")
        added = pl.DataFrame([service(n, date(2026, 6, 1)) for n in range(30)])
        store.append({"service": added}, author="อ. สมมติ", message="added.xlsx")
    gate = Gate(settings)
    password = gate.accounts.add("somchai", "สมชาย", Scope(Role.PLANNER, ("94",)), by="test")
    (settings.var / "password").write_text(password)
    Shelf(settings.var / "briefings").keep(
        Kept("", "รายเดือน", "?x=1", datetime(2026, 6, 1, tzinfo=UTC), "สมชาย", False)
    )
    (settings.var / "desk").mkdir()
    (settings.var / "desk" / "checks.jsonl").write_text('{"at": 1}\n{"half of a li')
    (settings.var / "protected").mkdir()
    (settings.var / "protected" / "cube.parquet").write_bytes(b"made again")
    return settings


def copied(settings: Settings, folder: Path) -> Settings:
    """The same place in another folder."""
    shutil.copytree(settings.var.parent, folder, dirs_exist_ok=True)
    return replace(settings, var=folder / settings.var.name)


def figures(settings: Settings) -> dict[str, pd.DataFrame]:
    """Figures of several indicators over the store of a place."""
    with Store.open(settings.var / "store") as store:
        return {code: evaluate(store, EVERYTHING, _question(code)) for code in ASKED}


def _question(code: str) -> Question:
    return Question(indicator=code, level=Level.AMPHOE, period=DAYS)


def same_figures(one: Mapping[str, pd.DataFrame], other: Mapping[str, pd.DataFrame]) -> None:
    for code in ASKED:
        pd.testing.assert_frame_equal(one[code], other[code])
        assert one[code]["value"].notna().any()


def services_of(settings: Settings) -> int:
    with Store.open(settings.var / "store") as store:
        return int(store.query("SELECT count(*) AS n FROM service", EVERYTHING)["n"][0])


def killed_at(step: str, call: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a call in a process that is killed (kill -9) as it comes to a step.

    `step` is "before module.function" or "after module.function".
    """
    when, name = step.split()
    module, function = name.rsplit(".", 1)
    code = (
        f"import os, signal, sys, {module} as target\n"
        "from pathlib import Path\n"
        "from operated import *\n"
        "from lib.operations.backup import back_up\n"
        "from lib.operations.restore import restore\n"
        f"real = target.{function}\n"
        "def once(*given, **named):\n"
        f"    if {when == 'before'}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    real(*given, **named)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"target.{function} = once\n"
        f"{call}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{Path(__file__).parent}"},
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done


def months_ago(months: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=31 * months)
