"""The strip at the top of every screen: who looks, what is tried, the ways in."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from lib.access.scope import Right, Role, Scope
from lib.access.visitor import Visitor, Way
from lib.settings import Settings
from lib.views.access.links import link_html, route
from lib.views.access.names import (
    area_choices,
    areas_named,
    areas_short,
    rights_named,
    rights_short,
)
from lib.views.words import LANGUAGES, Language, catalogue, say
from tests.views.on_screen import SECONDS, html_of

ROLES = tuple(Role)
PERSON = Visitor(Scope(Role.PLANNER, ("9410",)), "somchai", "นายสมชาย ใจดี", Way.PASSWORD)


def strip(way: str, role: str, areas: tuple[str, ...], shown: str, must_change: bool) -> None:
    """What a test runs: the strip as somebody sees it."""
    from lib.access.scope import Role, Scope
    from lib.access.visitor import Visitor, Way
    from lib.views import visitor
    from lib.views.access.strip import who

    account = "somchai" if shown else ""
    scope = Scope(Role(role), tuple(areas))
    with visitor.acting_as(Visitor(scope, account, shown, Way(way), must_change)):
        who("th")


def seen_by(who: Visitor) -> AppTest:
    args = (str(who.way), str(who.scope.role), who.scope.areas, who.shown, who.must_change)
    at = AppTest.from_function(strip, default_timeout=SECONDS, args=args).run()
    assert not at.exception
    return at


def label(at: AppTest) -> str:
    (found,) = at.get("popover") if at.get("popover") else at.get("expandable")
    return str(found.proto.popover.label)


class TestNames:
    @pytest.mark.parametrize(
        ("scope", "short", "full"),
        [
            (Scope(Role.ADMINISTRATOR), "ผู้ดูแลระบบ", "ผู้ดูแลระบบ · ทั้งพื้นที่"),
            (Scope(Role.PUBLIC), "ผู้ชมทั่วไป", "ผู้ชมทั่วไป · ทั้งพื้นที่"),
            (Scope(Role.VIEWER), "ผู้ดูข้อมูล · ทั้งพื้นที่", "ผู้ดูข้อมูล · ทั้งพื้นที่"),
            (Scope(Role.PLANNER, ("9410",)), "ผู้วางแผน · อ.ยะรัง", "ผู้วางแผน · อ.ยะรัง"),
            (
                Scope(Role.OFFICER, ("94", "9501", "9502")),
                "เจ้าหน้าที่ข้อมูล · จ.ปัตตานี และอีก 2 พื้นที่",
                "เจ้าหน้าที่ข้อมูล · จ.ปัตตานี, อ.เมืองยะลา และ อ.เบตง",
            ),
        ],
    )
    def test_role_and_areas(self, scope: Scope, short: str, full: str) -> None:
        assert (rights_short(scope, "th"), rights_named(scope, "th")) == (short, full)

    @pytest.mark.parametrize("named", [areas_short, areas_named])
    def test_an_area_that_is_not_there_is_named_by_its_code(self, named: object) -> None:
        assert callable(named)
        assert named(("9999",), "th") == "9999"

    def test_areas_to_choose_are_the_provinces_each_before_its_amphoe(self) -> None:
        found = area_choices()
        assert [one for one in found if len(one) == 2] == ["90", "94", "95", "96"]
        assert len(found) == 4 + 37
        assert all(one[:2] in found[: at + 1] for at, one in enumerate(found))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_role_and_right_has_words(self, language: Language) -> None:
        keys = {f"access_role.{one}" for one in Role} | {f"access_may.{one}" for one in Role}
        keys |= {f"access_right.{one}" for one in Right}
        assert keys <= set(catalogue(language))


class TestLinks:
    def test_the_base_path_stands_before_a_route(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("lib.views.access.links.base_path", lambda: "/labour")
        assert route("role", **{"as": "planner:9410"}) == "/labour/role?as=planner%3A9410"

    def test_nothing_gets_out_of_the_attribute_of_a_link(self) -> None:
        assert "<b>" not in link_html('<b>"', "role", **{"as": '"><b>'})


@pytest.mark.usefixtures("own_store")
class TestTrial:
    @pytest.mark.parametrize("role", ROLES)
    def test_it_says_what_is_tried_and_what_that_role_may(self, role: Role) -> None:
        at = seen_by(Visitor(Scope(role), way=Way.TRIAL))
        assert say(f"access_role.{role}", "th") in label(at)
        assert say(f"access_may.{role}", "th") in html_of(at)

    @pytest.mark.parametrize("role", ROLES)
    def test_area_is_asked_for_only_where_a_role_has_one(self, role: Role) -> None:
        at = seen_by(Visitor(Scope(role), way=Way.TRIAL))
        asked = [one.key for one in at.selectbox]
        everywhere = role in (Role.PUBLIC, Role.ADMINISTRATOR)
        assert asked == (["who_role"] if everywhere else ["who_role", "who_area"])

    def test_the_link_has_the_chosen_role_and_area_and_comes_back(self) -> None:
        at = seen_by(Visitor(Scope(Role.ADMINISTRATOR), way=Way.TRIAL))
        at.selectbox(key="who_role").select(Role.PLANNER).run()
        at.selectbox(key="who_area").select("9410").run()
        there = urlsplit(html_of(at).split('class="who-link go" href="')[1].split('"')[0])
        query = parse_qs(there.query.replace("&amp;", "&"))
        assert (there.path, query) == ("/role", {"as": ["planner:9410"], "back": ["/"]})

    def test_what_is_tried_now_is_chosen(self) -> None:
        at = seen_by(Visitor(Scope(Role.OFFICER, ("94",)), way=Way.TRIAL))
        assert at.selectbox(key="who_role").value == Role.OFFICER
        assert at.selectbox(key="who_area").value == "94"


@pytest.mark.usefixtures("own_store")
class TestSignedIn:
    def test_name_role_and_area_with_the_account_and_the_way_out(self) -> None:
        at = seen_by(PERSON)
        assert "นายสมชาย ใจดี" in label(at)
        assert "อ\\.ยะรัง" in label(at)
        assert html_of(at).count('href="/account') == 2
        assert "sign-in" not in html_of(at)

    def test_who_has_areas_is_told_what_the_figures_outside_are(self) -> None:
        whole = Visitor(Scope(Role.VIEWER), "somchai", "นายสมชาย ใจดี", Way.PASSWORD)
        outside = say("access.outside", "th")
        assert [outside in html_of(seen_by(one)) for one in (PERSON, whole)] == [True, False]

    def test_a_password_to_be_changed_is_all_that_is_said(self) -> None:
        who = Visitor(Scope.public(), "somchai", "นายสมชาย ใจดี", Way.PASSWORD, must_change=True)
        at = seen_by(who)
        assert say("access.must_change", "th") in html_of(at)
        assert say("access_role.public", "th") not in label(at) + html_of(at)

    def test_a_name_is_no_markup(self) -> None:
        at = seen_by(Visitor(PERSON.scope, "x", "<img src=x> **a**", Way.PASSWORD))
        assert "<img" not in html_of(at).replace("&lt;img", "")
        assert "\\*\\*a" in label(at)


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize(
    ("accounts", "oidc", "link"),
    [(True, False, True), (True, True, True), (False, True, True), (False, False, False)],
)
def test_the_way_in_is_there_where_one_is_configured(
    accounts: bool, oidc: bool, link: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "access.toml"
    file.write_text(
        f"[ways]\naccounts = {str(accounts).lower()}\noidc = {str(oidc).lower()}\n"
        '[oidc]\ndiscovery = "http://127.0.0.1:1/x"\nclient_id = "dashboard"\n'
    )
    monkeypatch.setenv("ACCESS", str(file))
    assert Settings.from_environment().access == file
    at = seen_by(Visitor.nobody())
    assert ('href="/sign-in?back=' in html_of(at)) is link
    assert "somchai" not in html_of(at)
