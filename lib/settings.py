"""Where things are: the repository, and what the environment may move.

DATA    a folder of CSV files to show instead of a store
STORE   the store to open instead of the default one: its folder, or the address of a shared one
        (postgresql://user@host:port/database?files=/shared/folder)
ENGINE  what computes the figures: empty for the program itself, or the address of a PostgreSQL
        server (postgresql://user@host:port/database) or of Spark (spark://host:port, local[2])
VAR     where the program writes (default: `var` beside app.py)
SECRETS where its secrets are, apart from the data (default: the folder `secrets` beside VAR)
ACCESS  a file laid over data/access.toml: who may come in, and how
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """Places of one run; `data` and `store` are None unless the environment names them."""

    var: Path = ROOT / "var"
    data: Path | None = None
    store: Path | str | None = None
    root: Path = ROOT
    engine: str = ""
    access: Path | None = None
    own_secrets: Path | None = None

    @property
    def secrets(self) -> Path:
        """The folder of the secrets: outside of what is written, so that no copy takes it along."""
        return self.own_secrets or self.var.parent / "secrets"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read DATA, STORE, ENGINE, VAR, SECRETS and ACCESS; an empty variable counts as absent.

        Raises ValueError when both DATA and STORE are given: only one can be shown.
        """
        data, var = (_folder(environment.get(name)) for name in ("DATA", "VAR"))
        secrets, access = (_folder(environment.get(name)) for name in ("SECRETS", "ACCESS"))
        named = (environment.get("STORE") or "").strip()
        if data and named:
            raise ValueError(
                f"Both DATA ({data}) and STORE are set, and one can be shown at a time: "
                "unset one of them."
            )
        return cls(
            var=var or ROOT / "var",
            data=data,
            store=named if "://" in named else _folder(named),
            engine=(environment.get("ENGINE") or "").strip(),
            access=access,
            own_secrets=secrets,
        )


def _folder(text: str | None) -> Path | None:
    return Path(text).expanduser().absolute() if text and text.strip() else None


def read_settings() -> Settings:
    """The settings of this process, from its environment."""
    return Settings.from_environment()
