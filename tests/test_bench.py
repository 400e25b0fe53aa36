"""What the benches compare with is the same question; what they time is all that there is."""

import math

import pytest

from bench.by_hand import CURVES, READ_AT, STATEMENTS, VALUES
from bench.exports import EXPORTS, Export, taken
from bench.figures import by_hand, disagreements
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.model import Estimate
from lib.store.lake import Store
from lib.views.taking.kinds import KINDS


def test_every_indicator_has_one_statement_by_hand() -> None:
    assert set(STATEMENTS) == set(registry.indicators())
    assert not set(VALUES) & set(CURVES)


def test_only_what_is_read_off_a_curve_is_given_by_its_members() -> None:
    samples = {code: one.sample for code, one in registry.indicators().items() if one.sample}
    assert set(CURVES) == {
        code for code, sample in samples.items() if sample.estimate is not Estimate.MEDIAN
    }
    assert {code: samples[code].at or math.inf for code in CURVES} == READ_AT


@pytest.mark.parametrize("code", STATEMENTS)
def test_by_hand_it_is_the_same(store: Store, scope: Scope, code: str) -> None:
    assert disagreements(store, scope, code) == []
    assert (by_hand(store, scope, code) > 0).any(axis=None)


# One day less; one member less; areas that are left out although they have something.
WRONG = {
    "activities": ("DATE '2026-06-30'", "DATE '2026-06-29'"),
    "group_survival_1": ("WHERE days >= 0", "WHERE days > 70"),
    "needs_open": ("raised_on <=", "tambon_code < '95' AND raised_on <="),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_difference_is_found(
    store: Store, scope: Scope, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setitem(STATEMENTS, code, STATEMENTS[code].replace(*WRONG[code]))
    assert disagreements(store, scope, code)


def test_every_kind_of_file_is_timed_once() -> None:
    assert sorted(one.key for one in EXPORTS) == sorted(KINDS)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("one", EXPORTS, ids=[one.key for one in EXPORTS])
def test_what_is_timed_is_what_the_menu_offers(one: Export) -> None:
    assert KINDS[one.key].offered(taken(one))
