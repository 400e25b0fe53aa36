"""Charts over time and of parts: lines, curves, fields of colour, bars, stacks, seasons."""

import itertools
import json
import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.indicators import registry
from lib.indicators.model import Flag
from lib.periods import Period, add_months, month, month_end
from lib.views.charts import (
    Head,
    Role,
    SeasonKind,
    Series,
    age_bars,
    category_bars,
    heat,
    heat_calendar,
    lines,
    monthly,
    seasons,
    spark,
    stacked_share,
    step_curves,
)
from lib.views.charts.curves import thinned
from lib.views.charts.months import Months
from lib.views.charts.seasons import SeasonsUnreadable
from lib.views.charts.theme import BEFORE, width_of
from lib.views.classing import OKABE_ITO, OTHER
from lib.views.formats import month_year
from lib.views.words import LANGUAGES

HEAD = Head("Message", "What, where, when", "Source")
RATE, PEOPLE = registry.get("follow_up_rate"), registry.get("people_served")
FIRST = date(2025, 10, 1)
STARTS = tuple(add_months(FIRST, n) for n in range(12))


def series(values: list[float], label: str = "Now", **more: Any) -> Series:
    return Series(label, STARTS[: len(values)], tuple(values), **more)


def drawn(chart: Any) -> list[Any]:
    """The traces that are seen and are no band."""
    return [one for one in chart.figure.data if one.mode and not one.fill and one.marker.size != 1]


@pytest.mark.parametrize("values", [[], [math.nan, math.nan], [math.inf]])
def test_no_line_without_figures(values: list[float]) -> None:
    chart = lines(PEOPLE, [series(values)], HEAD, language="th")
    assert chart.figure is None
    assert chart.empty


def test_a_gap_stays_a_gap() -> None:
    chart = lines(PEOPLE, [series([1, math.nan, 3, math.inf, 5])], HEAD, language="th")
    (line,) = drawn(chart)
    assert list(line.y) == [1, None, 3, None, 5]
    assert line.connectgaps is False


def test_a_band_breaks_where_limits_are_missing() -> None:
    nan = math.nan
    one = series([5, 5, 5, 5], lower=(4, nan, 4, 4), upper=(6, nan, 6, 6))
    chart = lines(RATE, [one], HEAD, language="th")
    (band,) = [trace for trace in chart.figure.data if trace.fill]
    assert list(band.x) == [0, 0, None, 2, 3, 3, 2]
    assert list(band.y) == [4, 6, None, 4, 4, 6, 6]


def test_the_period_before_lies_over_the_same_months() -> None:
    earlier = tuple(add_months(FIRST, n - 12) for n in range(12))
    before = Series("Before", earlier, tuple(range(12)), role=Role.BEFORE)
    chart = lines(PEOPLE, [series(list(range(9))), before], HEAD, language="en")
    assert [list(one.x) for one in drawn(chart)] == [list(range(12)), list(range(9))]
    assert next(iter(chart.table["Month"])) == "Oct 2025"
    assert list(chart.table["Before"][:9]) == list(range(9))


def test_the_plan_is_a_thin_step() -> None:
    plan = series([10, 10, 10, 20], "Plan", role=Role.PLAN)
    chart = lines(PEOPLE, [series([9, 8, 9, 12]), plan], HEAD, language="en")
    step = drawn(chart)[0]
    assert step.line.shape == "hvh"
    assert step.line.width < 2


def test_up_to_four_lines_are_named_beside_their_ends_and_more_by_a_key() -> None:
    def several(count: int) -> Any:
        found = [series([n, n + 1, n], f"P{n}", role=Role.OTHER) for n in range(1, count + 1)]
        return lines(PEOPLE, found, HEAD, language="en", shaded=False, quarters=False)

    four, five = several(4), several(5)
    said = [one.text for one in four.figure.layout.annotations]
    assert all(any(f"P{n}" in text for text in said) for n in range(1, 5))
    assert four.key == ()
    assert [entry.label for entry in five.key] == [f"P{n}" for n in range(1, 6)]


def test_more_than_seven_series_share_the_grey_of_others() -> None:
    found = [series([1, 2], f"P{n}", role=Role.OTHER) for n in range(9)]
    chart = lines(PEOPLE, found, HEAD, language="en")
    assert [entry.colour for entry in chart.key] == [*OKABE_ITO, OTHER, OTHER]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 7, 12, 33, 60])
def test_months_are_written_by_us(language: Any, count: int) -> None:
    months = tuple(add_months(FIRST, n) for n in range(count))
    one = Series("a", months, (1.0,) * count)
    chart = lines(PEOPLE, [one], HEAD, language=language)
    text = chart.figure.to_json()
    for ours in ("tickformat", "dtick", '"date"', "hoverformat", "%{x", "%{y"):
        assert ours not in text
    axis = chart.figure.layout.xaxis
    assert axis.tickmode == "array"
    assert 1 <= len(axis.ticktext) <= 8
    assert ("2568" in "".join(axis.ticktext)) == (language == "th")
    assert chart.table.iloc[-1, 0] == month_year(months[-1], language)
    json.loads(text)


def test_series_must_have_a_value_a_month() -> None:
    with pytest.raises(ValueError, match="12 months and 1 lower"):
        Series("a", STARTS, (1.0,) * 12, lower=(1.0,))


def test_monthly_reads_one_area_and_hides_what_is_suppressed() -> None:
    periods = [month(one) for one in STARTS[:2]]
    index = pd.MultiIndex.from_product([[0, 1, 2], ["94", "95"]], names=["period_id", "area_code"])
    answer = pd.DataFrame(
        {"value": range(6), "lower": np.nan, "upper": np.nan, "flag": "ok"}, index
    )
    answer.loc[(2, "95"), "flag"] = str(Flag.SUPPRESSED)
    found = monthly(answer, "95", periods, "x", first=1)
    assert found.values[0] == 3
    assert math.isnan(found.values[1])
    assert found.months == STARTS[:2]
    assert found.lower == ()


@given(st.dates(date(2023, 1, 1), date(2027, 12, 31)))
def test_days_stand_within_their_month(day: date) -> None:
    months = Months(date(2023, 1, 1), 60, "th")
    at = months.place(day)
    assert at - 0.5 <= months.day(day) < at + 0.5


def test_seasons_of_a_fiscal_year() -> None:
    found = seasons(Period(date(2023, 10, 1), date(2024, 9, 30)))
    assert [(one.kind, one.period.start, one.period.end) for one in found] == [
        (SeasonKind.MONSOON, date(2023, 11, 1), date(2024, 1, 31)),
        (SeasonKind.RAMADAN, date(2024, 3, 12), date(2024, 4, 9)),
    ]


def test_the_monsoon_of_the_year_before_is_found_in_january() -> None:
    (found,) = seasons(Period(date(2025, 1, 5), date(2025, 1, 6)))
    assert found.period == Period(date(2024, 11, 1), date(2025, 1, 31))


def test_every_ramadan_of_2023_to_2027_has_a_lunar_month_and_a_source() -> None:
    found = seasons(Period(date(2023, 1, 1), date(2027, 12, 31)))
    months = [one for one in found if one.kind is SeasonKind.RAMADAN]
    assert [one.period.start.year for one in months] == [2023, 2024, 2025, 2026, 2027]
    assert {one.period.days for one in months} <= {29, 30}
    assert all(one.source for one in months)
    gaps = [
        (later.period.start - one.period.start).days for one, later in itertools.pairwise(months)
    ]
    assert all(353 <= gap <= 356 for gap in gaps)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[season]]\nkind = "ramadan"\nstart = 2025-03-30\nend = 2025-03-02', "end not before"),
        ('[[season]]\nkind = "ramadan"\nstart = "x"\nend = 2025-03-02', "must be dates"),
        ('[[season]]\nkind = "ramadan"\nstart = 2025-03-02\nend = 2025-03-30', "certainty"),
        ('[[every_year]]\nkind = "snow"\nfirst_month = 1\nlast_month = 2', "kind must be one of"),
        ('[[every_year]]\nkind = "monsoon"\nfirst_month = 0\nlast_month = 2', "1 to 12"),
        ('[[every_year]]\nkind = "monsoon"\nfirst_month = 1\nlast_month = 2', "source"),
    ],
)  # fmt: skip
def test_a_bad_file_of_seasons_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "seasons.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SeasonsUnreadable, match=problem):
        seasons(Period(FIRST, FIRST), file)


def curves() -> pd.DataFrame:
    rows = {
        ("94", 0.0): (50, 100.0, 100.0, 100.0),
        ("94", 12.0): (40, 80.0, 65.0, 89.0),
        ("94", 30.0): (10, 60.0, 40.0, 75.0),
        ("95", 0.0): (20, 100.0, 100.0, 100.0),
        ("95", 24.0): (5, 0.0, math.nan, math.nan),
    }
    index = pd.MultiIndex.from_tuples(list(rows), names=["area_code", "time"])
    return pd.DataFrame(list(rows.values()), index, ["at_risk", "value", "lower", "upper"])


def test_curves_have_those_at_risk_in_their_table() -> None:
    chart = step_curves(
        curves(), HEAD, names={"94": "Pattani", "95": "Yala"}, language="en", time_unit="months",
        value_unit="%", every=12,
    )  # fmt: skip
    assert chart.codes == ("94", "95")
    found = [tuple(row) for row in chart.table.iloc[:, [0, 1, 2, 5]].itertuples(index=False)]
    assert found == [
        ("Pattani", 0, 100, 50), ("Pattani", 12, 80, 40), ("Pattani", 24, 80, 10),
        ("Yala", 0, 100, 20), ("Yala", 12, 100, 5), ("Yala", 24, 0, 5),
    ]  # fmt: skip
    assert [one.line.shape for one in chart.figure.data if not one.fill] == ["hv", "hv"]


def test_curves_of_days_in_months() -> None:
    more: dict[str, Any] = {"names": {"94": "Pattani"}, "language": "en", "value_unit": "%"}
    days = step_curves(curves(), HEAD, time_unit="days", **more)
    halves = step_curves(curves(), HEAD, time_unit="pairs", divide=2.0, **more)
    assert list(halves.figure.data[-1].x) == [x / 2 for x in days.figure.data[-1].x]


def long_curve(days: int, falls: list[float]) -> pd.DataFrame:
    """A curve from 100 down by shares of what is left, with limits 2 below and above."""
    value = 100 * np.cumprod(1 - np.resize(falls, days))
    return pd.DataFrame(
        {"at_risk": np.arange(days, 0, -1), "value": value, "lower": value - 2, "upper": value + 2},
        pd.Index(np.arange(days, dtype=float), name="time"),
    )


@given(st.integers(1, 2000), st.lists(st.floats(0, 0.2), min_size=1, max_size=40))
def test_a_thinned_curve_looks_the_same(days: int, falls: list[float]) -> None:
    curve = long_curve(days, falls)
    kept = thinned(curve, 100.0)
    assert kept.equals(curve.loc[kept.index])
    assert list(kept.index[[0, -1]]) == list(curve.index[[0, -1]])
    assert len(kept) <= 240
    # What is drawn at a time is what held then, or at most a step of time later.
    at = np.searchsorted(kept.index, curve.index, side="right") - 1
    drawn = kept["value"].to_numpy()[at]
    before = curve["value"].reindex(curve.index - days / 239 - 1, method="ffill").fillna(100.0)
    assert (drawn >= curve["value"] - 1e-9).all()
    assert (drawn <= before.to_numpy() + 2 / 2.8 + 1e-9).all()


def test_a_curve_is_sent_in_few_bytes_and_leaves_its_figures_alone() -> None:
    curve = pd.concat({"94": long_curve(700, [0.001, 0.004])}, names=["area_code"])
    chart = step_curves(
        curve, HEAD, names={"94": "Pattani"}, language="en", time_unit="days", value_unit="%",
        every=100,
    )  # fmt: skip
    assert len(chart.figure.to_json()) < 12_000
    assert [row[2] for row in chart.table.itertuples(index=False)] == [
        round(float(curve["value"].loc[("94", day)]), 1) for day in range(0, 700, 100)
    ]


@pytest.mark.parametrize("names", [{}, {"99": "Nowhere"}])
def test_no_curve_of_nobody(names: dict[str, str]) -> None:
    chart = step_curves(
        curves(), HEAD, names=names, language="th", time_unit="เดือน", value_unit="%"
    )
    assert chart.figure is None


def counts(values: dict[str, float], flag: Flag = Flag.OK) -> pd.DataFrame:
    frame = pd.DataFrame({"value": pd.Series(values, dtype=float)})
    frame["numerator"] = frame["value"]
    return frame.assign(denominator=math.nan, lower=math.nan, upper=math.nan, flag=str(flag))


def test_categories_are_sorted_and_others_come_last() -> None:
    figures = counts({"a": 1, "other": 50, "b": 9, "c": 9})
    labels = {"a": "A", "b": "B", "c": "C", "other": "Other"}
    chart = category_bars(PEOPLE, figures, HEAD, labels=labels, language="en")
    assert chart.codes == ("b", "c", "a", "other")
    assert list(chart.table.iloc[:, 0]) == ["B", "C", "A", "Other"]
    assert chart.figure.layout.xaxis.range[0] == 0


def test_many_categories_are_put_together_and_nothing_is_lost() -> None:
    figures = counts({f"c{n:02d}": n for n in range(1, 21)} | {"other": 3})
    before = figures["value"] * 2
    chart = category_bars(
        PEOPLE, figures, HEAD, labels={}, language="en", most=8, before=before
    )  # fmt: skip
    grey, bars = chart.figure.data[0], chart.figure.data[1]
    assert grey.marker.color == BEFORE
    assert sum(bars.x) == figures["value"].sum()
    assert sum(grey.x) == before.sum()
    assert len(bars.x) == 8
    assert len(chart.codes) == 7
    assert len(chart.table) == 21


def test_shares_of_different_wholes_are_not_added() -> None:
    figures = counts({f"c{n}": 10.0 * n for n in range(1, 6)})
    figures["denominator"] = [10.0, 20.0, 30.0, 40.0, 50.0]
    chart = category_bars(RATE, figures, HEAD, labels={}, language="en", most=3)
    assert chart.notes == ("2 of 5 are shown",)
    assert chart.hint == "See all in the table"


def test_a_long_name_above_its_bar_has_two_lines_and_room_for_them() -> None:
    labels = {"a": "Food processing, wood working, garment and other craft workers", "b": "Sales"}
    heights = []
    for names in (labels, labels | {"a": "Handicraft and printing workers"}):
        chart = category_bars(PEOPLE, counts({"a": 4, "b": 2}), HEAD, labels=names, language="en")
        told = [
            one for one in chart.figure.layout.annotations if one.text.startswith(names["a"][:5])
        ]
        assert told[0].text.replace("<br>", " ") == names["a"]
        assert max(map(width_of, told[0].text.split("<br>"))) <= 290
        heights.append(chart.figure.layout.height)
    assert heights[0] - heights[1] == 2 * 18


@pytest.mark.parametrize(
    ("first", "count", "unit", "names", "room"),
    [
        (date(2025, 10, 1), 12, "", ["Monsoon", "Ramadan"], 0),
        (date(2025, 10, 1), 12, "activities held per 1,000", ["Monsoon", "Ramadan"], 20),
        (date(2024, 7, 1), 24, "", ["Monsoon", "Ramadan"], 0),  # others have no room on a phone
        (date(2025, 6, 1), 3, "needs", [], 0),
    ],
)
def test_the_names_of_seasons_share_one_row(
    first: date, count: int, unit: str, names: list[str], room: int
) -> None:
    bands, labels, above = Months(first, count, "en").shading(unit)
    assert sorted({one["text"] for one in labels}) == names
    assert above == room
    assert {one["yshift"] for one in labels} <= {0}
    assert len(bands) >= len(labels)


def test_quotients_are_figures_beside_the_values() -> None:
    chart = category_bars(
        PEOPLE, counts({"a": 4, "b": 2}), HEAD, labels={}, language="en",
        quotient=pd.Series({"a": 1.84}),
    )  # fmt: skip
    texts = [one.text for one in chart.figure.layout.annotations]
    assert {"4", "2", "1.8×", "–", "vs region"} <= set(texts)


@pytest.mark.parametrize("flag", [Flag.FEW, Flag.SUPPRESSED, Flag.NO_DATA])
def test_no_category_can_be_drawn(flag: Flag) -> None:
    chart = category_bars(PEOPLE, counts({"a": 1}, flag), HEAD, labels={}, language="th")
    assert chart.figure is None
    assert len(chart.notes) == 1


def test_parts_of_a_stack_make_a_hundred() -> None:
    frame = pd.DataFrame({"x": [1.0, 0.0, math.nan], "y": [3.0, 0.0, 1.0]}, ["94", "95", "96"])
    chart = stacked_share(
        frame, HEAD, parts={"x": "X", "y": "Y"}, name=str, language="en", unit="people"
    )
    assert chart.codes == ("94",)
    parts = [one for one in chart.figure.data if one.customdata is None]
    assert [one.x[0] for one in parts] == [25, 75]
    assert [one.base[0] for one in parts] == [0, 25]
    assert chart.notes == ("None (1): 95", "No data yet (1): 96")


def test_more_than_seven_parts_are_put_together() -> None:
    parts = {f"p{n}": f"P{n}" for n in range(9)}
    frame = pd.DataFrame([dict.fromkeys(parts, 1.0)], ["94"])
    chart = stacked_share(frame, HEAD, parts=parts, name=str, language="en", unit="n")
    assert [entry.label for entry in chart.key] == [*(f"P{n}" for n in range(6)), "other"]
    assert chart.key[-1].colour == OTHER
    drawn_parts = [one for one in chart.figure.data if one.customdata is None]
    assert sum(one.x[0] for one in drawn_parts) == pytest.approx(100, abs=0.05)


def test_ages_are_sorted_and_keep_the_picked_one() -> None:
    frame = pd.DataFrame({"a": range(40), "b": 1, "c": 2}, [f"94{n:02d}" for n in range(40)])
    parts = {"a": "1-30", "b": "31-90", "c": "> 90"}
    chart = age_bars(
        frame, HEAD, parts=parts, name=str, language="en", unit="n", picked="9400", most=5
    )
    assert chart.codes == ("9439", "9438", "9437", "9436", "9400")
    assert chart.notes[0] == "5 of 40 are shown"
    shades = [entry.colour for entry in chart.key]
    assert len(set(shades)) == 3


def test_heat_classes_cells_and_marks_the_unknown() -> None:
    frame = pd.DataFrame([[0, 3.0], [math.nan, 12.0]], ["a", "b"], list(STARTS[:2]))
    chart = heat(
        frame, HEAD, names={"a": "A", "b": "B"}, language="en", breaks=(5, 10), unit="events"
    )
    cells = chart.figure.data[0]
    assert [list(row) for row in cells.z] == [[0, 1], [None, 3]]
    assert "–" in chart.figure.data[1].text
    assert chart.key[-1].label == "No data yet"
    assert list(chart.table.columns) == ["Category", "Oct 2025", "Nov 2025"]


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame([[math.nan]], ["a"], [FIRST])])
def test_no_field_without_figures(frame: pd.DataFrame) -> None:
    chart = heat(frame, HEAD, names={"a": "A"}, language="th", breaks=(5,), unit="ครั้ง")
    assert chart.figure is None


def test_a_calendar_has_every_day_once() -> None:
    days = [FIRST + timedelta(days=n) for n in range(273)]
    found = pd.Series(np.arange(273.0), days)
    chart = heat_calendar(found, HEAD, language="th", breaks=(50, 100), unit="ครั้ง")
    said = [text for row in chart.figure.data[0].text for text in row if text]
    assert len(said) == 273
    assert len(chart.table) == 273
    assert said[0].startswith("<b>6 ต.ค. 2568</b>")  # the first Monday of the first row
    assert heat_calendar(
        pd.Series(dtype=float), HEAD, language="th", breaks=(1,), unit="ครั้ง"
    ).figure is None  # fmt: skip


def test_spark_is_an_image_with_words() -> None:
    assert 'alt="' in spark([1, 2, 3], "th")
    assert spark([1], "th") == ""


def test_months_of_an_axis_end_with_the_last_day() -> None:
    months = Months.over(STARTS, "th")
    assert months.days == Period(FIRST, month_end(STARTS[-1]))
