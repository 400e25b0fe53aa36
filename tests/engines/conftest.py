"""A server for the session, a new database for each test, and a small sample store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import NO_POSTGRESQL, Server, postgresql_programs, running

from lib.opening import sample_store
from lib.store.lake import Store


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip(NO_POSTGRESQL)
    with running(programs) as started:
        yield started


@pytest.fixture
def database(server: Server) -> str:
    """Address of an empty database."""
    return server.new_database()


@pytest.fixture(scope="session")
def small(own_var: Path) -> Store:
    """A twentieth of the sample, computed by the program itself."""
    return sample_store(own_var / "small", scale=0.05)
