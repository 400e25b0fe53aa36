"""A folder of CSV files as one load: all of it is in order, or nothing is taken.

The files are named after the tables (`activity.csv`, ...); `dataset.toml` beside them may give
`data_date = 2026-06-30`, the day up to which they report, `simulated = true`, and notes.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from lib.imports.csvfile import read_csv
from lib.imports.fingerprint import DATASET_FILE, combine, digest, table_files
from lib.imports.origin import any_simulated, mixed, reach
from lib.imports.persons import hash_persons
from lib.store.check import Delivered, check_table
from lib.store.codelists import Language
from lib.store.errors import StoreError
from lib.store.findings import Findings, Group, phrase, report
from lib.store.lake import StoreInfo
from lib.store.model import TABLES
from lib.store.personal import mask
from lib.store.references import check_references

TIME_ZONE = ZoneInfo("Asia/Bangkok")
DATASET_KEYS = ("data_date", "simulated", "note_thai", "note_english")


@dataclass(frozen=True)
class LoadedFolder:
    """The tables of a folder, ready to be stored, or the findings that keep them out.

    With findings there are no tables and no information.
    """

    tables: Mapping[str, pl.DataFrame]
    findings: Findings
    info: StoreInfo | None


class FolderRefused(StoreError):
    """A folder with findings; the message is the report in Thai, then in English."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        self.folder = folder
        self.findings = findings
        super().__init__(f"{self.report('th')}\n\n{self.report('en')}")

    def report(self, lang: Language) -> str:
        """All kinds of finding with their first examples, under a line that says how many."""
        count = len(self.findings)
        kind = "refused_one" if count == 1 else "refused_many"
        head = phrase(kind, lang, folder=str(self.folder), count=f"{count:,}")
        return f"{head}\n{report(self.findings, lang)}"


@dataclass(frozen=True)
class _Dataset:
    data_date: date | None = None
    simulated: bool | None = None
    findings: Findings = field(default_factory=Findings)


def load_folder(folder: Path, secret: bytes, today: date | None = None) -> LoadedFolder:
    """Read and check every table of a folder; person keys come out hashed with `secret`.

    `today` (default: today in Thailand) bounds the dates of real data. Raises nothing about the
    files: whatever is wrong with them is in the findings.
    """
    if (missing := not_a_folder(folder)) is not None:
        return _refuse(missing)
    delivered, digests, groups = _read_tables(folder)
    if groups:
        return _refuse(*groups)
    last_day = today or datetime.now(TIME_ZONE).date()
    some = any_simulated(list(delivered.values()))
    dataset = _read_dataset(folder, digests, None if some else last_day)
    simulated = some or bool(dataset.simulated)
    findings = dataset.findings + _origin(delivered, simulated, dataset.simulated)
    checked = {
        name: check_table(one, today=None if simulated else last_day)
        for name, one in delivered.items()
    }
    for one in checked.values():
        findings += one.findings
    findings += check_references(list(checked.values()))
    if findings:
        return LoadedFolder({}, findings, None)
    tables = hash_persons({name: one.frame for name, one in checked.items()}, secret)
    data_date = dataset.data_date or reach(list(checked.values())) or last_day
    info = StoreInfo(simulated, data_date, folder.name, combine(digests))
    return LoadedFolder(tables, findings, info)


def not_a_folder(folder: Path) -> Group | None:
    """What to say of a folder that is not there or is a file, None when it is one."""
    if folder.is_dir():
        return None
    kind = "folder_is_file" if folder.exists() else "folder_missing"
    facts = {"folder": str(folder), "parent": str(folder.parent)}
    return Group(folder.name, kind, facts=facts)


def _read_tables(folder: Path) -> tuple[dict[str, Delivered], dict[str, str], list[Group]]:
    """Delivered tables by name, digests by file name, and what keeps files from being read."""
    delivered: dict[str, Delivered] = {}
    digests: dict[str, str] = {}
    groups: list[Group] = []
    files = table_files(folder)
    for path in files:
        table = TABLES.get(path.stem.lower())
        if table is None:
            groups.append(_unknown_file(path))
            continue
        if table.name in delivered:
            groups.append(Group(path.name, "same_table", facts={"table": table.name}))
            continue
        try:
            data = path.read_bytes()
        except OSError as error:
            facts = {"reason": error.strerror or type(error).__name__}
            groups.append(Group(path.name, "unreadable_file", facts=facts))
            continue
        digests[path.name] = digest(data)
        one = read_csv(path.name, table, data)
        if isinstance(one, Group):
            groups.append(one)
        else:
            delivered[table.name] = one
    if not files:
        facts = {"folder": str(folder), "valid": _file_names()}
        groups.append(Group(folder.name, "no_tables", facts=facts))
    return delivered, digests, groups


def _unknown_file(path: Path) -> Group:
    spellings = {spelling: name for name in TABLES for spelling in (name, TABLES[name].thai)}
    near = difflib.get_close_matches(path.stem.lower(), spellings, n=1, cutoff=0.5)
    facts = {"valid": _file_names(), "hint": f"{spellings[near[0]]}.csv" if near else ""}
    return Group(path.name, "unknown_file", facts=facts)


def _file_names() -> str:
    return ", ".join(f"{name}.csv" for name in TABLES)


def _read_dataset(folder: Path, digests: dict[str, str], last_day: date | None) -> _Dataset:
    """What dataset.toml says, if it is there; its digest is added to `digests`."""
    file = folder / DATASET_FILE
    if not file.exists():
        return _Dataset()
    try:
        data = file.read_bytes()
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        facts = {"reason": type(error).__name__}
        return _Dataset(
            findings=Findings((Group(DATASET_FILE, "dataset_unreadable", facts=facts),))
        )
    digests[DATASET_FILE] = digest(data)
    return _dataset(raw, last_day)


def _dataset(raw: Mapping[str, Any], last_day: date | None) -> _Dataset:
    valid = {"valid": ", ".join(DATASET_KEYS)}
    groups = [
        Group(DATASET_FILE, "dataset_key", facts={"key": mask(key)} | valid)
        for key in raw
        if key not in DATASET_KEYS
    ]
    day = raw.get("data_date")
    is_day = type(day) is date and (last_day is None or day <= last_day)
    if day is not None and not is_day:
        groups.append(_about_dataset("dataset_date", day))
    simulated = raw.get("simulated")
    if simulated is not None and not isinstance(simulated, bool):
        groups.append(_about_dataset("dataset_simulated", simulated))
        simulated = None
    return _Dataset(day if is_day else None, simulated, Findings(tuple(groups)))


def _about_dataset(kind: str, value: object) -> Group:
    return Group(DATASET_FILE, kind, rows=None, values=pl.Series([str(value)]))


def _origin(delivered: Mapping[str, Delivered], simulated: bool, declared: bool | None) -> Findings:
    """Findings about real ids in a simulated load, or a declaration that does not hold."""
    if not simulated:
        return Findings()
    if declared is False:
        return Findings((_about_dataset("dataset_simulated", "false"),))
    return mixed(list(delivered.values()), simulated=True)


def _refuse(*groups: Group) -> LoadedFolder:
    return LoadedFolder({}, Findings(groups), None)
