"""What the tests share: one sample store for the whole session, whichever worker asks first."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.access.scope import Scope
from lib.opening import open_store
from lib.settings import Settings
from lib.store.lake import Store

MAIN = sys.modules["__main__"]


def pytest_runtest_setup() -> None:
    """Streamlit's tests leave their script as the main module; a process that a test starts would
    run it.
    """
    sys.modules["__main__"] = MAIN


@pytest.fixture(scope="session", autouse=True)
def own_var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A VAR of the test session's own, shared by its workers; DATA, STORE and ENGINE are unset."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "var"
    before = {name: os.environ.pop(name, None) for name in ("VAR", "DATA", "STORE", "ENGINE")}
    os.environ["VAR"] = str(folder)
    yield folder
    del os.environ["VAR"]
    os.environ.update({name: value for name, value in before.items() if value is not None})


@pytest.fixture(scope="session")
def settings(own_var: Path) -> Settings:
    return Settings.from_environment()


@pytest.fixture(scope="session")
def store(settings: Settings) -> Store:
    """The sample store, opened for reading."""
    return open_store(settings)


@pytest.fixture(scope="session")
def scope() -> Scope:
    return Scope.everything()
