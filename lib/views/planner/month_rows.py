"""The rows of a month's draft as people edit and read them, and what is wrong with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd

from lib.planning.drafts import MOST_FOLLOW_UPS, MOST_NOTE, MOST_VISITS, Draft
from lib.planning.month import NEVER, WEEKS, Reason, Visit, in_order, week_days, week_of
from lib.store.codelists import code_list
from lib.views import data
from lib.views.formats import month_name, number, thai_date
from lib.views.words import Language, say

# The columns of the editor; their words are planner_month.head_<name>.
COLUMNS = (
    "drop", "tambon", "week", "day", "activity_type", "why", "follow_ups", "ways", "officer",
    "note",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the key of the words, and the tambon and activity of the row."""

    key: str
    tambon: object = None
    activity_type: object = None


def frame(
    visits: Sequence[Visit], language: Language, way: Callable[[Visit], str] = lambda _: ""
) -> pd.DataFrame:
    """The rows for the editor: codes, numbers and days; its index is the number of the row.

    ``way`` is the link to the follow-ups on the way, empty for none.
    """
    cells = [
        (False, one.tambon, one.week, one.day, one.activity_type, why(one, language),
         one.follow_ups, way(one) or None, one.officer or None, one.note)
        for one in visits
    ]  # fmt: skip
    return _typed(pd.DataFrame(cells, columns=list(COLUMNS)))


def again(
    edited: pd.DataFrame, base: Draft, language: Language, way: Callable[[Visit], str]
) -> pd.DataFrame:
    """Edited rows for an editor that is opened again, with their reasons and links of today."""
    found = edited.reset_index(drop=True).astype({"why": "object", "ways": "object"})
    for label, row in _cells(found):
        old = _old(label, base.visits)
        wrong = _faults(row, base.month, base.area)
        visit = old if wrong else _visit(row, old)
        found.loc[label, "why"] = why(visit, language) if visit else None
        found.loc[label, "ways"] = (way(visit) if visit else "") or None
    return _typed(found)


def read(edited: pd.DataFrame, before: Sequence[Visit], begin: date, amphoe: str) -> tuple[
    tuple[Visit, ...], list[Fault]
]:  # fmt: skip
    """The edited rows without those that were dropped, and what is wrong with them.

    A row of a day lies in the week of that day. Reasons are those of the row that it was; one that
    was added has none. A row with faults is left out.
    """
    visits, faults = [], []
    kept = [(label, row) for label, row in _cells(edited) if not _yes(row["drop"])]
    for label, row in kept:
        wrong = _faults(row, begin, amphoe)
        if wrong:
            faults += [Fault(key, row["tambon"], row["activity_type"]) for key in wrong]
        else:
            visits.append(_visit(row, _old(label, before)))
    if len(kept) > MOST_VISITS:
        faults.append(Fault("too_many"))
    return tuple(visits), faults


def fault_words(faults: Iterable[Fault], language: Language) -> list[str]:
    """What is wrong, a line for each kind, with the rows that it is about."""
    rows: dict[str, list[str]] = {}
    for one in faults:
        rows.setdefault(one.key, []).append(_called(one, language))
    return [
        say(f"planner_month.fault_{key}", language, rows=", ".join(dict.fromkeys(found)),
            most=number(MOST_VISITS), note=number(MOST_NOTE), follow_ups=number(MOST_FOLLOW_UPS))
        for key, found in rows.items()
    ]  # fmt: skip


def _called(fault: Fault, language: Language) -> str:
    """How a row is called where something is wrong with it: its tambon and activity."""
    tambon, kind = _text(fault.tambon), _text(fault.activity_type)
    known = tambon in data.areas().areas
    return say(
        "planner_month.fault_row", language,
        tambon=data.areas().get(tambon).display_name(language) if known
        else say("planner_month.fault_no_tambon", language),
        activity=code_list("activity_type").label(kind, language) if kind in types()
        else say("planner_month.fault_no_type", language),
    )  # fmt: skip


def why(visit: Visit, language: Language) -> str:
    """Why the activity is in the draft, in a sentence."""
    if not visit.reasons:
        return say("planner_month.why_added", language)
    joint = say("planner_month.why_joint", language)
    return joint.join(dict.fromkeys(_reason(one, language) for one in visit.reasons))


def week_words(begin: date, week: int, language: Language) -> str:
    """The days of a week of the month: 8–14 ก.ค."""
    days = week_days(begin, week)
    return say(
        "planner_month.week", language, first=days.start.day, last=days.end.day,
        month=month_name(begin, language),
    )  # fmt: skip


def when(visit: Visit, begin: date, language: Language) -> str:
    """The day of a visit where it is known, else its week."""
    return thai_date(visit.day, language) if visit.day else week_words(begin, visit.week, language)


def taken(draft: Draft, language: Language) -> pd.DataFrame:
    """The rows for a file, in the order of their days."""
    rows = [
        {
            "week": when(one, draft.month, language),
            "tambon": data.areas().get(one.tambon).display_name(language),
            "activity_type": code_list("activity_type").label(one.activity_type, language),
            "why": why(one, language),
            "follow_ups": one.follow_ups,
            "officer": one.officer or "–",
            "note": one.note,
        }
        for one in in_order(draft.visits)
    ]
    heads = ("week", "tambon", "activity_type", "why", "follow_ups", "officer", "note")
    found = pd.DataFrame(rows, columns=list(heads))
    if not found["note"].any():
        found = found.drop(columns="note")
    return found.rename(columns={one: head(one, language) for one in heads})


def head(name: str, language: Language) -> str:
    """The head of a column."""
    return say(f"planner_month.head_{name}", language)


def types() -> Sequence[str]:
    """The activity types that can be chosen."""
    return code_list("activity_type").codes


def tambon_of(amphoe: str) -> list[str]:
    """The tambon of an amphoe."""
    return sorted(code for code in data.areas().areas if len(code) == 6 and code.startswith(amphoe))


def short_name(tambon: str, language: Language) -> str:
    """The name of a tambon where a head says that it is one."""
    return data.areas().get(tambon).name(language)


def _faults(row: Mapping[str, object], begin: date, amphoe: str) -> list[str]:
    """The keys of what is wrong with a row."""
    day, count, week = _day(row["day"]), _number(row["follow_ups"]), _number(row["week"])
    wrong = {
        "tambon": row["tambon"] not in tambon_of(amphoe),
        "type": row["activity_type"] not in types(),
        "week": day is None and week not in range(1, WEEKS + 1),
        "day": day is not None and (day.year, day.month) != (begin.year, begin.month),
        "follow_ups": count is not None and not 0 <= count <= MOST_FOLLOW_UPS,
        "note": len(_text(row["note"])) > MOST_NOTE,
    }
    return [key for key, holds in wrong.items() if holds]


def _visit(row: Mapping[str, object], old: Visit | None) -> Visit:
    day, week = _day(row["day"]), _number(row["week"])
    visit = Visit(
        tambon=str(row["tambon"]),
        activity_type=str(row["activity_type"]),
        week=week_of(day) if day else int(week or 1),
        follow_ups=_number(row["follow_ups"]) or 0,
        officer=_text(row["officer"]),
        day=day,
        note=_text(row["note"]),
    )
    same = old is not None and (old.tambon, old.activity_type) == (
        visit.tambon, visit.activity_type,
    )  # fmt: skip
    return replace(visit, reasons=old.reasons) if same and old is not None else visit


def _reason(one: Reason, language: Language) -> str:
    key = f"planner_month.why_{one.kind}"
    if one.code:
        key = f"{key}_{one.code}" if one.kind != "need" else key
    if one.count == NEVER:
        key = f"{key}_never"
    what = code_list("need_category").label(one.code, language) if one.kind == "need" else ""
    return say(key, language, count=number(one.count), days=number(one.days), what=what)


def _typed(found: pd.DataFrame) -> pd.DataFrame:
    """The same with the types that the editor asks for."""
    found["day"] = pd.to_datetime(found["day"])
    found["drop"] = [_yes(one) for one in found["drop"]]
    return found.astype({"week": "Int64", "follow_ups": "Int64", "drop": "bool"})


def _cells(found: pd.DataFrame) -> list[tuple[object, dict[str, object]]]:
    """The rows with their labels."""
    return [
        (label, {str(name): value for name, value in row.items()})
        for label, row in found.to_dict("index").items()
    ]


def _old(label: object, before: Sequence[Visit]) -> Visit | None:
    """The row that an edited one was; None for one that was added."""
    return before[label] if isinstance(label, int) and 0 <= label < len(before) else None


def _yes(value: object) -> bool:
    return value is True or str(value) == "True"


def _day(value: object) -> date | None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else pd.Timestamp(str(value)).date()


def _number(value: object) -> int | None:
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else " ".join(str(value).split())  # type: ignore[call-overload]
