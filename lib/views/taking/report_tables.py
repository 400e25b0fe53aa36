"""Tables of many figures by area, as papers have them: one row an area, one column a figure."""

import math
from collections.abc import Sequence

import pandas as pd

from geo.codes import Level, level_of
from lib.exports.model import Table
from lib.indicators.model import Flag, Indicator
from lib.indicators.model import Kind as Measured
from lib.views import asking, data
from lib.views.formats import number, plain_value
from lib.views.mapped.headline import is_yes_or_no
from lib.views.selection import Selection, shown_within
from lib.views.words import Language, say

NO_DATA = "–"


def area_table(selection: Selection, level: Level, codes: Sequence[str], title: str) -> Table:
    """Figures of all areas of ``level`` within the selected area, in the order of their codes.

    ``codes`` are the indicators, of which those that who asks may see are shown. Values are
    numbers as they stand on the screens; one of too few cases has a star, and what is hidden,
    unknown or without end is said in words.
    """
    language, inside = selection.language, shown_within(selection.area)
    shown = [one for one in data.seen(codes) if level in one.levels]
    answers = {
        one.code: data.ask(asking.question(selection, one.code, level, inside)) for one in shown
    }
    areas = list(next(iter(answers.values())).index) if answers else []
    columns = {
        head_of(one, language): _column(one, answers[one.code], level, language) for one in shown
    }
    names = _names([str(code) for code in areas], level, inside, language)
    frame = pd.DataFrame({**names, **columns}, index=pd.Index(areas))
    decimals = {head_of(one, language): one.decimals for one in shown}
    notes = _notes(list(answers.values()), language)
    return Table(title, frame, decimals, stub=len(names), notes=notes)


def head_of(indicator: Indicator, language: Language) -> str:
    """The head of a column: the name, with the unit where the name does not say it."""
    name = indicator.name(language)
    if indicator.kind is Measured.SHARE:
        return f"{name} (%)"
    if indicator.kind in (Measured.DAYS, Measured.AMOUNT):
        return f"{name} ({indicator.unit(language)})"
    return name


def _names(
    codes: Sequence[str], level: Level, inside: str, language: Language
) -> dict[str, list[str]]:
    """The columns that name a row: the area and, of tambon of several amphoe, the amphoe."""
    areas = data.areas()
    own = {say(f"area.{level}", language): [areas.get(one).name(language) for one in codes]}
    if level is not Level.TAMBON or level_of(inside).rank >= Level.AMPHOE.rank:
        return own
    above = [areas.get(one[:4]).display_name(language) for one in codes]
    return {say("area.amphoe", language): above, **own}


def _column(
    indicator: Indicator, answer: pd.DataFrame, level: Level, language: Language
) -> list[float | str]:
    rows = zip(answer["value"], answer["flag"], strict=True)
    return [_cell(indicator, float(value), str(flag), level, language) for value, flag in rows]


def _cell(
    indicator: Indicator, value: float, flag: str, level: Level, language: Language
) -> float | str:
    if flag == Flag.SUPPRESSED:
        return say("report.hidden", language)
    if flag == Flag.NO_DATA or math.isnan(value):
        return NO_DATA
    if is_yes_or_no(indicator, level):
        return say("legend.reached" if value > 0 else "legend.not_reached", language)
    if math.isinf(value):
        return plain_value(indicator, value, language)
    if flag == Flag.FEW:
        return f"{number(value, indicator.decimals)} *"
    return round(value, indicator.decimals)


def _notes(answers: Sequence[pd.DataFrame], language: Language) -> tuple[str, ...]:
    """What the signs in the table mean, those that are in it."""
    flags = {str(flag) for one in answers for flag in one["flag"]}
    missing = any(one["value"].isna().any() for one in answers)
    notes = []
    if str(Flag.FEW) in flags:
        notes.append(say("report.few_note", language))
    if str(Flag.SUPPRESSED) in flags:
        hidden = say("report.hidden", language)
        notes.append(say("report.hidden_note", language, sign=hidden))
    if str(Flag.NO_DATA) in flags or missing:
        notes.append(say("report.none_note", language))
    return tuple(notes)
