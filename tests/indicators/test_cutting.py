"""Cuts of lists: what a scope may see, areas and filters, each a condition more."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lib.access.scope import Scope
from lib.indicators.cutting import Cut

TAMBON = ("940101", "941001", "950101")
AREAS = some.lists(some.sampled_from(["south", "94", "9410", "941001", "95"]), max_size=3)


def kept(cut: Cut) -> set[str]:
    """The tambon that are left of three."""
    rows = ", ".join(f"('{code}')" for code in TAMBON)
    text = f"SELECT tambon_code FROM (VALUES {rows}) AS row_(tambon_code) WHERE {cut}"
    with duckdb.connect() as connection:
        return {code for (code,) in connection.execute(text, list(cut.values)).fetchall()}


@pytest.mark.parametrize(
    ("areas", "left"),
    [
        ([], set(TAMBON)),
        (["south"], set(TAMBON)),
        (["94", "south"], set(TAMBON)),
        (["94"], {"940101", "941001"}),
        (["9410", "95"], {"941001", "950101"}),
        (["941001"], {"941001"}),
        (["96"], set()),
    ],
)
def test_areas(areas: list[str], left: set[str]) -> None:
    assert kept(Cut().within(areas)) == left


def test_nobody_is_told_rows_without_signing_in() -> None:
    assert kept(Cut.allowed(Scope.public())) == set()
    assert kept(Cut.allowed(Scope.public()).within(["94"])) == set()
    assert kept(Cut.allowed(Scope.everything())) == set(TAMBON)


def test_filters_of_a_table() -> None:
    cut = Cut().filtered((("round", ("1", "3")), ("subject", ("group",))), "follow_up")
    assert str(cut) == "round IN ('1', '3') AND subject IN ('group')"
    assert cut.values == ()


@settings(deadline=None)
@given(AREAS, AREAS)
def test_a_second_cut_only_takes_away(first: list[str], second: list[str]) -> None:
    one, other = (kept(Cut().within(areas)) for areas in (first, second))
    assert kept(Cut().within(first).within(second)) == one & other
