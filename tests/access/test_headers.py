"""What every answer carries, who may speak to the server at all, and what Streamlit leaves open."""

import base64
import hashlib
import http.client
import os
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from access_kit import GOOD
from doors_kit import FILE, SCREEN, Place, form_token, listens, place, sign_in
from small_tables import activities, services

from lib.access.trail import Event
from lib.store.lake import Store, StoreInfo
from lib.views.doors import inline, logs
from lib.views.doors.addresses import is_loopback, own_host
from lib.views.doors.cookies import ROLE, SESSION
from lib.views.doors.start import NOTE_NAME
from tests.browser.conftest import start_dashboard, stop_dashboard

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PROXY = "[proxy]\ntrusted = true\n"
FROM_PROXY = {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"}
STREAM = "/_stcore/stream"
REFUSED = (Event.SIGN_IN, Event.SIGN_IN_REFUSED)


def policy(answer: httpx.Response) -> dict[str, str]:
    """The policy of contents of an answer, by directive."""
    parts = (
        one.strip().partition(" ") for one in answer.headers["content-security-policy"].split(";")
    )
    return {name: sources for name, _, sources in parts}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("real")) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/needs", 200), ("/sign-in", 200), ("/account", 303), ("/role", 404),
     ("/door/style.css", 200), ("/healthz", 200), ("/media/x.pdf", 200), ("/fails", 500),
     ("/component/streamlit_folium.st_folium/index.html", 200), ("/_stcore/metrics", 404),
     ("/_stcore/agent/openapi.json", 404), ("/auth/login", 404), ("/oauth2callback", 404)],
)  # fmt: skip
def test_every_answer_has_the_headers(real: Place, path: str, status: int) -> None:
    answer = real.browser().get(path)
    assert answer.status_code == status
    assert ALWAYS.items() <= dict(answer.headers).items()
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "server" not in answer.headers
    assert "strict-transport-security" not in answer.headers
    found = policy(answer)
    assert found["default-src"] == "'none'"
    assert found["frame-ancestors"] == "'self'"
    assert found["base-uri"] == "'none'"


def test_the_policy_of_screens_lists_each_script_by_its_digest(real: Place) -> None:
    sources = policy(real.browser().get("/"))["script-src"].split()
    assert "'unsafe-inline'" not in sources
    assert "'unsafe-eval'" not in sources
    for script in [*inline.scripts(), "window.prerenderReady = false"]:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in sources


def test_the_doors_run_nothing_inline(real: Place) -> None:
    found = policy(real.browser().get("/sign-in"))
    assert (found["script-src"], found["style-src"], found["form-action"]) == ("'self'",) * 3
    assert "connect-src" not in found


def test_only_the_frame_of_the_map_may_evaluate(real: Place) -> None:
    for path, evaluates in {"/component/a/index.html": True, "/": False, "/media/a.svg": False,
                            "/app/static/a.js": False, "/sign-in": False}.items():  # fmt: skip
        sources = policy(real.browser().get(path)).get("script-src", "")
        assert ("'unsafe-eval'" in sources) is evaluates, path


def test_what_fails_says_a_reference_and_nothing_else(
    real: Place, caplog: pytest.LogCaptureFixture
) -> None:
    answer = real.browser().get("/fails")
    assert answer.status_code == 500
    reference = re.search(r"โปรดแจ้งรหัส (\w{8}) ", answer.text)
    assert reference
    for secret in ("hunter2", "/srv", "Traceback", "RuntimeError"):
        assert secret not in answer.text
    told = [record for record in caplog.records if record.exc_info]
    assert len(told) == 1


def test_the_log_says_who_asked_where_that_was_looked_up(
    real: Place, caplog: pytest.LogCaptureFixture
) -> None:
    browser = real.signed_in("pim")
    caplog.set_level("INFO", "dashboard.access")
    browser.get("/needs?area=9401")
    [one] = [one for one in caplog.records if one.name == "dashboard.access"]
    assert one.__dict__["account"] == "pim"
    assert one.__dict__["path"] == "/needs"
    assert "9401" not in logs.Json().format(one)


def test_a_path_does_not_write_lines_of_its_own_into_the_log(
    real: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "dashboard.access")
    real.browser().get("/needs%0a2026-11-23 INFO forged%0d%1b[2J?token=abc")
    [line] = [one.getMessage() for one in caplog.records if one.name == "dashboard.access"]
    assert line == "GET /needs%0A2026-11-23 INFO forged%0D%1B[2J 404"


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"]
)
@pytest.mark.parametrize("path", ["/", "/needs", "/static/a.js", STREAM])
def test_screens_are_only_looked_at(real: Place, method: str, path: str) -> None:
    answer = real.browser().request(method, path, headers={"x-http-method-override": "GET"})
    assert answer.status_code == 405


# Behind a proxy


def test_behind_a_trusted_proxy_cookies_go_over_tls_only(tmp_path: Path) -> None:
    with place(tmp_path, access=PROXY) as found:
        browser = found.browser(**FROM_PROXY)
        browser.base_url = "https://127.0.0.1"
        answer = sign_in(browser, "ann", headers={"origin": "https://127.0.0.1"})
        assert answer.status_code == 303
        cookies = answer.headers.get_list("set-cookie")
        assert len(cookies) == 2
        assert all(one.endswith("; Secure") or "; Secure;" in one for one in cookies)
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        [told] = found.gate.trail.read(events=REFUSED, most=1)
        assert told.told["address"] == "203.0.113.7"


def test_tls_of_the_server_itself_counts_as_well(real: Place) -> None:
    answer = real.browser(host="https://127.0.0.1").get("/sign-in")
    assert answer.headers["set-cookie"].endswith("; Secure")
    assert "strict-transport-security" in answer.headers


def test_files_for_somebody_are_kept_by_nobody(real: Place) -> None:
    assert real.browser().get("/media/x.xlsx").headers["cache-control"] == "private, no-store"


def test_a_trusted_proxy_that_ends_no_tls_has_no_hsts(tmp_path: Path) -> None:
    with place(tmp_path, access=PROXY) as found:
        plain = found.browser(**{"x-forwarded-for": "203.0.113.7"}).get("/")
        assert "strict-transport-security" not in plain.headers


@pytest.mark.parametrize(
    ("access", "peer", "known_as"),
    [("", "127.0.0.1", "127.0.0.1"), ("", "10.0.0.9", "10.0.0.9"), (PROXY, "10.0.0.9", "10.0.0.9"),
     (PROXY, "127.0.0.1", "203.0.113.7"), (PROXY, "::1", "203.0.113.7")],
)  # fmt: skip
def test_only_a_trusted_proxy_on_this_machine_is_believed(
    tmp_path: Path, access: str, peer: str, known_as: str
) -> None:
    with place(tmp_path, access=access) as found:
        answer = sign_in(found.browser(peer=peer, **FROM_PROXY), "ann", "wrong")
        [told] = found.gate.trail.read(events=REFUSED, most=1)
        assert told.told["address"] == known_as
        believed = known_as == "203.0.113.7"
        assert ("strict-transport-security" in answer.headers) is believed


def test_a_list_of_proxies_names_the_last_one_that_is_not_ours(tmp_path: Path) -> None:
    """What a visitor writes into the header itself stands before it and is not believed."""
    with place(tmp_path, access=PROXY) as found:
        sign_in(found.browser(**{"x-forwarded-for": "10.9.9.9, 203.0.113.7"}), "ann", "wrong")
        assert found.gate.trail.read(events=REFUSED, most=1)[0].told["address"] == "203.0.113.7"


# Simulated data: this machine only


@pytest.mark.parametrize(
    ("host", "own"),
    [("localhost", True), ("localhost:8600", True), ("127.0.0.1:8600", True), ("127.9.9.9", True),
     ("[::1]:8600", True), ("LOCALHOST", True), ("localhost.", True), ("", False), (None, False),
     ("evil.test", False), ("localhost.evil.test", False), ("127.0.0.1.evil.test", False),
     ("10.0.0.1", False), ("0.0.0.0", False), ("localhost@evil.test", False), ("[::1", False),
     ("localhost:x", False), ("localhost/x", False), ("127.1", False)],
)  # fmt: skip
def test_names_of_this_machine(host: str | None, own: bool) -> None:
    assert own_host(host) is own


def test_loopback_addresses() -> None:
    own = ("127.0.0.1", "127.8.8.8", "::1", "localhost", "[::1]", "::1%lo")
    others = ("0.0.0.0", "::", "", "10.0.0.1", "example.org", "127.1")
    assert [one for one in (*own, *others) if is_loopback(one)] == list(own)


def test_simulated_data_are_for_this_machine_alone(tmp_path: Path) -> None:
    with place(tmp_path, real=False, people=False) as found:
        assert found.browser().get("/").text == SCREEN
        assert found.browser(host="http://localhost:8600").get("/").text == SCREEN
        rebound = found.browser(host="http://evil.test").get("/")
        assert rebound.status_code == 421
        assert ALWAYS.items() <= dict(rebound.headers).items()
        assert found.browser(peer="10.0.0.5").get("/").status_code == 403
        for header in ("x-forwarded-for", "forwarded", "x-real-ip"):
            passed_on = found.browser(**{header: "203.0.113.7"}).get("/")
            assert passed_on.status_code == 403, header
        for address, opens in {"ws://127.0.0.1": True, "ws://evil.test": False}.items():
            assert listens(found.browser(), address) is opens


def test_real_data_are_shown_under_any_name(real: Place) -> None:
    assert real.browser(peer="10.0.0.5", host="http://labour.test").get("/").text == SCREEN


def test_the_first_import_of_real_data_shuts_the_house_at_once(tmp_path: Path) -> None:
    with place(tmp_path, real=False, people=False) as found:
        browser = found.browser()
        assert browser.put("/_stcore/upload_file/a/b", content=b"x").text == FILE
        (found.settings.var / "store").mkdir(parents=True)
        (found.settings.var / "store" / "catalog.sqlite").touch()
        assert browser.put("/_stcore/upload_file/a/b", content=b"x").status_code == 403
        assert browser.get("/sign-in").status_code == 200
        name, once = (found.settings.secrets / NOTE_NAME).read_text().split()
        assert sign_in(browser, name, once).status_code == 303


# The server as it runs, with Streamlit behind it


@dataclass(frozen=True)
class Running:
    """A server process with real data."""

    address: str
    log: Path

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.address + path, headers=headers, timeout=30)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server on real data, with everything of Streamlit switched on as it is for visitors."""
    folder = tmp_path_factory.mktemp("running")
    var = folder / "var"
    info = StoreInfo(False, date(2026, 6, 30), "test", "f0")
    tables = {"activity": activities(40, "A"), "service": services(40, "S")}
    Store.create(var / "store", info, tables, message="test").close()
    own = {"SECRETS": str(folder / "secrets"), "ACCESS": ""}
    started = start_dashboard(var, LOG="json", **own)
    yield Running(started.address, next(var.glob("server-*.log")))
    stop_dashboard(started)


def test_the_server_does_not_name_itself(running: Running) -> None:
    for path in ("/", "/sign-in", "/_stcore/health", "/nothing/here.js", "/media/none"):
        answer = running.get(path)
        assert "server" not in answer.headers, path
        assert ALWAYS.items() <= dict(answer.headers).items(), path


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json",
     "/_stcore/agent/mcp", "/_stcore/agent/interact", "/_stcore/agent", "/auth/login",
     "/auth/logout", "/oauth2callback?code=1&state=2", "/role?as=administrator:"],
)  # fmt: skip
def test_what_is_not_needed_is_not_there(running: Running, path: str) -> None:
    assert running.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/app/static/../config.toml", "/app/static/..%2f..%2fapp.py", "/app/static/%2e%2e/app.py",
     "/app/static/....//app.py", "/static/../../app.py", "/static/%2e%2e/%2e%2e/app.py",
     "/app/static/vendor/..%5c..%5capp.py", "/app/static//etc/passwd", "//etc/passwd",
     "/component/streamlit_folium.st_folium/../../../app.py", "/media/../app.py",
     "/door/../routes.py", "/door/routes.py", "/app/static/.gitignore", "/static/%00"],
)  # fmt: skip
def test_no_path_leads_out_of_the_static_files(running: Running, path: str) -> None:
    """Sent as it is: a client would tidy such a path before it leaves."""
    host = urlsplit(running.address).netloc
    with closing(http.client.HTTPConnection(host, timeout=30)) as connection:
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
    assert answer.status in (200, 301, 303, 307, 400, 404)
    if answer.status == 200:  # whatever has no file shows the page of all screens
        assert '<div id="root"></div>' in body
    assert "serve(Path(__file__)" not in body
    assert "root:" not in body


def handshake(address: str, path: str = STREAM, **headers: str) -> int:
    """The status that a socket's first request is answered with, by a client of nothing but TCP."""
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 0
    lines = [f"GET {path} HTTP/1.1", f"Host: {headers.pop('host', f'{host}:{port}')}",
             "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
             f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}"]  # fmt: skip
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection((host, port), timeout=30) as raw:
        raw.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(raw.recv(4096).split()[1])


def test_a_socket_opens_for_pages_of_this_server_only(running: Running) -> None:
    assert handshake(running.address) == 101
    assert handshake(running.address, Origin=running.address) == 101
    for origin in ("http://evil.test", "null", "http://127.0.0.1:9", "http://localhost:9",
                   running.address.replace("http:", "https:") + ".evil.test"):  # fmt: skip
        assert handshake(running.address, Origin=origin) == 403, origin


def test_files_need_an_officer_and_the_token_of_the_page(running: Running) -> None:
    note = running.log.parents[1] / "secrets" / "first-administrator.txt"
    name, once = note.read_text().split()
    upload = f"{running.address}/_stcore/upload_file/session/file"
    with httpx.Client(base_url=running.address, timeout=60) as browser:
        given = {"files": {"file": ("a.csv", b"x")}}
        assert browser.put(upload, **given).status_code == 403
        page = browser.get("/sign-in")
        fields = {"form": form_token(page.text), "name": name, "password": once}
        assert browser.post("/sign-in", data=fields).status_code == 303
        assert browser.get("/").headers["location"].startswith("/account")
        # A password that somebody else knows opens nothing yet.
        assert browser.put(upload, **given).text == "You may not import files"
        page = browser.get("/account")
        fields = {"form": form_token(page.text), "old": once, "new": GOOD, "again": GOOD}
        assert browser.post("/account", data=fields).status_code == 303
        # Now Streamlit's own token of the page is missing, then its session.
        assert browser.put(upload, **given).text == "XSRF token missing or invalid"
        browser.get("/_stcore/health")
        token = browser.cookies["_streamlit_xsrf"]
        answer = browser.put(upload, headers={"x-xsrftoken": token}, **given)
        assert answer.status_code == 400
        assert answer.text.startswith("Invalid session_id")
        told = running.log.read_text()
        assert not any(secret in told for secret in (once, GOOD, token, browser.cookies[SESSION]))


def test_a_role_to_try_means_nothing_with_real_data(running: Running) -> None:
    upload = f"{running.address}/_stcore/upload_file/session/file"
    cookie = {"cookie": f"{ROLE}=administrator:"}
    assert httpx.put(upload, content=b"x", headers=cookie).status_code == 403


def test_the_size_of_files_is_limited(running: Running) -> None:
    """As the screen says: 200 MB; what says that it is larger is not even read."""
    from streamlit import config

    from lib.views.desk.importing import MOST_MEGABYTES

    assert config.get_option("server.maxUploadSize") == MOST_MEGABYTES
    assert config.get_option("server.enableXsrfProtection") is True
    assert config.get_option("server.enableCORS") is True
    assert config.get_option("client.showErrorDetails") == "none"
    assert config.get_option("server.enableAgentApi") is False
