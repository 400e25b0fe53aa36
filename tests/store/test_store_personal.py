"""Personal numbers: found in any column but the key's, never repeated in a message."""

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
    ],
)
def test_personal_numbers(text: str, kind: Personal | None) -> None:
    assert personal_number(text) is kind
    assert find_personal(pl.Series(["x", text, None], dtype=pl.String)).keys() == (
        {kind} if kind else set()
    )


@given(st.text("0123456789", min_size=12, max_size=12))
@settings(deadline=None)
def test_one_in_ten_numbers_has_its_check_digit(twelve: str) -> None:
    assert sum(has_check_digit(f"{twelve}{digit}") for digit in range(10)) == 1


@given(st.text("0123456789๐๑๒๓๔๕๖๗๘๙ -.+()กA,", max_size=40))
@settings(deadline=None)
def test_what_is_found_is_masked(text: str) -> None:
    assert personal_number(mask(text)) is None


@given(st.text("0156789๐๘ -.+()กA", max_size=30) | st.from_regex(r"[ก.\- ]?\+?0[689][0-9 -]{8,12}"))
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
