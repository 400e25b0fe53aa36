"""The sample of the study area, made once for all tests of it."""

from collections.abc import Mapping

import polars as pl
import pytest

from lib.sample import generate


@pytest.fixture(scope="session")
def tables() -> Mapping[str, pl.DataFrame]:
    return generate()
