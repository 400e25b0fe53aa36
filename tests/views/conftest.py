"""What the tests of the screens share."""

from collections.abc import Iterator

import pytest
import streamlit as st

from lib.store.lake import Store


@pytest.fixture
def own_store(store: Store) -> Iterator[None]:
    """The sample store of the session is there before the screen asks for it."""
    assert store.info.simulated
    yield
    st.cache_data.clear()
