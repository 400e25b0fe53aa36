"""A table whose figures can be chosen, each one by itself, by mouse and by keyboard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lib.views.charts import linked
from lib.views.words import Language, say

FOLDER = Path(__file__).parent
HEIGHT = 460  # px


@dataclass(frozen=True)
class Cell:
    """A figure: its text, the number to sort by (None: by the text), and what choosing it shows.

    `weight` (0 to 1) shades it; without a `code` there is nothing to choose.
    """

    text: str
    value: float | None = None
    code: str = ""
    weight: float = 0.0


Row = Sequence[Cell]


@cache
def _component() -> Any:
    styles = [Path(linked.__file__).with_suffix(".css"), FOLDER / "quality_grid.css"]
    return st.components.v2.component(
        "quality_grid",
        css="\n".join(one.read_text(encoding="utf-8") for one in styles),
        js=(FOLDER / "quality_grid.js").read_text(encoding="utf-8"),
    )


def grid(
    heads: Sequence[str],
    rows: Sequence[Row],
    *,
    key: str,
    caption: str,
    picked: str,
    on_pick: Callable[[str], None],
    language: Language,
    numbers: Sequence[int],
    first: int = 0,
) -> None:
    """The table; `numbers` are the columns of figures, the `first` rows stay on top when sorted.

    Choosing a figure calls `on_pick` with its code, which must be one of the table.
    """
    codes = {cell.code for row in rows for cell in row if cell.code}

    def chosen() -> None:
        state: Any = st.session_state.get(key)
        code = state.get("pick") if state else None
        if isinstance(code, str) and code in codes:
            on_pick(code)

    sent = {
        "caption": caption,
        "hint": say("quality.grid_hint", language),
        "sort": say("charts.sort", language, name="{name}"),
        "heads": list(heads),
        "numeric": [int(at in numbers) for at in range(len(heads))],
        "rows": [[[c.text, c.value, c.code, round(c.weight, 2)] for c in row] for row in rows],
        "first": first,
        "picked": picked,
        "height": HEIGHT,
        "language": language,
    }
    _component()(key=key, data=sent, on_pick_change=chosen)
