"""A deck as text and back: what is pinned stays what it was, whatever becomes of the data."""

import json
from datetime import datetime
from functools import cache
from typing import Any

import pandas as pd
from cattrs import BaseValidationError, Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.strategies import configure_tagged_union

from lib.exports.model import ChartDrawing, Deck, Fill, MapDrawing, Sign, Table

FORM = 1  # of the text; a deck of another form is not read
Body = MapDrawing | ChartDrawing | Table
_LOOKS = {type_.__name__: type_ for type_ in (Fill, Sign)}


class NotKept(ValueError):
    """A text that is no deck of this form."""


def to_text(deck: Deck) -> str:
    """The deck as JSON."""
    value = {"form": FORM, "deck": _converter().unstructure(deck, Deck)}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Deck:
    """The deck that ``to_text`` wrote; NotKept for any other text."""
    try:
        value = json.loads(text)
        if value["form"] != FORM:
            raise NotKept(f"The briefing was kept in form {value['form']}, this reads {FORM}.")
        return _converter().structure(value["deck"], Deck)
    except NotKept:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, BaseValidationError) as error:
        raise NotKept(f"The text is no briefing that was kept: {error}") from error


@cache
def _converter() -> Converter:
    """JSON of decks: bodies say what they are, patterns and signs are told from colours."""
    found = Converter()
    found.register_unstructure_hook(datetime, datetime.isoformat)
    found.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    found.register_unstructure_hook(pd.DataFrame, _frame)
    found.register_structure_hook(pd.DataFrame, lambda value, _: _made_frame(value))
    for looks in (str | Fill, str | Fill | Sign):
        found.register_unstructure_hook(looks, _look)
        found.register_structure_hook(looks, lambda value, _: _made_look(value))
    found.register_unstructure_hook(
        ChartDrawing,
        make_dict_unstructure_fn(ChartDrawing, found, figure=override(unstruct_hook=_figure)),
    )
    found.register_structure_hook(
        ChartDrawing,
        make_dict_structure_fn(
            ChartDrawing, found, figure=override(struct_hook=lambda value, _: _made_figure(value))
        ),
    )
    configure_tagged_union(Body, found)
    plain, made = found.get_unstructure_hook(Body), found.get_structure_hook(Body)
    found.register_unstructure_hook(Body | None, lambda one: None if one is None else plain(one))
    found.register_structure_hook(
        Body | None, lambda value, _: None if value is None else made(value, Body)
    )
    return found


def _look(value: str) -> Any:
    return {type(value).__name__: value.value} if isinstance(value, Fill | Sign) else value


def _made_look(value: Any) -> Any:
    if isinstance(value, str):
        return value
    ((name, text),) = value.items()
    return _LOOKS[name](text)


def _figure(figure: Any) -> str | None:
    return None if figure is None else str(figure.to_json())


def _made_figure(text: str | None) -> Any:
    if text is None:
        return None
    import plotly.io  # noqa: PLC0415 (takes a second, and only charts need it)

    return plotly.io.from_json(text)


def _frame(frame: pd.DataFrame) -> list[list[Any]]:
    """A table of pandas: name, kind and values of each column, numbers to their last digit."""
    return [
        [str(name), str(frame.dtypes.iloc[place]), frame.iloc[:, place].tolist()]
        for place, name in enumerate(frame.columns)
    ]


def _made_frame(columns: list[list[Any]]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=kind) for name, kind, values in columns})
