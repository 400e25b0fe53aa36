"""Dates and months: every way to write one, and what a column tells."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spelled import cells, spelled

from lib.imports.spelling.dates import shown

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
FULL_TH = [
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
]
FULL_EN = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
FORMS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "iso with a time": lambda d: f"{d} 00:00:00",
    "iso with a T": lambda d: f"{d}T13:05:00.000",
    "iso of the Buddhist Era": lambda d: f"{d.year + 543}-{d.month:02}-{d.day:02}",
    "slashes": lambda d: f"{d.day}/{d.month}/{d.year}",
    "slashes, B.E.": lambda d: f"{d.day}/{d.month}/{d.year + 543}",
    "noughts, B.E.": lambda d: f"{d.day:02}/{d.month:02}/{d.year + 543}",
    "dashes": lambda d: f"{d.day}-{d.month}-{d.year + 543}",
    "dots": lambda d: f"{d.day}.{d.month}.{d.year + 543}",
    "spaces around": lambda d: f" {d.day} / {d.month} / {d.year + 543} ",
    "with a clock": lambda d: f"{d.day}/{d.month}/{d.year + 543} 08:30",
    "with hours": lambda d: f"{d.day}/{d.month}/{d.year + 543} เวลา 8.30 น.",
    "Thai digits": lambda d: f"{d.day}/{d.month}/{d.year + 543}".translate(THAI),
    "short month": lambda d: shown(d, month=False)[0],
    "short month, no dots": lambda d: shown(d, month=False)[0].replace(".", ""),
    "no spaces": lambda d: shown(d, month=False)[0].replace(" ", ""),
    "long month": lambda d: f"{d.day} {FULL_TH[d.month - 1]} {d.year + 543}",
    "long month, era": lambda d: f"{d.day} {FULL_TH[d.month - 1]} พ.ศ. {d.year + 543}",
    "in words": lambda d: f"วันที่ {d.day} เดือน {FULL_TH[d.month - 1]} พ.ศ.{d.year + 543}",
    "Thai month, C.E.": lambda d: f"{d.day} {FULL_TH[d.month - 1]} ค.ศ. {d.year}",
    "weekday": lambda d: f"วันศุกร์ที่ {d.day} {FULL_TH[d.month - 1]} {d.year + 543}",
    "short English": lambda d: f"{d.day} {FULL_EN[d.month - 1][:3]} {d.year}",
    "dashed English": lambda d: f"{d.day}-{FULL_EN[d.month - 1][:3].upper()}-{d.year}",
    "long English": lambda d: f"{FULL_EN[d.month - 1]} {d.day}, {d.year}",
    "ordinal": lambda d: f"{d.day}th of {FULL_EN[d.month - 1]} {d.year}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "compact, B.E.": lambda d: f"{d.day:02}{d.month:02}{d.year + 543}",
}
SINCE_1982: dict[str, Callable[[date], str]] = {
    "spreadsheet": lambda d: str((d - date(1899, 12, 30)).days),
    "spreadsheet with a time": lambda d: f"{(d - date(1899, 12, 30)).days}.354166667",
    "two digits, era": lambda d: f"{d.day} {FULL_TH[d.month - 1]} พ.ศ. {(d.year + 43) % 100:02}",
}
MONTHS: dict[str, Callable[[date], str]] = {
    "iso": lambda d: f"{d:%Y-%m}",
    "iso of the Buddhist Era": lambda d: f"{d.year + 543}-{d.month:02}",
    "day": date.isoformat,
    "slash": lambda d: f"{d.month:02}/{d.year + 543}",
    "slash, C.E.": lambda d: f"{d.month}/{d.year}",
    "short": lambda d: shown(d, month=True)[0],
    "long": lambda d: f"{FULL_TH[d.month - 1]} {d.year + 543}",
    "in words": lambda d: f"ประจำเดือน{FULL_TH[d.month - 1]} พ.ศ. {d.year + 543}",
    "English": lambda d: f"{FULL_EN[d.month - 1][:3]} {d.year}",
    "compact": lambda d: f"{d:%Y%m}",
    "Thai digits": lambda d: f"{d.month}/{d.year + 543}".translate(THAI),
}
ANY_DAY = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@settings(deadline=None)
@given(ANY_DAY, st.sampled_from(sorted(FORMS)))
def test_every_form_is_the_same_day(day: date, form: str) -> None:
    normal = spelled("activity", {"date": [FORMS[form](day)]})
    assert cells(normal, "date")[0][:10] == day.isoformat()
    assert not normal.questions
    assert not normal.findings


@settings(deadline=None)
@given(st.dates(date(1982, 6, 1), date(2050, 1, 1)), st.sampled_from(sorted(SINCE_1982)))
def test_forms_of_our_time(day: date, form: str) -> None:
    assert cells(spelled("activity", {"date": [SINCE_1982[form](day)]}), "date") == [
        day.isoformat()
    ]


@settings(deadline=None)
@given(ANY_DAY, st.sampled_from(sorted(MONTHS)))
def test_every_form_is_the_same_month(day: date, form: str) -> None:
    normal = spelled("report", {"month": [MONTHS[form](day)]})
    assert cells(normal, "month") == [f"{day:%Y-%m}"]


@settings(deadline=None)
@given(st.lists(st.dates(date(2022, 1, 1), date(2027, 1, 1)), min_size=1, max_size=30))
def test_a_column_of_all_forms_keeps_its_days(days: list[date]) -> None:
    forms = [*FORMS.values(), *SINCE_1982.values()]
    written = [forms[number % len(forms)](day) for number, day in enumerate(days)]
    found = cells(spelled("activity", {"date": written}), "date")
    assert [text[:10] for text in found] == [day.isoformat() for day in days]


@pytest.mark.parametrize(
    "written",
    [
        *("31/2/2568", "29/2/2568", "5/13/45/2568", "5/12", "ธ.ค. 2568", "2568", "x", "5 xx 2568"),
        *("พ.ศ. 2025", "5 ธ.ค. ค.ศ. 2568", "5/12/2300", "1234567", "5 ธ.ค. พ.ศ. 68 ค.ศ. 25"),
        *("2025-12-05T20:00:00Z", "12345", "9" * 200),
    ],
)
def test_what_is_no_date_is_an_error(written: str) -> None:
    normal = spelled("activity", {"date": [written, "2025-12-05"]})
    assert cells(normal, "date") == [written, "2025-12-05"]
    (finding,) = normal.findings
    assert (finding.kind, finding.row, finding.warning) == ("unreadable_date", 2, False)
    assert not normal.questions


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_makes_it_fail(text: str) -> None:
    spelled("activity", {"date": [text], "participants_male": [text], "tambon_code": [text]})
    spelled("report", {"month": [text, text]})
    spelled("activity", {"latitude": [text], "longitude": [text], "mission": [text]})


def ask(written: list[str], answers: dict[str, str] | None = None) -> tuple[list[str], list[str]]:
    """The cells of a column of dates, and the texts that are asked about."""
    kinds = ("two_digit_year", "day_month_order")
    given_answers = {(kind, "date", text): day for text, day in (answers or {}).items()
                     for kind in kinds}  # fmt: skip
    normal = spelled("activity", {"date": written}, given_answers)
    return cells(normal, "date"), [question.value for question in normal.questions]


def test_a_year_of_two_digits_is_asked_once_for_the_column() -> None:
    written = ["5/12/68", "6 ธ.ค. 68", "5/12/68", "7/12/67"]
    found, asked = ask(written)
    assert (found, asked) == (written, ["5/12/68"])
    (question,) = spelled("activity", {"date": written}).questions
    assert question.kind == "two_digit_year"
    assert question.rows == 4
    assert dict(question.choices) == {
        "2025-12-05": ("5 ธ.ค. 2568", "5 Dec 2025"),
        "1968-12-05": ("5 ธ.ค. 2511", "5 Dec 1968"),
    }


@pytest.mark.parametrize(
    ("answer", "days"),
    [
        ("2025-12-05", ["2025-12-05", "2025-12-06", "2024-12-07"]),
        ("1968-12-05", ["1968-12-05", "1968-12-06", "1967-12-07"]),
    ],
)
def test_the_answer_holds_for_the_column(answer: str, days: list[str]) -> None:
    written = ["5/12/68", "6 ธ.ค. 68", "7/12/67"]
    assert ask(written, {"5/12/68": answer}) == (days, [])


def test_an_answer_that_was_not_offered_is_no_answer() -> None:
    assert ask(["5/12/68"], {"5/12/68": "2020-01-01"}) == (["5/12/68"], ["5/12/68"])


def test_the_other_days_of_a_column_tell_the_era() -> None:
    assert ask(["5/12/68", "2025-11-30"]) == (["2025-12-05", "2025-11-30"], [])
    assert ask(["5/12/25", "30 พ.ย. 2568"]) == (["2025-12-05", "2025-11-30"], [])
    assert ask(["5/12/68", "1999-11-30"])[1] == ["5/12/68"]


@pytest.mark.parametrize(
    ("written", "found", "asked"),
    [
        # Offices write the day first, and nothing says otherwise.
        (["3/4/2568", "5/6/2568"], ["2025-04-03", "2025-06-05"], []),
        (["3/4/2568", "25/6/2568"], ["2025-04-03", "2025-06-25"], []),
        # No day first in the whole column, and each has one reading only.
        (["4/25/2568", "6/30/2568"], ["2025-04-25", "2025-06-30"], []),
        # The one that can be read both ways is in doubt, and the others with it.
        (["3/4/2568", "4/25/2568"], ["3/4/2568", "4/25/2568"], ["3/4/2568"]),
        # A mixed column in which nothing is in doubt: the day comes first.
        (["4/25/2568", "25/6/2568"], ["4/25/2568", "2025-06-25"], []),
        # The same either way.
        (["5/5/2568", "4/25/2568"], ["2025-05-05", "2025-04-25"], []),
    ],
)
def test_the_order_of_day_and_month(written: list[str], found: list[str], asked: list[str]) -> None:
    assert ask(written) == (found, asked)


@pytest.mark.parametrize(
    ("answer", "found"),
    [("2025-04-03", ["2025-04-03", "4/25/2568"]), ("2025-03-04", ["2025-03-04", "2025-04-25"])],
)
def test_the_answer_about_the_order(answer: str, found: list[str]) -> None:
    assert ask(["3/4/2568", "4/25/2568"], {"3/4/2568": answer}) == (found, [])


def test_a_month_with_two_digits_is_asked() -> None:
    (question,) = spelled("report", {"month": ["มิ.ย. 69", "มิ.ย. 69"]}).questions
    assert dict(question.choices) == {
        "2026-06": ("มิ.ย. 2569", "Jun 2026"),
        "1969-06": ("มิ.ย. 2512", "Jun 1969"),
    }
    answers = {("two_digit_year", "month", "มิ.ย. 69"): "2026-06"}
    assert cells(spelled("report", {"month": ["ก.ค. 69", "มิ.ย. 69"]}, answers), "month") == [
        "2026-07",
        "2026-06",
    ]


def test_a_long_column_of_dates_stays_quick() -> None:
    days = [date(2020, 1, 1) + timedelta(minutes=number) for number in range(1000)]
    written = [f"{shown(day, month=False)[0]} {number % 24:02}:{number % 60:02}"
               for number, day in enumerate(days)]  # fmt: skip
    assert cells(spelled("activity", {"date": written}), "date") == list(map(str, days))


@pytest.mark.parametrize(
    ("real", "texts", "warned"),
    [
        ([(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)], [13, 20, 25, 28, 30], 5),
        ([(1, 2), (3, 4), (5, 6), (7, 8), (9, 13)], [13, 20, 25, 28, 30], 0),
        ([(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)], [12, 20, 25, 28, 30], 0),
        ([(1, 2), (3, 4), (5, 6)], [13, 20, 25, 28, 30], 0),
        # The first of the month is an ordinary day to begin on.
        ([(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)], [13, 20, 25, 28, 30], 0),
    ],
)
def test_days_that_a_spreadsheet_has_changed_over(
    real: list[tuple[int, int]], texts: list[int], warned: int
) -> None:
    written = [f"2025-{month:02}-{day:02}" for month, day in real]
    normal = spelled("activity", {"date": [*written, *(f"{day}/1/2568" for day in texts)]})
    assert normal.findings.counts == ({"swapped_days": warned} if warned else {})
    assert not normal.findings.errors
    assert not normal.spoken
