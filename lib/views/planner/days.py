"""Mobile service days: which places reach most people not yet served, and what that rests on."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from geo.codes import Level, level_of
from lib.planning.reasons import PlanError
from lib.views import address, data
from lib.views.charts.linked import linked_table
from lib.views.controls import step, switch
from lib.views.formats import number, with_numbers_whole
from lib.views.map import area_map, clicked
from lib.views.mapped.panel import MAP_HEIGHT
from lib.views.mapped.switches import chosen_of, screen_switch
from lib.views.planner import days_asked as asked
from lib.views.planner import days_map, days_words
from lib.views.planner.choice import MOST_DAYS, REACHES, Choice, read, set_choice
from lib.views.planner.days_words import Words
from lib.views.selection import Selection
from lib.views.taking.seen import SeenMap, see_internal, see_map, see_note
from lib.views.words import listed, say

STYLE = Path(__file__).with_name("days.css")
MAP = "planner_days_map"
BY = "planner_days"  # the switch of what colours the map
ROW_HEIGHT, PLACES_HEIGHT, UNREACHED_HEIGHT = 60, 520, 360  # px
MOST_PRICED = 8  # conditions that are solved without, one by one
LOG = logging.getLogger("dashboard")


def show(selection: Selection) -> None:
    """The part; the map is sent before the tables, because it takes the browser longest."""
    selection = _after_click(selection)
    choice, language = read(selection.plan), selection.language
    st.html(STYLE)
    see_internal()
    left, right = st.columns((5, 3), gap="small")
    with right:
        _controls(choice, selection)
    try:
        with left, st.spinner(say("planner_days.solving", language)):
            plan = asked.plan(selection, choice)
    except PlanError as error:
        with left:
            _fault(error, selection)
            _conditions(selection, choice, None)
        return
    words = Words(selection, plan, choice.unit)
    with left:
        _map(words)
    with right:
        _card(words, choice)
        _conditions(selection, choice, words)
        _places(words)
    _unreached(words)
    st.html(f'<p class="note">{escape(days_words.method(words, asked.ways()))}</p>')


def open_place(code: str) -> None:
    """Open the card of a place; once more closes it."""
    now = address.current()
    address.go(now.with_detail("" if now.detail == code else code))


def _after_click(selection: Selection) -> Selection:
    """A click on the map opens the card of a tambon; the home button goes to the area above."""
    code = clicked(MAP)
    if not code or code not in data.choices().parents:
        return selection
    if level_of(code) is Level.TAMBON:
        selection = selection.with_detail("" if selection.detail == code else code)
    else:
        selection = selection.with_area(code)
    address.go(selection)
    return selection


def _controls(choice: Choice, selection: Selection) -> None:
    """How many days, how far, in what unit."""
    language = selection.language
    with st.container(key="planner_days_controls"):
        first, second = st.columns(2, gap="small")
        with first:
            _slider("days", choice.days, (1, MOST_DAYS), say("planner_days.days", language),
                    lambda now, value: replace(now, days=value))  # fmt: skip
        least, most, _ = REACHES[choice.unit]
        with second:
            label = say(f"planner_days.reach_{choice.unit}", language)
            _slider(f"reach_{choice.unit}", choice.reach, (least, most), label,
                    lambda now, value: now.with_reach(value, now.unit))  # fmt: skip
        switch(
            say("planner_days.unit", language),
            tuple(REACHES),
            choice.unit,
            _with_unit,
            key="planner_days_unit",
            show=lambda unit: say(f"planner_days.in_{unit}", language),
        )


def _with_unit(now: Selection, unit: str) -> Selection:
    """Another unit, with the reach that it begins with."""
    choice = read(now.plan)
    if unit == choice.unit:
        return now
    return replace(now, plan=choice.with_reach(REACHES[unit][2], unit).write())


def _slider(
    name: str, value: int, ends: tuple[int, int], label: str,
    change: Callable[[Choice, int], Choice],
) -> None:  # fmt: skip
    key = f"planner_days_{name}"
    st.session_state[key] = min(max(value, ends[0]), ends[1])

    def moved() -> None:
        found = st.session_state[key]
        if isinstance(found, int) and ends[0] <= found <= ends[1]:
            set_choice(lambda now: change(now, found))

    st.slider(label, *ends, key=key, on_change=moved)


def _map(words: Words) -> None:
    """The headline, and the map of who is reached."""
    selection, language = words.selection, words.language
    headline = with_numbers_whole(escape(days_words.headline(words)))
    st.html(f'<h2 class="headline">{headline}</h2>')
    with st.container(key="planner_days_line", horizontal=True, vertical_alignment="center"):
        unknown = days_words.unknown_words(words)
        said = "<br>".join(
            with_numbers_whole(escape(one))
            for one in (days_words.counted_words(words), unknown) if one
        )  # fmt: skip
        st.html(f'<p class="note">{said}</p>')
        for note in filter(None, (unknown, days_words.ways_words(words, asked.ways()))):
            see_note(note)  # files have no line below them
        few = 1 < len(words.plan.places) <= days_map.MOST_COLOURS
        if few:
            screen_switch(
                selection, BY, say("planner_days.colour_by", language),
                lambda value: say(f"planner_days.colour_{value}", language),
            )  # fmt: skip
    by_place = few and chosen_of(selection, BY) == "places"
    picture = days_map.picture(words, _opened(words), by_place=by_place)
    area_map(picture, key=MAP, height=MAP_HEIGHT)
    see_map(SeenMap("service_days", picture))


def _opened(words: Words) -> str:
    """The place whose card is open; empty where it is none that could be chosen here."""
    code = words.selection.detail
    return code if code in words.plan.task.distances.columns else ""


def _card(words: Words, choice: Choice) -> None:
    """The place that was clicked: what it does, what changing it would do, pin and forbid."""
    language, code = words.language, _opened(words)
    with st.container(key="planner_days_card"):
        if not code:
            st.html(f'<p class="note">{escape(say("planner_days.pick_hint", language))}</p>')
            return
        st.html(f"<h3>{escape(words.name(code))}</h3>")
        lines = days_words.place_lines(words, code)
        if code not in words.plan.task.forbidden:
            lines.append(_worth(words, choice, code))
        paragraphs = "".join(f"<p>{with_numbers_whole(escape(one))}</p>" for one in lines)
        st.html(f'<div role="status">{paragraphs}</div>')
        with st.container(key="planner_days_set", horizontal=True, gap="small"):
            room = len(words.plan.task.pinned) < words.plan.task.days
            for name, change, offered in _changes(choice, code, room=room):
                if offered:
                    st.button(
                        say(f"planner_days.{name}", language), key=f"planner_days_{name}",
                        on_click=set_choice, args=(change,),
                    )  # fmt: skip
            step(
                say("planner_days.close", language), lambda now: now.with_detail(""),
                key="planner_days_close",
            )  # fmt: skip


def _worth(words: Words, choice: Choice, code: str) -> str:
    """What the plan loses without the place, or with it; solved when its card is opened."""
    try:
        with st.spinner(say("planner_days.solving", words.language)):
            worth = asked.worth(words.selection, choice, code)
    except PlanError:  # as many are pinned as there are days
        return say("planner_days.all_pinned", words.language)
    return days_words.worth_line(words, code, worth)


def _changes(
    choice: Choice, code: str, *, room: bool
) -> list[tuple[str, Callable[[Choice], Choice], bool]]:
    """What can be done to a place: name, change, whether it is offered.

    Without ``room`` as many places are pinned as there are days.
    """
    pinned, forbidden = code in choice.pinned, code in choice.forbidden
    return [
        ("pin", lambda now: now.with_pinned((*now.pinned, code)), room and not pinned),
        ("forbid", lambda now: now.with_forbidden((*now.forbidden, code)), not forbidden),
        ("release", partial(_released, code=code), pinned or forbidden),
    ]


def _released(now: Choice, code: str) -> Choice:
    pinned = tuple(one for one in now.pinned if one != code)
    forbidden = tuple(one for one in now.forbidden if one != code)
    return replace(now, pinned=pinned, forbidden=forbidden)


def _conditions(selection: Selection, choice: Choice, words: Words | None) -> None:
    """What is pinned and forbidden, what each costs, and the way to let all of it go.

    Without ``words`` there is no plan, and no price.
    """
    language = selection.language
    if not (choice.pinned or choice.forbidden):
        return
    with st.container(key="planner_days_conditions"):
        lines = []
        if words is not None:
            priced = len(words.plan.task.pinned) + len(words.plan.task.forbidden) <= MOST_PRICED
            with st.spinner(say("planner_days.solving", language)):
                costs = asked.conditions(selection, choice) if priced else ()
            lines = [days_words.condition_line(words, one) for one in costs]
            if not priced:
                lines.append(say("planner_days.not_priced", language, most=MOST_PRICED))
            if away := asked.outside(selection, choice):
                named = listed([words.name(one) for one in away], language)
                lines.append(say("planner_days.outside", language, places=named))
        items = "".join(f"<li>{with_numbers_whole(escape(one))}</li>" for one in lines)
        st.html(f'<ul class="planner-conditions">{items}</ul>')
        count = number(len(choice.pinned) + len(choice.forbidden))
        st.button(
            say("planner_days.release_all", language, count=count), key="planner_days_free",
            on_click=set_choice, args=(lambda now: replace(now, pinned=(), forbidden=()),),
        )  # fmt: skip


def _places(words: Words) -> None:
    """The places in the order of what each adds."""
    if not words.plan.places:
        return
    language = words.language
    linked_table(
        days_words.place_rows(words),
        key="planner_days_places",
        codes=list(words.plan.codes),
        language=language,
        caption=say("planner_days.places_title", language, count=number(len(words.plan.places))),
        picked=_opened(words),
        on_pick=open_place,
        height=min(PLACES_HEIGHT, ROW_HEIGHT * (len(words.plan.places) + 1)),
        hint=say("planner_days.row_hint", language),
    )


def _unreached(words: Words) -> None:
    """Who stays unreached, and how far from the nearest place."""
    title = days_words.unreached_title(words)
    st.html(f'<h2 class="part-heading">{with_numbers_whole(escape(title))}</h2>')
    rows = days_words.unreached_rows(words)
    if rows.empty:
        return
    linked_table(
        rows,
        key="planner_days_unreached",
        codes=[str(code) for code in words.plan.unreached.index],
        language=words.language,
        caption=title,
        picked=_opened(words),
        on_pick=open_place,
        decimals=days_words.decimals(words),
        height=UNREACHED_HEIGHT,
        hint=say("planner_days.row_hint", words.language),
    )


def _fault(error: PlanError, selection: Selection) -> None:
    """Why there is no plan; what is wrong with the files goes to the log."""
    reference = uuid.uuid4().hex[:8].upper()
    if error.fault not in days_words.OWN_FAULTS:
        LOG.error("No plan of service days (%s): %s", reference, error)
    st.warning(days_words.fault(error, selection.language, reference))
