"""The registry is complete and says everything in both languages."""

import math
from dataclasses import replace
from datetime import date

import pytest

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.filters import FILTERS
from lib.indicators.statement import tables_counted
from lib.periods import Period, fiscal_year, month, quarter
from lib.views.words import Language, say

FIXED = ("tambon", "registered_population")  # denominators that no filter cuts, by definition
CODES = list(registry.indicators())


@pytest.mark.parametrize("code", CODES)
def test_words_in_both_languages(code: str) -> None:
    words = registry.get(code).words
    assert set(words) == {"th", "en"}
    for language, entry in words.items():
        for text in (entry.name, entry.meaning, entry.formula, entry.unit):
            thai = any("฀" <= letter <= "๿" for letter in text)
            assert text.strip()
            assert thai == (language == "th"), text


@pytest.mark.parametrize("code", CODES)
def test_breaks_rise_at_every_level(code: str) -> None:
    indicator = registry.get(code)
    assert set(indicator.breaks) == set(Level)
    for period in (fiscal_year(2569), quarter(2569, 1), month(date(2026, 6, 1))):
        for level in Level:
            breaks = registry.class_breaks(indicator, level, period)
            assert 1 <= len(breaks) <= 6
            assert list(breaks) == sorted(set(breaks))
            assert all(math.isfinite(limit) for limit in breaks)


def test_breaks_stay_when_moving_in_time() -> None:
    indicator = registry.get("contacts")
    months = {
        registry.class_breaks(indicator, Level.AMPHOE, month(date(2026, number, 1)))
        for number in range(1, 13)
    }
    assert len(months) == 1


@pytest.mark.parametrize("code", CODES)
def test_filters_have_a_condition_in_the_counted_tables(code: str) -> None:
    indicator = registry.get(code)
    tables = set(tables_counted(indicator))
    for name in indicator.filters:
        assert set(FILTERS[name].conditions) & tables, f"{name} cuts none of {tables}"


def test_both_parts_of_a_share_are_cut_alike() -> None:
    """A filter that cut only the numerator would make a share that means nothing."""
    for indicator in registry.indicators().values():
        if indicator.denominator is None or indicator.denominator.source in FIXED:
            continue
        parts = [
            set(tables_counted(replace(indicator, numerator=one, denominator=None)))
            for one in (indicator.numerator, indicator.denominator)
        ]
        for name in indicator.filters:
            assert all(set(FILTERS[name].conditions) & part for part in parts), indicator.code


def test_a_break_for_an_odd_period_is_that_of_the_next_longer() -> None:
    indicator = registry.get("contacts")
    odd = registry.class_breaks(
        indicator, Level.AMPHOE, Period(date(2026, 1, 1), date(2026, 2, 14))
    )
    assert odd == registry.class_breaks(indicator, Level.AMPHOE, quarter(2569, 2))


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("code", CODES)
def test_themes_and_filters_have_words(code: str, language: Language) -> None:
    indicator = registry.get(code)
    for key in (f"theme.{indicator.theme}", *(f"filter_name.{n}" for n in indicator.filters)):
        assert say(key, language)
