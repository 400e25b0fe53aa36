"""Whether the server lives, and whether it can do its work: for a watchdog, and for a proxy."""

import asyncio
import json
import logging
import shutil
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.access.config import AccessError
from lib.settings import Settings
from lib.store.errors import StoreError
from lib.views.doors import mode

logger = logging.getLogger(__name__)

LEAST_ROOM = 500 * 1024 * 1024  # bytes: less than that, and an import may fail half-way
SECONDS = 10.0
OK, FAILS, WAITS = "ok", "fails", "not yet"
Check = Callable[[], str]


def routes(settings: Settings, base: str) -> list[Route]:
    """``healthz`` and ``readyz``; neither says anything of the data or of this machine."""

    async def alive(_request: Request) -> Response:
        return _json(200, {"alive": True})

    async def ready(_request: Request) -> Response:
        found = await checked(settings)
        fine = all(one.startswith(OK) for one in found.values())
        return _json(200 if fine else 503, {"ready": fine, "checks": found})

    return [
        Route(f"{base}/healthz", alive, methods=["GET"]),
        Route(f"{base}/readyz", ready, methods=["GET"]),
    ]


async def checked(settings: Settings) -> dict[str, str]:
    """Every check with what it found: ok, fails, or not yet; the log says why."""
    checks: dict[str, Check] = {"store": _store, "room": lambda: _room(settings)}
    if not mode.simulated(settings):
        checks["accounts"] = _accounts
    found = await asyncio.gather(*(_run(name, check) for name, check in checks.items()))
    return dict(zip(checks, found, strict=True))


async def _run(name: str, check: Check) -> str:
    try:
        return await asyncio.wait_for(run_in_threadpool(check), SECONDS)
    except TimeoutError:
        logger.warning("The check of %s took longer than %d s.", name, SECONDS)
    except (StoreError, AccessError, OSError) as error:
        logger.warning("The check of %s failed: %s", name, error)
    except Exception:
        logger.exception("The check of %s failed.", name)
    return FAILS


def _store() -> str:
    """The store and its catalogue: the version is read anew each time."""
    from lib.views import opened  # noqa: PLC0415 (slow to import)

    if not opened.ready():
        return WAITS
    return f"{OK}, version {opened.store().version()}"


def _accounts() -> str:
    from lib.views.visitor import gate  # noqa: PLC0415 (slow to import)

    gate().sessions.find("")
    return OK


def _room(settings: Settings) -> str:
    place = settings.var
    while not place.exists():
        place = place.parent
    return OK if shutil.disk_usage(place).free >= LEAST_ROOM else FAILS


def _json(status: int, told: dict[str, Any]) -> Response:
    return Response(
        json.dumps(told), status, headers={"Cache-Control": "no-store"},
        media_type="application/json",
    )  # fmt: skip
