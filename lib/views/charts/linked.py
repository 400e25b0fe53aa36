"""A table beside a map or chart: a row can be chosen, by mouse and by keyboard."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from lib.views.charts.table import cell_text
from lib.views.taking.seen import see_table
from lib.views.words import Language, say

Pick = Callable[[str], None]
FOLDER = Path(__file__).parent
HEIGHT = 420  # px


@cache
def _component() -> Any:
    return st.components.v2.component(
        "linked_table",
        css=(FOLDER / "linked.css").read_text(encoding="utf-8"),
        js=(FOLDER / "linked.js").read_text(encoding="utf-8"),
    )


def linked_table(
    frame: pd.DataFrame,
    *,
    key: str,
    codes: Sequence[str],
    language: Language,
    caption: str,
    picked: str = "",
    on_pick: Pick | None = None,
    decimals: Mapping[str, int] | None = None,
    height: int = HEIGHT,
    hint: str = "",
) -> None:
    """A table whose rows can be chosen; the first column names them.

    ``codes`` has one code a row; several rows may share one, and a row without (empty) cannot be
    chosen. Choosing a row calls ``on_pick`` with its code, once a choice, also for the row that is
    ``picked`` already. Headers sort. The table scrolls within ``height`` (px). ``hint`` tells who
    listens what choosing does: it marks an area, unless it is told. Raises ValueError when rows
    and codes do not match.
    """
    see_table(caption, frame, decimals)
    place = f"{key}-rows"

    def chosen() -> None:
        state: Any = st.session_state.get(place)
        code = state.get("pick") if state else None
        if on_pick is not None and code and isinstance(code, str) and code in codes:
            on_pick(code)

    data = payload(frame, codes, language, caption, picked, decimals or {}, height, hint)
    _component()(key=place, data=data, on_pick_change=chosen)


def payload(
    frame: pd.DataFrame,
    codes: Sequence[str],
    language: Language,
    caption: str,
    picked: str,
    decimals: Mapping[str, int],
    height: int,
    hint: str = "",
) -> dict[str, Any]:
    """What goes to the browser: texts to show, and numbers where texts would sort otherwise.

    A column is its different texts and which of them each row has; no second list where no text
    comes twice.
    """
    if len(codes) != len(frame):
        raise ValueError(
            f"The table {caption!r} has {len(frame)} rows and {len(codes)} codes: give one a row."
        )
    names = [str(name) for name in frame.columns]
    numeric = [bool(pd.api.types.is_numeric_dtype(frame[name])) for name in frame.columns]
    texts = [
        [cell_text(value, decimals.get(name)) for value in frame.iloc[:, place]]
        for place, name in enumerate(names)
    ]
    return {
        "caption": caption,
        "heads": names,
        "numeric": list(map(int, numeric)),
        "columns": list(map(_once, texts)),
        "order": [
            _order(frame.iloc[:, place], shown) if numeric[place] else None
            for place, shown in enumerate(texts)
        ],
        "codes": list(codes),
        "picked": picked,
        "height": height,
        "language": language,
        "hint": hint or say("charts.pick_hint", language),
        "sort": say("charts.sort", language, name="{name}"),
    }


def _once(texts: Sequence[str]) -> list[list[Any]]:
    """The different texts, and the place among them of each; empty where all are different."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    return [list(places), [] if len(places) == len(texts) else [places[text] for text in texts]]


def _order(values: pd.Series, texts: Sequence[str]) -> list[float | None] | None:
    """The numbers to sort by; None where the browser can read them off the texts."""
    numbers = [None if pd.isna(value) else float(value) for value in values]
    read = [_number(text) for text in texts]
    return None if numbers == read else numbers


def _number(text: str) -> float | None:
    """What linked.js reads off a text."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
