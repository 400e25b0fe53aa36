"""Values to classes: which colour an area gets, and what the legend says about it.

Breaks are the upper limits (inclusive) of all classes but the last. A value is rounded as it is
shown before it is classed, so that the map never contradicts the figure beside it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf, isnan, log10

import pandas as pd

from lib.indicators.model import Flag
from lib.views.picture import AreaPaint, Circles, LegendEntry, Mark, Pattern
from lib.views.words import Language, say

Fill = int | Pattern

# ColorBrewer (Cynthia Brewer, Apache 2.0), by number of classes.
YL_GN_BU: Mapping[int, tuple[str, ...]] = {
    1: ("#41B6C4",),
    2: ("#FFFFCC", "#2C7FB8"),
    3: ("#EDF8B1", "#7FCDBB", "#2C7FB8"),
    4: ("#FFFFCC", "#A1DAB4", "#41B6C4", "#225EA8"),
    5: ("#FFFFCC", "#A1DAB4", "#41B6C4", "#2C7FB8", "#253494"),
    6: ("#FFFFCC", "#C7E9B4", "#7FCDBB", "#41B6C4", "#2C7FB8", "#253494"),
    7: ("#FFFFCC", "#C7E9B4", "#7FCDBB", "#41B6C4", "#1D91C0", "#225EA8", "#0C2C84"),
}
PU_OR: Mapping[int, tuple[str, ...]] = {
    1: ("#F7F7F7",),
    2: ("#F1A340", "#998EC3"),
    3: ("#F1A340", "#F7F7F7", "#998EC3"),
    4: ("#E66101", "#FDB863", "#B2ABD2", "#5E3C99"),
    5: ("#E66101", "#FDB863", "#F7F7F7", "#B2ABD2", "#5E3C99"),
    6: ("#B35806", "#F1A340", "#FEE0B6", "#D8DAEB", "#998EC3", "#542788"),
    7: ("#B35806", "#F1A340", "#FEE0B6", "#F7F7F7", "#D8DAEB", "#998EC3", "#542788"),
}
# Okabe and Ito, Color universal design (2008); the last is for all others.
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
OTHER = "#999999"
MOST_CLASSES = 7

_PATTERN_WORDS = {Pattern.DOTS: "legend.few", Pattern.NONE: "legend.no_data"}
_FLAG_PATTERNS = {
    Flag.FEW: Pattern.DOTS,
    Flag.SUPPRESSED: Pattern.DOTS,
    Flag.NO_DATA: Pattern.NONE,
}


@dataclass(frozen=True)
class Classing:
    """The fill of each area, the colours of the classes, and the legend with counts.

    The legend has every class, empty ones too, and a pattern only where some area has it.
    """

    fills: Mapping[str, Fill]
    colours: tuple[str, ...]
    legend: tuple[LegendEntry, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the classes, without the patterns."""
        return tuple(entry.label for entry in self.legend[: len(self.colours)])

    @property
    def counts(self) -> tuple[int, ...]:
        """Areas in each class, without the patterns."""
        return tuple(entry.count for entry in self.legend[: len(self.colours)])


def classify(
    values: pd.Series,
    breaks: Sequence[float],
    *,
    lang: Language,
    flags: pd.Series | None = None,
    decimals: int = 0,
    zero: bool = False,
    never: bool = False,
    least: float | None = 0,
    palette: Mapping[int, tuple[str, ...]] = YL_GN_BU,
) -> Classing:
    """Class numbers by fixed breaks.

    `values` has area codes as index; NaN is no data, infinity is "never", a class of its own at
    the end, there also without any when `never` is asked for. `flags` (on the same index) turn
    areas into patterns. `zero` gives zero a class of its own. `least` is the smallest value there
    can be, None when there is no such limit. `palette` is YL_GN_BU, or PU_OR around a middle.

    Raises ValueError for breaks that do not rise or that make more than seven classes.
    """
    limits = _limits(breaks, zero)
    has_never = never or bool((values == inf).any())
    colours = _colours(palette, len(limits) + 1 + has_never)
    labels = _labels(limits, lang, decimals, least)
    if has_never:
        labels.append(say("value.never", lang))
    patterns = _patterns(values, flags)
    rounded = values.round(decimals)
    fills = {
        str(code): pattern or _class_of(float(value), limits, has_never)
        for code, value, pattern in zip(values.index, rounded, patterns, strict=True)
    }
    return Classing(fills, colours, _legend(fills, colours, labels, lang))


def classify_categories(
    values: pd.Series, labels: Mapping[str, str], *, lang: Language
) -> Classing:
    """Class codes of a list: at most seven with a colour each, in the order of `labels`.

    `values` has area codes as index and codes, or NaN for no data. When the list is longer, or a
    value is not in it, what is left over is "other".
    """
    known = list(labels)[:MOST_CLASSES]
    left_over = not set(values.dropna()) <= set(known)
    place = {code: number for number, code in enumerate(known)}
    fills: dict[str, Fill] = {
        str(area): Pattern.NONE if pd.isna(value) else place.get(value, len(known))
        for area, value in values.items()
    }
    colours = OKABE_ITO[: len(known)] + ((OTHER,) if left_over else ())
    names = [labels[code] for code in known] + ([say("legend.other", lang)] if left_over else [])
    return Classing(fills, colours, _legend(fills, colours, names, lang))


def _limits(breaks: Sequence[float], zero: bool) -> list[float]:
    limits = [float(limit) for limit in breaks]
    if zero and 0 not in limits:
        limits = [0.0, *limits]
    if limits != sorted(set(limits)):
        raise ValueError(f"Class breaks have to rise from one to the next, not {limits}.")
    return limits


def _colours(palette: Mapping[int, tuple[str, ...]], classes: int) -> tuple[str, ...]:
    if classes not in palette:
        raise ValueError(
            f"{classes} classes are too many to tell apart: give fewer breaks, so that there are "
            f"at most {MOST_CLASSES} with those for zero and never."
        )
    return palette[classes]


def _patterns(values: pd.Series, flags: pd.Series | None) -> list[Pattern | None]:
    flagged = [None] * len(values) if flags is None else flags.reindex(values.index).tolist()
    return [
        Pattern.NONE if isnan(value) and flag not in _FLAG_PATTERNS else _FLAG_PATTERNS.get(flag)
        for value, flag in zip(values.astype(float), flagged, strict=True)
    ]


def _class_of(value: float, limits: Sequence[float], has_never: bool) -> int:
    if has_never and value == inf:
        return len(limits) + 1
    return sum(value > limit for limit in limits)


def _labels(limits: list[float], lang: Language, decimals: int, least: float | None) -> list[str]:
    """One label a class: 0–20, 21–40, over 40; the step between is what is shown at least."""
    if not limits:
        return [say("legend.all", lang)]
    step = 10.0**-decimals
    shown = [floor(limit / step + 1e-9) * step for limit in limits]
    starts = [least, *(round(limit + step, decimals) for limit in shown[:-1])]
    labels = [_range(start, end, lang) for start, end in zip(starts, shown, strict=True)]
    return [*labels, say("legend.above", lang, end=_number(shown[-1]))]


def _range(start: float | None, end: float, lang: Language) -> str:
    if start is None or start > end:
        return say("legend.up_to", lang, end=_number(end))
    if start == end:
        return _number(end)
    if start >= 0:
        return f"{_number(start)}–{_number(end)}"
    return say("legend.to", lang, start=_number(start), end=_number(end))


def _number(value: float) -> str:
    """With commas, without needless decimals, and with a true minus sign."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def _legend(
    fills: Mapping[str, Fill], colours: Sequence[str], labels: Sequence[str], lang: Language
) -> tuple[LegendEntry, ...]:
    counts = Counter(fills.values())
    classes = [
        LegendEntry(label, colour, counts[number])
        for number, (label, colour) in enumerate(zip(labels, colours, strict=True))
    ]
    patterns = [
        LegendEntry(say(_PATTERN_WORDS[pattern], lang), pattern, counts[pattern])
        for pattern in (Pattern.DOTS, Pattern.NONE)
        if counts[pattern]
    ]
    return (*classes, *patterns)


def circle_scale(values: Iterable[float], label: str, most: float | None = None) -> Circles | None:
    """The scale of circles for values, or None when none of them is above zero.

    The largest circle stands for the largest value, or for `most` where several maps share one
    scale. The legend gets up to three sizes: the round number below the largest, then a quarter
    and a twentieth of it.
    """
    known = [float(value) for value in values if value is not None and 0 < value < inf]
    top = most if most is not None else max(known, default=0.0)
    if top <= 0:
        return None
    largest = _round_below(top)
    steps = dict.fromkeys(_round_below(largest / part) for part in (1, 4, 20))
    whole = all(value == floor(value) for value in known)
    return Circles(top, tuple(step for step in steps if step >= 1 or not whole), label)


def _round_below(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50 ... (or 0.5, 0.2 ...) that is not above a value."""
    power = 10.0 ** floor(log10(value))
    return max(digit * power for digit in (1, 2, 5) if digit * power <= value * (1 + 1e-9))


def mark_entries(areas: Iterable[AreaPaint], labels: Mapping[Mark, str]) -> tuple[LegendEntry, ...]:
    """Lines of the legend for marks, in the order of `labels`, each with its count of areas.

    A mark that no area has stays in the legend with 0; one without a label gets no line.
    """
    counts = Counter(area.mark for area in areas)
    return tuple(LegendEntry(label, mark, counts[mark]) for mark, label in labels.items())
