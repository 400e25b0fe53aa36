"""The browser's own copy of the tiles and the labour centres, and the shapes of small maps."""

import csv
import json
import re
from pathlib import Path

import pytest

from geo.areas import BUILT, AreaRegistry, load_registry
from geo.codes import Level
from lib.views.assets import prepare
from lib.views.map.shapes import TILE, outlines
from lib.views.picture import Form


@pytest.fixture(scope="module")
def areas() -> AreaRegistry:
    return load_registry()


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    static: Path = tmp_path_factory.mktemp("static")
    return (static / "vendor" / prepare(static).script).read_text("utf-8")


def constant(script: str, name: str) -> dict[str, list[float]]:
    found = re.search(rf"const {name} = (\{{.*\}});", script)
    assert found
    value: dict[str, list[float]] = json.loads(found[1])
    return value


def rows(name: str) -> list[dict[str, str]]:
    with (BUILT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_map_script_has_the_built_tiles_and_centres(script: str) -> None:
    assert constant(script, "TILES") == {
        row["amphoe_code"]: [int(row["column"]), int(row["row"])] for row in rows("tiles.csv")
    }
    assert constant(script, "CENTRES") == {
        row["amphoe_code"]: [float(row["latitude"]), float(row["longitude"])]
        for row in rows("offices.csv")
    }


def corners(path: str) -> set[tuple[int, int]]:
    """Points of a path of whole steps."""
    found = set()
    for ring in path.strip("z").split("z"):
        start, steps = ring.removeprefix("M").split("l")
        x, y = map(int, start.split())
        found.add((x, y))
        flat = [int(number) for number in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(flat[::2], flat[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found


def test_tiles_are_of_one_size_and_each_at_its_own_place(areas: AreaRegistry) -> None:
    made = outlines([area.code for area in areas.at_level(Level.AMPHOE)], Form.TILES)
    width, height = TILE
    for code, path in made.paths.items():
        xs, ys = zip(*corners(path), strict=True)
        assert (max(xs) - min(xs), max(ys) - min(ys)) == (width, height), code
    assert len({frozenset(corners(path)) for path in made.paths.values()}) == 37


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("within", ["south", "94"])
def test_outlines_lie_in_their_drawing(form: Form, within: str, areas: AreaRegistry) -> None:
    codes = [area.code for area in areas.descendants(within, Level.AMPHOE)]
    made = outlines(codes, form)
    points = set().union(*(corners(path) for path in made.paths.values()))
    xs, ys = zip(*points, strict=True)
    assert set(made.paths) == set(codes)
    assert (min(xs), min(ys), max(xs), max(ys)) == (0, 0, made.width, made.height)


def test_neighbours_share_their_border(areas: AreaRegistry) -> None:
    made = outlines([area.code for area in areas.at_level(Level.AMPHOE)])
    points = {code: corners(path) for code, path in made.paths.items()}
    for code, own in points.items():
        assert len(own) > 3
        for other in areas.neighbours(code):
            assert own & points[other.code], (code, other.code)


def test_other_levels_have_outlines_too(areas: AreaRegistry) -> None:
    for level in (Level.PROVINCE, Level.TAMBON):
        codes = [area.code for area in areas.at_level(level)]
        made = outlines(codes)
        assert all(path.startswith("M") for path in made.paths.values())


@pytest.mark.parametrize(
    ("codes", "form", "words"),
    [
        ([], Form.GEOGRAPHIC, "one level"),
        (["94", "9401"], Form.GEOGRAPHIC, "one level"),
        (["1001"], Form.GEOGRAPHIC, "no shape of"),
        (["940101"], Form.TILES, "no shape of"),
    ],
)
def test_areas_without_a_shape_are_refused(codes: list[str], form: Form, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        outlines(codes, form)
