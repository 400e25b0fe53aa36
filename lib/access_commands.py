"""The commands of access: accounts and their rights, and the trail of what was done.

Who may run them is who may read the folder VAR; the trail has the name by which the system knows
them. Exit status: 0 done, 1 refused or, of `trail --verify`, not whole; 2 wrong arguments.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from geo.areas import load_registry
from geo.errors import UnknownAreaError
from lib.access.accounts import Account, AccountRefused
from lib.access.gate import Gate
from lib.access.scope import Role, Scope, is_area
from lib.access.trail import Entry, Event
from lib.desk_commands import Refused, _user
from lib.imports.folder import TIME_ZONE
from lib.neutral import neutral
from lib.settings import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
ROLES = [str(role) for role in Role if role is not Role.PUBLIC]
MOST_SHOWN = 100
COLUMNS = ("at", "event", "who", "told")
_ALONE = {  # what needs nothing but the name
    "close": "let nobody sign in with it any more; its sessions end, its name stays taken",
    "reopen": "open a closed account again, with its password and rights",
    "unlock": "end the lock that wrong passwords brought",
}


def add_commands(commands: "Commands") -> None:
    """Add user and trail to a parser."""
    user = commands.add_parser("user", help="accounts: who may sign in, with which rights")
    _add_user(user.add_subparsers(required=True, metavar="ACTION"))

    trail = commands.add_parser("trail", help="who signed in, imported, took rows out, gave rights")
    trail.set_defaults(command=_trail)
    trail.add_argument("--since", type=_moment, metavar="TIME", help="from this day or time on")
    trail.add_argument(
        "--until", type=_end, metavar="TIME", help="up to the end of this day, or before this time"
    )
    trail.add_argument(
        "--event", action="append", default=[], type=Event, choices=list(Event), metavar="EVENT",
        help=f"only these: {', '.join(Event)}",
    )  # fmt: skip
    trail.add_argument("--who", default="", metavar="NAME", help="only what this account did")
    trail.add_argument(
        "--most", type=int, metavar="NUMBER",
        help=f"how many, the newest first: {MOST_SHOWN} unless given, all with --csv",
    )  # fmt: skip
    trail.add_argument("--csv", metavar="FILE", help="write them as CSV; - prints it")
    trail.add_argument(
        "--verify", action="store_true", help="check that no line was changed, removed or put in"
    )
    trail.add_argument(
        "--holds", metavar="DIGEST",
        help="check that a line of this digest, which --verify printed once, is still there",
    )  # fmt: skip


def _add_user(actions: "Commands") -> None:
    add = actions.add_parser("add", help="make an account; prints its one-time password")
    add.set_defaults(command=_add)
    add.add_argument("name", metavar="NAME", help="2 to 40 Latin or Thai letters, digits and ._-")
    add.add_argument("--shown", required=True, metavar="TEXT", help="how the person is called")
    _add_rights(add)
    add.add_argument(
        "--subject", default="", metavar="TEXT",
        help="what the sign-in service calls the person, e.g. the mail address; no password then",
    )  # fmt: skip

    listing = actions.add_parser("list", help="all accounts")
    listing.set_defaults(command=_list)

    reset = actions.add_parser(
        "reset", help="give and print a new one-time password; unlocks, ends all sessions"
    )
    reset.set_defaults(command=_reset)
    reset.add_argument("name", metavar="NAME")

    rights = actions.add_parser("rights", help="give another role, other areas; ends all sessions")
    rights.set_defaults(command=_rights)
    rights.add_argument("name", metavar="NAME")
    _add_rights(rights)

    for action, told in _ALONE.items():
        one = actions.add_parser(action, help=told)
        one.set_defaults(command=_alone, action=action)
        one.add_argument("name", metavar="NAME")

    out = actions.add_parser("sign-out", help="end all sessions of an account")
    out.set_defaults(command=_sign_out)
    out.add_argument("name", metavar="NAME")


def _add_rights(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=ROLES)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--area", action="extend", nargs="+", default=[], metavar="CODE",
        help="province (2 digits) or amphoe (4 digits) that the rights hold for",
    )  # fmt: skip
    where.add_argument("--whole", action="store_true", help="they hold for the whole region")


def _gate() -> Gate:
    return Gate(Settings.from_environment())


def _add(options: argparse.Namespace) -> None:
    gate, scope = _gate(), _scope(options)
    password = gate.accounts.add(
        options.name, options.shown, scope, by=_user(), subject=options.subject
    )
    _hand_over(password)
    if not (gate.config.ways.accounts if password else gate.config.ways.oidc):
        way = "accounts" if password else "oidc"
        print(f"[ways] {way} is off: nobody signs in this way until it is on.", file=sys.stderr)


def _list(_: argparse.Namespace) -> None:
    for one in _gate().accounts.every():
        _say(one)


def _say(one: Account | None) -> None:
    if one is not None:
        where = ", ".join(one.scope.areas) or "whole region"
        print(f"{one.name}  {one.shown}  {one.scope.role}: {where}  {_state(one)}")


def _state(one: Account) -> str:
    now = datetime.now(UTC)
    locked = one.locked_until if one.locked_until and one.locked_until > now else None
    told = [
        "closed" if one.closed else "",
        f"locked until {_local(locked)}" if locked else "",
        "one-time password" if one.must_change else "",
        f"service: {one.subject}" if one.subject else "",
        f"last in {_local(one.last_sign_in)}" if one.last_sign_in else "never in",
    ]
    return ", ".join(filter(None, told))


def _reset(options: argparse.Namespace) -> None:
    _hand_over(_gate().accounts.reset(options.name, by=_user()))


def _rights(options: argparse.Namespace) -> None:
    accounts = _gate().accounts
    accounts.give_rights(options.name, _scope(options), by=_user())
    _say(accounts.find(options.name))


def _alone(options: argparse.Namespace) -> None:
    accounts = _gate().accounts
    do = {"close": accounts.close, "reopen": accounts.reopen, "unlock": accounts.unlock}
    do[options.action](options.name, by=_user())
    _say(accounts.find(options.name))


def _sign_out(options: argparse.Namespace) -> None:
    gate = _gate()
    account = gate.accounts.find(options.name)
    if account is None:
        raise AccountRefused("unknown", f"There is no account {options.name!r}: see `user list`.")
    ended = gate.sessions.end_all(account.name)
    gate.trail.write(Event.SIGN_OUT, _user(), account=account.name, sessions=ended)
    print(f"{ended} sessions ended.")


def _hand_over(password: str) -> None:
    """Print a one-time password by itself, so that nothing but it goes on to where it is needed."""
    if password:
        print("This one-time password is shown once, and is to be changed:", file=sys.stderr)
        print(password)


def _scope(options: argparse.Namespace) -> Scope:
    """The rights asked for; raises Refused for areas that are not in the region."""
    registry = load_registry()
    for code in options.area:
        try:
            area = registry.get(code)
        except UnknownAreaError as error:
            raise Refused(f"--area: {error}") from error
        if not is_area(area.code):
            raise Refused(
                f"--area: {code} is no province or amphoe: rights hold for those, or with --whole "
                "for the whole region."
            )
    return Scope(Role(options.role), tuple(options.area))


def _trail(options: argparse.Namespace) -> None:
    gate = _gate()
    if options.verify or options.holds:
        _verify(gate, options.holds)
        return
    most = options.most or (sys.maxsize if options.csv else MOST_SHOWN)
    found = gate.trail.read(
        since=options.since, until=options.until, events=options.event, who=options.who, most=most
    )
    if options.csv is None:
        for one in found:
            print("  ".join(_cells(one)))
        return
    gate.trail.write(Event.EXPORT, _user(), what="trail", rows=len(found))
    if options.csv == "-":
        _write_csv(sys.stdout, found)
    else:
        with Path(options.csv).open("w", encoding="utf-8-sig", newline="") as file:
            _write_csv(file, found)


def _verify(gate: Gate, holds: str | None) -> None:
    broken, last, held, number = [], "", False, 0
    for line in gate.trail.lines():
        number, last = line.number, line.digest
        held = held or line.digest == (holds or "").strip().lower()
        if not line.fits:
            broken.append(line.number)
    print(f"{number} lines; the last has the digest {last}" if number else "No lines yet.")
    for one in broken:
        print(f"Line {one} is cut off or does not fit the line before it.", file=sys.stderr)
    if holds and not held:
        print(f"No line has the digest {holds}: lines were cut off or written anew.",
              file=sys.stderr)  # fmt: skip
    if broken or (holds and not held):
        raise Refused("The trail is not whole.")


def _write_csv(file: TextIO, found: Sequence[Entry]) -> None:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([neutral(cell) for cell in _cells(one)] for one in found)


def _cells(one: Entry) -> tuple[str, ...]:
    told = json.dumps(dict(one.told), ensure_ascii=False) if one.told else ""
    return _local(one.at), str(one.event), one.who, told


def _local(at: datetime) -> str:
    return f"{at.astimezone(TIME_ZONE):%Y-%m-%d %H:%M:%S}"


def _moment(text: str) -> datetime:
    """A day or a time of day in Bangkok, unless it names its own zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time: write 2026-11-23 or 2026-11-23T14:30"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=TIME_ZONE)


def _end(text: str) -> datetime:
    at = _moment(text)
    return at + timedelta(days=1) if _is_day(text) else at


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
