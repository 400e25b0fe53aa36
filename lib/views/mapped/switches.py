"""The switches of a screen: what they show, and the address that keeps them."""

from collections.abc import Callable
from functools import partial

from lib.views import data
from lib.views.controls import switch
from lib.views.selection import Selection


def chosen_of(selection: Selection, name: str) -> str:
    """The value of a switch; its first one where none was chosen."""
    return selection.switch(name) or data.choices().switches[name][0]


def screen_switch(selection: Selection, name: str, label: str, show: Callable[[str], str]) -> str:
    """Show a switch of the address; gives its value. ``show`` says what a value is."""
    values = data.choices().switches[name]
    chosen = chosen_of(selection, name)
    switch(label, values, chosen, partial(_with, name=name), key=f"switch_{name}", show=show)
    return chosen


def _with(now: Selection, value: str, name: str) -> Selection:
    first = data.choices().switches[name][0]
    return now.with_switch(name, "" if value == first else value)
