"""The address on its way: no late run undoes what a visitor did, and Back is Back at any time."""

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.views.address import Query, Written
from tests.views.on_screen import SECONDS

A: Query = {}
B: Query = {"area": "94"}
C: Query = {"area": "94", "pick": "9401"}
MARKED: Query = {"pick": "9401"}


def written(*queries: Query) -> Written:
    """What is on its way to a browser that held the first of these and was told the others."""
    one = Written(queries[:1])
    for before, after in pairwise(queries):
        one = one.then(before, after)
    return Written(one.told)


@pytest.mark.parametrize(
    ("on_the_way", "carried", "shown", "left"),
    [
        pytest.param([A, B], A, B, [A, B], id="a run from before the change"),
        pytest.param([A, B], B, B, None, id="the browser has heard of it"),
        pytest.param([A, B], C, C, None, id="an address that is neither"),
        pytest.param([A, B, C], A, C, [A, B, C], id="from before both changes"),
        pytest.param([A, B, C], B, C, [B, C], id="from between: the first is over"),
        pytest.param([A, B, A], B, A, [B, A], id="there and back, from between"),
        pytest.param([A, B, A], A, A, [A, B, A], id="there and back, from either end"),
    ],
)
def test_what_a_run_shows(
    on_the_way: list[Query], carried: Query, shown: Query, left: list[Query] | None
) -> None:
    one = written(*on_the_way)
    assert one.wanted(carried) == shown
    assert one.heard(carried) == (Written(tuple(left)) if left else None)


@given(changes=st.lists(st.integers(0, 3), min_size=2, max_size=8), data=st.data())
def test_whatever_a_slow_browser_sends_the_newest_is_shown(
    changes: list[int], data: st.DataObject
) -> None:
    """Runs come in the order in which the browser heard of the changes, each as late as it may."""
    queries = [{"pick": str(code)} for code in changes]
    one: Written | None = written(*queries)
    heard = 0
    for _ in range(data.draw(st.integers(1, 6))):
        heard = data.draw(st.integers(heard, len(queries) - 1))
        if one is None:
            assert queries[heard] == queries[-1]
            continue
        assert one.wanted(queries[heard]) == queries[-1]
        one = one.heard(queries[heard])


def marking() -> None:
    """A screen with a control that writes the address, one that does not, and what it shows."""
    from dataclasses import replace

    import streamlit as st

    from lib.views import address, data

    data.begin_run()
    selection, _ = address.begin("coverage")
    st.button("mark", on_click=lambda: address.go(replace(address.current(), picked="9401")))
    st.button("drop", on_click=lambda: address.go(replace(address.current(), picked="")))
    st.button("look")
    st.text(selection.picked or "none")


@pytest.fixture
def screen(own_store: None) -> AppTest:
    return AppTest.from_function(marking, default_timeout=SECONDS).run()


def press(screen: AppTest, label: str, holding: Query) -> str:
    """Press a button in a browser that still holds this address; what is shown then."""
    screen.query_params.clear()
    screen.query_params.update(holding)
    next(one for one in screen.button if one.label == label).click()
    return str(screen.run().text[0].value)


def test_a_late_run_does_not_bring_a_mark_back(screen: AppTest) -> None:
    assert press(screen, "mark", {}) == "9401"
    assert press(screen, "look", MARKED) == "9401"
    assert press(screen, "drop", MARKED) == "none"
    for _ in range(3):
        assert press(screen, "look", MARKED) == "none"
    for _ in range(2):
        assert press(screen, "look", {}) == "none"
    assert press(screen, "look", MARKED) == "9401", "heard of, so it is an address of its own"


def test_two_clicks_before_the_browser_heard_of_the_first(screen: AppTest) -> None:
    assert press(screen, "mark", {}) == "9401"
    assert press(screen, "drop", {}) == "none"
    assert press(screen, "look", MARKED) == "none"


def test_back_is_back_at_once(screen: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    assert press(screen, "mark", {}) == "9401"
    went_back = partial(local_script_runner.RerunData, is_history_navigation=True)
    with monkeypatch.context() as patched:
        patched.setattr(local_script_runner, "RerunData", went_back)
        assert press(screen, "look", {}) == "none"
    assert press(screen, "look", {}) == "none", "the run after it stays where Back went"
