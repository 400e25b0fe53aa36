"""What a planner does: where next under other weights, the annex, the alerts and their feed."""

import urllib.request
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.screen import Screen
from tests.browser.test_axe import OF_STREAMLIT, broken

expect.set_options(timeout=60_000)
SITUATION = "สถานการณ์แรงงาน"
PARTS = ("", "situation", "days", "load", "month", "alerts")
WITHOUT_MAP = ("month", "alerts")


def ranks(page: Page) -> list[str]:
    """The names on the cards, in their order."""
    return page.locator("[class*='st-key-planner_pick_'] button").all_inner_texts()


def test_other_weights_move_map_cards_and_table_and_can_be_undone(screen: Screen) -> None:
    screen.open("/planner?area=94")
    expect(screen.page.locator(".headline").first).to_contain_text("พื้นที่ที่ควรไปก่อนคือ")
    painted, before = screen.painted(), ranks(screen.page)
    slider = screen.page.get_by_role("slider", name="วันนับจากกิจกรรมล่าสุด")
    slider.focus()
    slider.press("End")
    screen.wait_for_query(area="94", plan="w.3-5-2-2-1")
    screen.wait_for_other_paint(painted)
    expect(screen.page.get_by_text("เทียบกับน้ำหนักตั้งต้น: อันดับเปลี่ยน")).to_be_visible()
    screen.wait()
    assert ranks(screen.page) != before
    screen.page.get_by_role("button", name="น้ำหนักตั้งต้น").click()
    screen.wait_for_query(area="94")
    expect(screen.page.get_by_text("เทียบกับน้ำหนักตั้งต้น: อันดับเปลี่ยน")).to_have_count(0)
    screen.wait()
    assert ranks(screen.page) == before


def test_a_row_marks_the_tambon_on_map_and_card(screen: Screen) -> None:
    screen.open("/planner?area=9401")
    rows = screen.page.locator(".st-key-planner_next-rows tbody button[data-code]")
    code = rows.nth(8).get_attribute("data-code")
    rows.nth(8).click()
    assert screen.wait_for_pick() == code
    expect(screen.page.locator(f".st-key-planner_card_{code}_marked")).to_be_visible()


def test_a_click_on_the_map_goes_into_the_tambon(screen: Screen) -> None:
    screen.open("/planner?area=9401")
    screen.click_area("940105")
    screen.wait_for_query(area="940105")
    expect(screen.page.locator(".st-key-planner_card_940105_marked")).to_be_visible()


def test_the_annex_of_an_amphoe_is_taken_away(screen: Screen, tmp_path: Path) -> None:
    screen.open("/planner?area=9401")
    screen.page.get_by_role("radio", name=SITUATION).click()
    screen.wait_for_query(area="9401", planner="situation")
    painted = screen.wait().painted()  # the map of the part before has gone
    screen.choose("กลุ่มแรงงานบนแผนที่", "ต้องการฝึกอาชีพ")
    screen.wait_for_query(area="9401", planner="situation", planner_labour="wanting_training")
    screen.wait_for_other_paint(painted)
    expect(screen.page.locator(".headline").first).to_contain_text("ต้องการฝึกอาชีพ: มากที่สุด")
    screen.page.get_by_role("button", name="นำออก").click()
    screen.page.get_by_role("button", name="ภาคผนวกสถานการณ์แรงงาน Excel").click()
    with screen.page.expect_download() as saved:
        screen.page.get_by_role("button", name="บันทึกไฟล์").click()
    assert "ภาคผนวก" in saved.value.suggested_filename
    book = openpyxl.load_workbook(BytesIO(Path(saved.value.path()).read_bytes()))
    texts = [str(one.value) for sheet in book for row in sheet.rows for one in row if one.value]
    assert any("สถานการณ์แรงงานรายตำบล อำเภอเมืองปัตตานี" in one for one in texts)
    assert any(one.startswith("รวมทั้งอำเภอ (นับแล้ว 13 จาก 13") for one in texts)


def test_from_the_overview_to_an_alert_and_to_where_it_is_seen(screen: Screen) -> None:
    screen.open("/?area=9401")
    screen.page.get_by_role("button", name="แจ้งเตือน").click()
    screen.page.locator(".overview-alerts a").last.click()
    screen.page.wait_for_url("**/planner?**")
    screen.wait()
    assert screen.query()["planner"] == "alerts"
    kind = screen.query()["alerts_kind"]
    group = screen.page.locator(f".st-key-planner_alerts_{kind}")
    expect(group).to_be_visible()
    expect(screen.page.locator(".alert-head")).to_have_count(1)
    where = group.locator("li a").first
    address = where.get_attribute("href") or ""
    where.click()
    screen.page.wait_for_url(f"**/{address}")
    screen.wait()
    assert len(screen.query()["area"]) == 6


def test_the_feed_answers_at_the_address_that_is_shown(screen: Screen) -> None:
    screen.open("/planner?area=9401&planner=alerts")
    screen.page.get_by_text("ให้โปรแกรมอื่นมารับการแจ้งเตือน").click()
    shown = screen.page.locator(".st-key-planner_feed code")
    expect(shown).to_have_count(2)
    for address, begins in zip(
        shown.all_inner_texts(), (b"<?xml", b"\xef\xbb\xbfid,"), strict=True
    ):
        with urllib.request.urlopen(address.strip()) as answer:
            assert answer.read().startswith(begins)


@pytest.mark.parametrize("part", PARTS)
def test_nobody_is_shut_out(screen: Screen, part: str) -> None:
    screen.open(f"/planner?area=9401&planner={part}" if part else "/planner?area=9401")
    if part not in WITHOUT_MAP:
        screen.map()
    assert [one for one in broken(screen.page) if one[0] not in OF_STREAMLIT] == []


@pytest.mark.parametrize("part", PARTS)
def test_on_a_phone_the_answer_comes_first(screen: Screen, part: str) -> None:
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.open(f"/planner?area=9401&planner={part}" if part else "/planner?area=9401")
    headline = screen.page.locator(".headline").first
    box = headline.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844
    assert not screen.is_wider_than_its_window()
