"""What the follow-up screen says, lists and hands over; the screen itself in a few states."""

import csv
import io
import math
import re
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from lib.access.scope import Role, Scope
from lib.indicators import registry
from lib.indicators.work_list import AGES, PARTS, Part, age_of, work_counts, work_list
from lib.store.lake import Store
from lib.views import data
from lib.views.follow_up.charts import DAYS_OF_MONTH, work_chart
from lib.views.follow_up.listing import payload
from lib.views.follow_up.load import OUTCOMES, Income, compared_areas
from lib.views.follow_up.rows import COLUMNS, ORDERS, file_table, ordered, sheet, turned, whats
from lib.views.follow_up.sentences import (
    income_title,
    months_title,
    outcomes_title,
    overdue_title,
    work_title,
)
from lib.views.mapped.table import as_csv
from lib.views.words import say
from tests.views.on_screen import html_of, opened

NAN = math.nan
DAY = date(2026, 6, 30)


def ages(*rows: tuple[float, float, float]) -> pd.DataFrame:
    """Overdue by age, one row an area."""
    index = pd.Index([f"94{n:02d}" for n in range(len(rows))], name="area_code")
    return pd.DataFrame(list(rows), columns=list(AGES), index=index, dtype=float)


def row(value: float, lower: float = NAN, upper: float = NAN, flag: str = "ok") -> pd.Series:
    return pd.Series({"value": value, "lower": lower, "upper": upper, "flag": flag})


def items(*rows: tuple[str, str, int, str, str | None, int]) -> pd.DataFrame:
    """Rows of a work list: id, tambon, round, subject, service type, days late."""
    frame = pd.DataFrame(
        rows,
        columns=["follow_up_id", "tambon_code", "round", "subject", "service_type", "days_late"],
    )
    return frame.assign(
        subject_id=[f"S-{one}" for one in frame["follow_up_id"]],
        amphoe_code=frame["tambon_code"].str[:4],
        due_on=[DAY - timedelta(days=int(days)) for days in frame["days_late"]],
        age=[age_of(days) for days in frame["days_late"]],
    )


THREE = items(
    ("F1", "940902", 3, "service", "job_placement", 120),
    ("F2", "940901", 12, "group", None, 45),
    ("F3", "940902", 1, "service", "career_guidance", 5),
)


def name(code: str) -> str:
    return f"ต.{code}"


@pytest.mark.parametrize(
    ("counts", "inside", "words"),
    [
        (ages((1, 2, 3), (4, 5, 6)), [True, True], "21 follow-ups are overdue, 9 of them (42.9%)"),
        (ages((1, 2, 3), (4, 5, 6)), [True, False], "6 follow-ups are overdue, 3 of them (50.0%)"),
        (ages((0, 0, 3)), [True], "3 follow-ups are overdue, all of them"),
        (ages((2, 1, 0)), [True], "3 follow-ups are overdue, none of them"),
        (ages((0, 0, 0)), [True], "No follow-up is overdue"),
        (ages((NAN, NAN, NAN)), [True], "Nothing is known yet"),
        (ages((1, 1, 1), (2, 2, 2)), [False, False], "Nothing is known yet"),
    ],
)
def test_overdue(counts: pd.DataFrame, inside: list[bool], words: str) -> None:
    assert overdue_title(counts, inside, "en").startswith(words)


def outcome_counts(**given_: float) -> dict[str, float]:
    return {code: given_.get(code, 0.0) for code in OUTCOMES}


@pytest.mark.parametrize(
    ("counts", "flag", "words"),
    [
        (
            outcome_counts(in_work=30, self_employed=20, not_reached=10, no_change=40),
            "ok",
            "Of 100 followed up, 50.0% were in work or self-employed and 10.0% were not reached",
        ),
        (outcome_counts(in_work=3), "few", "Only 3 were followed up"),
        (outcome_counts(), "ok", "Nobody was followed up"),
        (outcome_counts(in_work=NAN), "suppressed", "There are no outcomes that can be shown"),
        (outcome_counts(in_work=NAN), "no data", "There are no outcomes that can be shown"),
    ],
)
def test_outcomes(counts: dict[str, float], flag: str, words: str) -> None:
    assert outcomes_title(counts, flag, "en").startswith(words)


@pytest.mark.parametrize(
    ("whole", "rose", "words"),
    [
        (row(500, 300, 700), row(61.25), "The median income rose by 500 baht a month; 61.2% have"),
        (row(-400, -600, -100), row(20), "The median income fell by 400 baht a month"),
        (row(100, -50, 300), row(51), "It is not clear yet whether incomes rose or fell"),
        (row(0, 0, 0), row(10), "The median income did not change"),
        (row(0, -50, 50), row(10), "The median income did not change"),
        (row(500, 300, 700), row(NAN, flag="suppressed"), "The median income rose by 500 baht"),
        (row(500, 300, 700, "few"), row(60), "The median income rose by 500 baht a month (too"),
        (row(NAN, flag="no data"), row(NAN), "Incomes before and after"),
        (row(NAN, flag="suppressed"), row(50), "Incomes before and after"),
    ],
)
def test_income(whole: pd.Series, rose: pd.Series, words: str) -> None:
    assert income_title(Income(pd.DataFrame(), whole, rose), "en").startswith(words)


@pytest.mark.parametrize(
    ("own", "figures", "words"),
    [
        ("south", {"south": (41.26, "ok")}, "A: 41.3% were in work within 12 months"),
        (
            "94",
            {"94": (30.0, "ok"), "south": (41.0, "ok")},
            "A: 30.0% were in work within 12 months, 41.0% in the whole region",
        ),
        (
            "94",
            {"94": (30.0, "few"), "south": (41.0, "ok")},
            "A: 30.0% were in work within 12 months (too few cases)",
        ),
        ("94", {"94": (30.0, "ok")}, "A: 30.0% were in work within 12 months"),
        ("94", {"94": (NAN, "no data"), "south": (41.0, "ok")}, "A: nothing is known yet"),
        ("94", {"94": (30.0, "suppressed")}, "A: nothing is known yet"),
        ("94", {}, "A: nothing is known yet"),
    ],
)
def test_time_to_work(own: str, figures: dict[str, tuple[float, str]], words: str) -> None:
    got = work_title(own, "south", figures, "A", "en")
    assert got == words or (words.endswith("yet") and got.startswith(words))


@pytest.mark.parametrize(
    ("values", "flags", "reference", "words"),
    [
        ((70.0, 85.0, 80.0), ("ok",) * 3, 80.0, "reached the reference of 80% in 2 of 3 months"),
        ((70.0, 75.0), ("ok",) * 2, 80.0, "in none of 2 months"),
        ((80.0, 95.0), ("ok",) * 2, 80.0, "in all 2 months"),
        ((80.0, 95.0), ("ok", "few"), 80.0, "in all 1 months"),
        ((NAN, 95.0), ("no data", "few"), 80.0, "No month has enough"),
        ((), (), 80.0, "No month has enough"),
        ((70.0, 85.04), ("ok",) * 2, None, "Follow-up rate in m1: 85.0%"),
    ],
)
def test_months(
    values: tuple[float, ...], flags: tuple[str, ...], reference: float | None, words: str
) -> None:
    names = [f"m{n}" for n in range(len(values))]
    got = months_title(registry.get("follow_up_rate"), values, flags, names, reference, "en")
    assert words in got


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_sentence_shows_a_missing_number(language: str) -> None:
    assert "nan" not in overdue_title(ages((NAN, 1, 2)), [True], language)  # type: ignore[arg-type]
    gone = outcomes_title(outcome_counts(in_work=NAN), "ok", language)  # type: ignore[arg-type]
    assert "–" not in gone


def test_orders() -> None:
    def ids(order: str) -> list[str]:
        return list(ordered(THREE, order, "en")["follow_up_id"])

    assert ids("due") == ["F1", "F2", "F3"]
    assert ids("due_down") == ["F3", "F2", "F1"]
    assert ids("tambon") == ["F2", "F1", "F3"]
    assert ids("tambon_down") == ["F1", "F3", "F2"]
    assert ids("round") == ["F3", "F1", "F2"]
    assert ids("service") == ["F3", "F2", "F1"]  # Career guidance, Group, Job placement
    assert list(THREE.columns) == list(ordered(THREE, "service", "en").columns)


@pytest.mark.parametrize(
    ("order", "column", "after"),
    [
        ("due", "due", "due_down"),
        ("due_down", "due", "due"),
        ("due", "days", "due_down"),
        ("due", "tambon", "tambon"),
        ("tambon", "tambon", "tambon_down"),
        ("round_down", "service", "service"),
    ],
)
def test_a_click_on_a_head(order: str, column: str, after: str) -> None:
    assert turned(order, column) == after


def test_every_order_is_one_of_the_address() -> None:
    orders = data.choices("follow_up").switches["order"]
    assert set(orders) == {f"{one}{way}" for one in ORDERS for way in ("", "_down")}
    assert orders[0] == "due"
    assert data.choices("follow_up").switches["list"] == tuple(map(str, Part))


@given(some.lists(some.tuples(some.integers(-30, 400), some.integers(1, 3)), max_size=30),
       some.sampled_from(sorted(ORDERS)), some.booleans())  # fmt: skip
def test_an_order_loses_and_doubles_nothing(
    rows: list[tuple[int, int]], order: str, down: bool
) -> None:
    frame = items(
        *((f"F{n}", f"94090{tambon}", 1, "group", None, days)
          for n, (days, tambon) in enumerate(rows))
    )  # fmt: skip
    got = ordered(frame, f"{order}_down" if down else order, "th")
    assert sorted(got["follow_up_id"]) == sorted(frame["follow_up_id"])


def test_what_is_followed_up() -> None:
    unknown = items(("F4", "940901", 1, "service", None, 1))
    assert whats(THREE, "en") == ["Job placement", "Group", "Career guidance"]
    assert whats(unknown, "en") == ["Type of service not known"]


def test_what_goes_to_the_browser() -> None:
    got = payload(THREE, Part.LATE, "due", "caption", "940902", name, "en")
    assert [head["column"] for head in got["heads"]] == list(COLUMNS)
    assert {head["column"]: head["way"] for head in got["heads"] if head["way"]} == {
        "due": 1,
        "days": -1,
    }
    assert got["rows"][0][:5] == ["2 Mar 2026", "120", "3 months", "Job placement", "ต.940902"]
    coming = payload(THREE, Part.COMING, "due_down", "caption", "", name, "en")
    assert {head["column"]: head["way"] for head in coming["heads"] if head["way"]} == {
        "due": -1,
        "days": -1,
    }


def read(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_reads_back() -> None:
    got = read(as_csv(file_table(THREE, Part.LATE, name, "en")))
    assert [one["Follow-up id"] for one in got] == ["F1", "F2", "F3"]
    assert [one["Due on"] for one in got] == ["2026-03-02", "2026-05-16", "2026-06-25"]
    assert [one["Days late"] for one in got] == ["120", "45", "5"]
    assert [one["Late for"] for one in got] == ["over 90 days", "31–90 days", "1–30 days"]
    week = read(as_csv(file_table(items(("F9", "940901", 1, "group", None, -3)), Part.WEEK,
                                  name, "en")))  # fmt: skip
    assert week[0]["Days to go"] == "3"
    assert "Late for" not in week[0]


@pytest.mark.parametrize("bad", ["=1+1", "+66", "-x", "@cmd", "\tx"])
def test_a_file_computes_nothing_in_excel(bad: str) -> None:
    rows = items((bad, "940901", 1, "group", None, 5))
    got = read(as_csv(file_table(rows, Part.LATE, name, "en")))
    assert got[0]["Follow-up id"] == f"'{bad}"
    head = as_csv(pd.DataFrame({bad: [-1.5]})).decode("utf-8-sig")
    assert head.startswith(("'", "\"'"))
    assert "-1.5" in head  # numbers stay numbers
    assert "'-1.5" not in head


def test_the_sheet() -> None:
    html = sheet(ordered(THREE, "tambon", "en"), Part.LATE, "A <b>: 3 late", ["On 1"], name, "en")
    assert "<h1>A &lt;b&gt;: 3 late</h1>" in html
    assert re.findall(r"<caption>(.*?)</caption>", html) == ["ต.940901 (1)", "ต.940902 (2)"]
    assert html.count("<thead>") == 2
    assert html.count("<tr>") == 2 + 3
    assert re.findall(r"F\d", re.sub("S-F.", "", html)) == ["F2", "F1", "F3"]
    assert say("follow_up.no_names", "en") in html
    assert say("follow_up.list_none", "en") in sheet(THREE.iloc[:0], Part.LATE, "t", [], name, "en")


def test_a_year_is_twelve_months() -> None:
    assert np.isclose(365 / DAYS_OF_MONTH, 12)


def list_alone() -> None:
    """The work list, on the screen or for paper, without anything around it."""
    from lib.views import address, data
    from lib.views.follow_up import work

    data.begin_run()
    address.begin("follow_up")
    selection = address.current()
    (work.paper if work.on_paper(selection) else work.work_panel)(selection)


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"area": "9409", "list": "week", "order": "tambon"},
        {"area": "94", "pick": "9409", "outcomes": "rounds", "lang": "en"},
        {"area": "940901", "round": "12", "subject": "group", "lang": "en"},
        {"period": "2026-05", "level": "province", "map": "income_change", "pick": "94"},
    ],
    ids=str,
)
def test_the_screen_stands(query: dict[str, str]) -> None:
    at = opened("follow_up", **query)
    assert not at.exception
    assert 'class="facts is-tiles"' in html_of(at)
    titles = re.findall('class="chart-title">(.*?)<', html_of(at))
    assert len(titles) == 5
    assert not [one for one in titles if "nan" in one or "–" in one]


def titles_of(at: AppTest) -> str:
    found = re.search('class="follow-heading">(.*?)<', html_of(at))
    assert found
    return found[1]


@pytest.mark.usefixtures("own_store")
def test_the_list_on_the_screen_is_the_list_of_the_store(store: Store, scope: Scope) -> None:
    counts = work_counts(store, scope, "9409", DAY).sum()
    for part in PARTS:
        at = opened("follow_up", area="9409", list=str(part), lang="en")
        assert f"{counts[str(part)]:,}" in titles_of(at)


@pytest.mark.usefixtures("own_store")
def test_the_sheet_has_every_row(store: Store, scope: Scope) -> None:
    wanted = work_list(store, scope, "9409", DAY, Part.WEEK)
    at = opened("follow_up", area="9409", list="week", sheet="print")
    assert not at.exception
    sheets = html_of(at)
    assert "follow-sheet" in sheets
    assert "facts is-tiles" not in sheets
    assert all(f"<td>{one}</td>" in sheets for one in wanted["follow_up_id"])


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize(
    ("who", "area", "words"),
    [
        (Scope(Role.PUBLIC), "9409", "follow_up.list_signed_out"),
        (Scope(Role.OFFICER, ("9410",)), "9409", "follow_up.list_refused"),
    ],
)
def test_who_may_not_see_the_list_is_told(
    monkeypatch: pytest.MonkeyPatch, who: Scope, area: str, words: str
) -> None:
    monkeypatch.setattr(data, "scope", lambda: who)
    shown = [one.value for one in opened(list_alone, area=area, lang="en").info]
    assert any(one.startswith(say(words, "en", area="A").split("A")[0]) for one in shown)
    on_paper = opened(list_alone, area=area, sheet="print", lang="en")
    assert not on_paper.exception
    assert "<table>" not in html_of(on_paper)


@pytest.mark.usefixtures("own_store")
def test_an_officer_is_offered_the_own_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "scope", lambda: Scope(Role.OFFICER, ("9410", "9501")))
    at = opened(list_alone, lang="en")
    offers = [one.label for one in at.button if str(one.key).startswith("follow_up_offer")]
    assert len(offers) == 2


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize(
    ("area", "picked", "first"),
    [("south", "", "south"), ("south", "9409", "9409"), ("94", "", "94"), ("940901", "", "9409")],
)
def test_curves_are_of_areas_that_have_them(area: str, picked: str, first: str) -> None:
    selection = data.choices("follow_up").start().with_area(area).with_pick(picked)
    own, *others = compared_areas(selection)
    assert own == first
    assert others == (["90", "94", "95", "96"] if first == "south" else ["south"])
    title = work_chart(selection).title
    assert re.search(r"\d\.\d", title), title
