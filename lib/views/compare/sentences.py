"""What the comparison says, as sentences that hold for every state of the data."""

import math
from collections.abc import Sequence

import pandas as pd

from lib.indicators.model import Indicator
from lib.indicators.model import Kind as Measured
from lib.indicators.pairs import Difference, better
from lib.statistics.change import Mark
from lib.views.compare.load import Pair
from lib.views.formats import change, named_value, number, show_value, spoken_change
from lib.views.words import Language, say


def difference_words(pair: Pair, language: Language) -> str:
    """The difference with its sign and unit: +4.2 จุด, −12.5%; a dash for none.

    Points, and what has a unit of its own, are those between the two values as they are shown.
    """
    indicator, amount = pair.indicator, pair.difference.amount
    if math.isnan(amount):
        return "–"
    if math.isinf(amount):
        return say("compare.from_nothing", language)
    decimals, unit = 1, say("change.per_cent", language)
    if indicator.kind not in (Measured.COUNT, Measured.RATE):
        decimals = indicator.decimals
        one, other = (
            round(float(row["value"].iloc[0]), decimals) for row in (pair.one, pair.other)
        )
        amount = one - other
        unit = say("change.points", language) if indicator.kind is Measured.SHARE else ""
    amount = round(amount, decimals)
    sign = {1: "+", -1: "−", 0: ""}[(amount > 0) - (amount < 0)]
    return f"{sign}{number(abs(amount), decimals)}{unit}"


def areas_title(pairs: Sequence[Pair], one: str, other: str, language: Language) -> str:
    """In how many figures the areas differ by more than chance, and who is ahead."""
    judged = [each for each in pairs if each.difference.mark is not Mark.NOT_COMPUTED]
    if not judged:
        return say("compare.areas_unknown", language, one=one, other=other)
    clear = [each for each in judged if each.difference.clear]
    words = {"one": one, "other": other, "total": len(judged)}
    if not clear:
        return say("compare.areas_same", language, **words)
    sides = [better(each.indicator, each.difference) for each in clear]
    ahead, behind = sides.count(1), sides.count(-1)
    return say(
        "compare.areas_title", language, clear=len(clear), ahead=ahead, behind=behind, **words
    )


def map_title(pair: Pair, one: str, other: str, language: Language) -> str:
    """The map's figure of both areas and which of them is higher."""
    indicator = pair.indicator
    values = [float(row["value"].iloc[0]) for row in (pair.one, pair.other)]
    flags = [str(row["flag"].iloc[0]) for row in (pair.one, pair.other)]
    words = {"name": indicator.name(language), "one": one, "other": other}
    if math.isnan(pair.difference.amount):
        first, second = (
            show_value(indicator, value, flag, language)
            for value, flag in zip(values, flags, strict=True)
        )
        return say("compare.map_beside", language, first=first, second=second, **words)
    first, second = (named_value(indicator, value, language) for value in values)
    words |= {"first": first, "second": second}
    if round(values[0], indicator.decimals) == round(values[1], indicator.decimals):
        return say("compare.map_same", language, **words)
    side = "higher" if values[0] > values[1] else "lower"
    title = say(f"compare.map_{side}", language, **words)
    return title + _doubt(pair.difference, language)


def period_title(pair: Pair, area: str, now: str, then: str, language: Language) -> str:
    """The map's figure of the area now, and how it has changed since then."""
    indicator = pair.indicator
    value, before = (float(row["value"].iloc[0]) for row in (pair.one, pair.other))
    words = {"name": indicator.name(language), "area": area, "now": now, "then": then}
    found = None
    if not math.isnan(pair.difference.amount):
        found = change(indicator, value, before)
    if found is None:
        first, second = (
            show_value(indicator, float(row["value"].iloc[0]), str(row["flag"].iloc[0]), language)
            for row in (pair.one, pair.other)
        )
        return say("compare.period_beside", language, first=first, second=second, **words)
    first, second = (named_value(indicator, each, language) for each in (value, before))
    words |= {"first": first, "second": second}
    if not found.sign or first == second:
        return say("compare.period_same", language, **words)
    turned = spoken_change(found, language)
    return say("compare.period_title", language, change=turned, **words) + _doubt(
        pair.difference, language
    )


def moved_title(indicator: Indicator, moved: pd.DataFrame, level: str, language: Language) -> str:
    """How many areas have changed for the better and for the worse, beyond chance where told."""
    finite = moved[["now", "then"]].map(math.isfinite).all(axis=1).astype(bool)
    known = moved[finite]
    words = {"name": indicator.name(language), "level": level, "total": len(known)}
    if known.empty:
        return say("compare.moved_unknown", language, **words)
    marks = known["mark"].astype(str)
    told = marks.ne(str(Mark.NOT_COMPUTED)).any()
    if told:
        up, down = ((marks == str(side)).sum() for side in (Mark.UP, Mark.DOWN))
    else:
        step = (known["now"] - known["then"]).round(indicator.decimals)
        up, down = (step > 0).sum(), (step < 0).sum()
    words |= {"up": int(up), "down": int(down)}
    key = "clear" if told else "plain"
    if not up and not down:
        return say(f"compare.moved_none_{key}", language, **words)
    return say(f"compare.moved_{key}", language, **words)


def months_title(indicator: Indicator, one: str, other: str, ahead: int, total: int,
                 language: Language) -> str:  # fmt: skip
    """In how many of the months that both have a value the one is above the other."""
    words = {"name": indicator.name(language), "one": one, "other": other}
    if not total:
        return say("compare.months_unknown", language, **words)
    return say("compare.months_title", language, ahead=ahead, total=total, **words)


def told_better(pair: Pair, one: str, other: str, language: Language) -> str:
    """Which of the two is better, and whether that is more than chance.

    Empty where neither is, and of counts of two areas, which go with their sizes.
    """
    found, indicator = pair.difference, pair.indicator
    if math.isnan(found.amount):
        return say("compare.not_comparable", language)
    if found.mark is Mark.NOT_CLEAR:
        return say("charts.maybe_chance", language)
    side = better(indicator, found)
    if not side:
        return say("compare.clear_alone", language) if found.clear else ""
    area = one if side > 0 else other
    if found.clear:
        return say("compare.better_clear", language, area=area)
    size = indicator.kind is Measured.COUNT and pair.one.index[0] != pair.other.index[0]
    return "" if size else say("compare.better_in", language, area=area)


def _doubt(found: Difference, language: Language) -> str:
    if found.mark is Mark.NOT_COMPUTED:
        return ""
    return " " + say("compare.clear" if found.clear else "compare.chance", language)
