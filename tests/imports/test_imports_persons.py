"""Person keys: hashed in one spelling, with a secret that is made once."""

import hashlib
import hmac
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from lib.imports.persons import SecretError, hash_keys, hash_persons, one_spelling, read_secret

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


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    secret = read_secret(tmp_path)
    assert len(secret) == 32
    assert read_secret(tmp_path) == secret
    file = tmp_path / "secret" / "person.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    file.write_bytes(secret[:10])
    with pytest.raises(SecretError, match="is damaged"):
        read_secret(tmp_path)


def test_processes_that_start_at_once_share_the_secret(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from lib.imports.persons import read_secret; "
        "print('ready', flush=True); sys.stdin.readline(); "
        "print(read_secret(Path(sys.argv[1])).hex())"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
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
    assert secrets == {read_secret(tmp_path).hex()}
