"""Coordinates: their forms, and whether they lie in the tambon of the row."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spelled import cells, spelled

from geo.areas import load_registry
from lib.imports.checks.coordinates import check_coordinates, metres_outside, to_degrees
from lib.store.check import Checked, Delivered, check_table
from lib.store.findings import Finding
from lib.store.reference import area_frame

REGISTRY = load_registry()
TAMBON = area_frame().filter(level="tambon")["code"].to_list()
# The town of Pattani, and the same point in metres of UTM zone 47 (computed elsewhere).
CODE, LATITUDE, LONGITUDE = "940101", 6.8695, 101.2505


def turned(latitude: str, longitude: str, code: str = CODE) -> tuple[str, str, list[str]]:
    normal = spelled(
        "activity", {"tambon_code": [code], "latitude": [latitude], "longitude": [longitude]}
    )
    (lat,), (lon,) = cells(normal, "latitude"), cells(normal, "longitude")
    return lat, lon, list(normal.findings.counts)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("6.8695°", "101.2505°"),
        ("6.8695 N", "101.2505 E"),
        ("N 6.8695", "E 101.2505"),
        ("6.8695 เหนือ", "101.2505 ตะวันออก"),
        ("6,8695", "101,2505"),
        ("๖.๘๖๙๕°", "๑๐๑.๒๕๐๕°"),
        ("6°52'10.2\"N", "101°15'1.8\"E"),
        ("6° 52′ 10.2″ N", "101° 15′ 1.8″ E"),
        ("6 52 10.2", "101 15 1.8"),
        ("6°52.17'", "101°15.03'"),
        ("6º52'10.2''", "101º15'1.8''"),
    ],
)
def test_degrees_in_other_forms(latitude: str, longitude: str) -> None:
    lat, lon, found = turned(latitude, longitude)
    assert (float(lat), float(lon), found) == (LATITUDE, LONGITUDE, [])


@settings(deadline=None)
@given(st.floats(5.6, 7.2), st.floats(100.3, 102.1))
def test_degrees_minutes_and_seconds_come_back(latitude: float, longitude: float) -> None:
    found = turned(_sexagesimal(latitude), _sexagesimal(longitude))
    assert float(found[0]) == pytest.approx(latitude, abs=2e-6)
    assert float(found[1]) == pytest.approx(longitude, abs=2e-6)


def _sexagesimal(degrees: float) -> str:
    seconds = round(degrees * 3600, 3)
    whole, rest = divmod(seconds, 3600)
    return f"{whole:.0f}°{rest // 60:.0f}'{rest % 60:.3f}\""


@pytest.mark.parametrize("text", ["6.8695", " 6.8695 ", "6°70'0\"", "6.5°30'", "about 6", "6,869"])
def test_other_texts_stay(text: str) -> None:
    assert turned(text, "101.2505")[0] == text


@pytest.mark.parametrize("code", TAMBON[::7])
def test_metres_of_the_survey_are_turned(code: str) -> None:
    """Whichever of the two is the easting: the tambon tells."""
    area = REGISTRY.get(code)
    east, north = _metres(area.longitude, area.latitude)
    ways = [(north, east), (east, north)]
    # Where the two are nearly the same, the columns are taken at their word.
    for latitude, longitude in ways if abs(int(east) - int(north)) > 20_000 else ways[:1]:
        lat, lon, found = turned(latitude, longitude, code)
        assert not found
        assert float(lat) == pytest.approx(area.latitude, abs=2e-5)
        assert float(lon) == pytest.approx(area.longitude, abs=2e-5)


def _metres(longitude: float, latitude: float) -> tuple[str, str]:
    """Easting and northing by the series of Krueger, to a metre: the inverse is PROJ's."""
    k0, radius, flat = 0.9996, 6378137.0, 1 / 298.257223563
    n = flat / (2 - flat)
    size = radius / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    first, second = n / 2 - 2 * n**2 / 3, 13 * n**2 / 48
    phi, away = np.radians(latitude), np.radians(longitude - 99)
    e = 2 * np.sqrt(n) / (1 + n)
    t = np.sinh(np.arctanh(np.sin(phi)) - e * np.arctanh(e * np.sin(phi)))
    xi, eta = np.arctan2(t, np.cos(away)), np.arctanh(np.sin(away) / np.sqrt(1 + t**2))
    east = (
        eta + first * np.cos(2 * xi) * np.sinh(2 * eta) + second * np.cos(4 * xi) * np.sinh(4 * eta)
    )
    north = (
        xi + first * np.sin(2 * xi) * np.cosh(2 * eta) + second * np.sin(4 * xi) * np.cosh(4 * eta)
    )
    return f"{500000 + k0 * size * east:.0f}", f"{k0 * size * north:.0f}"


def test_metres_elsewhere_are_refused() -> None:
    east, north = _metres(LONGITUDE, LATITUDE)
    assert turned(north, east, "950101") == (north, east, ["metres_for_degrees"])
    assert turned("999999999", "888888888") == ("999999999", "888888888", ["metres_for_degrees"])


def test_swapped_degrees_are_an_error_that_says_so() -> None:
    columns = {"tambon_code": [CODE], "latitude": ["101.2505"], "longitude": ["6.8695"]}
    normal = spelled("activity", columns)
    (finding,) = normal.findings
    assert (finding.kind, finding.facts["other"]) == ("swapped_coordinates", "6.8695, 101.2505")
    checked = check_table(normal.delivered)
    kinds = {one.kind for one in normal.rest(checked.findings)}
    assert "off_the_globe" in checked.findings.counts
    assert "off_the_globe" not in kinds


def located(code: str, latitude: float, longitude: float) -> list[Finding]:
    return list(check_coordinates(_checked([code], [latitude], [longitude])))


def _checked(codes: list[str], latitudes: list[float], longitudes: list[float]) -> Checked:
    frame = pl.DataFrame(
        {"tambon_code": codes, "latitude": latitudes, "longitude": longitudes}
    ).with_columns(pl.all().cast(pl.String))
    return check_table(Delivered.of("activity", frame))


def test_every_tambon_holds_its_own_point() -> None:
    areas = [REGISTRY.get(code) for code in TAMBON]
    checked = _checked(TAMBON, [a.latitude for a in areas], [a.longitude for a in areas])
    assert not check_coordinates(checked)


@pytest.mark.parametrize(
    ("code", "latitude", "longitude", "kind"),
    [
        (CODE, LATITUDE, LONGITUDE, None),
        ("940102", 6.9, 101.25, "point_elsewhere"),
        ("950101", LATITUDE, LONGITUDE, "point_far"),
        (CODE, 6.95, 101.25, "point_outside"),  # the sea
        (CODE, 13.75, 100.5, "point_far"),  # Bangkok
        (CODE, -6.8695, 101.2505, "point_far"),
        ("940199", LATITUDE, LONGITUDE, None),  # for the check
    ],
)
def test_points_against_their_tambon(
    code: str, latitude: float, longitude: float, kind: str | None
) -> None:
    found = located(code, latitude, longitude)
    assert [one.kind for one in found] == ([kind] if kind else [])
    for one in found:
        assert one.warning == (kind != "point_far")
        assert REGISTRY.get(code).name() in one.facts["other"]


def test_the_distance_is_that_to_the_border() -> None:
    """0 inside, then growing a metre a metre."""
    north = np.array([LATITUDE, 6.95, 6.951])
    away = metres_outside(pl.Series([CODE] * 3), np.full(3, LONGITUDE), north)
    assert away[0] == 0
    assert away[2] - away[1] == pytest.approx(110.6, abs=1.5)
    assert np.isnan(metres_outside(pl.Series(["x"]), north[:1], north[:1])).all()
    assert np.isnan(metres_outside(pl.Series([CODE]), np.array([np.nan]), north[:1])).all()


def test_metres_to_degrees_and_no_degrees() -> None:
    longitude, latitude = to_degrees(np.array([500000.0, 1e12]), np.array([0.0, 1e12]))
    assert (longitude[0], latitude[0]) == (pytest.approx(99.0), pytest.approx(0.0))
    assert np.isnan(longitude[1]) or abs(longitude[1]) <= 180
