"""Whether what is shown is made up: then nobody signs in, and only this machine may look."""

import tomllib

from lib.settings import Settings, read_settings
from lib.store.errors import StoreError

_KNOWN: dict[Settings, bool] = {}


def simulated(settings: Settings) -> bool:
    """Whether the data are simulated, as far as is known by now; the unknown counts as real.

    Cheap enough for every request: what DATA and STORE name is not opened for it.
    """
    if settings.data is None and settings.store is None:
        from lib.opening import real_store  # noqa: PLC0415 (slow to import)

        return real_store(settings) is None
    if settings not in _KNOWN and settings == read_settings() and _is_open():
        from lib.views import opened  # noqa: PLC0415

        _KNOWN[settings] = opened.store().info.simulated
    return _KNOWN.get(settings, False)


def find_out(settings: Settings) -> bool | None:
    """Whether the data are simulated, opening what DATA or STORE names; None if it can't be."""
    if settings.data is None and settings.store is None:
        return simulated(settings)
    if settings not in _KNOWN and _declared(settings):
        _KNOWN[settings] = True
    if settings not in _KNOWN:
        from lib.opening import open_store  # noqa: PLC0415

        try:
            with open_store(settings) as store:
                _KNOWN[settings] = store.info.simulated
        except StoreError:  # the screens say what is wrong with it
            return None
    return _KNOWN[settings]


def _declared(settings: Settings) -> bool:
    """Whether the folder DATA says of itself that it is simulated; its check holds it to that."""
    if settings.data is None:
        return False
    try:
        said = tomllib.loads((settings.data / "dataset.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
    return said.get("simulated") is True


def _is_open() -> bool:
    import sys  # noqa: PLC0415

    known = sys.modules.get("lib.views.opened")
    return known is not None and known.ready()
