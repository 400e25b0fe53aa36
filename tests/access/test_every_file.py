"""Every kind of file of every screen, taken as a role with an area and without signing in.

The files are opened and read for rows (SIM-G000001) that lie outside of the areas of who took them.
"""

import io
import zipfile
from collections.abc import Iterator

import pypdfium2 as pdfium
import pytest
import streamlit as st
from rows_told import places_of, strangers
from streamlit.testing.v1 import AppTest

from lib.access.scope import Role, Scope
from lib.access.visitor import Visitor, Way
from lib.indicators.cube import cube
from lib.indicators.evaluate import protected_folder
from lib.store.lake import Store
from lib.views import visitor
from lib.views.visitor import Standing

pytestmark = pytest.mark.xdist_group("cube")

SCOPES = {
    "public": Scope.public(),
    "viewer of an amphoe": Scope(Role.VIEWER, ("9410",)),
    "planner of an amphoe": Scope(Role.PLANNER, ("9410",)),
}
SCREENS = ("overview", "coverage", "groups", "follow_up", "needs", "profile", "compare", "planner")
PICTURES = ("png", "svg")  # what is drawn is what the screen shows, and has no text to read
AREAS = ("9410", "")  # within one's own, and the whole region


@pytest.fixture(scope="module", autouse=True)
def ready(store: Store) -> Iterator[None]:
    """The store of the sample and its cube are there before any screen asks for them."""
    assert len(cube(store, protected_folder()).table)
    yield
    st.cache_data.clear()


@pytest.fixture(scope="module")
def places(store: Store) -> dict[str, str]:
    """The tambon of every row that has an id, by its id."""
    return places_of(store)


def a_screen_and_its_files(screen: str) -> None:
    """What a test runs: a screen in its frame, and then every quick kind of file of it."""
    import importlib

    import streamlit as st

    from lib.views import address, visitor
    from lib.views.house import _frame, _prepare
    from lib.views.rights import open_to
    from lib.views.taking import menu
    from lib.views.taking.kinds import GROUPS, Taken, offered
    from lib.views.taking.seen import begin

    _prepare()
    with visitor.run():
        _frame(screen, screen)
        seen, files = begin(), {}
        if open_to(screen, visitor.visitor().scope):
            importlib.import_module(f"pages.{screen}").show()
            now = address.current()
            taken = Taken(screen, now, screen, menu._stamp(now, screen, seen), seen)
            for group in GROUPS:
                for kind in offered(taken, group):
                    if not kind.slow:
                        files[kind.key] = (kind.ending, menu.made(kind, taken))
        st.session_state["files"] = files


def text_of(ending: str, content: bytes) -> str:
    """What can be read in a file."""
    if ending == "pdf":
        document = pdfium.PdfDocument(content)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    if ending in ("xlsx", "pptx", "zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as inside:
            texts = [
                text_of(name.rpartition(".")[2], inside.read(name)) for name in inside.namelist()
            ]
        return "\n".join(texts)
    return content.decode("utf-8", errors="replace")


@pytest.mark.parametrize("area", AREAS, ids=("own amphoe", "region"))
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("who", SCOPES)
def test_no_file_has_a_row_of_elsewhere(
    who: str, screen: str, area: str, places: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = SCOPES[who]
    monkeypatch.setattr(visitor, "_found", lambda: Standing(Visitor(scope, way=Way.TRIAL)))
    at = AppTest.from_function(a_screen_and_its_files, args=(screen,), default_timeout=300)
    if area:
        at.query_params["area"] = area
    at.run()
    assert not at.exception
    files = at.session_state["files"]
    assert bool(files) is not (screen == "planner" and who != "planner of an amphoe")
    for key, (ending, content) in files.items():
        assert content
        if ending not in PICTURES:
            assert strangers(text_of(ending, content), scope, places) == set(), key


def test_a_file_is_really_read(places: dict[str, str]) -> None:
    """A row of elsewhere in a workbook would be found."""
    outside = next(id_ for id_, place in places.items() if place.startswith("95"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<t>{outside}</t>")
    scope = SCOPES["planner of an amphoe"]
    assert strangers(text_of("xlsx", packed.getvalue()), scope, places) == {outside}
