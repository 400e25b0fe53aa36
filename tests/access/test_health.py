"""Whether the server lives and can work, what its log says, and what it checks at the start."""

import io
import json
import logging
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from access_kit import QUICK, hashing
from doors_kit import place
from small_tables import activities
from streamlit import logger as streamlit_logger

from lib.access.config import AccessError
from lib.settings import Settings
from lib.store.errors import StoreError
from lib.store.lake import Store, StoreInfo
from lib.views import opened
from lib.views.doors import health, logs, mode, oidc, start
from lib.views.doors.cookies import cookie_secret, form_token, is_form_token, sign
from lib.views.doors.start import NOTE_NAME, NotStarted, check_address, greet
from lib.views.server import say_less

ROOT = Path(__file__).parents[2]


def store_in(folder: Path, *, simulated: bool) -> Path:
    """A small store in a folder that is not there yet."""
    info = StoreInfo(simulated, date(2026, 6, 30), "test", "f0")
    Store.create(folder, info, {"activity": activities(4)}, message="test").close()
    return folder


def ask(folder: Path, path: str, *, real: bool = True) -> tuple[int, dict[str, object]]:
    with place(folder, real=real, people=False) as found:
        answer = found.browser().get(path)
        assert answer.headers["cache-control"] == "no-store"
        return answer.status_code, answer.json()


# Health


def test_alive_asks_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "store", lambda: pytest.fail("the store was asked"))
    assert ask(tmp_path, "/healthz") == (200, {"alive": True})


class Opened:
    """A store that answers, or does not."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def version(self) -> int:
        if self.error:
            raise self.error
        return 7


@pytest.mark.parametrize(
    ("ready", "error", "status", "found"),
    [(True, None, 200, "ok, version 7"), (False, None, 503, "not yet"),
     (True, StoreError("/srv/x is gone"), 503, "fails"), (True, RuntimeError("x"), 503, "fails")],
)  # fmt: skip
def test_ready_looks_at_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ready: bool, error: Exception | None,
    status: int, found: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(opened, "ready", lambda: ready)
    monkeypatch.setattr(opened, "store", lambda: Opened(error))
    told = {"ready": status == 200, "checks": {"store": found, "room": "ok", "accounts": "ok"}}
    assert ask(tmp_path, "/readyz") == (status, told)


def test_simulated_data_have_no_accounts_to_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "ready", lambda: True)
    monkeypatch.setattr(opened, "store", Opened)
    _, told = ask(tmp_path, "/readyz", real=False)
    assert told["checks"] == {"store": "ok, version 7", "room": "ok"}


def test_ready_looks_at_room_and_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "ready", lambda: True)
    monkeypatch.setattr(opened, "store", Opened)
    monkeypatch.setattr(health, "LEAST_ROOM", 10**18)
    (tmp_path / "var" / "access").mkdir(parents=True)
    (tmp_path / "var" / "access" / "accounts.sqlite3").write_text("no database at all" * 100)
    status, told = ask(tmp_path, "/readyz")
    assert status == 503
    assert told["checks"] == {"store": "ok, version 7", "room": "fails", "accounts": "fails"}


def test_a_check_that_takes_too_long_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow() -> bool:
        time.sleep(1)
        return True

    monkeypatch.setattr(health, "SECONDS", 0.05)
    monkeypatch.setattr(opened, "ready", slow)
    status, told = ask(tmp_path, "/readyz")
    assert (status, told["ready"]) == (503, False)


# The log

SECRETS = (
    "password=hunter2", "POST form: name=ann&password=hunter2&form=x", '{"password": "hunter2"}',
    "{'new_password': 'hunter2 with more words'}", "Cookie: a=b; labour_session=hunter2; c=d",
    "set-cookie: labour_session=hunter2; HttpOnly", "labour_session=hunter2",
    "[(b'cookie', b'x=hunter2')]", "Authorization: Bearer hunter2hunter2", "Bearer hunter2hunter2",
    "/oauth2callback?code=hunter2&state=hunter2", "GET /auth/login?provider=hunter2",
    "access_token=hunter2", '"id_token":"hunter2"', "client_secret: hunter2",
    "eyJhbGciOiJIUzI1NiJ9.hunter2.hunter2", "postgresql://me:hunter2@host/db",
    "$argon2id$v=19$m=65536,t=3,p=4$hunter2$hunter2", "_streamlit_user=hunter2",
    "PASSWORD = 'hunter2'", "cookie_secret='hunter2'",
)  # fmt: skip
HARMLESS = (
    "GET /needs 200", "The file has 3 rows: code 9401", "new: 3 rows, old: 4", "planner:9401",
    "Started server process [12522]", "a state of the data: 7", "รหัสผ่าน 3 คน",
)  # fmt: skip


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_stay_out_of_the_log(text: str) -> None:
    assert "hunter2" not in logs.redacted(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_rest_stays_in(text: str) -> None:
    assert logs.redacted(text) == text


def record(message: str, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("lib.test", logging.WARNING, "x.py", 1, message, None, None)
    made.__dict__.update(more)
    return made


def test_a_line_of_json_has_what_is_known() -> None:
    logs.note_reference("ab12cd34")
    told = json.loads(logs.Json().format(record("สวัสดี", path="/needs", account="", status=200)))
    logs.note_reference("")
    assert told.pop("time").endswith("+00:00")
    assert told == {"level": "warning", "logger": "lib.test", "message": "สวัสดี",
                    "reference": "ab12cd34", "path": "/needs", "status": 200}  # fmt: skip


@pytest.mark.parametrize("formatter", [logs.Json(), logs.Plain()], ids=["json", "plain"])
def test_traces_are_cleaned_and_json_stays_on_one_line(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("password=hunter2")
    except ValueError:
        line = formatter.format(record("It failed", exc_info=sys.exc_info()))
    assert "hunter2" not in line
    assert "ValueError" in line
    if isinstance(formatter, logs.Json):
        assert "\n" not in line


@pytest.fixture
def own_logs() -> Iterator[io.StringIO]:
    """The loggers as they are before, after the test too."""
    root = logging.getLogger()
    kept, level, setup = root.handlers[:], root.level, streamlit_logger.setup_formatter
    known = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).propagate)
             for name in list(logging.root.manager.loggerDict)}  # fmt: skip
    yield io.StringIO()
    logging.captureWarnings(False)
    streamlit_logger.setup_formatter = setup
    root.handlers[:], root.level = kept, level
    for name, (handlers, propagates) in known.items():
        found = logging.getLogger(name)
        found.handlers[:], found.propagate = handlers, propagates


def test_all_loggers_write_in_one_way(
    own_logs: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", own_logs)
    streamlit_logger.get_logger("streamlit.test_before")
    logs.write_logs("json")
    streamlit_logger.get_logger("streamlit.test_after")
    names = ("streamlit.test_before", "streamlit.test_after", "uvicorn.error", "lib.x", "other")
    for name in names:
        logging.getLogger(name).warning("token=hunter2")
    lines = [json.loads(line) for line in own_logs.getvalue().splitlines()]
    assert [line["logger"] for line in lines] == list(names)
    assert "hunter2" not in own_logs.getvalue()


@pytest.mark.parametrize(
    ("given", "kind"), [("", "plain"), ("json", "json"), (" JSON ", "json"), ("plain", "plain")]
)
def test_the_kind_of_log_comes_from_the_environment(given: str, kind: str) -> None:
    assert logs.kind_of({"LOG": given}) == kind


def test_a_kind_of_log_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="LOG=xml can't be: give LOG=plain or LOG=json"):
        logs.kind_of({"LOG": "xml"})


# Secrets of the cookies


def test_the_secret_of_the_cookies_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    cookie_secret.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: cookie_secret.__wrapped__(folder), range(16)))
    assert len(found) == 1
    assert stat.S_IMODE((folder / "cookie.secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["cookie.secret"]


def test_a_secret_that_others_may_read_is_closed_and_a_short_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "cookie.secret"
    file.write_text("x" * 64)
    file.chmod(0o644)
    cookie_secret.__wrapped__(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("short")
    with pytest.raises(ValueError, match=r"cookie\.secret is too short"):
        cookie_secret.__wrapped__(tmp_path)


def test_tokens_of_forms_hold_for_one_browser_and_one_secret() -> None:
    token = form_token(b"a" * 32, "visit")
    assert is_form_token(b"a" * 32, "visit", token)
    secret, other = b"a" * 32, b"b" * 32
    refused = [
        (other, "visit", token),
        (secret, "another", token),
        (secret, "", form_token(secret, "")),
        (secret, "visit", f"{token}0"),
        (secret, "visit", sign(secret, "service", "visit")),
    ]
    assert [one for one in refused if is_form_token(*one)] == []


# Before the start


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_simulated_data_may_be_shown_on_this_machine(tmp_path: Path, address: str) -> None:
    check_address(Settings(var=tmp_path), address)


@pytest.mark.parametrize("address", ["0.0.0.0", "", "*", "::", "192.168.1.5", "labour.test"])
def test_simulated_data_are_not_shown_to_others(tmp_path: Path, address: str) -> None:
    with pytest.raises(NotStarted, match="The data are simulated"):
        check_address(Settings(var=tmp_path), address)


def test_real_data_may_be_shown_anywhere_with_a_word_about_tls(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store_in(tmp_path / "store", simulated=False)
    check_address(Settings(var=tmp_path), "0.0.0.0")
    assert "passwords can be read on the way" in caplog.text
    access = tmp_path / "access.toml"
    access.write_text("[proxy]\ntrusted = true\n")
    caplog.clear()
    check_address(Settings(var=tmp_path, access=access), "0.0.0.0")
    assert caplog.text == ""


@pytest.mark.parametrize("simulated", [True, False])
def test_a_store_that_is_named_is_looked_into(tmp_path: Path, simulated: bool) -> None:
    named = store_in(tmp_path / "named", simulated=simulated)
    settings = Settings(var=tmp_path / "var", store=named)
    assert not mode.simulated(settings), "what is not known counts as real"
    assert mode.find_out(settings) is simulated
    assert mode.simulated(settings) is simulated


def test_a_store_that_is_not_there_is_neither(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var", store=tmp_path / "nothing")
    assert mode.find_out(settings) is None
    assert not mode.simulated(settings)
    check_address(settings, "0.0.0.0")
    greet(settings)
    assert not settings.secrets.exists()


@pytest.mark.parametrize(("said", "found"), [("simulated = true", True), ("x = [", None)])
def test_a_folder_that_says_so_is_simulated(tmp_path: Path, said: str, found: bool | None) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dataset.toml").write_text(said)
    settings = Settings(var=tmp_path / "var", data=tmp_path / "data")
    assert mode.find_out(settings) is found


def test_the_first_administrator_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_in(tmp_path / "var" / "store", simulated=False)
    settings = Settings(var=tmp_path / "var")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with hashing(QUICK):
        greet(settings)
        told = capsys.readouterr().out
        greet(settings)
    assert "The first administrator: admin" in told
    assert capsys.readouterr().out == ""
    assert not (settings.secrets / NOTE_NAME).exists()


def test_without_a_terminal_the_password_goes_into_no_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    store_in(tmp_path / "var" / "store", simulated=False)
    settings = Settings(var=tmp_path / "var")
    with hashing(QUICK):
        greet(settings)
    name, password = (settings.secrets / NOTE_NAME).read_text().split()
    assert name == "admin"
    assert stat.S_IMODE((settings.secrets / NOTE_NAME).stat().st_mode) == 0o600
    said = capsys.readouterr()
    assert password not in said.out + said.err + caplog.text


def test_simulated_data_have_no_administrator_and_no_secrets(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")
    greet(settings)
    assert start.streamlit_secrets(settings, "http://localhost/oauth2callback") == {}
    assert list(tmp_path.iterdir()) == []


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python app.py` as it ends by itself."""
    known = {**os.environ, "VAR": str(folder / "var"), "SECRETS": str(folder / "secrets")}
    return subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=known | environment, timeout=120,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_the_server_does_not_start_where_others_could_see_simulated_data(
    tmp_path: Path, address: str
) -> None:
    ended = run(tmp_path, STREAMLIT_SERVER_ADDRESS=address, PORT="8709")
    assert ended.returncode == 1
    assert ended.stderr.startswith("The dashboard was not started. The data are simulated")
    assert "Traceback" not in ended.stderr
    assert "URL" not in ended.stdout


@pytest.mark.parametrize(
    ("access", "said"),
    [("[ways]\nclosed = true\n", "[ways] has no closed"), ("[way]\n", "no section [way]"),
     ("[ways]\noidc = true\n", "[oidc] has no discovery")],
)  # fmt: skip
def test_a_configuration_that_can_not_be_stops_the_start(
    tmp_path: Path, access: str, said: str
) -> None:
    (tmp_path / "access.toml").write_text(access)
    ended = run(tmp_path, ACCESS=str(tmp_path / "access.toml"), PORT="8709")
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_service_needs_the_secret_of_the_client(tmp_path: Path) -> None:
    (tmp_path / "var" / "store").mkdir(parents=True)
    (tmp_path / "var" / "store" / "catalog.sqlite").touch()
    access = tmp_path / "access.toml"
    access.write_text(
        "[ways]\noidc = true\n[oidc]\ndiscovery = 'https://id.test/x'\nclient_id = 'us'\n"
    )
    settings = Settings(var=tmp_path / "var", access=access)
    redirect = "https://labour.test/oauth2callback"
    with pytest.raises(oidc.OidcError, match=r"oidc\.secret can't be read"):
        start.streamlit_secrets(settings, redirect)
    settings.secrets.mkdir()
    (settings.secrets / "oidc.secret").write_text(" s3cret\n")
    made = start.streamlit_secrets(settings, redirect)["auth"]
    assert (made["client_secret"], made["redirect_uri"]) == ("s3cret", redirect)
    assert len(made["cookie_secret"]) == 64
    assert stat.S_IMODE((settings.secrets / "oidc.secret").stat().st_mode) == 0o600


def test_a_broken_configuration_is_told_by_what_asks(tmp_path: Path) -> None:
    access = tmp_path / "access.toml"
    access.write_text("[")
    with pytest.raises(AccessError, match="can't be read"):
        check_address(Settings(var=tmp_path, access=access, store=tmp_path / "x"), "0.0.0.0")


def test_uvicorn_is_still_made_where_its_settings_are_put() -> None:
    import uvicorn

    say_less()
    made = uvicorn.Config("x:y")
    assert (made.server_header, made.proxy_headers, made.log_config) == (False, False, None)
