"""The card of one event or need, and the line of grave events, as HTML."""

from html import escape

import pandas as pd

from lib.store.codelists import code_list
from lib.views.formats import number, thai_date
from lib.views.needs.sentences import Name
from lib.views.words import Language, say

TOLD = 6  # grave events that are told one by one


def event_words(event: pd.Series, place: str, language: Language) -> str:
    """One event as a sentence: what, where, how many people, how it ended."""
    label = code_list("situation_category").label(str(event["category"]), language)
    ended = ended_words(event, language)
    return say("needs.event", language, what=label, area=place, ended=ended)


def ended_words(event: pd.Series, language: Language) -> str:
    """How many people an event affected, and how it ended."""
    people = (
        say("needs.event_people_unknown", language)
        if pd.isna(event["people"])
        else say("needs.event_people", language, count=number(int(event["people"])))
    )
    over = "open" if pd.isna(event["resolved_on"]) else "over"
    end = say(f"needs.event_{over}", language, days=number(int(event["days_open"])))
    return say("needs.event_ended", language, people=people, end=end)


def timeline_html(severe: pd.DataFrame, title: str, note: str, name: Name,
                  language: Language) -> str:  # fmt: skip
    """The grave events, the newest first, as a line in time with a sentence each."""
    newest = severe.iloc[::-1]
    told = "".join(
        f"<li{'' if pd.notna(event['resolved_on']) else _OPEN}>"
        f"<time>{escape(thai_date(event['occurred_on'].date(), language))}</time> "
        f"{escape(event_words(event, name(str(event['tambon_code'])), language))}</li>"
        for _, event in newest.iloc[:TOLD].iterrows()
    )
    rest = len(newest) - TOLD
    more = f"<p>{escape(say('needs.severe_more', language, count=number(rest)))}</p>"
    return (
        f'<section class="needs-line"><h3>{escape(title)}</h3><p>{escape(note)}</p>'
        f"{f'<ol>{told}</ol>' if told else ''}{more if rest > 0 else ''}</section>"
    )


def card_html(row: pd.Series, place: str, language: Language) -> str:
    """The card of one event or open need; ``place`` is its tambon with what that lies in."""
    event = "situation_id" in row.index
    heading, lines = (_event_lines if event else _need_lines)(row, language)
    lines = {say("needs.card_place", language): place, **lines}
    about = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in lines.items()
    )
    return f'<section class="needs-card"><h2>{escape(heading)}</h2><dl>{about}</dl></section>'


_OPEN = ' class="is-open"'


def _event_lines(event: pd.Series, language: Language) -> tuple[str, dict[str, str]]:
    label = code_list("situation_category").label(str(event["category"]), language)
    days = number(int(event["days_to_report"]))
    reported = say(
        "needs.card_reported_value", language, days=days,
        date=thai_date(event["reported_on"].date(), language),
    )  # fmt: skip
    over = pd.notna(event["resolved_on"])
    waited = number(int(event["days_open"]))
    end = (
        say("needs.card_over", language, days=waited,
            date=thai_date(event["resolved_on"].date(), language))
        if over
        else say("needs.card_not_over", language, days=waited)
    )  # fmt: skip
    return label, {
        say("needs.card_severity", language): say(f"choice.severity_{event['severity']}", language),
        say("needs.card_occurred", language): thai_date(event["occurred_on"].date(), language),
        say("needs.card_reported", language): reported,
        say("needs.card_people", language): _people(event, language),
        say("needs.card_end", language): end,
    }


def _need_lines(need: pd.Series, language: Language) -> tuple[str, dict[str, str]]:
    label = code_list("need_category").label(str(need["category"]), language)
    waited = number(int(need["days_open"]))
    lines = {
        say("needs.raised_on", language): thai_date(need["raised_on"].date(), language),
        say("needs.days_open", language): waited,
        say("needs.source_of", language): _label("need_source", need["source"], language),
        say("needs.card_people", language): _people(need, language),
        say("needs.referred_to", language): _label("agency", need["referred_to"], language),
    }
    return label, {name: text for name, text in lines.items() if text}


def _people(row: pd.Series, language: Language) -> str:
    if pd.isna(row["people"]):
        return say("needs.event_people_unknown", language)
    return say("needs.card_people_value", language, count=number(int(row["people"])))


def _label(codes: str, code: object, language: Language) -> str:
    return code_list(codes).label(code, language) if isinstance(code, str) and code else ""
