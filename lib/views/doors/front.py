"""What every request passes before it comes to Streamlit, and every answer on its way back.

From the outside in: whose word counts for the address (a proxy), a reference and a line in the
log, whether this server may be spoken to at all (simulated data: from this machine only), whether
the page that asks is one of ours, what is not needed (404), files (who may import), the doors
themselves, and who has to sign in or to change a password first.
"""

import logging
import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from lib.access.config import AccessError, read_access
from lib.access.scope import Right
from lib.settings import Settings
from lib.views.doors import headers, logs, mode, oidc, start
from lib.views.doors.addresses import base_path, is_loopback, own_host, same_origin
from lib.views.doors.cookies import SESSION
from lib.views.doors.pages import NEVER_KEPT, Frame, told
from lib.views.doors.routes import Doors, plain
from lib.views.doors.who import TOLD, caller

logger = logging.getLogger(__name__)

LOOPBACK = ["127.0.0.1", "::1"]
UPLOADS, STREAM = "/_stcore/upload_file/", "/_stcore/stream"
# What Streamlit answers and nothing here needs.
OFF = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
SERVICE = tuple(f"/{path}" for path in (oidc.LOGIN, oidc.LOGOUT, oidc.CALLBACK))
FILES = ("/static/", "/app/static/", "/component/", "/media/", "/_stcore/", "/favicon", "/door/")
SENT_BY_PROXIES = ("forwarded", "x-forwarded-for", "x-real-ip")


class Front:
    """ASGI middleware in front of Streamlit; ``page`` is the page that Streamlit sends."""

    def __init__(self, app: ASGIApp, settings: Settings, page: Path) -> None:
        self._app, self._settings = app, settings
        self._config, self._base = read_access(settings), base_path()
        self._doors = Doors(settings, self._config, self._base)
        self._routes = self._doors.routes()
        self._policies = {"screen": headers.screen_policy(page), "map": headers.map_policy(),
                          "door": headers.door_policy(), "file": headers.file_policy()}  # fmt: skip
        self._simulated = mode.simulated(settings)  # as it was when somebody last asked
        self._entry: Any = self._handle
        if self._config.proxy.trusted:
            inner: Any = self._handle
            self._entry = ProxyHeadersMiddleware(inner, trusted_hosts=LOOPBACK)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        else:
            await self._entry(scope, receive, send)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        reference, began = secrets.token_hex(4), time.monotonic()
        logs.note_reference(reference)
        scope[TOLD] = {}
        sent = {"status": 0}

        async def note(message: Message) -> None:
            """Keep the status for the log, and put the headers on the answer."""
            if message["type"] == "http.response.start":
                sent["status"] = message["status"]
                self._put_headers(scope, message)
            elif message["type"] in ("websocket.accept", "websocket.close"):
                sent["status"] = sent["status"] or (
                    101 if message["type"] == "websocket.accept" else 403
                )
            await send(message)

        try:
            if scope["type"] == "websocket":
                await self._socket(scope, receive, note)
            else:
                await self._http(scope, receive, note)
        except Exception as error:
            await self._failed(scope, receive, note, error, sent["status"])
        finally:
            self._tell(scope, sent["status"], time.monotonic() - began)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await self._change_over()
        answer = self._stopped(request) or await self._uploading(request)
        if answer is None and (door := self._door(scope)) is not None:
            found, inner = door.matches(scope)
            if found is Match.FULL:
                await door.handle({**scope, **inner}, receive, send)
                return
            answer = plain(405, "Method not allowed")
        if answer is None:
            answer = await self._before_screens(request)
        await (answer or self._app)(scope, receive, send)

    async def _change_over(self) -> None:
        """The first import of real data: from now on somebody must be able to sign in."""
        before, self._simulated = self._simulated, mode.simulated(self._settings)
        if before and not self._simulated:
            await run_in_threadpool(start.greet, self._settings)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The socket of a screen: from a page of this server only, and for who may look."""
        connection = HTTPConnection(scope)
        allowed = (
            self._path(scope) == STREAM
            and self._refused(connection) is None
            and same_origin(connection, strict=self._config.proxy.trusted)
            and not await self._shut(connection)
        )
        if allowed:
            await self._app(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": ""})

    def _stopped(self, request: Request) -> Response | None:
        """The answer to what goes no further, whoever asks."""
        path, method = self._path(request.scope), request.method
        if (why := self._refused(request)) is not None:
            return plain(*why)
        off = any(path == one or path.startswith(f"{one}/") for one in OFF)
        if off or (path in SERVICE and not self._service()):
            return plain(404, "Not found")
        writing = method in ("PUT", "DELETE") and path.startswith(UPLOADS)
        door = method == "POST" and self._door(request.scope) is not None
        if method not in ("GET", "HEAD") and not writing and not door:
            return plain(405, "Method not allowed")
        foreign = not same_origin(request, strict=self._config.proxy.trusted)
        crossing = request.headers.get("sec-fetch-site") == "cross-site"
        if (writing and foreign) or (path in SERVICE[:2] and crossing):
            return plain(403, "Not from a page of this server")
        return None

    def _refused(self, connection: HTTPConnection) -> tuple[int, str] | None:
        """Why this server may not be spoken to in this way at all; simulated data only."""
        if not mode.simulated(self._settings):
            return None
        peer = connection.client.host if connection.client else LOOPBACK[0]
        passed_on = [
            one for name in SENT_BY_PROXIES for one in connection.headers.getlist(name)
        ]  # fmt: skip
        if not is_loopback(peer) or not all(is_loopback(one.strip()) for one in passed_on):
            return 403, "The data are simulated: only this machine itself may look at them."
        if not own_host(connection.headers.get("host")):
            return 421, "The data are simulated: use http://localhost or http://127.0.0.1."
        return None

    async def _uploading(self, request: Request) -> Response | None:
        """The refusal of a file from somebody who may not import, before any of it is read."""
        if not self._path(request.scope).startswith(UPLOADS):
            return None
        who = await run_in_threadpool(caller, request, self._settings, self._config)
        if not who.visitor.scope.may(Right.IMPORT):
            return plain(403, "You may not import files")
        declared = request.headers.get("content-length", "0")
        if not (declared.isascii() and declared.isdigit()):
            return plain(400, "The length of the file is no number")
        return None

    async def _before_screens(self, request: Request) -> Response | None:
        """Who has to sign in or to choose a password before a screen is shown."""
        path = self._path(request.scope)
        if mode.simulated(self._settings):
            return None
        if path == f"/{oidc.LOGOUT}":
            await run_in_threadpool(self._end, request)
        if path.startswith("/media/") and await self._shut(request):
            return plain(403, "Not signed in")
        beside = path in SERVICE or path.startswith(FILES) or "/_stcore/" in path
        if beside or (self._config.ways.public and not _says_who(request)):
            return None
        who = await run_in_threadpool(caller, request, self._settings, self._config)
        query = {"back": _here(request)}
        if who.visitor.must_change:
            return self._on("account", query)
        if not who.signed_in and not self._config.ways.public:
            return self._on("sign-in", query)
        return None

    async def _shut(self, connection: HTTPConnection) -> bool:
        """Whether nothing is shown to who asks: the public view is closed, and it is nobody yet."""
        if self._config.ways.public or mode.simulated(self._settings):
            return False
        who = await run_in_threadpool(caller, connection, self._settings, self._config)
        return not who.signed_in or who.visitor.must_change

    def _end(self, request: Request) -> None:
        """Whoever ends the sign-in of the service ends the session here."""
        from lib.views.visitor import gate  # noqa: PLC0415 (slow to import)

        if token := caller(request, self._settings, self._config).token:
            gate().sign_out(token)

    async def _failed(
        self, scope: Scope, receive: Receive, send: Send, error: Exception, status: int
    ) -> None:
        """The log is told what went wrong, the visitor a reference and nothing more."""
        logger.error("An answer failed.", exc_info=error)
        if status or scope["type"] != "http":
            raise error
        frame = Frame.of(Request(scope), self._base, public=self._config.ways.public, back="")
        kind = 503 if isinstance(error, AccessError) else 500
        await told(frame, kind, logs.reference())(scope, receive, send)

    def _put_headers(self, scope: Scope, message: Message) -> None:
        """The headers of every answer, and what Streamlit's own lack."""
        put = MutableHeaders(raw=message.setdefault("headers", []))
        for name in ("server", "x-powered-by", "access-control-allow-origin",
                     "access-control-allow-credentials"):  # fmt: skip
            del put[name]
        for name, value in headers.ALWAYS.items():
            put[name] = value
        put["Content-Security-Policy"] = self._policies[self._kind(scope)]
        if self._path(scope).startswith("/media/"):  # files that were made for somebody
            put["Cache-Control"] = "private, no-store"
        tls = scope.get("scheme") in ("https", "wss")
        if tls:
            put["Strict-Transport-Security"] = headers.HSTS
        if tls or self._config.proxy.trusted:
            message["headers"] = [
                (name, _secure(value) if name.lower() == b"set-cookie" else value)
                for name, value in put.raw
            ]

    def _kind(self, scope: Scope) -> str:
        path = self._path(scope)
        if path.startswith("/component/"):
            return "map"
        if path.startswith(("/media/", "/app/static/")):
            return "file"
        return "screen" if self._door(scope) is None else "door"

    def _door(self, scope: Scope) -> Route | None:
        """The door that an address belongs to, whether or not it is opened in this way."""
        if scope["type"] != "http":
            return None
        return next((one for one in self._routes if one.matches(scope)[0] is not Match.NONE), None)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        """A line in the log, without what the address asks for: that may tell who is looked at."""
        path = _on_one_line(self._path(scope))
        quiet = status < 400 and path.startswith(FILES) and path != STREAM
        level = logging.DEBUG if quiet else logging.INFO
        method = scope.get("method", "SOCKET")
        client = scope.get("client")
        logs.ACCESS.log(
            level, "%s %s %d", method, path, status,
            extra={"method": method, "path": path, "status": status, "ms": round(seconds * 1000),
                   "reference": logs.reference(), "address": client[0] if client else "",
                   **scope.get(TOLD, {})},
        )  # fmt: skip

    def _path(self, scope: Scope) -> str:
        """The path below the base path; what is not below it stays as it is."""
        path = str(scope.get("path", "")) or "/"
        if self._base and (path == self._base or path.startswith(f"{self._base}/")):
            return path[len(self._base) :] or "/"
        return path

    def _on(self, name: str, query: dict[str, str]) -> Response:
        there = f"{self._base}/{name}?{urlencode(query)}"
        return RedirectResponse(there, status_code=303, headers=NEVER_KEPT)

    def _service(self) -> bool:
        return self._config.ways.oidc and not mode.simulated(self._settings)


def _says_who(request: Request) -> bool:
    """Whether a request brings anything that could say who asks."""
    return SESSION in request.cookies or USER_COOKIE_NAME in request.cookies


def _here(request: Request) -> str:
    query = request.url.query
    return str(request.scope["path"]) + (f"?{query}" if query else "")


def _on_one_line(path: str) -> str:
    """A path for the log; what would begin a line there is written out."""
    return "".join(one if one.isprintable() else f"%{ord(one):02X}" for one in path)


def _secure(cookie: bytes) -> bytes:
    """A cookie that goes over TLS only."""
    has = any(part.strip().lower() == b"secure" for part in cookie.split(b";"))
    return cookie if has else cookie + b"; Secure"
