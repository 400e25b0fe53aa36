"""Before the server answers: whether it may listen there, who may come in, what it needs for it."""

import logging
import os
import sys
from pathlib import Path
from typing import Any

from lib.access.config import read_access
from lib.settings import Settings
from lib.views.doors import mode, oidc
from lib.views.doors.addresses import is_loopback

logger = logging.getLogger(__name__)

NOTE_NAME = "first-administrator.txt"
ASTERISKS = ("", "*", "0.0.0.0", "::")


class NotStarted(Exception):
    """The server does not start; the message says why and what to do."""


def check_address(settings: Settings, address: str) -> None:
    """Raise NotStarted where simulated data would be shown to other machines.

    ``address`` is what to listen on; nothing, as Streamlit takes it, is every address.
    """
    if address not in ASTERISKS and is_loopback(address):
        return
    if mode.find_out(settings):
        raise NotStarted(
            f"The data are simulated, and anybody may try any role with them, so the server does "
            f"not listen on {address or 'every address'}: others could take the figures for real "
            "ones, or import rows. Let it listen on 127.0.0.1 (STREAMLIT_SERVER_ADDRESS), or name "
            "real data with STORE or DATA."
        )
    if not read_access(settings).proxy.trusted:
        logger.warning(
            "The server listens on %s without TLS: passwords can be read on the way. Put a proxy "
            "in front that ends TLS, and say so with [proxy] trusted (docs/running.md).",
            address or "every address",
        )


def streamlit_secrets(settings: Settings, redirect: str) -> dict[str, Any]:
    """What Streamlit needs to sign people in at the service; nothing where none is configured.

    With simulated data nobody signs in; raises OidcError where a file is missing.
    """
    if mode.simulated(settings):
        return {}
    return oidc.auth_secrets(settings, read_access(settings), redirect)


def greet(settings: Settings) -> None:
    """Make the first administrator where the data are real and there is no account yet.

    Name and password are printed once where a person started the server, on a terminal. What
    starts without one (systemd, a container) keeps all that is printed in a log: then they go into
    a file in the folder of the secrets that nobody else may read.
    """
    if mode.simulated(settings) or mode.find_out(settings) is not False:
        return
    from lib.access.gate import Gate  # noqa: PLC0415 (argon2 takes its time, and is rarely needed)

    made = Gate(settings).first_administrator()
    if made is None:
        return
    name, password = made
    if sys.stdout.isatty():
        print(
            f"\n  The first administrator: {name}\n  Password, to be changed at once: {password}\n"
            "  It is shown this once.\n",
            flush=True,
        )
        return
    note = settings.secrets / NOTE_NAME
    _write_private(note, f"{name}\n{password}\n")
    logger.warning(
        "The first administrator is %s, the password in %s: change it and remove the file.",
        name, note,
    )  # fmt: skip


def greet_early(settings: Settings) -> None:
    """The same before the server answers, where the data are known to be real without a look."""
    if settings.data is None and not mode.simulated(settings):
        greet(settings)


def _write_private(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.write(text)
