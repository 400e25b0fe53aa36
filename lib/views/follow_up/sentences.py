"""The messages of the charts as sentences, true for every state of the data."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from lib.indicators import registry
from lib.indicators.model import Flag, Indicator
from lib.views.follow_up.load import INCOME, OUTCOMES, ROSE, Income
from lib.views.formats import number, plain_value, spoken_reference, spoken_value
from lib.views.words import Language, say

OLD = "over_90"
AT_WORK = ("in_work", "self_employed")
NOT_REACHED = "not_reached"


def overdue_title(counts: pd.DataFrame, inside: Sequence[bool], language: Language) -> str:
    """How many are overdue in the area, and how many of them for long.

    ``counts`` has a row an area and a column an age; ``inside`` marks the rows that lie in the
    area that the sentence is about.
    """
    own = counts[list(inside)]
    known = own.dropna()
    if known.empty:
        return say("follow_up.overdue_unknown", language)
    total, old = float(known.to_numpy().sum()), float(known[OLD].sum())
    words = {"total": number(total), "old": number(old)}
    if total == 0:
        return say("follow_up.overdue_none", language)
    if old == 0:
        return say("follow_up.overdue_young", language, **words)
    if old == total:
        return say("follow_up.overdue_old", language, **words)
    share = number(100 * old / total, 1)
    return say("follow_up.overdue_some", language, share=share, **words)


def outcomes_title(counts: Mapping[str, float], flag: str, language: Language) -> str:
    """How many were followed up and how it stands with them, the not reached among them."""
    if flag == Flag.SUPPRESSED or any(math.isnan(counts[one]) for one in OUTCOMES):
        return say("follow_up.outcomes_unknown", language)
    total = sum(counts[one] for one in OUTCOMES)
    if total == 0:
        return say("follow_up.outcomes_none", language)
    words = {
        "total": number(total),
        "work": number(100 * sum(counts[one] for one in AT_WORK) / total, 1),
        "missed": number(100 * counts[NOT_REACHED] / total, 1),
    }
    key = "follow_up.outcomes_few" if flag == Flag.FEW else "follow_up.outcomes_some"
    return say(key, language, **words)


def income_title(income: Income, language: Language) -> str:
    """Which way the income of the area went, unless that is not clear, and for how many it rose."""
    change, rose = income.whole, income.rose
    if not _known(change):
        return say("follow_up.income_unknown", language)
    value = float(change["value"])
    few = str(change["flag"]) == Flag.FEW
    amount = number(abs(value), registry.get(INCOME).decimals)
    sentence = say(f"follow_up.income_{_way(change)}", language, amount=amount)
    if few:
        return say("value.few", language, value=sentence)
    if not _known(rose):
        return sentence
    share = spoken_value(registry.get(ROSE), float(rose["value"]), language)
    return say("follow_up.income_and", language, change=sentence, share=share)


def work_title(own: str, whole: str, figures: Mapping[str, tuple[float, str]], words: str,
               language: Language) -> str:  # fmt: skip
    """How many had work within the year, beside the whole region.

    ``figures`` are (value, flag) by area; ``own`` is the area that it is about, ``words`` its name.
    """
    value, flag = figures.get(own, (math.nan, ""))
    if math.isnan(value) or flag not in (Flag.OK, Flag.FEW):
        return say("follow_up.work_unknown", language, area=words)
    shown = number(value, 1)
    if flag == Flag.FEW:
        return say("follow_up.work_few", language, area=words, share=shown)
    rest, _ = figures.get(whole, (math.nan, ""))
    if own == whole or math.isnan(rest):
        return say("follow_up.work_own", language, area=words, share=shown)
    return say("follow_up.work_both", language, area=words, share=shown, whole=number(rest, 1))


def months_title(
    indicator: Indicator, values: Sequence[float], flags: Sequence[str], names: Sequence[str],
    reference: float | None, language: Language,
) -> str:  # fmt: skip
    """In how many of the months that rest on enough cases the reference was met.

    Without a reference, the newest of them.
    """
    solid = [
        (value, name)
        for value, flag, name in zip(values, flags, names, strict=True)
        if flag == Flag.OK and not math.isnan(value)
    ]
    if not solid:
        return say("follow_up.months_unknown", language)
    if reference is None:
        value, name = solid[-1]
        text = plain_value(indicator, value, language)
        return say("follow_up.months_last", language, month=name, value=text)
    met = sum(value >= reference for value, _ in solid)
    words = {
        "met": number(met),
        "total": number(len(solid)),
        "reference": spoken_reference(indicator, reference, language),
    }
    key = "none" if met == 0 else "all" if met == len(solid) else "some"
    return say(f"follow_up.months_{key}", language, **words)


def _known(row: pd.Series) -> bool:
    return str(row["flag"]) in (Flag.OK, Flag.FEW) and not math.isnan(float(row["value"]))


def _way(change: pd.Series) -> str:
    """Up, down or unclear: limits on both sides of nothing tell no way."""
    value, lower, upper = (float(change[one]) for one in ("value", "lower", "upper"))
    if value == 0 or (lower <= 0 <= upper):
        return "same" if value == 0 else "unclear"
    return "up" if value > 0 else "down"
