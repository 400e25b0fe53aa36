"""Every screen, deep link and file, tried as every role with every kind of area.

The rows of the sample have ids that can be told (SIM-G000001), so what reaches a browser or a file
is read for them: none may be of a row that lies outside of the areas of who looks.
"""

from collections.abc import Iterator, Mapping

import pytest
import streamlit as st
from rows_told import ROW, places_of, strangers
from streamlit.testing.v1 import AppTest

from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.access.visitor import Visitor, Way
from lib.indicators.cube import cube
from lib.indicators.evaluate import protected_folder
from lib.settings import ROOT
from lib.store.lake import Store
from lib.views import visitor
from lib.views.rights import NEEDED, open_to
from lib.views.visitor import Standing
from lib.views.words import say
from tests.views.on_screen import opened_in_house

# The cube of the whole sample takes a minute: one worker makes it for all of these tests.
pytestmark = pytest.mark.xdist_group("cube")

REGION, PROVINCE, AMPHOE = (), ("94",), ("9410",)
SCOPES = {
    "public": Scope.public(),
    "viewer of an amphoe": Scope(Role.VIEWER, AMPHOE),
    "planner of an amphoe": Scope(Role.PLANNER, AMPHOE),
    "officer of a province": Scope(Role.OFFICER, PROVINCE),
    "administrator": Scope(Role.ADMINISTRATOR, REGION),
}
SCREENS = (
    "overview", "coverage", "groups", "follow_up", "needs", "profile", "compare", "briefing",
    "desk", "about", "administration",
)  # fmt: skip
OUTSIDE, INSIDE = "9501", "9410"  # amphoe of another province, and the one of the scopes
# Addresses that go for what lies elsewhere, or beyond what a role may see.
LINKS: Mapping[str, tuple[str, dict[str, str]]] = {
    "list of elsewhere": ("follow_up", {"area": OUTSIDE, "rows": "all"}),
    "list of elsewhere on paper": ("follow_up", {"area": OUTSIDE, "sheet": "print"}),
    "visits to come elsewhere": ("follow_up", {"area": OUTSIDE, "list": "coming", "rows": "all"}),
    "list of one's own": ("follow_up", {"area": INSIDE, "list": "coming", "rows": "all"}),
    "card of a group elsewhere": ("groups", {"detail": "<group outside>"}),
    "card of one's own group": ("groups", {"detail": "<group inside>", "area": INSIDE}),
    "need elsewhere": ("needs", {"detail": "<need outside>", "area": OUTSIDE}),
    "events elsewhere": ("needs", {"area": OUTSIDE, "map": "situations"}),
    "profile of elsewhere": ("profile", {"area": OUTSIDE}),
    "filter": ("coverage", {"mission": "labour", "level": "tambon", "area": "95"}),
    "own dates": ("coverage", {"period": "2026-01-15..2026-02-03", "area": OUTSIDE}),
    "officers": ("coverage", {"map": "officers", "level": "tambon", "area": OUTSIDE}),
    "as another role": ("follow_up", {"as": "administrator:", "area": OUTSIDE, "rows": "all"}),
    "findings in rows": ("desk", {"desk": "quality", "detail": "activity.duplicate"}),
    "history": ("desk", {"desk": "history"}),
}


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


@pytest.fixture(params=SCOPES.values(), ids=SCOPES.keys())
def who(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Scope:
    """One of the roles; every run of a screen is theirs."""
    scope: Scope = request.param
    standing = Standing(Visitor(scope, way=Way.TRIAL))
    monkeypatch.setattr(visitor, "_found", lambda: standing)
    return scope


def everything_sent(at: AppTest) -> str:
    """All that a run has sent to the browser, as text."""
    return "\n".join(str(getattr(one, "proto", "")) for one in at.main)


def test_a_stranger_is_noticed(places: dict[str, str]) -> None:
    """The net of these tests has no hole: it finds a row of elsewhere, and one of nowhere."""
    inside = next(id_ for id_, place in places.items() if place.startswith("9410"))
    outside = next(id_ for id_, place in places.items() if place.startswith("95"))
    scope = Scope(Role.PLANNER, ("9410",))
    assert strangers(f"x {inside} {outside} SIM-G999999", scope, places) == {outside, "SIM-G999999"}
    assert strangers(inside, Scope.public(), places) == {inside}


@pytest.mark.parametrize("screen", SCREENS)
def test_screen_shows_no_row_of_elsewhere(screen: str, who: Scope, places: dict[str, str]) -> None:
    at = opened_in_house(screen)
    assert not at.exception
    assert [one.value for one in at.error] == []
    assert strangers(everything_sent(at), who, places) == set()
    if not open_to(screen, who):
        key = f"closed_{screen}" if who.signed_in else "closed_signed_out"
        assert say(f"rights.{key}", "th") in [one.value for one in at.info]


@pytest.mark.parametrize("link", LINKS)
def test_no_address_steps_around_the_rights(link: str, who: Scope, places: dict[str, str]) -> None:
    screen, query = LINKS[link]
    named = {
        "<group outside>": _first(places, "SIM-G", OUTSIDE),
        "<group inside>": _first(places, "SIM-G", INSIDE),
        "<need outside>": _first(places, "SIM-N", OUTSIDE),
    }
    at = opened_in_house(screen, **{key: named.get(text, text) for key, text in query.items()})
    assert not at.exception
    sent = everything_sent(at)
    asked = query.get("detail", "")
    if asked in named:  # the address itself comes back, whoever wrote it
        sent = sent.replace(named[asked], "") if not who.covers(places[named[asked]]) else sent
    assert strangers(sent, who, places) == set()


def test_own_list_is_there_for_those_signed_in(who: Scope, places: dict[str, str]) -> None:
    """The other side: what one may see is seen."""
    at = opened_in_house("follow_up", area=INSIDE, rows="all")
    shown = set(ROW.findall(everything_sent(at)))
    assert bool(shown) is who.signed_in


def _first(places: Mapping[str, str], prefix: str, area: str) -> str:
    return next(one for one, place in places.items()
                if one.startswith(prefix) and place.startswith(area))  # fmt: skip


def test_the_document_says_what_the_roles_may() -> None:
    """The table of docs/access.md has a row for each right, in the order of ``Right``."""
    lines = (ROOT / "docs" / "access.md").read_text(encoding="utf-8").splitlines()
    said_yes = [line for line in lines if "| yes |" in line][: len(Right) + 1]  # the first table
    rows = [[cell.strip() for cell in line.split("|")[2:-1]] for line in said_yes]
    assert rows[0] == ["yes"] * len(Role)  # the protected view
    said = [[role for role, cell in zip(Role, row, strict=True) if cell] for row in rows[1:]]
    assert said == [[role for role in Role if right in RIGHTS[role]] for right in Right]


def test_every_closed_screen_is_one_of_these() -> None:
    assert set(NEEDED) - {"planner"} <= set(SCREENS)
    assert {right for needed in NEEDED.values() for right in needed} <= set(Right)
