"""A group's card and the row of figures, as HTML: words and figures, nothing to compute."""

import math
from html import escape

import pandas as pd

from lib.store.codelists import code_list
from lib.views.charts.spark import spark, spark_line
from lib.views.formats import number, thai_date
from lib.views.groups.load import Card
from lib.views.words import Language, say

FOLLOW_UP_STATES = ("overdue", "coming", "late", "on_time")  # what asks for something comes first


def card_html(card: Card, place: str, language: Language) -> str:
    """The card of a group; ``place`` is its tambon with what that lies in."""
    group = card.group
    lines = {
        "groups.card_place": place,
        "groups.card_occupation": _label("occupation", group["occupation"], language),
        "groups.card_product": _text(group["product"]),
        "groups.card_legal_form": _label("legal_form", group["legal_form"], language),
        "groups.card_founded": _founded(group, language),
    }
    about = "".join(
        f"<dt>{escape(say(key, language))}</dt><dd>{escape(text)}</dd>"
        for key, text in lines.items()
        if text
    )
    return (
        f'<section class="group-card"><h2>{escape(group_name(group, language))}</h2>'
        f"{_status(group, language)}<dl>{about}</dl>"
        f"{_members(card, language)}{_income(card, language)}{_follow_ups(card, language)}"
        "</section>"
    )


def group_name(group: pd.Series, language: Language) -> str:
    """The name of a group; its id where the name is not told."""
    name = _text(group["name"])
    return name or say("groups.unnamed", language, id=group["group_id"])


def history_table(card: Card, language: Language) -> pd.DataFrame:
    """What was seen of the group, the newest first, with the headers people read."""
    seen = card.history.iloc[::-1]
    return pd.DataFrame(
        {
            say("groups.seen_on", language): [thai_date(day, language) for day in _days(seen)],
            say("groups.status", language): [
                code_list("group_status").label(one, language) for one in seen["status"]
            ],
            say("groups.members", language): seen["members"].astype(float).to_numpy(),
            say("groups.women", language): seen["women"].astype(float).to_numpy(),
            say("groups.per_member", language): seen["income_per_member"].round().to_numpy(),
        }
    )


def _status(group: pd.Series, language: Language) -> str:
    status = str(group["status"])
    label = escape(code_list("group_status").label(status, language))
    seen = say("groups.seen", language, date=thai_date(group["observed_on"].date(), language))
    return f'<p class="state is-{escape(status)}"><b>{label}</b> {escape(seen)}</p>'


def _members(card: Card, language: Language) -> str:
    """Members and the women among them, as counts: a share of so few would say too much."""
    group = card.group
    if pd.isna(group["members"]):
        return _line("members", say("value.no_data", language), "")
    counted = {"members": number(float(group["members"])), "women": number(float(group["women"]))}
    words = say("groups.card_members_value", language, **counted)
    return _line(
        say("groups.members", language), words, _trend(card.history["members"], "members", language)
    )


def _income(card: Card, language: Language) -> str:
    value = float(card.group["income_per_member"])
    known = math.isfinite(value)
    words = (
        say("groups.card_income_value", language, value=number(value))
        if known
        else say("groups.card_income_none", language)
    )
    trend = _trend(card.history["income_per_member"], "income", language)
    return _line(say("groups.card_income", language), words, trend)


def _line(name: str, value: str, trend: str) -> str:
    return (
        f'<div class="line"><div><span>{escape(name)}</span><b>{escape(value)}</b></div>'
        f"{trend}</div>"
    )


def _trend(values: pd.Series, what: str, language: Language) -> str:
    """A line over the times that the group was seen; with a gap where it was not told."""
    seen = [float(value) if pd.notna(value) else math.nan for value in values]
    if not spark_line(seen):
        return ""
    words = say(f"groups.trend_{what}", language, count=len(seen))
    months = say("figures.spark", language, count=len(seen))
    return spark(seen, language).replace(escape(months), escape(words))


def _follow_ups(card: Card, language: Language) -> str:
    """How many follow-ups stand how, and the next one or the oldest that is overdue."""
    rows = card.follow_ups
    heading = escape(say("groups.follow_ups", language))
    if rows.empty:
        none = escape(say("groups.follow_ups_none", language))
        return f'<div class="follow"><span>{heading}</span><p>{none}</p></div>'
    items = []
    for state in FOLLOW_UP_STATES:
        of_state = rows[rows["state"] == state]
        if of_state.empty:
            continue
        due = thai_date(of_state["due_on"].iloc[0].date(), language)
        words = say(f"groups.follow_{state}", language, count=len(of_state), date=due)
        items.append(f'<li class="is-{state}">{escape(words)}</li>')
    return f'<div class="follow"><span>{heading}</span><ul>{"".join(items)}</ul></div>'


def _founded(group: pd.Series, language: Language) -> str:
    return thai_date(group["founded_on"].date(), language)


def _label(codes: str, value: object, language: Language) -> str:
    return code_list(codes).label(value, language) if isinstance(value, str) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _days(rows: pd.DataFrame) -> list[pd.Timestamp]:
    return [pd.Timestamp(day) for day in rows["observed_on"]]
