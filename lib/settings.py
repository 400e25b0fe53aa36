"""Where things are: the repository, and the folders that the environment may move.

DATA   a folder of CSV files to show instead of a store
STORE  the folder of a store to open instead of the default one
VAR    where the program writes (default: `var` beside app.py)
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """Folders of one run; `data` and `store` are None unless the environment names them."""

    var: Path = ROOT / "var"
    data: Path | None = None
    store: Path | None = None
    root: Path = ROOT

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read DATA, STORE and VAR; an empty variable counts as absent.

        Raises ValueError when both DATA and STORE are given: only one can be shown.
        """
        data, store, var = (_folder(environment.get(name)) for name in ("DATA", "STORE", "VAR"))
        if data and store:
            raise ValueError(
                f"Both DATA ({data}) and STORE ({store}) are set, and one can be shown at a time: "
                "unset one of them."
            )
        return cls(var=var or ROOT / "var", data=data, store=store)


def _folder(text: str | None) -> Path | None:
    return Path(text).expanduser().absolute() if text and text.strip() else None


def read_settings() -> Settings:
    """The settings of this process, from its environment."""
    return Settings.from_environment()
