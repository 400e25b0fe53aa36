"""Follow-ups on the way of a month's activities: which they are, on the screen and in files."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from urllib.parse import quote, urlencode

import pandas as pd

from lib.exports.model import Section, Table
from lib.indicators.filters import OF_FOLLOW_UP
from lib.indicators.work_list import PARTS as DAYS_OF
from lib.indicators.work_list import Part
from lib.planning.drafts import Draft
from lib.planning.month import Visit, in_order
from lib.planning.on_the_way import VISIT, on_the_way
from lib.store.codelists import code_list
from lib.views import data
from lib.views.charts.areas import rows_of
from lib.views.follow_up.rows import COLUMNS, cells, headers
from lib.views.formats import number, thai_date, with_numbers_whole
from lib.views.planner import month_asked as asked
from lib.views.planner import month_rows as rows
from lib.views.selection import Selection
from lib.views.words import Language, say

SCREEN, LIST = "follow_up", "list"  # the screen of the work list, and its switch of the parts
MOST_ON_PAPER = 150  # follow-ups that a paper lists; a workbook has them all
NAMED = r"#(.+)$"  # of a link, what an editor shows of it: the tambon that it leads to


def address_of(selection: Selection, tambon: str, waiting: pd.DataFrame) -> str:
    """The address of the work list of a tambon, as of the day that the month is planned from.

    It opens on the first part that has any. What is chosen stays, but for what would leave out
    follow-ups that the draft counts.
    """
    there = asked.unfiltered(selection).with_area(tambon)
    days = waiting.loc[waiting["tambon_code"] == tambon, "days_late"]
    part = next((one for one in Part if _has(one, days)), Part.LATE)
    kept = tuple(one for one in selection.filters if one[0] not in OF_FOLLOW_UP)
    choices = data.choices(SCREEN)
    there = replace(there, filters=kept, switches=(), indicator=choices.start_indicator)
    if part is not Part.LATE:
        there = there.with_switch(LIST, str(part))
    query = {"lang": selection.language, **there.to_query(choices)}
    return f"{SCREEN}?{urlencode(query)}"


def link_of(selection: Selection, waiting: pd.DataFrame) -> Callable[[Visit], str]:
    """The link of a row to the work list of its tambon, which it names (``NAMED``)."""
    language = selection.language
    links = {
        code: f"{address_of(selection, code, waiting)}#{quote(rows.short_name(code, language))}"
        for code in sorted(set(waiting["tambon_code"].astype(str)))
    }
    return lambda visit: links.get(visit.tambon, "") if visit.follow_ups else ""


def ways(visits: Sequence[Visit], waiting: pd.DataFrame, selection: Selection) -> str:
    """By tambon, as HTML: how many are taken of how many that wait, each a way to its list.

    They open beside the screen, where what is edited stays.
    """
    language, parts = selection.language, []
    due = Counter(waiting["tambon_code"].astype(str))
    for code, wanted in sorted(_wanted(visits).items()):
        key = "way" if wanted <= due[code] else "way_short"
        words = say(f"planner_month.{key}", language, count=number(wanted), due=number(due[code]))
        there, name = escape(address_of(selection, code, waiting)), escape(_name(code, language))
        link = f'<a href="{there}" target="_blank" rel="noopener">{name}</a>'
        parts.append(f"<li>{link} {with_numbers_whole(escape(words))}</li>")
    if not parts:
        return ""
    found = number(len(on_the_way(visits, waiting)))
    title = escape(say("planner_month.ways", language, count=found))
    note = " ".join(filter(None, (title, escape(_beyond(waiting, language)))))
    return (
        f'<nav class="planner-ways" aria-label="{title}"><p class="note">{note}</p>'
        f"<ul>{''.join(parts)}</ul></nav>"
    )


def listed(draft: Draft, waiting: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The follow-ups on the way by tambon, in the order and with the columns of the work list."""
    found = on_the_way(draft.visits, waiting).sort_values("tambon_code", kind="stable")
    visits = in_order(draft.visits)
    kinds = code_list("activity_type")
    heads = headers(Part.LATE, language)
    texts = pd.DataFrame(
        cells(found, lambda code: _name(code, language), language), columns=list(COLUMNS)
    )
    texts["days"] = [max(int(row.days_late), 0) for row in rows_of(found)]
    frame = pd.DataFrame({
        rows.head("week", language): [
            rows.when(visits[at], draft.month, language) for at in found[VISIT]
        ],
        rows.head("activity_type", language): [
            kinds.label(visits[at].activity_type, language) for at in found[VISIT]
        ],
    })  # fmt: skip
    for column, head in zip(COLUMNS, heads, strict=True):
        frame[head] = texts[column].to_numpy()
    tambon = heads[COLUMNS.index("tambon")]
    return frame[[tambon, *(one for one in frame.columns if one != tambon)]]


def by_tambon(draft: Draft, waiting: pd.DataFrame, language: Language) -> pd.DataFrame:
    """A row a tambon with follow-ups on the way: how many, of how many, the earliest due."""
    found = on_the_way(draft.visits, waiting)
    due = waiting.groupby("tambon_code")
    rows_ = [
        {
            "tambon": _name(str(code), language),
            "visits": int(of[VISIT].nunique()),
            "on_the_way": len(of),
            "waiting": len(due.get_group(code)),
            "overdue": int((of["days_late"] > 0).sum()),
            "earliest": thai_date(of["due_on"].min(), language),
        }
        for code, of in found.groupby("tambon_code")
    ]
    names = ("tambon", "visits", "on_the_way", "waiting", "overdue", "earliest")
    frame = pd.DataFrame(rows_, columns=list(names))
    return frame.rename(columns={one: say(f"planner_month.way_{one}", language) for one in names})


def table(draft: Draft, selection: Selection) -> Table | None:
    """The sheet of a workbook; None where no row has any on its way."""
    language = selection.language
    frame = listed(draft, asked.waiting(selection, draft.area), language)
    if frame.empty:
        return None
    title = say("planner_month.paper_ways", language)
    return Table(title, frame, stub=3, notes=(say("planner_month.ways_note", language),))


def section(draft: Draft, selection: Selection) -> Section | None:
    """What a paper says of it: a row a tambon, and each of them where they are not too many."""
    language, waiting = selection.language, asked.waiting(selection, draft.area)
    frame = by_tambon(draft, waiting, language)
    if frame.empty:
        return None
    title = say("planner_month.paper_ways", language)
    summed = Table(title, frame, notes=(say("planner_month.ways_note", language),))
    every = listed(draft, waiting, language)
    if len(every) > MOST_ON_PAPER:
        words = say("planner_month.ways_book", language, count=number(len(every)), sheet=title)
        return Section(title, (words, summed))
    each = Table(say("planner_month.ways_each", language, count=number(len(every))), every, stub=1)
    return Section(title, (summed, each))


def _beyond(waiting: pd.DataFrame, language: Language) -> str:
    """How many are due too late for the work list to show them already; empty for none."""
    ahead = DAYS_OF[Part.COMING].least
    count = int((waiting["days_late"] < ahead).sum())
    if not count:
        return ""
    return say("planner_month.ways_beyond", language, count=number(count), days=number(-ahead))


def _wanted(visits: Sequence[Visit]) -> Counter[str]:
    """By tambon, how many its rows take."""
    found = Counter[str]()
    for one in visits:
        found[one.tambon] += one.follow_ups
    return Counter({code: count for code, count in found.items() if count})


def _has(part: Part, days: "pd.Series[int]") -> bool:
    return bool(days.between(DAYS_OF[part].least, DAYS_OF[part].most).any())


def _name(code: str, language: Language) -> str:
    return data.areas().get(code).display_name(language)
