"""What the map can do beside filling areas, on a page of its own (pages_of_tests/map_kit.py)."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Locator, WebSocket, expect

from tests.browser.conftest import ROOT, START_SECONDS, Visit
from tests.browser.screen import SETTLED, Screen

PAGE = Path(__file__).parent / "pages_of_tests" / "map_kit.py"
SERVE = f"from pathlib import Path; from lib.views.server import serve; serve(Path({str(PAGE)!r}))"
FRAME = "iframe[title='streamlit_folium.st_folium']"
BIGGEST_MESSAGE = 30_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the test page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("kit") / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _answering(f"http://127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.wait(10)


def _answering(url: str, log: Path) -> str:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return url
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The test page did not start: {log.read_text(encoding='utf-8')}")


@pytest.fixture
def screen(visit: Visit, address: str) -> Screen:
    return Screen(visit.page, address)


def count(frame: Frame, selector: str) -> int:
    return frame.locator(selector).count()


def test_tiles_hold_every_name_whole_and_switch_without_a_remount(screen: Screen) -> None:
    screen.open("/?show=switch,marks")
    frame = screen.map()
    before = screen.painted()
    frame.evaluate("window.sameFrame = true")
    screen.page.get_by_text("tiles", exact=True).click()
    screen.wait_for_other_paint(before)
    frame.locator("#map_div.is-tiles[data-view]").wait_for()
    assert frame.evaluate("window.sameFrame") is True
    overflowing = """() => {
        const scale = areaMap.view.map, names = [...document.querySelectorAll(".area-label-tile")];
        const tile = document.querySelector(".leaflet-fills-pane path").getBoundingClientRect();
        return [names.length, names.filter((name) => {
            const box = name.firstChild.getBoundingClientRect();
            return box.width > tile.width - 2 || box.height > tile.height - 2;
        }).map((name) => name.textContent)];
    }"""
    for width, height in ((1366, 768), (390, 844)):
        screen.page.set_viewport_size({"width": width, "height": height})
        frame.wait_for_function(f"innerWidth <= {width} && innerWidth > {width - 200}")
        screen.page.wait_for_timeout(300)
        assert frame.evaluate(overflowing) == [37, []]
    screen.page.get_by_text("tiles", exact=True).click()
    frame.locator("#map_div:not(.is-tiles)[data-view]").wait_for()


def test_tiles_take_clicks_hover_and_keys(screen: Screen) -> None:
    screen.open("/?show=tiles")
    frame = screen.map()
    point = frame.evaluate("areaMap.pointOf('9410')")
    frame.locator("#map_div").hover(position=point)
    expect(frame.locator(".area-card-name")).to_have_text("อ.ยะรัง")
    screen.click_area("9410")
    expect(screen.page.get_by_text("clicked: 9410")).to_be_visible()
    division = frame.locator("#map_div")
    division.focus()
    division.press("ArrowDown")
    first = spoken(frame)
    division.press("ArrowDown")
    frame.wait_for_function(
        "first => document.querySelector('[aria-live]').textContent !== first", arg=first
    )
    assert first.startswith("อ.")


def spoken(frame: Frame) -> str:
    return frame.locator("[aria-live]").first.text_content() or ""


def test_marks_are_signs_with_words(screen: Screen) -> None:
    screen.open("/?show=marks&picked=9502")
    frame = screen.map()
    rows = frame.locator(".area-legend li.is-mark")
    assert rows.count() == 5
    shown = dict(
        zip(rows.locator(".area-legend-label").all_inner_texts(),
            map(int, rows.locator(".area-legend-count").all_inner_texts()), strict=True)
    )  # fmt: skip
    signs = {"up": "สูงกว่าขอบเขต", "down": "ต่ำกว่าขอบเขต", "picked": "พื้นที่ที่เสนอ"}
    for sign, label in signs.items():
        assert count(frame, f".leaflet-signs-pane .is-{sign}") == shown[label] > 0
    marked = frame.evaluate(
        "[...areaMap.view.picture.areas].find(([, area]) => area.mark === 'high')[0]"
    )
    frame.locator("#map_div").hover(position=frame.evaluate("c => areaMap.pointOf(c)", marked))
    expect(frame.locator(".area-card-mark")).to_have_text("กลุ่มพื้นที่ค่าสูง")
    expect(frame.locator(".area-label.is-picked")).to_have_text("เบตง")


def test_circles_have_areas_like_their_values(screen: Screen) -> None:
    screen.open("/?show=circles")
    sizes = screen.map().evaluate(
        """() => [...areaMap.view.circles.byCode].map(([code, circle]) =>
            [areaMap.view.picture.areas.get(code).size, circle.getRadius()])"""
    )
    shares = {round(radius**2 / value, 2) for value, radius in sizes if radius > 2}
    assert len(sizes) > 30
    assert max(shares) - min(shares) <= 0.02
    assert screen.map().locator(".area-circle-key circle").count() == 3


def test_points_open_when_near_and_go_by_keyboard(screen: Screen) -> None:
    screen.open("/?show=circles,points&focus=9410&level=tambon")
    frame = screen.map()
    frame.locator("#map_div[data-points='2000']").wait_for()
    markers = frame.locator(".area-point")
    assert markers.count() > 5
    assert count(frame, ".leaflet-circles-pane path") == 0
    first = frame.locator(".area-point[tabindex='0']")
    assert first.count() == 1
    before = first.get_attribute("aria-label")
    first.focus()
    moved = False
    for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
        frame.locator(".area-point[tabindex='0']").press(key)
        moved = moved or focused(frame) != before
    assert moved
    open_to_a_single_point(screen, frame)
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_text(re.compile("chosen: กลุ่มอาชีพที่"))).to_be_visible()


def focused(frame: Frame) -> str | None:
    label: str | None = frame.evaluate("document.activeElement.getAttribute('aria-label')")
    return label


def open_to_a_single_point(screen: Screen, frame: Frame) -> None:
    """Press Enter on clusters until a single point has the focus."""
    for _ in range(8):
        if frame.evaluate("document.activeElement.marker?.group.points.length") == 1:
            return
        screen.page.keyboard.press("Enter")
        screen.page.wait_for_timeout(500)  # the flight to the closer view
    raise AssertionError(f"Only clusters had the focus: {focused(frame)}")


def test_points_are_sent_once(visit: Visit, address: str) -> None:
    received: list[int] = []
    visit.page.on("websocket", lambda socket: listen(socket, "framereceived", received))
    screen = Screen(visit.page, address).open("/?show=circles,points")
    screen.map().locator("#map_div[data-points='2000']").wait_for()
    assert 10_000 < max(received) < BIGGEST_MESSAGE
    received.clear()
    before = screen.painted()
    screen.page.get_by_label("seed").fill("7")
    screen.page.keyboard.press("Enter")
    screen.wait_for_other_paint(before)
    screen.wait()
    assert sum(received) < 12_000


def listen(socket: WebSocket, event: str, sizes: list[int]) -> None:
    """Note the size of every message."""
    socket.on(event, lambda payload: sizes.append(len(payload)))


def test_no_points_without_the_right(screen: Screen) -> None:
    screen.open("/?show=circles&focus=9410&level=tambon")
    frame = screen.map()
    assert count(frame, ".area-point") == 0
    assert count(frame, ".leaflet-circles-pane path") > 5
    assert "--area-points" not in screen.page.content()


def test_centres_come_and_go_without_a_rerun(screen: Screen) -> None:
    sent: list[int] = []
    screen.page.on("websocket", lambda socket: listen(socket, "framesent", sent))
    screen.open()
    frame = screen.map()
    button = frame.get_by_role("button", name="ศูนย์แรงงาน", exact=True)
    expect(button).to_have_attribute("aria-pressed", "false")
    before = len(sent)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert count(frame, ".area-centre") == 37
    frame.locator(".area-centre").last.hover(force=True)
    expect(frame.locator(".area-card")).to_contain_text("ศูนย์แรงงาน อ.")
    screen.page.wait_for_timeout(300)  # the time in which a rerun would be asked for
    assert len(sent) == before
    screen.open()
    assert count(screen.map(), ".area-centre") == 37


def frames(screen: Screen) -> list[Frame]:
    """Both maps, painted and at rest."""
    expect(screen.page.locator(FRAME)).to_have_count(2)
    found = [handle.content_frame() for handle in screen.page.locator(FRAME).element_handles()]
    for frame in found:
        assert frame is not None
        frame.wait_for_function(SETTLED)
    return [frame for frame in found if frame is not None]


def test_two_maps_move_together_and_click_apart(screen: Screen) -> None:
    screen.open("/?show=two")
    one, other = frames(screen)
    one.get_by_role("button", name="ขยายแผนที่").click()
    nearer = "() => areaMap.view.map.getZoom() - areaMap.view.allZoom"
    other.wait_for_function("areaMap.view.moved")
    one.evaluate("areaMap.view.map.panBy([60, 40], {animate: false})")
    screen.page.wait_for_timeout(500)  # the flight of the first map
    assert one.evaluate(nearer) == pytest.approx(other.evaluate(nearer), abs=0.01)
    centre = "() => { const {lat, lng} = areaMap.view.map.getCenter(); return [lat, lng]; }"
    assert one.evaluate(centre) == pytest.approx(other.evaluate(centre), abs=0.01)
    place: Locator = other.locator("#map_div")
    place.hover(position=other.evaluate("areaMap.pointOf('9507')"))
    expect(one.locator(".area-card-name")).to_have_text("อ.กาบัง")
    place.click(position=other.evaluate("areaMap.pointOf('9507')"))
    expect(screen.page.get_by_text("b: 9507")).to_be_visible()
    expect(screen.page.get_by_text("a: None")).to_be_visible()


@pytest.mark.parametrize("form", ["", ",tiles"])
def test_small_maps_tell_which_was_clicked(screen: Screen, form: str) -> None:
    screen.open(f"/?show=months{form}")
    page = screen.page
    maps = page.locator(".small-maps button.map")
    expect(maps).to_have_count(12)
    expect(page.get_by_role("img", name=re.compile("เดือนที่ 5"))).to_be_visible()
    page.evaluate("window.samePage = true")
    maps.nth(4).click()
    expect(page.get_by_text("chosen: 2026-05, kept: 2026-05")).to_be_visible()
    expect(maps.nth(4)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.samePage") is True
    titles = page.locator(".small-maps button.map use title")
    assert re.fullmatch(r"อ\..+: [\d,.]+", titles.first.text_content() or "")
