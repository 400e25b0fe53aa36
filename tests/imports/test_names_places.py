"""Tambon and amphoe by code and by name: every area, every form, and what has to be asked."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spelled import cells, spelled

from lib.imports.sheets import Answers
from lib.store.reference import area_frame

AREAS = {row["code"]: row for row in area_frame().iter_rows(named=True) if row["parent"]}
TAMBON = [code for code, row in AREAS.items() if row["level"] == "tambon"]
AMPHOE = [code for code, row in AREAS.items() if row["level"] == "amphoe"]


def th(code: str) -> str:
    return str(AREAS[code]["name_th"]).partition(" (")[0]


def en(code: str) -> str:
    return str(AREAS[code]["name_en"]).partition(" (")[0]


def same_name(code: str, wider: int, name: Callable[[str], str]) -> list[str]:
    """Tambon of one name within the same area of so many digits (0: the study)."""
    return [
        one
        for one in TAMBON
        if one[:wider] == code[:wider] and _letters(name(one)) == _letters(name(code))
    ]  # fmt: skip


def _letters(name: str) -> str:
    """Offices are not sure of the spaces: Cha Nae and Chanae are two tambon."""
    return name.casefold().replace(" ", "").replace("-", "")


# What a cell says, and how many digits of the code it tells beside the name.
FORMS: dict[str, tuple[Callable[[str], str], int]] = {
    "name": (th, 0),
    "short prefix": (lambda c: f"ต.{th(c)}", 0),
    "spaced prefix": (lambda c: f"ต. {th(c)}", 0),
    "long prefix": (lambda c: f"ตำบล{th(c)}", 0),
    "sara am in two parts": (lambda c: f"ตําบล{th(c)}".replace("ำ", "ํา"), 0),
    "office": (lambda c: f"อบต.{th(c)}", 0),
    "in full": (lambda c: f"ต.{th(c)} อ.{th(c[:4])} จ.{th(c[:2])}", 6),
    "in full, long": (lambda c: f"ตำบล{th(c)} อำเภอ{th(c[:4])} จังหวัด{th(c[:2])}", 6),
    "in full, no spaces": (lambda c: f"ต.{th(c)}อ.{th(c[:4])}จ.{th(c[:2])}", 6),
    "no prefixes": (lambda c: f"{th(c)} {th(c[:4])} {th(c[:2])}", 6),
    "with commas": (lambda c: f"{th(c)}, {th(c[:4])}", 4),
    "the other way round": (lambda c: f"จ.{th(c[:2])} อ.{th(c[:4])} ต.{th(c)}", 6),
    "with the province": (lambda c: f"ต.{th(c)} จ.{th(c[:2])}", 2),
    "English": (en, 0),
    "English, small": (lambda c: en(c).lower(), 0),
    "Tambon": (lambda c: f"Tambon {en(c)}", 0),
    "English in full": (lambda c: f"{en(c)}, {en(c[:4])}, {en(c[:2])}", 6),
    "English with words": (lambda c: f"Tambon {en(c)}, Amphoe {en(c[:4])}, {en(c[:2])}", 6),
    "English words after": (
        lambda c: f"{en(c)} Subdistrict, {en(c[:4])} District, {en(c[:2])} Province",
        6,
    ),
    "code with a point": (lambda c: f"{c}.0", 6),
    "code of a village": (lambda c: f"{c}03", 6),
    "code and name": (lambda c: f"{c} {th(c)}", 6),
    "name and code": (lambda c: f"ต.{th(c)} ({c})", 6),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_tambon_in_every_form(form: str) -> None:
    """It resolves, or it is asked exactly where more than one area has the name."""
    write, told = FORMS[form]
    name = en if "English" in form or form == "Tambon" else th
    written = [write(code) for code in TAMBON]
    normal = spelled("activity", {"tambon_code": written})
    asked = {question.value: set(question.choices) for question in normal.questions}
    found = cells(normal, "tambon_code")
    for code, text, cell in zip(TAMBON, written, found, strict=True):
        alike = same_name(code, told, name)
        if len(alike) == 1:
            assert cell == code, text
        else:
            assert cell == text
            assert asked[text] == set(alike)
    assert not normal.findings


@pytest.mark.parametrize(
    "helpers",
    [
        {"อำเภอ": th},
        {"อำเภอ": lambda c: f"อ.{th(c)}", "จังหวัด": th},
        {"Amphoe": en, "Province": en},
        {"อำเภอ": lambda c: c},
    ],
)
def test_columns_beside_tell_every_tambon(helpers: dict[str, Callable[[str], str]]) -> None:
    beside = {
        header: [name(code[: 2 if header in ("จังหวัด", "Province") else 4]) for code in TAMBON]
        for header, name in helpers.items()
    }
    normal = spelled("activity", {"ตำบล": [th(code) for code in TAMBON], **beside})
    assert cells(normal, "ตำบล") == TAMBON
    assert normal.delivered.cells.columns == ["ตำบล"]
    assert normal.delivered.written is not None
    assert normal.delivered.written.columns == ["ตำบล", *beside]
    assert not normal.findings
    assert not normal.questions


@pytest.mark.parametrize(
    "write",
    [
        th,
        en,
        lambda c: f"อ.{th(c)}",
        lambda c: f"อำเภอ{th(c)}",
        lambda c: f"ศูนย์แรงงานอำเภอ{th(c)}",
        lambda c: f"{c}.0",
    ],
)
def test_every_amphoe(write: Callable[[str], str]) -> None:
    written = [write(code) for code in AMPHOE]
    assert cells(spelled("officer", {"amphoe_code": written}), "amphoe_code") == AMPHOE


def test_an_area_may_be_of_two_levels() -> None:
    """Many a tambon has the name of its amphoe."""
    written = ["ต.ยะรัง", "อ.ยะรัง", "ยะรัง", "9410", "941001", "กะพ้อ"]
    normal = spelled("plan", {"area_code": written})
    assert cells(normal, "area_code") == ["941001", "9410", "ยะรัง", "9410", "941001", "9411"]
    (question,) = normal.questions
    assert set(question.choices) == {"9410", "941001"}


def test_a_plan_of_an_amphoe_has_no_tambon() -> None:
    normal = spelled("plan", {"ตำบล": ["ยะรัง", "", ""], "อำเภอ": ["ยะรัง", "ยะรัง", ""]})
    assert cells(normal, "ตำบล") == ["941001", "9410", ""]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ตะลูโบะ", "940111"),
        ("ตาลีอายร", "940907"),
        ("ตะโล๊ะ", "940901"),
        ("เเม่ลาน", "941201"),
        ("นํ้าดำ", "940603"),
        ("สุไหงโกลก", "961001"),
        ("ต.สะบารัง อ.เมือง จ.ปัตตานี", "940101"),
        ("ต.สะบารัง อ.เมือง", "940101"),
        ("TALU BO, Muang Pattani", "940111"),
        ("เทศบาลตำบลโคกโพธิ์", "940201"),
    ],
)
def test_spellings_that_mean_the_same(written: str, code: str) -> None:
    assert cells(spelled("activity", {"tambon_code": [written]}), "tambon_code") == [code]


@pytest.mark.parametrize(
    ("written", "kind", "other"),
    [
        ("ตะลุโบ", "misspelt_place", "940111"),
        ("ต.สะบารัง อ.เมืองปัตตนี", "misspelt_place", "940101"),
        ("Talubor", "misspelt_place", "940111"),
        ("xyz", "unknown_place", ""),
        ("ต.บ้านนา จ.ชุมพร", "unknown_place", ""),
        ("อ.เมืองปัตตานี", "unknown_place", ""),
        ("ต.ก940101", "unknown_place", ""),
        ("อาคาร 1234567", "unknown_place", ""),
        ("ต.สะบารัง อ.ยะรัง", "place_contradicts", "940101"),
        ("940101 ต.ยะรัง", "place_contradicts", "ต.สะบารัง"),
    ],
)
def test_what_is_not_a_place_is_an_error(written: str, kind: str, other: str) -> None:
    normal = spelled("activity", {"tambon_code": [written, "940101"]})
    assert cells(normal, "tambon_code") == [written, "940101"]
    (finding,) = normal.findings
    assert (finding.kind, finding.row, finding.warning) == (kind, 2, False)
    assert other in finding.facts.get("other", "")


@pytest.mark.parametrize("code", ["940199", "949901", "100101", "949901.0", "1234"])
def test_codes_that_are_wrong_are_left_to_the_check(code: str) -> None:
    normal = spelled("activity", {"tambon_code": [code]})
    assert cells(normal, "tambon_code") == [code.removesuffix(".0")]
    assert not normal.findings


@pytest.mark.parametrize(
    ("code", "tambon", "amphoe", "wrong"),
    [
        ("940101", "สะบารัง", "เมืองปัตตานี", False),
        ("940101", "ต.สะบารัง", "เมือง", False),
        ("940101", "สะบารง", "เมืองปัตตนี", False),
        # A town is no tambon, and says nothing against one.
        ("950101", "เทศบาลนครยะลา", "เมืองยะลา", False),
        ("940101", "บานา", "เมืองปัตตานี", True),
        ("940101", "", "ยะรัง", True),
        ("940101", "", "หาดใหญ่", True),
        ("", "สะบารัง", "เมืองปัตตานี", False),
        ("", "", "", False),
    ],
)
def test_names_beside_a_code_agree_with_it(
    code: str, tambon: str, amphoe: str, wrong: bool
) -> None:
    columns = {"รหัสตำบล": [code], "ตำบล": [tambon], "อำเภอ": [amphoe]}
    normal = spelled("activity", columns)
    assert normal.delivered.cells.columns == ["รหัสตำบล"]
    assert normal.findings.counts == ({"place_contradicts": 1} if wrong else {})
    assert cells(normal, "รหัสตำบล") == [code or ("940101" if tambon else "")]


def test_a_name_is_asked_once_and_the_answer_holds() -> None:
    columns = {"ตำบล": ["สะกอม", "สะกอม", "บานา"], "จังหวัด": ["สงขลา", "สงขลา", ""]}
    (question,) = spelled("activity", columns).questions
    assert (question.kind, question.column, question.value, question.rows) == (
        *("ambiguous_place", "ตำบล", "สะกอม สงขลา"),
        2,
    )
    assert question.choices["900507"] == (
        "ต.สะกอม อ.เทพา จ.สงขลา",
        "Tambon Sakom, Amphoe Thepha, Songkhla",
    )
    answers: Answers = {("ambiguous_place", "ตำบล", "สะกอม สงขลา"): "900507"}
    normal = spelled("activity", columns, answers)
    assert cells(normal, "ตำบล") == ["900507", "900507", "940104"]
    assert not normal.questions


def test_the_centre_of_an_officer_tells_the_tambon() -> None:
    columns = {"ตำบล": ["สะกอม", "940101"], "อำเภอ": ["เทพา", "ยะรัง"]}
    normal = spelled("officer", columns)
    assert cells(normal, "ตำบล") == ["900507", "940101"]
    assert cells(normal, "อำเภอ") == ["9005", "9410"]  # a field: it may be another amphoe
    assert not normal.findings


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAMBON), min_size=1, max_size=20))
def test_codes_stay(codes: list[str]) -> None:
    columns = {"tambon_code": codes, "อำเภอ": [th(code[:4]) for code in codes]}
    assert cells(spelled("service", columns), "tambon_code") == codes
