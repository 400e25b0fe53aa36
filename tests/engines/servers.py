"""A PostgreSQL server of the tests' own, in a folder of its own; what Spark needs."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

USER = "labour"
# py4j leaves sockets to the garbage collector.
LOOSE_SOCKETS = (
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning",
)  # fmt: skip
NO_POSTGRESQL = "PostgreSQL is not here: its tests are skipped (Debian: apt install postgresql)"
NO_SPARK = "pyspark or Java is not here: the tests of Spark are skipped (make test-engines)"


@dataclass(frozen=True)
class Server:
    """A running server that asks for a password and listens on a socket in its folder only."""

    programs: Path
    folder: Path
    password: str

    def address(self, database: str) -> str:
        return f"postgresql://{USER}:{self.password}@/{database}?host={quote(str(self.folder))}"

    def run(self, program: str, *arguments: str) -> str:
        """One of the server's own command line programs."""
        environment = os.environ | {"PGPASSWORD": self.password}
        command = [self.programs / program, "-h", self.folder, "-U", USER, *arguments]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return done.stdout

    def new_database(self) -> str:
        """Address of a new, empty database."""
        name = f"d{secrets.token_hex(4)}"
        self.run("createdb", name)
        return self.address(name)

    def ask(self, address: str, statement: str) -> list[str]:
        """Lines that psql prints for a statement."""
        return self.run("psql", "-At", "-d", address, "-c", statement).splitlines()


def postgresql_programs() -> Path | None:
    """The folder with initdb and pg_ctl, of the newest version."""
    if on_path := shutil.which("pg_ctl"):
        return Path(on_path).resolve().parent
    found = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    usable = [place for place in found if (place / "pg_ctl").exists()]
    return max(usable, key=lambda place: float(place.parent.name.split("-")[-1]), default=None)


def spark_is_here() -> bool:
    return find_spec("pyspark") is not None and shutil.which("java") is not None


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A server from initdb to the end; PostgreSQL refuses root, who lends it to another user."""
    folder = Path(tempfile.mkdtemp(prefix="labour-pg-"))
    owner = _other_user() if os.geteuid() == 0 else None
    password = secrets.token_hex(8)
    (folder / "password").write_text(password)
    if owner:
        for path in (folder, folder / "password"):
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def run(program: str, *arguments: str | Path) -> None:
        who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **who,
        )  # fmt: skip

    login = ["-U", USER, "-A", "scram-sha-256", f"--pwfile={folder / 'password'}"]
    settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
    try:
        run("initdb", *login, "--no-sync", "-E", "UTF8", "--locale=C")
        run("pg_ctl", "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield Server(programs, folder, password)
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _other_user() -> pwd.struct_passwd:
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
