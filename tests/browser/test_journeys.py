"""What visitors do with the overview, with the words on the screen alone.

Every visit runs with all requests to the outside blocked and recorded; the fixture fails a visit
that made one, or that left an error in the console.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, WebSocket, expect

from tests.browser.conftest import Dashboard, Visit, start_dashboard, stop_dashboard
from tests.browser.screen import Screen

THAI = re.compile(r"[\u0e00-\u0e7f]")
WHOLE = "ทั้งพื้นที่"


def legend_counts(screen: Screen) -> int:
    """Sum of the counts that the legend gives for its classes."""
    return sum(
        int(n.replace(",", ""))
        for n in screen.map().locator(".area-legend-count").all_inner_texts()
    )


def figures(page: Page) -> list[str]:
    """The words of the five figures, once they are there."""
    expect(page.locator(".figures > *")).to_have_count(5)
    return page.locator(".figures > *").all_inner_texts()


def test_the_answer_is_there_on_opening(screen: Screen) -> None:
    screen.open()
    screen.expect_heading(WHOLE)
    expect(screen.page.locator(".figures > *")).to_have_count(5)
    expect(screen.page.get_by_text("ข้อมูลจำลอง").locator("visible=true").first).to_be_visible()
    expect(screen.page.locator(".summary p")).to_have_count(3)
    assert legend_counts(screen) == 37
    for part in (".figures", ".summary", "#map_div"):
        place = screen.map().locator(part) if part == "#map_div" else screen.page.locator(part)
        box = place.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800, f"{part} is below the first screen"


def test_drill_down_and_back(screen: Screen) -> None:
    screen.open("/?level=province")
    assert legend_counts(screen) == 4
    screen.click_area("95")
    screen.expect_heading("จ.ยะลา")
    screen.wait_for_query(area="95")
    screen.focus_map_on("95")
    assert legend_counts(screen) == 8
    screen.click_area("9507")
    screen.expect_heading("อ.กาบัง")
    screen.focus_map_on("9507")
    screen.click_area("950702")
    screen.expect_heading("ต.บาละ")
    screen.wait_for_query(area="950702")
    screen.page.get_by_role("button", name="จ.ยะลา", exact=True).click()
    screen.expect_heading("จ.ยะลา")
    screen.page.get_by_role("button", name=WHOLE, exact=True).click()
    screen.expect_heading(WHOLE)
    screen.focus_map_on("south")
    screen.wait_for_query()


def test_a_second_click_on_the_same_area_counts(screen: Screen) -> None:
    screen.open()
    screen.click_area("9507")
    screen.expect_heading("อ.กาบัง")
    screen.page.get_by_role("button", name=WHOLE, exact=True).click()
    screen.focus_map_on("south")
    screen.click_area("9507")
    screen.expect_heading("อ.กาบัง")


def test_the_map_by_keyboard(screen: Screen) -> None:
    screen.open("/?area=95")
    screen.focus_map_on("95")
    div = screen.map().locator("#map_div")
    div.focus()
    div.press("ArrowDown")
    spoken = screen.map().locator("[aria-live]")
    expect(spoken.first).to_contain_text("อ.")
    div.press("Enter")
    expect(screen.page.locator("h1.here")).to_have_text(re.compile("^อ\\."))
    screen.focus_map_on(screen.query()["area"])  # Escape goes up from what the map shows
    screen.map().locator("#map_div").press("Escape")
    screen.expect_heading("จ.ยะลา")


def test_filters_change_the_figures_and_the_address(screen: Screen) -> None:
    screen.open()
    before, paint = figures(screen.page), screen.painted()
    screen.choose("ชนิดของช่วงเวลา", "ไตรมาส")
    screen.wait_for_query(period="fy2569q3")
    paint = screen.wait_for_other_paint(paint)
    screen.wait()
    assert figures(screen.page) != before
    screen.choose("ตัวชี้วัดในแผนที่", "ผู้เข้าร่วมกิจกรรม")
    screen.wait_for_query(period="fy2569q3", map="contacts")
    paint = screen.wait_for_other_paint(paint)
    screen.page.get_by_role("button", name="ทุกภารกิจ").click()
    screen.page.get_by_role("button", name="ด้านแรงงาน").click()
    screen.wait_for_query(period="fy2569q3", map="contacts", mission="labour")
    screen.wait_for_other_paint(paint)


def test_a_shared_link_shows_the_same(
    screen: Screen, context: BrowserContext, dashboard: Dashboard
) -> None:
    screen.open("/?level=tambon")
    paint = screen.painted()
    screen.choose("จังหวัด", "ปัตตานี")
    screen.expect_heading("จ.ปัตตานี")
    paint = screen.wait_for_other_paint(paint)
    screen.choose("ตัวชี้วัดในแผนที่", "อัตราการติดตามผล")
    paint = screen.wait_for_other_paint(paint)
    screen.wait()
    other = Screen(context.new_page(), "")
    other.open(screen.page.url)
    other.expect_heading("จ.ปัตตานี")
    assert other.painted() == paint
    assert figures(other.page) == figures(screen.page)


def test_english_has_no_thai_left(screen: Screen) -> None:
    screen.open("/?area=95")
    screen.page.get_by_role("radio", name="EN").or_(
        screen.page.get_by_role("button", name="EN")
    ).first.click()
    screen.wait_for_query(area="95", lang="en")
    expect(screen.page.locator("h1.here")).to_have_text("Yala")
    screen.wait()
    words = screen.page.locator("body").inner_text().replace("ไทย", "")
    assert not THAI.search(words), THAI.findall(words)
    screen.map().wait_for_function("!/[\\u0e00-\\u0e7f]/.test(document.body.innerText)")


def test_moving_and_zooming_rerun_nothing(visit: Visit, dashboard: Dashboard) -> None:
    sent: list[object] = []

    def count(socket: WebSocket) -> None:
        def sending(frame: object) -> None:
            sent.append(frame)

        socket.on("framesent", sending)

    visit.page.on("websocket", count)
    screen = Screen(visit.page, dashboard.address).open()
    frame = screen.map()
    before = len(sent)
    assert before > 0
    zoom = frame.evaluate("areaMap.view.map.getZoom()")
    frame.get_by_role("button", name="ขยายแผนที่").click()
    frame.wait_for_function("zoom => areaMap.view.map.getZoom() > zoom", arg=zoom)
    frame.evaluate("areaMap.view.map.panBy([60, 40], {animate: false})")
    visit.page.wait_for_timeout(500)  # the time in which a rerun would be asked for
    assert len(sent) == before


def test_a_tambon_of_several_parts_is_drawn_whole(visit: Visit, dashboard: Dashboard) -> None:
    """No tambon of this region has several parts, so one gets an island in the sea."""
    island = [1017000, 67000, 0, 300, 300, 0, 0, -300, -300, 0]

    def with_island(route: Route) -> None:
        script = route.fetch().text()
        more = f'AREA_GEOMETRY.layers.tambon["950702"].push([{island}]);'
        route.fulfill(body=script + more, content_type="text/javascript")

    visit.page.context.route("**/geometry-*.js", with_island)
    screen = Screen(visit.page, dashboard.address).open("/?level=tambon")
    parts = """code => areaMap.view.layers.level("tambon").byCode.get(code)
        .getElement().getAttribute("d").match(/M/g).length"""
    assert screen.map().evaluate(parts, "950701") == 1
    assert screen.map().evaluate(parts, "950702") == 2


def test_one_amphoe(screen: Screen) -> None:
    screen.open("/?area=9507")
    screen.expect_heading("อ.กาบัง")
    assert legend_counts(screen) == 2
    expect(screen.page.locator(".figures > *")).to_have_count(5)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/?period=2027-01", "ช่วงเวลาที่เลือกยังมาไม่ถึง"),
        ("/?period=fy2560", "ข้อมูลเริ่มตั้งแต่"),
    ],
)
def test_a_period_without_data_says_so(screen: Screen, path: str, words: str) -> None:
    screen.open(path)
    expect(screen.page.get_by_role("status").get_by_text(words)).to_be_visible()
    screen.page.get_by_role("button", name="กลับไปที่ค่าเริ่มต้น").click()
    screen.expect_heading(WHOLE)
    expect(screen.page.locator(".figures > *")).to_have_count(5)


def test_an_address_that_makes_no_sense_is_put_right(screen: Screen) -> None:
    screen.open("/?area=12&level=amphoe&map=<script>&period=yesterday")
    screen.expect_heading(WHOLE)
    expect(screen.page.locator(".figures > *")).to_have_count(5)
    assert screen.query() == {}


@pytest.mark.parametrize("width", [390, 768, 1366, 1920])
def test_nothing_is_wider_than_the_screen(screen: Screen, width: int) -> None:
    screen.page.set_viewport_size({"width": width, "height": 900})
    screen.open()
    screen.map()
    assert not screen.is_wider_than_its_window()


def test_the_selection_stays_when_the_screen_changes(screen: Screen) -> None:
    screen.open("/?area=95&period=fy2568")
    screen.map()
    screen.page.get_by_role("link", name="เกี่ยวกับ").click()
    screen.page.get_by_role("link", name="ภาพรวม").click()
    screen.expect_heading("จ.ยะลา")
    screen.wait_for_query(area="95", period="fy2568")


@pytest.mark.parametrize("path", ["/overview?area=9507&map=contacts", "/?area=9507&map=contacts"])
def test_a_deep_link_as_the_first_request_of_all(
    visit: Visit, dashboard: Dashboard, own_var: Path, path: str
) -> None:
    fresh = start_dashboard(own_var)
    try:
        first = Screen(visit.page, fresh.address).open(path)
        first.expect_heading("อ.กาบัง")
        paint, words = first.painted(), figures(first.page)
        clicked = Screen(visit.page, dashboard.address).open()
        clicked.choose("ตัวชี้วัดในแผนที่", "ผู้เข้าร่วมกิจกรรม")
        clicked.wait_for_query(map="contacts")
        clicked.wait()
        clicked.click_area("9507")
        clicked.expect_heading("อ.กาบัง")
        clicked.focus_map_on("9507")
        clicked.wait()
        assert clicked.painted() == paint
        assert figures(clicked.page) == words
    finally:
        stop_dashboard(fresh)


def test_about_as_the_first_request_of_all(visit: Visit, own_var: Path) -> None:
    fresh = start_dashboard(own_var)
    try:
        page = Screen(visit.page, fresh.address).open("/about").page
        expect(page.get_by_role("link", name="ภาพรวม")).to_be_visible()
        expect(page.get_by_text("ข้อมูลจำลอง").locator("visible=true").first).to_be_visible()
        expect(page.get_by_text("ผู้รับบริการต่อประชากรพันคน").first).to_be_visible()
    finally:
        stop_dashboard(fresh)


def test_an_unknown_address_offers_the_way_back(visit: Visit, own_var: Path) -> None:
    fresh = start_dashboard(own_var)
    try:
        page = Screen(visit.page, fresh.address).open("/nowhere").page
        expect(page.get_by_role("heading", name="ไม่พบหน้านี้")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.get_by_role("link", name="ภาพรวม").first.click()
        expect(page.locator("h1.here")).to_have_text(WHOLE)
    finally:
        stop_dashboard(fresh)


def test_own_data_with_no_rows_at_all(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "activity.csv").write_text(
        "activity_id,date,tambon_code,mission,work_level,activity_type,participants_male,"
        "participants_female\n",
        encoding="utf-8",
    )
    own = start_dashboard(tmp_path / "var", DATA=str(folder))
    try:
        screen = Screen(visit.page, own.address).open()
        expect(visit.page.get_by_text("ยังไม่มีข้อมูล").first).to_be_visible()
        expect(visit.page.get_by_text("ข้อมูลจำลอง")).to_have_count(0)
        expect(screen.page.locator("[data-testid=stException]")).to_have_count(0)
    finally:
        stop_dashboard(own)


def test_own_data_that_does_not_hold_is_explained(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "report.csv").write_text(
        "tambon_code,month,submitted_on,activities\n940101,2026-01,2026-02-03,สิบ\n",
        encoding="utf-8",
    )
    own = start_dashboard(tmp_path / "var", DATA=str(folder))
    try:
        Screen(visit.page, own.address).open()
        for words in ("report.csv", "activities", "สิบ"):
            expect(visit.page.get_by_text(words).first).to_be_visible()
    finally:
        stop_dashboard(own)
