"""Points out of a stock of places: what the browser makes of them is what the page meant."""

import base64
import json
import zlib
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.codes import Level
from lib.views.map.payload import DEGREE, as_columns, pack_points, points_digest
from lib.views.picture import LegendEntry, MapPicture, Place, Points, points

LEGEND = tuple(LegendEntry(name, "#0072B2", 1) for name in "abc")
SPOTS = st.tuples(
    st.sampled_from([5.7, 6.5]), st.sampled_from([100.6, 101.0, 102.0]),
    st.sampled_from(["940101", "960102"]), st.integers(0, 2), st.sampled_from("xy"),
).map(lambda one: Place(*one))  # fmt: skip


def named(made: Points) -> dict[str, Any]:
    """What a picture says of its points."""
    shown = MapPicture("", "", Level.AMPHOE, (), (), (), "", None, "south", "th", points=made)
    found: dict[str, Any] = as_columns(shown)["points"]
    return found


def shown(columns: dict[str, Any], kinds: list[int | None]) -> list[Place]:
    """What points.js makes of columns of places; those without a kind are not shown."""
    areas = [area for area, count in zip(columns["areas"], columns["counts"], strict=True)
             for _ in range(count)]  # fmt: skip
    x, y = (list(accumulate(columns[one])) for one in "xy")
    (words, which) = columns["texts"]
    texts = [words[place] for place in which] if which else words
    return [
        Place(y[n] / DEGREE, x[n] / DEGREE, areas[n], kind, texts[n])
        for n, kind in enumerate(kinds) if kind is not None
    ]  # fmt: skip


def in_browser(made: Points) -> list[Place]:
    """The points as the browser has them, in its order."""
    said = named(made)
    packed = pack_points(made)
    assert said["stock"] == packed.digest
    stock = json.loads(zlib.decompress(base64.b64decode(packed.packed)))
    kinds = [None if one == "." else int(one, 36) for one in said["kinds"]]
    others = said["others"]
    return shown(stock, kinds) + (shown(others, others["kinds"]) if others else [])


@given(st.lists(SPOTS, max_size=20), st.lists(SPOTS, min_size=1, max_size=20))
def test_points_of_a_stock_come_in_the_order_that_clicks_are_told_by(
    places: list[Place], stock: list[Place]
) -> None:
    made = points(places, LEGEND, stock=stock)
    assert in_browser(made) == list(made.places)
    assert sorted(made.places, key=repr) == sorted(places, key=repr)


def many(count: int) -> list[Place]:
    return [Place(5.7 + n / 1e4, 101.0, "940101", n % 3, f"กลุ่มที่ {n}") for n in range(count)]


def test_other_points_of_a_stock_are_a_few_bytes() -> None:
    stock = many(2000)
    before, after = (points(stock[:n], LEGEND, stock=stock) for n in (1500, 1600))
    assert pack_points(before) == pack_points(after)
    assert points_digest(before) != points_digest(after)
    assert len(zlib.compress(json.dumps(named(after)).encode())) < 300


def test_a_kind_beyond_the_legend_is_refused_in_a_stock_too() -> None:
    with pytest.raises(ValueError, match="kinds are 0 to 2"):
        points([Place(6, 101, "940101", 3, "x")], LEGEND, stock=many(3))
