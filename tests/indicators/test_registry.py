"""The registry is complete and says everything in both languages."""

import math
from dataclasses import replace
from datetime import date

import pytest

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.filters import FILTERS
from lib.indicators.model import Definition
from lib.indicators.statement import Asked, statement, tables_counted
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
    """A filter that cut only the numerator would make a share that means nothing.

    What is set against the region is just that: the chosen part over the whole.
    """
    for indicator in registry.indicators().values():
        if indicator.relative or indicator.denominator is None:
            continue
        if indicator.denominator.source in FIXED:
            continue
        parts = [
            set(tables_counted(replace(indicator, numerator=one, denominator=None)))
            for one in (indicator.numerator, indicator.denominator)
        ]
        for name in indicator.filters:
            assert all(set(FILTERS[name].conditions) & part for part in parts), indicator.code


def test_a_quotient_cuts_the_part_and_not_the_whole() -> None:
    indicator = registry.get("occupation_quotient")
    for level in Level:
        filters = (("occupation", ("61",)),)
        asked = Asked(fiscal_year(2569), date(2026, 6, 30), date(2026, 6, 30))
        parts = statement(indicator, level, [asked], filters).args["with_"].expressions
        cut = {part.alias for part in parts if "'61'" in part.sql("duckdb")}
        assert cut == {"group_now"}, "and not every_group_now"


def test_an_indicator_is_a_count_or_a_sample() -> None:
    groups, lives = registry.get("groups_active"), registry.get("group_survival_1")
    kept = {name: getattr(lives, name) for name in ("code", "kind", "direction", "flow")}
    for wrong in ({}, {"numerator": groups.numerator, "sample": lives.sample}):
        with pytest.raises(ValueError, match="group_survival_1 must have a numerator or a sample"):
            Definition(**kept, **wrong)


@pytest.mark.parametrize("code", [code for code in CODES if registry.get(code).sample])
def test_a_median_or_curve_over_few_members_is_marked(code: str) -> None:
    assert registry.get(code).few_below in (6, 20)


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


# The dictionary of indicators, item by item: the codes that give it, and the filters by which it
# is asked for ("activities by mission" is activities with the filter mission).
MISSIONS = ("mission", "work_level", "activity_type")
OUTCOMES = (
    "in_work", "self_employed", "joined_group", "income_up", "no_change", "moved_away",
    "not_reached",
)  # fmt: skip
CATEGORIES = (
    "out_of_work", "seasonal", "informal", "working_abroad", "wanting_training", "wanting_work",
)  # fmt: skip
ITEMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tambon reached": (("tambon_reached",), ()),
    "villages reached": (("villages_reached",), ()),
    "people served; and contacts": (("people_served", "contacts"), MISSIONS),
    "people served per 1,000 registered population": (("people_served_per_1000",), MISSIONS),
    "activities by mission, by level of work, by type": (("activities",), MISSIONS),
    "share held with a partner agency": (("partner_share",), ("partner_agency",)),
    "referrals by agency": (("referrals",), ("referred_to",)),
    "days since the last activity": (("days_since_last_activity",), MISSIONS),
    "officers in post, population per officer, tambon without an officer": (
        ("officers_in_post", "population_per_officer", "tambon_without_officer"),
        (),
    ),
    "labour centres with distance to the tambon": (("centre_distance",), ()),
    "breadth of service": (("breadth",), ("mission",)),
    "reporting state, four of them": (
        ("reports_with_activity", "reports_zero", "reports_overdue", "reports_not_due"),
        (),
    ),
    "completeness; timeliness": (("report_completeness", "report_timeliness"), ()),
    "plan progress": (("plan_progress",), ("activity_type",)),
    "groups active, dormant, closed": (
        ("groups_active", "groups_dormant", "groups_closed"),
        ("occupation", "legal_form"),
    ),
    "members, women's share; members per 1,000": (
        ("group_members", "women_share", "members_per_1000"),
        ("occupation", "legal_form"),
    ),
    "occupational mix by ISCO-08 sub-major group": (("groups_active",), ("occupation",)),
    "location quotient against the region": (("occupation_quotient",), ("occupation",)),
    "income per member a month": (("income_per_member",), ("occupation", "legal_form")),
    "survival of groups since founding": (
        ("group_survival_1", "group_survival_2"),
        ("occupation", "legal_form"),
    ),
    "share registered as a community enterprise": (("enterprise_share",), ("occupation",)),
    "owed, done on time, done late, overdue, coming in 30 days": (
        (
            "follow_ups_due", "follow_ups_on_time", "follow_ups_late", "follow_ups_overdue",
            "follow_ups_coming",
        ),
        ("subject", "round"),
    ),
    "follow-up rate of what fell due": (("follow_up_rate",), ("subject", "round")),
    "age of the overdue": (
        ("overdue_1_30", "overdue_31_90", "overdue_over_90"),
        ("subject", "round"),
    ),
    "outcomes among the followed up": (tuple(f"outcome_{one}" for one in OUTCOMES), ("subject",)),
    "change of income; share whose income rose": (("income_change", "income_rose"), ("subject",)),
    "time from service to work": (("work_within_6_months", "work_within_12_months"), MISSIONS),
    "needs raised, answered, open; share answered": (
        ("needs_raised", "needs_answered", "needs_open", "needs_answered_share"),
        ("need_category", "source"),
    ),
    "median days to answer; open over 30 days": (
        ("days_to_answer", "needs_open_over_30"),
        ("need_category", "source"),
    ),
    "situations by category and severity; people affected": (
        ("situations", "situation_people"),
        ("situation_category", "severity"),
    ),
    "days from event to report and to resolution": (
        ("days_to_report", "days_to_resolution"),
        ("situation_category", "severity"),
    ),
    "labour situation, people by category": (tuple(f"labour_{one}" for one in CATEGORIES), ()),
    "registered population, labour force, unemployment rate": (
        ("registered_population", "labour_force", "unemployment_rate"),
        (),
    ),
}  # fmt: skip
WILSON = ["follow_up_rate", "needs_answered_share", "income_rose", "women_share"]
STOCKS = [
    "days_since_last_activity", "officers_in_post", "breadth", "groups_active", "group_members",
    "group_survival_1", "income_per_member", "occupation_quotient", "follow_ups_overdue",
    "follow_ups_coming", "needs_open", "labour_informal", "labour_force", "unemployment_rate",
]  # fmt: skip


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_of_the_dictionary_is_there_with_its_filters(item: str) -> None:
    codes, filters = ITEMS[item]
    for code in codes:
        assert set(filters) <= set(registry.get(code).filters), code


def test_nothing_is_there_that_the_dictionary_does_not_have() -> None:
    assert {code for codes, _ in ITEMS.values() for code in codes} == set(CODES)


def test_limits_and_marks_are_those_of_the_dictionary() -> None:
    for code in WILSON:
        assert (registry.get(code).interval, registry.get(code).few_below) == ("wilson", 20)
    assert registry.get("people_served_per_1000").interval == "byar"
    for code in ("tambon_reached", "villages_reached", "tambon_without_officer", "groups_active"):
        assert (registry.get(code).interval, registry.get(code).few_below) == ("none", 0)


@pytest.mark.parametrize("code", CODES)
def test_no_public_view_of_officers_visits_and_the_few(code: str) -> None:
    hidden = "officer" in code or code in ("follow_ups_coming", "situation_people")
    assert registry.get(code).signed_in == hidden


def test_stocks_and_flows() -> None:
    assert not any(registry.get(code).flow for code in STOCKS)
    flows = ("contacts", "people_served", "follow_up_rate", "income_change", "days_to_answer")
    assert all(registry.get(code).flow for code in flows)


def test_the_survey_is_known_by_province_only() -> None:
    limited = {code: registry.get(code).levels for code in CODES}
    known = {code for code, levels in limited.items() if levels != tuple(Level)}
    curves = {
        "group_survival_1",
        "group_survival_2",
        "work_within_6_months",
        "work_within_12_months",
    }
    assert known == {"labour_force", "unemployment_rate"} | curves
    assert {limited[code] for code in curves} == {(Level.REGION, Level.PROVINCE, Level.AMPHOE)}
    assert limited["labour_force"] == (Level.PROVINCE,)
