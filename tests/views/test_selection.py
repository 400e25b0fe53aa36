"""The address: what is written can be read, and what cannot be read does no harm."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.codes import Level, level_of
from lib.periods import Period, fiscal_year, month, quarter
from lib.views.reading import Problem, from_query
from lib.views.selection import (
    LONGEST_ID,
    Choices,
    Kind,
    Selection,
    levels_of,
    period_of,
    read_period,
    shown_within,
    start_level,
    trail,
    write_period,
    years,
)

PARENTS = {
    "south": None,
    "94": "south",
    "95": "south",
    "9410": "94",
    "9501": "95",
    "941001": "9410",
    "950102": "9501",
}
CHOICES = Choices(
    data_date=date(2026, 6, 30),
    parents=PARENTS,
    filters={
        "mission": ("information", "labour", "security"),
        "activity_type": ("community_forum", "mobile_service"),
        "severity": ("1", "2", "3"),
    },
    switches={"form": ("geographic", "tiles"), "list": ("late", "week", "coming")},
    indicators=("tambon_reached", "people_served", "plan_progress"),
    start_indicator="people_served",
)

days = st.dates(date(1997, 10, 1), date(2099, 9, 30))


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    area = draw(st.sampled_from(list(PARENTS)))
    kind = draw(st.sampled_from(list(Kind)))
    period = period_of(kind, draw(days))
    if kind is Kind.DATES:
        period = Period(*sorted((draw(days), draw(days))))
    level = draw(st.sampled_from(levels_of(area)))
    selection = Selection(
        period=period,
        kind=kind,
        area=area,
        level=level,
        indicator=draw(st.sampled_from(CHOICES.indicators)),
        language=draw(st.sampled_from(("th", "en"))),
        as_of=draw(st.none() | days),
        picked=draw(st.sampled_from(["", *(c for c in PARENTS if level_of(c) is level)])),
        versus=draw(st.sampled_from(["", *PARENTS])),
        versus_period=draw(st.none() | st.just((Kind.MONTH, month(date(2026, 5, 1))))),
    )
    for name, valid in CHOICES.filters.items():
        some = draw(st.lists(st.sampled_from(valid), unique=True, max_size=len(valid) - 1))
        selection = selection.with_filter(name, tuple(one for one in valid if one in some))
    for name, values in CHOICES.switches.items():
        selection = selection.with_switch(name, draw(st.sampled_from(["", *values[1:]])))
    return selection


PUBLIC = replace(CHOICES, free=False, closed=("officers_in_post",))
ids = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=LONGEST_ID)


@given(selections())
def test_what_is_written_is_read(selection: Selection) -> None:
    query = selection.to_query(CHOICES)
    assert from_query(query, CHOICES) == (selection, ())
    assert set(query) <= set(CHOICES.keys)


@given(st.dictionaries(st.sampled_from([*CHOICES.keys, "embed", "x"]), st.text(max_size=30)))
def test_no_address_breaks_anything(query: dict[str, str]) -> None:
    selection, problems = from_query(query, CHOICES)
    assert from_query(selection.to_query(CHOICES), CHOICES) == (selection, ())
    assert {problem.key for problem in problems} <= set(query)


@given(selections(), ids)
@example(CHOICES.start(), "กลุ่มสตรี ม.4/2569 #1 & 50%+?")
@example(CHOICES.start(), "\u0e19\u0e49\u0e33\u200b\u00a0ไหล//..")
def test_any_id_goes_through_a_link(selection: Selection, id_: str) -> None:
    """As the browser has it: the parts encoded in one line, and read out of it again."""
    opened = selection.with_detail(id_)
    assert opened.detail == id_
    link = urlencode(opened.to_query(CHOICES))
    assert link.isascii()
    assert "/" not in link
    parts = {key: text for key, (text,) in parse_qs(link, keep_blank_values=True).items()}
    assert from_query(parts, CHOICES) == (opened, ())


@pytest.mark.parametrize("id_", ["", "a\nb", "\x00", "\ud800", "x" * (LONGEST_ID + 1)])
def test_what_no_address_can_hold_is_no_id(id_: str) -> None:
    assert CHOICES.start().with_detail("SIM-1").with_detail(id_).detail == ""
    problems = (Problem("detail"),) if id_ else ()
    assert from_query({"detail": id_}, CHOICES) == (CHOICES.start(), problems)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"asof": "2026-05-31"}, "asof"),
        ({"detail": "SIM-1"}, "detail"),
        ({"mission": "labour"}, "mission"),
        ({"activity": "nonsense"}, "activity"),
        ({"severity": "3"}, "severity"),
        ({"period": "2026-01-15..2026-03-31"}, "period"),
        ({"vsperiod": "2026-01-15..2026-03-31"}, "vsperiod"),
        ({"map": "officers_in_post"}, "map"),
    ],
)
def test_what_is_for_those_signed_in_is_named_so(query: dict[str, str], key: str) -> None:
    assert from_query(query, PUBLIC) == (PUBLIC.start(), (Problem(key, closed=True),))


@given(selections())
def test_a_link_of_those_signed_in_leaves_the_rest_to_who_is_not(selection: Selection) -> None:
    found, problems = from_query(selection.to_query(CHOICES), PUBLIC)
    assert (found.area, found.level, found.language) == (
        selection.area, selection.level, selection.language
    )  # fmt: skip
    assert (found.filters, found.as_of, found.detail) == ((), None, "")
    assert found.kind is not Kind.DATES
    assert all(one.closed for one in problems)
    assert from_query(found.to_query(PUBLIC), PUBLIC) == (found, ())


def test_the_start_is_the_fiscal_year_of_the_data_and_writes_nothing() -> None:
    start = CHOICES.start()
    assert start.period == fiscal_year(2569)
    assert (start.area, start.level, start.indicator) == ("south", Level.AMPHOE, "people_served")
    assert start.to_query(CHOICES) == {}


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"lang": "ms"}, "lang"),
        ({"period": "2569"}, "period"),
        ({"period": "fy2569q5"}, "period"),
        ({"period": "fy9999"}, "period"),
        ({"period": "2026-13"}, "period"),
        ({"period": "2026-06-30..2026-01-01"}, "period"),
        ({"period": "2026-02-30..2026-03-01"}, "period"),
        ({"period": "fy๒๕๖๙"}, "period"),
        ({"asof": "yesterday"}, "asof"),
        ({"area": "9999"}, "area"),
        ({"area": "9410", "level": "amphoe"}, "level"),
        ({"level": "village"}, "level"),
        ({"mission": "labour,fishing"}, "mission"),
        ({"activity": ","}, "activity"),
        ({"map": "happiness"}, "map"),
        ({"severity": "4"}, "severity"),
        ({"form": "cube"}, "form"),
        ({"pick": "941001"}, "pick"),
        ({"vsperiod": "soon"}, "vsperiod"),
    ],
)
def test_what_cannot_be_read_is_named_and_left_out(query: dict[str, str], key: str) -> None:
    _, problems = from_query(query, CHOICES)
    assert problems == (Problem(key),)


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ({"period": "fy2568"}, "period", fiscal_year(2568)),
        ({"period": "fy2569q3"}, "period", quarter(2569, 3)),
        ({"period": "2026-06"}, "period", month(date(2026, 6, 1))),
        (
            {"period": "2026-01-15..2026-03-31"},
            "period",
            Period(date(2026, 1, 15), date(2026, 3, 31)),
        ),
        ({"asof": "2026-05-31"}, "as_of", date(2026, 5, 31)),
        ({"area": "941001"}, "level", Level.TAMBON),
        ({"area": "94", "level": "tambon"}, "level", Level.TAMBON),
        ({"level": "province"}, "level", Level.PROVINCE),
        (
            {"mission": "labour,information"},
            "filters",
            (("mission", ("information", "labour")),),
        ),
        ({"mission": "labour,information,security"}, "filters", ()),
        ({"pick": "9410"}, "picked", "9410"),
        ({"form": "tiles"}, "switches", (("form", "tiles"),)),
        ({"form": "geographic"}, "switches", ()),
        ({"map": "plan_progress"}, "indicator", "plan_progress"),
        ({"lang": "en"}, "language", "en"),
    ],
)
def test_each_part_of_the_address(query: dict[str, str], field: str, value: object) -> None:
    selection, problems = from_query(query, CHOICES)
    assert getattr(selection, field) == value
    assert problems == ()


@pytest.mark.parametrize(
    ("area", "level", "within"),
    [
        ("south", Level.AMPHOE, "south"),
        ("94", Level.AMPHOE, "94"),
        ("9410", Level.TAMBON, "9410"),
        ("941001", Level.TAMBON, "9410"),
    ],
)
def test_drilling_down(area: str, level: Level, within: str) -> None:
    selection = CHOICES.start().with_area(area)
    assert (selection.area, selection.level) == (area, level)
    assert start_level(area) is level
    assert shown_within(area) == within


def test_a_level_that_does_not_divide_the_area_is_ignored() -> None:
    amphoe = CHOICES.start().with_area("9410")
    assert amphoe.with_level(Level.PROVINCE) == amphoe
    assert CHOICES.start().with_level(Level.PROVINCE).level is Level.PROVINCE


def test_another_period_drops_the_day_chosen_by_hand() -> None:
    selection, _ = from_query({"asof": "2026-05-31"}, CHOICES)
    assert selection.with_period(Kind.YEAR, fiscal_year(2568)).as_of is None


def test_the_trail_leads_from_the_region() -> None:
    assert trail("941001", PARENTS) == ("south", "94", "9410", "941001")
    assert trail("south", PARENTS) == ("south",)


@given(st.sampled_from(list(Kind)), days)
def test_periods_are_written_and_read(kind: Kind, day: date) -> None:
    period = period_of(kind, day)
    assert read_period(write_period(kind, period)) == (kind, period)


def test_years_go_back_from_the_newest() -> None:
    assert years(date(2023, 10, 1), date(2026, 6, 30)) == (2569, 2568, 2567)
    assert years(date(2026, 7, 1), date(2026, 6, 30)) == (2569,)
    assert years(date(2027, 7, 1), date(2026, 6, 30)) == (2569,)


def test_filters_have_the_names_of_the_indicators() -> None:
    selection, _ = from_query({"mission": "labour", "activity": "mobile_service"}, CHOICES)
    assert selection.filters == (
        ("activity_type", ("mobile_service",)),
        ("mission", ("labour",)),
    )
    assert CHOICES.start().filters == ()


def test_a_pick_is_of_the_shown_level_and_is_let_go_with_it() -> None:
    start = CHOICES.start()
    picked = start.with_pick("9410")
    assert picked.picked == "9410"
    assert picked.with_pick("9410").picked == ""
    assert start.with_pick("94").picked == ""
    assert picked.with_area("94").picked == ""
    assert picked.with_level(Level.TAMBON).picked == ""
    assert picked.with_level(Level.AMPHOE).picked == "9410"
