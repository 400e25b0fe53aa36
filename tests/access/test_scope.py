"""A scope holds for provinces and amphoe, and for nothing that is neither."""

import pytest

from lib.access.scope import Role, Scope, is_area

NONE = ("", "%", "9", "940", "94_1", "940101", "9,", "' OR TRUE OR '", "south", "٩٤", "๙๔", "94 ")


@pytest.mark.parametrize("code", NONE)
def test_a_scope_of_what_is_no_area_cannot_be(code: str) -> None:
    assert not is_area(code)
    with pytest.raises(ValueError, match="no province"):
        Scope(Role.PLANNER, ("9401", code))


@pytest.mark.parametrize(
    ("areas", "inside", "outside"),
    [
        ((), ("94", "9401", "940101"), ()),
        (("94",), ("94", "9401", "940101"), ("95", "9501", "950101")),
        (("9401", "95"), ("9401", "940101", "9501"), ("94", "9402", "940201")),
    ],
)
def test_what_a_scope_covers(
    areas: tuple[str, ...], inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    scope = Scope(Role.PLANNER, areas)
    assert all(scope.covers(code) for code in inside)
    assert not any(scope.covers(code) for code in outside)
