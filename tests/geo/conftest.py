"""Fixtures of the geo tests."""

from pathlib import Path

import pytest
from toy_country import Toy, make_toy

from geo.areas import BUILT, AreaRegistry, load_registry
from geo.build import ROOT

REAL_SOURCES = ROOT.parent / "shared" / "sources"


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """Toy sources for which every check holds."""
    return make_toy(tmp_path)


@pytest.fixture(scope="session")
def real_sources() -> Path:
    """The published sources, which are not part of the repository."""
    if not REAL_SOURCES.is_dir():
        pytest.skip(f"no published sources beside the repository ({REAL_SOURCES.name}/)")
    return REAL_SOURCES


@pytest.fixture(scope="session")
def registry() -> AreaRegistry:
    """The committed registry."""
    return load_registry(BUILT)
