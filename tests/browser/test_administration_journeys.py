"""Trying roles, managing accounts, signing in and losing the right, as people do it."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from small_tables import activities

from lib.access.gate import Gate
from lib.access.scope import Role, Scope
from lib.access.trail import Event
from lib.settings import Settings
from lib.store.lake import Store, StoreInfo
from tests.browser.conftest import Dashboard, Visit, start_dashboard, stop_dashboard
from tests.browser.screen import Screen
from tests.browser.test_axe import OF_STREAMLIT, broken

ONE_TIME = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
PHRASE = "แม่น้ำปัตตานี ไหลผ่าน 3 อำเภอ"
ADMIN, CLOSED = "/administration", "หน้านี้สำหรับผู้ดูแลระบบเท่านั้น"
PARTS = (ADMIN, f"{ADMIN}?administration=trail", f"{ADMIN}?administration=rights")
TRIED = ("administrator:", "officer:9601", "public:")
# Streamlit shows what is on a page a moment before the styles that stand in it.
STYLED = "() => getComputedStyle(document.querySelector('.st-key-who')).position === 'fixed'"
BESIDE = """() => {
  const edge = (selector) => document.querySelector(selector)?.getBoundingClientRect();
  const who = edge('.st-key-who button, .st-key-who a');
  const header = edge('[data-testid=stHeader]');
  const links = [...document.querySelectorAll(
    '[data-testid=stTopNavLinkContainer], [data-testid=stExpandSidebarButton]')];
  const text = document.querySelector('.st-key-who button p');
  return {
    after: who.left - Math.max(...links.map((one) => one.getBoundingClientRect().right)),
    before: edge('.st-key-language').left - who.right,
    within: header.bottom - who.bottom,
    cut: !!text && text.scrollHeight > text.clientHeight,
  };
}"""


@pytest.fixture(scope="module")
def simulated(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Simulated data with accounts of this file's own."""
    var = tmp_path_factory.mktemp("administration") / "var"
    shutil.copytree(store.folder.parent, var / "sample")
    running = start_dashboard(var)
    yield running
    stop_dashboard(running)


@pytest.fixture
def screen(visit: Visit, simulated: Dashboard) -> Screen:
    return Screen(visit.page, simulated.address)


def as_role(context: BrowserContext, dashboard: Dashboard, role: str) -> None:
    context.add_cookies([{"name": "labour_role", "value": role, "url": dashboard.address}])


def option(page: Page, label: str, name: str) -> None:
    """Choose from a list by typing: a long one shows only what is in view."""
    box = page.get_by_role("combobox", name=label).last
    box.click()
    box.fill(name)
    page.get_by_role("option", name=name, exact=True).click()


class TestTrial:
    def test_a_role_and_an_area_are_tried_on_the_same_screen(self, screen: Screen) -> None:
        page = screen.open("/desk?desk=history").page
        page.get_by_role("button", name="ลองดูในฐานะ ผู้ดูแลระบบ").click()
        option(page, "บทบาท", "เจ้าหน้าที่ข้อมูล")
        option(page, "พื้นที่", "อ.ยะรัง")
        expect(page.get_by_text("เห็นตำแหน่งที่ละเอียดกว่าตำบล นำเข้าข้อมูล")).to_be_visible()
        tried = "ลองดูในฐานะ เจ้าหน้าที่ข้อมูล · อ.ยะรัง"
        page.get_by_role("link", name="ดูหน้านี้ในฐานะ เจ้าหน้าที่ข้อมูล · อ.ยะรัง").click()
        expect(page.get_by_role("button", name=tried)).to_be_visible()
        screen.wait_for_query(desk="history")
        expect(page.get_by_role("link", name="ผู้ใช้", exact=True)).to_have_count(0)

    def test_and_back_to_the_administrator(
        self, screen: Screen, context: BrowserContext, simulated: Dashboard
    ) -> None:
        as_role(context, simulated, "officer:94")
        page = screen.open("/about").page
        page.get_by_role("button", name="ลองดูในฐานะ").click()
        option(page, "บทบาท", "ผู้ดูแลระบบ")
        expect(page.get_by_role("combobox", name="พื้นที่")).to_have_count(0)
        page.get_by_role("link", name="ดูหน้านี้ในฐานะ ผู้ดูแลระบบ").click()
        expect(page.get_by_role("link", name="ผู้ใช้", exact=True)).to_be_visible()

    @pytest.mark.parametrize("language", ["th", "en"])
    @pytest.mark.parametrize("tried", TRIED)
    @pytest.mark.parametrize("width", [1366, 1920, 390])
    def test_it_stands_beside_the_rest_of_the_header(
        self, screen: Screen, context: BrowserContext, simulated: Dashboard, width: int,
        tried: str, language: str,
    ) -> None:  # fmt: skip
        as_role(context, simulated, tried)
        screen.page.set_viewport_size({"width": width, "height": 768})
        screen.open(f"/about?lang={language}")
        screen.page.locator(".st-key-who button").wait_for()
        screen.page.wait_for_function(STYLED)
        found = screen.page.evaluate(BESIDE)
        assert found["after"] > 0, found
        assert found["before"] > 0, found
        assert found["within"] >= 0, found
        assert not found["cut"]
        assert not screen.is_wider_than_its_window()

    @pytest.mark.parametrize("role", ["public:", "viewer:", "planner:", "officer:94"])
    @pytest.mark.parametrize("path", PARTS)
    def test_the_administration_is_closed_to_other_roles(
        self, screen: Screen, context: BrowserContext, simulated: Dashboard, role: str, path: str
    ) -> None:
        as_role(context, simulated, role)
        page = screen.open(path).page
        expect(page.get_by_test_id("stAlert")).to_be_visible()
        assert page.locator(".desk-table, .st-key-administration_manage").count() == 0


class TestAccounts:
    def test_from_a_new_account_to_its_end(self, screen: Screen) -> None:
        page = screen.open(ADMIN).page
        page.get_by_role("button", name="เพิ่มบัญชี", exact=True).click()
        option(page, "บทบาท", "เจ้าหน้าที่ข้อมูล")
        option(page, "พื้นที่ที่รับผิดชอบ", "อ.ยะรัง")
        page.keyboard.press("Escape")
        page.get_by_role("textbox", name="ชื่อผู้ใช้").fill("aminah")
        page.get_by_role("textbox", name="ชื่อบุคคล").fill("นางสาวอามีนะห์ ดอเลาะ")
        page.get_by_role("button", name="เพิ่มบัญชีนี้").click()
        expect(page.get_by_text("เพิ่มบัญชี aminah แล้ว")).to_be_visible()
        first = page.locator(".access-password").inner_text()
        assert ONE_TIME.fullmatch(first.strip())
        row = page.get_by_role("row").filter(has_text="aminah")
        expect(row).to_contain_text("เจ้าหน้าที่ข้อมูล")
        expect(row).to_contain_text("อ.ยะรัง")

        page.get_by_role("button", name="ออกรหัสผ่านใหม่").click()
        expect(page.locator(".access-password")).to_have_count(0)
        page.get_by_role("button", name="ยืนยันออกรหัสผ่านใหม่").click()
        expect(page.locator(".access-password")).not_to_have_text(first)
        page.get_by_role("button", name="แจ้งแล้ว ปิดรหัสนี้").click()
        expect(page.locator(".access-password")).to_have_count(0)

        page.get_by_role("button", name="ปิดบัญชี", exact=True).click()
        expect(page.get_by_text("ปิดบัญชี aminah จะเข้าสู่ระบบไม่ได้อีก")).to_be_visible()
        page.get_by_role("button", name="ยืนยันปิดบัญชี").click()
        expect(row).to_contain_text("ปิดแล้ว")

    def test_the_trail_tells_of_it_and_is_taken_away(self, screen: Screen, tmp_path: Path) -> None:
        page = screen.open(ADMIN).page
        page.get_by_role("link", name="ข้อมูล", exact=True).wait_for()
        page.get_by_text("บันทึกการใช้งาน", exact=True).click()
        screen.wait_for_query(administration="trail")
        expect(page.get_by_text("บันทึกต่อเนื่องครบทุกบรรทัด")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="ดาวน์โหลดบันทึก (CSV)").click()
        assert download.value.suggested_filename == "บันทึกการใช้งาน.csv"
        download.value.save_as(tmp_path / "trail.csv")
        text = (tmp_path / "trail.csv").read_text("utf-8-sig")
        assert not ONE_TIME.search(text)
        screen.open(f"{ADMIN}?administration=trail")
        expect(page.get_by_role("row").filter(has_text="นำข้อมูลออก").first).to_be_visible()

    @pytest.mark.parametrize("width", [1366, 1920, 390])
    @pytest.mark.parametrize("path", PARTS)
    def test_it_fits_its_window_and_axe_finds_nothing(
        self, screen: Screen, path: str, width: int
    ) -> None:
        screen.page.set_viewport_size({"width": width, "height": 768})
        screen.open(path)
        screen.page.locator(".st-key-administration_head").wait_for()
        screen.page.locator(".st-key-who button").click()
        screen.page.locator(".who-link.go").wait_for()
        assert not screen.is_wider_than_its_window()
        found = broken(screen.page)
        assert [one for one in found if one[2] or one[0] not in OF_STREAMLIT] == []


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dashboard, Gate]]:
    """Real data (a few rows), two administrators and a planner of one amphoe."""
    var = tmp_path_factory.mktemp("real") / "var"
    var.mkdir()
    info = StoreInfo(False, date(2026, 6, 30), "test", "f0")
    Store.create(var / "store", info, {"activity": activities(40, "ACT-")}, message="t").close()
    gate = Gate(Settings(var=var))
    for name, scope in (
        ("chief", Scope(Role.ADMINISTRATOR)),
        ("second", Scope(Role.ADMINISTRATOR)),
        ("somchai", Scope(Role.PLANNER, ("9410",))),
    ):
        one_time = gate.accounts.add(name, f"คุณ {name}", scope, by="")
        gate.accounts.change_password(name, one_time, PHRASE)
    running = start_dashboard(var)
    yield running, gate
    stop_dashboard(running)


def sign_in(page: Page, name: str) -> None:
    page.get_by_role("link", name="เข้าสู่ระบบ", exact=True).click()
    page.get_by_label("ชื่อผู้ใช้").fill(name)
    page.get_by_label("รหัสผ่าน").fill(PHRASE)
    page.get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()


class TestRealData:
    def test_who_signs_in_comes_back_and_is_named(
        self, visit: Visit, real: tuple[Dashboard, Gate]
    ) -> None:
        screen = Screen(visit.page, real[0].address).open("/about")
        sign_in(visit.page, "somchai")
        visit.page.get_by_role("button", name="คุณ somchai").click()
        expect(visit.page.get_by_text("ผู้วางแผน · อ.ยะรัง").last).to_be_visible()
        expect(visit.page.get_by_text("ตัวเลขนอกพื้นที่นี้")).to_be_visible()
        assert urlsplit(visit.page.url).path == "/about"
        visit.page.get_by_role("link", name="ออกจากระบบ").click()
        visit.page.get_by_role("button", name="ออกจากระบบในเบราว์เซอร์นี้").click()
        screen.open("/about")
        expect(visit.page.get_by_role("link", name="เข้าสู่ระบบ", exact=True)).to_be_visible()
        expect(visit.page.locator(".st-key-who_trial")).to_have_count(0)

    def test_who_lost_the_right_elsewhere_does_nothing_on_a_screen_still_open(
        self, visit: Visit, real: tuple[Dashboard, Gate]
    ) -> None:
        dashboard, gate = real
        page = visit.page
        Screen(page, dashboard.address).open("/about")
        sign_in(page, "second")
        page.get_by_role("link", name="ผู้ใช้", exact=True).click()
        page.get_by_role("combobox", name="จัดการบัญชี").click()
        page.get_by_role("option", name="somchai").click()
        page.get_by_role("button", name="ปิดบัญชี", exact=True).click()
        confirm = page.get_by_role("button", name="ยืนยันปิดบัญชี")
        confirm.wait_for()
        gate.accounts.give_rights("second", Scope(Role.VIEWER), by="chief")
        confirm.click()
        confirm.wait_for(state="detached")
        account = gate.accounts.find("somchai")
        assert account is not None
        assert not account.closed
        assert [one for one in gate.trail.read(events=[Event.ACCOUNT]) if one.who == "second"] == []

    def test_the_screen_is_closed_by_its_address(
        self, browser: Browser, real: tuple[Dashboard, Gate]
    ) -> None:
        page = browser.new_page()
        screen = Screen(page, real[0].address)
        for path in PARTS:
            screen.open(path)
            expect(page.get_by_test_id("stAlert")).to_be_visible()
            assert page.locator(".desk-table, .st-key-administration_manage").count() == 0
            assert "somchai" not in page.content()
        page.close()
