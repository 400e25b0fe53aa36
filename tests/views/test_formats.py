"""Dates, periods, figures and changes as people read them."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.indicators import registry
from lib.periods import Period, fiscal_year, month, quarter
from lib.views.formats import (
    Turn,
    change,
    dates,
    dates_short,
    named_value,
    number,
    period_name,
    period_short,
    period_to_date,
    reference_value,
    show_change,
    show_value,
    spoken_change,
    spoken_reference,
    spoken_value,
    thai_date,
    unbroken,
    with_numbers_whole,
)
from lib.views.selection import Kind
from lib.views.words import Language

CHANGING = ("people_served", "people_served_per_1000", "days_to_answer")
OWN = Period(date(2026, 1, 15), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("day", "thai", "english"),
    [
        (date(2025, 12, 5), "5 ธ.ค. 2568", "5 Dec 2025"),
        (date(2026, 1, 1), "1 ม.ค. 2569", "1 Jan 2026"),
        (date(2024, 2, 29), "29 ก.พ. 2567", "29 Feb 2024"),
    ],
)
def test_dates(day: date, thai: str, english: str) -> None:
    assert (thai_date(day), thai_date(day, "en")) == (thai, english)


@pytest.mark.parametrize(
    ("kind", "period", "name", "short"),
    [
        (Kind.YEAR, fiscal_year(2569), "ปีงบประมาณ 2569", "2569"),
        (Kind.QUARTER, quarter(2569, 3), "ไตรมาส 3 ปีงบประมาณ 2569", "ไตรมาส 3/2569"),
        (Kind.MONTH, month(date(2026, 6, 9)), "มิ.ย. 2569", "มิ.ย. 2569"),
        (Kind.DATES, OWN, "15 ม.ค. 2569 – 31 มี.ค. 2569", "15 ม.ค. 2569 – 31 มี.ค. 2569"),
        (
            Kind.DATES,
            Period(date(2026, 1, 15), date(2026, 1, 15)),
            "15 ม.ค. 2569",
            "15 ม.ค. 2569",
        ),
    ],
)
def test_period_names(kind: Kind, period: Period, name: str, short: str) -> None:
    assert period_name(kind, period, "th") == name
    assert period_short(kind, period, "th") == short


@pytest.mark.parametrize(
    ("kind", "period", "words"),
    [
        (Kind.YEAR, fiscal_year(2569), "ปีงบประมาณ 2569 (1 ต.ค. 2568 – 30 มิ.ย. 2569)"),
        (Kind.DATES, OWN, "15 ม.ค. 2569 – 31 มี.ค. 2569"),
        (Kind.YEAR, fiscal_year(2570), "ปีงบประมาณ 2570"),
    ],
)
def test_periods_to_date(kind: Kind, period: Period, words: str) -> None:
    assert period_to_date(kind, period, date(2026, 6, 30), "th") == words
    assert dates(OWN, "en") == "15 Jan 2026 – 31 Mar 2026"
    assert unbroken("1 ต.ค. 2568 – 2 ต.ค. 2568") == "1\u00a0ต.ค.\u00a02568 – 2\u00a0ต.ค.\u00a02568"
    assert dates_short(OWN, "th") == "15 ม.ค. 69 – 31 มี.ค. 69"
    assert dates_short(month(date(2026, 6, 9)), "en") == "1 Jun 26 – 30 Jun 26"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567, 0, "1,234,567"),
        (12.34, 1, "12.3"),
        (0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (-12.5, 1, "-12.5"),
        (math.nan, 0, "–"),
    ],
)
def test_numbers(value: float, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("code", "value", "flag", "language", "text"),
    [
        ("tambon_reached", 82.46, "ok", "th", "82.5%"),
        ("people_served", 1234, "ok", "th", "1,234"),
        ("people_served", 0, "ok", "th", "0"),
        ("people_served_per_1000", 12.34, "ok", "th", "12.3"),
        ("days_since_last_activity", 15, "ok", "th", "15"),
        ("days_since_last_activity", math.inf, "ok", "th", "ไม่เคย"),
        ("days_since_last_activity", math.inf, "ok", "en", "never"),
        ("follow_up_rate", 50, "few", "th", "50.0% (จำนวนน้อยเกินไป)"),
        ("follow_up_rate", 50, "few", "en", "50.0% (too few cases)"),
        ("follow_up_rate", math.nan, "no data", "th", "ยังไม่มีข้อมูล"),
        ("people_served", 3, "suppressed", "th", "ไม่แสดง เพื่อคุ้มครองข้อมูลส่วนบุคคล"),
    ],
)
def test_values(code: str, value: float, flag: str, language: Language, text: str) -> None:
    assert show_value(registry.get(code), value, flag, language) == text


@pytest.mark.parametrize(
    ("code", "value", "spoken", "reference", "spoken_reference_"),
    [
        ("tambon_reached", 100.0, "ร้อยละ 100.0", "100%", "ค่าอ้างอิงร้อยละ 100"),
        ("people_served", 1234.0, "1,234 คน", "1,234 คน", "ค่าอ้างอิง 1,234 คน"),
        ("days_since_last_activity", 60.0, "60 วัน", "60 วัน", "ค่าอ้างอิง 60 วัน"),
        ("follow_up_rate", 82.5, "ร้อยละ 82.5", "82.5%", "ค่าอ้างอิงร้อยละ 82.5"),
    ],
)
def test_values_in_sentences(
    code: str, value: float, spoken: str, reference: str, spoken_reference_: str
) -> None:
    assert spoken_value(registry.get(code), value, "th") == spoken
    assert reference_value(registry.get(code), value, "th") == reference
    assert spoken_reference(registry.get(code), value, "th") == spoken_reference_


@pytest.mark.parametrize(
    ("code", "thai", "english"),
    [
        ("people_served", "1,234 คน", "1,234"),
        ("people_served_per_1000", "1,234.0", "1,234.0"),
        ("days_since_last_activity", "1,234 วัน", "1,234 days"),
    ],
)
def test_a_unit_is_not_said_twice(code: str, thai: str, english: str) -> None:
    assert named_value(registry.get(code), 1234.0, "th") == thai
    assert named_value(registry.get(code), 1234.0, "en") == english


def test_one_day_is_no_days() -> None:
    days = registry.get("days_to_answer")
    assert [spoken_value(days, value, "en") for value in (0, 1, 1.4, 2)] == [
        "0 days",
        "1 day",
        "1 day",
        "2 days",
    ]
    assert spoken_value(days, 1, "th") == "1 วัน"


def test_numbers_stay_with_their_words() -> None:
    assert with_numbers_whole("เพิ่มขึ้นร้อยละ 4.9 จากปีก่อน มี 72 คน") == (
        "เพิ่มขึ้นร้อยละ\u00a04.9\u00a0จากปีก่อน มี\u00a072\u00a0คน"
    )


@pytest.mark.parametrize(
    ("code", "now", "before", "shown", "turn"),
    [
        ("tambon_reached", 90.0, 85.8, "▲ เพิ่มขึ้น 4.2 จุด", Turn.BETTER),
        ("tambon_reached", 80.0, 85.0, "▼ ลดลง 5.0 จุด", Turn.WORSE),
        ("tambon_reached", 80.0, 80.04, "= ไม่เปลี่ยนแปลง", Turn.NEITHER),
        ("people_served", 1100.0, 1000.0, "▲ เพิ่มขึ้น 10.0%", Turn.BETTER),
        ("follow_ups_overdue", 80.0, 100.0, "▼ ลดลง 20.0%", Turn.BETTER),
        ("follow_ups_overdue", 150.0, 100.0, "▲ เพิ่มขึ้น 50.0%", Turn.WORSE),
        ("follow_ups_overdue", 30.0, 20.0, "▲ เพิ่มขึ้น 50.0%", Turn.WORSE),
        ("follow_ups_overdue", 30.0, 19.0, "▲ เพิ่มขึ้น 11 รายการ", Turn.WORSE),
        ("people_served", 0.0, 3.0, "▼ ลดลง 3 คน", Turn.WORSE),
        ("people_served", 5.0, 0.0, "▲ เพิ่มขึ้น 5 คน", Turn.BETTER),
        ("people_served", 0.0, 0.0, "= ไม่เปลี่ยนแปลง", Turn.NEITHER),
        ("people_served_per_1000", 2.5, 0.0, "▲ เพิ่มขึ้น 2.5", Turn.BETTER),
        ("people_served_per_1000", 2.5, 5.0, "▼ ลดลง 50.0%", Turn.WORSE),
        ("income_per_member", 0.0, 5000.0, "▼ ลดลง 100.0%", Turn.WORSE),
        ("days_to_answer", 21.0, 15.0, "▲ เพิ่มขึ้น 6 วัน", Turn.WORSE),
        ("days_to_answer", 15.0, 15.2, "= ไม่เปลี่ยนแปลง", Turn.NEITHER),
    ],
)
def test_changes(code: str, now: float, before: float, shown: str, turn: Turn) -> None:
    what = change(registry.get(code), now, before)
    assert what is not None
    assert (show_change(what, "th"), what.turn) == (shown, turn)


@pytest.mark.parametrize(
    ("code", "now", "before", "spoken"),
    [
        ("tambon_reached", 90.0, 85.8, "เพิ่มขึ้น 4.2 จุด"),
        ("people_served", 90.0, 100.0, "ลดลงร้อยละ 10.0"),
        ("people_served", 90.0, 90.0, "ไม่เปลี่ยนแปลง"),
        ("people_served", 9.0, 10.0, "ลดลง 1 คน"),
    ],
)
def test_changes_in_sentences(code: str, now: float, before: float, spoken: str) -> None:
    what = change(registry.get(code), now, before)
    assert what is not None
    assert spoken_change(what, "th") == spoken


@pytest.mark.parametrize(
    ("code", "now", "before", "english"),
    [
        ("days_to_answer", 14.0, 15.0, "▼ down 1 day"),
        ("days_to_answer", 1_015.0, 15.0, "▲ up 1,000 days"),
        ("people_served", 4.0, 3.0, "▲ up 1"),  # the name says of what
    ],
)
def test_changes_in_units(code: str, now: float, before: float, english: str) -> None:
    what = change(registry.get(code), now, before)
    assert what is not None
    assert show_change(what, "en") == english


VALUES = some.integers(0, 10**8).map(lambda value: value / 1000)


@given(some.sampled_from(CHANGING), VALUES, VALUES)
def test_no_great_per_cent_of_little(code: str, now: float, before: float) -> None:
    what = change(registry.get(code), now, before)
    assert what is not None
    shown = show_change(what, "en")
    few = code == "people_served" and before < 20
    little = few or before == 0 or code == "days_to_answer"
    assert "%" not in shown or not little
    assert "inf" not in shown


@pytest.mark.parametrize(
    ("code", "now", "before"),
    [
        ("people_served", math.nan, 5.0),
        ("tambon_reached", 5.0, math.nan),
        ("days_since_last_activity", math.inf, 5.0),
    ],
)
def test_no_change_without_two_values(code: str, now: float, before: float) -> None:
    assert change(registry.get(code), now, before) is None
