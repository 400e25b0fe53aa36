"""A line of the trail in words."""

from lib.access.scope import Role
from lib.access.trail import Entry
from lib.store.model import TABLES
from lib.views.access.names import areas_named, role_name
from lib.views.desk.sentences import table_name
from lib.views.formats import number
from lib.views.words import Language, catalogue, say

TRIAL, COMMAND = "trial:", "command:"  # how records name who has no account (lib.desk.recorded_as)
AREAS, ROLES = ("areas", "areas_before"), ("role", "role_before")
FILE, DIGEST = "file_", "sha256"  # a file that was imported: its ending and its SHA-256
DIGEST_SHOWN = 8  # characters
ROWS, BEFORE = "_rows", "_before"  # of a table: how many were deleted, and up to when


def told(entry: Entry, language: Language) -> str:
    """What else there is to tell: name and value of each part, in the order of the line."""
    parts = (_part(name, value, language) for name, value in entry.told.items())
    return " · ".join(filter(None, parts))


def who_words(who: str, language: Language) -> str:
    """Who did it; simulated data are tried without an account, and some is done by nobody known."""
    if who.startswith(TRIAL):
        role = _role(who.removeprefix(TRIAL).partition(":")[0], language)
        return say("access.who_trial", language, role=role)
    if who.startswith(COMMAND):
        return say("access.who_command", language, name=who.removeprefix(COMMAND))
    return who or say("access.who_nobody", language)


def _part(name: str, value: str | int, language: Language) -> str:
    if value == "" and name not in AREAS:
        return ""
    label, shown = _label(name, language), _value(name, value, language)
    return say("access.told", language, name=label, value=shown)


def _label(name: str, language: Language) -> str:
    """What a part is called; its own name where there is no word for it."""
    key = f"access_told.{name}"
    if key in catalogue(language):
        return say(key, language)
    if name.startswith(FILE):
        return say("access.file_number", language, number=name.removeprefix(FILE))
    for suffix in (ROWS, BEFORE):
        if name.removesuffix(suffix) in TABLES:
            table = table_name(name.removesuffix(suffix), language)
            return say(f"access.gone{suffix}", language, table=table)
    return name


def _value(name: str, value: str | int, language: Language) -> str:
    if name == "simulated":
        return say("access.yes" if value else "access.no", language)
    if isinstance(value, int):
        return number(value)
    if name.startswith(FILE) or name == DIGEST:
        return _file(value)
    if name in (*AREAS, "area"):
        return areas_named([code for code in value.split(",") if code], language)
    return _role(value, language) if name in ROLES else _word(name, value, language)


def _file(value: str) -> str:
    """A file by its ending and the beginning of its SHA-256."""
    *ending, digest = value.split(" ")
    return " ".join((*ending, f"({digest[:DIGEST_SHOWN]})"))


def _word(name: str, value: str, language: Language) -> str:
    """A word of the program in the language; as it stands where there is none for it."""
    reason = f"access_why.{value}"
    words = {
        "change": f"access_change.{value}",
        "way": f"access_way.{value}",
        "code": reason,
        "why": reason,
        "outcome": reason,
        "what": reason,
        "figures": f"access_figures.{value}",
        "with_keys": f"access.{value}",
        "screen": f"house.{value}",
        "kind": f"access_kind.{value}",
    }
    key = words.get(name, "")
    if name == "kind" and f"exports.take_{value}" in catalogue(language):
        key = f"exports.take_{value}"
    return say(key, language) if key in catalogue(language) else value


def _role(value: str, language: Language) -> str:
    return role_name(Role(value), language) if value in set(Role) else value
