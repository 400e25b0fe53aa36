"""The work list as people read it: its order, its words, its file and its printed sheet."""

from collections.abc import Callable, Sequence
from html import escape

import pandas as pd

from lib.indicators.work_list import Part
from lib.store.codelists import code_list
from lib.views.charts.areas import rows_of
from lib.views.formats import number, thai_date
from lib.views.words import Language, say

Name = Callable[[str], str]
ORDERS = {
    "due": ["due_on", "tambon_code", "follow_up_id"],
    "tambon": ["tambon_code", "due_on", "follow_up_id"],
    "round": ["round", "due_on", "tambon_code", "follow_up_id"],
    "service": ["what", "due_on", "tambon_code", "follow_up_id"],
}
DOWN = "_down"
COLUMNS = ("due", "days", "round", "service", "tambon", "id", "subject_id")
SORTED_BY = {"due": "due", "days": "due", "round": "round", "service": "service",
             "tambon": "tambon"}  # fmt: skip


def ordered(rows: pd.DataFrame, order: str, language: Language) -> pd.DataFrame:
    """The rows in an order: a key of ``ORDERS``, turned round where it ends in ``_down``.

    Only the first key is turned round: within it the earliest due stays first.
    """
    keys = ORDERS[order.removesuffix(DOWN)]
    ways = [not order.endswith(DOWN), *(True for _ in keys[1:])]
    with_words = rows.assign(what=whats(rows, language))
    return with_words.sort_values(keys, ascending=ways, kind="stable").drop(columns="what")


def turned(order: str, column: str) -> str:
    """The order after a click on the head of a column: by it, or the other way round."""
    wanted = SORTED_BY.get(column, "due")
    return f"{wanted}{DOWN}" if order == wanted else wanted


def whats(rows: pd.DataFrame, language: Language) -> list[str]:
    """What is followed up: the type of the service, or that it is a group."""
    services, subjects = code_list("service_type"), code_list("follow_up_subject")
    group = subjects.label("group", language)
    unknown = say("follow_up.service_unknown", language)
    return [
        group if subject == "group"
        else unknown if pd.isna(code) else services.label(str(code), language)
        for subject, code in zip(rows["subject"], rows["service_type"], strict=True)
    ]  # fmt: skip


def headers(part: Part, language: Language) -> list[str]:
    """The heads of the columns, in the order of ``COLUMNS``."""
    late = "late" if part is Part.LATE else "left"
    return [say(f"follow_up.head_{late if one == 'days' else one}", language) for one in COLUMNS]


def cells(rows: pd.DataFrame, name: Name, language: Language) -> list[list[str]]:
    """The rows as texts, in the order of ``COLUMNS``."""
    return [
        [
            thai_date(row.due_on, language),
            number(abs(row.days_late)),
            say(f"choice.round_{row.round}", language),
            what,
            name(str(row.tambon_code)),
            str(row.follow_up_id),
            str(row.subject_id),
        ]
        for row, what in zip(rows_of(rows), whats(rows, language), strict=True)
    ]


def file_table(rows: pd.DataFrame, part: Part, name: Name, language: Language) -> pd.DataFrame:
    """The rows for a file: dates as ISO, numbers as numbers, codes beside the names."""
    amphoe = [name(str(code)) for code in rows["amphoe_code"]]
    columns = dict(zip(COLUMNS, headers(part, language), strict=True))
    parts = {
        columns["due"]: [day.isoformat() for day in rows["due_on"]],
        columns["days"]: rows["days_late"].abs().to_numpy(),
        columns["round"]: rows["round"].to_numpy(),
        columns["service"]: whats(rows, language),
        say("area.amphoe", language): amphoe,
        columns["tambon"]: [name(str(code)) for code in rows["tambon_code"]],
        say("about.code", language): rows["tambon_code"].astype(str).to_numpy(),
        columns["id"]: rows["follow_up_id"].to_numpy(),
        columns["subject_id"]: rows["subject_id"].to_numpy(),
    }
    if part is Part.LATE:
        ages = [say(f"follow_up.age_{age}", language) for age in rows["age"]]
        parts[say("follow_up.head_age", language)] = ages
    return pd.DataFrame(parts)


def sheet(
    rows: pd.DataFrame, part: Part, title: str, facts: Sequence[str], name: Name, language: Language
) -> str:
    """The list for paper, as HTML: a head with area, date and count, then a table a tambon."""
    facts_line = " · ".join(map(escape, facts))
    heads = headers(part, language)
    tables = [
        _table(name(str(code)), of_tambon, heads, name, language)
        for code, of_tambon in rows.groupby("tambon_code", sort=False)
    ]
    nothing = f"<p>{escape(say('follow_up.list_none', language))}</p>"
    return (
        f'<article class="follow-sheet"><header><h1>{escape(title)}</h1><p>{facts_line}</p>'
        f"<p>{escape(say('follow_up.no_names', language))}</p></header>"
        f"{''.join(tables) or nothing}</article>"
    )


def _table(
    tambon: str, rows: pd.DataFrame, heads: Sequence[str], name: Name, language: Language
) -> str:
    """The rows of one tambon, with a column to tick and to write on."""
    kept = [place for place, column in enumerate(COLUMNS) if column != "tambon"]
    done = say("follow_up.head_done", language)
    head = "".join(f'<th scope="col">{escape(heads[at])}</th>' for at in kept)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(row[at])}</td>' for at in kept)}<td class='tick'></td></tr>"
        for row in cells(rows, name, language)
    )
    count = say("follow_up.sheet_tambon", language, tambon=tambon, count=number(len(rows)))
    return (
        f"<table><caption>{escape(count)}</caption>"
        f'<thead><tr>{head}<th scope="col">{escape(done)}</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
