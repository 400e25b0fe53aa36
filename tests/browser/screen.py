"""What a visitor sees and does on a screen, by the words and marks that are on it."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Frame, Page

SETTLED = (
    "() => window.areaMap && areaMap.painted > 0 && document.querySelector('#map_div[data-view]')"
)

# The first single point that stands free of buttons, legend and edges, in pixels of the map.
FREE_POINT = """() => {
  const box = document.querySelector('#map_div').getBoundingClientRect();
  for (const element of document.querySelectorAll('.area-point')) {
    if (element.marker?.group.points.length !== 1) continue;
    const at = element.getBoundingClientRect();
    const x = at.left + at.width / 2 - box.left, y = at.top + at.height / 2 - box.top;
    if (x < 160 || x > box.width - 300 || y < 40 || y > box.height - 60) continue;
    if (element.contains(document.elementFromPoint(x + box.left, y + box.top))) {
      return { x, y, name: element.getAttribute('aria-label') };
    }
  }
  return null;
}"""


@dataclass
class Screen:
    """A page of the dashboard with its map."""

    page: Page
    address: str

    def open(self, path: str = "/") -> "Screen":
        """Go to an address and wait until the screen stands."""
        self.page.goto(self.address + path)
        return self.wait()

    def wait(self) -> "Screen":
        """Wait until Streamlit is at rest."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        return self

    def map(self) -> Frame:
        """The frame of the map, once it is painted and at rest."""
        element = self.page.locator("iframe[title='streamlit_folium.st_folium']")
        element.wait_for(state="attached")
        handle = element.element_handle()
        assert handle is not None
        frame = handle.content_frame()
        assert frame is not None
        frame.wait_for_function(SETTLED)
        return frame

    def focus_map_on(self, code: str) -> None:
        """Wait until the view of the map has come to rest on this area."""
        self.map().locator(f"#map_div[data-view='{code}']").wait_for()

    def painted(self) -> str:
        """A mark of what the map shows."""
        mark = self.map().locator("#map_div").get_attribute("data-painted")
        assert mark
        return mark

    def wait_for_other_paint(self, before: str) -> str:
        """Wait until the map shows another picture than ``before``."""
        self.map().wait_for_function(
            "before => document.querySelector('#map_div').dataset.painted !== before", arg=before
        )
        return self.painted()

    def click_area(self, code: str) -> None:
        """Click an area of the map in its middle, as a mouse would."""
        frame = self.map()
        point = frame.evaluate("code => areaMap.pointOf(code)", code)
        frame.locator("#map_div").click(position={"x": point["x"], "y": point["y"]})

    def wait_for_query(self, **expected: str) -> None:
        """Wait until the address says this, and nothing else."""
        wanted = "&".join(sorted(f"{key}={value}" for key, value in expected.items()))
        self.page.wait_for_function(
            "wanted => [...new URLSearchParams(location.search)].map(([k, v]) => `${k}=${v}`)"
            ".sort().join('&') === wanted",
            arg=wanted,
        )

    def query(self) -> dict[str, str]:
        """What the address says."""
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}

    def heading(self) -> str:
        """The name of the area that the screen is about."""
        return self.page.locator("h1.here").inner_text()

    def choose(self, label: str, option: str) -> None:
        """Choose from a drop-down list by its label and the words of the option."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def expect_heading(self, text: str) -> None:
        """Wait until the screen is about this area, and no rest of the one before is left."""
        self.page.wait_for_function(
            "text => [...document.querySelectorAll('h1.here')]"
            ".map(heading => heading.innerText).join() === text",
            arg=text,
        )

    def click_free_point(self) -> str:
        """Click a single point that nothing covers; gives its name."""
        point = self.map().evaluate(FREE_POINT)
        self.map().locator("#map_div").click(position={"x": point["x"], "y": point["y"]})
        return str(point["name"])

    def click_chart(self, key: str, x: int, y: int) -> None:
        """Click a chart at a place of its drawing, in pixels."""
        self.wait()
        layer = self.page.locator(f".st-key-chart-{key} .nsewdrag").first
        layer.scroll_into_view_if_needed()
        layer.click(position={"x": x, "y": y})

    def wait_for_pick(self) -> str:
        """The code of the area that the address marks, once the map marks it too and names it."""
        self.page.wait_for_function("() => new URLSearchParams(location.search).has('pick')")
        code = self.query()["pick"]
        self.map().wait_for_function("code => areaMap.view.picture.picked === code", arg=code)
        return code

    def let_go(self) -> None:
        """Unmark the area that is marked, by the words on the screen."""
        self.page.get_by_role("button", name="เลิกเน้น").click()
        self.map().wait_for_function("() => !areaMap.view.picture.picked")

    def is_wider_than_its_window(self) -> bool:
        """Whether the page scrolls sideways."""
        return bool(
            self.page.evaluate(
                "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
            )
        )
