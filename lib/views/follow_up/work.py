"""The work list on the screen: its part, its order, the way to paper and to a file."""

from functools import partial

import pandas as pd
import streamlit as st

from geo.codes import Level, is_within, level_of
from lib.access.scope import Right
from lib.indicators.work_list import ListRefused, Part
from lib.views import asking, data
from lib.views.controls import step
from lib.views.follow_up import load
from lib.views.follow_up.listing import ORDER, list_table, print_button
from lib.views.follow_up.rows import file_table, ordered, sheet
from lib.views.formats import number, thai_date
from lib.views.mapped.names import area_name, marked
from lib.views.mapped.switches import chosen_of, screen_switch
from lib.views.mapped.table import as_csv
from lib.views.selection import Selection
from lib.views.taking.giving import given
from lib.views.words import listed, say

LIST, ROWS, SHEET = "list", "rows", "sheet"
FIRST_ROWS = 200
OFFERED = 8  # amphoe with the longest lists


def on_paper(selection: Selection) -> bool:
    """Whether the screen shows the list for paper."""
    return selection.switch(SHEET) == "print" and _near_enough(selection)


def work_panel(selection: Selection) -> None:
    """The work list of the amphoe or tambon; of a wider area, which amphoe have one."""
    language = selection.language
    with st.container(key="follow_up_list"):
        place = st.empty()
        if not data.scope().signed_in:
            place.html(_heading(say("follow_up.list_heading", language)))
            st.info(say("follow_up.list_signed_out", language))
            return
        if not _near_enough(selection):
            place.html(_heading(say("follow_up.list_heading", language)))
            _offer(selection)
            return
        try:
            counts = load.waiting(selection)
        except ListRefused:
            place.html(_heading(say("follow_up.list_heading", language)))
            st.info(say("follow_up.list_refused", language, area=_name(selection)))
            return
        part = _part(selection)
        place.html(_heading(title(selection, part, int(counts[str(part)].sum()))))
        _part_switch(selection, counts)
        _rows(selection, part)


def paper(selection: Selection) -> None:
    """The whole list for paper, with the way back and the button that prints it."""
    language, part = selection.language, _part(selection)
    with st.container(key="follow_up_paper_bar", horizontal=True, vertical_alignment="center"):
        step(
            say("follow_up.paper_back", language),
            partial(Selection.with_switch, name=SHEET, value=""),
            key="follow_up_paper_back",
            style="secondary",
        )
        print_button(say("follow_up.paper_print", language))
    try:
        rows = load.listed(selection, part)
    except ListRefused:
        st.info(say("follow_up.list_refused", language, area=_name(selection)))
        return
    in_order = ordered(rows, "tambon", language)
    heading = title(selection, part, len(rows))
    st.html(sheet(in_order, part, heading, _facts(selection), partial(_plain, selection), language))


def title(selection: Selection, part: Part, count: int) -> str:
    """What the list is and how long: its message."""
    key = f"follow_up.list_{part}" if count else f"follow_up.list_{part}_none"
    words = {"area": _name(selection), "count": number(count)}
    return say(key, selection.language, **words)


def _offer(selection: Selection) -> None:
    """The amphoe with the longest lists, as buttons."""
    language, part = selection.language, _part(selection)
    lists = load.longest_lists(selection)
    order = sorted(lists, key=lambda code: (-int(lists[code][str(part)]), code))
    st.html(_note(say("follow_up.list_choose", language)))
    _part_switch(selection, pd.DataFrame(lists).T)
    with st.container(key="follow_up_offer", horizontal=True, gap="small"):
        for place, code in enumerate(order[:OFFERED]):
            name = data.areas().get(code).display_name(language)
            count = number(int(lists[code][str(part)]))
            step(
                say("follow_up.list_offer", language, area=name, count=count),
                partial(Selection.with_area, code=code),
                key=f"follow_up_offer_{place}",
                style="secondary",
            )


def _part_switch(selection: Selection, counts: pd.DataFrame) -> None:
    """The parts of the list with their counts: one row a place, one column a part."""
    language = selection.language

    def named(part: str) -> str:
        count = number(float(counts[part].sum()) if part in counts else 0)
        return say(f"follow_up.part_{part}", language, count=count)

    screen_switch(selection, LIST, say("follow_up.list_part", language), named)


def _rows(selection: Selection, part: Part) -> None:
    """The rows in their order, as many as are asked for, and what can be done with them all."""
    language = selection.language
    order = selection.switch(ORDER) or "due"
    rows = ordered(load.listed(selection, part), order, language)
    if rows.empty:
        return
    _tools(selection, part, rows)
    everything = selection.switch(ROWS) == "all"
    shown = rows if everything else rows.head(FIRST_ROWS)
    list_table(
        shown,
        part=part,
        order=order,
        caption=title(selection, part, len(rows)),
        picked=marked(selection),
        picks=selection.level is Level.TAMBON,
        name=partial(_plain, selection),
        language=language,
    )
    if len(shown) < len(rows):
        words = {"shown": number(len(shown)), "count": number(len(rows))}
        with st.container(key="follow_up_more", horizontal=True, vertical_alignment="center"):
            st.html(_note(say("follow_up.list_first", language, **words)))
            step(
                say("follow_up.list_all", language, count=number(len(rows))),
                partial(Selection.with_switch, name=ROWS, value="all"),
                key="follow_up_all",
                style="secondary",
            )


def _tools(selection: Selection, part: Part, rows: pd.DataFrame) -> None:
    language = selection.language
    with st.container(key="follow_up_tools", horizontal=True, vertical_alignment="center"):
        st.html(_note(" · ".join(_facts(selection))))
        step(
            say("follow_up.paper_open", language),
            partial(Selection.with_switch, name=SHEET, value="print"),
            key="follow_up_paper_open",
            style="secondary",
        )
        st.download_button(
            say("table.download", language),
            given(
                lambda: as_csv(file_table(rows, part, partial(_plain, selection), language)),
                "work_list",
                selection,
                right=Right.FIGURES,
                rows=len(rows),
            ),
            file_name=f"follow_up_{part}_{load.list_area(selection)}_{asking.as_of(selection)}.csv",
            mime="text/csv",
            key="follow_up_csv",
        )


def _facts(selection: Selection) -> list[str]:
    """What else belongs to the head of a list: the day, what it is cut by, that it is simulated."""
    language = selection.language
    date = thai_date(asking.as_of(selection), language)
    facts = [say("follow_up.list_as_of", language, date=date)]
    if cut := [say(f"filter_name.{name}", language) for name, _ in load.list_filters(selection)]:
        facts.append(say("follow_up.list_cut", language, filters=listed(cut, language)))
    if data.snapshot().info.simulated:
        facts.append(say("data.simulated", language))
    return facts


def _near_enough(selection: Selection) -> bool:
    """Whether the area is an amphoe or a tambon, whose lists are shown."""
    return level_of(load.list_area(selection)).rank >= Level.AMPHOE.rank


def _part(selection: Selection) -> Part:
    return Part(chosen_of(selection, LIST))


def _name(selection: Selection) -> str:
    """The name of the area of the list, with that of the amphoe of a tambon."""
    code = load.list_area(selection)
    name = area_name(selection, code)
    if level_of(code) is Level.TAMBON and is_within(code, selection.area):
        above = data.areas().get(code[:4]).display_name(selection.language)
        return name if above in name else say(
            "area.within", selection.language, area=name, parent=above
        )  # fmt: skip
    return name


def _plain(selection: Selection, code: str) -> str:
    return data.areas().get(code).display_name(selection.language)


def _heading(text: str) -> str:
    return f'<h2 class="follow-heading">{text}</h2>'


def _note(text: str) -> str:
    return f'<p class="note">{text}</p>'
