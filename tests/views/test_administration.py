"""The screen of administration: accounts, the trail, rights; and that nobody else reaches it."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.access.accounts import Account
from lib.access.gate import Gate
from lib.access.guesses import SignInRefused
from lib.access.scope import RIGHTS, Right, Role, Scope
from lib.access.trail import Entry, Event, Trail
from lib.access.visitor import Visitor, Way
from lib.settings import Settings
from lib.views import visitor
from lib.views.access import accounts, actions, entries, rights, trail
from lib.views.access.reach import managed, reaches, told_to
from lib.views.access.session import SHOWN_FOR, Issued, Managing
from lib.views.taking.giving import RightsEnded
from lib.views.visitor import Standing
from lib.views.words import LANGUAGES, Language, catalogue, say
from tests.views.on_screen import html_of, opened

FOLDER = Path(accounts.__file__).parent
WHOLE, PROVINCE = Scope(Role.ADMINISTRATOR), Scope(Role.ADMINISTRATOR, ("94",))
PLANNER, ELSEWHERE = Scope(Role.PLANNER, ("9410",)), Scope(Role.PLANNER, ("9501",))
BY = "chief"
ONE_TIME = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
NOT_ADMINISTRATORS = (
    Scope.public(), Scope(Role.VIEWER), Scope(Role.PLANNER), Scope(Role.OFFICER, ("94",))
)  # fmt: skip


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A gate of the test's own, with some accounts: the one of the screens."""
    made = Gate(Settings(var=tmp_path))
    made.accounts.add(BY, "หัวหน้า", WHOLE, by="")
    made.accounts.add("somchai", "นายสมชาย ใจดี", PLANNER, by=BY)
    made.accounts.add("marisa", "นางสาวมาริสา สาและ", ELSEWHERE, by=BY)
    monkeypatch.setattr(visitor, "gate", lambda: made)
    return made


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Who looks from now on, as an account of these rights would."""

    def become(scope: Scope, account: str = BY) -> None:
        now = Visitor(scope, account if scope.signed_in else "", "หัวหน้า", Way.PASSWORD)
        monkeypatch.setattr(visitor, "_found", lambda: Standing(now, "token"))

    become(WHOLE)
    return become


def administration(**query: str) -> AppTest:
    at = opened("administration", **query)
    assert not at.exception
    return at


def chosen(name: str) -> AppTest:
    at = administration()
    return at.selectbox(key="administration_chosen").select(name).run()


def press(at: AppTest, *keys: str) -> AppTest:
    for key in keys:
        at.button(key=key).click().run()
        assert not at.exception
    return at


def passwords_in(text: str) -> list[str]:
    return ONE_TIME.findall(text)


def everything(gate: Gate) -> list[object]:
    """The state of the accounts and the length of the trail, to be compared."""
    return [gate.accounts.every(), len(gate.trail.read(most=1_000))]


@pytest.mark.usefixtures("own_store", "looks")
class TestAccounts:
    def test_the_table_has_every_account_with_person_role_area_and_state(self, gate: Gate) -> None:
        gate.accounts.close("marisa", by=BY)
        html = html_of(administration())
        for text in ("somchai", "นายสมชาย ใจดี", "ผู้วางแผน", "อ.ยะรัง", "ปิดแล้ว", "ยังไม่เคย"):
            assert text in html

    def test_an_account_is_added_with_role_and_area(self, gate: Gate) -> None:
        at = press(administration(), "account_new")
        at.selectbox(key="new_1_role").select(Role.OFFICER).run()
        at.multiselect(key="new_1_areas").select("9411").run()
        assert "เจ้าหน้าที่ข้อมูล · อ.กะพ้อ" in html_of(at)
        # A browser sends what was typed last together with the click.
        at.text_input(key="new_1_name").input("Nadia")
        at.text_input(key="new_1_shown").input("นางสาวนาเดีย")
        press(at, "do_add")
        added = gate.accounts.find("nadia")
        assert added is not None
        assert (added.shown, added.scope) == ("นางสาวนาเดีย", Scope(Role.OFFICER, ("9411",)))
        (password,) = set(passwords_in(html_of(at)))
        assert gate.accounts.check("nadia", password).must_change

    def test_rights_that_come_with_the_click_are_those_that_are_given(self, gate: Gate) -> None:
        """Who chooses an area and presses at once gives no more than the area."""
        at = press(administration(), "account_new")
        at.text_input(key="new_1_name").input("nadia")
        at.text_input(key="new_1_shown").input("นางสาวนาเดีย")
        at.selectbox(key="new_1_role").select(Role.OFFICER)
        at.multiselect(key="new_1_areas").select("9411")
        press(at, "do_add")
        added = gate.accounts.find("nadia")
        assert added is not None
        assert added.scope == Scope(Role.OFFICER, ("9411",))
        press(at, "account_rights")
        (role,) = [one for one in at.selectbox if str(one.key).endswith("_role")]
        (areas,) = [one for one in at.multiselect if str(one.key).endswith("_areas")]
        role.select(Role.VIEWER).run()
        areas = next(one for one in at.multiselect if one.key == areas.key)
        areas.select("9410")
        press(at, "do_rights")
        changed = gate.accounts.find("nadia")
        assert changed is not None
        assert changed.scope == Scope(Role.VIEWER, ("9410", "9411"))

    def test_rights_are_changed_after_a_sentence_says_from_what_to_what(self, gate: Gate) -> None:
        at = press(chosen("somchai"), "account_rights")
        assert at.button(key="do_rights").disabled
        (role,) = [one for one in at.selectbox if str(one.key).endswith("_role")]
        role.select(Role.VIEWER).run()
        assert "“ผู้วางแผน · อ.ยะรัง” เป็น “ผู้ดูข้อมูล · อ.ยะรัง”" in html_of(at)
        assert gate.accounts.find("somchai").scope == PLANNER  # type: ignore[union-attr]
        press(at, "do_rights")
        assert gate.accounts.find("somchai").scope == Scope(Role.VIEWER, ("9410",))  # type: ignore[union-attr]

    def test_an_administrator_is_one_of_the_whole_region(self, gate: Gate) -> None:
        at = press(chosen("somchai"), "account_rights")
        (role,) = [one for one in at.selectbox if str(one.key).endswith("_role")]
        role.select(Role.ADMINISTRATOR).run()
        assert list(at.multiselect) == []
        press(at, "do_rights")
        assert gate.accounts.find("somchai").scope == WHOLE  # type: ignore[union-attr]

    @pytest.mark.parametrize("action", [actions.CLOSE, actions.RESET, actions.END])
    def test_nothing_is_done_before_it_is_confirmed(self, gate: Gate, action: str) -> None:
        before = everything(gate)
        at = press(chosen("somchai"), f"account_{action}")
        assert say(f"access_ask.{action}", "th", name="somchai") in html_of(at)
        press(at, "do_not")
        assert everything(gate) == before
        assert say(f"access_ask.{action}", "th", name="somchai") not in html_of(at)

    def test_closed_and_opened_again(self, gate: Gate) -> None:
        at = press(chosen("somchai"), "account_close", "do_close")
        assert gate.accounts.find("somchai").closed  # type: ignore[union-attr]
        assert at.success[0].value == say("access_done.close", "th", name="somchai")
        press(at, "account_reopen", "do_reopen")
        assert not gate.accounts.find("somchai").closed  # type: ignore[union-attr]

    def test_unlock_is_offered_for_who_is_locked_only(self, gate: Gate) -> None:
        assert "account_unlock" not in {one.key for one in chosen("somchai").button}
        for _ in range(gate.config.lock_out.tries):
            with pytest.raises(SignInRefused):
                gate.accounts.check("somchai", "wrong-wrong-wrong")
        at = chosen("somchai")
        assert "ถูกระงับถึง" in html_of(at)
        press(at, "account_unlock", "do_unlock")
        assert "ถูกระงับถึง" not in html_of(at)

    def test_sessions_end_and_the_trail_says_so(self, gate: Gate) -> None:
        tokens = [gate.sessions.begin("somchai", Way.PASSWORD) for _ in range(2)]
        at = press(chosen("somchai"), "account_end", "do_end")
        assert [gate.sessions.find(one) for one in tokens] == [None, None]
        assert at.success[0].value == say("access_done.end", "th", name="somchai", count=2)
        newest = gate.trail.read(most=1)[0]
        assert (newest.event, newest.who) == (Event.SIGN_OUT, BY)
        assert newest.told == {"account": "somchai", "sessions": 2}

    @pytest.mark.parametrize(
        ("name", "shown", "code"),
        [("somchai", "คนอื่น", "taken"), ("no spaces", "คนอื่น", "name"), ("new", " ", "shown")],
    )
    def test_what_can_not_be_is_said_in_words(
        self, gate: Gate, name: str, shown: str, code: str
    ) -> None:
        before = everything(gate)
        at = press(administration(), "account_new")
        at.text_input(key="new_1_name").input(name).run()
        at.text_input(key="new_1_shown").input(shown).run()
        press(at, "do_add")
        assert at.error[0].value == say(f"access_refused.{code}", "th")
        assert at.text_input(key="new_1_name").value == name
        assert everything(gate) == before

    def test_the_last_administrator_stays(self, gate: Gate) -> None:
        at = press(chosen(BY), "account_close", "do_close")
        assert at.error[0].value == say("access_refused.last", "th")
        assert not gate.accounts.find(BY).closed  # type: ignore[union-attr]

    def test_a_file_that_can_not_be_used_is_said_with_a_reference(
        self, gate: Gate, caplog: pytest.LogCaptureFixture
    ) -> None:
        at = press(chosen("somchai"), "account_close")
        file = next(gate.trail.folder.glob("*.sqlite3"))
        kept = file.read_bytes()
        file.write_bytes(b"not a database" * 100)
        at.button(key="do_close").click().run()
        file.write_bytes(kept)
        (reference,) = re.findall(r"Error ([0-9A-F]{8}) on the screen", caplog.text)
        at.run()
        assert reference in at.error[0].value

    def test_many_accounts_are_searched_and_turned(self, gate: Gate) -> None:
        for at in range(accounts.PER_PAGE):
            gate.accounts.add(f"officer{at:02}", f"เจ้าหน้าที่คนที่ {at}", PLANNER, by=BY)
        found = administration()
        assert "somchai" not in html_of(found).split("<tbody>")[1]
        press(found, f"{accounts.PAGE}_after")
        assert "somchai" in html_of(found).split("<tbody>")[1]
        found.text_input(key=accounts.SEARCHED).input("คนที่ 7").run()
        assert re.findall(r">(officer\d\d)<", html_of(found)) == ["officer07"]


@pytest.mark.usefixtures("own_store", "looks")
class TestPasswordsShownOnce:
    def test_a_new_password_is_shown_and_gone_with_the_next_step(
        self, gate: Gate, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        at = press(chosen("somchai"), "account_reset", "do_reset")
        (password,) = set(passwords_in(html_of(at)))
        assert gate.accounts.check("somchai", password).name == "somchai"
        press(at, "issued_away")
        assert passwords_in(html_of(at)) == []
        told = caplog.text + "".join(capfd.readouterr()) + gate.trail.file.read_text("utf-8")
        assert password not in told

    @pytest.mark.parametrize("key", ["account_close", "account_new", "account_rights"])
    def test_any_other_step_puts_it_away(self, gate: Gate, key: str) -> None:
        at = press(chosen("somchai"), "account_reset", "do_reset")
        assert passwords_in(html_of(at))
        assert passwords_in(html_of(press(at, key))) == []

    def test_it_goes_by_itself(self, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
        at = press(chosen("somchai"), "account_reset", "do_reset")
        now = at.session_state["administration"]
        assert now.issued is not None
        assert not now.issued.over
        now.issued = Issued(
            "somchai", now.issued.password, now.issued.since - SHOWN_FOR.total_seconds()
        )
        at.run()
        assert passwords_in(html_of(at)) == []

    def test_it_stands_in_no_text_of_what_is_kept(self) -> None:
        issued = Issued("somchai", "aaaa-bbbb-cccc-dddd")
        assert "aaaa" not in repr(issued) + repr(Managing(Visitor.nobody(), issued=issued))


@pytest.mark.usefixtures("own_store")
class TestNobodyElse:
    @pytest.mark.parametrize("part", ["", "trail", "rights"])
    @pytest.mark.parametrize("scope", NOT_ADMINISTRATORS, ids=lambda one: str(one.role))
    def test_the_address_shows_nothing(
        self, gate: Gate, looks: Callable[[Scope], None], scope: Scope, part: str
    ) -> None:
        looks(scope)
        at = administration(**({"administration": part} if part else {}))
        assert at.info[0].value == say("rights.closed_administration", "th")
        assert "somchai" not in html_of(at)
        assert [*at.button, *at.selectbox, *at.text_input, *at.get("download_button")] == []

    @pytest.mark.parametrize("scope", NOT_ADMINISTRATORS, ids=lambda one: str(one.role))
    def test_a_button_that_is_still_shown_does_nothing(
        self, gate: Gate, looks: Callable[[Scope], None], scope: Scope
    ) -> None:
        at = press(chosen("somchai"), "account_close")
        before = everything(gate)
        looks(scope)
        at.button(key="do_close").click().run()
        assert everything(gate) == before
        assert "somchai" not in html_of(at)

    @pytest.mark.parametrize(
        "lose",
        [
            lambda gate, token: gate.sign_out(token),
            lambda gate, token: gate.accounts.close(BY, by="other"),
            lambda gate, token: gate.accounts.give_rights(BY, PLANNER, by="other"),
            lambda gate, token: gate.accounts.reset(BY, by="other"),
        ],
        ids=["signed out", "closed", "other rights", "new password"],
    )
    def test_who_lost_the_right_elsewhere_does_nothing_here(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch, lose: Callable[[Gate, str], object]
    ) -> None:
        gate.accounts.add("other", "อีกคน", WHOLE, by=BY)
        one_time = gate.accounts.reset(BY, by="other")
        gate.accounts.change_password(BY, one_time, "ภูเขาสามลูกกับแม่น้ำ")
        token = gate.sign_in(BY, "ภูเขาสามลูกกับแม่น้ำ")
        monkeypatch.setattr(
            visitor, "_found", lambda: Standing(gate.visitor(token) or Visitor.nobody(), token)
        )
        at = press(chosen("somchai"), "account_close")
        lose(gate, token)
        before = everything(gate)
        at.button(key="do_close").click().run()
        assert everything(gate) == before
        assert not gate.accounts.find("somchai").closed  # type: ignore[union-attr]
        assert "somchai" not in html_of(at)

    @pytest.mark.parametrize(
        "after",
        [[(Scope(Role.VIEWER), BY), (WHOLE, BY)], [(WHOLE, "other")]],
        ids=["less", "other"],
    )
    def test_a_password_is_not_shown_to_who_comes_after(
        self, gate: Gate, looks: Callable[..., None], after: Sequence[tuple[Scope, str]]
    ) -> None:
        at = press(chosen("somchai"), "account_reset", "do_reset")
        assert passwords_in(html_of(at)) != []
        for scope, account in after:
            looks(scope, account)
            del at.session_state[visitor.LOOKED]  # as the house looks anew for every run
            assert passwords_in(html_of(at.run())) == []

    def test_every_action_is_guarded(self) -> None:
        """Whatever a button calls asks anew who clicks."""
        unguarded = {"possible", "is_locked"}
        public = {
            name: found
            for name, found in inspect.getmembers(actions, inspect.isfunction)
            if found.__module__ == actions.__name__ and not name.startswith("_")
        }
        assert {name for name, one in public.items() if not hasattr(one, "__wrapped__")} == (
            unguarded
        )

    def test_buttons_call_nothing_but_actions(self) -> None:
        """In the source: what is done on a click comes from `actions`, or only chooses."""
        harmless = {"_chosen", "do", "st.login", "'ignore'"}
        called = {
            ast.unparse(keyword.value)
            for path in FOLDER.glob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            for keyword in node.keywords
            if keyword.arg in ("on_click", "on_change")
        }
        assert called - harmless == {"actions.ask"}

    @pytest.mark.parametrize(
        "act",
        [
            lambda: actions.choose("somchai"),
            lambda: actions.ask(actions.CLOSE),
            lambda: actions.add("intruder", "ผู้บุกรุก", WHOLE),
            lambda: actions.give_rights("somchai", WHOLE),
            *(
                lambda action=action: actions.do(action, "somchai")
                for action in (actions.RESET, actions.UNLOCK, actions.CLOSE, actions.END)
            ),
        ],
    )
    def test_actions_called_by_others_change_nothing(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]
    ) -> None:
        standing = Standing(Visitor(Scope(Role.OFFICER), "somchai", way=Way.PASSWORD), "token")
        monkeypatch.setattr(visitor, "look", lambda: standing)
        monkeypatch.setattr(st, "session_state", {})
        before = everything(gate)
        act()
        assert everything(gate) == before
        assert st.session_state == {}


class TestReach:
    @pytest.mark.parametrize(
        ("own", "other", "may"),
        [
            (WHOLE, WHOLE, True),
            (WHOLE, PLANNER, True),
            (PROVINCE, PLANNER, True),
            (PROVINCE, PROVINCE, True),
            (PROVINCE, ELSEWHERE, False),
            (PROVINCE, Scope(Role.PLANNER, ("9410", "9501")), False),
            (PROVINCE, Scope(Role.VIEWER), False),
            (PROVINCE, WHOLE, False),
            (PLANNER, PLANNER, False),
            (Scope.public(), PLANNER, False),
        ],
    )
    def test_rights_are_given_within_the_own_areas(
        self, own: Scope, other: Scope, may: bool
    ) -> None:
        assert reaches(own, other) is may

    def test_lines_are_told_of_the_accounts_that_are_managed(self, gate: Gate) -> None:
        def line(who: str, **told: str) -> Entry:
            return Entry(datetime.now(UTC), Event.RIGHTS, who, told)

        every = [
            line("somchai"), line("marisa"), line(BY, account="somchai"),
            line(BY, account="marisa"), line(""),
        ]  # fmt: skip
        mine = managed(PROVINCE, gate.accounts.every())
        assert told_to(PROVINCE, every, mine) == [every[0], every[2]]
        assert told_to(WHOLE, every, mine) == every

    @pytest.mark.usefixtures("own_store")
    def test_an_administrator_of_a_province_sees_and_changes_that_province(
        self, gate: Gate, looks: Callable[[Scope], None]
    ) -> None:
        looks(PROVINCE)
        at = administration()
        assert "somchai" in html_of(at)
        assert "marisa" not in html_of(at)
        assert list(at.selectbox(key="administration_chosen").options) == ["somchai · นายสมชาย ใจดี"]

    @pytest.mark.parametrize(
        "act",
        [
            lambda: actions.add("mine", "ของฉัน", WHOLE),
            lambda: actions.give_rights("somchai", WHOLE),
            lambda: actions.give_rights("marisa", PLANNER),
            lambda: actions.give_rights(BY, PLANNER),
            lambda: actions.do(actions.RESET, "marisa"),
            lambda: actions.do(actions.CLOSE, BY),
        ],
    )
    def test_an_administrator_of_a_province_gets_no_further(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]
    ) -> None:
        monkeypatch.setattr(st, "session_state", {})
        monkeypatch.setattr(
            visitor, "look", lambda: Standing(Visitor(PROVINCE, "head94", way=Way.PASSWORD))
        )
        before = everything(gate)
        with visitor.acting_as(Visitor(PROVINCE, "head94", way=Way.PASSWORD)):
            act()
        assert everything(gate) == before
        assert st.session_state["administration"].refused == "reach"


@pytest.mark.usefixtures("own_store", "looks")
class TestTrail:
    def test_newest_first_with_who_and_what(self, gate: Gate) -> None:
        gate.trail.write(Event.EXPORT, "somchai", rows=290)
        html = html_of(administration(administration="trail"))
        first, second = re.findall(r"<tr><td.*?</tr>", html)[:2]
        assert "somchai" in first
        assert "290" in first
        assert say("access_event.account", "th") in second
        assert say("access.trail_whole", "th") in html

    def test_kinds_and_people_cut_it(self, gate: Gate) -> None:
        gate.trail.write(Event.EXPORT, "somchai", rows=290)
        gate.trail.write(Event.IMPORT, "marisa", rows=7)
        at = administration(administration="trail")
        at.selectbox(key="trail_who").select("marisa").run()
        assert re.findall(r">(somchai|marisa)</td>", html_of(at)) == ["marisa"]
        at.selectbox(key="trail_who").select(trail.ANYONE).run()
        at.multiselect(key="trail_events").select(Event.EXPORT).run()
        assert re.findall(r">(somchai|marisa)</td>", html_of(at)) == ["somchai"]

    def test_everyone_is_offered_once(self, gate: Gate) -> None:
        for who in ("somchai", "marisa", "somchai", ""):
            gate.trail.write(Event.EXPORT, who)
        at = administration(administration="trail")
        assert at.selectbox(key="trail_who").options == ["ทั้งหมด", BY, "marisa", "somchai"]
        at.selectbox(key="trail_who").select("marisa").run()
        at.multiselect(key="trail_events").select(Event.ACCOUNT).run()
        assert at.selectbox(key="trail_who").options == ["ทั้งหมด", BY, "marisa"]

    @pytest.mark.parametrize("own", [WHOLE, PROVINCE])
    def test_who_is_asked_for_is_found_behind_what_others_did_since(
        self, gate: Gate, own: Scope
    ) -> None:
        gate.trail.write(Event.EXPORT, "somchai")
        for _ in range(9):
            gate.trail.write(Event.EXPORT, "marisa")
        with visitor.acting_as(Visitor(own)):
            assert len(trail.lines(trail.Asked(who="somchai"), 5)) == 1
            assert len(trail.lines(trail.Asked(), 5)) == (5 if own.whole else 2)

    @pytest.mark.parametrize(
        ("first", "last", "count"),
        [
            (date(2026, 6, 30), None, 1),
            (None, date(2026, 6, 29), 1),
            (date(2026, 6, 29), date(2026, 6, 30), 2),
            (date(2026, 7, 1), None, 0),
        ],
    )
    def test_days_are_those_of_thailand_and_both_count(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gate: Gate, first: date | None,
        last: date | None, count: int,
    ) -> None:  # fmt: skip
        for at in (
            datetime(2026, 6, 29, 16, 59, tzinfo=UTC),
            datetime(2026, 6, 29, 17, tzinfo=UTC),
        ):
            Trail(tmp_path / "of days", lambda at=at: at).write(Event.BACKUP, "")  # type: ignore[misc]
        gate.trail = Trail(tmp_path / "of days")
        with visitor.acting_as(Visitor(WHOLE)):
            assert len(trail.lines(trail.Asked(first, last), 10)) == count

    def test_pages(self, gate: Gate) -> None:
        for _ in range(trail.PER_PAGE):
            gate.trail.write(Event.EXPORT, "somchai")
        at = administration(administration="trail")
        assert html_of(at).count("<tr><td") == trail.PER_PAGE
        press(at, f"{trail.PAGE}_after")
        assert html_of(at).count("<tr><td") == 3  # the accounts that the test began with

    def test_a_broken_chain_is_said_with_its_lines(self, gate: Gate) -> None:
        lines = gate.trail.file.read_text("utf-8").splitlines(keepends=True)
        gate.trail.file.write_text(lines[0].replace(BY, "nobody") + "".join(lines[1:]), "utf-8")
        at = administration(administration="trail")
        assert at.error[0].value == say("access.trail_broken", "th", count=1, lines="2")

    def test_nothing_that_fits(self, gate: Gate) -> None:
        at = administration(administration="trail")
        at.multiselect(key="trail_events").select(Event.RESTORE).run()
        assert at.info[0].value == say("access.trail_empty", "th")

    def test_who_tried_a_name_of_markup_puts_none_on_the_screen(self, gate: Gate) -> None:
        gate.trail.write(Event.SIGN_IN_REFUSED, "<img src=x onerror=alert(1)>", code="wrong")
        assert "<img" not in html_of(administration(administration="trail"))


class TestFile:
    def written(self, asked: trail.Asked) -> str:
        with visitor.acting_as(Visitor(WHOLE, BY, "หัวหน้า", Way.PASSWORD)):
            return trail.file(asked, "en").decode("utf-8-sig")

    def test_it_has_all_that_is_asked_for(self, gate: Gate) -> None:
        gate.trail.write(Event.IMPORT, "marisa", rows=7)
        head, *rows = self.written(trail.Asked(who="marisa")).splitlines()
        assert head.split(",") == ["Time (Thailand)", "What happened", "Who", "Details"]
        assert len(rows) == 1
        assert rows[0].endswith("Data imported,marisa,rows: 7")

    def test_a_name_that_a_spreadsheet_would_compute_is_made_harmless(self, gate: Gate) -> None:
        gate.trail.write(Event.SIGN_IN_REFUSED, "=HYPERLINK(1)")
        assert ",'=HYPERLINK(1)," in self.written(trail.Asked())

    @pytest.mark.usefixtures("own_store")
    @pytest.mark.parametrize(
        ("still", "now"), [(False, WHOLE), (True, Scope(Role.OFFICER)), (True, Scope.public())]
    )
    def test_who_has_lost_the_right_gets_none(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch, still: bool, now: Scope
    ) -> None:
        standing = Standing(Visitor(now, BY, "หัวหน้า", Way.PASSWORD), "token")
        monkeypatch.setattr(visitor, "standing", lambda: standing)
        monkeypatch.setattr(visitor, "still", lambda kept: still)
        given: list[Callable[[], bytes]] = []
        monkeypatch.setattr(st, "download_button", lambda _, made, **more: given.append(made))
        AppTest.from_function(_filters_shown).run()
        before = everything(gate)
        with pytest.raises(RightsEnded):
            given[0]()
        assert everything(gate) == before

    @pytest.mark.usefixtures("own_store", "looks")
    def test_the_trail_is_told_who_took_it(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given: list[Callable[[], bytes]] = []
        monkeypatch.setattr(visitor, "still", lambda kept: True)
        monkeypatch.setattr(st, "download_button", lambda _, made, **more: given.append(made))
        AppTest.from_function(_filters_shown).run()
        size = len(given[0]())
        newest = gate.trail.read(most=1)[0]
        assert (newest.event, newest.who) == (Event.EXPORT, BY)
        assert (newest.told["kind"], newest.told["bytes"]) == ("trail", size)


def _filters_shown() -> None:
    from lib.views.access import trail

    trail._filters("th")


class TestWords:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_event_has_words(self, language: Language) -> None:
        assert {f"access_event.{one}" for one in Event} <= set(catalogue(language))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_refusal_has_words(self, language: Language) -> None:
        """Those that are raised anywhere: AccountRefused("code", …), and what this screen adds."""
        raised = {
            node.args[0].value
            for path in [*FOLDER.glob("*.py"), *FOLDER.parents[1].glob("access/*.py")]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("AccountRefused")
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        }
        assert {"last", "taken", "reach"} <= raised
        keys = {f"access_refused.{code}" for code in (*raised, "store")}
        assert keys <= set(catalogue(language))

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("asked", ["access_action", "access_ask", "access_do", "access_done"])
    def test_every_action_has_words(self, asked: str, language: Language) -> None:
        every = {
            actions.RIGHTS, actions.RESET, actions.UNLOCK, actions.CLOSE, actions.REOPEN,
            actions.END,
        }  # fmt: skip
        assert {f"{asked}.{one}" for one in every} <= set(catalogue(language))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_reason_of_a_refused_sign_in_has_words(self, language: Language) -> None:
        codes = ("wrong", "locked", "closed", "slow", "unknown")
        assert {f"access_why.{code}" for code in codes} <= set(catalogue(language))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_table_of_rights_says_what_the_roles_have(self, language: Language) -> None:
        rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", rights.table_html(language))
        said = [re.findall(r'<td class="([\w-]+)"', row) for row in rows]
        assert said == [
            ["may" if right in RIGHTS[role] else "may-not" for role in Role] for right in Right
        ]


class TestEntries:
    @pytest.mark.parametrize(
        ("told", "text"),
        [
            ({}, ""),
            ({"account": "somchai", "sessions": 2}, "account: somchai · sessions: 2"),
            ({"role": "planner", "areas": ""}, "role: Planner · areas: Whole area"),
            ({"areas": "94,9501"}, "areas: Pattani and Amphoe Mueang Yala"),
            ({"way": "oidc", "address": ""}, "way: office account"),
            ({"code": "locked"}, "reason: locked after wrong passwords"),
            ({"change": "reset"}, "change: new password"),
            ({"simulated": 1}, "simulated: Yes"),
            ({"kind": "trail", "bytes": 1024}, "kind of file: trail · bytes: 1,024"),
            (
                {"kind": "excel", "screen": "coverage"},
                "kind of file: Tables, Excel · screen: Coverage",
            ),
            (
                {"area": "9410", "figures": "partly"},
                "area: Amphoe Yarang · figures: exact in the own areas only",
            ),
            (
                {"service_rows": 12, "service_before": "2021-11-01"},
                "deleted from the table Services: 12 · before, in the table Services: 2021-11-01",
            ),
            (
                {"file": "backup.tar", "sha256": "ab" * 32},
                "file: backup.tar · digest of the file: (abababab)",
            ),
            ({"file_1": ".xlsx " + "ab" * 32}, "File 1: .xlsx (abababab)"),
            ({"new_thing": "x", "rows": 72653}, "new_thing: x · rows: 72,653"),
            ({"code": "new_code"}, "reason: new_code"),
        ],
    )
    def test_parts_of_a_line(self, told: dict[str, str | int], text: str) -> None:
        entry = Entry(datetime.now(UTC), Event.ACCOUNT, BY, told)
        assert entries.told(entry, "en") == text

    @pytest.mark.parametrize(
        ("who", "words"),
        [
            ("somchai", "somchai"),
            ("", "(not known)"),
            ("trial:planner:9410", "Somebody trying simulated data (Planner)"),
            ("command:root", "Command on the server (root)"),
        ],
    )
    def test_who(self, who: str, words: str) -> None:
        assert entries.who_words(who, "en") == words


class TestState:
    NOW = datetime.now(UTC)

    def account(self, **given: object) -> Account:
        plain: dict[str, object] = {
            "name": "somchai", "shown": "นายสมชาย", "scope": PLANNER, "subject": "",
            "closed": False, "must_change": False, "locked_until": None, "made_on": self.NOW,
            "last_sign_in": None, "stamp": "",
        }  # fmt: skip
        return Account(**plain | given)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({}, "In use"),
            ({"must_change": True}, "New password to be set"),
            ({"subject": "a@b.th"}, "In use (office account)"),
            ({"locked_until": NOW - timedelta(minutes=1)}, "In use"),
            ({"closed": True, "locked_until": NOW + timedelta(minutes=9)}, "Closed"),
        ],
    )
    def test_states(self, given: dict[str, object], words: str) -> None:
        assert accounts.state(self.account(**given), "en") == words

    def test_a_lock_says_until_when_with_the_day_where_that_is_another(self) -> None:
        soon = accounts.state(self.account(locked_until=self.NOW + timedelta(days=2)), "en")
        assert re.fullmatch(r"Locked until \d+ \w+ \d{4}, \d\d:\d\d", soon)

    @pytest.mark.parametrize(
        ("given", "possible"),
        [
            ({}, ["rights", "reset", "end", "close"]),
            ({"subject": "a@b.th"}, ["rights", "end", "close"]),
            (
                {"locked_until": NOW + timedelta(hours=9)},
                ["rights", "reset", "unlock", "end", "close"],
            ),
            ({"closed": True}, ["reopen"]),
        ],
    )
    def test_what_can_be_done(self, given: dict[str, object], possible: list[str]) -> None:
        assert actions.possible(self.account(**given)) == possible


@pytest.mark.usefixtures("own_store", "gate", "looks")
def test_simulated_data_say_that_nobody_signs_in() -> None:
    assert say("access.simulated", "th") in html_of(administration())


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    st.cache_data.clear()
