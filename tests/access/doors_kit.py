"""What the tests of the doors share: a front with a stand-in for Streamlit behind it."""

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from access_kit import GOOD, QUICK, hashing
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from lib.access.gate import Gate
from lib.access.scope import Role, Scope
from lib.settings import Settings
from lib.views import visitor
from lib.views.doors import front, mode
from lib.views.doors.cookies import VISIT
from lib.views.doors.front import Front

with warnings.catch_warnings():  # of the older client of HTTP that is installed here
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HERE = "http://127.0.0.1"
SCREEN, FILE = "a screen", "files came in"
PAGE = "<script>window.prerenderReady = false</script>"
TOKEN = re.compile(r'name="form" value="(\w+)"')
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


@dataclass
class Place:
    """A server with its accounts: `ann` is an administrator, `pim` plans for one amphoe."""

    settings: Settings
    app: Starlette
    base: str = ""

    @property
    def gate(self) -> Gate:
        return visitor.gate()

    def browser(self, peer: str = "127.0.0.1", host: str = HERE, **headers: str) -> TestClient:
        """A new browser, from an address."""
        return TestClient(
            self.app, base_url=host, client=(peer, 50000), headers=headers, follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip

    def signed_in(self, name: str = "ann", **given: Any) -> TestClient:
        """A browser in which somebody has signed in."""
        browser = self.browser(**given)
        answer = sign_in(browser, name, base=self.base)
        assert answer.status_code == 303, answer.text
        return browser


async def _screen(_request: Request) -> PlainTextResponse:
    return PlainTextResponse(SCREEN)


async def _upload(request: Request) -> PlainTextResponse:
    await request.body()
    return PlainTextResponse(FILE)


async def _fail(_request: Request) -> PlainTextResponse:
    raise RuntimeError("password=hunter2 in /srv/secret/place")


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(SCREEN)
    await socket.close()


BEHIND = [
    Route("/{base:path}_stcore/upload_file/{id:path}", _upload, methods=METHODS),
    WebSocketRoute("/{base:path}_stcore/stream", _stream),
    Route("/fails", _fail),
    Route("/{rest:path}", _screen, methods=METHODS),
]


@contextmanager
def place(
    folder: Path, *, real: bool = True, access: str = "", base: str = "", people: bool = True
) -> Iterator[Place]:
    """A server on a folder; ``access`` is laid over data/access.toml."""
    with pytest.MonkeyPatch.context() as patch, hashing(QUICK):
        (folder / "access.toml").write_text(access, encoding="utf-8")
        for name, value in (("VAR", "var"), ("SECRETS", "secrets"), ("ACCESS", "access.toml")):
            patch.setenv(name, str(folder / value))
        patch.delenv("DATA", raising=False)
        patch.delenv("STORE", raising=False)
        patch.setattr(front, "base_path", lambda: base)
        settings = Settings.from_environment()
        if real:
            (settings.var / "store").mkdir(parents=True)
            (settings.var / "store" / "catalog.sqlite").touch()
        (folder / "index.html").write_text(PAGE, encoding="utf-8")
        assert mode.simulated(settings) is not real
        # As st.App does it.
        standing = Middleware(Front, settings=settings, page=folder / "index.html")
        found = Place(settings, Starlette(routes=BEHIND, middleware=[standing]), base)
        if people:
            _people(found.gate)
        yield found


def _people(gate: Gate) -> None:
    for name, scope in {
        "ann": Scope(Role.ADMINISTRATOR),
        "pim": Scope(Role.PLANNER, ("9401",)),
        "dao": Scope(Role.OFFICER),
    }.items():
        once = gate.accounts.add(name, name.title(), scope, by="test")
        gate.accounts.change_password(name, once, GOOD)


def form_token(page: str) -> str:
    """The token of the form of a page."""
    found = TOKEN.search(page)
    assert found, page
    return found[1]


def sign_in(
    browser: TestClient, name: str, password: str = GOOD, *, base: str = "", back: str = "",
    headers: Mapping[str, str] | None = None,
) -> Any:  # fmt: skip
    """Fill in the form of a new page and send it."""
    page = browser.get(f"{base}/sign-in")
    if "Secure" in page.headers["set-cookie"]:  # which a browser would keep from this http
        browser.cookies.set(VISIT, page.cookies[VISIT], domain="127.0.0.1", path="/")
    fields = {"form": form_token(page.text), "name": name, "password": password, "back": back}
    return browser.post(f"{base}/sign-in", data=fields, headers=dict(headers or {}))


def send(browser: TestClient, path: str, page: str = "/account", **fields: str) -> Any:
    """Send a form with the token of a page."""
    return browser.post(path, data={"form": form_token(browser.get(page).text), **fields})


def listens(
    browser: TestClient, address: str = "ws://127.0.0.1", path: str = "/_stcore/stream",
    **headers: str,
) -> bool:  # fmt: skip
    """Whether the socket of a screen opens."""
    try:
        with browser.websocket_connect(f"{address}{path}", headers=headers) as socket:
            return str(socket.receive_text()) == SCREEN
    except WebSocketDisconnect:
        return False
