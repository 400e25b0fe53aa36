"""The table of the work list in the browser, and the button that prints it."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from lib.indicators.work_list import Part
from lib.views import address
from lib.views.charts import linked
from lib.views.follow_up.rows import COLUMNS, DOWN, SORTED_BY, Name, cells, headers, turned
from lib.views.selection import Selection
from lib.views.words import Language, say

FOLDER = Path(__file__).parent
TABLE_STYLE = Path(linked.__file__).with_suffix(".css")
HEIGHT = 460  # px
NUMERIC = ("days",)
ORDER = "order"  # the switch that holds the order


@cache
def _component(name: str, *styles: Path) -> Any:
    css = [one.read_text(encoding="utf-8") for one in (*styles, FOLDER / f"{name}.css")]
    return st.components.v2.component(
        f"follow_up_{name}",
        css="\n".join(css),
        js=(FOLDER / f"{name}.js").read_text(encoding="utf-8"),
    )


def list_table(
    rows: pd.DataFrame,
    *,
    part: Part,
    order: str,
    caption: str,
    picked: str,
    picks: bool,
    name: Name,
    language: Language,
) -> None:
    """The rows in their order; a head changes it, a tambon is marked where it is on the map."""
    place = "follow_up_rows"

    def sort() -> None:
        column = _sent(place, "sort")
        if column in SORTED_BY:
            address.go(_with_order(address.current(), turned(order, column)))

    def pick() -> None:
        code = _sent(place, "pick")
        if code in set(rows["tambon_code"]):
            address.go(address.current().with_pick(code))

    data = payload(rows, part, order, caption, picked, name, language) | {"picks": picks}
    _component("list", TABLE_STYLE)(key=place, data=data, on_sort_change=sort, on_pick_change=pick)


def print_button(label: str) -> None:
    """A button that prints the page; nothing is asked of the server."""
    _component("print")(key="follow_up_print", data={"label": label})


def payload(
    rows: pd.DataFrame,
    part: Part,
    order: str,
    caption: str,
    picked: str,
    name: Name,
    language: Language,
) -> dict[str, Any]:
    """What goes to the browser: texts, the ids of the rows and how the heads sort."""
    return {
        "caption": caption,
        "heads": _heads(headers(part, language), part, order, language),
        "rows": cells(rows, name, language),
        "ids": rows["follow_up_id"].astype(str).tolist(),
        "tambon": rows["tambon_code"].astype(str).tolist(),
        "picked": picked,
        "height": HEIGHT,
        "shown": f"{part} {order} {len(rows)}",
    }


def _heads(
    names: Sequence[str], part: Part, order: str, language: Language
) -> list[dict[str, Any]]:
    """The heads with the way they sort now: 1 upwards, -1 downwards, 0 not."""
    by, way = order.removesuffix(DOWN), -1 if order.endswith(DOWN) else 1
    found = []
    for column, name in zip(COLUMNS, names, strict=True):
        sorts = SORTED_BY.get(column, "")
        # The later the due date, the fewer days late, but the more days to go.
        side = -way if column == "days" and part is Part.LATE else way
        found.append({
            "column": column,
            "name": name,
            "numeric": column in NUMERIC,
            "sorts": bool(sorts),
            "way": side if sorts == by else 0,
            "hint": say("charts.sort", language, name=name),
        })  # fmt: skip
    return found


def _with_order(now: Selection, order: str) -> Selection:
    return now.with_switch(ORDER, "" if order == "due" else order)


def _sent(place: str, trigger: str) -> str:
    state: Any = st.session_state.get(place)
    found = state.get(trigger) if state else None
    return found if isinstance(found, str) else ""
