"""Signing in and out in a browser: with and without scripts, in two tabs, by another service; and
what the browser keeps from running."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lib.access.gate import Gate
from lib.access.scope import Role, Scope
from lib.imports.persons import hash_persons
from lib.opening import SAMPLE_SECRET
from lib.sample import DATA_DATE, generate
from lib.settings import Settings
from lib.store.lake import Store, StoreInfo
from tests.browser.conftest import Dashboard, Visit, start_dashboard, stop_dashboard
from tests.browser.screen import Screen
from tests.browser.test_axe import broken

with warnings.catch_warnings():  # of the libraries that the provider is made of
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User, run_server_in_thread

GOOD = "ข้าวยำ ริมทะเล 4 จาน"
USERS = {"1": {"email": "ann@office.test", "email_verified": True},
         "2": {"email": "nobody@office.test", "email_verified": True},
         "3": {"email": "ann@office.test", "email_verified": False},
         "4": {"name": "Ann"}}  # fmt: skip
SCREENS = (
    "/", "/coverage", "/groups", "/groups?area=9410", "/follow_up?area=9501",
    "/needs", "/profile?area=9501", "/compare", "/briefing?area=9410&slides=served.plan.attention",
    "/desk", "/desk?desk=quality", "/desk?desk=history", "/about", "/administration", "/planning",
)  # fmt: skip
VIOLATIONS = """window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(
  [event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber].join(" ")));
"""
DEAF = """window.BroadcastChannel = class extends EventTarget {
  postMessage() {} close() {} };"""


@dataclass(frozen=True)
class House:
    """A server with real data, and its accounts: `ann` administers, `pim` plans for an amphoe."""

    dashboard: Dashboard
    settings: Settings

    @property
    def address(self) -> str:
        return self.dashboard.address

    @property
    def gate(self) -> Gate:
        return Gate(self.settings)


def furnish(folder: Path, access: str = "") -> Settings:
    """A small store of rows that say they are real, and two accounts."""
    (folder / "access.toml").write_text(access, encoding="utf-8")
    settings = Settings(folder / "var", access=folder / "access.toml")
    tables = hash_persons(generate(scale=0.02), SAMPLE_SECRET)
    info = StoreInfo(False, DATA_DATE, "test", "f0")
    Store.create(settings.var / "store", info, tables, message="test").close()
    accounts = Gate(settings).accounts
    for name, scope in {
        "ann": Scope(Role.ADMINISTRATOR),
        "pim": Scope(Role.PLANNER, ("9401",)),
    }.items():
        once = accounts.add(name, name.title(), scope, by="test")
        accounts.change_password(name, once, GOOD)
    return settings


def started(settings: Settings) -> House:
    own = {"SECRETS": str(settings.secrets), "ACCESS": str(settings.access)}
    return House(start_dashboard(settings.var, **own), settings)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    found = started(furnish(tmp_path_factory.mktemp("house")))
    yield found
    stop_dashboard(found.dashboard)


def sign_in(page: Page, address: str, name: str, back: str = "/about") -> None:
    """As a person does it: fill in the form, press the button."""
    page.goto(f"{address}/sign-in?back={back}")
    page.locator("#name").fill(name)
    page.locator("#password").fill(GOOD)
    page.locator("form button").click()


def signed_in_as(page: Page, name: str) -> None:
    """Wait until a screen says whose it is."""
    expect(page.locator(".st-key-who_account")).to_contain_text(name)


def signed_out(page: Page) -> None:
    """Wait until a screen is nobody's: with the way in, and no account."""
    expect(page.locator(".st-key-who").get_by_role("link", name="เข้าสู่ระบบ")).to_be_visible()
    expect(page.locator(".st-key-who_account")).to_have_count(0)


# What the browser keeps from running


@pytest.mark.parametrize("path", SCREENS)
def test_no_screen_needs_more_than_the_policy_gives(
    visit: Visit, dashboard: Dashboard, context: BrowserContext, path: str
) -> None:
    context.add_init_script(VIOLATIONS)
    Screen(visit.page, dashboard.address).open(path)
    visit.page.wait_for_timeout(1500)  # charts and maps go on after the run
    found = [
        one for frame in visit.page.frames for one in frame.evaluate("window.violations ?? []")
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "code"),
    [("script-src-elem", "const s = document.createElement('script');"
      "s.textContent = 'window.ran = 1'; document.body.append(s)"),
     ("script-src-attr", "const b = document.createElement('b'); document.body.append(b);"
      "b.setAttribute('onclick', 'window.ran = 1'); b.click()"),
     ("script-src-elem", "const s = document.createElement('script');"
      "s.src = 'http://127.0.0.1:9/x.js'; document.body.append(s)"),
     ("connect-src", "fetch('http://127.0.0.1:9/').catch(() => 0)"),
     ("img-src", "new Image().src = 'http://127.0.0.1:9/x.png'"),
     ("frame-src", "const f = document.createElement('iframe'); f.src = 'http://127.0.0.1:9/';"
      "document.body.append(f)"),
     ("form-action", "const f = document.createElement('form'); f.action = 'http://127.0.0.1:9/';"
      "document.body.append(f); f.submit()")],
)  # fmt: skip
def test_what_is_planted_does_not_run(
    browser: Browser, dashboard: Dashboard, what: str, code: str
) -> None:
    """Whoever could put a script or a link into a screen gains nothing by it."""
    context = browser.new_context()
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    Screen(page, dashboard.address).open("/about")
    page.evaluate(f"() => {{ {code} }}")
    page.wait_for_function("() => window.violations.length")
    assert page.evaluate("window.violations[0]").split()[0] == what
    assert page.evaluate("window.ran") is None
    context.close()


def test_no_other_site_shows_ours_in_a_frame(browser: Browser, house: House) -> None:
    context = browser.new_context()
    frames = (
        f'<iframe src="{house.address}/sign-in"></iframe><iframe src="{house.address}/"></iframe>'
    )
    context.route("http://evil.test/", lambda route: route.fulfill(
        content_type="text/html", body=frames))  # fmt: skip
    page = context.new_page()
    page.goto("http://evil.test/")
    page.wait_for_timeout(1000)
    assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"] * 2
    context.close()


def test_no_other_site_sends_our_forms(browser: Browser, house: House) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, house.address, "ann")
    signed_in_as(page, "Ann")
    form = (f'<form method="post" action="{house.address}/sign-out"><input name="form" value="x">'
            "</form><script>document.forms[0].submit()</script>")  # fmt: skip
    context.route("http://evil.test/", lambda route: route.fulfill(
        content_type="text/html", body=form))  # fmt: skip
    page.goto("http://evil.test/")
    page.wait_for_url(f"{house.address}/sign-out")
    expect(page.get_by_role("heading")).to_have_text("ทำรายการนี้ไม่ได้")
    Screen(page, house.address).open("/about")
    signed_in_as(page, "Ann")
    context.close()


# Signing in


def test_who_signs_in_comes_back_to_the_screen(visit: Visit, house: House) -> None:
    sign_in(visit.page, house.address, "pim", back="/about%3Flang%3Den")
    visit.page.wait_for_url("**/about?lang=en")
    signed_in_as(visit.page, "Pim")


def test_the_doors_work_without_scripts(browser: Browser, house: House) -> None:
    context = browser.new_context(java_script_enabled=False, locale="th-TH")
    page = context.new_page()
    page.goto(f"{house.address}/sign-in?back=/account")
    page.get_by_label("ชื่อผู้ใช้").fill("ann")
    page.get_by_label("รหัสผ่าน").fill("wrong")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    expect(page.get_by_label("รหัสผ่าน")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("ชื่อผู้ใช้")).to_have_value("ann")
    page.get_by_label("รหัสผ่าน").fill(GOOD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.wait_for_url("**/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("บัญชีของฉัน")
    page.get_by_role("button", name="ออกจากระบบในเบราว์เซอร์นี้").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ออกจากระบบแล้ว")
    page.goto(f"{house.address}/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("เข้าสู่ระบบ")
    context.close()


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("width", [1366, 360])
def test_the_doors_are_for_everybody(
    visit: Visit, house: House, context: BrowserContext, width: int, language: str
) -> None:
    """WCAG AA as axe finds it, and nothing to scroll sideways, on a phone too."""
    page = visit.page
    page.set_viewport_size({"width": width, "height": 740})

    def fine() -> None:
        assert broken(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.fonts.check('16px Sarabun')")

    page.goto(f"{house.address}/sign-in?lang={language}")
    fine()
    small = page.locator("button, input:not([type=hidden])").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height).filter((high) => high < 44)"
    )
    assert small == []
    once = house.gate.accounts.add(f"new{width}{language}", "New", Scope(Role.VIEWER), by="test")
    page.locator("#name").fill(f"new{width}{language}")
    page.locator("#password").fill(once)
    page.locator("button").click()
    page.wait_for_url("**/account**")
    fine()
    page.locator("#old").fill("x")
    page.locator("#new").fill("short")
    page.locator("#again").fill("short")
    visit.complaints.clear()
    page.locator("form[action*=account] button").click()
    expect(page.locator(".problem")).to_be_visible()
    fine()
    assert all("400" in one for one in visit.complaints)
    visit.complaints.clear()


def test_a_password_manager_finds_its_way(visit: Visit, house: House) -> None:
    sign_in(visit.page, house.address, "ann", back="/account")
    visit.page.wait_for_url("**/account")
    found = visit.page.locator("input[autocomplete]").evaluate_all(
        "all => all.map((one) => one.autocomplete)"
    )
    assert found == ["username", "current-password", "new-password", "new-password"]


# Signing out, in every tab


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/account")
    page.get_by_role("button", name="ออกจากระบบในเบราว์เซอร์นี้").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ออกจากระบบแล้ว")


def test_signing_out_reaches_the_other_tab(
    visit: Visit, house: House, context: BrowserContext
) -> None:
    sign_in(visit.page, house.address, "ann")
    signed_in_as(visit.page, "Ann")
    other = context.new_page()
    sign_out(other, house.address)
    signed_out(visit.page)
    sign_in(other, house.address, "pim")
    signed_in_as(other, "Pim")
    signed_in_as(visit.page, "Pim")


def test_a_tab_that_hears_nothing_is_signed_out_by_its_next_click(
    visit: Visit, house: House, context: BrowserContext
) -> None:
    context.add_init_script(DEAF)
    sign_in(visit.page, house.address, "ann")
    signed_in_as(visit.page, "Ann")
    other = context.new_page()
    sign_out(other, house.address)
    other.wait_for_timeout(1500)
    signed_in_as(visit.page, "Ann")  # what was there stays until something is asked for
    visit.page.get_by_role("radio", name="EN", exact=True).click()
    expect(visit.page.locator(".st-key-who").get_by_role("link", name="Sign in")).to_be_visible()
    expect(visit.page.locator(".st-key-who_account")).to_have_count(0)


# By another service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server that believes a provider of OpenID Connect, which runs here too."""
    people = [User(sub=sub, claims=dict(claims)) for sub, claims in USERS.items()]
    with run_server_in_thread(user_claims=people) as provider:
        discovery = f"http://localhost:{provider.server_port}/.well-known/openid-configuration"
        folder = tmp_path_factory.mktemp("service")
        settings = furnish(
            folder,
            f"[ways]\naccounts = false\noidc = true\n[oidc]\ndiscovery = '{discovery}'\n"
            "client_id = 'dashboard'\n",
        )
        accounts = Gate(settings).accounts
        accounts.add("anna", "Anna", Scope(Role.OFFICER), by="test", subject="Ann@office.test")
        settings.secrets.mkdir(exist_ok=True)
        (settings.secrets / "oidc.secret").write_text("of the client")
        found = started(settings)
        yield found
        stop_dashboard(found.dashboard)


@pytest.fixture
def visitor(browser: Browser, service: House) -> Iterator[tuple[Page, str]]:
    """A page of a new browser, and the address that the provider sends people back to."""
    context = browser.new_context(locale="th-TH")
    yield context.new_page(), service.address.replace("127.0.0.1", "localhost")
    context.close()


def by_service(page: Page, address: str, sub: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="เข้าสู่ระบบด้วยบัญชีหน่วยงาน").click()
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{address}/")


def test_who_the_service_knows_and_we_know_is_signed_in(visitor: tuple[Page, str]) -> None:
    page, address = visitor
    by_service(page, address, "1")
    Screen(page, address).open("/about")
    signed_in_as(page, "Anna")
    page.goto(f"{address}/account")
    expect(page.locator("dl")).to_contain_text("บัญชีหน่วยงาน")
    expect(page.get_by_label("รหัสผ่านเดิม")).to_have_count(0)


@pytest.mark.parametrize("sub", ["2", "3", "4"], ids=["no account", "mail not verified", "no mail"])
def test_others_see_the_public_view(visitor: tuple[Page, str], sub: str) -> None:
    page, address = visitor
    by_service(page, address, sub)
    Screen(page, address).open("/about")
    expect(page.locator(".st-key-who")).to_be_visible()
    expect(page.locator(".st-key-who_account")).to_have_count(0)
    page.goto(f"{address}/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("เข้าสู่ระบบ")
    expect(page.locator(".trouble")).to_have_count(1 if sub == "2" else 0)


def test_a_sign_in_that_has_ended_does_not_come_back(
    visitor: tuple[Page, str], service: House, browser: Browser
) -> None:
    page, address = visitor
    by_service(page, address, "1")
    Screen(page, address).open("/about")
    signed_in_as(page, "Anna")
    cookies = page.context.cookies()
    page.goto(f"{address}/account")
    page.get_by_role("button", name="ออกจากระบบในเบราว์เซอร์นี้").click()
    page.wait_for_url(re.compile("/oauth2/end_session"))  # at the service
    assert not any(one["name"].startswith("_streamlit_user") for one in page.context.cookies())
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{address}/")
    Screen(page, address).open("/about")
    expect(page.locator(".st-key-who_account")).to_have_count(0)

    thief = browser.new_context(locale="th-TH")
    thief.add_cookies(
        [{key: one[key] for key in ("name", "value", "domain", "path")} for one in cookies]
    )
    stolen = thief.new_page()
    Screen(stolen, address).open("/about")
    expect(stolen.locator(".st-key-who")).to_be_visible()
    expect(stolen.locator(".st-key-who_account")).to_have_count(0)
    stolen.goto(f"{address}/account")
    assert urlsplit(stolen.url).path == "/sign-in"
    thief.close()


def test_a_sign_in_of_the_service_that_was_forged_is_nobodys(
    browser: Browser, service: House
) -> None:
    address = service.address.replace("127.0.0.1", "localhost")
    context = browser.new_context(locale="th-TH")
    for name in ("_streamlit_user", "labour_session"):
        context.add_cookies([{"name": name, "value": "eyJlbWFpbCI6ImFubkBvZmZpY2UudGVzdCJ9.x.y",
                              "url": address}])  # fmt: skip
    page = context.new_page()
    page.goto(f"{address}/oauth2callback?code=stolen&state=made-up")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/account")
    assert urlsplit(page.url).path == "/sign-in"
    context.close()
