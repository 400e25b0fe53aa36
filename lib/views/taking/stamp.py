"""What every export of a screen says of itself, and the name of its file."""

from datetime import datetime
from urllib.parse import urlencode, urlsplit

import streamlit as st

from geo.codes import Level
from lib.exports.model import Stamp
from lib.exports.names import file_name
from lib.periods import BUDDHIST_ERA
from lib.views import asking, data
from lib.views.filters import value_name
from lib.views.formats import period_name, period_to_date, thai_date
from lib.views.mapped.picture import source_line
from lib.views.selection import Selection
from lib.views.words import listed, say, section


def stamp_of(selection: Selection, title: str) -> Stamp:
    """What is taken from a selection: area, period, filters, days, source, mark, link."""
    language = selection.language
    simulated = data.snapshot().info.simulated
    return Stamp(
        title=title,
        lines=(
            (say("exports.line_area", language), area_words(selection)),
            (say("exports.line_period", language), period_words(selection)),
            (say("exports.line_filters", language), filter_words(selection)),
            (say("exports.line_as_of", language), thai_date(asking.as_of(selection), language)),
        ),
        source=source_line(selection),
        simulated=say("exports.simulated", language) if simulated else "",
        link=link(selection),
        made=now(),
        language=language,
        words=section("exports", language),
    )


def now() -> datetime:
    """This moment, in the zone of the machine."""
    return datetime.now().astimezone()


def area_words(selection: Selection) -> str:
    """The area with those that it lies in: ต.ยะรัง อ.ยะรัง จ.ปัตตานี."""
    areas, language = data.areas(), selection.language
    area = areas.get(selection.area)
    if area.level is Level.REGION:
        return say("area.whole", language)
    words = area.display_name(language)
    for above in areas.ancestors(area.code)[:-1]:
        words = say("area.within", language, area=words, parent=above.display_name(language))
    return words


def period_words(selection: Selection) -> str:
    """The period with the days of it that are counted."""
    return period_to_date(
        selection.kind, selection.period, asking.as_of(selection), selection.language
    )


def filter_words(selection: Selection) -> str:
    """The filters that are set, each with its values; that there are none."""
    language = selection.language
    parts = [
        say(
            "exports.line_filter",
            language,
            name=say(f"filter_name.{name}", language),
            values=listed([value_name(name, one, language) for one in values], language),
        )
        for name, values in selection.filters
    ]
    return " · ".join(parts) or say("exports.line_filters_none", language)


def link(selection: Selection) -> str:
    """The address that shows the same; without the server where that is not known."""
    query = urlencode(selection.to_query(data.choices()))
    here = urlsplit(st.context.url or "")
    screen = st.session_state.get(data.SCREEN, data.FIRST)
    path = here.path or f"/{screen}"
    base = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    return f"{base}{path}?{query}" if query else f"{base}{path}"


def _named(selection: Selection) -> str:
    """The area, told from others of its name: a tambon and its amphoe often share one."""
    areas, language = data.areas(), selection.language
    area = areas.get(selection.area)
    words = area.display_name(language)
    if area.level is Level.TAMBON and area.parent:
        words = f"{words} {areas.get(area.parent).display_name(language)}"
    return words


def pinned_name(stamp: Stamp, name: str, ending: str) -> str:
    """A name for a file of slides that were pinned: theirs, and what their own stamp says."""
    (_, area), (_, period), _, (_, until), *_ = stamp.lines
    simulated = stamp.say("simulated_short") if stamp.simulated else ""
    parts = (name, area, period.partition(" (")[0], stamp.say("until", date=until), simulated)
    return file_name(parts, ending)


def name_of(selection: Selection, title: str, ending: str) -> str:
    """A name for a file: what, where, when, up to which day, that it is simulated.

    ความครอบคลุม_อ.ยะรัง_ปีงบประมาณ2569_ข้อมูลถึง2569-06-30_จำลอง.xlsx
    """
    language = selection.language
    area = data.areas().get(selection.area)
    where = say("area.whole", language) if area.level is Level.REGION else _named(selection)
    until = asking.as_of(selection)
    year = until.year + (BUDDHIST_ERA if language == "th" else 0)
    simulated = data.snapshot().info.simulated
    parts = (
        title,
        where,
        period_name(selection.kind, selection.period, language),
        say("exports.until", language, date=f"{year}-{until:%m-%d}"),
        say("exports.simulated_short", language) if simulated else "",
    )
    return file_name(parts, ending)
