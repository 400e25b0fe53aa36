"""Dates, periods, figures and changes as people read them. Nothing here knows Streamlit."""

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lib.indicators.model import Direction, Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.periods import BUDDHIST_ERA, Period, fiscal_year_of, quarter_of
from lib.views.selection import Kind
from lib.views.words import Language, say

ARROWS = {1: "▲", -1: "▼", 0: "="}
FEWEST_FOR_PER_CENT = 20  # of fewer than this, a few more or less would be a great per cent
FROM_NOTHING = 100.0  # per cent that a change from nothing counts for; it has none of its own


class Turn(StrEnum):
    """What a change means: for the better, for the worse, or neither."""

    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"


class By(StrEnum):
    """In what a change is told."""

    POINTS = "points"  # percentage points, of shares
    PER_CENT = "per cent"  # of the earlier value
    UNITS = "units"  # of the indicator: days, and counts whose earlier value is small or nothing


@dataclass(frozen=True)
class Change:
    """A change against an earlier value.

    ``amount`` is how much it weighs: in percentage points for shares, per cent of the earlier value
    otherwise. ``difference`` is what it is in the unit of the indicator, and ``by`` which of the
    two is told.
    """

    indicator: Indicator
    amount: float
    difference: float
    sign: int
    turn: Turn
    by: By


def thai_date(day: date, language: Language = "th") -> str:
    """5 ธ.ค. 2568 in Thai, 5 Dec 2025 in English."""
    year = day.year + BUDDHIST_ERA if language == "th" else day.year
    return f"{day.day} {month_name(day, language)} {year}"


def month_name(day: date, language: Language) -> str:
    """Short name of the month of ``day``."""
    return say("months.short", language).split(",")[day.month - 1]


def month_year(day: date, language: Language) -> str:
    """มิ.ย. 2569 in Thai, Jun 2026 in English."""
    year = day.year + BUDDHIST_ERA if language == "th" else day.year
    return f"{month_name(day, language)} {year}"


def dates(period: Period, language: Language) -> str:
    """1 ต.ค. 2568 – 30 มิ.ย. 2569."""
    if period.start == period.end:
        return thai_date(period.start, language)
    return f"{thai_date(period.start, language)} – {thai_date(period.end, language)}"


def unbroken(text: str) -> str:
    """The text with its dates kept from breaking over two lines."""
    return re.sub(r"(\d) (\S+) (\d{4})", "\\1\u00a0\\2\u00a0\\3", text)


def with_numbers_whole(text: str) -> str:
    """The text with each number kept on one line with the words beside it: ร้อยละ 80, 72,653 คน."""
    return re.sub(r" (?=\d)|(?<=\d) ", "\u00a0", text)


def dates_short(period: Period, language: Language) -> str:
    """1 ต.ค. 68 – 30 มิ.ย. 69, for where there is little room."""
    shift = BUDDHIST_ERA if language == "th" else 0
    first, last = (
        f"{day.day} {month_name(day, language)} {(day.year + shift) % 100:02d}"
        for day in (period.start, period.end)
    )
    return first if first == last else f"{first} – {last}"


def period_name(kind: Kind, period: Period, language: Language) -> str:
    """Name of a period: its fiscal year, quarter or month, or its two dates."""
    year = fiscal_year_of(period.start)
    match kind:
        case Kind.YEAR:
            return say("period.name_year", language, year=year)
        case Kind.QUARTER:
            return say("period.name_quarter", language, quarter=quarter_of(period.start), year=year)
        case Kind.MONTH:
            return month_year(period.start, language)
        case Kind.DATES:
            return dates(period, language)


def period_short(kind: Kind, period: Period, language: Language) -> str:
    """Name of a period beside the name of its kind: 2569, ไตรมาส 3/2569, มิ.ย. 2569."""
    year = fiscal_year_of(period.start)
    if kind is Kind.YEAR:
        return say("period.short_year", language, year=year)
    if kind is Kind.QUARTER:
        number_ = quarter_of(period.start)
        return say("period.short_quarter", language, quarter=number_, year=year)
    return period_name(kind, period, language)


def period_to_date(kind: Kind, period: Period, as_of: date, language: Language) -> str:
    """A period's name with the days of it that the figures cover.

    ปีงบประมาณ 2569 (1 ต.ค. 2568 – 30 มิ.ย. 2569)
    """
    name, counted = period_name(kind, period, language), period.until(as_of)
    if counted is None or (kind is Kind.DATES and counted == period):
        return name
    return f"{name} ({dates(counted, language)})"


def number(value: float, decimals: int = 0) -> str:
    """A number with commas between thousands; a dash when there is none."""
    if math.isnan(value):
        return "–"
    text = f"{value:,.{decimals}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def show_value(indicator: Indicator, value: float, flag: str, language: Language) -> str:
    """A value as it stands in a table, on the map and on a card: 82.5%, 1,234, never.

    A value of too few cases keeps its figure and says so.
    """
    if flag == Flag.SUPPRESSED:
        return say("value.suppressed", language)
    if flag == Flag.NO_DATA or math.isnan(value):
        return say("value.no_data", language)
    text = plain_value(indicator, value, language)
    return say("value.few", language, value=text) if flag == Flag.FEW else text


def plain_value(indicator: Indicator, value: float, language: Language) -> str:
    """The figure of a value without its flag: 82.5%, 1,234, 12.3, never."""
    if math.isinf(value):
        return say("value.not_half" if indicator.sample else "value.never", language)
    text = number(value, indicator.decimals)
    return f"{text}%" if indicator.kind is Measured.SHARE else text


def spoken_value(indicator: Indicator, value: float, language: Language) -> str:
    """The figure with its unit, as it stands in a sentence: ร้อยละ 82.5, 1,234 คน."""
    if math.isinf(value):
        return say("value.not_half" if indicator.sample else "value.never", language)
    text = number(value, indicator.decimals)
    if indicator.kind is Measured.SHARE:
        return say("value.per_cent", language, value=text)
    if indicator.kind is Measured.DAYS:
        return _days(text, language)
    return say("value.with_unit", language, value=text, unit=indicator.unit(language))


def named_value(indicator: Indicator, value: float, language: Language) -> str:
    """The figure right after the name of its indicator: no unit that the name has said already.

    That is the unit of a rate, and in English that of a count; Thai counts need their classifier.
    """
    said = indicator.kind is Measured.RATE or (
        indicator.kind is Measured.COUNT and language == "en"
    )
    return (plain_value if said else spoken_value)(indicator, value, language)


def reference_value(indicator: Indicator, value: float, language: Language) -> str:
    """A reference value beside a figure: 80%, 60 วัน, with no decimals that say nothing."""
    text = _reference_number(indicator, value)
    if indicator.kind is Measured.SHARE:
        return f"{text}%"
    return say("value.with_unit", language, value=text, unit=indicator.unit(language))


def spoken_reference(indicator: Indicator, value: float, language: Language) -> str:
    """A reference value as it stands in a sentence: ค่าอ้างอิงร้อยละ 80, ค่าอ้างอิง 60 วัน."""
    key = "value.reference_share" if indicator.kind is Measured.SHARE else "value.reference"
    text = _reference_number(indicator, value)
    return say(key, language, value=text, unit=indicator.unit(language))


def _reference_number(indicator: Indicator, value: float) -> str:
    return number(value, 0 if float(value).is_integer() else indicator.decimals)


def change(indicator: Indicator, now: float, before: float) -> Change | None:
    """The change from ``before`` to ``now``; None when either is missing or never.

    What rounds to nothing counts as no change. Days, changes from nothing and counts that were
    fewer than FEWEST_FOR_PER_CENT are told in their unit: "3 to 0" is three fewer, not 100 %.
    """
    if not (math.isfinite(now) and math.isfinite(before)):
        return None
    by, gap = _told_by(indicator, before), now - before
    if by is By.POINTS:
        amount = gap
    else:
        amount = 100 * gap / before if before else math.copysign(FROM_NOTHING, gap)
    told = round(gap, indicator.decimals) if by is By.UNITS else round(amount, 1)
    sign = (told > 0) - (told < 0)
    return Change(
        indicator,
        abs(round(amount, 1)) if sign else 0.0,
        abs(gap),
        sign,
        _turn(indicator, sign),
        by,
    )


def _told_by(indicator: Indicator, before: float) -> By:
    if indicator.kind is Measured.SHARE:
        return By.POINTS
    small = indicator.kind is Measured.COUNT and abs(before) < FEWEST_FOR_PER_CENT
    return By.UNITS if small or before == 0 or indicator.kind is Measured.DAYS else By.PER_CENT


def show_change(what: Change, language: Language) -> str:
    """▲ เพิ่มขึ้น 4.2 จุด: the sign, the word and the amount."""
    if what.sign == 0:
        return f"{ARROWS[0]} {say('change.same', language)}"
    return f"{ARROWS[what.sign]} {change_words(what, language)}"


def change_words(what: Change, language: Language) -> str:
    """เพิ่มขึ้น 4.2 จุด, as it stands on a card; for no change, that it is the same."""
    if what.sign == 0:
        return say("change.same", language)
    return f"{_verb(what, language)} {change_amount(what, language)}"


def change_amount(what: Change, language: Language) -> str:
    """4.2 จุด, 20.0%, 6 วัน: how much, without the word for up or down.

    Without the unit where the name of the indicator says it.
    """
    if what.by is By.POINTS:
        return number(what.amount, 1) + say("change.points", language)
    if what.by is By.PER_CENT:
        return number(what.amount, 1) + say("change.per_cent", language)
    if what.indicator.kind is not Measured.DAYS:
        return named_value(what.indicator, what.difference, language)
    return _days(number(what.difference, what.indicator.decimals), language)


def _days(text: str, language: Language) -> str:
    return say("change.day" if text == "1" else "change.days", language, days=text)


def spoken_change(what: Change, language: Language) -> str:
    """เพิ่มขึ้นร้อยละ 4.2, as it stands in a sentence; points and units are the same in both."""
    if what.by is not By.PER_CENT or what.sign == 0:
        return change_words(what, language)
    verb, amount = _verb(what, language), number(what.amount, 1)
    return say("change.spoken", language, verb=verb, amount=amount)


def _verb(what: Change, language: Language) -> str:
    return say("change.up" if what.sign > 0 else "change.down", language)


def _turn(indicator: Indicator, sign: int) -> Turn:
    if sign == 0 or indicator.direction is Direction.NEITHER:
        return Turn.NEITHER
    better = (sign > 0) == (indicator.direction is Direction.MORE)
    return Turn.BETTER if better else Turn.WORSE
