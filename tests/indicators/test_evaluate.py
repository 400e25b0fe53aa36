"""What must always hold of the figures, and how questions are refused."""

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.evaluate import (
    AreaRefused,
    Question,
    evaluate,
    evaluate_by,
    evaluate_periods,
)
from lib.indicators.filters import FILTERS, FilterRefused
from lib.indicators.model import Flag
from lib.periods import Period, fiscal_year, month
from lib.store.lake import Store

YEAR = fiscal_year(2569)
# What does not add up over areas: distinct people and officers, and medians over tambon.
NOT_ADDITIVE = {
    "people_served", "people_served_per_1000", "officers_in_post", "days_since_last_activity",
    "breadth", "centre_distance",
}  # fmt: skip
ADDITIVE = [
    code
    for code, one in registry.indicators().items()
    if one.numerator and one.levels == tuple(Level) and code not in NOT_ADDITIVE
]
SAMPLES = [code for code, one in registry.indicators().items() if one.sample]
PERIODS = st.builds(
    lambda start, days: Period(start, date.fromordinal(start.toordinal() + days)),
    st.dates(date(2023, 10, 1), date(2026, 6, 30)),
    st.integers(0, 400),
)
few_examples = hypothesis_settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("code", ADDITIVE)
@few_examples
@given(period=PERIODS)
def test_sums_agree_across_levels(store: Store, scope: Scope, code: str, period: Period) -> None:
    by_level = {level: evaluate(store, scope, Question(code, level, period)) for level in Level}
    for level, length in ((Level.AMPHOE, 4), (Level.PROVINCE, 2), (Level.REGION, 0)):
        below = by_level[Level.TAMBON]["numerator"]
        key = below.index.str[:length] if length else np.full(len(below), "south")
        sums = below.fillna(0).groupby(key).sum()
        above = by_level[level]["numerator"].fillna(0)
        pd.testing.assert_series_equal(above, sums, check_names=False)


@few_examples
@given(period=PERIODS)
def test_distinct_people_never_exceed_the_sum(store: Store, scope: Scope, period: Period) -> None:
    tambon, region = (
        evaluate(store, scope, Question("people_served", level, period))["value"].sum()
        for level in (Level.TAMBON, Level.REGION)
    )
    assert region <= tambon


@few_examples
@given(data=st.data())
def test_filters_commute(store: Store, scope: Scope, data: st.DataObject) -> None:
    codes = ["contacts", "people_served", "days_since_last_activity", *SAMPLES]
    code = data.draw(st.sampled_from(codes))
    names = data.draw(
        st.lists(st.sampled_from(registry.get(code).filters), min_size=2, max_size=3, unique=True)
    )
    filters = [(name, (data.draw(st.sampled_from(FILTERS[name].values)),)) for name in names]
    one, other = (
        evaluate(store, scope, Question(code, Level.AMPHOE, YEAR, filters=tuple(order)))
        for order in (filters, filters[::-1])
    )
    pd.testing.assert_frame_equal(one, other)


def test_the_values_of_a_filter_add_up(store: Store, scope: Scope) -> None:
    whole = evaluate(store, scope, Question("contacts", Level.PROVINCE, YEAR))["value"]
    parts = sum(
        evaluate(
            store, scope, Question("contacts", Level.PROVINCE, YEAR, filters=(("mission", (one,)),))
        )["value"]
        for one in FILTERS["mission"].values
    )
    pd.testing.assert_series_equal(whole, parts)


@pytest.mark.parametrize("code", registry.indicators())
def test_periods_in_one_query_are_the_same_as_one_by_one(
    store: Store, scope: Scope, code: str
) -> None:
    months = [month(date(2026, number, 1)) for number in (4, 5, 6, 7)]
    together = evaluate_periods(store, scope, Question(code, Level.AMPHOE, YEAR), months)
    for number, period in enumerate(months):
        alone = evaluate(store, scope, Question(code, Level.AMPHOE, period))
        pd.testing.assert_frame_equal(together.loc[number], alone)


PLACES_AND_TIMES = [
    (Level.TAMBON, YEAR),
    (Level.AMPHOE, month(date(2026, 6, 1))),
    (Level.REGION, month(date(2023, 10, 1))),
]


@cache
def answer(store: Store, scope: Scope, code: str, level: Level, period: Period) -> pd.DataFrame:
    return evaluate(store, scope, Question(code, level, period))


@pytest.mark.parametrize(("level", "period"), PLACES_AND_TIMES)
@pytest.mark.parametrize("code", registry.indicators())
def test_limits_enclose_the_value(
    store: Store, scope: Scope, code: str, level: Level, period: Period
) -> None:
    figures = answer(store, scope, code, level, period)
    assert not (figures["lower"] > figures["value"] + 1e-9).any()
    assert not (figures["value"] > figures["upper"] + 1e-9).any()
    assert not (figures["lower"] > figures["upper"]).any()
    assert figures.loc[figures["value"].isna(), ["lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize(("level", "period"), PLACES_AND_TIMES)
@pytest.mark.parametrize("code", registry.indicators())
def test_flags_say_why(store: Store, scope: Scope, code: str, level: Level, period: Period) -> None:
    indicator = registry.get(code)
    figures = answer(store, scope, code, level, period)
    assert set(figures["flag"]) <= {str(flag) for flag in Flag}
    assert (figures["value"].isna() == (figures["flag"] == Flag.NO_DATA)).all()
    few = figures["denominator"] < indicator.few_below
    assert ((figures["flag"] == Flag.FEW) == (few & figures["value"].notna())).all()
    if level not in indicator.levels:
        assert figures.drop(columns="flag").isna().all(axis=None)


@pytest.mark.parametrize("code", SAMPLES)
def test_members_add_up_over_areas_and_events_are_among_them(
    store: Store, scope: Scope, code: str
) -> None:
    narrow, wide = [one for one in reversed(Level) if one in registry.get(code).levels][:2]
    below, above = (evaluate(store, scope, Question(code, one, YEAR)) for one in (narrow, wide))
    length = len(above.index[0])
    sums = below["denominator"].groupby(below.index.str[:length]).sum()
    pd.testing.assert_series_equal(above["denominator"], sums, check_names=False)
    assert sums.sum() > 0
    assert not (below["numerator"] > below["denominator"]).any()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("income_per_member", "occupation"),
        ("group_survival_1", "occupation"),
        ("days_to_answer", "source"),
        ("days_to_report", "severity"),
        ("income_change", "subject"),
        ("work_within_6_months", "sex"),
    ],
)
def test_the_values_of_a_filter_part_the_members(
    store: Store, scope: Scope, code: str, name: str
) -> None:
    whole = evaluate(store, scope, Question(code, Level.PROVINCE, YEAR))
    parts = evaluate_by(store, scope, Question(code, Level.PROVINCE, YEAR), name)
    sums = parts["denominator"].groupby(level="area_code").sum()
    pd.testing.assert_series_equal(whole["denominator"], sums)


def test_areas_pick_rows_and_never_cut(store: Store, scope: Scope) -> None:
    question = Question("people_served", Level.AMPHOE, YEAR)
    everything = evaluate(store, scope, question)
    picked = evaluate(
        store, scope, Question("people_served", Level.AMPHOE, YEAR, areas=("95", "9401"))
    )
    assert set(picked.index) == {code for code in everything.index if code[:2] == "95"} | {"9401"}
    pd.testing.assert_frame_equal(picked, everything.loc[picked.index])


@pytest.mark.parametrize(
    ("question", "refusal", "words"),
    [
        (
            Question("plan_progress", Level.AMPHOE, YEAR, filters=(("mission", ("labour",)),)),
            FilterRefused,
            "accepts: activity_type",
        ),
        (
            Question("contacts", Level.AMPHOE, YEAR, filters=(("mission", ("work",)),)),
            FilterRefused,
            "information, labour, security, sustainability",
        ),
        (
            Question("contacts", Level.AMPHOE, YEAR, areas=("940101",)),
            AreaRefused,
            "No amphoe lies in area '940101'",
        ),
        (Question("contacts", Level.TAMBON, YEAR, areas=("83",)), AreaRefused, "region"),
        (Question("contact", Level.TAMBON, YEAR), registry.UnknownIndicator, "mean contacts"),
    ],
)
def test_refusals_name_the_choices(
    store: Store, scope: Scope, question: Question, refusal: type[Exception], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        evaluate(store, scope, question)


def test_values_of_a_filter_cannot_inject(store: Store, scope: Scope) -> None:
    hostile = (("mission", ("labour'); DROP TABLE activity; --",)),)
    with pytest.raises(FilterRefused):
        evaluate(store, scope, Question("contacts", Level.AMPHOE, YEAR, filters=hostile))
