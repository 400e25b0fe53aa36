"""The rows behind the figures of the log of checks: where in which file the findings stood."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from lib.imports.folder import TIME_ZONE
from lib.imports.log import LoggedCheck
from lib.quality.trend import Places, counting, month_of, places, since, within
from lib.store.findings import in_general
from lib.store.reference import area_codes
from lib.views.desk.plain import paragraph
from lib.views.desk.quality_choice import CHECK, EVERYWHERE, NOWHERE, Choice
from lib.views.desk.quality_rows import Rows, Said, panel
from lib.views.desk.quality_sentences import amphoe_name
from lib.views.formats import month_year, number, thai_date
from lib.views.words import Language, say

ERRORS, WARNINGS = "errors", "warnings"
COLUMNS = ("when", "file", "sheet", "line", "column", "amphoe", "problem")
_MONTH, _STAMP = re.compile(r"20\d{2}-(0[1-9]|1[0-2])"), "%Y%m%dT%H%M%S%f"
_ONE = re.compile(r"20\d{6}T\d{12}")


def cut_to(checks: Iterable[LoggedCheck], areas: Sequence[str]) -> list[LoggedCheck]:
    """The checks with what they say of some areas alone.

    Names of files and sheets may be those of people: they stay where all rows lie within.
    """
    found = []
    for one in checks:
        codes = {*one.rows, *one.errors, *one.warnings}
        whole = not areas or all(code.startswith(tuple(areas)) for code in codes)
        for part in within([one], areas):
            spots = part.spots if whole else tuple(replace(at, sheet="") for at in part.spots)
            files = part.files if whole else tuple(("", digest) for _, digest in part.files)
            found.append(replace(part, files=files, spots=spots))
    return found


def of_amphoe(name: str, code: str) -> Choice:
    """The findings of an amphoe in the last months."""
    return Choice(CHECK, f"{name}.", code or NOWHERE)


def of_month(name: str, month: str) -> Choice:
    """The findings of all amphoe in a month (2026-11)."""
    return Choice(CHECK, f"{name}.{month}")


def of_check(name: str, one: LoggedCheck) -> Choice:
    """The findings of one check."""
    return Choice(CHECK, f"{name}.{one.at.astimezone(TIME_ZONE):{_STAMP}}")


def read_check(text: str) -> Choice | None:
    """What an address asks for of the log; None where it asks for nothing that there can be."""
    told, _, amphoe = text.partition("@")
    what, _, name = told.partition(".")
    choice = Choice(what, name, amphoe)
    first, period = choice.parts
    place = amphoe in (EVERYWHERE, NOWHERE) or (len(amphoe) == 4 and amphoe in area_codes())
    known = what == CHECK and first in (ERRORS, WARNINGS) and "." in name and place
    return choice if known and (not period or _is_month(period) or _is_one(period)) else None


def is_of_months(choice: Choice | None) -> bool:
    """Whether a figure is one of those by month."""
    return choice is not None and _is_month(choice.parts[1])


def is_of_one(choice: Choice | None) -> bool:
    """Whether a figure is one of a single check."""
    return choice is not None and _is_one(choice.parts[1])


def chosen_places(checks: Sequence[LoggedCheck], choice: Choice) -> Places:
    """Where the findings stand that a figure counts."""
    name, period = choice.parts
    amphoe = {EVERYWHERE: None, NOWHERE: ""}.get(choice.amphoe, choice.amphoe)
    if _is_one(period):
        some = [one for one in checks if of_check(name, one).parts[1] == period]
    elif _is_month(period):
        some = [one for one in counting(checks) if f"{month_of(one):%Y-%m}" == period]
    else:
        some = [one for one in counting(checks) if month_of(one) >= since(checks)]
    return places(some, warning=name == WARNINGS, amphoe=amphoe)


def checks_panel(checks: Sequence[LoggedCheck], choice: Choice, language: Language) -> None:
    """The findings that a figure counts, and how many of them the log can't place."""
    found = chosen_places(checks, choice)
    rows = Rows(found.rows, _say, COLUMNS)
    panel(rows, _title(choice, found.rows.height + found.lost, language), language)
    if found.lost:
        paragraph(say("quality.places_lost", language, count=number(found.lost)), "quiet")


def when(at: datetime, language: Language) -> str:
    """Day and time in Thailand."""
    there = at.astimezone(TIME_ZONE)
    day = thai_date(there.date(), language)
    return say("desk.when", language, day=day, time=f"{there:%H:%M}")


def _title(choice: Choice, count: int, language: Language) -> str:
    name, period = choice.parts
    what = say(f"quality.trend_{name}", language)
    if _is_one(period):
        at = datetime.strptime(period, _STAMP).replace(tzinfo=TIME_ZONE)
        place = say("quality.of_check", language, when=when(at, language))
    elif _is_month(period):
        place = month_year(datetime.strptime(period, "%Y-%m").date(), language)
    elif choice.amphoe == EVERYWHERE:
        place = say("quality.all", language)
    else:
        place = amphoe_name("" if choice.amphoe == NOWHERE else choice.amphoe, language)
    return say("quality.rows_title", language, what=what, place=place, count=number(count))


def _say(row: dict[str, object], language: Language) -> Said:
    at, line, column = row["at"], row["row"], str(row["column"])
    assert isinstance(at, datetime)
    return (
        when(at, language), str(row["file"]) or "–", str(row["sheet"]) or "–",
        "–" if line is None else str(line), column or "–",
        amphoe_name(str(row["amphoe_code"]), language),
        in_general(str(row["kind"]), language, column),
    )  # fmt: skip


def _is_month(period: str) -> bool:
    return _MONTH.fullmatch(period) is not None


def _is_one(period: str) -> bool:
    if not _ONE.fullmatch(period):
        return False
    try:
        datetime.strptime(period, _STAMP).replace(tzinfo=TIME_ZONE)
    except ValueError:
        return False
    return True
