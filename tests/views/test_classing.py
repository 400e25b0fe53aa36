"""Classes, labels and counts of fixed breaks, and which pattern wins."""

from math import inf, nan

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.views.classing import (
    OKABE_ITO,
    OTHER,
    PU_OR,
    YL_GN_BU,
    Classing,
    classify,
    classify_categories,
)
from lib.views.picture import LegendEntry, Pattern


def areas(*values: float) -> pd.Series:
    return pd.Series(values, index=[f"94{number:04}" for number in range(len(values))], dtype=float)


def fills(classing: Classing) -> list[int | Pattern]:
    return list(classing.fills.values())


@pytest.mark.parametrize(
    ("breaks", "settings", "labels"),
    [
        ([20, 40, 80], {}, ("0–20", "21–40", "41–80", "มากกว่า 80")),
        ([20, 40, 80], {"lang": "en"}, ("0–20", "21–40", "41–80", "over 80")),
        ([20, 40], {"decimals": 1}, ("0–20", "20.1–40", "มากกว่า 40")),
        ([0.5, 1], {"decimals": 2}, ("0–0.5", "0.51–1", "มากกว่า 1")),
        ([1000, 2000], {}, ("0–1,000", "1,001–2,000", "มากกว่า 2,000")),
        ([8.3, 17], {}, ("0–8", "9–17", "มากกว่า 17")),
        ([30, 60, 90], {"never": True}, ("0–30", "31–60", "61–90", "มากกว่า 90", "ไม่เคย")),
        ([0], {}, ("0", "มากกว่า 0")),
        ([5, 10], {"zero": True}, ("0", "1–5", "6–10", "มากกว่า 10")),
        ([0, 5], {"zero": True}, ("0", "1–5", "มากกว่า 5")),
        ([-10, 10], {"least": None}, ("ไม่เกิน −10", "−9 ถึง 10", "มากกว่า 10")),
        ([], {}, ("ทุกค่า",)),
    ],
)
def test_labels(breaks: list[float], settings: dict, labels: tuple[str, ...]) -> None:
    assert classify(areas(1), breaks, **{"lang": "th", **settings}).labels == labels


@pytest.mark.parametrize(
    ("values", "settings", "expected"),
    [
        ([0, 20, 21, 40, 41, 1e9], {}, [0, 0, 1, 1, 2, 2]),
        ([7, 7, 7], {}, [0, 0, 0]),
        ([25], {}, [1]),
        ([], {}, []),
        ([nan, nan], {}, [Pattern.NONE, Pattern.NONE]),
        ([20.4, 20.6], {}, [0, 1]),
        ([20.04, 20.06], {"decimals": 1}, [0, 1]),
        ([0, 1, 50], {"zero": True}, [0, 1, 3]),
        ([5, inf], {}, [0, 3]),
        ([5, 50], {"never": True}, [0, 2]),
    ],
)
def test_classes(values: list[float], settings: dict, expected: list[int | Pattern]) -> None:
    classing = classify(areas(*values), [20, 40], lang="th", **settings)
    assert fills(classing) == expected
    assert sum(entry.count for entry in classing.legend) == len(values)


def test_flags_become_patterns_and_keep_out_of_the_counts() -> None:
    values = areas(5, 5, nan, nan, 5)
    flags = pd.Series(["ok", "few", "suppressed", "no data", "no data"], index=values.index)
    classing = classify(values, [20], lang="th", flags=flags)
    assert fills(classing) == [0, Pattern.DOTS, Pattern.DOTS, Pattern.NONE, Pattern.NONE]
    assert classing.counts == (1, 0)
    assert classing.legend[2:] == (
        LegendEntry("จำนวนน้อยเกินไป", Pattern.DOTS, 2),
        LegendEntry("ยังไม่มีข้อมูล", Pattern.NONE, 2),
    )


def test_zero_and_no_data_are_never_the_same() -> None:
    classing = classify(areas(0, nan), [20], lang="th", zero=True)
    assert fills(classing) == [0, Pattern.NONE]
    assert [entry.label for entry in classing.legend if entry.count] == ["0", "ยังไม่มีข้อมูล"]


def test_legend_stays_the_same_when_values_change() -> None:
    one, other = (classify(areas(value), [20, 40], lang="th", never=True) for value in (1.0, inf))
    assert one.labels == other.labels
    assert one.colours == other.colours == YL_GN_BU[4]


def test_colours_around_a_middle() -> None:
    assert classify(areas(1), [60, 80, 95, 105], lang="th", palette=PU_OR).colours == PU_OR[5]


@pytest.mark.parametrize("breaks", [[40, 20], [20, 20]])
def test_breaks_have_to_rise(breaks: list[float]) -> None:
    with pytest.raises(ValueError, match="rise"):
        classify(areas(1), breaks, lang="th")


def test_more_than_seven_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 7"):
        classify(areas(1), [1, 2, 3, 4, 5, 6], lang="th", zero=True)


@given(
    some.lists(some.one_of(some.floats(0, 1e6), some.just(nan), some.just(inf)), max_size=40),
    some.lists(some.integers(1, 10**6), unique=True, max_size=5).map(sorted),
)
def test_every_area_has_one_fill_and_higher_values_no_lower_class(
    values: list[float], breaks: list[float]
) -> None:
    series = areas(*values)
    classing = classify(series, breaks, lang="en")
    assert list(classing.fills) == list(series.index)
    numbered = series.dropna().sort_values().index
    classes = [classing.fills[code] for code in numbered]
    assert classes == sorted(classes, key=int)
    assert sum(entry.count for entry in classing.legend) == len(series)


def test_categories_and_the_rest() -> None:
    labels = {f"c{number}": f"Kind {number}" for number in range(9)}
    values = pd.Series(["c0", "c6", "c8", nan], index=["90", "94", "95", "96"], dtype=object)
    classing = classify_categories(values, labels, lang="en")
    assert fills(classing) == [0, 6, 7, Pattern.NONE]
    assert classing.colours == (*OKABE_ITO, OTHER)
    assert classing.labels[-1] == "other"
    few = classify_categories(values.iloc[:1], {"c0": "Kind 0", "c1": "Kind 1"}, lang="en")
    assert few.labels == ("Kind 0", "Kind 1")
    assert few.counts == (1, 0)
