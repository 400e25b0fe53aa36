"""A page with one map that shows what the address asks for; for test_map_kit.py alone.

What can be asked: ?show=tiles, circles, points, marks, two, months (several with commas); by
?level= the level, ?focus= the area, ?lang= the language.
"""

import random
from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.areas import load_registry
from geo.codes import Level, is_within
from lib.indicators.model import Flag
from lib.views.classing import circle_scale, classify, mark_entries
from lib.views.map import (
    AreaPaint,
    Form,
    LegendEntry,
    MapPicture,
    Mark,
    Place,
    area_map,
    chosen_point,
    points,
)
from lib.views.map.multiples import SmallMap, choose_small_map, small_maps
from lib.views.picture import Points

KINDS = {"เกษตรและแปรรูปอาหาร": "#0072B2", "หัตถกรรม": "#E69F00", "บริการ": "#009E73"}
MARKS = {Mark.UP: "สูงกว่าขอบเขต", Mark.DOWN: "ต่ำกว่าขอบเขต", Mark.HIGH: "กลุ่มพื้นที่ค่าสูง",
         Mark.LOW: "กลุ่มพื้นที่ค่าต่ำ", Mark.PICKED: "พื้นที่ที่เสนอ"}  # fmt: skip
SIGNS = [*[Mark.NONE] * 6, Mark.UP, Mark.NONE, Mark.DOWN, Mark.HIGH, Mark.NONE, Mark.LOW,
         Mark.NONE, Mark.PICKED]  # fmt: skip


def main() -> None:
    asked = st.query_params
    show = asked.get("show", "").split(",")
    registry = load_registry()
    codes = [area.code for area in registry.at_level(asked.get("level", "amphoe"))]
    if "two" in show:
        for column, (name, seed) in zip(st.columns(2), {"a": 1, "b": 2}.items(), strict=True):
            with column:
                shown = replace(picture(codes, show, seed), linked="pair")
                st.write(f"{name}: {area_map(shown, key=name, height=470)}")
        return
    if "months" in show:
        months(show)
        return
    seed = st.number_input("seed", 1, 99, 1)
    if "switch" in show and st.toggle("tiles"):
        show.append("tiles")
    shown = picture(codes, show, int(seed))
    point = chosen_point("map", shown.points) if shown.points else None
    code = area_map(shown, key="map", height=int(asked.get("height", 470)))
    st.write(f"chosen: {point.text}" if point else f"clicked: {code}")


def picture(codes: list[str], show: list[str], seed: int) -> MapPicture:
    """Sample values, drawn from the seed."""
    chance = random.Random(seed)
    values = pd.Series({code: chance.expovariate(1 / 40) for code in codes}).round()
    values.iloc[3] = float("nan")
    lang = st.query_params.get("lang", "th")
    classes = classify(values, [] if "circles" in show else [10, 20, 40, 80], lang=lang)
    marks = [SIGNS[n % len(SIGNS)] if "marks" in show else Mark.NONE for n in range(len(codes))]
    areas = tuple(
        AreaPaint(code, classes.fills[code], f"{value:,.0f} กลุ่ม", mark=mark,
                  size=value if value > 0 else None)
        for (code, value), mark in zip(values.items(), marks, strict=True)
    )  # fmt: skip
    signs = mark_entries(areas, MARKS) if "marks" in show else ()
    return MapPicture(
        title="กลุ่มอาชีพที่ดำเนินการอยู่",
        subtitle="กลุ่ม",
        level=Level(st.query_params.get("level", "amphoe")),
        areas=areas,
        colours=classes.colours,
        legend=(*classes.legend, *signs),
        source="ข้อมูลถึง 30 มิ.ย. 2569 (ข้อมูลจำลอง) · เขตการปกครอง: กรมแผนที่ทหาร ผ่าน OCHA",
        selected=st.query_params.get("selected"),
        focus=st.query_params.get("focus", "south"),
        lang=lang,
        form=Form.TILES if "tiles" in show else Form.GEOGRAPHIC,
        picked=st.query_params.get("picked"),
        circles=circle_scale(values, "จำนวนกลุ่ม") if "circles" in show else None,
        points=places(2000) if "points" in show else None,
        centres="centres" in show,
    )


def months(show: list[str]) -> None:
    """Twelve small maps; the one clicked is marked in the next run."""
    registry = load_registry()
    amphoe = registry.at_level(Level.AMPHOE)
    chance = random.Random(3)
    panels, legend, colours = [], (), ()
    for month in range(1, 13):
        values = pd.Series({area.code: chance.expovariate(1 / 30) for area in amphoe})
        values.iloc[month] = float("nan")
        flags = pd.Series("", index=values.index)
        flags.iloc[month + 5] = Flag.FEW
        classes = classify(values, [10, 20, 40, 80], lang="th", flags=flags)
        legend, colours = classes.legend, classes.colours
        texts = {code: f"{value:,.1f}" for code, value in values.dropna().items()}
        panels.append(SmallMap(f"2026-{month:02}", f"เดือนที่ {month}", classes.fills, texts,
                               f"รวม {values.sum():,.0f}"))  # fmt: skip
    form = Form.TILES if "tiles" in show else Form.GEOGRAPHIC
    names = {area.code: area.display_name() for area in amphoe}
    html = small_maps(panels, colours=colours, legend=legend, names=names, form=form,
                      chosen=st.session_state.get("month"), choosable=True)  # fmt: skip

    def choose(key: str) -> None:
        st.session_state.month = key

    got = choose_small_map(html, key="months", on_choose=choose)
    st.write(f"chosen: {got}, kept: {st.session_state.get('month')}, {len(html.encode()):,} bytes")


@st.cache_data
def places(count: int) -> Points:
    """Sample points around the label points of tambon."""
    chance = random.Random(5)
    areas = [a for a in load_registry().at_level(Level.TAMBON) if is_within(a.code, "south")]
    kinds = list(KINDS)
    made = []
    for number in range(count):
        area = chance.choice(areas)
        kind = chance.randrange(len(kinds))
        made.append(
            Place(area.latitude + chance.gauss(0, 0.012), area.longitude + chance.gauss(0, 0.012),
                  area.code, kind, f"กลุ่มอาชีพที่ {number + 1}",
                  f"สมาชิก {chance.randrange(5, 40)} คน")
        )  # fmt: skip
    legend = tuple(
        LegendEntry(name, colour, sum(place.kind == number for place in made))
        for number, (name, colour) in enumerate(KINDS.items())
    )
    return points(made, legend, choosable=True)


st.set_page_config("Map kit", layout="wide")
main()
