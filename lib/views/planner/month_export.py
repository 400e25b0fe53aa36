"""The plan of a month as files: a workbook, and a paper on A4; marked as internal on each page.

Importing this module puts both into the menu of the planner. They have the draft that was kept
last, else the one that the figures suggest, and are only for who may plan for the amphoe.
"""

from collections.abc import Callable
from dataclasses import replace

from lib.exports.excel import write_workbook
from lib.exports.model import Paper, Progress, Section, Stamp, Table
from lib.planning.drafts import Draft
from lib.planning.month import WEEKS, Visit
from lib.views.formats import month_year, number, thai_date
from lib.views.planner import month_asked as asked
from lib.views.planner import month_follow as follow
from lib.views.planner import month_rows as rows
from lib.views.planner import month_words as words
from lib.views.selection import Selection
from lib.views.taking.kinds import EXCEL, Kind, Taken, register
from lib.views.taking.papers import PDF
from lib.views.taking.stamp import stamp_of
from lib.views.words import say

SCREEN, PART = "planner", "month"


def draft_of(selection: Selection) -> Draft:
    """The draft of a file. Raises PlanRefused for who may not plan for the amphoe."""
    return asked.draft(selection, asked.amphoe_of(selection))


def stamp(selection: Selection, draft: Draft) -> Stamp:
    """What the file says of itself, and that it is internal."""
    found = stamp_of(replace(selection, filters=(), area=draft.area), words.title(draft, selection))
    internal = say("exports.internal", selection.language)
    planned = (
        say("planner_month.line_month", selection.language),
        month_year(draft.month, selection.language),
    )
    area, _, _, (line, _) = found.lines  # the month that is planned stands for period and filters
    as_of = (line, thai_date(asked.as_of(selection), selection.language))
    return replace(found, internal=internal, lines=(area, planned, as_of))


def tables(selection: Selection, draft: Draft) -> tuple[Table, ...]:
    """The rows of the month, the follow-ups on the way, and the targets that saving changes."""
    language = selection.language
    listed = Table(say("planner_month.paper_rows", language), rows.taken(draft, language), stub=2)
    found = (listed, follow.table(draft, selection), _targets(draft, selection))
    return tuple(one for one in found if one is not None)


def _targets(draft: Draft, selection: Selection) -> Table | None:
    """The targets that saving the draft would change; None where it changes none."""
    found = asked.preview(draft.area, draft.month, draft.visits)
    if not found.targets:
        return None
    title = say("planner_month.paper_targets", selection.language)
    return Table(title, words.target_rows(found, selection), stub=2)


def paper(selection: Selection, draft: Draft) -> Paper:
    """The plan on paper: a summary, what it changes, what is on the way, then a table a week."""
    language = selection.language
    told = (
        words.headline(draft, selection), words.most_types(draft, selection),
        words.state(draft, selection),
    )  # fmt: skip
    summary = Section(
        say("planner_month.paper_summary", language),
        tuple(one for one in told if one),
    )
    found = _targets(draft, selection)
    targets = Section(found.title, (found,)) if found else None
    ways = follow.section(draft, selection)
    weeks = tuple(
        _week(draft, week, selection) for week in range(1, WEEKS + 1) if _in_week(draft, week)
    )
    heading = say("planner_month.paper_rows", language)
    listed = (Section(heading, weeks, annex=True),) if weeks else ()
    also = tuple(one for one in (targets, ways) if one is not None)
    return Paper(stamp(selection, draft), (summary, *also, *listed))


def _in_week(draft: Draft, week: int) -> tuple[Visit, ...]:
    return tuple(one for one in draft.visits if one.week == week)


def _week(draft: Draft, week: int, selection: Selection) -> Table:
    """The rows of a week, with their days where any is known."""
    language, visits = selection.language, _in_week(draft, week)
    title = say(
        "planner_month.paper_week", language, count=number(len(visits)),
        week=rows.week_words(draft.month, week, language),
    )  # fmt: skip
    frame = rows.taken(replace(draft, visits=visits), language)
    if any(one.day for one in visits):
        return Table(title, frame, stub=2)
    return Table(title, frame.drop(columns=rows.head("week", language)), stub=1)


def _own(taken: Taken, draft: Draft) -> Stamp:
    """The stamp with what the menu knows: when the file was made, and its link."""
    return replace(stamp(taken.selection, draft), made=taken.stamp.made, link=taken.stamp.link)


def _book(taken: Taken, progress: Progress) -> bytes:
    draft = draft_of(taken.selection)
    return write_workbook(_own(taken, draft), tables(taken.selection, draft), progress=progress)


def _pdf(taken: Taken, progress: Progress) -> bytes:
    from lib.exports.pdf import write_paper_pdf  # noqa: PLC0415 (a second to import)

    draft = draft_of(taken.selection)
    made = replace(paper(taken.selection, draft), stamp=_own(taken, draft))
    return write_paper_pdf(made, progress=progress)


def _offered(taken: Taken) -> bool:
    here = taken.screen == SCREEN and taken.selection.switch(SCREEN) == PART
    return here and asked.may_plan(taken.selection)


def _titled(taken: Taken) -> str:
    return say("planner.part_month", taken.selection.language)


def _kind(key: str, group: str, ending: str, mime: str,
          make: Callable[[Taken, Progress], bytes]) -> Kind:  # fmt: skip
    return Kind(key, group, ending, mime, _titled, make, _offered, slow=True)


for _one in (
    _kind("month_book", "figures", "xlsx", EXCEL, _book),
    _kind("month_plan", "papers", "pdf", PDF, _pdf),
):
    register(_one)
