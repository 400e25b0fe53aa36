"""What the part of the month says of its draft and of the targets that it changes."""

from collections import Counter

import pandas as pd

from lib.periods import fiscal_year_of, quarter_of
from lib.planning.drafts import Draft
from lib.planning.month import Proposal
from lib.planning.on_the_way import on_the_way
from lib.planning.targets import Saving
from lib.store.codelists import code_list
from lib.views.desk.history import when
from lib.views.formats import month_year, number
from lib.views.mapped.names import area_name
from lib.views.planner import month_asked as asked
from lib.views.selection import Selection
from lib.views.words import Language, listed, say

NAMED = 3  # activity types of the headline


def title(draft: Draft, selection: Selection) -> str:
    """What it is: the plan of a month of an amphoe."""
    return say(
        "planner_month.title", selection.language, area=area_name(selection, draft.area),
        month=month_year(draft.month, selection.language),
    )  # fmt: skip


def headline(draft: Draft, selection: Selection) -> str:
    """How many activities in how many tambon, most of them what, and follow-ups on the way."""
    language, visits = selection.language, draft.visits
    if not visits:
        return say("planner_month.empty", language, title=title(draft, selection))
    followed = on_the_way(visits, asked.waiting(selection, draft.area))
    return say(
        "planner_month.headline", language, title=title(draft, selection),
        count=number(len(visits)), tambon=number(len({one.tambon for one in visits})),
        follow_ups=number(len(followed)),
    )  # fmt: skip


def most_types(draft: Draft, selection: Selection) -> str:
    """Which types most of the activities are of; empty without any."""
    language, types = selection.language, Counter(one.activity_type for one in draft.visits)
    named = [
        say("planner_month.type_count", language, count=number(count),
            name=code_list("activity_type").label(code, language))
        for code, count in types.most_common(NAMED)
    ]  # fmt: skip
    if not named:
        return ""
    return say("planner_month.most_types", language, types=listed(named, language))


def state(draft: Draft, selection: Selection) -> str:
    """Whether the draft was kept, by whom and when, and how many activities are usual."""
    language = selection.language
    found = asked.proposal(selection, draft.area)
    usual = usually(found, language)
    if found.left_out:
        left = say("planner_month.left_out", language, count=number(found.left_out))
        usual = f"{usual} {left}"
    if not draft.number or draft.saved is None:
        return f"{say('planner_month.state_new', language)} {usual}"
    key = "state_planned" if draft.planned else "state_kept"
    if draft.planned and asked.preview(draft.area, draft.month, draft.visits).targets:
        key = "state_undone"  # the batch was taken back, or more was held since
    kept = say(
        f"planner_month.{key}", language, author=draft.author, when=when(draft.saved, language)
    )
    return f"{kept} {usual}"


def usually(found: Proposal, language: Language) -> str:
    """How many activities are usual and how many a draft may have, which has limits of its own."""
    usual = round(found.usual)
    key = "usual_over" if usual > found.most else "usual_under" if usual < found.most else "usual"
    return say(f"planner_month.{key}", language, usual=number(usual), most=number(found.most))


def targets_title(found: Saving, draft: Draft, selection: Selection) -> str:
    """How many targets of which quarter change."""
    language = selection.language
    told = {"quarter": quarter_of(draft.month), "year": fiscal_year_of(draft.month)}
    if not found.targets:
        return say("planner_month.targets_none", language, **told)
    return say("planner_month.targets", language, count=number(len(found.targets)),
               enough=number(found.enough), **told)  # fmt: skip


def target_rows(found: Saving, selection: Selection) -> pd.DataFrame:
    """Each target that changes: from what to what, and what it is made of."""
    language = selection.language

    def head(name: str) -> str:
        return say(f"planner_month.target_{name}", language)

    return pd.DataFrame(
        {
            head("tambon"): [area_name(selection, one.tambon) for one in found.targets],
            head("type"): [
                code_list("activity_type").label(one.activity_type, language)
                for one in found.targets
            ],
            head("held"): [one.held for one in found.targets],
            head("drafted"): [one.drafted for one in found.targets],
            head("coming"): [one.coming for one in found.targets],
            head("activities"): [
                change(one.activities_before, one.activities) for one in found.targets
            ],
            head("people"): [change(one.people_before, one.people) for one in found.targets],
        }
    )


def change(before: int | None, after: int | None) -> str:
    """From what to what: 3 → 5; what stays is said once."""
    old, new = ("–" if one is None else number(one) for one in (before, after))
    return new if before == after else f"{old} → {new}"
