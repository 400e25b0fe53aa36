"""What the planner says of a ranking: headline, cards, table, and how it was made."""

from collections.abc import Callable

import pandas as pd

from lib.planning.need import reasons
from lib.planning.rules import Shaking, need_rules
from lib.views.formats import number
from lib.views.planner.choice import Choice
from lib.views.words import Language, listed, say

Name = Callable[[str], str]
NAMED = 3  # tambon of the headline
PARTS_NAMED = 2
# From which share of the draws on a rank is called so; below the last it is outside.
FIRM = {"high": 0.9, "middle": 0.5, "low": 0.1}


def headline(table: pd.DataFrame, name: Name, language: Language) -> str:
    """Which tambon come first, and which parts bring them there."""
    ranked = table[table["rank"].notna()]
    if ranked.empty:
        return say("planner.next_none", language)
    first = ranked[ranked["need"] > 0].iloc[: min(NAMED, max(1, len(ranked) // 2))]
    if first.empty:
        return say("planner.next_nothing", language)
    shares = {part: float(first[f"share_{part}"].sum()) for part in need_rules().parts}
    most = [part for part in sorted(shares, key=lambda one: -shares[one]) if shares[part] > 0]
    parts = listed([say(f"planning_part.{one}", language) for one in most[:PARTS_NAMED]], language)
    areas = listed([name(str(code)) for code in first.index], language)
    return say("planner.next_headline", language, areas=areas, parts=parts)


def card_title(row: pd.Series, name: str, language: Language) -> str:
    """Rank, name and index, as Markdown for a button."""
    if pd.isna(row["rank"]):
        return say("planner.card_unranked", language, name=name)
    return say(
        "planner.card_title", language, rank=int(row["rank"]), name=name,
        index=number(100 * row["need"], 1),
    )  # fmt: skip


def firm_level(row: pd.Series) -> str:
    """How firmly a tambon is among the first: high, middle, low or out."""
    shown = round(float(row["in_first"]), 2)  # as it stands beside the word
    return next((name for name, least in FIRM.items() if shown >= least), "out")


def first_words(how: Shaking, language: Language) -> str:
    """The first few that firmness is about, or the first one."""
    if how.first == 1:
        return say("planner.first_place", language)
    return say("planner.first_ones", language, count=how.first)


def firm_words(row: pd.Series, language: Language, how: Shaking) -> str:
    """How firm a rank is: in a word, and as a share of the draws."""
    first = first_words(how, language)
    word = say(f"planner.firm_{firm_level(row)}", language, first=first)
    return say(
        "planner.firm", language, word=word, share=number(100 * row["in_first"]), first=first,
        ranks=_ranks(row),
    )  # fmt: skip


def _ranks(row: pd.Series) -> str:
    """Between which ranks a tambon lies, or the one that it always has: 1–14, 1."""
    return "–".join(str(int(one)) for one in sorted({row["rank_low"], row["rank_high"]}))


def moved_words(row: pd.Series, language: Language) -> str:
    """What the weights did to a rank; empty where they did nothing."""
    if pd.isna(row["up"]) or row["up"] == 0:
        return ""
    return say(
        "planner.moved_up" if row["up"] > 0 else "planner.moved_down", language,
        count=abs(int(row["up"])), before=int(row["rank_before"]),
    )  # fmt: skip


def arrow(up: object) -> str:
    """Places gained or lost, for a table: ▲2, ▼1, =."""
    if pd.isna(up):  # type: ignore[call-overload]
        return ""
    places = int(up)  # type: ignore[call-overload]
    return f"▲{places}" if places > 0 else f"▼{-places}" if places < 0 else "="


def map_note(row: pd.Series, firm: pd.Series, language: Language, how: Shaking) -> str:
    """The second line of a hover card: rank and why."""
    why = reasons(row, language)
    if pd.isna(row["rank"]):
        return why
    return say(
        "planner.map_note", language, rank=int(row["rank"]), why=why,
        share=number(100 * firm["in_first"]), first=first_words(how, language),
    )  # fmt: skip


def rows(
    table: pd.DataFrame, firm: pd.DataFrame, moved: pd.DataFrame | None, name: Name,
    language: Language, how: Shaking,
) -> pd.DataFrame:  # fmt: skip
    """The ranking as people read it; with ``moved`` also what the weights did to each rank.

    Days since the last activity are missing for never; the reason says so.
    """
    firm = firm.reindex(table.index)
    columns: dict[str, object] = {
        say("area.tambon", language): [name(str(code)) for code in table.index],
        say("planner.head_rank", language): table["rank"].to_numpy(),
    }
    if moved is not None:
        ups = moved["up"].reindex(table.index)
        columns[say("planner.head_moved", language)] = [arrow(one) for one in ups]
    columns[say("planner.head_index", language)] = (100 * table["need"]).round(1).to_numpy()
    for part in need_rules().parts:
        values = table[f"value_{part}"].astype(float)
        finite = values.where(values.abs() < float("inf"))
        columns[say(f"planner_head.{part}", language)] = finite.round(0).to_numpy()
    columns[say("planner.head_firm", language, first=first_words(how, language))] = [
        ""
        if pd.isna(row["in_first"])
        else say(
            "planner.cell_firm",
            language,
            share=number(100 * row["in_first"]),
            ranks=_ranks(row),
        )
        for _, row in firm.iterrows()
    ]
    columns[say("planner.head_why", language)] = [
        reasons(row, language) for _, row in table.iterrows()
    ]
    return pd.DataFrame(columns)


def decimals(language: Language) -> dict[str, int]:
    """The decimals of the columns of ``rows`` that have any."""
    return {say("planner.head_index", language): 1}


def table_note(moved: pd.DataFrame, how: Shaking, language: Language) -> str:
    """What the weights did to the first places as a whole."""
    now = set(moved.index[moved["rank"].le(how.first).fillna(False)])
    before = set(moved.index[moved["rank_before"].le(how.first).fillna(False)])
    return say(
        "planner.moved_note", language, count=number(int((moved["up"] != 0).sum())),
        total=number(len(moved)), first=first_words(how, language), new=len(now - before),
    )  # fmt: skip


def method(choice: Choice, how: Shaking, language: Language) -> str:
    """How the index and its firmness are made, with the weights in force."""
    rules = need_rules()
    given = choice.weight_numbers() or rules.weights
    total = sum(given.values())
    weights = listed(
        [
            say("planner.weight_of", language, part=say(f"planning_part.{part}", language),
                share=number(100 * given[part] / total))
            for part in rules.parts
        ],
        language,
    )  # fmt: skip
    return say(
        "planner.method", language, weights=weights, draws=number(how.draws),
        first=first_words(how, language),
    )  # fmt: skip
