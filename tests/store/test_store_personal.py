"""Personal numbers: found in any column but the key's, never repeated in a message."""

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.store.personal import Personal, find_personal, has_check_digit, mask, personal_number

CITIZEN = "1101700230708"  # made up; the check digit is right


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CITIZEN, Personal.CITIZEN),
        ("1-1017-00230-70-8", Personal.CITIZEN),
        ("1 1017 00230 70 8", Personal.CITIZEN),
        ("1–1017–00230–70–8", Personal.CITIZEN),
        ("๑๑๐๑๗๐๐๒๓๐๗๐๘", Personal.CITIZEN),
        (f"เลข {CITIZEN} ครับ", Personal.CITIZEN),
        (f"ID:{CITIZEN}.", Personal.CITIZEN),
        (f"5 {CITIZEN}", Personal.CITIZEN),
        ("1101700230707", None),
        (f"{CITIZEN}1", None),
        (f"6.{CITIZEN}", None),
        ("101.2505123456789", None),
        ("0812345678", Personal.PHONE),
        ("081-234-5678", Personal.PHONE),
        ("08 1234 5678", Personal.PHONE),
        ("(081) 234 5678", Personal.PHONE),
        ("๐๘๑-๒๓๔-๕๖๗๘", Personal.PHONE),
        ("โทร.0612345678", Personal.PHONE),
        ("073-312345", Personal.PHONE),
        ("02 256 8001", Personal.PHONE),
        ("+66 81 234 5678", Personal.PHONE),
        ("+6673312345", Personal.PHONE),
        ("081234567", None),
        ("08123456789", None),
        ("0112345678", None),
        ("2025-12-05", None),
        ("SIM-A000060067", None),
        ("ACT-2568-000123", None),
        ("940101", None),
        ("1234567890", None),
        ("100.0812345678", None),
        ("", None),
        ("1.1017.00230.70.8", Personal.CITIZEN),
        ("1/1017/00230/70/8", Personal.CITIZEN),
        ("1101-7002-30708", Personal.CITIZEN),
        ("1_1017_00230_70_8", Personal.CITIZEN),
        ("1,1017,00230,70,8", Personal.CITIZEN),
        ("1 1 0 1 7 0 0 2 3 0 7 0 8", Personal.CITIZEN),
        ("1 - 1017 - 00230 - 70 - 8", Personal.CITIZEN),
        ("１１０１７００２３０７０８", Personal.CITIZEN),
        ("1101700\u200b230708", Personal.CITIZEN),
        ("1\u200c1017\u200d00230\ufeff708", Personal.CITIZEN),
        (f"{CITIZEN}.00", Personal.CITIZEN),
        ("081.234.5678", Personal.PHONE),
        ("081/2345678", Personal.PHONE),
        ("081_234_5678", Personal.PHONE),
        ("081 - 234 - 5678", Personal.PHONE),
        ("66812345678", Personal.PHONE),
        ("66 81 234 5678", Personal.PHONE),
        ("+66.81.234.5678", Personal.PHONE),
        ("02.256.8001", Personal.PHONE),
        ("０８１２３４５６７８", Personal.PHONE),
        ("081\u200b2345678", Personal.PHONE),
        ("0812345678/0898765432", Personal.PHONE),
    ],
)
def test_personal_numbers(text: str, kind: Personal | None) -> None:
    assert personal_number(text) is kind
    assert find_personal(pl.Series(["x", text, None], dtype=pl.String)).keys() == (
        {kind} if kind else set()
    )


@pytest.mark.parametrize(
    "text",
    [
        "6.8695, 101.2505",
        "6.86951,101.25051",
        "6.8695,101.25051",
        "6.8695,101.2505;6.8701,101.2511",
        "101.2505123456",
        "66.812345678",
        "0.812345678",
        "2026-06-30",
        "30/06/2569",
        "30/06/2569 - 31/07/2569",
        "1/7/2569-31/7/2569",
        "05/07/2569 1 ครั้ง",
        "2026-06-30T08:15:30+07:00",
        "2026-06-30T08:15:30.123456+07:00",
        "2026-06-30 08:15:30.123",
        "2026-06-30 08:15:30.1234567",
        "08.30-16.30 25",
        "9.00-12.00 13.00-16.30",
        "1,234,567.50",
        "1,023,456.789",
        "1,234,567.50-2,000,000",
        "12,345,678,901.25",
        "1,101,700,230,708",
        "940101,940102",
        "A-2026-000123",
        "A-2026-06-000123",
        "A-2026-000123456",
        "REQ-2569-01-0001234",
        "SIM-A000001",
        "2026-06",
        "รง 0505/12345",
        "ที่ รง 0205.3/1234",
        "หมู่ 1,2,3,4,5,6,7,8,9,10,11",
    ],
)
def test_no_false_alarms(text: str) -> None:
    assert personal_number(text) is None
    assert mask(text) == text


@given(st.lists(st.sampled_from(["", "", *"-./_, ", "\u200b"]), min_size=12, max_size=12))
@settings(deadline=None, max_examples=300)
def test_any_single_separator(separators: list[str]) -> None:
    text = "".join(f"{digit}{gap}" for digit, gap in zip(CITIZEN, [*separators, ""], strict=True))
    decimal = text.replace("\u200b", "").count(".") == 1 and len(set(separators) - {"\u200b"}) == 2
    assert decimal or personal_number(text) is Personal.CITIZEN
    assert decimal or CITIZEN not in re.sub("[^0-9]", "", mask(text))


@given(st.text("0123456789", min_size=12, max_size=12))
@settings(deadline=None)
def test_one_in_ten_numbers_has_its_check_digit(twelve: str) -> None:
    assert sum(has_check_digit(f"{twelve}{digit}") for digit in range(10)) == 1


@given(st.text("0123456789๐๑๒๓๔๕๖๗๘๙๐０６８ -./_:+()กA,\u200b", max_size=60))
@settings(deadline=None)
def test_what_is_found_is_masked(text: str) -> None:
    assert personal_number(mask(text)) is None


@given(
    st.text("0156789๐๘０８ -./_,+()กA\u200b\ufeff", max_size=40)
    | st.from_regex(r"[ก.\- ]?\+?(0|66)[2-9][0-9 ./_\-\u200b]{8,14}")
    | st.from_regex(r"[ก.\- ]?1[./_, \-]?1[0-9./_, :\u200b]{11,20}")
)
@settings(deadline=None, max_examples=400)
def test_the_quick_search_misses_nothing(text: str) -> None:
    kind = personal_number(text)
    assert list(find_personal(pl.Series([text]))) == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (CITIZEN, "••••••••••708"),
        ("1-1017-00230-70-8", "•-••••-•••••-70-8"),
        ("โทร 081-234-5678", "โทร •••-•••-•678"),
        ("1101700230707", "••••••••••707"),
        ("2568-12-05", "2568-12-05"),
        ("๒๕๖๘-๑๒-๐๕", "๒๕๖๘-๑๒-๐๕"),
    ],
)
def test_masks(text: str, shown: str) -> None:
    assert mask(text) == shown
