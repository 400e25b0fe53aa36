"""What the charts of needs and situations say, each as one sentence made from the figures."""

import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from lib.indicators import registry
from lib.indicators.event_list import SEVERE
from lib.indicators.model import Direction, Flag, Indicator, Kind
from lib.views.charts import Series
from lib.views.charts.areas import some_names
from lib.views.formats import number, spoken_value
from lib.views.words import Language, listed, say

NAMED = 3
Name = Callable[[str], str]


def answered_title(raised: pd.Series, share: pd.Series, language: Language) -> str:
    """How many needs were answered; ``raised`` and ``share`` are the figures of all needs."""
    if not _known(raised):
        return say("needs.answered_unknown", language)
    if not float(raised["value"]):
        return say("needs.answered_none", language)
    if not _known(share):
        return say("needs.answered_raised", language, raised=number(float(raised["value"])))
    total, answered = float(share["denominator"]), float(share["numerator"])
    words = {
        "raised": number(total),
        "answered": number(answered),
        "share": number(100 * answered / total, 1),
    }
    return say("needs.answered_some", language, **words)


def answered_low(share: pd.Series, parts: pd.DataFrame, name: Name, language: Language) -> str:
    """The categories that are answered clearly less often than all needs; empty where none is.

    ``share`` is the figure of all needs, ``parts`` those of the categories. A category is clearly
    below where all of its limits lie below those of the whole.
    """
    solid = parts[(parts["flag"] == str(Flag.OK)) & parts["value"].notna()]
    low = solid[solid["upper"] < float(share["lower"])].sort_values("value")
    if low.empty or not _known(share):
        return ""
    names = some_names([str(code) for code in low.index], name, language)
    return say("needs.answered_low", language, names=names)


def half_title(whole: pd.Series, area: str, language: Language) -> str:
    """By which day half of the needs of the area were answered."""
    value, flag = float(whole["value"]), str(whole["flag"])
    if flag not in (Flag.OK, Flag.FEW) or math.isnan(value):
        return say("needs.half_unknown", language, area=area)
    if flag == Flag.FEW:
        return say("needs.half_few", language, area=area)
    if math.isinf(value):
        return say("needs.half_not", language, area=area)
    return say("needs.half_by", language, area=area, days=number(value))


def between(indicator: Indicator, figures: pd.DataFrame, name: Name, language: Language) -> str:
    """The best and the worst of several, and whether their limits lie apart.

    Only values that rest on enough cases are compared. Days are fast or slow; of others the best
    is named only where it surely is.
    """
    solid = figures[(figures["flag"] == str(Flag.OK)) & figures["value"].notna()].astype(
        {"value": float}
    )
    what = indicator.name(language)
    if solid.empty:
        return say("needs.between_none", language, what=what)
    shown = solid["value"].round(indicator.decimals)
    low, high = str(shown.idxmin()), str(shown.idxmax())
    best, worst = (low, high) if indicator.direction is Direction.LESS else (high, low)
    words = {
        "what": what,
        "best": name(best),
        "best_value": spoken_value(indicator, float(shown[best]), language),
        "worst": name(worst),
        "worst_value": spoken_value(indicator, float(shown[worst]), language),
    }
    if len(solid) == 1:
        return say("needs.between_one", language, **words)
    if shown[best] == shown[worst]:
        return say("needs.between_same", language, **words, count=number(len(solid)))
    lower, upper = (solid[side].astype(float).to_dict() for side in ("lower", "upper"))
    apart = lower[high] > upper[low]
    key = f"{'days_' if indicator.kind is Kind.DAYS else ''}{'apart' if apart else 'near'}"
    return say(f"needs.between_{key}", language, **words)


def months_title(series: Sequence[Series], names: Sequence[str], language: Language) -> str:
    """How many needs were raised and answered over the months, and when most were raised.

    ``series`` are those raised and those answered; there are none where there are no months.
    """
    if not series:
        return say("needs.months_unknown", language)
    raised, answered = series
    known = [n for n, one in enumerate(raised.values) if math.isfinite(one)]
    total = sum(raised.values[n] for n in known)
    if not known:
        return say("needs.months_unknown", language)
    if not total:
        return say("needs.months_none", language)
    done = sum(one for one in answered.values if math.isfinite(one))
    most = max(raised.values[n] for n in known)
    at = [names[n] for n in known if raised.values[n] == most]
    words = {"raised": number(total), "answered": number(done), "most": number(most)}
    if len(at) > NAMED:
        return say("needs.months_even", language, **words)
    return say("needs.months_some", language, **words, months=listed(at, language))


def events_title(
    counts: pd.DataFrame, labels: Mapping[str, str], names: Sequence[str], language: Language
) -> str:
    """How many events there were, of which category most and in which month most.

    ``counts`` has a row a category and a column a month, named by ``names``.
    """
    if counts.empty or counts.isna().to_numpy().all():
        return say("needs.events_unknown", language)
    total = float(counts.sum().sum())
    if not total:
        return say("needs.events_none", language)
    of_kind, of_month = counts.sum(axis=1), counts.sum(axis=0)
    kinds = [labels[str(code)] for code in counts.index[of_kind == of_kind.max()]]
    when = [one for one, most in zip(names, of_month == of_month.max(), strict=True) if most]
    words = {"total": number(total), "most": number(of_kind.max()), "peak": number(of_month.max())}
    if len(kinds) > NAMED or len(when) > NAMED:
        return say("needs.events_even", language, **words)
    return say(
        "needs.events_some", language, **words,
        kinds=listed(kinds, language), months=listed(when, language),
    )  # fmt: skip


def severity_title(counts: pd.DataFrame, language: Language) -> str:
    """How many of the events were of the gravest severity; ``counts`` has a row a severity."""
    if counts.empty or counts.isna().to_numpy().all():
        return say("needs.events_unknown", language)
    total = float(counts.sum().sum())
    if not total:
        return say("needs.events_none", language)
    key = str(SEVERE)
    severe = float(counts[counts.index == key].sum().sum())
    if not severe:
        return say("needs.severity_none", language, total=number(total))
    share = number(100 * severe / total, 1)
    words = {"severe": number(severe), "total": number(total), "share": share}
    return say("needs.severity_some", language, **words)


def delays_title(report: pd.Series, resolution: pd.Series, language: Language) -> str:
    """By which day half of the events were reported, and resolved; not of too few events."""
    if Flag.OK not in (str(report["flag"]), str(resolution["flag"])):
        return say("needs.delays_unknown", language)
    parts = []
    for key, code, row in (
        ("report", "days_to_report", report),
        ("resolution", "days_to_resolution", resolution),
    ):
        value = float(row["value"])
        if str(row["flag"]) != Flag.OK or math.isnan(value):
            parts.append(say(f"needs.delays_{key}_few", language))
        elif math.isinf(value):
            parts.append(say(f"needs.delays_{key}_not", language))
        else:
            days = spoken_value(registry.get(code), value, language)
            parts.append(say(f"needs.delays_{key}", language, days=days))
    return say("needs.delays_both", language, report=parts[0], resolution=parts[1])


def severe_title(severe: pd.DataFrame, language: Language) -> str:
    """How many events were of the gravest severity, and how many of them are not over."""
    if severe.empty:
        return say("needs.severe_none", language)
    waiting = int(severe["resolved_on"].isna().sum())
    words = {"count": number(len(severe)), "open": number(waiting)}
    return say("needs.severe_open" if waiting else "needs.severe_over", language, **words)


def open_title(found: pd.DataFrame, area: str, language: Language) -> str:
    """How many needs wait, and how long the oldest has."""
    if found.empty:
        return say("needs.open_none", language, area=area)
    oldest = number(int(found["days_open"].max()))
    return say("needs.open_some", language, area=area, count=number(len(found)), days=oldest)


def _known(row: pd.Series) -> bool:
    return str(row["flag"]) in (Flag.OK, Flag.FEW) and not math.isnan(float(row["value"]))
