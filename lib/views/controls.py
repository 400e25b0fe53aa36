"""Widgets that show a part of the selection and write the changed selection to the address."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from lib.views import address
from lib.views.selection import Selection

Value = TypeVar("Value")


def choose(
    label: str,
    options: Sequence[Value],
    value: Value,
    change: Callable[[Selection, Value], Selection],
    *,
    key: str,
    show: Callable[[Value], str],
    disabled: bool = False,
) -> None:
    """A drop-down list; ``change`` makes the new selection from the old and the chosen value."""
    st.session_state[key] = value
    st.selectbox(
        label,
        options,
        key=key,
        format_func=show,
        label_visibility="collapsed",
        disabled=disabled,
        on_change=_apply,
        args=(key, change, options),
    )


def choose_several(
    label: str,
    options: Sequence[str],
    values: Sequence[str],
    change: Callable[[Selection, tuple[str, ...]], Selection],
    *,
    key: str,
    show: Callable[[str], str],
) -> None:
    """Values to switch on and off; none of them stands for all."""
    st.session_state[key] = list(values)
    st.pills(
        label,
        options,
        selection_mode="multi",
        key=key,
        format_func=show,
        on_change=_apply,
        args=(key, lambda now, chosen: change(now, _ordered(chosen, options)), None),
    )


def switch(
    label: str,
    options: Sequence[Value],
    value: Value,
    change: Callable[[Selection, Value], Selection],
    *,
    key: str,
    show: Callable[[Value], str],
    labelled: bool = False,
) -> None:
    """Two or three values side by side, one of them always chosen."""
    st.session_state[key] = value
    st.segmented_control(
        label,
        options,
        key=key,
        format_func=show,
        required=True,
        label_visibility="visible" if labelled else "collapsed",
        on_change=_apply,
        args=(key, change, options),
    )


def step(
    label: str,
    change: Callable[[Selection], Selection],
    *,
    key: str,
    style: str = "tertiary",
    wide: bool = False,
) -> None:
    """A button that changes the selection."""
    st.button(
        label,
        key=key,
        type="secondary" if style == "secondary" else "tertiary",
        width="stretch" if wide else "content",
        on_click=lambda: address.go(change(address.current())),
    )


def _apply(
    key: str, change: Callable[[Selection, Any], Selection], options: Sequence[Any] | None
) -> None:
    """Read the widget and show what it says.

    A browser that is a step behind, while the language or the area changes, may send a label
    that is no longer one of the options; the widget then holds none of them and nothing changes.
    """
    chosen = st.session_state[key]
    if options is None or chosen in options:
        address.go(change(address.current(), chosen))


def _ordered(chosen: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    """Chosen values in the order of the options; all of them is the same as none."""
    ordered = tuple(option for option in options if option in chosen)
    return () if len(ordered) == len(options) else ordered
