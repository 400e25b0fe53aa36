"""The row of filters, the same on every screen: period, area, mission, activity type."""

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from geo.codes import Level, level_of, parent_of
from lib.indicators.filters import FILTERS, NUMBERS
from lib.indicators.model import Indicator
from lib.periods import Period, add_months, fiscal_year, month, month_start, quarter
from lib.store.codelists import code_list
from lib.store.lake import StoreInfo
from lib.views import address, data
from lib.views.controls import choose, choose_several, step
from lib.views.formats import dates_short, period_short, thai_date
from lib.views.selection import Kind, Selection, period_of, trail, years
from lib.views.words import Language, listed, say

ALL = ""  # stands for "all of them" in the lists of areas
WIDTHS = (1.05, 1.15, 1.1, 1.1, 1.05, 1.05, 1.05, 1.1, 1.75)
OLDEST_YEARS = 20


def filters(selection: Selection) -> None:
    """The row of filters; on a phone folded behind a switch, with the date of the data in sight."""
    language = selection.language
    note_of_data = data_note(data.snapshot().info, language)
    with st.container(key="filters_switch"):
        st.toggle(say("filters.show", language), key="filters_open")
        st.html(note_of_data)
    with st.container(key="filters"):
        kind, period, province, amphoe, tambon, mission, activity, more, note = st.columns(
            WIDTHS, gap="xsmall", vertical_alignment="center"
        )
        with kind:
            _kind(selection)
        with period:
            _period(selection)
        for column, level in (
            (province, Level.PROVINCE),
            (amphoe, Level.AMPHOE),
            (tambon, Level.TAMBON),
        ):
            with column:
                _area(selection, level)
        if data.choices().free:
            with mission:
                _code_filter(selection, "mission")
            with activity:
                _code_filter(selection, "activity_type")
            with more:
                _own_filters(selection)
        else:
            mission.html(f'<div class="filters-closed">{say("public.filters", language)}</div>')
        with note:
            st.html(note_of_data)


def data_note(info: StoreInfo, language: Language) -> str:
    """How far the data reach and, where they are, that they are simulated."""
    until = say("data.until", language, date=thai_date(info.data_date, language))
    badge = f'<b class="simulated">{say("data.simulated", language)}</b>' if info.simulated else ""
    return f'<div class="data-note"><span>{until}</span>{badge}</div>'


def not_applied(selection: Selection, indicators: list[Indicator]) -> str:
    """Which chosen filters do not cut which of the indicators; empty when all are applied."""
    language = selection.language
    parts = []
    for name, _ in selection.filters:
        spared = [one.name(language) for one in indicators if name not in one.filters]
        if spared:
            parts.append(
                say(
                    "filters.not_applied",
                    language,
                    filter=say(f"filter_name.{name}", language),
                    indicators=listed(spared, language),
                )
            )
    return " · ".join(parts)


def breadcrumbs(selection: Selection) -> None:
    """The screen, and the way from the region down to the area, each part a way back up."""
    areas, language = data.areas(), selection.language
    codes = trail(selection.area, data.choices().parents)
    screen = say(f"house.{st.session_state[data.SCREEN]}", language)
    with st.container(key="trail", horizontal=True, gap="xxsmall", vertical_alignment="center"):
        # The heading below is read with the screen's name, so that nobody hears it twice.
        st.html(f'<span class="screen-name" aria-hidden="true">{screen}</span>')
        for place, code in enumerate(codes):
            name = (
                say("area.whole", language)
                if place == 0
                else areas.get(code).display_name(language)
            )
            if place == len(codes) - 1:
                heading = say("house.screen_of", language, screen=screen, area=name)
                st.html(f'<h1 class="here" aria-label="{escape(heading)}">{name}</h1>')
            else:
                step(name, partial(Selection.with_area, code=code), key=f"trail_{place}")
                st.html('<span class="sep" aria-hidden="true">›</span>')


def _kind(selection: Selection) -> None:
    last = data.snapshot().info.data_date
    choose(
        say("filters.period_kind", selection.language),
        data.choices().kinds,
        selection.kind,
        lambda now, kind: now.with_period(kind, _start_of(now, kind, last)),
        key="period_kind",
        show=lambda kind: say(f"period.kind_{kind}", selection.language),
    )


def _start_of(now: Selection, kind: Kind, last: date) -> Period:
    """The period of another kind to begin with: the newest within the present one."""
    if kind is Kind.DATES:
        return now.period.until(last) or now.period
    return period_of(kind, min(now.period.end, max(last, now.period.start)))


def _period(selection: Selection) -> None:
    if selection.kind is Kind.DATES:
        _own_dates(selection)
        return
    choose(
        say("filters.period", selection.language),
        _periods(selection),
        selection.period,
        lambda now, period: now.with_period(now.kind, period),
        key="period",
        show=lambda one: period_short(selection.kind, one, selection.language),
    )


def _periods(selection: Selection) -> list[Period]:
    """Periods of the chosen kind that the data cover, newest first, and the present one."""
    first, last = data.snapshot().first_day, data.snapshot().info.data_date
    span = years(first, last)[:OLDEST_YEARS]
    match selection.kind:
        case Kind.YEAR:
            listed_ = [fiscal_year(year) for year in span]
        case Kind.QUARTER:
            listed_ = [quarter(year, number) for year in span for number in (4, 3, 2, 1)]
        case _:
            newest = month_start(last)
            listed_ = [month(add_months(newest, -back)) for back in range(12 * len(span))]
    known = [one for one in listed_ if one.start <= last and one.end >= first]
    return sorted({selection.period, *known}, reverse=True)


def _own_dates(selection: Selection) -> None:
    language = selection.language
    with st.popover(dates_short(selection.period, language), width="stretch", key="own_dates"):
        for end in ("start", "end"):
            key = f"own_{end}"
            st.session_state[key] = getattr(selection.period, end)
            st.date_input(
                say(f"filters.{end}", language),
                key=key,
                format="DD/MM/YYYY",
                min_value=date(1997, 1, 1),
                max_value=date(2099, 12, 31),
                on_change=_read_own_dates,
            )
        st.caption(say("filters.own_note", language))


def _read_own_dates() -> None:
    days = sorted((st.session_state["own_start"], st.session_state["own_end"]))
    address.go(address.current().with_period(Kind.DATES, Period(*days)))


def _area(selection: Selection, level: Level) -> None:
    """The list of a level: areas within the one chosen above it, and "all of them"."""
    areas, language = data.areas(), selection.language
    on_way = {level_of(code): code for code in trail(selection.area, data.choices().parents)}
    if level is Level.TAMBON:
        inside = on_way.get(Level.AMPHOE)
    else:
        inside = (
            on_way.get(Level.PROVINCE) if level is Level.AMPHOE else None
        ) or areas.region.code
    options = [one.code for one in areas.descendants(inside, level)] if inside else []
    above = parent_of(on_way[level], areas.region.code) if level in on_way else None

    def name(code: str) -> str:
        return say(f"area.all_{level}", language) if code == ALL else areas.get(code).name(language)

    choose(
        say(f"area.{level}", language),
        [ALL, *sorted(options, key=name)],
        on_way.get(level, ALL),
        lambda now, code: now.with_area(code or above or now.area),
        key=f"area_{level}",
        show=name,
        disabled=not options,
    )


def _own_filters(selection: Selection) -> None:
    """The filters that the present screen has beside those of all screens, folded into one."""
    language, names = selection.language, data.offered().filters
    if not names:
        return
    count = sum(bool(selection.chosen(name)) for name in names)
    label = say("filters.more_some" if count else "filters.more", language, count=count)
    with st.popover(label, width="stretch", key="popover_more"):
        for name in names:
            _values(selection, name)


def _values(selection: Selection, name: str) -> None:
    language = selection.language
    choose_several(
        say("filters.choose", language, name=say(f"filter_name.{name}", language)),
        FILTERS[name].values,
        selection.chosen(name),
        partial(_with_filter, name=name),
        key=f"codes_{name}",
        show=lambda value: value_name(name, value, language),
    )
    if selection.chosen(name):
        clear = say("filters.clear", language)
        step(clear, lambda now: now.with_filter(name, ()), key=f"clear_{name}", style="secondary")


def _code_filter(selection: Selection, name: str) -> None:
    """A filter by a code list, folded; its label says how much of it is chosen."""
    label = _folded(name, selection.chosen(name), selection.language)
    with st.popover(label, width="stretch", key=f"popover_{name}"):
        _values(selection, name)


def _folded(name: str, chosen: tuple[str, ...], language: Language) -> str:
    """What a folded filter says: all of it, the one value, or how many are chosen."""
    if len(chosen) == 1:
        return value_name(name, chosen[0], language)
    key = "some" if chosen else "all"
    total = len(FILTERS[name].values)
    return say(f"filters.{name}_{key}", language, count=len(chosen), total=total)


def value_name(name: str, value: str, language: Language) -> str:
    """A value of a filter as people read it."""
    codes = FILTERS[name].codes
    if codes in NUMBERS:
        return say(f"choice.{codes}_{value}", language)
    return code_list(codes).label(value, language)


def _with_filter(now: Selection, values: tuple[str, ...], name: str) -> Selection:
    return now.with_filter(name, values)
