"""Maps and charts of the screens as the plain values that exports draw."""

from math import isfinite, nan

import pandas as pd

from lib.exports.model import (
    ChartDrawing,
    CircleScale,
    Dot,
    Fill,
    KeyLine,
    LegendLine,
    MapArea,
    MapDrawing,
    Ring,
    Sign,
    Table,
)
from lib.indicators.model import Flag
from lib.views import data
from lib.views.charts.model import Chart
from lib.views.formats import number
from lib.views.picture import AreaPaint, Circles, Form, LegendEntry, MapPicture, Mark, Pattern
from lib.views.words import Language, say

PATTERNS = {Pattern.NONE: Fill.HATCHED, Pattern.DOTS: Fill.DOTTED}
HIDDEN = (str(Flag.SUPPRESSED), str(Flag.NO_DATA))


def map_drawing(
    picture: MapPicture, answer: pd.DataFrame | None = None, *, title: str = "", subtitle: str = ""
) -> MapDrawing:
    """A map as it stands on the screen.

    ``answer`` are the figures behind it (those of ``evaluate``, indexed by area): the numbers of
    the areas, missing where they are hidden, not known or without end. ``title`` and ``subtitle``
    say more than those of the picture, which name the indicator and its unit. Points are those
    that the picture has: it was made for a viewer with the right to them, or without any.
    """
    language = picture.lang
    title, subtitle = title or picture.title, subtitle or picture.subtitle
    legend = tuple(map(_legend_line, picture.legend))
    marked = picture.points.legend if picture.points else ()
    values = _values(answer)
    return MapDrawing(
        title=title,
        subtitle=subtitle,
        level=picture.level,
        focus=picture.focus,
        areas=tuple(_area(one, picture, values) for one in picture.areas),
        legend=legend,
        source=picture.source,
        alt=_alt(title, subtitle, picture, language),
        circles=_circles(picture.circles),
        tiles=picture.form is Form.TILES,
        selected=picture.picked or picture.selected or "",
        dots=_dots(picture),
        dot_legend=tuple(map(_legend_line, marked)),
        rings=tuple(Ring(one.longitude, one.latitude, one.metres) for one in picture.rings),
        language=language,
        kilometres=say("exports.kilometres", language),
        north=say("exports.north", language),
    )


def chart_drawing(chart: Chart) -> ChartDrawing:
    """A chart as it stands on the screen, with the table behind it."""
    return ChartDrawing(
        title=chart.title,
        subtitle=chart.subtitle,
        source=chart.source,
        figure=chart.figure,
        table=Table(chart.title, chart.table, dict(chart.decimals), chart.stub, chart.notes),
        alt=chart.alt,
        key=tuple(KeyLine(one.label, one.colour, str(one.shape)) for one in chart.key)
        if chart.figure is not None
        else (),
        notes=chart.notes,
        empty=chart.empty,
    )


def _values(answer: pd.DataFrame | None) -> dict[str, float]:
    """The numbers that may be seen, by area."""
    if answer is None:
        return {}
    rows = zip(answer.index, answer["value"], answer["flag"], strict=True)
    return {
        str(code): float(value)
        for code, value, flag in rows
        if str(flag) not in HIDDEN and isfinite(value)
    }


def _area(one: AreaPaint, picture: MapPicture, values: dict[str, float]) -> MapArea:
    fill = one.fill
    return MapArea(
        code=one.code,
        name=data.areas().get(one.code).display_name(picture.lang),
        fill=PATTERNS[fill] if isinstance(fill, Pattern) else picture.colours[fill],
        text=one.text,
        value=values.get(one.code, nan),
        sign=Sign(str(one.mark)),
        size=one.size,
        label=one.label,
    )


def _legend_line(entry: LegendEntry) -> LegendLine:
    look = entry.colour
    if isinstance(look, Pattern):
        return LegendLine(entry.label, PATTERNS[look], entry.count)
    if isinstance(look, Mark):
        return LegendLine(entry.label, Sign(str(look)), entry.count)
    return LegendLine(entry.label, look, entry.count)


def _circles(scale: Circles | None) -> CircleScale | None:
    return CircleScale(scale.most, scale.steps, scale.label) if scale else None


def _dots(picture: MapPicture) -> tuple[Dot, ...]:
    if picture.points is None:
        return ()
    colours = [str(entry.colour) for entry in picture.points.legend]
    return tuple(
        Dot(one.longitude, one.latitude, colours[one.kind]) for one in picture.points.places
    )


def _alt(title: str, subtitle: str, picture: MapPicture, language: Language) -> str:
    """What the map says to whoever cannot see it: its classes with their counts."""
    lines = [
        say("exports.map_alt_line", language, label=one.label, count=number(one.count))
        for one in picture.legend
    ]
    words = say(
        "exports.map_alt", language, title=title, subtitle=subtitle,
        count=number(len(picture.areas)), legend=" · ".join(lines),
    )  # fmt: skip
    return " ".join(words.replace(". .", ".").split())
