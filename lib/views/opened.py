"""The store of this process, opened once; all screens read it."""

import streamlit as st

from lib.opening import open_store, real_store
from lib.settings import Settings
from lib.store.lake import Store

_ONCE: list[bool] = []  # filled when the store has been opened for the first time


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this process; the first call makes the sample or loads DATA if need be."""
    opened = open_store(Settings.from_environment())
    _ONCE.append(True)
    return opened


def ready() -> bool:
    """Whether the store has been opened, so that asking for it does not take long."""
    return bool(_ONCE)


def refresh() -> None:
    """Change over to the store of real data when the first import has made one."""
    settings = Settings.from_environment()
    real = real_store(settings) if settings.data is None and settings.store is None else None
    if real is not None and store().folder != real:
        store.clear()
