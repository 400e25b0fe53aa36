"""The doors, tried by people and by attackers: signing in and out, forms, ways back, roles."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from access_kit import GOOD
from doors_kit import FILE, SCREEN, Place, TestClient, form_token, listens, place, send, sign_in
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from lib.access.scope import Role, Scope
from lib.access.trail import Event
from lib.views.doors import forms
from lib.views.doors.addresses import safe_back
from lib.views.doors.cookies import ROLE, SESSION
from lib.views.doors.oidc import identity
from lib.views.doors.who import tried

NEW = "กล้วยหิน สองหวี 15 บาท"
UPLOAD = "/_stcore/upload_file/session/file"
PRIVATE = "[ways]\npublic = false\n"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server with real data and three accounts; the public view is open."""
    with place(tmp_path_factory.mktemp("real")) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Place]:
    """The same, for one test alone."""
    with place(tmp_path, access="[lock_out]\ntries = 3\nminutes = 15\n") as found:
        yield found


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Place]:
    """A server with simulated data."""
    with place(tmp_path, real=False, people=False) as found:
        yield found


def who(browser: TestClient) -> str:
    """Whose account the browser is shown, empty for nobody's."""
    answer = browser.get("/account")
    found = re.search(r"<dd><b>(\w+)</b>", answer.text)
    return found[1] if answer.status_code == 200 and found else ""


def plant(browser: TestClient, token: str) -> None:
    """Put a session into a browser, as somebody would who can write its cookies."""
    browser.cookies.set(SESSION, token, domain="127.0.0.1", path="/")


# Signing in


@pytest.mark.parametrize(
    ("address", "language", "heading"),
    [("/sign-in", "th", "เข้าสู่ระบบ"), ("/sign-in?lang=en", "en", "Sign in"),
     ("/sign-in?back=/desk%3Flang%3Den", "en", "Sign in"), ("/sign-in?lang=xx", "th", "เข้าสู่ระบบ")],
)  # fmt: skip
def test_the_form_is_plain_and_in_the_language(
    real: Place, address: str, language: str, heading: str
) -> None:
    answer = real.browser().get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{heading}</h1>" in answer.text
    assert 'autocomplete="username"' in answer.text
    assert 'autocomplete="current-password"' in answer.text
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_who_signs_in_goes_on_to_where_they_were(real: Place) -> None:
    browser = real.browser()
    answer = sign_in(browser, "pim", back="/needs?area=9401")
    assert answer.headers["location"] == "/signed-in?back=%2Fneeds%3Farea%3D9401"
    page = browser.get(answer.headers["location"])
    assert 'http-equiv="refresh" content="0; url=/needs?area=9401"' in page.text
    assert 'data-sign-in="tell"' in page.text
    assert who(browser) == "Pim"


def test_the_cookie_is_for_this_server_alone(real: Place) -> None:
    answer = sign_in(real.browser(), "ann")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if SESSION in one)
    assert re.fullmatch(rf"{SESSION}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=lax", cookie)


@pytest.mark.parametrize(
    ("name", "password"), [("ann", "wrong"), ("nobody", GOOD), ("ann'--", GOOD)]
)
def test_a_wrong_one_says_so_by_its_field_and_not_which(
    real: Place, name: str, password: str
) -> None:
    answer = sign_in(real.browser(), name, password)
    assert answer.status_code == 403
    assert 'aria-describedby="password-problem"' in answer.text
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in answer.text
    assert SESSION not in answer.headers.get("set-cookie", "")


def test_what_was_typed_comes_back_as_text_and_never_the_password(real: Place) -> None:
    typed = '"><script>alert(1)</script>'
    answer = sign_in(real.browser(), typed, "pass-of-mine-1")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "pass-of-mine-1" not in answer.text


def test_empty_fields_are_asked_for(real: Place) -> None:
    answer = sign_in(real.browser(), " ", "")
    assert answer.status_code == 400
    assert "โปรดใส่ชื่อผู้ใช้และรหัสผ่าน" in answer.text


def test_slow_guessing_locks_the_name_for_all_addresses(own: Place) -> None:
    for number in range(3):
        assert (
            sign_in(own.browser(peer=f"10.0.0.{number}"), "pim", f"wrong {number}").status_code
            == 403
        )
    answer = sign_in(own.browser(peer="10.0.0.9"), "pim")
    assert answer.status_code == 403
    assert "ระงับชื่อผู้ใช้นี้ไว้ชั่วคราว" in answer.text
    assert sign_in(own.browser(), "ann").status_code == 303


def test_a_sweep_over_names_from_one_address_is_slowed_down(own: Place) -> None:
    browser = own.browser(peer="10.0.0.1")
    found = [sign_in(browser, f"name{n}", "Summer 2026").status_code for n in range(32)]
    assert found[:30] == [403] * 30
    assert found[-1] == 429
    assert sign_in(own.browser(peer="10.0.0.2"), "ann").status_code == 303


# Sessions


def test_a_session_that_was_planted_is_not_the_one_that_begins(real: Place) -> None:
    victim, attacker = real.browser(), real.browser()
    for browser in (victim, attacker):
        plant(browser, "planted-by-somebody-else-0123456789abcdefghi")
    sign_in(victim, "ann")
    assert who(victim) == "Ann"
    assert who(attacker) == ""


def test_signing_in_again_ends_the_session_before(real: Place) -> None:
    before = real.signed_in("ann").cookies[SESSION]
    browser, replay = real.browser(), real.browser()
    page = browser.get("/sign-in")
    for one in (browser, replay):
        plant(one, before)
    fields = {"form": form_token(page.text), "name": "pim", "password": GOOD}
    assert browser.post("/sign-in", data=fields).status_code == 303
    assert [who(browser), who(replay)] == ["Pim", ""]


def test_a_session_is_over_after_signing_out(real: Place) -> None:
    browser = real.signed_in("ann")
    token = browser.cookies[SESSION]
    answer = send(browser, "/sign-out")
    assert answer.headers["location"] == "/signed-out"
    assert f'{SESSION}=""; expires=' in answer.headers["set-cookie"]
    replay = real.browser()
    plant(replay, token)
    assert who(replay) == ""


def test_signing_out_everywhere_ends_all(real: Place) -> None:
    here, there, other = (real.signed_in(name) for name in ("dao", "dao", "pim"))
    send(here, "/sign-out", everywhere="1")
    assert [who(here), who(there), who(other)] == ["", "", "Pim"]


TAMPERED: dict[str, Callable[[str], str]] = {
    "shorter": lambda token: token[:-1],
    "longer": lambda token: f"{token}A",
    "other case": str.swapcase,
    "empty": lambda _: "",
    "SQL": lambda _: "' OR 1=1 --",
    "huge": lambda _: "x" * 5000,
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_cookie_that_was_tampered_with_opens_nothing(real: Place, how: str) -> None:
    browser = real.signed_in("ann")
    token = browser.cookies[SESSION]
    other = real.browser()
    answer = other.get("/account", headers={"cookie": f"{SESSION}={TAMPERED[how](token)}"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_a_one_time_password_leads_to_the_account_first(own: Place) -> None:
    once = own.gate.accounts.add("new", "New", Scope(Role.VIEWER), by="test")
    browser = own.browser()
    answer = sign_in(browser, "new", once, back="/needs")
    assert "/account?back=%2Fneeds" in browser.get(answer.headers["location"]).text
    assert browser.get("/").headers["location"] == "/account?back=%2F"
    assert browser.get("/desk?x=1").headers["location"] == "/account?back=%2Fdesk%3Fx%3D1"
    assert browser.get("/static/js/a.js").text == SCREEN
    page = browser.get("/account?back=%2Fneeds")
    assert "รหัสผ่านของท่านเป็นรหัสที่ผู้ดูแลระบบออกให้" in page.text
    answer = send(browser, "/account", old=once, new=NEW, again=NEW, back="/needs")
    assert answer.headers["location"] == "/account?done=1&back=%2Fneeds"
    assert browser.get("/needs").text == SCREEN


# The own account


@pytest.mark.parametrize(
    ("old", "new", "again", "field", "said"),
    [("", NEW, NEW, "old", "โปรดใส่ให้ครบ"), (GOOD, NEW, NEW + "x", "again", "ไม่ตรงกัน"),
     ("wrong", NEW, NEW, "old", "รหัสผ่านเดิมไม่ถูกต้อง"), (GOOD, "short", "short", "new", "สั้นเกินไป"),
     (GOOD, GOOD, GOOD, "new", "ต้องไม่เหมือนรหัสผ่านเดิม"),
     (GOOD, "abcdefghijklmnop", "abcdefghijklmnop", "new", "เดาง่ายเกินไป"),
     (GOOD, "annannann ann ann", "annannann ann ann", "new", "คล้ายชื่อ|เดาง่าย"),
     (GOOD, "password1234", "password1234", "new", "คนใช้กันทั่วไป"),
     (GOOD, "ก" * 10 + "x" * 200, "ก" * 10 + "x" * 200, "new", "ยาวเกินไป")],
)  # fmt: skip
def test_a_password_that_is_refused_says_why_at_its_field(
    own: Place, old: str, new: str, again: str, field: str, said: str
) -> None:
    browser = own.signed_in("ann")
    answer = send(browser, "/account", old=old, new=new, again=again)
    assert answer.status_code == 400
    problem = re.search(rf'id="{field}-problem">(.*)</p>', answer.text)
    assert problem
    assert re.search(said, problem[1])
    assert sign_in(own.browser(), "ann").status_code == 303


def test_a_new_password_ends_every_other_session(own: Place) -> None:
    browser, other = own.signed_in("ann"), own.signed_in("ann")
    token = browser.cookies[SESSION]
    answer = send(browser, "/account", old=GOOD, new=NEW, again=NEW)
    assert answer.status_code == 303
    assert browser.cookies[SESSION] != token
    assert [who(browser), who(other)] == ["Ann", ""]
    assert sign_in(own.browser(), "ann", NEW).status_code == 303
    assert sign_in(own.browser(), "ann", GOOD).status_code == 403


def test_the_account_says_role_and_areas_in_words(real: Place) -> None:
    page = real.signed_in("pim").get("/account?lang=en").text
    assert re.search(r"<dd>Planner</dd>", page)
    assert "Mueang Pattani" in page


# Forms from elsewhere


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.test"}, {"origin": "null"}, {"origin": "http://127.0.0.1:8080"},
     {"origin": "http://127.0.0.1.evil.test"}, {"origin": "http://user@127.0.0.1"},
     {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/account", "/sign-in/service"])
def test_a_form_from_another_page_is_refused(
    real: Place, path: str, headers: dict[str, str]
) -> None:
    browser = real.signed_in("ann")
    fields = {"form": form_token(browser.get("/account").text), "name": "pim", "password": GOOD}
    assert browser.post(path, data=fields, headers=headers).status_code == 403
    assert who(browser) == "Ann"


def test_a_form_needs_the_token_of_its_own_browser(real: Place) -> None:
    mine, other = real.browser(), real.browser()
    foreign = form_token(other.get("/sign-in").text)
    own_token = form_token(mine.get("/sign-in").text)
    for token in ("", foreign, own_token[:-1], own_token.upper(), "0" * 64):
        fields = {"form": token, "name": "ann", "password": GOOD}
        assert mine.post("/sign-in", data=fields).status_code == 403
    fields = {"form": own_token, "name": "ann", "password": GOOD}
    assert mine.post("/sign-in", data=fields).status_code == 303
    # Signing in makes the forms of before too old.
    assert mine.post("/sign-out", data={"form": own_token}).status_code == 403
    assert who(mine) == "Ann"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [(b"name=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
     (b"&".join(b"a=1" for _ in range(50)), "application/x-www-form-urlencoded", 400),
     (b"name=%ff%fe&password=x", "application/x-www-form-urlencoded", 400),
     (b'{"name": "ann"}', "application/json", 415), (b"name=ann", "text/plain", 415),
     (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415), (b"", "", 415)],
)  # fmt: skip
def test_what_is_no_form_is_refused(real: Place, content: bytes, kind: str, status: int) -> None:
    browser = real.browser()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert SESSION not in browser.cookies


def test_a_huge_form_without_a_length_is_cut_off(real: Place) -> None:
    browser, sent = real.browser(), []
    browser.get("/sign-in")

    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            sent.append(1)
            yield b"x" * 1024

    answer = browser.post(
        "/sign-in", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


def test_a_form_that_takes_its_time_is_given_up(
    real: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_request: object) -> AsyncIterator[bytes]:
        yield b"name=ann"
        await asyncio.sleep(60)

    monkeypatch.setattr(forms, "SECONDS", 0.1)
    monkeypatch.setattr(Request, "stream", never)
    answer = real.browser().post("/sign-in", data={"name": "ann"})
    assert answer.status_code == 408


@pytest.mark.parametrize("path", ["/sign-out", "/sign-in/service"])
def test_nothing_happens_by_a_link(real: Place, path: str) -> None:
    browser = real.signed_in("ann")
    assert browser.get(path).status_code == 405
    assert browser.get(path, headers={"x-http-method-override": "POST"}).status_code == 405
    assert browser.get(f"{path}?_method=POST").status_code == 405
    assert who(browser) == "Ann"


# The way back


ATTACKS = (
    "//evil.test", "/\\evil.test", "\\\\evil.test", "http://evil.test", "https:evil.test",
    "///evil", "/%0d%0aSet-Cookie:x=1", "/\r\nSet-Cookie: x=1", "javascript:alert(1)",
    "/%2f%2fevil.test", "/#//evil", "/needs#x",
    "/%5cevil.test", "/.//evil.test", "/..//evil.test", "/%2e%2e//evil", "/\tevil", " //evil.test",
    "data:text/html,x", "/ /evil.test", "/x//evil.test", "", "evil.test", "@evil.test", "/\x00",
    "/<script>", '/"onclick="', "/" + "x" * 3000, "/ก", "/x\u2028y",
)  # fmt: skip


@pytest.mark.parametrize("back", ATTACKS, ids=repr)
def test_the_way_back_is_never_another_server(real: Place, back: str) -> None:
    assert safe_back(back) == "/"
    answer = sign_in(real.browser(), "ann", back=back)
    assert answer.headers["location"] == "/signed-in?back=%2F"
    assert "x" not in answer.cookies
    page = real.browser().get("/sign-in", params={"back": back})
    assert 'name="back" value="/"' in page.text


@pytest.mark.parametrize(
    "back", ["/", "/needs", "/needs?area=9401&lang=en", "/desk?x=a//b", "/a.b-c_d"]
)
def test_a_path_of_this_server_is_kept(back: str) -> None:
    assert safe_back(back) == back


@given(st.text(max_size=60) | st.text("/\\%.:@?#eE25fFcC", max_size=20))
def test_whatever_is_asked_for_stays_on_this_server(text: str) -> None:
    there = urlsplit(urljoin("http://here/base/x", safe_back(text, "/base")))
    assert (there.scheme, there.netloc) == ("http", "here")
    assert there.path == "/base" or there.path.startswith("/base/")


# Roles that are tried


@pytest.mark.parametrize("asked", ["planner:9401", "public:", "administrator:", "officer:94,9501"])
def test_simulated_data_let_a_role_be_tried(sample: Place, asked: str) -> None:
    browser = sample.browser()
    answer = browser.get("/role", params={"as": asked, "back": "/needs"})
    assert answer.headers["location"] == "/needs"
    assert SimpleCookie(answer.headers["set-cookie"])[ROLE].value == asked


@pytest.mark.parametrize(
    "asked",
    ["", "root:", "planner:940101", "planner:x", "planner:94\r\nX: 1", "planner:94;y", "PLANNER:"],
)
def test_what_is_no_role_is_refused(sample: Place, asked: str) -> None:
    answer = sample.browser().get("/role", params={"as": asked})
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_a_role_that_is_tried_decides_about_files(sample: Place) -> None:
    for role, status in {"": 200, "administrator:": 200, "officer:": 200, "planner:9401": 403,
                         "viewer:": 403, "public:": 403}.items():  # fmt: skip
        browser = sample.browser()
        answer = browser.put(
            UPLOAD, content=b"x", headers={"cookie": f"{ROLE}={role}"} if role else {}
        )
        assert answer.status_code == status, role


def test_with_simulated_data_nobody_signs_in(sample: Place) -> None:
    browser = sample.browser()
    for path in ("/sign-in?back=/needs", "/account?back=/needs", "/signed-in?back=/needs"):
        assert browser.get(path).headers["location"] == "/needs"
    assert browser.post("/sign-in", data={"name": "ann"}).headers["location"] == "/"
    assert not sample.settings.secrets.exists()


def test_with_real_data_no_role_can_be_tried(real: Place) -> None:
    browser = real.browser()
    assert browser.get("/role?as=administrator:").status_code == 404
    asked = {"cookie": f"{ROLE}=administrator:"}
    assert browser.put(UPLOAD, content=b"x", headers=asked).status_code == 403
    assert browser.get("/account", headers=asked).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("text", "scope"),
    [("", Scope(Role.ADMINISTRATOR)), ("planner:9401,95", Scope(Role.PLANNER, ("9401", "95"))),
     ("public:", Scope(Role.PUBLIC)), ("nonsense", Scope(Role.ADMINISTRATOR)),
     ("viewer:x,9401", Scope(Role.VIEWER, ("9401",)))],
)  # fmt: skip
def test_the_cookie_of_a_role_is_read_as_it_is_written(text: str, scope: Scope) -> None:
    assert tried(text) == scope


# Files and sockets


@pytest.mark.parametrize(("name", "status"), [("", 403), ("pim", 403), ("dao", 200), ("ann", 200)])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_only_who_may_import_sends_files(real: Place, name: str, status: int, method: str) -> None:
    browser = real.signed_in(name) if name else real.browser()
    answer = browser.request(method, f"{UPLOAD}?as=administrator&role=administrator", content=b"x")
    assert answer.status_code == status
    assert (answer.text == FILE) is (status == 200)


def test_a_file_from_another_page_is_refused(real: Place) -> None:
    browser = real.signed_in("ann")
    for headers in ({"origin": "http://evil.test"}, {"sec-fetch-site": "cross-site"}):
        assert browser.put(UPLOAD, content=b"x", headers=headers).status_code == 403
    assert browser.put(UPLOAD, content=b"x", headers={"origin": "http://127.0.0.1"}).text == FILE


@pytest.mark.parametrize(
    ("headers", "opens"),
    [({}, True), ({"origin": "http://127.0.0.1"}, True), ({"origin": "http://evil.test"}, False),
     ({"origin": "null"}, False), ({"origin": "http://127.0.0.1:9"}, False),
     ({"origin": "http://localhost"}, False), ({"sec-fetch-site": "cross-site"}, False)],
    ids=str,
)  # fmt: skip
def test_a_socket_is_for_pages_of_this_server(
    real: Place, headers: dict[str, str], opens: bool
) -> None:
    assert listens(real.browser(), **headers) is opens


def test_there_is_one_socket_only(real: Place) -> None:
    assert not listens(real.browser(), path="/other/socket")


def test_a_closed_house_shows_nothing_but_the_way_in(tmp_path: Path) -> None:
    with place(tmp_path, access=PRIVATE) as closed:
        browser = closed.browser()
        assert (
            browser.get("/needs?area=94").headers["location"]
            == "/sign-in?back=%2Fneeds%3Farea%3D94"
        )
        assert browser.get("/media/abc.xlsx").status_code == 403
        assert not listens(browser)
        assert browser.get("/app/static/vendor/a.ttf").text == SCREEN
        page = browser.get("/sign-in").text
        assert "กลับไปหน้าแดชบอร์ดสำหรับบุคคลทั่วไป" not in page
        known = closed.signed_in("pim")
        assert known.get("/needs").text == SCREEN
        assert known.get("/media/abc.xlsx").text == SCREEN
        assert listens(known)
        send(known, "/sign-out")
        assert not listens(known)
        assert known.get("/needs").status_code == 303


def test_a_closed_house_stays_closed_until_the_password_is_ones_own(tmp_path: Path) -> None:
    with place(tmp_path, access=PRIVATE) as closed:
        once = closed.gate.accounts.add("new", "New", Scope(Role.OFFICER), by="test")
        browser = closed.browser()
        assert sign_in(browser, "new", once).status_code == 303
        assert not listens(browser)
        assert browser.get("/media/abc.xlsx").status_code == 403
        assert browser.put(UPLOAD, content=b"x").status_code == 403
        send(browser, "/account", old=once, new=NEW, again=NEW)
        assert listens(browser)


def test_an_open_house_shows_the_way_back_to_the_public_view(real: Place) -> None:
    page = real.browser().get("/sign-in?lang=en").text
    assert '<a href="/?lang=en">Back to the dashboard for the public</a>' in page


# The sign-in of another service

CLAIMS = {"iss": "https://id.test", "sub": "7", "email": "ann@office.test", "iat": 1, "nonce": "n"}


@pytest.mark.parametrize(
    ("more", "claim", "subject"),
    [({}, "email", "ann@office.test"), ({"email_verified": True}, "email", "ann@office.test"),
     ({"email_verified": "true"}, "email", "ann@office.test"),
     ({"email_verified": False}, "email", None), ({"email_verified": "false"}, "email", None),
     ({"email_verified": None}, "email", None), ({"email": ""}, "email", None),
     ({"email": ["ann@office.test"]}, "email", None), ({"email": None}, "email", None),
     ({"email_verified": False}, "sub", "7"), ({}, "employee", None), ({"iss": ""}, "email", None),
     ({"sub": ""}, "email", None), ({"iat": None, "nonce": None}, "email", None)],
)  # fmt: skip
def test_who_somebody_is_to_the_service(
    more: dict[str, object], claim: str, subject: str | None
) -> None:
    found = identity(CLAIMS | more, claim, b"s" * 32)
    assert (found[0] if found else None) == subject


def test_each_sign_in_at_the_service_has_a_key_of_its_own() -> None:
    def key(secret: bytes = b"s" * 32, **more: object) -> str:
        found = identity(CLAIMS | more, "email", secret)
        assert found
        return found[1]

    others = [
        key(iss="https://other.test"), key(iss="https://id.tes", sub="t7"), key(sub="8"),
        key(iat=2), key(nonce="m"), key(sid="x"), key(auth_time=1), key(b"t" * 32),
    ]  # fmt: skip
    assert len({key(), *others}) == len(others) + 1
    assert key() == key(exp=99, name="Ann")
    assert len(key()) == 64


# Below a base path


def test_everything_lies_below_the_base_path(tmp_path: Path) -> None:
    with place(tmp_path, base="/labour/south") as found:
        browser = found.signed_in("ann")
        assert browser.get("/labour/south/account").status_code == 200
        assert browser.get("/sign-in").text == SCREEN
        answer = sign_in(found.browser(), "ann", base="/labour/south", back="/other")
        assert answer.headers["location"].startswith(
            "/labour/south/signed-in?back=%2Flabour%2Fsouth%2F"
        )
        assert all("Path=/labour/south;" in one for one in answer.headers.get_list("set-cookie"))
        assert 'action="/labour/south/sign-in"' in found.browser().get("/labour/south/sign-in").text
        assert browser.put("/labour/south/_stcore/upload_file/a/b", content=b"").text == FILE
        assert (
            found.browser().put("/labour/south/_stcore/upload_file/a/b", content=b"").status_code
            == 403
        )


# What the trail is told


def test_the_trail_has_the_address_and_no_secret(own: Place) -> None:
    browser = own.signed_in("ann", peer="10.1.2.3")
    token = browser.cookies[SESSION]
    sign_in(own.browser(peer="10.1.2.4"), "ann", "tried-this-one")
    told = own.gate.trail.read(events=(Event.SIGN_IN, Event.SIGN_IN_REFUSED), most=10)
    assert {one.told.get("address") for one in told} == {"10.1.2.3", "10.1.2.4"}
    written = "".join(file.read_text() for file in own.settings.var.rglob("*.jsonl"))
    assert not any(secret in written for secret in (token, GOOD, "tried-this-one"))
