"""Who is shown kept briefings, who keeps them and who removes them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.access.scope import Role, Scope
from lib.access.visitor import Visitor, Way
from lib.exports.shelf import Kept, Shelf
from lib.views import visitor
from lib.views.briefing import build
from lib.views.briefing.rights import may_remove, may_see
from lib.views.visitor import Standing
from lib.views.words import say
from tests.views.on_screen import html_of, opened

pytestmark = pytest.mark.usefixtures("own_store")
LIVE = Kept("", "ประชุม", "area=94", datetime(2026, 7, 1, tzinfo=UTC), "", pinned=False)
VIEWER, PLANNER, OFFICER, HEAD = Role.VIEWER, Role.PLANNER, Role.OFFICER, Role.ADMINISTRATOR
# Kept as which role for which areas; who asks; whether they are shown it.
SEEN: list[tuple[str, tuple[str, ...], Role, tuple[str, ...], bool]] = [
    ("planner", (), PLANNER, (), True),
    ("planner", (), HEAD, (), True),
    ("planner", (), VIEWER, (), False),  # sees no places
    ("planner", (), OFFICER, (), False),  # sees no drafts of plans
    ("officer", (), PLANNER, (), True),
    ("officer", (), HEAD, (), True),
    ("administrator", (), PLANNER, (), True),  # has seen no more than a planner does
    ("administrator", (), OFFICER, (), False),
    ("viewer", (), OFFICER, (), True),
    ("planner", (), PLANNER, ("94",), False),
    ("planner", ("94",), PLANNER, (), True),
    ("planner", ("94",), PLANNER, ("94",), True),
    ("planner", ("94",), PLANNER, ("94", "95"), True),
    ("planner", ("94", "95"), PLANNER, ("94",), False),
    ("planner", ("9401",), PLANNER, ("94",), True),
    ("planner", ("94",), PLANNER, ("9401",), False),
    ("planner", ("95",), PLANNER, ("94",), False),
    ("planner", ("95",), HEAD, ("94",), False),
    ("planner", (), Role.PUBLIC, (), False),
    ("public", (), Role.PUBLIC, (), False),
    ("public", (), VIEWER, (), True),
    ("", (), HEAD, (), True),  # of an older program
    ("gone", (), HEAD, (), True),
    ("gone", (), VIEWER, (), False),
]


@pytest.mark.parametrize(("role", "areas", "asks", "own", "expected"), SEEN)
def test_who_sees_at_least_as_much_is_shown_it(
    role: str, areas: tuple[str, ...], asks: Role, own: tuple[str, ...], expected: bool
) -> None:
    assert may_see(replace(LIVE, role=role, areas=areas), Scope(asks, own)) is expected


@pytest.mark.parametrize(
    ("account", "scope", "name", "expected"),
    [
        ("somsri", Scope(PLANNER, ("94",)), "somsri", True),
        ("somsri", Scope(PLANNER, ("94",)), "yusuf", False),
        ("somsri", Scope(PLANNER, ("95",)), "somsri", False),  # whose areas are others by now
        ("somsri", Scope(VIEWER, ("94",)), "somsri", False),  # who keeps nothing by now
        ("somsri", Scope(HEAD), "head", True),
        ("somsri", Scope(HEAD, ("95",)), "head", False),
        ("", Scope(PLANNER, ("94",)), "", False),  # of an older program: nobody's own
        ("", Scope(HEAD), "head", True),
    ],
)
def test_who_kept_it_and_administrators_remove_it(
    account: str, scope: Scope, name: str, expected: bool
) -> None:
    one = replace(LIVE, role="planner", areas=("94",), account=account)
    assert may_remove(one, scope, name) is expected


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    found = Shelf(tmp_path / "briefings")
    monkeypatch.setattr(build, "shelf", lambda: found)
    return found


def looks(monkeypatch: pytest.MonkeyPatch, role: Role, *areas: str, name: str = "somsri") -> None:
    who = Visitor(Scope(role, areas), name, f"นาง {name}", Way.PASSWORD)
    monkeypatch.setattr(visitor, "standing", lambda: Standing(who))


def menu() -> None:
    """What is kept, by itself."""
    from lib.views import address, data
    from lib.views.briefing import kept

    data.begin_run()
    address.begin("briefing")
    kept.menu(address.current())


def keys(at: AppTest) -> set[str]:
    return {str(one.key) for one in at.button}


def keep(at: AppTest, name: str) -> None:
    at.text_input(key="briefing_name").set_value(name)
    at.button(key="briefing_keep").click().run()
    assert not at.exception


def test_what_is_kept_has_its_author_and_scope(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, PLANNER, "94")
    keep(opened(menu, lang="en"), "June")
    (one,) = shelf.every()
    assert (one.author, one.account, one.role, one.areas) == (
        "นาง somsri", "somsri", "planner", ("94",),
    )  # fmt: skip


def test_others_see_who_kept_it_and_remove_nothing(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, PLANNER, "94")
    keep(opened(menu, lang="en"), "June")
    (one,) = shelf.every()
    looks(monkeypatch, PLANNER, name="yusuf")
    at = opened(menu, lang="en")
    assert "นาง somsri" in html_of(at)
    assert f"briefing_remove_{one.id}" not in keys(at)
    looks(monkeypatch, PLANNER, "95", name="yusuf")
    assert "June" not in html_of(opened(menu, lang="en"))
    looks(monkeypatch, PLANNER, "94")
    at = opened(menu, lang="en")
    at.button(key=f"briefing_remove_{one.id}").click().run()
    looks(monkeypatch, PLANNER, name="yusuf")  # another one in the same tab meanwhile
    at.button(key=f"briefing_sure_{one.id}").click().run()
    assert shelf.every() == [one]
    assert say("briefing.not_allowed", "en") in html_of(at)
    looks(monkeypatch, HEAD, name="head")
    at = opened(menu, lang="en")
    at.button(key=f"briefing_remove_{one.id}").click().run()
    at.button(key=f"briefing_sure_{one.id}").click().run()
    assert shelf.every() == []


def test_only_who_may_keep_is_offered_to(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, VIEWER)
    at = opened(menu, lang="en")
    assert not at.exception
    assert not at.text_input
    assert not at.button
    shelf.keep(replace(LIVE, role="viewer"))
    at = opened(menu, lang="en")
    assert LIVE.name in html_of(at)
    assert not at.text_input


def test_who_has_lost_the_right_since_keeps_nothing(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, PLANNER)
    at = opened(menu, lang="en")
    at.text_input(key="briefing_name").set_value("June")
    looks(monkeypatch, VIEWER)
    at.button(key="briefing_keep").click().run()
    assert not at.exception
    assert shelf.every() == []


def test_what_was_kept_before_there_were_accounts_is_still_read(shelf: Shelf) -> None:
    one = shelf.keep(replace(LIVE, role="administrator"))
    file = shelf.folder / f"{one.id}.json"
    old = json.loads(file.read_text(encoding="utf-8"))
    del old["account"]
    file.write_text(json.dumps(old), encoding="utf-8")
    assert shelf.find(one.id) == one
    assert may_see(one, Scope(HEAD))
