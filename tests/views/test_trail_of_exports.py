"""Whatever takes rows or figures away keeps to the rights of its button, and is told."""

import ast
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from geo.codes import Level
from lib.access.gate import Gate
from lib.access.scope import Right, Role, Scope
from lib.access.trail import Entry, Event
from lib.access.visitor import Visitor, Way
from lib.periods import Period
from lib.settings import Settings
from lib.views import data, visitor
from lib.views.selection import Kind as Span
from lib.views.selection import Selection
from lib.views.taking import kinds
from lib.views.taking.giving import RightsEnded, figures_of, given
from lib.views.taking.kinds import Kind, register
from lib.views.visitor import Standing
from lib.views.words import say
from tests.views.on_screen import opened, opened_in_house

pytestmark = [pytest.mark.usefixtures("own_store"), pytest.mark.xdist_group("trail")]
ROOT = Path(__file__).parents[2]
# Files whose download buttons need not go through `given`, and why.
ALLOWED: Mapping[str, str] = {
    "lib/views/desk/templates.py": "empty forms: no rows and no figures",
    "lib/views/states.py": "a folder of data was refused: there is no store, and so no visitor",
}
Buttons = dict[str, Callable[[], bytes]]


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Accounts, sessions and a trail of the test's own."""
    found = Gate(Settings(var=tmp_path / "var", own_secrets=tmp_path / "secrets"))
    monkeypatch.setattr(visitor, "gate", lambda: found)
    return found


@pytest.fixture
def buttons(monkeypatch: pytest.MonkeyPatch) -> Buttons:
    """What the download buttons of a screen would give, by their key."""
    found: Buttons = {}
    real = st.download_button

    def noted(label: str, give: Callable[[], bytes], *some: object, **more: object) -> bool:
        found[str(more.get("key", label))] = give
        return real(label, give, *some, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(st, "download_button", noted)
    return found


def trial(role: Role, *areas: str) -> Standing:
    return Standing(Visitor(Scope(role, areas), way=Way.TRIAL))


def looks(monkeypatch: pytest.MonkeyPatch, who: Standing) -> None:
    monkeypatch.setattr(visitor, "standing", lambda: who)


def signed_in(gate: Gate, scope: Scope) -> Standing:
    """Somebody with an account and a session."""
    if gate.accounts.find("head") is None:
        gate.accounts.add("head", "Head", Scope(Role.ADMINISTRATOR), by="test")
    once = gate.accounts.add("somsri", "สมศรี", scope, by="test")
    gate.accounts.change_password("somsri", once, "a long new password 9471")
    token = gate.sign_in("somsri", "a long new password 9471")
    who = gate.visitor(token)
    assert who is not None
    return Standing(who, token)


def told(gate: Gate) -> list[Entry]:
    return gate.trail.read(events=[Event.EXPORT])


def pressed(give: Callable[[], bytes]) -> bytes | BaseException:
    """What a button gives when it is pressed: outside of any run, in a thread of its own."""
    answers: list[bytes | BaseException] = []

    def press() -> None:
        try:
            answers.append(give())
        except BaseException as error:
            answers.append(error)

    thread = threading.Thread(target=press)
    thread.start()
    thread.join()
    return answers[0]


def selection(area: str = "94") -> Selection:
    return Selection(
        Period(date(2025, 10, 1), date(2026, 9, 30)), area, Level.AMPHOE, "contacts", Span.YEAR
    )


class TestStatic:
    def test_every_download_button_goes_through_given(self) -> None:
        found: dict[str, list[bool]] = {}
        for file in sorted((ROOT / "lib" / "views").rglob("*.py")) + sorted(
            (ROOT / "pages").glob("*.py")
        ):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "attr", "")
                if isinstance(node, ast.Call) and name == "download_button":
                    path = str(file.relative_to(ROOT))
                    found.setdefault(path, []).append(_is_given(node))
        assert {path for path, each in found.items() if not all(each)} == set(ALLOWED)
        assert sum(len(each) for each in found.values()) >= 9

    def test_nothing_else_gives_files(self) -> None:
        """No other way of Streamlit's: its own tables have a button that asks nobody.

        The editor of the month's plan has its hidden (tests/browser/test_planner_days_journeys).
        """
        for file in sorted((ROOT / "lib" / "views").rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "st":
                    editor = file.match("planner/month_editor.py") and node.attr == "data_editor"
                    assert editor or node.attr not in ("dataframe", "data_editor"), file


def _is_given(call: ast.Call) -> bool:
    content = call.args[1] if len(call.args) > 1 else None
    return isinstance(content, ast.Call) and getattr(content.func, "id", "") == "given"


class TestGiven:
    def test_it_is_told_before_it_is_given(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, signed_in(gate, Scope(Role.PLANNER, ("94",))))
        give = given(lambda: "ก", "work_list", selection(), right=Right.FIGURES, rows=7)
        assert told(gate) == []
        assert pressed(give) == "ก".encode()
        (entry,) = told(gate)
        assert entry.who == "somsri"
        assert {name: value for name, value in entry.told.items() if name != "screen"} == {
            "kind": "work_list", "bytes": 3, "rows": 7, "area": "94", "figures": "exact",
            "period": "2025-10-01 2026-09-30",
        }  # fmt: skip

    def test_it_is_made_with_the_rights_of_who_was_shown_the_button(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        who = signed_in(gate, Scope(Role.VIEWER, ("9410",)))
        looks(monkeypatch, who)
        give = given(lambda: repr(data.scope()), "excel")
        monkeypatch.undo()
        monkeypatch.setattr(visitor, "gate", lambda: gate)
        assert data.scope() == Scope(Role.ADMINISTRATOR)  # outside of any run, simulated data
        assert pressed(give) == repr(who.visitor.scope).encode()

    @pytest.mark.parametrize(
        "ends",
        [
            lambda gate, token: gate.sign_out(token),
            lambda gate, _: gate.accounts.close("somsri", by="head"),
            lambda gate, _: gate.accounts.give_rights("somsri", Scope(Role.VIEWER), by="head"),
            lambda gate, _: gate.accounts.give_rights(
                "somsri", Scope(Role.PLANNER, ("95",)), by="head"
            ),
            lambda gate, _: gate.accounts.reset("somsri", by="head"),
        ],
        ids=["signed out", "closed", "other role", "other areas", "password reset"],
    )
    def test_it_is_refused_once_the_rights_have_ended(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch, ends: Callable[[Gate, str], None]
    ) -> None:
        who = signed_in(gate, Scope(Role.PLANNER, ("94",)))
        looks(monkeypatch, who)
        made: list[str] = []

        def make() -> bytes:
            made.append("x")
            return b"x"

        give = given(make, "excel", selection())
        assert isinstance(pressed(give), bytes)
        ends(gate, who.token)
        assert isinstance(pressed(give), RightsEnded)
        assert (len(made), len(told(gate))) == (1, 1)

    def test_a_right_of_its_own_is_asked_for(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, trial(Role.VIEWER))
        assert isinstance(pressed(given(lambda: b"x", "q", right=Right.QUALITY)), RightsEnded)
        assert told(gate) == []

    def test_no_file_without_its_line(self, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
        looks(monkeypatch, trial(Role.PLANNER))
        gate.trail.folder.parent.mkdir(parents=True, exist_ok=True)
        gate.trail.folder.write_text("a file where the folder should be")
        assert isinstance(pressed(given(lambda: b"x", "excel")), Exception)

    def test_what_everybody_may_have_is_not_told(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks(monkeypatch, Standing(Visitor.nobody()))
        assert pressed(given(lambda: b"x", "excel", selection())) == b"x"
        assert told(gate) == []

    @pytest.mark.parametrize(
        ("scope", "area", "expected"),
        [
            (Scope(Role.VIEWER), "south", "exact"),
            (Scope(Role.VIEWER, ("94",)), "south", "partly"),
            (Scope(Role.VIEWER, ("94",)), "94", "exact"),
            (Scope(Role.VIEWER, ("94",)), "940101", "exact"),
            (Scope(Role.VIEWER, ("9401",)), "94", "partly"),
            (Scope(Role.VIEWER, ("9401",)), "9402", "protected"),
            (Scope(Role.VIEWER, ("94",)), "95", "protected"),
            (Scope.public(), "south", "protected"),
            (Scope.public(), "94", "protected"),
        ],
    )
    def test_whether_figures_were_exact(self, scope: Scope, area: str, expected: str) -> None:
        assert figures_of(scope, area) == expected


# Screen, its address, buttons that are there beside those of the menu.
SCREENS = [
    ("overview", {"area": "94"}, ()),
    ("follow_up", {"area": "9410"}, ("follow_up_csv",)),
    ("groups", {"area": "94"}, ()),
    ("needs", {"area": "94"}, ()),
]


@pytest.mark.parametrize(("screen", "query", "more"), SCREENS)
def test_every_button_of_a_screen_tells_the_trail(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, buttons: Buttons, screen: str,
    query: dict[str, str], more: tuple[str, ...],
) -> None:  # fmt: skip
    looks(monkeypatch, trial(Role.PLANNER))
    at = opened_in_house(screen, **query)
    assert not at.exception
    assert {"take_excel", *more} <= set(buttons)
    answers = {key: pressed(give) for key, give in buttons.items()}
    given_ = {key: file for key, file in answers.items() if isinstance(file, bytes) and file}
    assert given_ == answers
    entries = told(gate)
    assert len(entries) == len(given_)
    names = {key.removeprefix("take_") for key in given_ if key.startswith("take_")}
    assert names <= {str(one.told["kind"]) for one in entries}
    for one in entries:
        assert (one.who, one.told["screen"], one.told["area"]) == (
            "trial:planner", screen, query["area"],
        )  # fmt: skip
        assert one.told["bytes"] in {len(file) for file in given_.values()}


def test_the_rows_of_quality_are_told(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, buttons: Buttons
) -> None:
    looks(monkeypatch, trial(Role.PLANNER, "94"))
    at = opened("desk", lang="en", desk="quality", detail="report.late@")
    assert not at.exception
    file = pressed(buttons["quality_csv"])
    assert isinstance(file, bytes)
    (entry,) = told(gate)
    assert (entry.told["kind"], entry.told["screen"]) == ("quality_rows", "desk")
    assert entry.told["rows"] == len(file.decode("utf-8-sig").splitlines()) - 1


@pytest.fixture
def slow() -> Iterator[Kind]:
    """A slow kind that tells whose rights it was made with."""
    kind = Kind(
        "pngs", "map", "txt", "text/plain", lambda taken: taken.title,
        lambda taken, progress: repr(data.scope()).encode(),
        lambda taken: taken.screen == "overview", slow=True,
    )  # fmt: skip
    before = kinds.KINDS["pngs"]
    register(kind)
    yield kind
    register(before)


def slow_part() -> None:
    """The part of a screen that makes a slow file."""
    from dataclasses import replace

    from lib.views import address, data, visitor
    from lib.views.taking import kinds, menu
    from lib.views.taking.seen import Seen
    from lib.views.taking.stamp import stamp_of

    data.begin_run()
    address.begin("overview")
    now = replace(data.choices("overview").start(), area="94")
    taken = kinds.Taken("overview", now, "t", stamp_of(now, "t"), Seen())
    menu._slow(kinds.KINDS["pngs"], taken, visitor.standing())


def test_a_slow_file_is_told_when_it_is_saved_and_kept_for_nobody_else(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, buttons: Buttons, slow: Kind
) -> None:
    looks(monkeypatch, trial(Role.PLANNER, "94"))
    at = opened(slow_part)
    at.button(key="take_pngs").click().run()
    assert told(gate) == []
    assert pressed(buttons["take_save_pngs"]) == repr(Scope(Role.PLANNER, ("94",))).encode()
    assert [one.told["kind"] for one in told(gate)] == ["pngs"]
    looks(monkeypatch, trial(Role.VIEWER, "94"))
    buttons.clear()
    at.run()
    assert not at.exception
    assert "take_save_pngs" not in buttons


def test_the_part_of_a_screen_that_runs_by_itself_ends_with_the_rights(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, slow: Kind
) -> None:
    who = signed_in(gate, Scope(Role.PLANNER, ("94",)))
    looks(monkeypatch, who)
    at = opened(slow_part)
    assert not at.exception
    assert [one.key for one in at.button] == ["take_pngs"]
    gate.sign_out(who.token)
    at.run()
    assert not at.button
    assert [one.value for one in at.info] == [say("exports.take_ended", "th")]
