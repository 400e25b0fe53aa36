"""What is hidden cannot be worked out from what is shown, and little more than that is hidden."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.statistics.forests import Forest
from lib.statistics.suppression import SMALL, Cube, Suppression, small, suppress
from tests.statistics.attack import bounds, by_algebra, by_chance, by_difference, equations

# Parts by their parents, and those that are not published.
PARTS = {
    "one figure": ((-1,), (False,)),
    "members, women, men": ((-1, 0, 0), (False, False, True)),
    "total and its outcomes": ((-1, 0, 0, 0), (False,) * 4),
    "due, done, on time, late, not done": ((-1, 0, 1, 1, 0), (False, False, False, False, True)),
    "two of their own": ((-1, -1), (False, False)),
}
COUNTS = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 7, 12, 40])


def nested(shape: list[list[int]]) -> tuple[int, ...]:
    """Parents of a root, its children and theirs: [[2, 1]] is one root with children of 2 and 1."""
    parents: list[int] = []
    for root in shape:
        top = len(parents)
        parents.append(-1)
        for leaves in root:
            middle = len(parents)
            parents.append(top)
            parents += [middle] * leaves
    return tuple(parents)


def added_up(leaves: np.ndarray, *axes: tuple[int, ...]) -> np.ndarray:
    """Counts in which every node is the sum of its children; only those of leaves are read."""
    counts = leaves.copy()
    for axis, parents in enumerate(axes):
        along = np.moveaxis(counts, axis, 0)
        for node in sorted(set(parents) - {-1}):
            along[node] = 0
        for node in sorted(range(len(parents)), key=lambda one: -depth(parents, one)):
            if parents[node] >= 0:
                along[parents[node]] += along[node]
    return counts


def depth(parents: tuple[int, ...], node: int) -> int:
    return 0 if parents[node] < 0 else 1 + depth(parents, parents[node])


@st.composite
def worlds(draw: st.DrawFn, loose: bool = False) -> Cube:
    """A small region over a few months, with counts that add up (not over time when loose)."""
    tree = st.lists(st.integers(1, 3), min_size=1, max_size=3)
    areas = nested([draw(tree)])
    time = nested(draw(st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=2), max_size=2)))
    time = time or (-1, -1)
    parts, implied = PARTS[draw(st.sampled_from(sorted(PARTS)))]
    shape = len(areas), len(time), len(parts)
    size = int(np.prod(shape))
    drawn = draw(st.lists(COUNTS, min_size=size, max_size=size))
    leaves = np.array(drawn, dtype=np.int64).reshape(shape)
    axes = (areas, (-1,) * len(time), parts) if loose else (areas, time, parts)
    return Cube(
        added_up(leaves, *axes), Forest(areas), Forest(time, loose=loose), Forest(parts), implied
    )


def system_of(cube: Cube) -> object:
    return equations(*(forest.parents for forest in cube.axes))


def unseen(cube: Cube, hidden: np.ndarray) -> np.ndarray:
    """What a reader is not shown: the hidden cells and all implied parts."""
    return hidden | cube.implied_mask


@settings(deadline=None, max_examples=150)
@given(cube=worlds())
def test_no_small_count_is_fixed_by_the_equations(cube: Cube) -> None:
    hidden = suppress(cube)
    assert hidden[small(cube.counts)].all()
    fixed = by_algebra(system_of(cube), unseen(cube, hidden))
    assert not fixed[hidden].any()
    assert not (by_difference(system_of(cube), unseen(cube, hidden)) & hidden).any()


@settings(deadline=None, max_examples=25)
@given(cube=worlds(), data=st.data())
def test_a_hidden_count_may_be_more_than_one_whole_number(cube: Cube, data: st.DataObject) -> None:
    hidden = suppress(cube)
    cells = [tuple(map(int, cell)) for cell in np.argwhere(hidden)]
    if not cells:
        return
    for cell in data.draw(st.lists(st.sampled_from(cells), max_size=4, unique=True)):
        least, most = bounds(system_of(cube), cube.counts, unseen(cube, hidden), cell)
        assert least <= cube.counts[cell] <= most
        assert least < most


@settings(deadline=None, max_examples=60)
@given(cube=worlds(loose=True))
def test_counts_that_do_not_add_up_over_time(cube: Cube) -> None:
    """Within each period they do add up, and nothing may follow from that."""
    hidden = suppress(cube)
    assert hidden[small(cube.counts)].all()
    of_period = equations(cube.areas.parents, (-1,) * len(cube.time), cube.parts.parents)
    assert not by_algebra(of_period, unseen(cube, hidden))[hidden].any()


@settings(deadline=None, max_examples=40)
@given(cube=worlds())
def test_the_same_cube_hides_the_same_cells_and_hidden_cells_stay(cube: Cube) -> None:
    hidden = suppress(cube)
    assert (suppress(cube) == hidden).all()
    more = Suppression(cube)
    more.hide(cube.counts > 20)
    assert (more.hidden >= hidden).all()
    assert more.hidden[cube.counts > 20].all()
    assert not by_algebra(system_of(cube), unseen(cube, more.hidden))[more.hidden].any()


def large(mean: float) -> Cube:
    """As large as the study area: 4 provinces, 36 amphoe, 288 tambon, three years, five parts."""
    areas = (-1, *(0,) * 4, *np.repeat(range(1, 5), 9).tolist())
    areas = (*areas, *np.repeat(range(5, 41), 8).tolist())
    time = nested([[3, 3, 3, 3]] * 3)
    parts, implied = PARTS["due, done, on time, late, not done"]
    rng = np.random.default_rng(11)
    rate = mean * rng.lognormal(0, 0.8, (len(areas), 1, 1)) * rng.dirichlet([4, 4, 2], 1)[0].sum()
    leaves = rng.poisson(rate * np.array([1, 1, 0.6, 0.2, 0.3]), (len(areas), len(time), 5))
    counts = added_up(leaves.astype(np.int64), areas, time, parts)
    return Cube(counts, Forest(areas), Forest(time), Forest(parts), implied)


@cache
def large_hidden(mean: float) -> tuple[Cube, np.ndarray]:
    cube = large(mean)
    return cube, suppress(cube)


@pytest.mark.parametrize("mean", [1.0, 15.0])
def test_nothing_is_recovered_at_full_size(mean: float) -> None:
    cube, hidden = large_hidden(mean)
    assert hidden[small(cube.counts)].all()
    system = system_of(cube)
    assert not (by_difference(system, unseen(cube, hidden)) & hidden).any()
    assert not (by_chance(system, unseen(cube, hidden)) & hidden).any()


def test_the_attacks_find_what_is_left_open() -> None:
    """Hiding the small counts alone is not enough, and the attacks notice."""
    cube, hidden = large_hidden(15.0)
    alone = small(cube.counts) & ~cube.implied_mask
    system = system_of(cube)
    found = by_difference(system, unseen(cube, alone)) & alone
    assert found.sum() > 100
    assert (by_chance(system, unseen(cube, alone)) >= found).all()
    # One hidden cell shown by mistake is noticed as well: the smallest partner of a small count.
    partners = np.argwhere(hidden & ~small(cube.counts) & ~cube.implied_mask)
    leaks = 0
    for cell in partners[:: len(partners) // 5]:
        opened = hidden.copy()
        opened[tuple(cell)] = False
        leaks += (by_chance(system, unseen(cube, opened)) & opened).any()
    assert leaks


def test_the_elimination_and_the_random_solutions_agree() -> None:
    rng = np.random.default_rng(5)
    axes = nested([[3, 2], [2]]), nested([[3, 2]]), PARTS["total and its outcomes"][0]
    system = equations(*axes)
    for share in (0.1, 0.2, 0.3, 0.5):
        hidden = rng.random([len(parents) for parents in axes]) < share
        assert (by_algebra(system, hidden) == by_chance(system, hidden)).all()
        assert (by_difference(system, hidden) <= by_algebra(system, hidden)).all()


def test_little_is_hidden_where_little_is_small() -> None:
    """Total 60 in an amphoe of three tambon over a quarter: one small count hides three others."""
    areas, time = nested([[3]])[1:], nested([[3]])[1:]
    areas, time = tuple(p - 1 for p in areas), tuple(p - 1 for p in time)
    leaves = np.zeros((4, 4, 1), dtype=np.int64)
    leaves[1:, 1:, 0] = [[3, 9, 8], [7, 6, 11], [5, 12, 20]]
    cube = Cube(added_up(leaves, areas, time, (-1,)), Forest(areas), Forest(time), Forest((-1,)))
    hidden = suppress(cube)
    assert hidden.sum() == 4
    assert not hidden[0].any()
    assert not hidden[:, 0].any()
    assert hidden[1, 1, 0]


@pytest.mark.parametrize("value", [0, 1, 4, 5])
@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1), (3, 3)])
def test_uniform_and_tiny_cubes(value: int, shape: tuple[int, int]) -> None:
    areas, time = nested([[shape[0]]]), nested([[shape[1]]])
    leaves = np.full((len(areas), len(time), 1), value, dtype=np.int64)
    cube = Cube(added_up(leaves, areas, time, (-1,)), Forest(areas), Forest(time), Forest((-1,)))
    hidden = suppress(cube)
    assert hidden[small(cube.counts)].all()
    assert hidden.any() == (0 < value <= SMALL)
    assert not by_algebra(system_of(cube), hidden).any()


def test_what_is_known_to_be_zero_protects_nothing() -> None:
    """Neighbours whose nothing is known from elsewhere are no cover: the amphoe is hidden too."""
    areas = nested([[2, 2]])
    leaves = np.zeros((len(areas), 1, 1), dtype=np.int64)
    leaves[[2, 5, 6], 0, 0] = 3, 30, 40
    counts = added_up(leaves, areas, (-1,), (-1,))
    axes = Forest(areas), Forest((-1,)), Forest((-1,))
    open_cube, closed = Cube(counts, *axes), Cube(counts, *axes, known=counts == 0)
    assert suppress(open_cube)[:, 0, 0].nonzero()[0].tolist() == [1, 2, 4, 5]
    assert not suppress(closed)[3, 0, 0]


def test_steady_figures_are_hidden_at_all_dates_or_none() -> None:
    """Partners do not change with the date: a figure that stayed the same would tell on one."""
    rng = np.random.default_rng(2)
    areas = nested([[4, 4]])
    leaves = np.zeros((len(areas), 6, 1), dtype=np.int64)
    leaves[:, :, 0] = rng.integers(5, 40, (len(areas), 6))
    leaves[2, 3:, 0] = 2
    counts = added_up(leaves, areas, (-1,) * 6, (-1,))
    axes = Forest(areas), Forest((-1,) * 6), Forest((-1,))
    steady, moving = (suppress(Cube(counts, *axes, steady=one)) for one in (True, False))
    assert (steady.any(axis=1) == steady.all(axis=1)).all()
    assert moving.sum() < steady.sum()


@pytest.mark.parametrize(
    ("parents", "words"), [((1, 0), "circle"), ((0,), "circle"), ((5,), "which is none")]
)
def test_forests_are_checked(parents: tuple[int, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Forest(parents)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counts": np.zeros((1, 2, 1), dtype=np.int64)}, "shape"),
        ({"counts": np.full((1, 1, 1), -1, dtype=np.int64)}, "negative"),
        ({"implied": (True, False)}, "implied"),
        ({"weights": (1.0, 2.0)}, "weights"),
    ],
)
def test_cubes_are_checked(change: dict[str, object], words: str) -> None:
    one = Forest((-1,))
    given = {"counts": np.zeros((1, 1, 1), dtype=np.int64), "areas": one, "time": one, "parts": one}
    with pytest.raises(ValueError, match=words):
        Cube(**(given | change))
