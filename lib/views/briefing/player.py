"""The slides on the screen: side by side, and one by one over everything."""

from functools import cache
from typing import Any

import streamlit as st

from lib.exports.web.slides import FOLDER


@cache
def _component() -> Any:
    return st.components.v2.component(
        "slide_player",
        css=(FOLDER / "player.css").read_text(encoding="utf-8"),
        js=(FOLDER / "player.js").read_text(encoding="utf-8"),
    )


def player(shown: dict[str, Any], *, key: str, seconds: int) -> None:
    """Show the slides; the show moves on by itself every ``seconds``, by hand where that is 0.

    ``shown`` is what ``lib.exports.web.slides.payload`` gives.
    """
    _component()(key=key, data=shown | {"seconds": seconds})
