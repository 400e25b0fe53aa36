"""What an address asks for: its parts read into a ``Selection``.

What cannot be read, and what is for those signed in only, becomes a ``Problem`` instead of an
error. ``from_query(s.to_query(choices), choices) == (s, ())`` for every valid selection.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from geo.codes import Level, level_of
from lib.periods import Period
from lib.views.selection import (
    LONGEST_ID,
    PLAN,
    Choices,
    Kind,
    Selection,
    is_id,
    key_of,
    levels_of,
    read_day,
    read_period,
)
from lib.views.words import LANGUAGES, Language

BEYOND = ("asof", "detail", "plan")  # keys that go beyond the protected view, as all filters do


class ForSignedIn(ValueError):
    """What an address asks for is shown to those who are signed in only."""


@dataclass(frozen=True)
class Problem:
    """A part of the address that could not be read: its key in the address.

    ``closed`` where it could, but is for those signed in.
    """

    key: str
    closed: bool = False


def from_query(query: Mapping[str, str], choices: Choices) -> tuple[Selection, tuple[Problem, ...]]:
    """The selection that an address asks for, and the parts of it that could not be read.

    Parts that are missing are the default, and so are those that cannot be read.
    """
    readers = _readers(choices)
    now, problems = choices.start(), []
    for key in choices.keys:  # the level is read after the area, which it depends on
        if not (text := query.get(key, "")):
            continue
        try:
            now = readers[key](now, text)
        except ForSignedIn:
            problems.append(Problem(key, closed=True))
        except ValueError:
            problems.append(Problem(key))
    return now, tuple(problems)


def _readers(choices: Choices) -> dict[str, Callable[[Selection, str], Selection]]:
    """What each key of the address does to a selection."""
    readers: dict[str, Callable[[Selection, str], Selection]] = {
        "lang": lambda now, text: replace(now, language=_language(text)),
        "period": partial(_with_period, choices=choices),
        "asof": lambda now, text: replace(now, as_of=read_day(text)),
        "area": lambda now, text: now.with_area(_one(text, choices.parents)),
        "level": _with_level,
        "map": lambda now, text: replace(now, indicator=_indicator(text, choices)),
        "pick": lambda now, text: _with_pick(now, _one(text, choices.parents)),
        "detail": _with_detail,
        "vs": lambda now, text: replace(now, versus=_one(text, choices.parents)),
        "vsperiod": lambda now, text: replace(now, versus_period=_period(text, choices)),
        "slides": lambda now, text: replace(now, slides=_slides(text, choices)),
        "plan": lambda now, text: replace(now, plan=_plan(text)),
    }
    for name, values in choices.filters.items():
        readers[key_of(name)] = partial(_with_filter, name=name, valid=values)
    if not choices.free:
        readers |= dict.fromkeys((*BEYOND, *map(key_of, choices.filters)), _refuse)
    for name, values in choices.switches.items():
        readers[name] = partial(_with_switch, name=name, valid=values)
    return readers


def _with_filter(now: Selection, text: str, name: str, valid: tuple[str, ...]) -> Selection:
    return now.with_filter(name, _several(text, valid))


def _with_switch(now: Selection, text: str, name: str, valid: tuple[str, ...]) -> Selection:
    value = _one(text, valid)
    return now.with_switch(name, "" if value == valid[0] else value)


def _with_pick(now: Selection, code: str) -> Selection:
    if level_of(code) is not now.level:
        raise ValueError(f"{code} is not one of the areas shown.")
    return replace(now, picked=code)


def _with_detail(now: Selection, text: str) -> Selection:
    if not is_id(text):
        raise ValueError(f"{text!r} is no id: use up to {LONGEST_ID} letters, digits and signs.")
    return now.with_detail(text)


def _with_period(now: Selection, text: str, choices: Choices) -> Selection:
    kind, period = _period(text, choices)
    return replace(now, kind=kind, period=period)


def _period(text: str, choices: Choices) -> tuple[Kind, Period]:
    kind, period = read_period(text)
    if kind not in choices.kinds:
        raise ForSignedIn(f"{text} is no month, quarter or fiscal year: sign in for own dates.")
    return kind, period


def _indicator(text: str, choices: Choices) -> str:
    if text in choices.closed:
        raise ForSignedIn(f"{text} is for those signed in only: sign in.")
    return _one(text, choices.indicators)


def _slides(text: str, choices: Choices) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_one(name, choices.slides) for name in text.split(".")))


def _plan(text: str) -> str:
    if not PLAN.fullmatch(text):
        raise ValueError(f"{text!r} is nothing that the planner writes.")
    return text


def _refuse(_: Selection, text: str) -> Selection:
    raise ForSignedIn(f"The protected view cannot show {text!r}: sign in.")


def _with_level(now: Selection, text: str) -> Selection:
    level = Level(text)
    if level not in levels_of(now.area):
        raise ValueError(f"{now.area} has no areas of level {level}.")
    return replace(now, level=level)


def _language(text: str) -> Language:
    return LANGUAGES[LANGUAGES.index(text)]


def _one(text: str, valid: Mapping[str, object] | tuple[str, ...]) -> str:
    if text not in valid:
        raise ValueError(f"{text!r} is not one of the choices.")
    return text


def _several(text: str, valid: tuple[str, ...]) -> tuple[str, ...]:
    """Codes parted by commas, in the order of ``valid``; all of them is the same as none."""
    chosen = {_one(code, valid) for code in text.split(",")}
    return () if chosen == set(valid) else tuple(code for code in valid if code in chosen)
