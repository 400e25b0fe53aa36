"""What a screen shows, and how that is written in its address.

A ``Selection`` is the whole state of a screen. ``to_query`` writes it as short English keys and
leaves out what is the default; ``lib.views.reading`` reads it back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from unicodedata import category

from geo.codes import Level, level_of, parent_of
from lib.periods import (
    Period,
    fiscal_year,
    fiscal_year_of,
    month,
    quarter,
    quarter_of,
)
from lib.views.words import Language

# In the order in which they are read; the names of the filters and switches of the screens follow.
KEYS = (
    "lang", "period", "asof", "area", "level", "mission", "activity", "map", "pick", "detail",
    "vs", "vsperiod", "slides", "plan",
)  # fmt: skip
LONGEST_ID = 200  # characters of the id of a group, an event, a need
PLAN = re.compile(r"[a-z0-9.,:;~_-]{1,600}")  # what the planner puts together, in its own words
UNSAID = ("Cc", "Cs")  # control signs and halves of signs, which an address cannot hold
NAMED = {
    "mission": "mission",
    "activity": "activity_type",
}  # key in the address: name of the filter
Chosen = tuple[tuple[str, tuple[str, ...]], ...]
FIRST_YEAR, LAST_YEAR = 2540, 2643  # fiscal years (B.E.) that the data model allows


class Kind(StrEnum):
    """How a period is chosen."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    DATES = "dates"


@dataclass(frozen=True)
class Choices:
    """What can be chosen: the valid values of every part of a selection.

    ``data_date`` is the last day that the data cover; screens open on its fiscal year.
    ``parents`` gives the area above each area, None for the region itself. ``filters`` has the
    values of every filter, ``switches`` those of every switch, the first of them the default.
    ``free`` is whether own dates, an as-of date, filters and the cards of single things may be
    asked for; the protected view has none of them. ``closed`` are indicators that are not offered
    because they are for those signed in. ``slides`` are those of the briefing, by name.
    """

    data_date: date
    parents: Mapping[str, str | None]
    filters: Mapping[str, tuple[str, ...]]
    switches: Mapping[str, tuple[str, ...]]
    indicators: tuple[str, ...]
    start_indicator: str
    free: bool = True
    closed: tuple[str, ...] = ()
    slides: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """How a period can be chosen."""
        return tuple(one for one in Kind if self.free or one is not Kind.DATES)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that an address may have, in the order in which they are read."""
        named = [name for name in self.filters if name not in NAMED.values()]
        return (*KEYS, *named, *self.switches)

    @property
    def region(self) -> str:
        """Code of the region."""
        return next(code for code, parent in self.parents.items() if parent is None)

    def start(self) -> "Selection":
        """What a screen shows when its address says nothing."""
        return Selection(
            period=fiscal_year(fiscal_year_of(self.data_date)),
            area=self.region,
            level=start_level(self.region),
            indicator=self.start_indicator,
        )


@dataclass(frozen=True)
class Selection:
    """The whole state of a screen.

    ``filters`` are those of a ``Question``, by the names that the indicators give them; a filter
    that is not there lets everything through. No ``as_of`` means the default of the period.
    ``picked`` is the area that is marked in map, charts and table; ``detail`` the id of the one
    thing (a group, an event) whose card is open; ``versus`` and ``versus_period`` are what is set
    beside the area and the period where two are compared. ``slides`` are those of a briefing that
    somebody put together, ``plan`` is what a planner has set, as ``lib.views.planner`` writes it.
    """

    period: Period
    area: str
    level: Level
    indicator: str
    kind: Kind = Kind.YEAR
    language: Language = "th"
    as_of: date | None = None
    filters: Chosen = ()
    picked: str = ""
    detail: str = ""
    versus: str = ""
    versus_period: tuple[Kind, Period] | None = None
    switches: tuple[tuple[str, str], ...] = ()
    slides: tuple[str, ...] = ()
    plan: str = ""

    def chosen(self, name: str) -> tuple[str, ...]:
        """The chosen values of a filter; none stands for all."""
        return dict(self.filters).get(name, ())

    def switch(self, name: str) -> str:
        """The value of a switch; empty for its default."""
        return dict(self.switches).get(name, "")

    def with_area(self, code: str) -> "Selection":
        """The same screen for another area, at the level that suits it; an open card closes."""
        return replace(self, area=code, level=start_level(code), picked="", detail="")

    def with_level(self, level: Level) -> "Selection":
        """The same area in areas of ``level``; a level that does not divide it is ignored."""
        if level not in levels_of(self.area) or level is self.level:
            return self
        return replace(self, level=level, picked="")

    def with_pick(self, code: str) -> "Selection":
        """Mark an area of the shown level; the one that is marked is let go."""
        if not code or level_of(code) is not self.level:
            return replace(self, picked="")
        return replace(self, picked="" if code == self.picked else code)

    def with_detail(self, id_: str) -> "Selection":
        """Open the card of one thing; the empty id, and one that no address can hold, closes it."""
        return replace(self, detail=id_ if is_id(id_) else "")

    def with_filter(self, name: str, values: tuple[str, ...]) -> "Selection":
        """The same screen with these values of a filter; none stands for all."""
        others = dict(self.filters) | {name: values}
        return replace(
            self, filters=tuple((key, others[key]) for key in sorted(others) if others[key])
        )

    def with_switch(self, name: str, value: str) -> "Selection":
        """The same screen with a switch set; the empty value is the default."""
        others = dict(self.switches) | {name: value}
        return replace(
            self, switches=tuple((key, others[key]) for key in sorted(others) if others[key])
        )

    def with_period(self, kind: Kind, period: Period) -> "Selection":
        """The same screen for another period; a date chosen by hand no longer holds then."""
        return replace(self, kind=kind, period=period, as_of=None)

    def with_language(self, language: Language) -> "Selection":
        """The same screen in another language."""
        return replace(self, language=language)

    def to_query(self, choices: Choices) -> dict[str, str]:
        """The address of this selection, without what is the default."""
        start = choices.start()
        parts = {
            "lang": self.language if self.language != start.language else "",
            "period": write_period(self.kind, self.period),
            "asof": self.as_of.isoformat() if self.as_of else "",
            "area": self.area if self.area != start.area else "",
            "level": str(self.level) if self.level != start_level(self.area) else "",
            "map": self.indicator if self.indicator != start.indicator else "",
            "pick": self.picked,
            "detail": self.detail,
            "vs": self.versus,
            "vsperiod": write_period(*self.versus_period) if self.versus_period else "",
            "slides": ".".join(self.slides),
            "plan": self.plan,
            **{key_of(name): ",".join(values) for name, values in self.filters},
            **dict(self.switches),
        }
        if (self.kind, self.period) == (start.kind, start.period):
            parts["period"] = ""
        return {key: value for key, value in parts.items() if value}


def is_id(text: str) -> bool:
    """Whether an address can hold this as the id of a thing: not empty, not long, no control sign.

    Ids come from the files of the centres, so they may be Thai or have slashes and spaces in them;
    whoever makes a link out of the parts of an address encodes them.
    """
    return 0 < len(text) <= LONGEST_ID and not any(category(one) in UNSAID for one in text)


def start_level(area: str) -> Level:
    """Level that an area is shown at unless another is chosen.

    The region and a province show their amphoe, an amphoe its tambon; a tambon stays a tambon.
    """
    deep = level_of(area).rank >= Level.AMPHOE.rank
    return Level.TAMBON if deep else Level.AMPHOE


def levels_of(area: str) -> tuple[Level, ...]:
    """Levels that an area can be shown at: those below it, and tambon for a tambon."""
    below = tuple(one for one in Level if one.rank > level_of(area).rank)
    return below or (Level.TAMBON,)


def trail(area: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Codes from the region down to ``area`` itself."""
    codes = [area]
    while (parent := parents[codes[-1]]) is not None:
        codes.append(parent)
    return tuple(reversed(codes))


def shown_within(area: str) -> str:
    """The area whose parts are on the map: the area itself, for a tambon its amphoe."""
    return (parent_of(area) or area) if level_of(area) is Level.TAMBON else area


def period_of(kind: Kind, day: date) -> Period:
    """The fiscal year, quarter or month that ``day`` lies in; for own dates, that one day."""
    match kind:
        case Kind.YEAR:
            return fiscal_year(fiscal_year_of(day))
        case Kind.QUARTER:
            return quarter(fiscal_year_of(day), quarter_of(day))
        case Kind.MONTH:
            return month(day)
        case Kind.DATES:
            return Period(day, day)


def write_period(kind: Kind, period: Period) -> str:
    """A period for the address: fy2569, fy2569q3, 2026-06 or 2026-01-15..2026-03-31."""
    year = fiscal_year_of(period.start)
    match kind:
        case Kind.YEAR:
            return f"fy{year}"
        case Kind.QUARTER:
            return f"fy{year}q{quarter_of(period.start)}"
        case Kind.MONTH:
            return f"{period.start:%Y-%m}"
        case Kind.DATES:
            return f"{period.start}..{period.end}"


def read_period(text: str) -> tuple[Kind, Period]:
    """What ``write_period`` wrote; ValueError for any other text."""
    if found := re.fullmatch(r"fy(\d{4})(?:q([1-4]))?", text, re.ASCII):
        year = _year(int(found[1]))
        if found[2]:
            return Kind.QUARTER, quarter(year, int(found[2]))
        return Kind.YEAR, fiscal_year(year)
    if re.fullmatch(r"\d{4}-\d\d", text, re.ASCII):
        return Kind.MONTH, month(read_day(f"{text}-01"))
    start, dots, end = text.partition("..")
    if not dots:
        raise ValueError(f"{text!r} is no period: use fy2569, fy2569q3, 2026-06 or two dates.")
    return Kind.DATES, Period(read_day(start), read_day(end))


def key_of(name: str) -> str:
    """The key of a filter in the address."""
    return next((key for key, filter_ in NAMED.items() if filter_ == name), name)


def read_day(text: str) -> date:
    """A day out of the address; ValueError for what is none or lies far off."""
    day = date.fromisoformat(text)
    _year(fiscal_year_of(day))
    return day


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Fiscal year {year} is out of range: {FIRST_YEAR} to {LAST_YEAR} (B.E.).")
    return year


def years(first: date, last: date) -> tuple[int, ...]:
    """Fiscal years (B.E.) from that of ``last`` back to that of ``first``."""
    newest = fiscal_year_of(last)
    return tuple(range(newest, min(fiscal_year_of(first), newest) - 1, -1))
