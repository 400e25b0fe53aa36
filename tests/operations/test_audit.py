"""The check of requirements: a hole is found and said, and without internet that is said."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from audit import main, not_as_installed, read_lock
from operated import ROOT

DIGEST = "--hash=sha256:" + "0" * 64


@contextmanager
def service(answer: bytes, asked: list[dict[str, object]]) -> Iterator[str]:
    """A service on this machine that gives one answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    file = tmp_path / "two.lock"
    file.write_text(f"one-of-two==1.0 \\\n    {DIGEST}\nother==2.0 ; x > '1' \\\n    {DIGEST}\n")
    return file


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        ({"results": [{}, {}]}, 0, "Known holes in them: none"),
        ({"results": [{"vulns": [{"id": "GHSA-x"}]}, {}]}, 1, "one-of-two 1.0: GHSA-x"),
        ({"results": [None, {"vulns": [{"id": "A"}, {"id": "B"}]}]}, 1, "other 2.0: B"),
        ({"results": [{}]}, 0, "NOTHING WAS CHECKED"),
        ({"message": "no"}, 0, "NOTHING WAS CHECKED"),
    ],
)
def test_what_the_service_knows(
    lock: Path, answer: object, status: int, said: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    asked: list[dict[str, object]] = []
    with service(json.dumps(answer).encode(), asked) as address:
        monkeypatch.setenv("AUDIT_SERVICE", address)
        assert main([str(lock)]) == status
    told = capsys.readouterr()
    assert said in told.out + told.err
    (one,) = asked
    assert one["queries"] == [
        {"package": {"name": "one-of-two", "ecosystem": "PyPI"}, "version": "1.0"},
        {"package": {"name": "other", "ecosystem": "PyPI"}, "version": "2.0"},
    ]


def test_without_internet_it_says_so_and_does_not_fail(
    lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDIT_SERVICE", "http://127.0.0.1:9/")
    assert main([str(lock)]) == 0
    assert "NOTHING WAS CHECKED" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one==1.0\n", "one has no digest"),
        (f"one==1.0 \\\n    {DIGEST}\ntwo==2.0\n", "two has no digest"),
        (f"one>=1.0 \\\n    {DIGEST}\n", "is not one version"),
        ("one @ https://somewhere/one.whl\n", "is not one version"),
        ("--index-url https://somewhere\n", "is not one version"),
        (f"one==1.0 \\\n    {DIGEST[:-1]}\n", "is not one version"),
    ],
)
def test_a_lock_that_does_not_hold(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "x.lock"
    file.write_text(text)
    assert any(said in one for one in read_lock(file)[1])


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements.txt", "requirements-engines.lock"]
)
def test_our_locks_hold_and_are_what_is_installed(name: str) -> None:
    pins, wrong = read_lock(ROOT / name)
    assert wrong == []
    assert len(pins) > (0 if "engines" in name else 50)
    if name == "requirements.lock":
        assert not_as_installed(pins) == []


def test_another_version_than_that_of_the_lock_shows() -> None:
    assert not_as_installed({("pytest", "0.1"): ""})[0].startswith("pytest is installed as")
