"""A table beside a map or chart: a row can be chosen, by mouse and by keyboard."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from lib.views.charts.show import Pick
from lib.views.charts.table import cell_text
from lib.views.words import Language, say

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
) -> None:
    """A table whose rows can be chosen; the first column names them.

    ``codes`` has one code a row. Choosing a row calls ``on_pick`` with its code, once a choice,
    also for the row that is ``picked`` already. Headers sort. The table scrolls within ``height``
    (px). Raises ValueError when rows and codes do not match.
    """
    place = f"{key}-rows"

    def chosen() -> None:
        state: Any = st.session_state.get(place)
        code = state.get("pick") if state else None
        if on_pick is not None and isinstance(code, str) and code in codes:
            on_pick(code)

    data = payload(frame, codes, language, caption, picked, decimals or {}, height)
    _component()(key=place, data=data, on_pick_change=chosen)


def payload(
    frame: pd.DataFrame,
    codes: Sequence[str],
    language: Language,
    caption: str,
    picked: str,
    decimals: Mapping[str, int],
    height: int,
) -> dict[str, Any]:
    """What goes to the browser: texts to show and the numbers to sort by."""
    if len(codes) != len(frame):
        raise ValueError(
            f"The table {caption!r} has {len(frame)} rows and {len(codes)} codes: give one a row."
        )
    names = [str(name) for name in frame.columns]
    numeric = [bool(pd.api.types.is_numeric_dtype(frame[name])) for name in frame.columns]
    rows = [
        [cell_text(value, decimals.get(name)) for name, value in zip(names, row, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    ]
    order = [
        [None if pd.isna(value) else float(value) for value in frame[name]] if number else None
        for name, number in zip(frame.columns, numeric, strict=True)
    ]
    return {
        "caption": caption,
        "heads": names,
        "numeric": numeric,
        "rows": rows,
        "order": order,
        "codes": list(codes),
        "picked": picked,
        "height": height,
        "language": language,
        "hint": say("charts.pick_hint", language),
        "sort": [say("charts.sort", language, name=name) for name in names],
    }
