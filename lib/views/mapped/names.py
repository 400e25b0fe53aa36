"""Names of areas and code lists, and the line of the source, as charts and sentences say them."""

from geo.codes import Level, level_of
from lib.store.codelists import code_list
from lib.views import asking, data
from lib.views.formats import thai_date
from lib.views.selection import Selection, shown_within
from lib.views.words import Language, say


def area_name(selection: Selection, code: str) -> str:
    """The name of an area; of a tambon with its amphoe where tambon of several are shown."""
    area, language = data.areas().get(code), selection.language
    if area.level is Level.REGION:
        return say("area.whole", language)
    name = area.display_name(language)
    if area.level is Level.TAMBON and level_of(shown_within(selection.area)) is not Level.AMPHOE:
        above = data.areas().get(code[:4]).display_name(language)
        return say("area.within", language, area=name, parent=above)
    return name


def marked(selection: Selection) -> str:
    """The area that charts of areas mark: the picked one, else the tambon that is open."""
    if selection.picked:
        return selection.picked
    return selection.area if level_of(selection.area) is Level.TAMBON else ""


def labels_of(codes: str, language: Language) -> dict[str, str]:
    """The labels of a code list by code."""
    known = code_list(codes)
    return {code: known.label(code, language) for code in known.codes}


def source(selection: Selection) -> str:
    """The date of the data, and that they are simulated where they are."""
    language, info = selection.language, data.snapshot().info
    simulated = say("data.source_simulated", language) if info.simulated else ""
    date = thai_date(asking.as_of(selection), language)
    return say("mapped.source", language, date=date, simulated=simulated)
