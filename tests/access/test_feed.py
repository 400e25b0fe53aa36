"""The feed of alerts: who is given it, by a session or by a key, and what it says."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from access_kit import GOOD
from doors_kit import Place, TestClient, place

from lib.access.scope import Role, Scope
from lib.access.trail import Event
from lib.store.lake import Store
from lib.views import opened
from lib.views.doors import feed
from lib.views.doors.cookies import ROLE, SESSION
from lib.views.doors.feed import feed_key, feed_query

OWN, OTHER = "9401", "9410"
BETTER = "เรือกอและ สีฟ้า 2 ลำ"
SERVICE_KEY = "a key of the service, 32 signs and more"


class AsReal:
    """The sample store as one of real data would stand there."""

    def __init__(self, store: Store, *, simulated: bool = False) -> None:
        self._store, self.info = store, replace(store.info, simulated=simulated)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@pytest.fixture
def real(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A server with real data and accounts: `ann` for everything, `pim` plans for one amphoe."""
    with place(tmp_path) as found:
        stands(monkeypatch, AsReal(store))
        yield found


@pytest.fixture
def sample(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(tmp_path, real=False, people=False) as found:
        stands(monkeypatch, AsReal(store, simulated=True))
        yield found


def stands(monkeypatch: pytest.MonkeyPatch, store: AsReal) -> None:
    monkeypatch.setattr(opened, "ready", lambda: True)
    monkeypatch.setattr(opened, "refresh", lambda: None)
    monkeypatch.setattr(opened, "store", lambda: store)
    feed._alerts.cache_clear()
    feed._tell.cache_clear()


def polled(where: Place, name: str, area: str = OWN, kind: str = "csv", **other: str) -> str:
    """The address of the feed with the key that an account has now."""
    account = where.gate.accounts.find(name)
    assert account is not None
    key = {"for": name, "key": feed_key(account, where.settings)} | other
    return f"/{feed_query(kind, area, 'en', **key)}"


def rows(browser: TestClient, address: str) -> list[dict[str, str]]:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def status(where: Place, address: str) -> int:
    return int(where.browser().get(address).status_code)


def test_a_key_gives_the_alerts_of_its_areas_to_who_has_no_session(real: Place) -> None:
    found = rows(real.browser(), polled(real, "pim"))
    assert found
    assert {one["area_code"][:4] for one in found} == {OWN}
    assert {one["simulated"] for one in found} == {"false"}


@pytest.mark.parametrize("kind", ["csv", "atom"])
@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.partition("&for=")[0],
        lambda address: address.partition("&key=")[0],
        lambda address: address[:-1] + ("0" if address[-1] != "0" else "1"),
        lambda address: address.partition("&key=")[0] + "&key=",
        lambda address: address.replace("for=pim", "for=ann"),
        lambda address: address.replace("for=pim", "for=nobody"),
        lambda address: address.replace("for=pim", "for="),
        lambda address: address + "0" * 500,
        lambda address: address.partition("&key=")[0] + "&key=%E0%B8%81",
    ],
    ids=["public", "no key", "wrong", "empty", "of another", "unknown", "nameless", "long", "thai"],
)
def test_without_a_right_key_there_is_nothing(real: Place, kind: str, change: Any) -> None:
    answer = real.browser().get(change(polled(real, "pim", kind=kind)))
    assert answer.status_code == 403
    assert OWN not in answer.text


def test_a_key_ends_with_the_account(real: Place) -> None:
    address = polled(real, "pim")
    assert status(real, address) == 200
    real.gate.accounts.close("pim", by="ann")
    assert status(real, address) == 403


@pytest.mark.parametrize(
    "scope", [Scope(Role.VIEWER, (OWN,)), Scope(Role.PLANNER, (OTHER,)), Scope(Role.PLANNER)]
)
def test_a_key_ends_with_the_rights_that_it_was_made_for(real: Place, scope: Scope) -> None:
    before = polled(real, "pim")
    real.gate.accounts.give_rights("pim", scope, by="ann")
    assert status(real, before) == 403
    assert status(real, polled(real, "pim", scope.areas[0] if scope.areas else OWN)) == 200


def sign_out(real: Place, *, everywhere: bool) -> None:
    token = real.gate.sign_in("pim", GOOD)
    real.gate.sign_out(token, everywhere=everywhere)


def renew(real: Place) -> None:
    """A new one-time password, which the person changes back to the one from before."""
    given = real.gate.accounts.reset("pim", by="ann")
    real.gate.accounts.change_password("pim", given, GOOD)


@pytest.mark.parametrize(
    ("end", "again"),
    [
        (lambda real: real.gate.accounts.change_password("pim", GOOD, BETTER), True),
        (lambda real: real.gate.accounts.reset("pim", by="ann"), False),
        (renew, True),
        (lambda real: sign_out(real, everywhere=True), True),
        (lambda real: real.gate.sessions.end_all("pim"), True),
    ],
    ids=["own password", "reset", "reset and changed", "everywhere", "by an administrator"],
)
def test_a_key_ends_with_all_sessions_and_a_new_one_is_made(
    real: Place, end: Any, again: bool
) -> None:
    address = polled(real, "pim")
    assert status(real, address) == 200
    end(real)
    assert status(real, address) == 403
    assert status(real, polled(real, "pim")) == (200 if again else 403)
    assert status(real, address) == 403


def test_a_key_outlives_a_session_and_what_ends_for_others(real: Place) -> None:
    address = polled(real, "pim")
    sign_out(real, everywhere=False)
    real.gate.accounts.reset("ann", by="ann")
    assert status(real, address) == 200


def test_a_key_does_not_come_back_with_the_account(real: Place) -> None:
    address, scope = polled(real, "pim"), Scope(Role.PLANNER, (OWN,))
    real.gate.accounts.close("pim", by="ann")
    real.gate.accounts.reopen("pim", by="ann")
    assert status(real, address) == 403
    again = polled(real, "pim")
    real.gate.accounts.give_rights("pim", Scope(Role.VIEWER), by="ann")
    real.gate.accounts.give_rights("pim", scope, by="ann")
    assert status(real, again) == 403


def test_a_key_of_whom_a_service_signs_in_ends_with_all_sessions(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = "[oidc]\ndiscovery = 'https://id.test/'\nclient_id = 'us'\n"
    with place(tmp_path, access=f"[ways]\noidc = true\n{service}") as real:
        stands(monkeypatch, AsReal(store))
        scope, subject = Scope(Role.VIEWER, (OWN,)), "guest@example.org"
        real.gate.accounts.add("guest", "Guest", scope, by="ann", subject=subject)
        assert real.gate.sign_in_oidc(subject, SERVICE_KEY) is not None
        address = polled(real, "guest")
        assert status(real, address) == 200
        real.gate.sign_out(SERVICE_KEY)
        assert status(real, address) == 200
        assert real.gate.sign_in_oidc(subject, SERVICE_KEY[::-1]) is not None
        real.gate.sign_out(SERVICE_KEY[::-1], everywhere=True)
        assert status(real, address) == 403
        assert status(real, polled(real, "guest")) == 200


def test_a_key_is_of_one_server(real: Place, tmp_path: Path) -> None:
    account = real.gate.accounts.find("pim")
    assert account is not None
    elsewhere = replace(real.settings, own_secrets=tmp_path / "other")
    address = polled(real, "pim", key=feed_key(account, elsewhere))
    assert status(real, address) == 403


def test_a_key_counts_even_where_somebody_else_is_signed_in(real: Place) -> None:
    browser = real.signed_in("ann")
    assert browser.get(polled(real, "pim", OTHER)).status_code == 403
    assert browser.get(polled(real, "pim", key="0" * 64)).status_code == 403


def test_areas_outside_of_the_rights_are_refused(real: Place) -> None:
    assert status(real, polled(real, "pim", OTHER)) == 403
    assert status(real, polled(real, "pim", "9999")) == 400
    cut = rows(real.browser(), polled(real, "pim", "94"))
    assert {one["area_code"][:4] for one in cut} == {OWN}


def test_a_session_is_enough(real: Place) -> None:
    browser = real.signed_in("pim")
    own = rows(browser, "/alerts.csv?lang=en")
    assert {one["area_code"][:4] for one in own} == {OWN}
    browser.cookies.set(SESSION, "no session", domain="127.0.0.1", path="/")
    assert browser.get("/alerts.csv").status_code == 403


def test_the_atom_feed_does_not_pass_the_key_on(real: Place) -> None:
    address = polled(real, "pim", kind="atom")
    answer = real.browser().get(address)
    key = address.rpartition("=")[2]
    assert len(key) == 64
    assert key not in answer.text
    self_link = ET.fromstring(answer.content).find("{http://www.w3.org/2005/Atom}link")
    assert self_link is not None
    assert self_link.get("href") == f"http://127.0.0.1/alerts.atom?area={OWN}&lang=en"
    assert answer.headers["content-type"].startswith("application/atom+xml")


def test_what_has_not_changed_is_not_sent_again_and_told_once(real: Place) -> None:
    browser, address = real.browser(), polled(real, "pim")
    first = browser.get(address)
    again = browser.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert browser.get(address).content == first.content
    told = [one for one in real.gate.trail.read() if one.event is Event.EXPORT]
    assert [(one.who, one.told["kind"], one.told["area"]) for one in told] == [
        ("pim", "feed_csv", OWN)
    ]


def test_with_simulated_data_the_role_that_is_tried_counts_and_no_key(sample: Place) -> None:
    browser = sample.browser()
    found = rows(browser, f"/alerts.csv?area={OWN}&lang=en&for=pim&key=anything")
    assert {one["simulated"] for one in found} == {"true"}
    browser.cookies.set(ROLE, "public:", domain="127.0.0.1", path="/")
    assert browser.get(f"/alerts.csv?area={OWN}").status_code == 403


def test_the_trial_ends_where_real_data_have_come(
    sample: Place, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "store", lambda: AsReal(store))
    assert status(sample, f"/alerts.csv?area={OWN}") == 403


def test_who_is_not_of_this_machine_gets_no_simulated_alerts(sample: Place) -> None:
    answer = sample.browser(peer="10.0.0.7").get("/alerts.csv")
    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_feed_is_only_read(real: Place, method: str) -> None:
    assert real.browser().request(method, polled(real, "pim")).status_code in (403, 405)


def test_while_the_store_is_being_opened_the_feed_says_so(
    real: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "ready", lambda: False)
    assert status(real, polled(real, "pim")) == 503
