"""What an officer of a centre does at the data desk, by the words on the screen alone."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lib.store.lake import Store
from tests.browser.conftest import Dashboard, Visit, start_dashboard, stop_dashboard
from tests.browser.screen import Screen
from tests.browser.test_axe import OF_STREAMLIT, broken

expect.set_options(timeout=180_000)  # a check takes a second, on a busy machine far more

HEADER = (
    "รหัสกิจกรรม", "วันที่", "ตำบล", "อำเภอ", "ภารกิจหลัก", "ระดับการดำเนินงาน",
    "ประเภทกิจกรรม", "ชาย", "หญิง",
)  # fmt: skip
FIRST_ROW = 4
# Cells that are wrong, and what they should be.
MISTAKES = {"B5": ("31/06/2569", "30/06/2569"), "H7": ("สิบคน", 10), "C9": ("สะบารังง", "สะบารัง")}
COVERAGE = "/coverage?area=9401&map=activities"
MAIN_BUTTON = "นำเข้าข้อมูล"
CHOOSE = "เลือกไฟล์"
NAME = "นางสาวอามีนะห์ ดอเลาะ"
# Words that Thai offices write in Latin letters: names of formats and of the simulated ids.
LATIN = re.compile(r"\.?(xlsx|xls|ods|csv|tsv)|Excel|CSV|SIM-\S*|EN|OCHA|COD-AB", re.IGNORECASE)


def workbook(path: Path, *, name: str, mistakes: bool, count: int = 60) -> Path:
    """A file as a centre sends it: a title above, Thai dates, names of places, a total below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "มิถุนายน"
    sheet["A1"] = "สรุปกิจกรรม ศูนย์แรงงานอำเภอเมืองปัตตานี เดือนมิถุนายน 2569"
    sheet.merge_cells("A1:I1")
    rows = [
        (f"SIM-ACT-{name}{at:03}", f"{at % 28 + 1}/06/2569", "สะบารัง", "เมืองปัตตานี",
         "ด้านแรงงาน", "2", "หน่วยบริการเคลื่อนที่", at + 1, at + 2)
        for at in range(count)
    ]  # fmt: skip
    for at, row in enumerate([HEADER, *rows, ("รวม",)], start=FIRST_ROW - 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column, value)
    for cell, (wrong, _) in MISTAKES.items():
        if mistakes:
            sheet[cell] = wrong
    book.save(path)
    return path


def corrected(path: Path) -> int:
    """Correct the marked cells of a file in place; how many there were."""
    book = openpyxl.load_workbook(path)
    sheet = book["มิถุนายน"]
    marked = [
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None and cell.coordinate in MISTAKES
    ]
    for cell in marked:
        sheet[cell] = MISTAKES[cell][1]
    book.save(path)
    return len(marked)


@pytest.fixture(scope="module")
def desk(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard with a sample of its own, so that what is imported here is seen here alone."""
    var = tmp_path_factory.mktemp("desk") / "var"
    shutil.copytree(store.folder.parent, var / "sample")
    running = start_dashboard(var)
    yield running
    stop_dashboard(running)


@pytest.fixture
def screen(visit: Visit, desk: Dashboard) -> Screen:
    return Screen(visit.page, desk.address)


def choose(page: Page, *files: Path) -> None:
    """Choose files with the button of the uploader."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=CHOOSE, exact=True).click()
    chooser.value.set_files(files)


def result(page: Page) -> str:
    """The sentence over the result, once the check is done."""
    heading = page.locator(".desk-head h3")
    heading.wait_for(timeout=180_000)
    return heading.inner_text()


def bring_in(page: Page) -> None:
    """Give the name and press the button of the last step."""
    page.get_by_role("textbox", name="ชื่อผู้นำเข้า").fill(NAME)
    page.get_by_test_id("stBaseButton-primary").filter(has_text=MAIN_BUTTON).click()
    expect(page.get_by_text("นำเข้าเรียบร้อย")).to_be_visible()


def most_active(screen: Screen) -> str:
    """What the map of activities says of the amphoe."""
    screen.open(COVERAGE)
    return screen.page.locator("h2.headline").inner_text()


def test_from_a_messy_file_to_the_map_and_back(screen: Screen, tmp_path: Path) -> None:
    page = screen.page
    before = most_active(screen)
    page.get_by_role("link", name="ข้อมูล", exact=True).click()
    screen.wait()
    choose(page, workbook(tmp_path / "มิถุนายน.xlsx", name="A", mistakes=True))
    assert result(page) == "ต้องแก้ 3 แห่งก่อนนำเข้า"
    for wrong, _ in MISTAKES.values():
        expect(page.get_by_role("cell").filter(has_text=wrong).first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="ดาวน์โหลดไฟล์ของท่านที่ทำเครื่องหมายแล้ว").click()
    assert download.value.suggested_filename == "มิถุนายน_ตรวจแล้ว.xlsx"
    marked = tmp_path / download.value.suggested_filename
    download.value.save_as(marked)
    assert corrected(marked) == len(MISTAKES)
    choose(page, marked)
    expect(page.locator(".desk-head h3")).to_have_text(re.compile("พร้อมนำเข้า: ใหม่ 60 แถว"))

    bring_in(page)
    expect(page.get_by_text(re.compile("กิจกรรม ใหม่ 60 แถว"))).to_be_visible()
    page.evaluate("window.notLoadedAnew = true")
    page.get_by_role("link", name="ดูผลบนแผนที่ความครอบคลุม").click()
    screen.map()
    assert page.evaluate("window.notLoadedAnew")
    after = most_active(screen)
    assert after != before
    assert "สะบารัง" in after

    page.get_by_role("link", name="ข้อมูล", exact=True).click()
    page.get_by_role("radio", name="ประวัติการนำเข้า").click()
    card = page.locator(".desk-batch").first
    expect(card).to_contain_text(f"โดย {NAME}")
    expect(card).to_contain_text("มิถุนายน_ตรวจแล้ว.xlsx")
    page.get_by_role("button", name="ยกเลิกการนำเข้าครั้งที่ 2").click()
    expect(page.get_by_text(re.compile("ถ้ายกเลิก: กิจกรรม นำออก 60 แถว"))).to_be_visible()
    page.get_by_role("textbox", name="ชื่อผู้ยกเลิก").fill(NAME)
    page.get_by_role("button", name="ยืนยันยกเลิกครั้งที่ 2").click()
    expect(page.get_by_text(re.compile("ยกเลิกการนำเข้าครั้งที่ 2 แล้ว"))).to_be_visible()
    assert most_active(screen) == before


def test_the_way_by_keyboard(screen: Screen, tmp_path: Path) -> None:
    # Listened for from the start: a key is pressed sooner than the browser would be told to.
    screen.page.on("filechooser", lambda _: None)
    page = screen.open("/desk").page
    page.get_by_role("button", name=CHOOSE, exact=True).wait_for()
    screen.wait()
    page.get_by_role("radio", name=MAIN_BUTTON).focus()
    tab_to(page, CHOOSE)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(workbook(tmp_path / "keys.xlsx", name="K", mistakes=False, count=3))
    assert result(page).startswith("พร้อมนำเข้า: ใหม่ 3 แถว")
    screen.wait()
    page.locator("body").press("Home")
    page.get_by_role("radio", name=MAIN_BUTTON).focus()
    tab_to(page, "ชื่อผู้นำเข้า")
    page.keyboard.type(NAME)
    tab_to(page, MAIN_BUTTON)
    page.keyboard.press("Enter")
    expect(page.get_by_text("นำเข้าเรียบร้อย")).to_be_visible()


def test_quality_by_keyboard(screen: Screen, tmp_path: Path) -> None:
    """From a figure of the log to the cells that were wrong, without a mouse."""
    page = screen.open("/desk").page
    choose(page, workbook(tmp_path / "quality.xlsx", name="Q", mistakes=True, count=8))
    assert result(page) == "ต้องแก้ 3 แห่งก่อนนำเข้า"
    screen.wait()
    page.get_by_role("radio", name=MAIN_BUTTON).focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    amphoe = page.get_by_role("table", name=re.compile("^คุณภาพข้อมูลรายอำเภอ"))
    amphoe.get_by_role("button", name=re.compile("ทุกอำเภอ, ยังไม่ส่งรายงาน")).wait_for()
    screen.wait()
    tab_to_figure(page, "ทุกอำเภอ, ยังไม่ส่งรายงาน")
    page.keyboard.press("ArrowRight")
    figure = focused(page)
    assert figure.startswith("ทุกอำเภอ, ส่งรายงานช้า: ")
    page.keyboard.press("Enter")
    rows = page.locator(".st-key-quality_rows")
    expect(rows.locator("h3")).to_have_text(
        f"ส่งรายงานช้า · ทุกอำเภอ · {figure.rpartition(': ')[2]} รายการ"
    )
    expect(amphoe.locator("button[aria-pressed=true]")).to_be_focused()

    latest = page.get_by_role("table", name=re.compile("^การตรวจล่าสุด"))
    newest = latest.locator("button[data-code^='check.errors']").first
    newest.wait_for()
    tab_to_figure(page, newest.get_attribute("aria-label") or "")
    assert focused(page).endswith("ข้อผิดพลาด: 3")
    page.keyboard.press("Enter")
    expect(rows.locator("h3")).to_have_text(re.compile("ข้อผิดพลาด · การตรวจเมื่อ .* · 3 รายการ"))
    lines = rows.locator("tbody tr")
    expect(lines).to_have_count(len(MISTAKES))
    told = {re.sub(r"\D", "", cell) for cell in MISTAKES}
    assert {line.locator("td").nth(3).inner_text() for line in lines.all()} == told
    tab_to(page, "ปิดรายการ")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(0)


FOCUSED = """() => { let one = document.activeElement;
    while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    return one.ariaLabel ?? ''; }"""


def focused(page: Page) -> str:
    """The name of the figure that has the focus, also within a component."""
    return str(page.evaluate(FOCUSED))


def tab_to_figure(page: Page, name: str) -> None:
    """Press Tab until a figure of this name has the focus; each table is one stop and its heads."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"Tab does not come to the figure {name!r}.")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    said = """() => { const one = document.activeElement;
        const after = getComputedStyle(one, '::after').content.replaceAll('"', '');
        return [one.ariaLabel, one.innerText, after].filter(Boolean).join('|'); }"""
    for _ in range(40):
        page.keyboard.press("Tab")
        if name in page.evaluate(said).split("|"):
            return
    raise AssertionError(f"Tab does not come to {name!r}.")


@pytest.fixture
def other(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1366, "height": 768})
    yield made
    made.close()


def test_two_officers_at_once(
    screen: Screen, other: BrowserContext, desk: Dashboard, tmp_path: Path
) -> None:
    pages = [screen.open("/desk").page, Screen(other.new_page(), desk.address).open("/desk").page]
    for page, name in zip(pages, "ST", strict=True):
        choose(page, workbook(tmp_path / f"{name}.xlsx", name=name, mistakes=False, count=5))
    for page in pages:
        assert result(page).startswith("พร้อมนำเข้า: ใหม่ 5 แถว")
        page.get_by_role("textbox", name="ชื่อผู้นำเข้า").fill(NAME)
    for page in pages:
        page.get_by_test_id("stBaseButton-primary").filter(has_text=MAIN_BUTTON).click()
    numbers = set()
    for page in pages:
        done = page.get_by_text("นำเข้าเรียบร้อย")
        expect(done).to_be_visible()
        numbers.add(done.inner_text())
    assert len(numbers) == 2
    pages[0].get_by_role("radio", name="ประวัติการนำเข้า").click()
    for name in "ST":
        expect(pages[0].get_by_text(re.compile(rf"ไฟล์: {name}\.xlsx"))).to_be_visible()


def test_a_file_too_large_is_refused_in_thai(screen: Screen, tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(215 << 20)
    page = screen.open("/desk").page
    choose(page, huge)
    expect(page.get_by_role("alert")).to_have_text(re.compile("ไฟล์ต้องไม่เกิน 200 เมกะไบต์"))
    page.get_by_role("button", name="เอาไฟล์ออก").click()
    expect(page.get_by_role("button", name=CHOOSE, exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [1366, 390])
def test_a_result_is_for_everyone(screen: Screen, tmp_path: Path, width: int) -> None:
    page = screen.page
    page.set_viewport_size({"width": width, "height": 768})
    screen.open("/desk")
    choose(page, workbook(tmp_path / "a.xlsx", name="B", mistakes=True))
    result(page)
    screen.wait()
    for_everyone(page)


@pytest.mark.parametrize(
    "path", ["/desk", "/desk?desk=history", "/desk?desk=templates", "/desk?desk=quality"]
)
@pytest.mark.parametrize("width", [1366, 390])
def test_every_part_is_for_everyone(screen: Screen, path: str, width: int) -> None:
    screen.page.set_viewport_size({"width": width, "height": 768})
    for_everyone(screen.open(path).page)


def for_everyone(page: Page) -> None:
    """Nothing that axe objects to, nothing beyond the edge, no English among the Thai."""
    assert [one for one in broken(page) if one[0] not in OF_STREAMLIT] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.add_style_tag(content="[data-testid=stIconMaterial], .desk-batch p { display: none }")
    written = LATIN.sub("", page.get_by_test_id("stMain").inner_text())
    assert re.findall(r"[A-Za-z]{2,}", written) == []
