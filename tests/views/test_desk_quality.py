"""The quality part of the data desk: its sentence, its figures and exactly the rows behind them."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from lib.access.scope import Scope
from lib.imports.log import LoggedCheck, Spot, append, log_file
from lib.quality.quality import Quality, look
from lib.quality.summary import by_amphoe, by_field, by_kind, total
from lib.quality.trend import by_amphoe as errors_by_amphoe
from lib.quality.trend import by_month, counted
from lib.store.findings import in_general
from lib.store.lake import Store, StoreInfo
from lib.store.model import TABLES
from lib.store.schema import polars_type
from lib.views import data
from lib.views.desk import quality_grids as grids
from lib.views.desk import quality_trend
from lib.views.desk.quality_checks import chosen_places, read_check
from lib.views.desk.quality_choice import FAMILY, NOWHERE, REPORT, Choice, read_choice
from lib.views.desk.quality_grid import Row
from lib.views.desk.quality_rows import COLUMNS, csv_of, rows_of, said
from lib.views.desk.quality_sentences import headline
from lib.views.desk.quality_trend import trend_chart
from lib.views.words import LANGUAGES, Language, say

# They write to one log of checks, and read it back.
pytestmark = pytest.mark.xdist_group("checks")

UNTIL = date(2026, 6, 30)
PLAIN: Mapping[str, object] = {
    "activity_id": "", "date": date(2026, 4, 2), "tambon_code": "940101", "mission": "labour",
    "work_level": "2", "activity_type": "community_forum", "participants_male": 5,
    "participants_female": 6,
}  # fmt: skip


@pytest.fixture(scope="module")
def quality(store: Store) -> Quality:
    """The figures of the sample."""
    return look(store, Scope.everything(), until=store.info.data_date, today=None)


def made(folder: Path, activities: Sequence[Mapping[str, object]]) -> Store:
    schema = {name: polars_type(TABLES["activity"].field(name).type) for name in PLAIN}
    frame = pl.DataFrame([dict(PLAIN) | dict(one) for one in activities], schema=schema)
    info = StoreInfo(True, UNTIL, "Test", "x")
    return Store.create(folder / "store", info, {"activity": frame})


def looked(folder: Path, activities: Sequence[Mapping[str, object]]) -> Quality:
    with made(folder, activities) as store:
        return look(store, Scope.everything(), until=UNTIL, today=None)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Row]]:
    """The rows of every table that is drawn, by its key."""
    tables: dict[str, list[Row]] = {}

    def keep(_: Sequence[str], rows: list[Row], *, key: str, **__: object) -> None:
        tables[key] = rows

    monkeypatch.setattr(grids, "grid", keep)
    return tables


def test_every_figure_shows_exactly_its_rows(quality: Quality, drawn: dict[str, list[Row]]) -> None:
    amphoe = by_amphoe(quality)
    grids.amphoe_grid(amphoe, total(amphoe, quality), None, "en")
    grids.kind_grid(by_kind(quality), quality, None, "en")
    grids.field_grid(by_field(quality), None, "en")
    cells = [cell for rows in drawn.values() for row in rows for cell in row if cell.code]
    assert len(cells) > 100
    for cell in cells:
        choice = read_choice(cell.code, quality)
        assert choice is not None, cell
        assert rows_of(quality, choice).frame.height == cell.value, cell


def test_the_rows_are_those_with_the_fault(tmp_path: Path) -> None:
    quality = looked(
        tmp_path,
        [{"activity_id": "A"}, {"activity_id": "B"}, {"activity_id": "C", "tambon_code": "950101"}],
    )
    rows = rows_of(quality, Choice(FAMILY, "duplicate", "9401"))
    assert said(rows, "en") == [
        ("Activities", "B", "Tambon Sabarang", "2 Apr 2026", "Activity id", "B",
         "the same as row A in all but the id “B”")
    ]  # fmt: skip
    assert rows_of(quality, Choice(FAMILY, "duplicate", "9501")).frame.is_empty()


def test_rows_outside_the_area_list_have_a_line_of_their_own(
    tmp_path: Path, drawn: dict[str, list[Row]]
) -> None:
    quality = looked(
        tmp_path, [{"activity_id": "A"}, {"activity_id": "B", "tambon_code": "100101"}]
    )
    amphoe = by_amphoe(quality)
    grids.amphoe_grid(amphoe, total(amphoe, quality), None, "en")
    last = drawn["quality_amphoe"][-1]
    assert last[0].text == say("quality.no_amphoe", "en")
    assert [cell.code for cell in last if cell.code] == [Choice(FAMILY, "place", NOWHERE).text]
    (row,) = said(rows_of(quality, Choice(FAMILY, "place", NOWHERE)), "th")
    assert row[1:3] == ("B", "100101")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_has_all_rows_and_computes_nothing(tmp_path: Path, language: Language) -> None:
    ids = ["=1+1", "+2", "-3", "@x", "plain", *(f"n{at}" for at in range(60))]
    quality = looked(tmp_path, [{"activity_id": "!"}, *({"activity_id": one} for one in ids)])
    rows = rows_of(quality, Choice(FAMILY, "duplicate"))
    text = csv_of(rows, language).decode("utf-8-sig")
    head, *lines = list(csv.reader(StringIO(text)))
    assert head == [say(f"quality.row_{name}", language) for name in COLUMNS]
    assert len(lines) == rows.frame.height == len(ids)
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@"))]
    assert {"'=1+1", "'+2", "'-3", "'@x", "plain"} <= {line[1] for line in lines}


@given(some.text())
def test_an_address_that_asks_for_nothing_known_is_no_choice(quality: Quality, text: str) -> None:
    choice = read_choice(text, quality)
    assert choice is None or choice.text == text


@pytest.mark.parametrize(
    "text",
    ["", "family", "family.x@", "kind..@", "empty.activity.date@", "report.on_time@",
     "family.place@9999", "kind.same_but_id.nothing@"],
)  # fmt: skip
def test_these_are_no_choices(quality: Quality, text: str) -> None:
    assert read_choice(text, quality) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_are_said_in_words(quality: Quality, language: Language) -> None:
    choice = Choice("kind", "income_not_up.follow_up")
    row = said(rows_of(quality, choice), language, 0, 1)[0]
    assert "income_up" not in "".join(row)


def test_the_sentence_names_the_worst(quality: Quality) -> None:
    amphoe = by_amphoe(quality)
    every = total(amphoe, quality)
    slow = amphoe.sort("in_time", "amphoe_code")["amphoe_code"][0]
    faulty = amphoe.sort(["per_1000", "amphoe_code"], descending=[True, False])["amphoe_code"][0]
    for language in LANGUAGES:
        text = headline(amphoe, every, language)
        for code in (slow, faulty):
            assert data.areas().get(code).display_name(language) in text


def test_the_sentence_where_nothing_is_wrong_or_nothing_can_be_judged(tmp_path: Path) -> None:
    fine = looked(tmp_path / "fine", [{"activity_id": "A"}])
    amphoe = by_amphoe(fine)
    assert headline(amphoe, total(amphoe, fine), "en") == say("quality.head_fine", "en")
    few = looked(tmp_path / "few", [{"activity_id": "A"}, {"activity_id": "B"}])
    amphoe = by_amphoe(few)
    told = say("quality.head_elsewhere", "en", count="1")
    assert headline(amphoe, total(amphoe, few), "en") == told


def logged(month: int, errors: int) -> LoggedCheck:
    kinds = {"9401": {"unknown_code": errors}}
    at = datetime(2026, month, 3, tzinfo=UTC)
    return LoggedCheck(at, "", (("a.csv", f"{month}"),), {"9401": 200}, kinds, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_trend_is_drawn_by_month(language: Language) -> None:
    chart = trend_chart(by_month(counted([logged(1, 4), logged(3, 1)])), language)
    (bars,) = chart.figure.data
    assert (list(bars.x), list(bars.y)) == ([0, 2], [20.0, 5.0])
    assert chart.table[say("quality.trend_per_1000", language)].tolist() == [20.0, 5.0]
    assert "20.0" in chart.title
    assert "5.0" in chart.title


LOG = (
    replace(logged(1, 3), spots=(Spot(0, "", "unknown_code", "", "9401", False, 3, "2,7-8"),)),
    logged(2, 4),  # from before the log kept places
    replace(
        logged(3, 2), files=(("b.csv", "3"),), warnings={"": {"hidden_sheet": 1}},
        spots=(Spot(0, "S", "unknown_code", "เพศ", "9401", False, 2, "3,5"),
               Spot(0, "S", "hidden_sheet", "", "", True, 1, whole=True)),
    ),
)  # fmt: skip


def test_every_figure_of_the_trend_shows_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, list[Row]] = {}
    monkeypatch.setattr(
        quality_trend, "grid", lambda _, rows, *, key, **__: drawn.update({key: rows})
    )
    counts = counted(LOG)
    quality_trend.month_grid(by_month(counts), None, "en")
    quality_trend.amphoe_grid(errors_by_amphoe(counts), None, "en")
    quality_trend.latest_grid(LOG, None, "en")
    cells = [cell for rows in drawn.values() for row in rows for cell in row if cell.code]
    assert [cell.value for cell in cells] == [2, 1, 4, 3, 9, 1, 2, 1, 4, 3]
    for cell in cells:
        choice = read_check(cell.code)
        assert choice is not None, cell
        found = chosen_places(LOG, choice)
        assert found.rows.height + found.lost == cell.value, cell
        assert found.lost == (4 if cell.value in (4, 9) else 0), cell


@given(some.text() | some.from_regex(r"check\.(errors|warnings)\.[0-9T-]{0,21}@(-|[0-9]{4})?"))
def test_any_address_is_read_or_refused(text: str) -> None:
    choice = read_check(text)
    assert choice is None or (choice.text == text and chosen_places(LOG, choice).lost >= 0)


@pytest.mark.parametrize(
    "text",
    ["", "check", "check.errors@", "check.x.@", "check.errors.2026-13@", "check.errors.@9999",
     "check.errors.20261399T000000000000@", "family.errors.@"],
)  # fmt: skip
def test_these_are_no_choices_of_checks(text: str) -> None:
    assert read_check(text) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_findings_of_a_figure_are_listed(
    store: Store, own_var: Path, language: Language
) -> None:
    assert store.info.simulated
    log_file(own_var).unlink(missing_ok=True)
    for one in LOG:
        append(log_file(own_var), one)
    at = opened(lang=language, detail="check.errors.@9401")
    assert not at.exception
    assert not at.warning
    shown = words(at)
    assert "b.csv" in shown
    assert in_general("unknown_code", language, "เพศ") in shown
    assert say("quality.places_lost", language, count="4") in shown
    log_file(own_var).unlink()


# The screen as it is used


def screen() -> None:
    """The screen without the house around it."""
    from lib.views import address, data
    from pages import desk

    data.begin_run()
    address.begin("desk")
    desk.show()


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(screen, default_timeout=120)
    at.query_params.update({"desk": "quality", **query})
    return at.run()


def words(at: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in at.get("html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_part_stands_with_its_sentence_and_rows(
    quality: Quality, language: Language, own_var: Path
) -> None:
    append(log_file(own_var), logged(2, 3))
    at = opened(lang=language, detail=Choice(REPORT, "late").text)
    assert not at.exception
    assert not at.error
    assert not at.warning
    shown = words(at)
    amphoe = by_amphoe(quality)
    assert escape(headline(amphoe, total(amphoe, quality), language)) in shown
    late = quality.reports.filter(pl.col("state") == "late").height
    assert f"{late:,}" in shown
    assert say("quality.trend_by_amphoe", language) in shown
    at.button(key="quality_close").click().run()
    assert "detail" not in at.query_params


def test_pages_of_rows(store: Store) -> None:
    assert store.info.simulated
    at = opened(lang="en", detail="report.late@")
    assert "1–20 of" in words(at)
    at.button(key="quality_rows_page_after").click().run()
    assert "21–40 of" in words(at)


def test_a_link_to_what_is_not_there_says_so(store: Store) -> None:
    assert store.info.simulated
    at = opened(lang="en", detail="family.nothing@")
    assert [one.value for one in at.warning] == [say("quality.unknown_choice", "en")]


def test_who_is_not_signed_in_sees_no_figures(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.info.simulated
    monkeypatch.setattr(data, "scope", Scope.public)
    at = opened(lang="en", detail="report.late@")
    assert [one.value for one in at.info] == [say("desk.closed", "en")]
    assert "<table" not in words(at)
    assert not at.button


def alone() -> None:
    """The part by itself, without the desk that is closed to who is not signed in."""
    from lib.views import address, data
    from lib.views.desk import quality

    data.begin_run()
    address.begin("desk")
    quality.show(address.current())


def test_the_part_withholds_its_figures_by_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.info.simulated
    monkeypatch.setattr(data, "scope", Scope.public)
    at = AppTest.from_function(alone, default_timeout=120).run()
    assert not at.exception
    told = say("public.withheld", "th", part=say("public_part.quality", "th"))
    assert [str(one.proto.body).count(told) for one in at.get("html")] == [1]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "store", StoreInfo(True, UNTIL, "Test", "x"), {}) as made_:
        yield made_


def test_an_empty_store_says_so(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "store", lambda: empty)
    at = opened(lang="th")
    assert not at.exception
    assert [one.value for one in at.info] == [say("quality.nothing", "th")]
