"""The one place that the server and the screens ask: who comes in, who looks, who goes."""

from lib.access.accounts import Account, Accounts
from lib.access.config import read_access
from lib.access.database import FILE, FOLDER, Clock, utc_now
from lib.access.guesses import SignInRefused
from lib.access.scope import Scope
from lib.access.sessions import SessionEnded, Sessions
from lib.access.trail import Event, Trail
from lib.access.visitor import Visitor, Way
from lib.settings import Settings


class Gate:
    """Accounts, sessions and the trail of one place of data, by its configuration.

    Cheap to make, and safe between threads and processes: it keeps nothing open. Raises
    AccessError for a configuration or a file that can't be used.
    """

    def __init__(self, settings: Settings, *, now: Clock = utc_now) -> None:
        folder = settings.var / FOLDER
        self.config = read_access(settings)
        self.trail = Trail(folder, now)
        self.sessions = Sessions(folder / FILE, self.config.sessions, now=now)
        self.accounts = Accounts(
            folder / FILE, self.config.passwords, self.config.lock_out, self.trail, now=now
        )

    def sign_in(self, name: str, password: str, *, address: str = "") -> str:
        """The token of a new session; raises SignInRefused and tells the trail either way."""
        try:
            if not self.config.ways.accounts:
                raise SignInRefused("wrong")
            account = self.accounts.check(name, password, address=address)
        except SignInRefused as refused:
            if not refused.quiet:
                self._tell_refused(self.accounts.find(name), refused.code, Way.PASSWORD, address)
            raise
        token = self.sessions.begin(account.name, Way.PASSWORD)
        self.trail.write(Event.SIGN_IN, account.name, **_came(Way.PASSWORD, address))
        return token

    def sign_in_oidc(self, subject: str, key: str, *, address: str = "") -> Visitor | None:
        """Who signed in at the service; may be asked at every run.

        ``key`` stands for this one sign-in (at least 32 characters, not to be guessed). It begins
        a session once: None when that has ended, and for somebody who has no open account.
        """
        if not self.config.ways.oidc:
            return None
        account = self.accounts.by_subject(subject)
        if self.sessions.known(key):
            seen = self.visitor(key)
            return seen if seen and account and seen.account == account.name else None
        if account is None or account.closed:
            self.sessions.bar(key)  # which also keeps the trail to one line a sign-in
            self._tell_refused(account, "closed" if account else "unknown", Way.OIDC, address)
            return None
        try:
            begun = self.sessions.take(account.name, Way.OIDC, key)
        except SessionEnded:
            return None
        if begun:
            self.accounts.signed_in(account.name)
            self.trail.write(Event.SIGN_IN, account.name, **_came(Way.OIDC, address))
        return self.visitor(key)

    def visitor(self, token: str) -> Visitor | None:
        """Whose session it is, with the rights of this moment; None when it is over.

        While a one-time password is to be changed there are no rights but the public ones.
        """
        session = self.sessions.find(token)
        if session is None or not self._is_open(session.way):
            return None
        account = self.accounts.find(session.account)
        if account is None or account.closed:
            return None
        scope = Scope.public() if account.must_change else account.scope
        return Visitor(scope, account.name, account.shown, session.way, account.must_change)

    def sign_out(self, token: str, *, everywhere: bool = False) -> None:
        """End a session, or all of its account; nothing happens when it is over already."""
        session = self.sessions.find(token)
        if session is None:
            return
        ended = 1
        if everywhere:
            ended = self.sessions.end_all(session.account)
        else:
            self.sessions.end(token)
        self.trail.write(Event.SIGN_OUT, session.account, sessions=ended)

    def first_administrator(self) -> tuple[str, str] | None:
        """Make the first account where there is none: name and password, to be printed once."""
        return self.accounts.first() if self.config.ways.accounts else None

    def _is_open(self, way: Way) -> bool:
        """Whether the configuration of this run lets people in this way."""
        ways = self.config.ways
        return ways.oidc if way is Way.OIDC else way is Way.PASSWORD and ways.accounts

    def _tell_refused(self, account: Account | None, code: str, way: Way, address: str) -> None:
        # A name that is none is not written down: it may be a password in the wrong field.
        who = account.name if account else ""
        self.trail.write(Event.SIGN_IN_REFUSED, who, code=code, **_came(way, address))


def _came(way: Way, address: str) -> dict[str, str]:
    """How and from where somebody came, as far as it is known."""
    return {"way": str(way)} | ({"address": address} if address else {})
