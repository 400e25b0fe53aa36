"""The smaller parts of the sheet as HTML: months, plan, groups, open matters, labour, near."""

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

import pandas as pd

from lib.indicators import registry
from lib.store.codelists import code_list
from lib.views.charts.show import text_html
from lib.views.formats import (
    change,
    month_year,
    named_value,
    number,
    show_change,
    show_value,
    with_numbers_whole,
)
from lib.views.profile.drawings import plan_bars, trend_key, trend_line, trend_words
from lib.views.profile.load import (
    COMING,
    GROUPS,
    LABOUR,
    NEAR,
    OVERDUE,
    Matters,
    Part,
    Quarter,
    Trend,
    Value,
)
from lib.views.states import withheld_words
from lib.views.words import Language, say

Name = Callable[[str], str]
NAMED = 3  # occupations, categories of needs and events; the rest as a number
TOLD = ("groups_active", "group_members")  # in the title already
ON_PAPER = 8  # areas beside an area; the rest as a number


def section(kind: str, title: str, body: str, language: Language, more: str = "") -> str:
    """A part of the sheet with its message; ``more`` is a link beside it."""
    words = text_html(with_numbers_whole(title), language)
    return f'<section class="{kind}"><h3>{words}{more}</h3>{body}</section>'


def trends(found: Sequence[Trend], language: Language) -> str:
    """The months of each figure as a small line."""
    if not found:
        return section("months", say("profile.trends_none", language), "", language)
    body = "".join(_trend(one, language) for one in found)
    title = say("profile.trends_title", language, count=len(found[0].months))
    key = f'<p class="key note">{trend_key(found[0].months, language)}</p>'
    return section("months", title, f'<div class="grid">{body}</div>{key}', language)


def _trend(one: Trend, language: Language) -> str:
    name = escape(one.indicator.name(language))
    drawn = trend_line(one, language)
    if not drawn:
        said = f'<span class="quiet">{escape(trend_words(one, language))}</span>'
        return f"<figure><figcaption><b>{name}</b> {said}</figcaption></figure>"
    place = max(n for n, value in enumerate(one.values) if math.isfinite(value))
    last = escape(named_value(one.indicator, one.values[place], language))
    when = month_year(one.months[place].start, language)
    early = "" if place == len(one.months) - 1 else f" <small>({escape(when)})</small>"
    value = f'<span class="whole">{last}</span>{early}'
    return f"<figure><figcaption><b>{name}</b> {value}</figcaption>{drawn}</figure>"


def plan_title(quarters: Sequence[Quarter], year: int, language: Language) -> str:
    """How much of the plan to date was held."""
    if not quarters:
        return say("profile.plan_none", language, year=year)
    due = sum(one.to_date for one in quarters if math.isfinite(one.to_date))
    known = [one.actual for one in quarters if math.isfinite(one.actual)]
    if due <= 0 or not known:
        return say("profile.plan_unknown", language, year=year)
    words = {"held": number(sum(known)), "due": number(due), "year": year}
    return say("profile.plan_title", language, share=number(100 * sum(known) / due, 1), **words)


def plan(quarters: Sequence[Quarter], year: int, language: Language, *, whole: bool = True) -> str:
    """The quarters of the fiscal year against the plan, of the ``whole`` quarter or to date."""
    body = ""
    if quarters:
        note = escape(say("profile.plan_note" if whole else "profile.plan_note_begun", language))
        body = f'{plan_bars(quarters, language)}<p class="note">{note}</p>'
    return section("plan", plan_title(quarters, year, language), body, language)


def groups(
    values: Mapping[str, Value], mix: Sequence[Part] | None, more: str, language: Language
) -> str:
    """How many groups there are, of what state, who is in them and what they do.

    Without a ``mix`` it is said who may see it.
    """
    active = values["groups_active"]
    if active.known and active.value > 0:
        members = _said(values["group_members"], language)
        words = {"active": number(active.value), "members": members}
        title = say("profile.groups_title", language, **words)
    else:
        key = "profile.groups_none" if active.known else "profile.groups_unknown"
        title = say(key, language)
    told = TOLD if active.known and active.value > 0 else ()
    rows = "".join(_line(values[code], language, told=code in told) for code in GROUPS)
    parts = _withheld("group_mix", language)
    if mix is not None:
        parts = _parts("groups_mix", "occupation", mix, language)
    return section("groups", title, f"{_table(rows)}{parts}", language, more)


def open_matters(
    values: Mapping[str, Value],
    matters: Matters | None,
    more: Mapping[str, str],
    language: Language,
) -> str:
    """What waits: overdue follow-ups by age, open needs, severe events.

    Without ``matters`` there are the figures alone, and it is said who may see the rest.
    """
    overdue, waiting = values["follow_ups_overdue"], values["needs_open"]
    counts = {"overdue": _said(overdue, language), "needs": _said(waiting, language)}
    if matters is None:
        title = say("profile.open_figures", language, **counts)
        severe, parts = "", _withheld("open_kinds", language)
    else:
        title = say("profile.open_title", language, **counts, events=number(matters.waiting))
        severe, parts = _severe_rows(matters, language), _kinds(matters, language)
    ages = "".join(_line(values[code], language, indent=True) for code in OVERDUE)
    coming = (values[code] for code in (COMING,) if code in values)
    follow = (
        _line(overdue, language, told=True) + ages + "".join(_line(one, language) for one in coming)
    )
    need = _line(waiting, language, told=True) + _line(
        values["needs_open_over_30"], language, indent=True
    )
    body = (
        f"<div>{_table(follow)}{more['follow_up']}</div>"
        f"<div>{_table(need + severe)}{parts}{more['needs']}</div>"
    )
    return section("open", title, f'<div class="two">{body}</div>', language)


def labour(values: Mapping[str, Value], against: str | None, language: Language) -> str:
    """People of the area by category, as last counted, and the change."""
    categories = code_list("labour_category")
    known = [code for code in LABOUR if values[code].known]
    if not known:
        return section("labour", say("profile.labour_none", language), "", language)
    want = values["labour_wanting_work"], values["labour_wanting_training"]
    title = say(
        "profile.labour_title",
        language,
        work=_said(want[0], language),
        training=_said(want[1], language),
    )
    head = say(f"profile.head_change_{against or 'none'}", language)
    rows = "".join(
        _with_change(
            values[code], categories.label(code.removeprefix("labour_"), language), language
        )
        for code in LABOUR
    )
    heads = (
        f'<thead><tr><th scope="col">{escape(say("profile.head_category", language))}</th>'
        f'<th scope="col" class="number">{escape(say("profile.people", language))}</th>'
        f'<th scope="col" class="number">{escape(head)}</th></tr></thead>'
    )
    return section("labour", title, f"<table>{heads}<tbody>{rows}</tbody></table>", language)


def near(
    figures: Mapping[str, pd.DataFrame],
    own: str,
    name: Name,
    link: Callable[[str], str],
    title: str,
    language: Language,
) -> str:
    """The area and those near it with a few figures; a name leads to the sheet of its area."""
    codes = [str(code) for code in figures[NEAR[0]].index]
    if len(codes) < 2:
        return section("near", title, "", language)
    heads = "".join(
        f'<th scope="col" class="number" title="{escape(registry.get(code).name(language))}">'
        f"{escape(say(f'profile.near_head_{code}', language))}</th>"
        for code in NEAR
    )
    rows = [_near_row(code, own, figures, name, link, language) for code in codes]
    if (rest := len(codes) - 1 - ON_PAPER) > 1:
        past = 1 + ON_PAPER
        rows[past:] = [row.replace("<tr", '<tr class="screen-only"', 1) for row in rows[past:]]
        more = escape(say("profile.more_areas", language, count=rest))
        rows.append(f'<tr class="paper-only"><td colspan="{len(NEAR) + 1}">{more}</td></tr>')
    first = escape(say("table.area", language))
    return section(
        "near",
        title,
        f'<table><thead><tr><th scope="col">{first}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>",
        language,
    )


def _near_row(
    code: str,
    own: str,
    figures: Mapping[str, pd.DataFrame],
    name: Name,
    link: Callable[[str], str],
    language: Language,
) -> str:
    label = escape(name(code))
    if code != own:
        label = f'<a href="{escape(link(code))}" data-code="{code}">{label}</a>'
    cells = []
    for indicator in NEAR:
        value, flag = (figures[indicator][column].to_dict()[code] for column in ("value", "flag"))
        text = show_value(registry.get(indicator), float(value), str(flag), language)
        cells.append(f'<td class="number">{escape(text)}</td>')
    mark = ' class="own"' if code == own else ""
    return f'<tr{mark}><th scope="row">{label}</th>{"".join(cells)}</tr>'


def _severe_rows(matters: Matters, language: Language) -> str:
    counts = {
        "severe_open": matters.waiting,
        "severe": sum(one.count for one in matters.severe),
    }
    return "".join(
        f"<tr{' class=told' if key == 'severe_open' else ''}>"
        f'<th scope="row">{escape(say(f"profile.{key}", language))}</th>'
        f'<td class="number"><b>{number(count)}</b></td></tr>'
        for key, count in counts.items()
    )


def _kinds(matters: Matters, language: Language) -> str:
    """The categories of open needs and of severe events, as phrases."""
    return _parts("needs_mix", "need_category", matters.needs, language) + _parts(
        "events_mix", "situation_category", matters.severe, language
    )


def _withheld(part: str, language: Language) -> str:
    return f'<p class="note">{escape(withheld_words(part, language))}</p>'


def _said(one: Value, language: Language) -> str:
    return show_value(one.indicator, one.value, one.flag, language)


def _line(one: Value, language: Language, *, indent: bool = False, told: bool = False) -> str:
    """A figure; one that is ``told`` by the title already is left out on paper."""
    mark = ' class="part"' if indent else ' class="told"' if told else ""
    return (
        f'<tr{mark}><th scope="row">{escape(one.indicator.name(language))}</th>'
        f'<td class="number"><b>{escape(_said(one, language))}</b></td></tr>'
    )


def _with_change(one: Value, label: str, language: Language) -> str:
    turned = change(one.indicator, one.value, one.before) if one.known else None
    words = escape(show_change(turned, language)) if turned else "–"
    return (
        f'<tr><th scope="row">{escape(label)}</th>'
        f'<td class="number"><b>{escape(_said(one, language))}</b></td>'
        f'<td class="number">{words}</td></tr>'
    )


def _table(rows: str) -> str:
    return f"<table><tbody>{rows}</tbody></table>"


def _parts(head: str, codes: str, parts: Sequence[Part], language: Language) -> str:
    """The largest parts with their counts and how many more there are; empty where none is."""
    if not parts:
        return ""
    labels = code_list(codes)
    said = [
        f"{escape(labels.label(one.code, language))}\u00a0<b>{number(one.count)}</b>"
        for one in parts[:NAMED]
    ]
    if (rest := len(parts) - NAMED) > 0:
        said.append(escape(say("profile.more_kinds", language, count=rest)))
    title = escape(say(f"profile.{head}", language))
    return f'<p class="mix"><b class="quiet">{title}</b> {" · ".join(said)}</p>'
