"""Where next: the index by hand and against plain pandas, ties, missing parts, reasons, rights."""

from datetime import date, timedelta
from math import inf, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access.scope import Role, Scope
from lib.planning.asking import PlanRefused
from lib.planning.need import (
    WeightsRefused,
    moved,
    need_figures,
    ranked,
    reasons,
    unmet_need,
)
from lib.planning.rules import RulesError, need_rules
from lib.planning.wording import said
from lib.store.lake import Store

NOW = date(2026, 6, 30)
PARTS = ("unreached", "since_last", "needs", "overdue", "events")
FULL = {"unreached": 15000, "since_last": 60, "needs": 10, "overdue": 400, "events": 3}
PLAIN = {"unreached": 30, "since_last": 20, "needs": 20, "overdue": 20, "events": 10}
SECTION = """
[need]
known_at_least = 0.5
[need.parts.one]
indicator = "needs_open"
none_at = 0
full_at = 10
weight = 1
shaken = "none"
"""


def values(**rows: tuple[float, ...]) -> pd.DataFrame:
    """One row a tambon, in the order of the parts."""
    return pd.DataFrame.from_dict(rows, orient="index", columns=PARTS, dtype=float)


def test_the_rules_of_the_program_are_those_of_these_tests() -> None:
    assert {code: part.full_at for code, part in need_rules().parts.items()} == FULL
    assert need_rules().weights == PLAIN
    assert need_rules().known_at_least == 0.5


def test_an_index_by_hand() -> None:
    got = ranked(
        values(
            a=(7500, 30, 5, 100, 0),  # .5 .5 .5 .25 0 -> .15+.1+.1+.05 = .4
            b=(30000, inf, 0, 0, 3),  # 1 1 0 0 1 -> .3+.2+.1 = .6
            c=(0, 0, 0, 0, 0),
        )
    )
    assert got.index.tolist() == ["b", "a", "c"]
    assert got["rank"].tolist() == [1, 2, 3]
    assert got["need"].tolist() == pytest.approx([0.6, 0.4, 0])
    shares = [f"share_{code}" for code in PARTS]
    assert got.loc["a", shares].tolist() == pytest.approx([0.15, 0.1, 0.1, 0.05, 0])
    assert got.loc["b", "scaled_since_last"] == 1, "never counts as the longest"
    assert got.loc["b", "value_since_last"] == inf


def test_what_is_not_known_is_left_out_and_too_little_has_no_rank() -> None:
    got = ranked(
        values(a=(nan, 30, 10, 400, 0), b=(7500, nan, nan, 200, nan), c=(nan, nan, nan, 400, 3))
    )
    assert got.index.tolist() == ["a", "b", "c"]
    assert got["known"].tolist() == pytest.approx([0.7, 0.5, 0.3])
    assert got["need"].tolist() == pytest.approx([50 / 70, 0.5, nan], nan_ok=True)
    assert got["rank"].fillna(0).tolist() == [1, 2, 0]
    assert np.isnan(got.loc["a", "share_unreached"])


def test_equal_ones_by_code() -> None:
    row = (7500.0, 30.0, 5.0, 100.0, 1.0)
    got = ranked(values(b=row, a=row, c=row).sort_index())
    assert got.index.tolist() == ["a", "b", "c"]
    assert got["rank"].tolist() == [1, 2, 3]


def test_weights_change_the_ranks_and_the_effect_is_told() -> None:
    figures = values(a=(15000, 0, 0, 0, 0), b=(0, 60, 0, 0, 0), c=(0, 0, 5, 0, 0))
    before = ranked(figures)
    now = ranked(figures, dict.fromkeys(PARTS, 0) | {"needs": 3, "since_last": 1})
    assert before.index.tolist() == ["a", "b", "c"]
    assert now.index.tolist() == ["c", "b", "a"]
    assert moved(now, before).values.tolist() == [[1, 3, 2], [2, 2, 0], [3, 1, -2]]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"unreached": 1}, "one weight for each part"),
        (PLAIN | {"rain": 1}, "one weight for each part"),
        (dict.fromkeys(PARTS, 0), "above 0"),
        (PLAIN | {"needs": -1}, "0 or more"),
        (PLAIN | {"needs": nan}, "0 or more"),
    ],
)
def test_weights_that_make_no_index(weights: dict[str, float], message: str) -> None:
    with pytest.raises(WeightsRefused, match=message):
        ranked(values(a=(1, 1, 1, 1, 1)), weights)


figure = st.one_of(st.just(nan), st.floats(0, 1e5), st.just(inf))
weight = st.floats(0, 100)


@given(
    rows=st.lists(st.tuples(*[figure] * 5), min_size=1, max_size=12),
    weights=st.tuples(*[weight] * 5).filter(lambda some: sum(some) > 0.01),
)
def test_what_always_holds(rows: list[tuple[float, ...]], weights: tuple[float, ...]) -> None:
    given_ = dict(zip(PARTS, weights, strict=True))
    figures = values(**{f"t{n:02}": row for n, row in enumerate(rows)})
    got = ranked(figures, given_)
    ordered = got.dropna(subset="need")
    assert ordered["need"].between(0, 1).all()
    assert ordered["need"].is_monotonic_decreasing
    assert ordered["rank"].tolist() == list(range(1, len(ordered) + 1))
    assert got["rank"].isna().tolist() == got["need"].isna().tolist()
    shares = ordered[[f"share_{code}" for code in PARTS]].sum(axis=1)
    assert shares.tolist() == pytest.approx(ordered["need"].tolist(), abs=1e-6)
    again = ranked(figures, {code: 7 * one for code, one in given_.items()})
    assert np.allclose(again["need"].reindex(got.index), got["need"], equal_nan=True)


def test_the_sample_as_in_plain_pandas(store: Store, scope: Scope) -> None:
    got = unmet_need(store, scope, "south", NOW)
    day = pd.Timestamp(NOW)
    codes = got.index.sort_values()

    def of(table: str) -> pd.DataFrame:
        return store.query(f"FROM {table}", scope)

    def count(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("tambon_code").size().reindex(codes).fillna(0)

    service, need, owed, events = (of(one) for one in ("service", "need", "follow_up", "situation"))
    year = service[(service["date"] > day - timedelta(days=365)) & (service["date"] <= day)]
    served = year.groupby("tambon_code")["person_key"].nunique().reindex(codes).fillna(0)
    people = of("population").query("year <= 2025")
    population = people[people["year"] == people["year"].max()].set_index("tambon_code")["total"]
    last = of("activity").query("date <= @day").groupby("tambon_code")["date"].max()
    open_ = need["answered_on"].isna() & (need["status"] != "closed")
    late = (owed["due_on"] < day) & (owed["done_on"].isna() | (owed["done_on"] > day))
    new = (events["occurred_on"] > day - timedelta(days=180)) & (events["occurred_on"] <= day)
    by_hand = pd.DataFrame(
        {
            "unreached": population.reindex(codes) - served,
            "since_last": (day - last).dt.days.reindex(codes).fillna(inf),
            "needs": count(need[open_]),
            "overdue": count(owed[late]),
            "events": count(events[new & (events["reported_on"] <= day)]),
        }
    )
    for code in PARTS:
        told = got[f"value_{code}"].reindex(codes)
        assert told.tolist() == by_hand[code].tolist(), code
    index = sum((by_hand[c] / FULL[c]).clip(upper=1) * PLAIN[c] / 100 for c in PARTS)
    wanted = pd.DataFrame({"index": index.round(9), "code": codes})
    wanted = wanted.sort_values(["index", "code"], ascending=[False, True])
    assert got.index.tolist() == wanted["code"].tolist()
    assert got["need"].tolist() == pytest.approx(wanted["index"].tolist())


def test_a_tambon_has_the_same_index_in_its_amphoe(store: Store, scope: Scope) -> None:
    whole = unmet_need(store, scope, "south", NOW)["need"]
    planner = Scope(Role.PLANNER, ("9409",))
    part = unmet_need(store, planner, "south", NOW)
    assert {code[:4] for code in part.index} == {"9409"}
    assert part["need"].tolist() == whole.loc[part.index].tolist()
    assert part["rank"].tolist() == list(range(1, len(part) + 1))


@pytest.mark.parametrize(
    ("who", "area"),
    [
        (Scope.public(), "9409"),
        (Scope(Role.VIEWER), "9409"),
        (Scope(Role.PLANNER, ("9408",)), "9409"),
    ],
)
def test_others_are_refused(store: Store, who: Scope, area: str) -> None:
    with pytest.raises(PlanRefused):
        need_figures(store, who, area, NOW)


@pytest.mark.parametrize(
    ("row", "english", "thai"),
    [
        (
            (8120, 45, 12, 0, 0),
            "12 needs waiting for an answer, 8,120 people not reached in 12 months and no "
            "activity for 45 days",
            "มีความต้องการรอการตอบสนอง 12 เรื่อง ประชาชน 8,120 คนยังไม่ได้รับบริการในรอบ 12 เดือน "
            "และไม่มีกิจกรรมมาแล้ว 45 วัน",
        ),
        ((0, inf, 0, 0, 0), "no activity on record", "ไม่มีบันทึกว่าเคยจัดกิจกรรม"),
        ((0, 0, 1, 0, 0), "1 need waiting for an answer", "มีความต้องการรอการตอบสนอง 1 เรื่อง"),
        (
            (0, 0, 0, 0, 0),
            "nothing is open in the parts that have a weight",
            "ไม่มีเรื่องที่ค้างอยู่ตามส่วนที่ให้น้ำหนัก",
        ),
        (
            (nan, 0, 0, 200, nan),
            "200 follow-ups overdue (not known: people not yet reached and labour events)",
            "การติดตามผลเลยกำหนด 200 ราย (ยังไม่มีข้อมูล: ประชาชนที่ยังไม่ได้รับบริการ และเหตุการณ์ด้านแรงงาน)",
        ),
        (
            (nan, nan, nan, 0, 0),
            "no rank yet, because these are not known: people not yet reached, days since the "
            "last activity and needs waiting for an answer",
            "ยังจัดอันดับไม่ได้ เพราะยังไม่มีข้อมูล: ประชาชนที่ยังไม่ได้รับบริการ, จำนวนวันนับจากกิจกรรมล่าสุด "
            "และความต้องการที่รอการตอบสนอง",
        ),
    ],
)
def test_reasons_in_a_sentence(row: tuple[float, ...], english: str, thai: str) -> None:
    told = ranked(values(a=row)).iloc[0]
    assert reasons(told, "en") == english
    assert reasons(told, "th") == thai


def test_a_small_part_is_no_reason() -> None:
    """Of an index of .62, a part that adds .02 is not named; one that has no weight neither."""
    told = ranked(values(a=(30000, 60, 1, 0, 3))).iloc[0]
    assert "need" not in reasons(told, "en")
    told = ranked(values(a=(30000, 0, 0, 0, 3)), PLAIN | {"unreached": 0}).iloc[0]
    assert reasons(told, "en") == "3 labour events in 6 months"


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("code", PARTS)
def test_every_part_has_its_words(code: str, language: str) -> None:
    assert said(f"planning_part.{code}", language)  # type: ignore[arg-type]
    for key in (code, f"{code}_one"):
        assert said(f"planning_reason.{key}", language, count="7", months=3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("full_at = 10", "full_at = 0", "two different numbers"),
        ("weight = 1", "weight = -1", "weight"),
        ('shaken = "none"', 'shaken = "binomial"', "missed of how many"),
        ('shaken = "none"', 'shaken = "wind"', "need"),
        ("weight = 1", "weight = 1\ncolour = 3", "colour"),
        ("known_at_least = 0.5", "", "known_at_least"),
        (SECTION, "[other]", r"no section \[need\]"),
    ],
)
def test_rules_that_cannot_be_used(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / "planning.toml"
    file.write_text(SECTION.replace(old, new), encoding="utf-8")
    with pytest.raises(RulesError, match=message):
        need_rules(file)
