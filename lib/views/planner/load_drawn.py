"""The chart of workload, bars with the fair share drawn, and its map's indicator."""

from functools import cache
from typing import Any, NamedTuple

from geo.codes import Level
from lib.indicators.model import Direction, Indicator, Kind, Measure, Theme
from lib.indicators.model import Words as Named
from lib.views.charts.areas import reference_lines, value_column
from lib.views.charts.model import Chart, Head, KeyEntry, Shape
from lib.views.charts.theme import (
    FOOT,
    INK,
    PLAIN,
    ROW,
    SERIOUS,
    Spec,
    axis,
    figure,
    folded,
    round_up,
    row_axis,
    row_height,
    safe,
)
from lib.views.formats import number
from lib.views.mapped.names import source
from lib.views.planner.drawn import breaks
from lib.views.planner.load_words import LOADS, Words
from lib.views.words import LANGUAGES, Language, say

OVER = "#E08214"  # bars well above the fair share
FAR = 1.25  # from so many times the fair share on
MOST = 20  # rows


@cache
def indicator(level: Level, *, shared: bool = True) -> Indicator:
    """The load of tambon, or of an officer of an amphoe; the store cannot be asked for it.

    Where no officer is known (not ``shared``) it is told against the mean tambon.
    """
    return Indicator(
        code=f"workload_{level}",
        kind=Kind.AMOUNT,
        direction=Direction.LESS,
        flow=False,
        numerator=Measure("planning", "load"),
        decimals=LOADS,
        theme=Theme.CONTEXT,
        words={language: _words(level, language, shared) for language in LANGUAGES},
        breaks={level: breaks("workload")},
    )


def chart_of(words: Words) -> Chart:
    """Officers or centres by their load, the largest first, with the fair share."""
    language = words.language
    rows = _rows(words)
    head = Head(
        say(f"planner_load.chart_{_kind(words)}", language),
        say("planner_load.chart_unit", language),
        source(words.selection),
    )
    table = words.rows()
    if not rows:
        empty = words.nothing()
        return Chart(head, language, None, table, empty, empty=empty)
    left_out = len(words.officers if words.of_officers else words.by_fair) - len(rows)
    left = say("planner_load.chart_left", language, count=number(left_out))
    codes = () if words.of_officers else tuple(one.code for one in rows)
    return Chart(
        head,
        language,
        _figure(words, rows),
        table,
        say("planner_load.chart_alt", language, title=head.title, count=number(len(rows)),
            first=rows[0].name, load=number(rows[0].load, LOADS)),
        codes=codes,
        key=_key(words),
        notes=(left,) if left_out > 0 else (),
        decimals=words.decimals(table),
        hint="" if words.of_officers else say("planner_load.chart_hint", language),
    )  # fmt: skip


def _kind(words: Words) -> str:
    return "officers" if words.of_officers else "centres"


class Row(NamedTuple):
    """A bar: of an officer, or of a centre with the load of each of its officers.

    ``largest`` is the largest load of one officer, ``fair`` what the load stands against.
    """

    code: str
    name: str
    load: float
    largest: float
    fair: float


def _rows(words: Words) -> list[Row]:
    """The bars, the largest load first."""
    if words.of_officers:
        known = words.officers[["load", "fair"]].notna().all(axis=1)
        found = words.officers[known].head(MOST)
        return [
            Row(officer, officer, float(load), float(load), float(fair))
            for officer, load, fair in zip(
                words.names_of(found), found["load"], found["fair"], strict=True
            )
        ]
    found = words.by_fair[words.by_fair["fair"].notna()].head(MOST)
    return [
        Row(str(code), words.name(str(code)), float(row["fair"]), float(row["largest"]), words.mean)
        for code, row in found.iterrows()
    ]


def _fair(words: Words) -> tuple[str, float]:
    """The line: the fair share of the amphoe, or what the bars of the centres average to."""
    if words.of_officers:
        fair = float(words.centres["fair"].iloc[0])
        return say("planner_load.fair", words.language, load=number(fair, LOADS)), fair
    return say("planner_load.mean", words.language, load=number(words.mean, LOADS)), words.mean


def _figure(words: Words, rows: list[Row]) -> Any:
    label, fair = _fair(words)
    most = round_up(1.03 * max(*(one.largest for one in rows), fair))
    names = [folded(safe(one.name)) for one in rows]
    high, places = row_height(names, ROW), list(range(len(rows)))
    bars: Spec = {
        "type": "bar",
        "orientation": "h",
        "x": [one.load for one in rows],
        "y": places,
        "customdata": [one.code for one in rows],
        "hovertext": [_hover(words, row) for row in rows],
        "hoverinfo": "text",
        "marker": {"color": [OVER if one.load > FAR * one.fair else PLAIN for one in rows]},
    }
    traces = [bars]
    if not words.of_officers:
        traces.append(
            {
                "type": "scatter", "mode": "markers", "y": places,
                "x": [one.largest for one in rows],
                "marker": {"size": 9, "color": SERIOUS, "symbol": "circle"}, "hoverinfo": "skip",
                "cliponaxis": False,
            }
        )  # fmt: skip
    column = value_column([number(one.load, LOADS) for one in rows], [False] * len(rows), places)
    marks = reference_lines([(label, fair, True)], (0.0, most), len(rows))
    layout = {
        "xaxis": row_axis(0.0, most),
        "yaxis": axis(
            range=[len(rows) - 0.5, -0.5], tickvals=places, ticktext=names,
            tickfont={"size": 14, "color": INK},
        ),
        "hovermode": "y",
        "hoverdistance": high,
        "bargap": 0.28,
        "margin": {"l": 4, "r": column["room"], "t": 6 + marks["top"], "b": FOOT, "pad": 4},
        "annotations": column["annotations"] + marks["annotations"],
        "shapes": marks["shapes"],
    }  # fmt: skip
    return figure(traces, layout, len(rows) * high + 6 + marks["top"] + FOOT)


def _hover(words: Words, row: Row) -> str:
    key = "hover_officer" if words.of_officers else "hover_centre"
    return say(
        f"planner_load.{key}", words.language, name=safe(row.name), load=number(row.load, LOADS),
        largest=number(row.largest, LOADS),
    )  # fmt: skip


def _key(words: Words) -> tuple[KeyEntry, ...]:
    language = words.language
    share = number(100 * (FAR - 1))
    entries = (
        KeyEntry(say(f"planner_load.key_{_kind(words)}", language), PLAIN),
        KeyEntry(say(f"planner_load.key_over_{_kind(words)}", language, share=share), OVER),
    )
    if words.of_officers:
        return entries
    return (*entries, KeyEntry(say("planner_load.key_largest", language), SERIOUS, Shape.DOT))


def _words(level: Level, language: Language, shared: bool) -> Named:
    alone = "" if shared or level is not Level.TAMBON else "_alone"
    return Named(
        say(f"planner_load.map_name_{level}", language),
        *(
            say(f"planner_load.map_{part}_{level}{alone}", language)
            for part in ("meaning", "formula", "unit")
        ),
    )
