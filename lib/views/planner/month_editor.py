"""The editor of a month's draft, opened again with what was edited after it was out of sight."""

from collections.abc import Callable, Iterable
from functools import partial
from unicodedata import category

import pandas as pd
import streamlit as st

from lib.periods import month as month_of
from lib.planning.drafts import MOST_NOTE
from lib.planning.month import WEEKS, Visit
from lib.store.codelists import code_list
from lib.views.planner import month_asked as asked
from lib.views.planner import month_follow as follow
from lib.views.planner import month_rows as rows
from lib.views.planner import month_words as words
from lib.views.planner.month_asked import Session
from lib.views.selection import Selection

HEIGHT = 560  # px
ROW_LEAST, ROW_MOST = 74, 132  # px: the browser wraps text in rows of more than 64
LINE, ROW_EDGE = 19, 18  # px: a line of text, and what is free above and below
WHY_WIDTH, WHY_LINE = 336, 42  # px, and the letters of a line that fit in it


def editor(now: Session, selection: Selection) -> tuple[tuple[Visit, ...], list[rows.Fault]]:
    """The rows, to be changed, added and dropped; what they say as edited, and what is wrong.

    Streamlit forgets an editor that is not shown for a run, or that is shown with other words. So
    what was edited is kept in the session, and a new editor opens with it; within one editor its
    table stays the same, as edits are told as changes of it.
    """
    table, base = _table(now, selection), now.base
    edited = _shown(now, table, selection)
    visits, faults = rows.read(edited, base.visits, base.month, base.area)
    now.edited = edited.reset_index(drop=True) if faults or visits != base.visits else None
    return visits, faults


def is_edited(now: Session) -> bool:
    """Whether anything is edited, be it in this moment."""
    state = st.session_state.get(_key(now))
    here = state is not None and any(state.get(part) for part in ("edited_rows", "added_rows"))
    return here or now.edited is not None


def _key(now: Session) -> str:
    return f"planner_month_editor_{now.base.area}_{now.editor}"


def _table(now: Session, selection: Selection) -> pd.DataFrame:
    """What the editor starts from: the same within one editor, else a new one is opened."""
    language, base = selection.language, now.base
    way = follow.link_of(selection, asked.waiting(selection, base.area))
    look = (
        language, base.visits, tuple(way(one) for one in base.visits), _officers(now, selection),
    )  # fmt: skip
    if now.table is not None and now.look == look and _key(now) in st.session_state:
        return now.table
    now.editor, now.look = asked.next_editor(), look
    if now.edited is None:
        now.table = rows.frame(base.visits, language, way)
    else:
        now.table = rows.again(now.edited, base, language, way)
    return now.table


def _officers(now: Session, selection: Selection) -> tuple[str, ...]:
    drafted = {one.officer for one in now.base.visits if one.officer}
    return tuple(sorted(drafted | asked.officers(selection, now.base.area)))


def _shown(now: Session, table: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    language, base = selection.language, now.base
    column, head = st.column_config, partial(rows.head, language=language)
    days = month_of(base.month)
    names = {code: rows.short_name(code, language) for code in rows.tambon_of(base.area)}
    config = {
        "drop": column.CheckboxColumn(head("drop"), width=78, default=False),
        "tambon": column.SelectboxColumn(
            head("tambon"), options=list(names), format_func=_named(names), required=True,
            width=100,
        ),
        "week": column.SelectboxColumn(
            head("week"), options=list(range(1, WEEKS + 1)), required=True, default=1,
            format_func=lambda week: rows.week_words(base.month, int(week), language), width=85,
        ),
        "day": column.DateColumn(head("day"), min_value=days.start, max_value=days.end,
                                 format="DD/MM/YYYY", help=head("day_help"), width=118),
        "activity_type": column.SelectboxColumn(
            head("activity_type"), options=list(rows.types()), required=True, width=252,
            format_func=lambda code: code_list("activity_type").label(str(code), language),
        ),
        "why": column.TextColumn(head("why"), disabled=True, width=WHY_WIDTH),
        "follow_ups": column.NumberColumn(head("follow_ups"), min_value=0, step=1, width=124),
        "ways": column.LinkColumn(head("ways"), disabled=True, display_text=follow.NAMED,
                                  help=head("ways_help"), width=98),
        "officer": column.SelectboxColumn(
            head("officer"), options=list(_officers(now, selection)), width=128
        ),
        "note": column.TextColumn(head("note"), max_chars=MOST_NOTE, width=200),
    }  # fmt: skip
    with st.container(key="planner_month_rows"):
        return st.data_editor(
            table,
            key=_key(now),
            num_rows="add",
            hide_index=True,
            column_order=list(rows.COLUMNS),
            column_config=config,
            height=HEIGHT,
            row_height=row_height(table["why"]),
            placeholder="",
            alt=words.title(base, selection),
        )


def row_height(whys: Iterable[object]) -> int:
    """How high the rows have to be for the longest of the reasons: all rows are of one height."""
    most = max((_width(str(one)) for one in whys), default=0)
    lines = -(-most // WHY_LINE)
    return min(max(ROW_LEAST, lines * LINE + ROW_EDGE), ROW_MOST)


def _width(text: str) -> int:
    """The letters that take a place of their own: not the vowels and tones above and below."""
    return sum(category(one) != "Mn" for one in text)


def _named(names: dict[str, str]) -> Callable[[object], str]:
    return lambda code: names.get(str(code), str(code))
