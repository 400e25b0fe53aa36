"""Which store is shown: the folder DATA, the store STORE or var/store, else the sample.

Stores made here lie in folders named after the fingerprint of what they were made from, so that
a change makes another store, and what others still read stays in place until they are done.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.imports.fingerprint import files_fingerprint, folder_fingerprint
from lib.imports.folder import FolderRefused, load_folder, not_a_folder
from lib.imports.persons import hash_persons, person_secret
from lib.settings import ROOT, Settings
from lib.store.findings import Findings
from lib.store.lake import Store, StoreInfo
from lib.store.locks import exclusive, hold_shared, is_held
from lib.store.place import CATALOG_NAME, IN_USE

SAMPLE_LABEL = "sample"
# The persons of the sample do not exist; a secret that all know makes it the same everywhere.
SAMPLE_SECRET = b"sample"


def open_store(settings: Settings) -> Store:
    """The store of these settings, for reading; DATA and the sample are made ready when needed.

    Raises FolderRefused with the findings when DATA does not pass the checks (also when an
    earlier state of the folder did), StoreMissing when STORE is not a store. A folder var/store
    without a catalogue is none: the sample is shown. Whichever it is, its figures are computed by
    the engine that ENGINE names; ServerUnreachable or EngineMissing when it does not answer.
    """
    if settings.data is not None:
        return _folder_store(settings, settings.data)
    if settings.store is not None:
        return Store.open(settings.store, engine=settings.engine)
    if (real := real_store(settings)) is not None:
        return Store.open(real, engine=settings.engine)
    return sample_store(settings.var / "sample", engine=settings.engine)


def real_store(settings: Settings) -> Path | None:
    """The folder of the store that imports of real data have made, if they have."""
    folder = settings.var / "store"
    return folder if (folder / CATALOG_NAME).is_file() else None


def sample_store(place: Path, scale: float = 1.0, engine: str = "") -> Store:
    """The store of simulated data under `place`, generated when it is missing or out of date."""

    def make(folder: Path) -> Store:
        """The store in a folder that is not there yet."""
        from lib.sample import DATA_DATE, generate  # noqa: PLC0415 (slow, and rarely needed)

        info = StoreInfo(True, DATA_DATE, SAMPLE_LABEL, folder.name)
        tables = hash_persons(generate(scale=scale), SAMPLE_SECRET)
        return Store.create(folder, info, tables, message="Sample data")

    return _ready(place / f"{_sample_fingerprint()}-{scale:g}", make, engine)


def _folder_store(settings: Settings, data: Path) -> Store:
    def make(_: Path) -> Store:
        """The store of what the folder holds now; raises FolderRefused with all findings."""
        loaded = load_folder(data, person_secret(settings))
        if loaded.findings or loaded.info is None:
            raise FolderRefused(data, loaded.findings)
        # Named by what was read, should the files have changed since the fingerprint was taken.
        folder = place / loaded.info.fingerprint
        if folder.exists():
            return Store.open(folder)
        return Store.create(folder, loaded.info, loaded.tables, message=f"Folder {data.name}")

    if (missing := not_a_folder(data)) is not None:
        raise FolderRefused(data, Findings((missing,)))
    place = settings.var / "data" / hashlib.blake2b(str(data.resolve()).encode()).hexdigest()[:16]
    return _ready(place / folder_fingerprint(data), make, settings.engine)


def _ready(folder: Path, make: Callable[[Path], Store], engine: str) -> Store:
    """The store of a folder, made first when it is missing; of several processes one makes it.

    It is opened under the lock too: nobody sweeps a store away between the look and the opening.
    """
    lock = folder.parent / "making.lock"
    with _shared(lock):
        if folder.exists():
            return Store.open(folder, engine=engine)
    with exclusive(lock):
        if not folder.exists():
            _sweep(folder.parent)
            with make(folder) as made:
                return Store.open(made.folder, engine=engine)
        return Store.open(folder, engine=engine)


@contextmanager
def _shared(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    handle = hold_shared(lock)
    try:
        yield
    finally:
        os.close(handle)


def _sweep(place: Path) -> None:
    """Delete what killed makers left, and stores that nobody reads; the lock is held."""
    for old in place.iterdir():
        if old.is_dir() and not is_held(old / IN_USE):
            gone = old if old.name.startswith(".") else old.rename(place / f".{old.name}.old")
            shutil.rmtree(gone)


def _sample_fingerprint() -> str:
    built = ROOT / "data" / "built"
    sources = [*(ROOT / "lib" / "sample").glob("*.py"), ROOT / "lib" / "periods.py"]
    areas = [*built.glob("*.csv"), built / "layers" / "web.json"]
    return files_fingerprint([*sources, *areas])
