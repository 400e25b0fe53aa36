"""Ways by geometry and by matrix, and what a matrix is refused for."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lib.planning.distances import (
    Assumptions,
    Distances,
    Origin,
    Point,
    Unit,
    assumptions,
    centre_points,
    from_geometry,
    from_matrix,
    load_distances,
    tambon_points,
)
from lib.planning.reasons import Fault, PlanError

STRAIGHT = Assumptions(detour=1, speed_kmh=30)
TAMBON, PLACES = ("T1", "T2"), ("T1", "T2", "C")
GOOD = "from,to,km\nT1,T2,10\nT1,C,4\nT2,T1,12.5\nT2,C,\n"
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        file = tmp_path / "roads.csv"
        file.write_text(text, encoding="utf-8")
        return file

    return written


def read(file: Path, known: Assumptions = STRAIGHT) -> Distances:
    return from_matrix(file, TAMBON, PLACES, known)


def test_one_degree_of_latitude_at_the_equator() -> None:
    # WGS 84: 110.574 km; a degree of longitude is 111.319 km there
    origin, north, east = Point("A", 0, 100), Point("B", 1, 100), Point("C", 0, 101)
    km = from_geometry([origin], [north, east, origin], STRAIGHT).of("km")
    assert km.loc["A"].to_dict() == {"B": 110.574, "C": 111.319, "A": 0}


def test_detour_and_speed() -> None:
    points = [Point("A", 6.5, 101), Point("B", 6.6, 101.2)]
    straight = from_geometry(points, points, STRAIGHT).of(Unit.KM)
    found = from_geometry(points, points, Assumptions(detour=1.5, speed_kmh=45))
    assert found.of(Unit.KM).at["A", "B"] == pytest.approx(1.5 * straight.at["A", "B"], abs=0.001)
    assert found.of(Unit.MINUTES).at["A", "B"] == pytest.approx(2 * straight.at["A", "B"], abs=0.01)
    assert (found.origin, found.timed) == (Origin.GEOMETRY, False)


def test_the_region() -> None:
    found = load_distances()
    km = found.of(Unit.KM)
    assert km.shape == (len(tambon_points()), len(tambon_points()) + len(centre_points()))
    assert len(centre_points()) == 37
    assert km.notna().all(axis=None)
    square = km[km.index]
    assert (np.diag(square) == 0).all()
    assert np.allclose(square, square.T)
    # Betong to Hat Yai's side of Chana is the long way across the region
    assert 150 < km.max(axis=None) < 350


def test_the_figures_of_the_settings_are_used(tmp_path: Path) -> None:
    known = assumptions()
    assert known.matrix is None
    assert load_distances(known).assumptions == known
    twice = Assumptions(known.detour * 2, known.speed_kmh)
    ratio = load_distances(twice).of("km") / load_distances(known).of("km").replace(0, np.nan)
    assert np.nanmax(abs(ratio - 2)) < 0.01


def test_matrix(write: Write) -> None:
    found = read(write("\ufeff" + GOOD))
    km, minutes = found.of(Unit.KM), found.of(Unit.MINUTES)
    assert km.loc["T1"].to_dict() == {"T1": 0, "T2": 10, "C": 4}
    assert km.loc["T2"].to_dict() == {"T1": 12.5, "T2": 0, "C": float("inf")}
    assert minutes.loc["T1"].to_dict() == {"T1": 0, "T2": 20, "C": 8}
    assert (found.origin, found.timed) == (Origin.MATRIX, False)


def test_matrix_with_minutes(write: Write) -> None:
    both = "From, To ,minutes,km\nT1,T1,2,1\nT1,T2,30,10\nT1,C,9,4\n\nT2,T1,31,10\nT2,C,,\n"
    found = read(write(both))
    assert found.timed
    assert found.of("minutes").loc["T1"].to_dict() == {"T1": 2, "T2": 30, "C": 9}
    assert found.of("km").at["T1", "T1"] == 1
    only = read(write(GOOD.replace("km", "minutes")))
    assert only.of("minutes").at["T1", "T2"] == 10
    with pytest.raises(PlanError) as caught:
        only.of("km")
    assert caught.value.fault is Fault.NO_KILOMETRES


@pytest.mark.parametrize(
    ("text", "fault", "about"),
    [
        ("", Fault.COLUMNS, ()),
        ("from;to;km\nT1;T2;10\n", Fault.COLUMNS, ("from;to;km",)),
        ("from,to\nT1,T2\n", Fault.COLUMNS, ("from", "to")),
        ("from,to,km,km\n", Fault.COLUMNS, ("from", "to", "km", "km")),
        (GOOD + "T2,T2\n", Fault.NOT_CSV, ("6",)),
        (GOOD + "T2,T2,0,0\n", Fault.NOT_CSV, ("6",)),
        (GOOD + 'T2,"T2\n', Fault.NOT_CSV, ("roads.csv",)),
        (GOOD + "T9,T1,3\n", Fault.UNKNOWN_PLACE, ("6",)),
        (GOOD + "C,T1,3\n", Fault.UNKNOWN_PLACE, ("6",)),
        (GOOD + "\nT1,X,3\n", Fault.UNKNOWN_PLACE, ("7",)),
        (GOOD + "T1,C,4\n", Fault.PAIR_TWICE, ("6",)),
        (GOOD.replace("12.5", "-1"), Fault.NOT_NUMBER, ("4",)),
        (GOOD.replace("12.5", "far"), Fault.NOT_NUMBER, ("4",)),
        (GOOD.replace("12.5", "nan"), Fault.NOT_NUMBER, ("4",)),
        (GOOD.replace("12.5", "inf"), Fault.NOT_NUMBER, ("4",)),
        (GOOD.replace("T2,C,\n", ""), Fault.PAIR_MISSING, ("T2 > C",)),
        ("from,to,km\n", Fault.PAIR_MISSING, ("T1 > T2", "T1 > C", "T2 > T1", "T2 > C")),
    ],
)
def test_matrix_is_refused(write: Write, text: str, fault: Fault, about: tuple[str, ...]) -> None:
    with pytest.raises(PlanError) as caught:
        read(write(text))
    assert (caught.value.fault, caught.value.about) == (fault, about)


def test_a_message_names_the_first_lines_only(write: Write) -> None:
    text = GOOD + "".join(f"X{number},T1,1\n" for number in range(1200))
    with pytest.raises(
        PlanError, match=r"line 6, 7, 8, 9, 10 and 1,195 more: .*X0, X1, X2, X3, X4"
    ):
        read(write(text))


def test_matrix_of_other_bytes_or_none(tmp_path: Path) -> None:
    file = tmp_path / "roads.csv"
    file.write_bytes(b"from,to,km\nT1,T2,\xa1\n")
    for path, fault in ((file, Fault.NOT_CSV), (tmp_path / "none.csv", Fault.NO_FILE)):
        with pytest.raises(PlanError) as caught:
            read(path)
        assert caught.value.fault is fault


def test_a_matrix_named_in_the_settings_takes_the_place_of_geometry(tmp_path: Path) -> None:
    geometry = load_distances()
    pairs = (geometry.of("km") + 1).stack().rename("km").rename_axis(["from", "to"])
    pairs.reset_index().to_csv(tmp_path / "roads.csv", index=False)
    settings = tmp_path / "planning.toml"
    settings.write_text('[distances]\ndetour = 1.3\nspeed_kmh = 40\nmatrix = "roads.csv"\n')
    found = load_distances(assumptions(settings))
    assert found.origin is Origin.MATRIX
    pd.testing.assert_frame_equal(found.of("km"), (geometry.of("km") + 1).round(3))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("detour = 0.9", "detour"),
        ('detour = "1.3"', "detour"),
        ("detour = true", "detour"),
        ("detour = inf", "detour"),
        ("detour = nan", "detour"),
        ("speed_kmh = 0", "speed_kmh"),
        ("matrix = 3", "matrix"),
        ("", "detour"),
    ],
)
def test_settings_that_make_no_sense(tmp_path: Path, line: str, name: str) -> None:
    lines = {"detour": "detour = 1.3", "speed_kmh": "speed_kmh = 40", "matrix": 'matrix = ""'}
    file = tmp_path / "planning.toml"
    file.write_text("[distances]\n" + "\n".join({**lines, name: line}.values()), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        assumptions(file)
    assert (caught.value.fault, caught.value.about) == (Fault.SETTINGS, (name,))
