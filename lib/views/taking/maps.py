"""The map of a selection, for papers."""

from lib.exports.model import MapDrawing
from lib.indicators import registry
from lib.views import asking
from lib.views.mapped.display import shown
from lib.views.mapped.picture import message, picture
from lib.views.selection import Selection
from lib.views.taking.drawn import map_drawing
from lib.views.words import say


def map_of(selection: Selection) -> MapDrawing:
    """The map of the selection's indicator, under its message."""
    language, indicator = selection.language, registry.get(selection.indicator)
    answer = asking.map_answer(selection)
    drawn = picture(selection, indicator, shown(selection, answer))
    subtitle = say(
        "report.map_subtitle",
        language,
        name=indicator.name(language),
        unit=indicator.unit(language),
        level=say(f"area.by_{selection.level}", language),
    )
    return map_drawing(drawn, answer, title=message(selection, answer), subtitle=subtitle)
