"""All values of a filter at once, and whole curves."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.evaluate import (
    AreaRefused,
    NoCurve,
    Question,
    evaluate,
    evaluate_by,
    evaluate_curves,
)
from lib.indicators.filters import FILTERS, FilterRefused
from lib.indicators.model import Estimate
from lib.periods import fiscal_year, month
from lib.statistics.quotient import location_quotient
from lib.store.lake import Store

YEAR, JUNE = fiscal_year(2569), month(date(2026, 6, 1))
CURVES = [
    code
    for code, one in registry.indicators().items()
    if one.sample and one.sample.estimate is not Estimate.MEDIAN
]
READ_OFF = [
    code
    for code in CURVES
    if registry.get(code).sample.estimate in (Estimate.SURVIVAL, Estimate.INCIDENCE)
]
MEDIANS = [code for code in CURVES if code not in READ_OFF]


# Filters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("activities", "mission"),
        ("activities", "work_level"),
        ("referrals", "referred_to"),
        ("groups_active", "occupation"),
        ("group_survival_1", "legal_form"),
        ("income_per_member", "legal_form"),
        ("situations", "severity"),
        ("days_to_answer", "source"),
        ("follow_up_rate", "round"),
        ("plan_progress", "activity_type"),
    ],
)
def test_by_a_filter_is_with_each_filter(store: Store, scope: Scope, code: str, name: str) -> None:
    question = Question(code, Level.PROVINCE, YEAR)
    found = evaluate_by(store, scope, question, name)
    assert found.index.names == [name, "area_code"]
    assert list(found.index.unique(name)) == list(FILTERS[name].values)
    for value in FILTERS[name].values:
        asked = Question(code, Level.PROVINCE, YEAR, filters=((name, (value,)),))
        pd.testing.assert_frame_equal(found.loc[value], evaluate(store, scope, asked))


def test_the_values_that_are_named_are_those_that_come_and_other_filters_stay(
    store: Store, scope: Scope
) -> None:
    chosen = (("mission", ("security", "labour")), ("channel", ("field",)))
    question = Question("activities", Level.AMPHOE, YEAR, areas=("94",), filters=chosen)
    found = evaluate_by(store, scope, question, "mission")
    assert list(found.index.unique("mission")) == ["security", "labour"]
    for value in ("security", "labour"):
        filters = (("channel", ("field",)), ("mission", (value,)))
        alone = Question("activities", Level.AMPHOE, YEAR, areas=("94",), filters=filters)
        pd.testing.assert_frame_equal(found.loc[value], evaluate(store, scope, alone))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("activities", "mission"),
        ("activities", "activity_type"),
        ("referrals", "referred_to"),
        ("groups_active", "occupation"),
        ("group_members", "legal_form"),
        ("needs_raised", "need_category"),
        ("situations", "severity"),
    ],
)
def test_counts_by_a_filter_add_up(store: Store, scope: Scope, code: str, name: str) -> None:
    question = Question(code, Level.PROVINCE, YEAR)
    sums = evaluate_by(store, scope, question, name)["value"].groupby("area_code").sum()
    pd.testing.assert_series_equal(sums, evaluate(store, scope, question)["value"])


def test_distinct_people_by_a_filter_are_no_fewer(store: Store, scope: Scope) -> None:
    """Who had services of two types is counted under both."""
    question = Question("people_served", Level.AMPHOE, YEAR)
    parts = evaluate_by(store, scope, question, "service_type")["value"]
    whole = evaluate(store, scope, question)["value"]
    assert (parts.groupby("area_code").sum() > whole).all()
    assert (parts.groupby("area_code").max() <= whole).all()


@pytest.mark.parametrize(
    ("code", "name", "filters", "words"),
    [
        ("situations", "mission", (), "situations cannot be filtered by 'mission'"),
        ("days_to_report", "occupation", (), "accepts: situation_category, severity"),
        ("registered_population", "sex", (), "no filter"),
        ("situations", "weather", (), "There is no filter 'weather'"),
        ("situations", "severity", (("severity", ("7",)),), "severity has no value '7'"),
        ("situations", "severity", (("mission", ("labour",)),), "cannot be filtered by 'mission'"),
    ],
)
def test_filters_that_are_not_accepted_are_refused(
    store: Store, scope: Scope, code: str, name: str, filters: tuple, words: str
) -> None:
    question = Question(code, Level.PROVINCE, YEAR, filters=filters)
    with pytest.raises(FilterRefused, match=words):
        evaluate_by(store, scope, question, name)


@pytest.mark.parametrize("level", [Level.PROVINCE, Level.AMPHOE, Level.TAMBON])
def test_quotients_are_those_of_the_statistics(store: Store, scope: Scope, level: Level) -> None:
    groups = evaluate_by(store, scope, Question("groups_active", level, YEAR), "occupation")
    counts = groups["value"].unstack("occupation")  # areas by occupation
    wanted = location_quotient(counts).swaplevel()
    found = evaluate_by(store, scope, Question("occupation_quotient", level, YEAR), "occupation")
    wanted = wanted.rename_axis(index=found.index.names).reindex(found.index)
    assert found["value"].notna().any()
    for ours, theirs in (("value", "quotient"), ("lower", "lower"), ("upper", "upper")):
        pd.testing.assert_series_equal(found[ours], wanted[theirs], check_names=False)
    pd.testing.assert_series_equal(found["numerator"], wanted["count"], check_names=False)
    total = wanted["total"].where(wanted["total"] > 0)
    pd.testing.assert_series_equal(found["denominator"], total, check_names=False)


def test_quotients_stay_when_areas_are_picked(store: Store, scope: Scope) -> None:
    """The region is the whole region, whichever rows come out."""
    filters = (("occupation", ("61", "62")),)
    everything = Question("occupation_quotient", Level.AMPHOE, YEAR, filters=filters)
    picked = Question("occupation_quotient", Level.AMPHOE, YEAR, None, ("95",), filters)
    found = evaluate(store, scope, picked)
    pd.testing.assert_frame_equal(found, evaluate(store, scope, everything).loc[found.index])


# Curves --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CURVES)
def test_curves_run_one_way_within_their_limits(store: Store, scope: Scope, code: str) -> None:
    found = evaluate_curves(store, scope, Question(code, Level.AMPHOE, YEAR))
    assert found.index.names == ["area_code", "time"]
    assert list(found.columns) == ["at_risk", "events", "value", "lower", "upper"]
    rises = registry.get(code).sample.estimate is Estimate.INCIDENCE
    for _, curve in found.groupby(level="area_code"):
        times = curve.index.get_level_values("time")
        assert times[0] == 0
        assert times.is_monotonic_increasing
        assert times.is_unique
        steps = curve["value"].diff().dropna()
        assert ((steps >= -1e-9) if rises else (steps <= 1e-9)).all()
    assert found["value"].between(0, 100).all()
    assert not (found["lower"] > found["value"] + 1e-9).any()
    assert not (found["upper"] < found["value"] - 1e-9).any()


@pytest.mark.parametrize("level", [Level.REGION, Level.AMPHOE, Level.PROVINCE])
@pytest.mark.parametrize("code", READ_OFF)
def test_values_are_read_off_their_curve(
    store: Store, scope: Scope, code: str, level: Level
) -> None:
    at = registry.get(code).sample.at
    figures = evaluate(store, scope, Question(code, level, YEAR))
    lines = evaluate_curves(store, scope, Question(code, level, YEAR)).reset_index("time")
    # One row an area, the newest by then as it is: pandas' last() would look for limits further
    # back where there are none.
    read = lines[lines["time"] <= at].groupby(level="area_code").tail(1)
    events = lines[lines["time"] <= at].groupby(level="area_code")["events"].sum()
    known = figures.index[figures["value"].notna()]
    assert len(known)
    for name in ("value", "lower", "upper"):
        pd.testing.assert_series_equal(figures.loc[known, name], read.loc[known, name])
    pd.testing.assert_series_equal(
        figures.loc[known, "numerator"], events[known].astype(float), check_names=False
    )
    ends = lines.groupby(level="area_code")["time"].last()
    assert (ends.reindex(figures.index.difference(known)).dropna() < at).all()


@pytest.mark.parametrize("level", [Level.REGION, Level.AMPHOE])
@pytest.mark.parametrize("code", MEDIANS)
def test_medians_are_where_the_curve_falls_to_half(
    store: Store, scope: Scope, code: str, level: Level
) -> None:
    figures = evaluate(store, scope, Question(code, level, YEAR))
    lines = evaluate_curves(store, scope, Question(code, level, YEAR))
    for area, curve in lines.groupby(level="area_code"):
        heights = curve.droplevel("area_code")["value"]
        median = figures.loc[area, "value"]
        assert (heights[heights.index < median] >= 50 - 1e-6).all()
        later = heights[heights.index > median]
        assert (later < 50 + 1e-6).all()
        if np.isinf(median):
            assert heights.iloc[-1] > 50
    assert set(lines.index.unique("area_code")) == set(figures.index[figures["denominator"] > 0])


@pytest.mark.parametrize("code", CURVES)
def test_events_of_a_curve_are_those_of_the_members(store: Store, scope: Scope, code: str) -> None:
    lines = evaluate_curves(store, scope, Question(code, Level.REGION, YEAR)).loc["south"]
    figures = evaluate(store, scope, Question(code, Level.REGION, YEAR)).loc["south"]
    assert figures["numerator"] <= lines["events"].sum() <= figures["denominator"]
    assert lines["at_risk"].max() <= figures["denominator"]
    if code in MEDIANS:
        assert lines["events"].sum() == figures["numerator"]
        assert lines["at_risk"].iloc[0] == figures["denominator"]


@pytest.mark.parametrize("code", ["contacts", "follow_up_rate", "income_per_member"])
def test_there_is_no_curve_of_others(store: Store, scope: Scope, code: str) -> None:
    with pytest.raises(NoCurve, match=f"{code} is not read off a curve"):
        evaluate_curves(store, scope, Question(code, Level.REGION, YEAR))


def test_curves_take_filters_and_areas(store: Store, scope: Scope) -> None:
    filters = (("occupation", ("61",)),)
    asked = Question("group_survival_1", Level.AMPHOE, YEAR, filters=filters)
    everything = evaluate_curves(store, scope, asked)
    picked = Question("group_survival_1", Level.AMPHOE, YEAR, None, ("94",), filters)
    found = evaluate_curves(store, scope, picked)
    assert set(found.index.unique("area_code").str[:2]) == {"94"}
    pd.testing.assert_frame_equal(found, everything.loc[found.index])
    plain = evaluate_curves(store, scope, Question("group_survival_1", Level.AMPHOE, YEAR))
    assert plain["at_risk"].sum() > everything["at_risk"].sum()
    with pytest.raises(FilterRefused):
        evaluate_curves(
            store, scope, Question("group_survival_1", Level.AMPHOE, YEAR, filters=(("sex", ()),))
        )


def test_an_area_without_members_has_no_curve_but_is_an_area(store: Store, scope: Scope) -> None:
    figures = evaluate(store, scope, Question("days_to_resolution", Level.TAMBON, JUNE))
    without = figures.index[figures["denominator"] == 0][0]
    asked = Question("days_to_resolution", Level.TAMBON, JUNE, areas=(without,))
    assert evaluate_curves(store, scope, asked).empty
    outside = Question("days_to_resolution", Level.TAMBON, JUNE, areas=("8301",))
    with pytest.raises(AreaRefused):
        evaluate_curves(store, scope, outside)


def test_before_anything_there_are_no_curves(store: Store, scope: Scope) -> None:
    for code in CURVES:
        question = Question(code, Level.TAMBON, fiscal_year(2560))
        assert evaluate_curves(store, scope, question).empty
