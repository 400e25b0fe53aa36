"""Person keys: hashed in one spelling, with a secret that is made once."""

import hashlib
import hmac
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from lib.imports.persons import (
    SecretError,
    hash_keys,
    hash_persons,
    one_spelling,
    person_secret,
    prepare_secrets,
    read_secret,
)
from lib.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("key", "spelling"),
    [
        ("1101700230708", "1101700230708"),
        (" 1-1017-00230-70-8 ", "1101700230708"),
        ("1 1017 00230 70 8", "1101700230708"),
        ("๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘", "1101700230708"),
        ("1.1017.00230.70.8", "1101700230708"),
        ("1/1017/00230/70/8", "1101700230708"),
        ("１１０１７００２３０７０８", "1101700230708"),
        ("1101700\u200b230708", "1101700230708"),
        ("B-17", "B-17"),
        ("B.17/2", "B.17/2"),
        ("b-17", "b-17"),
        ("SIM-P000001", "SIM-P000001"),
        ("110-170", "110-170"),
    ],
)
def test_one_spelling(key: str, spelling: str) -> None:
    assert one_spelling(pl.Series([key])).to_list() == [spelling]


def test_hashes_are_hmac_of_the_spelling() -> None:
    secret = b"k" * 32
    expected = hmac.new(secret, b"1101700230708", hashlib.sha256).hexdigest()[:32]
    keys = pl.Series("person_key", ["1-1017-00230-70-8", None, "x", "1101700230708"])
    hashed = hash_keys(keys, secret)
    assert hashed.name == "person_key"
    assert hashed[0] == hashed[3] == expected
    assert hashed[1] is None
    assert hash_keys(keys, b"j" * 32)[0] != expected


def test_only_person_keys_are_hashed() -> None:
    frame = pl.DataFrame({"service_id": ["S1"], "person_key": ["P1"]})
    before = {"service": frame, "activity": pl.DataFrame({"activity_id": ["A1"]})}
    after = hash_persons(before, b"k" * 32)
    assert after["activity"].equals(before["activity"])
    assert after["service"]["service_id"].to_list() == ["S1"]
    assert after["service"]["person_key"].to_list() != ["P1"]
    assert frame["person_key"].to_list() == ["P1"]


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var")


def old_file(place: Settings) -> Path:
    """Where earlier versions of the program kept the secret."""
    file = place.var / "secret" / "person.key"
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def test_the_secret_is_made_once_private_and_beside_the_data(place: Settings) -> None:
    secret = person_secret(place)
    assert len(secret) == 32
    assert person_secret(place) == read_secret(place.secrets) == secret
    file = place.secrets / "person.key"
    assert not file.is_relative_to(place.var)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.secrets.stat().st_mode) == 0o700
    assert list(place.secrets.iterdir()) == [file]
    file.write_bytes(secret[:10])
    with pytest.raises(SecretError, match="is damaged"):
        person_secret(place)


def test_what_others_could_read_is_closed_to_them(place: Settings) -> None:
    secret = person_secret(place)
    place.secrets.chmod(0o755)
    (place.secrets / "person.key").chmod(0o644)
    assert person_secret(place) == secret
    assert stat.S_IMODE((place.secrets / "person.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(place.secrets.stat().st_mode) == 0o700


def test_no_file_under_var_holds_anything_of_the_secret(place: Settings) -> None:
    secret = person_secret(place)
    written = b"".join(path.read_bytes() for path in place.var.rglob("*") if path.is_file())
    assert written
    assert secret not in written
    assert secret.hex().encode() not in written
    assert secret[:4].hex().encode() not in written


def test_the_secret_of_an_earlier_version_is_moved(place: Settings) -> None:
    old_file(place).write_bytes(b"k" * 32)
    prepare_secrets(place)
    assert read_secret(place.secrets) == b"k" * 32
    assert not (place.var / "secret").exists()
    assert person_secret(place) == b"k" * 32


def test_killed_on_the_way_it_is_there_twice_and_the_old_one_goes(place: Settings) -> None:
    old_file(place).write_bytes(b"k" * 32)
    place.secrets.mkdir()
    (place.secrets / "person.key").write_bytes(b"k" * 32)
    assert person_secret(place) == b"k" * 32
    assert not old_file(place).exists()


def test_two_that_differ_are_left_alone(place: Settings) -> None:
    old_file(place).write_bytes(b"k" * 32)
    place.secrets.mkdir()
    (place.secrets / "person.key").write_bytes(b"j" * 32)
    with pytest.raises(SecretError, match="two secrets"):
        person_secret(place)
    assert old_file(place).read_bytes() == b"k" * 32
    assert read_secret(place.secrets) == b"j" * 32


def test_one_that_is_lost_or_another_is_not_replaced_without_a_word(place: Settings) -> None:
    secret = person_secret(place)
    file = place.secrets / "person.key"
    file.unlink()
    with pytest.raises(SecretError, match="put it back"):
        person_secret(place)
    assert not file.exists()
    file.write_bytes(b"j" * 32)
    with pytest.raises(SecretError, match="is not the secret"):
        person_secret(place)
    file.write_bytes(secret)
    assert person_secret(place) == secret
    file.unlink()
    (place.var / "person-key.check").unlink()
    assert person_secret(place) != secret


@pytest.mark.parametrize("moved", [False, True])
def test_processes_that_start_at_once_share_the_secret(place: Settings, moved: bool) -> None:
    code = (
        "import sys; from pathlib import Path; from lib.imports.persons import person_secret; "
        "from lib.settings import Settings; "
        "print('ready', flush=True); sys.stdin.readline(); "
        "print(person_secret(Settings(var=Path(sys.argv[1]))).hex())"
    )
    if moved:
        old_file(place).write_bytes(b"k" * 32)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(place.var)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    secrets = {process.communicate()[0].strip() for process in running}
    assert secrets == {person_secret(place).hex()}
    assert not moved or secrets == {(b"k" * 32).hex()}


def test_killed_at_every_step_of_the_move_there_is_one_and_it_is_the_same(
    place: Settings, tmp_path: Path
) -> None:
    """Killed before each call of the system that names or removes a file."""
    for number in range(12):
        here = Settings(var=tmp_path / f"{number}" / "var")
        old_file(here).write_bytes(b"k" * 32)
        code = (
            "import os, signal, sys; from pathlib import Path; from lib.settings import Settings\n"
            "from lib.imports.persons import prepare_secrets\n"
            "left = [int(sys.argv[2])]\n"
            "def hook(event, _):\n"
            "    if event in ('open', 'os.link', 'os.remove', 'os.rmdir', 'os.mkdir'):\n"
            "        left[0] -= 1\n"
            "        if left[0] < 0: os.kill(os.getpid(), signal.SIGKILL)\n"
            "sys.addaudithook(hook)\n"
            "prepare_secrets(Settings(var=Path(sys.argv[1])))\n"
        )
        subprocess.run(
            [sys.executable, "-c", code, str(here.var), str(number)], cwd=ROOT, check=False
        )
        assert person_secret(here) == b"k" * 32
        assert not list(here.var.glob("secret/*"))
