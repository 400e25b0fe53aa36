"""The annex of the manpower development plan: the labour situation of an amphoe, as a file.

Importing this module puts its two files, a workbook and a paper, into the menu of the planner.
"""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from geo.codes import Level, level_of
from lib.exports.excel import write_workbook
from lib.exports.model import Paper, Progress, Section, Stamp, Table
from lib.views import asking, data
from lib.views.formats import thai_date
from lib.views.planner import asked, situation
from lib.views.planner.listed import columns_of, counted_note, counted_of, decimals_of
from lib.views.selection import Selection
from lib.views.taking.drawn import map_drawing
from lib.views.taking.kinds import EXCEL, Kind, Taken, register
from lib.views.taking.papers import PDF
from lib.views.taking.stamp import stamp_of
from lib.views.words import say

SCREEN, PART = "planner", "situation"


def amphoe_of(selection: Selection) -> tuple[str, ...]:
    """The amphoe that the annex is of: the one selected, else all within the selected area."""
    if own := asked.amphoe_of(selection.area):
        return (own,)
    return tuple(str(code) for code in asked.labour(selection, selection.area, Level.AMPHOE).index)


def tables(selection: Selection) -> tuple[Table, ...]:
    """A table an amphoe: its tambon, and below them the amphoe as a whole.

    Its first note says in how many tambon each category was counted.
    """
    return tuple(_table(selection, code) for code in amphoe_of(selection))


def paper(selection: Selection) -> Paper:
    """The annex on paper: the map, how it was made, then a page with the table of each amphoe."""
    language = selection.language
    what = say("planner.annex_figures", language)
    pages = tuple(
        Section(one.title, (replace(one, title=what, notes=()), one.notes[0]), annex=True)
        for one in tables(selection)
    )
    about = Section(say("planner.annex_about", language), tuple(notes(selection)))
    return Paper(_stamp(selection), (_map(selection), about, *pages))


def _map(selection: Selection) -> Section:
    """The map of the screen, with the category that is chosen there, and what it says."""
    own = asked.amphoe_of(selection.area)
    shown = situation.at_level(selection.with_area(own) if own else replace(selection, picked=""))
    category = situation.category_of(shown)
    found = asked.labour(shown, shown.area, shown.level)
    rates = situation.rates_of(found, category)
    said = situation.headline(shown, category, found, rates)
    drawing = map_drawing(situation.picture_of(shown, category, found, rates), rates)
    return Section(say("planner.annex_map", selection.language), (said, drawing))


def notes(selection: Selection) -> list[str]:
    """Where the figures come from, and how they are to be read."""
    language, day = selection.language, thai_date(asking.as_of(selection), selection.language)
    found = [say(f"planner.annex_note_{one}", language, day=day)
             for one in ("counted", "done", "plan", "missing")]  # fmt: skip
    if data.snapshot().info.simulated:
        found.insert(0, say("exports.simulated", language))
    return found


def title(selection: Selection) -> str:
    """What the annex is called: of one amphoe by its name."""
    return say("planner.annex_title", selection.language)


def _table(selection: Selection, amphoe: str) -> Table:
    language, areas = selection.language, data.areas()
    whole = asked.labour(selection, amphoe, Level.AMPHOE)
    found = pd.concat([asked.labour(selection, amphoe, Level.TAMBON), whole])
    row = whole.iloc[0]

    def name(code: str) -> str:
        if level_of(code) is Level.AMPHOE:
            return say("planner.annex_whole", language, counted=counted_of(row, language))
        return areas.get(code).name(language)

    return Table(
        say("planner.annex_of", language, area=areas.get(amphoe).name(language)),
        columns_of(found, name, Level.TAMBON, language),
        decimals_of(language),
        notes=(counted_note(row, language), *notes(selection)),
    )


def _stamp(selection: Selection) -> Stamp:
    own = amphoe_of(selection)
    name = title(selection)
    if len(own) == 1:
        name = say("planner.annex_of", selection.language,
                   area=data.areas().get(own[0]).name(selection.language))  # fmt: skip
        name = say("planner.annex_named", selection.language, what=name)
    return stamp_of(replace(selection, filters=(), picked=""), name)


def _book(taken: Taken, progress: Progress) -> bytes:
    return write_workbook(_own(taken), tables(taken.selection), progress=progress)


def _pdf(taken: Taken, progress: Progress) -> bytes:
    from lib.exports.pdf import write_paper_pdf  # noqa: PLC0415 (a second to import)

    made = paper(taken.selection)
    return write_paper_pdf(replace(made, stamp=_own(taken)), progress=progress)


def _own(taken: Taken) -> Stamp:
    """The stamp of the annex with what the menu knows: when it was made, and its link."""
    return replace(_stamp(taken.selection), made=taken.stamp.made, link=taken.stamp.link)


def _offered(taken: Taken) -> bool:
    return taken.screen == SCREEN and taken.selection.switch(SCREEN) == PART


def _titled(taken: Taken) -> str:
    return title(taken.selection)


def _slow(key: str, group: str, ending: str, mime: str,
          make: Callable[[Taken, Progress], bytes]) -> Kind:  # fmt: skip
    return Kind(key, group, ending, mime, _titled, make, _offered, slow=True)


for _kind in (
    _slow("annex_book", "figures", "xlsx", EXCEL, _book),
    _slow("annex", "papers", "pdf", PDF, _pdf),
):
    register(_kind)
