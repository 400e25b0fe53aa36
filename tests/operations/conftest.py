"""One place of data for all tests of a worker; each works on a copy of its own."""

from pathlib import Path

import pytest
from operated import copied, make_place

from lib.settings import Settings


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A place that nobody writes to."""
    return make_place(tmp_path_factory.mktemp("made"))


@pytest.fixture
def place(made: Settings, tmp_path: Path) -> Settings:
    """A copy of the place."""
    return copied(made, tmp_path / "here")
