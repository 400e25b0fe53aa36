"""The doors: where somebody signs in and out, looks after the own account, tries a role."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from lib.access.config import AccessConfig
from lib.access.scope import Role, is_area
from lib.access.visitor import Way
from lib.settings import ROOT, Settings
from lib.views.doors import cookies, feed, health, mode, oidc, pages
from lib.views.doors.addresses import safe_back
from lib.views.doors.forms import FormRefused, read_form
from lib.views.doors.pages import NEVER_KEPT, Frame, page, told
from lib.views.doors.who import Caller, address_of, caller

if TYPE_CHECKING:
    from lib.access.gate import Gate

ICON = ROOT / "static" / "icon.png"
_VISIT = re.compile(r"[A-Za-z0-9_-]{20,100}")
# Passwords take time and memory to check; those that wait keep no thread from others.
_AT_ONCE = CapacityLimiter(4)
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Doors:
    """The pages below the base path of a server; all that they know is in the gate."""

    settings: Settings
    config: AccessConfig
    base: str

    def routes(self) -> list[Route]:
        """Everything that the doors answer."""
        both, post = ["GET", "POST"], ["POST"]
        return [
            Route(f"{self.base}/sign-in", self._real(self.sign_in), methods=both),
            Route(f"{self.base}/sign-in/service", self._real(self.service), methods=post),
            Route(f"{self.base}/signed-in", self._real(self.signed_in), methods=["GET"]),
            Route(f"{self.base}/sign-out", self._real(self.sign_out), methods=post),
            Route(f"{self.base}/signed-out", self._real(self.signed_out), methods=["GET"]),
            Route(f"{self.base}/account", self._real(self.account), methods=both),
            Route(f"{self.base}/role", self.role, methods=["GET"]),
            Route(f"{self.base}/door/style.css", self.style, methods=["GET"]),
            Route(f"{self.base}/door/tabs.js", self.script, methods=["GET"]),
            Route(f"{self.base}/door/icon.png", self.icon, methods=["GET"]),
            *health.routes(self.settings, self.base),
            *feed.routes(self.settings, self.config, self.base),
        ]

    def frame(self, request: Request, back: str | None = None) -> Frame:
        """The frame of a page for a request."""
        return Frame.of(request, self.base, public=self.config.ways.public, back=back)

    async def sign_in(self, request: Request) -> Response:
        """The form, and what comes of it: a new session, never the one that was there before."""
        frame = self.frame(request)
        if request.method in ("GET", "HEAD"):
            who = await self._caller(request)
            if who.signed_in:
                return self._on(frame.address("account") if who.visitor.must_change else frame.back)
            trouble = frame.say("not_known") if who.unknown else ""
            return self._sign_in_page(request, frame, trouble=trouble)
        fields = await self._form(request)
        frame = self.frame(request, fields.get("back", ""))
        name, password = fields.get("name", ""), fields.get("password", "")
        if not name.strip() or not password:
            return self._sign_in_page(request, frame, name=name, wrong="fill_both", status=400)
        from lib.access.guesses import SignInRefused  # noqa: PLC0415

        try:
            work = partial(self._gate().sign_in, name, password, address=address_of(request))
            token = await run_sync(work, limiter=_AT_ONCE)
        except SignInRefused as refused:
            status = 429 if refused.code == "slow" else 403
            return self._sign_in_page(request, frame, name=name, wrong=refused.code, status=status)
        await self._end_old(request)
        return self._with_session(self._on(frame.address("signed-in", back=frame.back)), token)

    async def service(self, request: Request) -> Response:
        """Go to the sign-in of the service."""
        await self._form(request)
        if not self.config.ways.oidc:
            return told(self.frame(request), 404)
        await self._end_old(request)
        frame = self.frame(request)
        # A page that goes on by itself: the policy keeps forms from leading to other servers.
        there = await run_in_threadpool(oidc.login_path)
        return page(
            frame, "told.html", frame.say("service"), onward=there, heading=frame.say("service"),
            text=frame.say("service_intro"), link=there, link_words=frame.say("go_on"),
        )  # fmt: skip

    async def signed_in(self, request: Request) -> Response:
        """Tells the other tabs, then goes on; first to the account where it needs a password."""
        frame, who = self.frame(request), await self._caller(request)
        if not who.signed_in:
            return self._on(frame.address("sign-in", back=frame.back))
        there = frame.back
        if who.visitor.must_change:
            there = frame.address("account", back=frame.back)
        heading = frame.say("signed_in")
        return page(
            frame, "told.html", heading, tell=True, onward=there, heading=heading,
            text=frame.say("going_on"), link=there, link_words=frame.say("go_on"),
        )  # fmt: skip

    async def sign_out(self, request: Request) -> Response:
        """End the session here, or all of the account."""
        fields = await self._form(request)
        who = await self._caller(request)
        if who.signed_in:
            everywhere = bool(fields.get("everywhere"))
            await run_in_threadpool(self._gate().sign_out, who.token, everywhere=everywhere)
        frame = self.frame(request, "")
        service = {"service": "1"} if who.visitor.way is Way.OIDC or who.unknown else {}
        answer = self._on(frame.address("signed-out", **service))
        for name in (cookies.SESSION, cookies.VISIT):
            cookies.drop_cookie(answer, name, self.base, secure=self.config.proxy.trusted)
        return answer

    async def signed_out(self, request: Request) -> Response:
        """Tells the other tabs; goes on to the service to end its sign-in too."""
        frame = self.frame(request)
        onward = ""
        if request.query_params.get("service") and self.config.ways.oidc:
            onward = f"{self.base}/{oidc.LOGOUT}"
        return page(
            frame, "told.html", frame.say("signed_out"), tell=True, onward=onward,
            heading=frame.say("signed_out"), text=frame.say("signed_out_note"),
            link=frame.address("sign-in"), link_words=frame.say("sign_in_again"),
            public=True,
        )  # fmt: skip

    async def account(self, request: Request) -> Response:
        """Who one is, the password, the ways out."""
        who = await self._caller(request)
        frame = self.frame(request)
        if not who.signed_in:
            return self._on(frame.address("sign-in", back=frame.address("account")))
        if request.method in ("GET", "HEAD"):
            done = frame.say("changed") if request.query_params.get("done") == "1" else ""
            return await self._account_page(request, frame, who, done=done)
        fields = await self._form(request)
        frame = self.frame(request, fields.get("back", ""))
        if who.visitor.way is not Way.PASSWORD:
            return told(frame, 400)
        problems = await run_sync(self._change, frame, who, fields, limiter=_AT_ONCE)
        if isinstance(problems, str):
            there = frame.address("account", done="1", back=frame.back)
            return self._with_session(self._on(there), problems)
        return await self._account_page(request, frame, who, problems=problems)

    async def role(self, request: Request) -> Response:
        """Try a role; there is no such page with real data."""
        frame = self.frame(request)
        if not mode.simulated(self.settings):
            return told(frame, 404)
        role, _, areas = request.query_params.get("as", "").partition(":")
        codes = [code for code in areas.split(",") if code]
        if role not in set(Role) or not all(is_area(code) for code in codes):
            return told(frame, 400)
        answer = self._on(frame.back)
        value = f"{role}:{','.join(codes)}"
        cookies.set_cookie(answer, cookies.ROLE, value, self.base, secure=self.config.proxy.trusted)
        return answer

    async def style(self, _request: Request) -> Response:
        """The style sheet of these pages."""
        return Response(pages.style(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    async def script(self, _request: Request) -> Response:
        """What tells the other tabs."""
        return FileResponse(
            pages.HERE / "tabs.js", media_type="text/javascript",
            headers={"Cache-Control": "no-cache"},
        )  # fmt: skip

    async def icon(self, _request: Request) -> Response:
        """The sign in the tab."""
        return FileResponse(ICON, headers={"Cache-Control": "max-age=86400"})

    def _real(self, endpoint: Endpoint) -> Endpoint:
        """An endpoint that is there with real data only, and says why it does not do a thing."""

        async def answer(request: Request) -> Response:
            if mode.simulated(self.settings):
                return self._on(safe_back(request.query_params.get("back"), self.base))
            try:
                return await endpoint(request)
            except FormRefused as refused:
                return told(self.frame(request), refused.status)

        return answer

    async def _form(self, request: Request) -> Mapping[str, str]:
        return await read_form(request, self._secret(), strict=self.config.proxy.trusted)

    async def _caller(self, request: Request) -> Caller:
        return await run_in_threadpool(caller, request, self.settings, self.config)

    async def _end_old(self, request: Request) -> None:
        """End the session that this browser has had."""
        if old := request.cookies.get(cookies.SESSION, ""):
            await run_in_threadpool(self._gate().sign_out, old)

    def _change(self, frame: Frame, who: Caller, fields: Mapping[str, str]) -> dict[str, str] | str:
        """Change the password: the token of a new session, or what is wrong by field."""
        from lib.access.passwords import PasswordRefused  # noqa: PLC0415

        old, new, again = (fields.get(name, "") for name in ("old", "new", "again"))
        shortest, account = self.config.passwords.shortest, who.visitor.account
        if not (old and new and again):
            return {name: frame.say("refused_fill") for name, given in
                    (("old", old), ("new", new), ("again", again)) if not given}  # fmt: skip
        if new != again:
            return {"again": frame.say("refused_again")}
        try:
            self._gate().accounts.change_password(account, old, new)
        except PasswordRefused as refused:
            field = "old" if refused.code in ("old", "locked") else "new"
            values = {"shortest": shortest} if refused.code == "short" else {}
            return {field: frame.say(f"refused_{refused.code}", **values)}
        return self._gate().sessions.begin(account, Way.PASSWORD)  # the others have ended

    def _sign_in_page(
        self, request: Request, frame: Frame, *, name: str = "", wrong: str = "",
        trouble: str = "", status: int = 200,
    ) -> Response:  # fmt: skip
        rules = self.config.lock_out
        values = {"tries": rules.tries, "minutes": rules.minutes} if wrong == "wrong" else {}
        problems = {"password": frame.say(wrong, **values)} if wrong else {}
        ways = self.config.ways
        return self._signed(
            request,
            lambda token: page(
                frame, "sign_in.html", frame.say("sign_in"), status=status, here="sign-in",
                accounts=ways.accounts, service=ways.oidc, token=token, name=name[:160],
                problems=problems, trouble=trouble, public=True,
            ),
        )  # fmt: skip

    async def _account_page(
        self, request: Request, frame: Frame, who: Caller, *, done: str = "",
        problems: Mapping[str, str] | None = None,
    ) -> Response:  # fmt: skip
        from lib.views.access.names import areas_named, role_name  # noqa: PLC0415

        visitor, language = who.visitor, frame.language
        account = await run_in_threadpool(self._gate().accounts.find, visitor.account)
        scope = account.scope if account else visitor.scope
        facts = [
            (frame.say("role"), role_name(scope.role, language)),
            (frame.say("area"), await run_in_threadpool(areas_named, scope.areas, language)),
            (frame.say("way"), frame.say(f"way_{visitor.way}")),
        ]
        sessions = self.config.sessions
        note = frame.say(
            "sessions_note", idle=sessions.idle_minutes, longest=sessions.longest_hours
        )
        return self._signed(
            request,
            lambda token: page(
                frame, "account.html", frame.say("account"), here="account", token=token,
                account=visitor.account, shown=visitor.shown or visitor.account, facts=facts,
                must_change=visitor.must_change, has_password=visitor.way is Way.PASSWORD,
                rules=frame.say("rules", shortest=self.config.passwords.shortest), done=done,
                problems=problems or {}, sessions_note=note, status=400 if problems else 200,
            ),
        )  # fmt: skip

    def _signed(self, request: Request, make: Callable[[str], Response]) -> Response:
        """A page with a form, bound to this browser."""
        visit = request.cookies.get(cookies.VISIT, "")
        if not _VISIT.fullmatch(visit):
            visit = cookies.new_visit()
        answer = make(cookies.form_token(self._secret(), visit))
        cookies.set_cookie(
            answer, cookies.VISIT, visit, self.base, secure=self.config.proxy.trusted
        )
        return answer

    def _with_session(self, answer: Response, token: str) -> Response:
        secure = self.config.proxy.trusted
        cookies.set_cookie(answer, cookies.SESSION, token, self.base, secure=secure)
        # The forms of before do not hold for who is signed in now.
        cookies.set_cookie(answer, cookies.VISIT, cookies.new_visit(), self.base, secure=secure)
        return answer

    def _on(self, there: str) -> Response:
        return RedirectResponse(there, status_code=303, headers=NEVER_KEPT)

    def _secret(self) -> bytes:
        return cookies.cookie_secret(self.settings.secrets)

    def _gate(self) -> "Gate":
        from lib.views.visitor import gate  # noqa: PLC0415 (slow to import)

        return gate()


def plain(status: int, text: str) -> PlainTextResponse:
    """An answer for what is no page."""
    return PlainTextResponse(text, status_code=status, headers=NEVER_KEPT)
