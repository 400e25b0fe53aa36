"""What visitors do with follow-up: marks go together; the work list is cut, sorted, taken away."""

import csv
import io
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen

LIST = ".st-key-follow_up_list"
ROW_HEADS = f"{LIST} thead button"


def opened(screen: Screen, query: str = "") -> Screen:
    """The screen with its map painted and everything below it there."""
    screen.open(f"/follow_up{query}")
    expect(screen.page.locator(".facts .fact")).to_have_count(4)
    expect(screen.page.locator(".st-key-chart-follow_up_income .chart-source")).to_be_attached()
    screen.map()
    return screen.wait()


def column(screen: Screen, place: int) -> Locator:
    """The cells of a column of the work list."""
    return screen.page.locator(f"{LIST} tbody td:nth-child({place})")


def numbers(cells: Locator) -> list[int]:
    return [int(text.replace(",", "")) for text in cells.all_inner_texts()]


def test_a_bar_of_the_overdue_marks_the_map(screen: Screen) -> None:
    opened(screen)
    bars = screen.page.locator(".st-key-chart-follow_up_overdue .barlayer .trace").last
    bars.locator(".point path").nth(1).click(force=True)
    screen.wait_for_pick()
    marked = screen.page.locator(".picked-value")
    expect(marked).to_contain_text("อ.")
    # The list of the marked amphoe is there without going into it.
    expect(screen.page.locator(".follow-heading")).to_contain_text("อ.")
    expect(column(screen, 1).first).to_be_visible()
    screen.let_go()
    screen.wait_for_query()


def test_a_wide_area_offers_the_longest_lists(screen: Screen) -> None:
    opened(screen, "?area=94")
    first = screen.page.locator(".st-key-follow_up_offer button").first
    name = first.inner_text().split(" ")[0]
    first.click()
    screen.expect_heading(name)
    expect(screen.page.locator(".follow-heading")).to_contain_text(name)
    assert len(screen.query()["area"]) == 4


def test_the_parts_of_the_list_are_in_the_address(screen: Screen) -> None:
    opened(screen, "?area=9409")
    heading = screen.page.locator(".follow-heading")
    for part, words in (("week", "ครบกำหนดใน 7 วัน"), ("coming", "ครบกำหนดใน 8–30 วัน")):
        screen.page.get_by_text(words, exact=False).locator("visible=true").last.click()
        screen.wait_for_query(area="9409", list=part)
        expect(heading).to_contain_text(words)
        expect(screen.page.locator(f"{LIST} .rows[data-shown^={part}]")).to_be_visible()
    days = numbers(column(screen, 2))
    assert days == sorted(days)
    assert 8 <= days[0] <= days[-1] <= 30


def test_heads_sort_the_whole_list(screen: Screen) -> None:
    opened(screen, "?area=9409")
    first = numbers(column(screen, 2))
    assert len(first) == 200
    assert first == sorted(first, reverse=True)
    screen.page.locator(ROW_HEADS).first.click()
    screen.wait_for_query(area="9409", order="due_down")
    expect(column(screen, 2).first).to_have_text("1")
    expect(screen.page.locator(f"{LIST} th[aria-sort=descending]").first).to_be_visible()
    assert numbers(column(screen, 2)) == sorted(numbers(column(screen, 2)))
    screen.page.locator(".st-key-follow_up_all button").click()
    screen.wait_for_query(area="9409", order="due_down", rows="all")
    title = screen.page.locator(".follow-heading").inner_text()
    total = int(title.split(" ")[-2].replace(",", ""))
    expect(column(screen, 1)).to_have_count(total)


def test_the_list_by_keyboard_alone(screen: Screen) -> None:
    opened(screen, "?area=9409&list=week")
    page = screen.page
    page.locator(f"{LIST} .rows").focus()
    page.keyboard.press("Tab")  # the first head
    expect(page.locator(ROW_HEADS).first).to_be_focused()
    page.keyboard.press("Enter")
    screen.wait_for_query(area="9409", list="week", order="due_down")
    expect(page.locator(ROW_HEADS).first).to_be_focused()
    heads = page.locator(ROW_HEADS).count()
    for _ in range(heads):
        page.keyboard.press("Tab")
    expect(page.locator(f"{LIST} tbody button").first).to_be_focused()
    page.keyboard.press("Enter")
    screen.wait_for_pick()


def test_the_file_has_the_whole_list(screen: Screen) -> None:
    opened(screen, "?area=9409")
    with screen.page.expect_download() as started:
        screen.page.locator(".st-key-follow_up_csv button").click()
    content = Path(started.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    title = screen.page.locator(".follow-heading").inner_text()
    assert f"{len(rows):,}" in title
    assert rows[0]["วันครบกำหนด"] <= rows[-1]["วันครบกำหนด"]
    assert len({row["รหัสการติดตาม"] for row in rows}) == len(rows)
    assert started.value.suggested_filename == "follow_up_late_9409_2026-06-30.csv"


def test_the_sheet_prints_the_list_and_nothing_else(screen: Screen) -> None:
    opened(screen, "?area=9409&list=week")
    page = screen.page
    count = column(screen, 1).count()
    page.locator(".st-key-follow_up_paper_open button").click()
    screen.wait_for_query(area="9409", list="week", sheet="print")
    expect(page.locator(".follow-sheet tbody tr")).to_have_count(count)
    page.evaluate("() => { window.print = () => document.body.dataset.printed = 'yes'; }")
    page.get_by_role("button", name="พิมพ์", exact=True).click()
    page.wait_for_function("() => document.body.dataset.printed === 'yes'")
    page.emulate_media(media="print")
    expect(page.locator(".follow-sheet h1")).to_be_visible()
    for hidden in ("[data-testid=stHeader]", ".st-key-filters", ".st-key-follow_up_paper_bar"):
        expect(page.locator(hidden)).to_be_hidden()
    pages = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert pages >= 2  # long lists go on overleaf instead of being cut
    page.emulate_media(media="screen")
    page.get_by_role("button", name="กลับไปหน้าการติดตามผล").click()
    screen.wait_for_query(area="9409", list="week")
    expect(page.locator(".facts .fact")).to_have_count(4)
