"""The feed of alerts, for programs that poll it: ``alerts.atom`` and ``alerts.csv``.

Who asks is found from the session of a browser or, for a program without one, from a key in the
address. A key is made from the account, its rights and its stamp, and no list of keys is kept:
it ends with all sessions of the account (another password, signing out everywhere, other rights,
closing), and does not come back. It is like a password.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.access.config import AccessConfig
from lib.access.scope import Right, Scope
from lib.access.visitor import Visitor, Way
from lib.settings import Settings
from lib.views.doors import mode
from lib.views.doors.cookies import cookie_secret, sign
from lib.views.doors.pages import NEVER_KEPT
from lib.views.doors.who import caller
from lib.views.words import LANGUAGES, Language

if TYPE_CHECKING:
    from lib.access.accounts import Account
    from lib.planning.alerts import Alert

PURPOSE = "alerts feed"  # of the key: no other token of this secret is one
FORMATS = {"atom": "application/atom+xml; charset=utf-8", "csv": "text/csv; charset=utf-8"}
LONGEST_KEY = 200
KEPT = 64  # lists of alerts, and what the trail was told
REFUSED = (
    "This feed is for who may see exact figures: sign in, or take the address with its key from "
    "the list of alerts. A key ends with the password and the rights that it was made for."
)


class FeedRefused(Exception):
    """A feed that is not given; ``status`` is what HTTP calls the reason."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def routes(settings: Settings, config: AccessConfig, base: str) -> list[Route]:
    """The feed in its two formats, below the base path."""

    def route(kind: str) -> Route:
        """The feed in one format."""

        async def answer(request: Request) -> Response:
            try:
                return await run_in_threadpool(_answer, request, settings, config, kind)
            except FeedRefused as refused:
                return Response(
                    str(refused), refused.status, headers=NEVER_KEPT, media_type="text/plain"
                )

        return Route(f"{base}/alerts.{kind}", answer, methods=["GET"])

    return [route(kind) for kind in FORMATS]


def feed_key(account: "Account", settings: Settings) -> str:
    """The key of an account as it is now, for the address of the feed."""
    scope = account.scope
    return sign(
        cookie_secret(settings.secrets), PURPOSE, account.name, account.made_on.isoformat(),
        str(scope.role), ",".join(scope.areas), account.stamp,
    )  # fmt: skip


def feed_query(kind: str, area: str, language: Language, **key: str) -> str:
    """The address of the feed of an area, below the base path; ``key`` are its two parts."""
    return f"alerts.{kind}?{urlencode({'area': area, 'lang': language, **key})}"


def _answer(request: Request, settings: Settings, config: AccessConfig, kind: str) -> Response:
    from lib.planning.asking import PlanRefused, planned_areas  # noqa: PLC0415 (slow to import)
    from lib.planning.feed import Source, atom_feed, csv_feed  # noqa: PLC0415
    from lib.views import opened  # noqa: PLC0415

    if not opened.ready():
        raise FeedRefused(503, "The data are being opened: ask again in a minute.")
    who = _who(request, settings, config)
    opened.refresh()
    info = opened.store().info
    if not who.scope.may(Right.FIGURES) or (who.way is Way.TRIAL and not info.simulated):
        raise FeedRefused(403, REFUSED)
    area, language = _area(request, who.scope), _language(request)
    try:
        found = _alerts(f"{opened.store().folder}|{opened.store().version()}", who.scope, area)
    except PlanRefused as refused:
        raise FeedRefused(403, "The area is not one of those that you may see.") from refused
    # The feed names its own address, but not the key: entries are passed on.
    own = str(request.url.replace(query=feed_query(kind, area, language).partition("?")[2]))
    source = Source(
        planned_areas(who.scope, area, Right.FIGURES), info.data_date, info.simulated, own
    )
    content = {"atom": atom_feed, "csv": csv_feed}[kind](found, source, language)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    _tell(settings, who, kind, area, tag, len(content))
    return Response(content, headers={**headers, "Content-Type": FORMATS[kind]})


def _who(request: Request, settings: Settings, config: AccessConfig) -> Visitor:
    """Whose feed it is; an address with a key stands for itself, whoever is signed in."""
    key = request.query_params.get("key")
    if key is None or mode.simulated(settings):
        return caller(request, settings, config).visitor
    return _of_key(request.query_params.get("for", ""), key, settings, config)


def _of_key(name: str, key: str, settings: Settings, config: AccessConfig) -> Visitor:
    from lib.views.visitor import gate  # noqa: PLC0415 (slow to import)

    account = gate().accounts.find(name)
    if account is None or account.closed or account.must_change or len(key) > LONGEST_KEY:
        return Visitor.nobody()
    way = Way.OIDC if account.subject else Way.PASSWORD
    if not (config.ways.oidc if account.subject else config.ways.accounts):
        return Visitor.nobody()
    if not hmac.compare_digest(feed_key(account, settings).encode(), key.encode()):
        return Visitor.nobody()
    return Visitor(account.scope, account.name, account.shown, way)


def _area(request: Request, scope: Scope) -> str:
    from lib.views import data  # noqa: PLC0415 (slow to import)

    known = data.areas()
    asked = request.query_params.get("area") or (scope.areas or (known.region.code,))[0]
    if asked not in known.areas:
        raise FeedRefused(400, "There is no such area: give the code of one.")
    return asked


def _language(request: Request) -> Language:
    asked = request.query_params.get("lang")
    return next((one for one in LANGUAGES if one == asked), LANGUAGES[0])


@lru_cache(maxsize=KEPT)
def _alerts(state: str, scope: Scope, area: str) -> tuple["Alert", ...]:
    from lib.planning.alerts import alerts  # noqa: PLC0415 (slow to import)
    from lib.views import opened  # noqa: PLC0415

    store = opened.store()
    return tuple(alerts(store, scope, store.info.data_date, area))


@lru_cache(maxsize=KEPT)
def _tell(settings: Settings, who: Visitor, kind: str, area: str, tag: str, size: int) -> None:
    """Tell the trail who took the alerts: the same ones once, however often they are polled."""
    from lib.access.trail import Event  # noqa: PLC0415
    from lib.desk import recorded_as  # noqa: PLC0415
    from lib.views.taking.giving import figures_of  # noqa: PLC0415
    from lib.views.visitor import gate  # noqa: PLC0415

    gate().trail.write(
        Event.EXPORT, recorded_as(who), kind=f"feed_{kind}", bytes=size, area=area,
        figures=figures_of(who.scope, area),
    )  # fmt: skip
