"""How good the stored data are: figures by amphoe, kind and field, each with the rows behind it."""

from datetime import date, datetime
from pathlib import Path

import streamlit as st

from lib.access.scope import Right
from lib.imports.folder import TIME_ZONE
from lib.imports.log import LoggedCheck, log_file, read_log
from lib.quality.quality import Quality, look
from lib.quality.summary import by_amphoe, by_field, by_kind, total
from lib.settings import Settings
from lib.views import data
from lib.views.desk import quality_grids as grids
from lib.views.desk.plain import paragraph
from lib.views.desk.quality_checks import cut_to, read_check
from lib.views.desk.quality_choice import EMPTY, FAMILY, KIND, REPORT, Choice, read_choice
from lib.views.desk.quality_rows import rows_panel
from lib.views.desk.quality_sentences import headline_html
from lib.views.desk.quality_trend import trend
from lib.views.formats import thai_date
from lib.views.selection import Selection
from lib.views.states import withheld
from lib.views.words import Language, say


def show(selection: Selection) -> None:
    """The part of the data desk: the headline, the tables, the rows that are chosen, the trend."""
    language = selection.language
    if not data.scope().signed_in and withheld("quality", language):
        return
    if not data.scope().may(Right.QUALITY):
        st.info(say("rights.closed_desk", language))
        return
    with st.spinner(say("quality.loading", language)):
        quality = _quality(_key(), _today())
    check, checks = read_check(selection.detail), cut_to(_checks(), data.scope().areas)
    if not quality.totals["rows"].sum():
        st.info(say("quality.nothing", language))
        trend(checks, check, language)
        return
    amphoe = by_amphoe(quality)
    every = total(amphoe, quality)
    choice = read_choice(selection.detail, quality)
    if selection.detail and choice is None and check is None:
        st.warning(say("quality.unknown_choice", language))
    st.html(headline_html(amphoe, every, language))
    paragraph(_what(quality, language), "quiet")
    grids.amphoe_grid(amphoe, every, choice, language)
    _rows(quality, choice, (FAMILY, REPORT), language)
    _part("quality.kinds", language)
    grids.kind_grid(by_kind(quality), quality, choice, language)
    _rows(quality, choice, (KIND,), language)
    _part("quality.fields", language)
    paragraph(say("quality.fields_note", language), "quiet")
    grids.field_grid(by_field(quality), choice, language)
    _rows(quality, choice, (EMPTY,), language)
    trend(checks, check, language)


def _rows(
    quality: Quality, choice: Choice | None, kinds: tuple[str, ...], language: Language
) -> None:
    """The rows that are chosen, below the table in which they were."""
    if choice is not None and choice.what in kinds:
        rows_panel(quality, choice, language)


def _part(key: str, language: Language) -> None:
    st.html(f'<h3 class="desk-part">{say(key, language)}</h3>')


def _what(quality: Quality, language: Language) -> str:
    months = quality.reports["month"].unique().sort()
    until = thai_date(quality.until, language)
    if not len(months):
        return say("quality.scope_no_reports", language, until=until)
    return say("quality.scope", language, months=len(months), until=until)


def _today() -> date | None:
    """The last day that real rows may record; simulated ones have days of their own."""
    return None if data.snapshot().info.simulated else datetime.now(TIME_ZONE).date()


def _checks() -> list[LoggedCheck]:
    """The log of checks, read anew when it has grown."""
    file = log_file(Settings.from_environment().var)
    try:
        size = file.stat().st_size
    except FileNotFoundError:
        return []
    return _read(str(file), size)


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(file: str, size: int) -> list[LoggedCheck]:
    """The log of a size: it is only ever added to."""
    return read_log(Path(file))


def _key() -> str:
    return "|".join(map(repr, (str(data.store().folder), data.snapshot().version, data.scope())))


@st.cache_resource(show_spinner=False, max_entries=3)
def _quality(key: str, today: date | None) -> Quality:
    """All figures of a version, kept while it is the newest one; nobody changes them."""
    until = data.snapshot().info.data_date
    return look(data.store(), data.scope(), until=until, today=today)
