"""Alerts by hand and against plain pandas, what stays the same, who sees them, and the feeds."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import inf
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from lib.access.scope import Role, Scope
from lib.planning.alerts import FILE, KINDS, Alert, alerts, read_rules
from lib.planning.asking import PlanRefused
from lib.planning.feed import (
    ATOM,
    COLUMNS,
    Source,
    alert_clears,
    alert_title,
    atom_feed,
    csv_feed,
)
from lib.planning.rules import RulesError
from lib.planning.wording import LANGUAGES
from lib.store.lake import Store

NOW = date(2026, 6, 30)
ALL = Scope.everything()
SOURCE = Source(
    ("south",), NOW, simulated=True, address="https://example.org/alerts?area=south&x=1"
)
ONE = Alert("need_waiting", "940801", date(2026, 1, 2), 3, 30, 3, 1, "centre")


def told(store: Store, kind: str, area: str = "south", as_of: date = NOW) -> list[list[object]]:
    """Area, since, figure and what is needed of the alerts of a kind."""
    found = [one for one in alerts(store, ALL, as_of, area) if one.kind == kind]
    return [[one.area, str(one.since), one.figure, one.needed] for one in found]


def activity(number: int, day: str, tambon: str) -> str:
    return f"a{number},{day},{tambon},labour,2,job_matching,3,4"


def test_no_activity_for_more_than_sixty_days(load) -> None:
    store = load(
        activity=[activity(1, "2026-05-01", "940801"), activity(2, "2026-04-30", "940802")]
    )
    assert told(store, "no_activity", "940801") == [], "sixty days are right"
    assert told(store, "no_activity", "940802") == [["940802", "2026-04-30", 61, 1]]
    assert told(store, "no_activity", "940803") == [["940803", "2026-04-30", inf, 1]]
    assert told(store, "no_activity", "950101") == [["950101", "1996-10-01", inf, 1]]
    own = alerts(store, Scope(Role.VIEWER, ("9501",)), NOW, "950101")
    assert own == alerts(store, ALL, NOW, "950101"), "another scope, the same alert and id"


def test_a_table_that_was_never_delivered_raises_no_alert(load) -> None:
    store = load(need=["n1,2026-06-29,940801,forum,work,open,"])
    assert alerts(store, ALL, NOW, "south") == []


def test_reports_overdue_one_by_one(load) -> None:
    sent = [f"940801,2026-{month:02},2026-06-20,1" for month in (3, 4)]
    store = load(report=[*sent, "940801,2026-01,2026-02-01,1"])
    got = told(store, "report_overdue", "940801")
    assert got == [["940801", "2026-06-05", 25, 1]], "May; February is too long ago"
    (one,) = [one for one in alerts(store, ALL, NOW, "940801") if one.kind == "report_overdue"]
    assert "หรือเมื่อพ้น 3 เดือน" in alert_clears(one, "th")
    before = told(store, "report_overdue", "940801", date(2026, 6, 19))
    assert [row[1] for row in before] == ["2026-04-05", "2026-05-05", "2026-06-05"]
    on_the_day = told(store, "report_overdue", "940801", date(2026, 6, 5))
    assert "2026-06-05" not in [row[1] for row in on_the_day], "due on this day, not overdue"


def test_a_plan_under_half_at_half_time(load) -> None:
    """Target 92 in each quarter: to the end of April 214 (half is 107), of May 246 (123), of June
    276 (138). 940801 held 80, 940802 110, 940803 140; the amphoe 330 of three times as much."""
    plan = [
        f"2569,{quarter},{tambon},job_matching,{target}"
        for tambon, target in (("940801", 92), ("940802", 92), ("940803", 92))
        for quarter in (1, 2, 3)
    ]
    held = [("940801", 80), ("940802", 110), ("940803", 140)]
    store = load(
        plan=plan,
        activity=[
            activity(1000 * place + n, "2026-01-10", tambon)
            for place, (tambon, count) in enumerate(held)
            for n in range(count)
        ],
    )
    got = told(store, "plan_behind", "9408")
    assert got == [
        ["940801", "2026-04-01", pytest.approx(100 * 80 / 276), 58],
        ["9408", "2026-05-01", pytest.approx(100 * 330 / 828), 84],
        ["940802", "2026-05-01", pytest.approx(100 * 110 / 276), 28],
    ]
    assert told(store, "plan_behind", "9408", date(2026, 3, 31)) == [], "before half time"
    assert told(store, "plan_behind", "940803") == []
    one = told(store, "plan_behind", "940802", date(2026, 6, 15))
    assert one[0][1] == told(store, "plan_behind", "940802")[0][1], "since does not move"


def test_severe_events_that_are_not_over(load) -> None:
    store = load(
        situation=[
            "e1,2024-02-01,2024-02-03,940801,accident,3,open,",
            "e2,2024-02-01,2024-02-04,940801,lay_off,3,open,",
            "e3,2026-05-01,2026-05-02,940801,accident,3,resolved,2026-05-20",
            "e4,2026-05-01,2026-05-02,940801,accident,2,open,",
            "e5,2026-06-29,2026-07-01,940801,accident,3,open,",
        ]
    )
    assert told(store, "severe_event") == [["940801", "2024-02-01", 2, 2]]
    earlier = told(store, "severe_event", as_of=date(2026, 5, 19))
    assert [row[1] for row in earlier] == ["2024-02-01", "2026-05-01"]


def test_needs_that_wait_with_the_oldest_day(load) -> None:
    store = load(
        need=[
            "n1,2026-05-31,940801,forum,work,open,",  # thirty days
            "n2,2026-05-30,940802,forum,work,open,",
            "n3,2026-01-02,940802,forum,work,referred,",
            "n4,2025-01-02,940802,forum,work,answered,2026-06-30",
            "n5,2025-01-02,940802,forum,work,closed,",
        ]
    )
    assert told(store, "need_waiting") == [["940802", "2026-01-02", 2, 2]]


def test_the_sample_as_in_plain_pandas(store: Store) -> None:
    found, day = alerts(store, ALL, NOW, "south"), pd.Timestamp(NOW)
    last = store.query("FROM activity", ALL).groupby("tambon_code")["date"].max()
    need = store.query("FROM need", ALL)
    waits = need["answered_on"].isna() & (need["status"] != "closed")
    old = need[waits & ((day - need["raised_on"]).dt.days > 30)]
    events = store.query("FROM situation", ALL)
    grave = events[(events["severity"] == 3) & events["resolved_on"].isna()]
    reports = store.query("FROM report", ALL)
    months = [pd.Timestamp(2026, month, 1) for month in (3, 4, 5)]
    sent = set(zip(reports["tambon_code"], reports["month"], strict=True))
    tambon = store.query("SELECT code FROM area WHERE level = 'tambon'", ALL)["code"]
    oldest = old.groupby("tambon_code")["raised_on"].min()
    happened = zip(grave["tambon_code"], grave["occurred_on"], strict=True)
    missing = [(c, m) for c in tambon for m in months if (c, m) not in sent]
    due = [(c, m + pd.DateOffset(months=1, days=4)) for c, m in missing]
    silent = [(c, d) for c, d in last.items() if (day - d).days > 60]
    by_kind = {
        "no_activity": silent,
        "need_waiting": oldest.items(),
        "severe_event": happened,
        "report_overdue": due,
    }
    wanted = {f"{kind}-{c}-{d.date()}" for kind, rows in by_kind.items() for c, d in rows}
    got = [one for one in found if one.kind != "plan_behind"]
    assert {one.id for one in got} == wanted
    assert len({one.id for one in found}) == len(found)
    assert set(Counter(one.kind for one in found)) == set(KINDS)
    order = [(-one.severity, list(KINDS).index(one.kind), one.since, one.area) for one in found]
    assert order == sorted(order)
    counts = old.groupby("tambon_code").size()
    assert {one.area: one.figure for one in got if one.kind == "need_waiting"} == counts.to_dict()


def test_ids_stay_from_day_to_day(store: Store) -> None:
    """Of what stood a week before and stands still, the ids are the same."""
    now, before = (
        {(one.kind, one.area): one for one in alerts(store, ALL, day, "95")}
        for day in (NOW, NOW - timedelta(days=7))
    )
    kinds = ("no_activity", "plan_behind", "severe_event")
    both = [key for key in now if key in before and key[0] in kinds]
    assert both
    assert [now[key].id for key in both] == [before[key].id for key in both]


@pytest.mark.parametrize("area", ["south", "9408", "940801"])
def test_an_alert_is_for_the_own_area(store: Store, area: str) -> None:
    planner = Scope(Role.PLANNER, ("9408", "9501"))
    whole = [one for one in alerts(store, ALL, NOW, area) if one.area[:4] in ("9408", "9501")]
    assert alerts(store, planner, NOW, area) == whole
    if area != "south":
        assert whole, "there is something to see"


def test_the_public_sees_none_and_others_those_of_their_own_area(store: Store) -> None:
    assert alerts(store, Scope.public(), NOW, "south") == []
    for role in (Role.VIEWER, Role.OFFICER):
        own = alerts(store, Scope(role, ("9408",)), NOW, "9408")
        assert own == alerts(store, ALL, NOW, "9408") != []
        with pytest.raises(PlanRefused):
            alerts(store, Scope(role, ("9408",)), NOW, "9409")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[need_waiting]", "[rain]", "rain"),
        ('meant = "province"', 'meant = "king"', "meant"),
        ("severity = 3", "severity = 4", "severity"),
        ("days = 60", "day = 60", "day"),
        ('days = 60\nlevels = ["tambon"]', 'days = 60\nlevels = ["amphoe"]', "only have levels"),
    ],
)
def test_rules_that_cannot_be_used(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "alerts.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RulesError, match=message):
        read_rules(file)


def test_a_rule_that_is_not_there_is_off_and_thresholds_are_read(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "alerts.toml"
    file.write_text(
        '[need_waiting]\ndays = 200\nlevels = ["amphoe"]\nseverity = 2\nmeant = "province"\n'
    )
    found = alerts(store, ALL, NOW, "94", file)
    usual = [one for one in alerts(store, ALL, NOW, "94") if one.kind == "need_waiting"]
    assert {(one.kind, len(one.area), one.severity) for one in found} == {("need_waiting", 4, 2)}
    assert 0 < sum(one.figure for one in found) < sum(one.figure for one in usual)
    assert alerts(store, ALL, NOW, "940801", file) == [], "an amphoe is not told by one tambon"


@pytest.mark.parametrize(
    ("alert", "title", "clears"),
    [
        (
            ONE,
            "Tambon Sai Thong, Amphoe Mai Kaen has 3 needs that have waited for more than 30 days, "
            "the oldest since 2 Jan 2026",
            "answer or close the 3 needs that have waited for more than 30 days",
        ),
        (
            replace(ONE, figure=1, needed=1),
            "Tambon Sai Thong, Amphoe Mai Kaen has a need that has waited for more than 30 days, "
            "since 2 Jan 2026",
            "answer or close the need that has waited for more than 30 days",
        ),
        (
            replace(ONE, kind="plan_behind", area="9408", figure=49.99, limit=50, needed=1),
            "Amphoe Mai Kaen has done 49 % of its plan to date, under 50 % since 2 Jan 2026",
            "hold at least one more of the planned activities, by the plan to date",
        ),
        (
            replace(ONE, kind="no_activity", figure=inf, limit=60, needed=1),
            "Tambon Sai Thong, Amphoe Mai Kaen has no activity on record (looked at from 2 Jan "
            "2026 on)",
            "hold an activity there and record it",
        ),
        (
            replace(
                ONE, kind="report_overdue", since=date(2026, 1, 5), figure=1, limit=3, needed=1
            ),
            "Tambon Sai Thong, Amphoe Mai Kaen has not sent the report of Dec 2025, due on "
            "5 Jan 2026 (1 day late)",
            "send the report of Dec 2025, or 3 months after it (then look at data quality)",
        ),
    ],
    ids=lambda one: one.kind if isinstance(one, Alert) else "",
)
def test_alerts_in_words(alert: Alert, title: str, clears: str) -> None:
    assert alert_title(alert, "en") == title
    assert alert_clears(alert, "en") == clears


def test_alerts_in_thai() -> None:
    assert alert_title(ONE, "th") == (
        "ต.ไทรทอง อ.ไม้แก่น มีความต้องการ 3 เรื่องที่รอการตอบสนองเกิน 30 วัน เรื่องที่เก่าที่สุดแจ้งเมื่อ 2 ม.ค. 2569"
    )
    assert alert_clears(ONE, "th") == "ตอบสนองหรือยุติเรื่องที่รอเกิน 30 วัน ทั้ง 3 เรื่อง"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 12])
def test_every_kind_has_its_words(kind: str, language: str, count: int) -> None:
    one = replace(ONE, kind=kind, figure=count, needed=count)
    for text in (alert_title(one, language), alert_clears(one, language)):  # type: ignore[arg-type]
        assert text
        assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_for_programs(store: Store, language: str) -> None:
    found = alerts(store, ALL, NOW, "94")
    text = csv_feed(found, SOURCE, language)  # type: ignore[arg-type]
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == [one.id for one in found]
    assert [date.fromisoformat(row["since"]) for row in rows] == [one.since for one in found]
    for row, one in zip(rows, found, strict=True):
        assert float(row["figure"] or inf) == pytest.approx(one.figure, rel=1e-4)
    assert {row["simulated"] for row in rows} == {"true"}
    assert all(row["title"].startswith("[") for row in rows)
    real = csv_feed(found, replace(SOURCE, simulated=False), language)  # type: ignore[arg-type]
    assert "จำลอง" not in real.decode()
    assert "imulated data" not in real.decode()


def texts(feed: bytes, path: str) -> list[str]:
    found = ET.fromstring(feed).findall(path, {"a": ATOM})
    return [one.text or "" for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_atom_feed_has_what_rfc_4287_asks_for(store: Store, language: str) -> None:
    found = alerts(store, ALL, NOW, "94")
    feed = atom_feed(found, SOURCE, language)  # type: ignore[arg-type]
    root = ET.fromstring(feed)
    assert root.tag == f"{{{ATOM}}}feed"
    for name in ("id", "title", "updated"):
        assert len(texts(feed, f"a:{name}")) == 1
        assert len(texts(feed, f"a:entry/a:{name}")) == len(found)
    assert texts(feed, "a:author/a:name")
    assert [one.get("href") for one in root.findall("a:link", {"a": ATOM})] == [SOURCE.address]
    ids = [*texts(feed, "a:id"), *texts(feed, "a:entry/a:id")]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("urn:uuid:") for one in ids)
    for stamp in texts(feed, ".//a:updated") + texts(feed, ".//a:published"):
        assert datetime.fromisoformat(stamp).utcoffset() == timedelta(hours=7)
    assert set(texts(feed, ".//a:updated")) == {"2026-06-30T00:00:00+07:00"}
    since = [datetime.fromisoformat(one).date() for one in texts(feed, ".//a:published")]
    assert since == [one.since for one in found]
    mark = {"th": "ข้อมูลจำลอง", "en": "Simulated data"}[language]
    assert all(mark in one for one in texts(feed, ".//a:title"))
    assert all(texts(feed, "a:entry/a:content"))


def test_ids_of_a_feed_stay_and_those_of_simulated_data_are_others(store: Store) -> None:
    found = alerts(store, ALL, NOW, "9408")
    feed = atom_feed(found, SOURCE, "th")
    later = atom_feed(found, replace(SOURCE, data_date=NOW + timedelta(days=1)), "th")
    real = atom_feed(found, replace(SOURCE, simulated=False), "th")
    assert texts(feed, ".//a:id") == texts(later, ".//a:id")
    assert not set(texts(feed, ".//a:id")) & set(texts(real, ".//a:id"))
    assert "จำลอง" not in real.decode()


def test_an_empty_feed_is_whole() -> None:
    feed = atom_feed([], replace(SOURCE, address=""), "en")
    assert texts(feed, "a:title") == ["[Simulated data] Alerts: Southern border provinces"]
    assert texts(feed, "a:entry") == []
    assert csv_feed([], SOURCE, "en").decode("utf-8-sig").strip() == ",".join(COLUMNS)
