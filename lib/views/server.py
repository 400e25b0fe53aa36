"""The server of `python app.py`: Streamlit as an ASGI app, with the doors in front of it.

Streamlit's own static serving sends neither compressed files nor a cache header. A route of ours
sends the gzip copies of `lib.views.assets` and lets browsers keep files whose names carry their
content. `lib.views.doors` decides who may pass. `streamlit run app.py` works without either, but
nobody can sign in there: with real data it shows the public view.
"""

import logging
import mimetypes
import os
import re
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit import file_util
from streamlit.config import get_option
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap
from uvicorn.protocols.websockets import websockets_sansio_impl
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

from lib.access.config import AccessError, read_access
from lib.settings import Settings, read_settings
from lib.store.errors import StoreError
from lib.views.assets import STATIC, prepare
from lib.views.doors import logs, start
from lib.views.doors.front import Front
from lib.views.doors.oidc import CALLBACK, OidcError

logger = logging.getLogger(__name__)

IMMUTABLE = "public, max-age=31536000, immutable"
# name-<12 hex digits>.js or name-<version>-<weight>.ttf, as lib.views.assets names them.
_LASTING_NAME = re.compile(r"-(?:[0-9a-f]{12}|\d[\d.]*-\d{3})\.\w+")
_MEDIA_TYPES = {".js": "text/javascript", ".ttf": "font/ttf", ".woff2": "font/woff2"}


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"{text!r} is not a port: give a number from 1 to 65535, as in PORT=8600.")
    return int(text)


# `streamlit run` reads these from the environment, `st.App.run` does not; the last given counts.
_FROM_ENVIRONMENT: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "STREAMLIT_SERVER_PORT": ("server.port", _port),
    "STREAMLIT_SERVER_ADDRESS": ("server.address", str),
    "STREAMLIT_SERVER_BASE_URL_PATH": ("server.baseUrlPath", str),
    "PORT": ("server.port", _port),
}

WarmUp = Callable[[], object]


def static_route(static: Path = STATIC) -> Route:
    """GET and HEAD for `app/static/...`, under whatever base path the server has."""
    root = static.resolve()

    def endpoint(request: Request) -> Response:
        return static_response(root, request)

    return Route("/{base:path}app/static/{path:path}", endpoint, methods=["GET", "HEAD"])


def static_response(root: Path, request: Request) -> Response:
    """A file below `root`, compressed when the browser takes that; 304 when it has it already."""
    path = _inside(root, request.path_params["path"])
    if path is None:
        return PlainTextResponse("Not found", status_code=404)
    packed = path.with_name(f"{path.name}.gz")
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    sent = packed if takes_gzip and packed.is_file() else path
    headers = _headers(path, sent)
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if sent is packed:
        headers["Content-Encoding"] = "gzip"
    return Response(sent.read_bytes(), headers=headers, media_type=_media_type(path))


def _inside(root: Path, relative: str) -> Path | None:
    """The file that is meant, if it is a visible file in the folder and nowhere else."""
    parts = Path(relative).parts
    if "\0" in relative or "\\" in relative or any(part.startswith(".") for part in parts):
        return None
    path = (root / relative).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def _headers(path: Path, sent: Path) -> dict[str, str]:
    stat = sent.stat()
    lasting = _LASTING_NAME.search(path.name) is not None
    return {
        "Cache-Control": IMMUTABLE if lasting else "no-cache",
        "ETag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{sent.suffix}"',
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }


def _media_type(path: Path) -> str:
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _MEDIA_TYPES.get(path.suffix, guessed)


def lifespan_with(
    warm_up: WarmUp | None,
) -> Callable[[Any], AbstractAsyncContextManager[dict[str, Any] | None]]:
    """Runs `warm_up` beside the server, so that the health check answers at once."""

    def run() -> None:
        """Warm up; what goes wrong goes to the log, and the server stays."""
        if warm_up is None:
            return
        try:
            warm_up()
            start.greet(read_settings())
        except StoreError as error:  # what it says is for people; the screen will show it
            logger.error("%s", error)
        except Exception:
            logger.exception("Warming up failed; the first visit does that work instead.")

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        threading.Thread(target=run, name="warm-up", daemon=True).start()
        yield

    return lifespan


def make_app(
    script: Path, *, static: Path = STATIC, warm_up: WarmUp | None = None, redirect: str = ""
) -> st.App:
    """The ASGI app for a script, for `serve` and for other ASGI servers.

    ``redirect`` is where a sign-in service sends people back to.
    """
    settings = read_settings()
    page = Path(file_util.get_static_dir()) / "index.html"
    return st.App(
        script,
        routes=[static_route(static)],
        middleware=[Middleware(Front, settings=settings, page=page)],
        lifespan=lifespan_with(warm_up),
        secrets=start.streamlit_secrets(settings, redirect),
    )


def serve(
    script: Path,
    port: int | None = None,
    *,
    address: str | None = None,
    static: Path = STATIC,
    warm_up: WarmUp | None = None,
) -> None:
    """Serve a Streamlit script until interrupted; what is not given is as in the environment
    (PORT, STREAMLIT_SERVER_PORT, _ADDRESS, _BASE_URL_PATH), or else as in `config.toml`.

    `warm_up` is called once in a thread after the start. Not to be called by a script
    that Streamlit itself is running. Ends the process with status 1, saying why, when the server
    may not listen there or something that it needs is missing.
    """
    logs.write_logs(logs.kind_of(os.environ))
    prepare(static)
    remember_more()
    say_less()
    # The screens are those of st.navigation; Streamlit would know so only after the first visit.
    PagesManager.uses_pages_directory = False
    given = {"server.port": port, "server.address": address}
    config = settings_from(os.environ) | {k: v for k, v in given.items() if v is not None}
    bootstrap.load_config_options(config)
    settings = read_settings()
    try:
        start.check_address(settings, str(get_option("server.address") or ""))
        start.greet_early(settings)
        redirect = redirect_uri(settings)
        app = make_app(script.resolve(), static=static, warm_up=warm_up, redirect=redirect)
    except (start.NotStarted, AccessError, OidcError) as error:
        print(f"The dashboard was not started. {error}", file=sys.stderr)
        raise SystemExit(1) from error
    app.run(config=config)


def redirect_uri(settings: Settings) -> str:
    """Where a sign-in service sends people back to: as configured, or on this machine."""
    if said := read_access(settings).oidc.redirect:
        return said
    port, base = (get_option(name) for name in ("server.port", "server.baseUrlPath"))
    parts = [f"http://localhost:{port}", str(base or "").strip("/"), CALLBACK]
    return "/".join(filter(None, parts))


def say_less() -> None:
    """Let uvicorn neither name itself in its answers, nor believe what a peer says of others, nor
    set up logs of its own: `lib.views.doors` does the last two.

    `st.App.run` hands none of these settings on, so they are put where it looks (streamlit 1.67,
    uvicorn 0.54; watched by a test).
    """
    own: Any = uvicorn
    if not isinstance(uvicorn.Config, partial):
        own.Config = partial(
            uvicorn.Config, server_header=False, proxy_headers=False, log_config=None
        )


def remember_more() -> None:
    """Let the compression of messages look back 32 KB instead of the 4 KB of uvicorn.

    A change of the filters sends a few charts that are alike: the later ones are then mostly
    references to the first, about a quarter less on the wire. Costs about 256 KB a viewer.
    uvicorn has no setting for it, so its factory is replaced (0.54; watched by a test).
    """
    window: dict[str, Any] = {"server_max_window_bits": 15, "compress_settings": {"memLevel": 8}}
    own: Any = websockets_sansio_impl
    own.ServerPerMessageDeflateFactory = partial(_factory, window)


def _factory(window: dict[str, Any], **given: Any) -> ServerPerMessageDeflateFactory:
    return ServerPerMessageDeflateFactory(**given | window)


def settings_from(environment: Mapping[str, str]) -> dict[str, Any]:
    """Streamlit settings for port, address and base path, as far as the environment has them.

    Raises ValueError for a port that is no number.
    """
    return {
        option: kind(environment[name])
        for name, (option, kind) in _FROM_ENVIRONMENT.items()
        if environment.get(name)
    }
