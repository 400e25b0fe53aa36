"""What is taken away from the screens: the same as on them, stamped, with a good name."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.model import Flag
from lib.periods import quarter
from lib.views import asking, data
from lib.views.mapped.display import shown
from lib.views.mapped.picture import picture
from lib.views.mapped.table import figures_table
from lib.views.picture import Pattern
from lib.views.selection import Kind as Span
from lib.views.selection import Selection
from lib.views.taking import kinds, menu
from lib.views.taking.kinds import Kind, Taken, offered, register
from lib.views.taking.layers import layers_of, map_layer
from lib.views.taking.profile_tables import profile_tables
from lib.views.taking.seen import Seen, SeenMap
from lib.views.taking.stamp import link, name_of, stamp_of
from lib.views.taking.tables import tables_of
from lib.views.words import say
from tests.views.on_screen import opened_in_house

pytestmark = pytest.mark.usefixtures("own_store")
MAPS = [
    ("people_served_per_1000", Level.AMPHOE),
    ("follow_up_rate", Level.TAMBON),
    ("groups_active", Level.AMPHOE),
    ("tambon_reached", Level.TAMBON),
    ("days_since_last_activity", Level.PROVINCE),
]
FIGURES = ("value", "numerator", "denominator", "lower", "upper")


def selected(**changed: object) -> Selection:
    return replace(data.choices("coverage").start(), **changed)  # type: ignore[arg-type]


def seen_map(selection: Selection) -> SeenMap:
    indicator = registry.get(selection.indicator)
    answer = asking.map_answer(selection)
    painted = shown(selection, answer)
    drawn = picture(selection, indicator, painted)
    return SeenMap(indicator.code, drawn, indicator, answer, painted.figures)


def taken(selection: Selection) -> Taken:
    one = seen_map(selection)
    seen = Seen(maps={one.name: one})
    return Taken("coverage", selection, "ความครอบคลุม", stamp_of(selection, "ความครอบคลุม"), seen)


def made(key: str, what: Taken) -> bytes:
    return menu.made(kinds.KINDS[key], what)


@pytest.mark.parametrize(("code", "level"), MAPS)
def test_layer_has_the_figures_of_the_indicator_in_the_classes_of_the_map(
    code: str, level: Level, tmp_path: Path
) -> None:
    what = taken(selected(indicator=code, level=level))
    path = tmp_path / "map.gpkg"
    path.write_bytes(made("gpkg", what))
    found = gpd.read_file(path, layer=f"{code}_{level}").set_index("code")
    answer = asking.map_answer(what.selection)
    hidden = answer["flag"].isin([str(Flag.SUPPRESSED), str(Flag.NO_DATA)])
    for name in FIGURES:
        if name in found:
            wanted = answer[name].astype(float).where(~hidden & np.isfinite(answer[name]))
            pd.testing.assert_series_equal(
                found[name].astype(float), wanted.reindex(found.index), check_names=False,
                check_index_type=False,
            )  # fmt: skip
    assert "value" in found
    assert len(found) == len(answer)
    drawn = next(iter(what.seen.maps.values())).picture
    counts = found["class_label"].value_counts().to_dict()
    legend = {one.label: one.count for one in drawn.legend if one.count}
    assert counts == legend


def test_categories_are_a_layer_without_figures() -> None:
    one = seen_map(selected())
    layer = map_layer(replace(one, name="reports", indicator=None, answer=None, painted=None))
    assert "value" not in layer.figures
    assert set(layer.figures["flag"]) <= {"ok", "no data", "suppressed"}
    patterns = [a.code for a in one.picture.areas if a.fill is Pattern.NONE]
    assert list(layer.figures.index[layer.figures["flag"] == "no data"]) == patterns


def test_two_maps_are_two_layers() -> None:
    one = seen_map(selected())
    names = [layer.name for layer in layers_of([one, replace(one, caption="b")])]
    assert len(set(names)) == 2


@pytest.mark.parametrize(("code", "level"), MAPS)
def test_workbook_has_the_table_of_the_map(code: str, level: Level) -> None:
    what = taken(selected(indicator=code, level=level))
    book = openpyxl.load_workbook(io.BytesIO(made("excel", what)))
    sheet = book.worksheets[1]
    wanted = figures_table(
        registry.get(code), asking.map_answer(what.selection), data.areas(), "th"
    )
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] is not None]
    start = next(place for place, row in enumerate(rows) if row[0] == wanted.columns[0])
    assert list(rows[start][: wanted.shape[1]]) == list(wanted.columns)
    for row, found in zip(wanted.itertuples(index=False), rows[start + 1 :], strict=False):
        for one, other in zip(row, found, strict=False):
            assert (other in ("–", None)) if pd.isna(one) or one == "" else other == one


def test_names_and_stamps_are_in_the_language() -> None:
    thai = selected(area="9410", period=quarter(2569, 3), kind=Span.QUARTER,
                    filters=(("mission", ("labour", "security")),))  # fmt: skip
    assert name_of(thai, "ความครอบคลุม", "xlsx") == (
        "ความครอบคลุม_อ.ยะรัง_ไตรมาส3-ปีงบประมาณ2569_ข้อมูลถึง2569-06-30_จำลอง.xlsx"
    )
    stamp = stamp_of(thai, "ความครอบคลุม")
    assert dict(stamp.lines)["พื้นที่"] == "อ.ยะรัง จ.ปัตตานี"
    assert dict(stamp.lines)["ข้อมูลถึง"] == "30 มิ.ย. 2569"
    assert "ด้านแรงงาน" in dict(stamp.lines)["ตัวกรอง"]
    assert "จำลอง" in stamp.simulated
    english = stamp_of(replace(thai, language="en"), "Coverage")
    assert dict(english.lines)["Area"] == "Amphoe Yarang, Pattani"
    assert name_of(replace(thai, language="en"), "Coverage", "xlsx").endswith(
        "_to-2026-06-30_simulated.xlsx"
    )


def test_link_shows_the_same() -> None:
    chosen = selected(area="9410", indicator="follow_up_rate")
    query = link(chosen).partition("?")[2]
    assert "area=9410" in query
    assert "lang" not in query


@pytest.fixture
def broken() -> Iterator[Kind]:
    def fails(what: Taken, progress: object) -> bytes:
        raise OSError("no room")

    kind = Kind("png", "map", "png", "image/png", lambda what: "x", fails, lambda what: True)
    kept = kinds.KINDS["png"]
    register(kind)
    yield kind
    register(kept)


def test_what_fails_is_in_the_log_under_a_number(
    broken: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(menu.Failed) as failed:
        menu.made(broken, taken(selected()))
    assert failed.value.reference in caplog.text
    assert "no room" in caplog.text


def test_files_carry_the_moment_they_are_made() -> None:
    old = taken(selected())
    old = replace(old, stamp=replace(old.stamp, made=datetime(2020, 1, 1, tzinfo=UTC)))
    with zipfile.ZipFile(io.BytesIO(made("geojson", old))) as packed:
        name = next(one for one in packed.namelist() if one.endswith(".geojson"))
        assert b'"made":"2020' not in packed.read(name)


def test_kinds_are_of_a_group_of_the_menu() -> None:
    with pytest.raises(ValueError, match="use one of"):
        register(replace(kinds.KINDS["png"], group="other"))


def test_nothing_seen_offers_nothing() -> None:
    what = replace(taken(selected()), seen=Seen())
    assert [kind.key for group in ("figures", "map") for kind in offered(what, group)] == []
    assert tables_of(what.seen) == ()


OFFERED = [
    ("overview", {"excel", "png", "svg", "gpkg", "geojson"}),
    ("coverage", {"excel", "png", "svg", "gpkg", "geojson"}),
    ("groups", {"excel", "png", "svg", "gpkg", "geojson"}),
    ("follow_up", {"excel", "png", "svg", "gpkg", "geojson"}),
    ("needs", {"excel", "png", "svg", "gpkg", "geojson"}),
    ("compare", {"excel", "gpkg"}),
    ("profile", {"excel"}),
]


def keys_offered(at: AppTest) -> set[str]:
    """The kinds whose button is on a screen."""
    labels = {str(button.proto.label) for button in at.get("download_button")}
    return {key for key in kinds.KINDS if say(f"exports.take_{key}", "th") in labels}


@pytest.mark.parametrize(("screen", "keys"), OFFERED)
def test_every_screen_offers_what_makes_sense(screen: str, keys: set[str]) -> None:
    at = opened_in_house(screen, area="94")
    assert not at.exception
    assert keys_offered(at) & {"excel", "png", "svg", "gpkg", "geojson"} == keys


def test_a_period_without_data_offers_nothing() -> None:
    assert keys_offered(opened_in_house("coverage", period="fy2640")) == set()


PAGE = """<div><section class="main-figures"><h3>a</h3><table><tbody><tr><th>x</th></tr></tbody>
</table></section><section><h3>Plan <a>more</a></h3><table><thead><tr><th>Quarter</th><th>Held</th>
<th>Plan</th></tr></thead><tbody><tr><th>Q1</th><td><svg></svg></td><td><b>5,699</b></td>
<td>6,010</td></tr><tr><td colspan="4">and more</td></tr></tbody></table></section></div>"""


def test_tables_of_the_profile_are_read_off_its_page() -> None:
    (table,) = profile_tables([], [], PAGE, "en")
    assert table.title == "Plan more"
    assert table.frame.to_dict("list") == {"Quarter": ["Q1"], "Held": ["5,699"], "Plan": ["6,010"]}
