"""Every screen with Tab, arrows, Enter, Space and Escape alone: no mouse, no script of a test.

What has the focus is read as a screen reader would read it: through shadow roots and frames.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen

# Name and kind of what has the focus in a document; the frame itself where a frame has it.
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return "";
  const by = (at.getAttribute("aria-labelledby") ?? "").split(" ")
    .map((id) => document.getElementById(id)?.innerText ?? "").join(" ").trim();
  const words = at.getAttribute("aria-label") || by || at.innerText || at.labels?.[0]?.innerText
    || at.getAttribute("title") || "";
  return `${at.tagName} ${words}`.replaceAll(/\\s+/g, " ").trim().slice(0, 90);
}"""
MOST = 110  # presses of Tab that a screen may need
SCREENS = ("coverage", "groups", "follow_up", "needs")


@dataclass
class Keys:
    """A visitor with a keyboard."""

    screen: Screen

    def focused(self) -> str:
        """What has the focus, in the page or in the frame of the map."""
        found = str(self.screen.page.evaluate(FOCUSED))
        if found.startswith("IFRAME"):
            return str(self.screen.map().evaluate(FOCUSED)) or found
        return found

    def press(self, *keys: str) -> "Keys":
        """Press keys one after the other."""
        for key in keys:
            self.screen.page.keyboard.press(key)
        return self

    def reach(self, words: str, *, back: bool = False) -> str:
        """Press Tab until what has the focus matches these words; gives what it is."""
        passed: list[str] = []
        for _ in range(MOST):
            self.press("Shift+Tab" if back else "Tab")
            passed.append(self.focused())
            if re.search(words, passed[-1]):
                return passed[-1]
        raise AssertionError(f"{words!r} was never reached: {passed}")

    def choose(self, label: str, option: str) -> None:
        """Choose from a drop-down list by typing the words of the option."""
        self.reach(f"^INPUT .*{label}")
        self.screen.page.keyboard.type(option)
        expect(self.screen.page.get_by_role("option").first).to_be_visible()
        self.press("Enter")


@pytest.fixture
def keys(screen: Screen) -> Keys:
    return Keys(screen)


def opened(keys: Keys, path: str) -> Screen:
    """The screen with all of it there."""
    screen = keys.screen.open(path)
    expect(screen.page.locator("[data-testid=stExpander]").last).to_be_attached()
    screen.map()
    return screen.wait()


def test_from_screen_to_screen(keys: Keys) -> None:
    screen = opened(keys, "/?area=94")
    for link, path in (("ความครอบคลุม", "coverage"), ("การติดตามผล", "follow_up")):
        keys.reach(f"^A .*{link}")
        keys.press("Enter")
        screen.page.wait_for_url(re.compile(f"/{path}"))
        screen.expect_heading("จ.ปัตตานี")
        screen.wait()


def test_period_area_and_indicator(keys: Keys) -> None:
    screen = opened(keys, "/coverage")
    keys.choose("ชนิดของช่วงเวลา", "ไตรมาส")
    screen.wait_for_query(period="fy2569q3")
    screen.wait()
    keys.choose("จังหวัด", "ปัตตานี")
    screen.expect_heading("จ.ปัตตานี")
    screen.wait()
    before = screen.painted()
    keys.choose("ตัวชี้วัดในแผนที่", "ตำบลที่ได้รับบริการ")
    screen.wait_for_query(period="fy2569q3", area="94", map="tambon_reached")
    screen.wait_for_other_paint(before)


@pytest.mark.parametrize("path", SCREENS)
def test_an_area_is_marked_in_the_table_let_go_and_entered(keys: Keys, path: str) -> None:
    screen = opened(keys, f"/{path}?area=95")
    keys.reach("^SUMMARY .*ตารางของแผนที่")
    keys.press("Enter")
    expect(screen.page.locator(".st-key-map_table-rows tbody button").first).to_be_visible()
    row = keys.reach("^BUTTON อ\\.")
    keys.press("Enter")
    code = screen.wait_for_pick()
    name = row.removeprefix("BUTTON ")
    expect(screen.page.locator(".picked-value")).to_contain_text(name)
    screen.wait()
    keys.reach("^BUTTON เลิกเน้น", back=True)
    keys.press("Space")
    expect(screen.page.locator(".picked-value")).to_have_count(0)
    screen.wait_for_query(area="95")
    screen.wait()
    keys.reach(f"^BUTTON {re.escape(name)}$")
    keys.press("Enter")
    assert screen.wait_for_pick() == code
    screen.wait()
    keys.reach("^BUTTON เข้าไปดู", back=True)
    keys.press("Enter")
    screen.expect_heading(name)


@pytest.mark.parametrize(
    ("path", "switch", "expected"),
    [
        ("/coverage", "กราฟกรวย", {"coverage_chart": "funnel"}),
        ("/groups?area=94", "ต่อประชากรพันคน", {"members": "rate"}),
        ("/follow_up?area=9501", "ตามรอบการติดตาม", {"outcomes": "rounds"}),
        ("/needs?area=94", "สัดส่วนที่ตอบสนอง", {"needs_speed": "share"}),
    ],
)
def test_the_switch_of_a_chart(
    keys: Keys, path: str, switch: str, expected: dict[str, str]
) -> None:
    screen = opened(keys, path)
    before = screen.query()
    _to_option(keys, switch)
    keys.press("Space")
    screen.wait_for_query(**before, **expected)


def _to_option(keys: Keys, words: str) -> None:
    """Reach one option of a group: Tab comes to the chosen one, arrows go on from there."""
    for _ in range(MOST):
        keys.press("Tab")
        if re.search(words, keys.focused()):
            return
        if re.match("BUTTON|INPUT", keys.focused()):
            start = keys.focused()
            keys.press("ArrowRight")
            if re.search(words, keys.focused()):
                return
            if keys.focused() != start:
                keys.press("ArrowLeft")
    raise AssertionError(f"{words!r} was never reached")


def test_a_group_from_the_list_and_its_card(keys: Keys) -> None:
    screen = opened(keys, "/groups?area=9410")
    keys.reach("^BUTTON ปีที่จัดตั้ง")  # the last head of the list
    name = keys.press("Tab").focused().removeprefix("BUTTON ")
    keys.press("Enter")
    heading = screen.page.locator(".group-card h2")
    expect(heading).to_have_text(name)
    expect(screen.map().locator(".area-spot")).to_have_count(1)
    screen.wait()
    keys.reach("^BUTTON ปิดข้อมูลกลุ่ม")
    keys.press("Enter")
    expect(heading).to_have_count(0)
    screen.wait_for_query(area="9410")


def test_the_work_list_is_sorted_and_walked(keys: Keys) -> None:
    screen = opened(keys, "/follow_up?area=9409&list=week")
    keys.reach("^BUTTON วันครบกำหนด")
    keys.press("Enter")
    screen.wait_for_query(area="9409", list="week", order="due_down")
    screen.wait()
    assert keys.focused().startswith("BUTTON วันครบกำหนด")
    keys.reach("^BUTTON ต\\.")
    keys.press("ArrowDown", "End", "ArrowUp")
    assert keys.focused().startswith("BUTTON ต.")
    keys.press("Enter")
    assert screen.wait_for_pick().startswith("9409")


def test_areas_of_the_map(keys: Keys) -> None:
    screen = opened(keys, "/coverage?area=95")
    screen.focus_map_on("95")
    keys.reach("^DIV .*ปุ่มลูกศร")
    keys.press("ArrowDown", "Enter")
    expect(screen.page.locator("h1.here")).to_have_text(re.compile("^อ\\."))


def test_labour_centres_of_the_map(keys: Keys) -> None:
    screen = opened(keys, "/coverage?area=94")
    screen.focus_map_on("94")
    keys.reach("^BUTTON ศูนย์แรงงาน$")
    keys.press("Enter")
    first = keys.reach("^DIV ศูนย์แรงงาน อ\\.", back=True)
    card = screen.map().locator(".area-card")
    expect(card).to_contain_text(first.removeprefix("DIV ").split(",")[0])
    seen = {first}
    for arrow in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
        seen.add(keys.press(arrow).focused())
    assert len(seen) > 2
    last = keys.focused().removeprefix("DIV ")
    keys.press("Enter")
    expect(screen.map().locator("[aria-live]").first).to_have_text(last)
    expect(card).to_contain_text(last.split(",")[0])


@pytest.mark.parametrize(
    ("path", "card"),
    [
        ("/groups?area=9410", ".group-card h2"),
        ("/needs?area=9605&map=situations", ".needs-card h2"),
    ],
)
def test_a_point_of_the_map_opens_its_card(keys: Keys, path: str, card: str) -> None:
    screen = opened(keys, path)
    frame = screen.map()
    frame.wait_for_function("document.querySelectorAll('.area-point').length > 0")
    keys.reach("^DIV (?!.*ลูกศร)")  # the map itself tells of its arrow keys
    for _ in range(8):
        if frame.evaluate("document.activeElement.marker?.group.points.length") == 1:
            break
        keys.press("Enter")
        screen.page.wait_for_timeout(500)  # the flight to the closer view
    name = keys.focused().removeprefix("DIV ")
    keys.press("Enter")
    heading = screen.page.locator(card)
    expect(heading).to_be_visible()
    assert name.startswith(heading.inner_text())
    expect(frame.locator(".area-spot")).to_have_count(1)
