"""A PostgreSQL server, spoken to through DuckDB: addresses, connections, locks of the server."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import duckdb

from lib.store.engine import POSTGRES, connect, quoted
from lib.store.errors import ServerUnreachable, StoreBusy

SCHEMES = ("postgresql", "postgres")


def is_server(address: str) -> bool:
    """Whether the text is the address of a PostgreSQL server."""
    return urlsplit(address).scheme in SCHEMES


def without_password(address: str) -> str:
    """The address as messages and screens may show it."""
    parts = urlsplit(address)
    if parts.password is None:
        return address
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}@{place}"))


def take_option(address: str, name: str) -> tuple[str, str | None]:
    """The address without one of its `?name=value` options, and that value."""
    parts = urlsplit(address)
    options = parse_qsl(parts.query)
    kept = urlencode([option for option in options if option[0] != name])
    return urlunsplit(parts._replace(query=kept)), dict(options).get(name)


def attach_server(
    connection: duckdb.DuckDBPyConnection,
    address: str,
    alias: str,
    options: str = "TYPE postgres",
    prefix: str = "",
) -> None:
    """Attach a database of a server; raises ServerUnreachable, without the password."""
    with hiding(address):
        connection.execute(f"ATTACH {quoted(prefix + address)} AS {alias} ({options})")


@contextmanager
def hiding(address: str) -> Iterator[None]:
    """Turn errors that name the address, as those of connecting do, into ServerUnreachable.

    The address may hold a password, which must not get into a log or on a screen.
    """
    try:
        yield
    except duckdb.Error as error:
        if address not in str(error):
            raise
        reason = " ".join(str(error).replace(address, without_password(address)).split())
        raise ServerUnreachable(
            f"The server {without_password(address)} does not let the program in: "
            f"{reason.rstrip('.?')}. Look at the address, the password (PGPASSWORD or ~/.pgpass) "
            "and the rights of the user."
        ) from None


@contextmanager
def exclusive_on(address: str, name: str, wait_seconds: float) -> Iterator[None]:
    """Hold a lock of the server alone, by its name; raises StoreBusy after a time.

    Who waits gets it in turn; whoever ends or loses the connection lets go. Unlike a lock on a
    file of a shared folder it holds over all machines.
    """
    with connect(POSTGRES) as connection, hiding(address):
        attach_server(connection, address, "server")
        connection.execute("BEGIN")
        wait = f"SET LOCAL lock_timeout = {round(wait_seconds * 1000)}"
        lock = f"SELECT pg_advisory_xact_lock({lock_key(name)})"
        connection.execute("CALL postgres_execute('server', ?)", [wait]).fetchall()
        try:
            connection.execute("FROM postgres_query('server', ?)", [lock]).fetchall()
        except duckdb.Error as error:
            if "lock timeout" not in str(error):
                raise
            raise StoreBusy("Another import is being stored: try again in a minute.") from error
        try:
            yield
        finally:
            # A transaction whose server went away would end the program when it is closed.
            with suppress(duckdb.Error):
                connection.execute("ROLLBACK")


def lock_key(name: str) -> int:
    """The number under which the server knows a lock."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
