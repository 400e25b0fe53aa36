"""The protected view: nothing that it hides can be worked out from anything that it shows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import cube, hiding, registry
from lib.indicators.calendar import MONTH, QUARTER, YEAR, Calendar, kind_of
from lib.indicators.evaluate import (
    Question,
    evaluate,
    evaluate_by,
    evaluate_curves,
    evaluate_periods,
)
from lib.indicators.model import Flag
from lib.indicators.people import (
    AHEAD,
    BUNDLES,
    LINKS,
    OVER_ENOUGH,
    PUBLIC,
    WITHOUT_BASE,
    Bundle,
    shown_parts,
    unclassified,
)
from lib.opening import sample_store
from lib.periods import Period, fiscal_year, month, quarter
from lib.plan_desk import rows_of
from lib.planning.targets import Target
from lib.sample import generate
from lib.statistics.suppression import Suppression, small
from lib.store.batches import StoreInfo
from lib.store.lake import Store
from tests.statistics.attack import by_chance, by_difference, equations

# The cube of the whole sample takes a minute: one worker makes it for all of these tests.
pytestmark = pytest.mark.xdist_group("cube")

BASE = ["numerator", "denominator"]
YEAR_2569 = fiscal_year(2569)


@dataclass(frozen=True)
class Seen:
    """What a reader has: the cube of the whole sample; and the truth, to judge by."""

    tables: dict[str, pd.DataFrame]
    calendar: Calendar
    protected: pd.DataFrame

    @cached_property
    def truth(self) -> hiding.Exact:
        return cube.exact(self.tables, self.calendar)

    @cached_property
    def shown(self) -> dict[tuple[str, str], np.ndarray]:
        """Which numerators and denominators are there to read: (area, period)."""
        shape = len(self.calendar.periods), len(self.truth.parents)
        return {
            (str(code), column): part[column].notna().to_numpy().reshape(shape).T
            for code, part in self.protected.groupby("indicator", observed=True)
            for column in ("numerator", "denominator")
        }

    def is_read(self, bundle: Bundle, code: str) -> np.ndarray:
        """Where the part of a bundle can be read from any indicator that shows it."""
        part = bundle.parts[bundle.codes.index(code)]
        places = [(part.indicator, part.column)] if part.indicator else []
        truth = self.truth
        for (other, column), shown in self.shown.items():
            if (bundle.code, code) in shown_parts(other) and shown.any():
                same = truth.counts(other, column) == truth.counts(part.indicator, part.column)
                if same.all():
                    places.append((other, column))
        found = [self.shown[one] for one in places]
        return (
            np.logical_or.reduce(found) if found else np.zeros_like(next(iter(self.shown.values())))
        )


@pytest.fixture(scope="module")
def seen(store: Store) -> Seen:
    tables, calendar = cube.exact_tables(store)
    return Seen(tables, calendar, cube.protect(tables, calendar))


def cells_of(seen: Seen, bundle: Bundle) -> tuple[np.ndarray, np.ndarray, list[tuple[int, ...]]]:
    """Counts and which of them cannot be read, (area, time, part); the parents on each axis."""
    whole = hiding.cube_of(bundle, seen.truth)
    times = slice(whole.counts.shape[1])
    unread = np.stack([~seen.is_read(bundle, code)[:, times] for code in bundle.codes], axis=2)
    return whole.counts, unread, [forest.parents for forest in whole.axes]


def hidden_counts(seen: Seen, bundle: Bundle) -> np.ndarray:
    """Which cells are hidden, of the parts that are published: (area, time, part)."""
    _, unread, _ = cells_of(seen, bundle)
    for place, part in enumerate(bundle.parts):
        if part.implied:
            unread[:, :, place] = False
    return unread


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda one: one.code)
def test_every_small_count_is_hidden(seen: Seen, bundle: Bundle) -> None:
    counts, unread, _ = cells_of(seen, bundle)
    assert unread[small(counts)].all()


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda one: one.code)
def test_equations_of_a_period_fix_nothing_hidden(seen: Seen, bundle: Bundle) -> None:
    """Areas and parts add up in every period: all equations at once have no single solution.

    Larger counts may: a row is hidden as a whole, and some of it may stand elsewhere.
    """
    counts, unread, (areas, time, parts) = cells_of(seen, bundle)
    fixed = by_chance(equations(areas, (-1,) * len(time), parts), unread, tries=4)
    assert not fixed[small(counts)].any()


def test_every_difference_of_the_whole_cube_recovers_no_suppressed_count(seen: Seen) -> None:
    """Sums over areas, periods and parts and between indicators, one after the other.

    Every sum that holds in the exact figures is used, also where it holds by chance, as are all
    sums of up to two figures on each side that are the same everywhere in a period.
    """
    system, unread, counts = whole_system(seen)
    assert abs(system @ counts).max() == 0
    assert not (by_difference(system, unread) & small(counts)).any()


def test_the_attack_finds_what_small_counts_alone_leave_open(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_small(self: Suppression, cells: np.ndarray) -> None:
        self._hide(cells & small(self.cube.counts))

    monkeypatch.setattr(Suppression, "hide", only_small)
    monkeypatch.setattr(hiding, "LINKS", ())
    weak = replace(seen, protected=cube.protect(seen.tables, seen.calendar))
    system, unread, counts = whole_system(weak)
    assert (by_difference(system, unread) & small(counts)).sum() > 1000


def whole_system(seen: Seen) -> tuple[sparse.csr_array, np.ndarray, np.ndarray]:
    """All equations that hold over the cells of all bundles; cells that can't be read; counts.

    Implied parts, such as the men among the members, are cells too.
    """
    systems, unread, counts, published = [], [], [], []
    start = 0
    for bundle in BUNDLES:
        some, lost, axes = cells_of(seen, bundle)
        system = equations(*axes)
        systems.append(system[np.flatnonzero(system @ some.ravel() == 0)])
        counts.append(some.ravel())
        unread.append(lost.ravel())
        numbers = start + np.arange(some.size).reshape(some.shape)
        times = slice(None) if bundle.flow else list(seen.calendar.states)
        published += [
            numbers[:, times, place] for place, part in enumerate(bundle.parts) if not part.implied
        ]
        start += some.size
    whole = np.concatenate(counts)
    same = [
        rows
        for period in range(len(seen.calendar.periods))
        for rows in identities(whole, [cells[:, period] for cells in published])
    ]
    every = sparse.csr_array(sparse.vstack([sparse.block_diag(systems), *same]))
    return every, np.concatenate(unread), whole


def identities(counts: np.ndarray, figures: list[np.ndarray]) -> Iterator[sparse.csr_array]:
    """x = y, x = y + z and x + w = y + z between figures that hold in all areas.

    ``figures`` has the cells of one figure each, area by area; those of nearly nobody are left
    out, as they come to the same by chance.
    """
    some = [cells for cells in figures if (counts[cells] > 0).sum() > 30]
    sums = defaultdict(list)
    for terms in (*((one,) for one in range(len(some))), *combinations(range(len(some)), 2)):
        sums[sum(counts[some[one]] for one in terms).tobytes()].append(terms)
    for same in sums.values():
        for left, right in combinations(same, 2):
            if not set(left) & set(right):
                rows = sparse.lil_array((len(some[0]), len(counts)))
                for sign, one in (*((1, one) for one in left), *((-1, one) for one in right)):
                    rows[np.arange(len(some[0])), some[one]] = sign
                yield rows.tocsr()


def test_where_two_bundles_come_to_the_same_no_term_is_hidden_alone(seen: Seen) -> None:
    parts = hiding.hidden_parts(seen.truth)
    for link in LINKS:
        hidden = np.stack([parts[term] for term in link.terms])
        counts = []
        for name, code in link.terms:
            bundle = next(one for one in BUNDLES if one.code == name)
            times = slice(None) if bundle.flow else list(seen.calendar.states)
            whole = hiding.cube_of(bundle, seen.truth).counts
            counts.append(whole[:, times, bundle.codes.index(code)])
        holds = counts[0] == sum(counts[1:])
        alone = (hidden.sum(axis=0) == 1) & holds & (counts[0] > 0)
        assert holds[counts[0] > 0].any()
        assert not alone.any()


def test_steady_figures_are_hidden_at_all_dates_or_none(seen: Seen) -> None:
    """A figure that did not change must not be shown at one date and hidden at another."""
    for bundle in BUNDLES:
        if bundle.steady:
            counts, _, _ = cells_of(seen, bundle)
            hidden = hidden_counts(seen, bundle)
            some = (hidden & (counts > 0)).any(axis=1)  # where nothing is known yet, none is hidden
            held = (hidden | (counts == 0)).all(axis=1)
            assert held[some].all()


def test_a_state_is_the_same_in_a_quarter_and_in_its_last_month(seen: Seen) -> None:
    for bundle in BUNDLES:
        if not bundle.flow:
            for code in bundle.codes:
                read = seen.is_read(bundle, code)
                assert (read == read[:, list(seen.calendar.states)]).all()


@pytest.mark.parametrize(
    "code", [one.code for one in registry.indicators().values() if not one.signed_in]
)
def test_rows_are_exact_or_gone(seen: Seen, code: str) -> None:
    shown = seen.protected[seen.protected["indicator"] == code].reset_index(drop=True)
    exact = seen.tables[code]
    assert (shown["area_code"].astype(str) == exact["area_code"]).all()
    hidden = (shown["flag"] == Flag.SUPPRESSED).to_numpy()
    assert shown.loc[hidden, cube.NUMBERS].isna().all(axis=None)
    numbers = [name for name in cube.NUMBERS if code not in WITHOUT_BASE or name not in BASE]
    pd.testing.assert_frame_equal(shown.loc[~hidden, numbers], exact.loc[~hidden, numbers])
    if code in WITHOUT_BASE:
        assert shown[BASE].isna().all(axis=None)
        assert hidden[exact["denominator"].between(1, 4)].all()
    assert (shown.loc[~hidden, "flag"].astype(str) == exact.loc[~hidden, "flag"]).all()
    if code in PUBLIC:
        assert not hidden.any()
    if code in AHEAD:
        assert (shown.loc[hidden, "level"] == str(Level.TAMBON)).all()
    if code in OVER_ENOUGH:
        assert (hidden == exact["denominator"].between(1, 4)).all()


def test_the_plan_of_a_tambon_is_not_told_before_its_quarter_is_over(seen: Seen) -> None:
    """Part of a quarter's plan tells all of it: where somebody will be in the rest."""
    plans = seen.protected[seen.protected["indicator"] == "plan_progress"]
    for level, flags in plans.groupby("level", observed=True):
        running = flags["end"].astype(str) > seen.calendar.last.isoformat()
        hidden = flags["flag"] == str(Flag.SUPPRESSED)
        assert running.any()
        assert (hidden == (running if level == str(Level.TAMBON) else False)).all()


def test_a_quarter_that_is_running_has_no_month_that_tells_its_plan() -> None:
    calendar = Calendar(date(2025, 10, 1), date(2025, 11, 20))
    table = pd.DataFrame({"period_id": range(len(calendar.periods)), "level": str(Level.TAMBON)})
    assert cube._of_days_to_come(table, calendar).all()
    assert not cube._of_days_to_come(table.assign(level=str(Level.AMPHOE)), calendar).any()


def test_saving_a_draft_changes_nothing_that_the_public_sees_of_a_tambon(tmp_path: Path) -> None:
    """A target of a tambon goes up by 40; nobody sees it before the quarter is over."""
    day = date(2026, 5, 20)
    info = StoreInfo(True, day, "in the midst of a quarter", "sample")
    target = Target(2569, 3, "940101", "job_matching", 0, 40, None, 40, None, 800)
    sample = generate(scale=0.01)
    held = {
        "activity": sample["activity"].filter(pl.col("date") >= date(2026, 2, 1)),
        "plan": sample["plan"],
    }
    exact, seen = [], []
    with Store.create(tmp_path / "store", info, held, message="Sample") as store:
        for rows in (None, rows_of([target])):
            if rows is not None:
                assert store.append({"plan": rows}, author="test", message="draft").stored
            tables, calendar = cube.exact_tables(store)
            protected = cube.protect(tables, calendar)
            for found, one in ((exact, tables["plan_progress"]), (seen, protected)):
                of_tambon = one["level"].astype(str) == str(Level.TAMBON)
                found.append(one[of_tambon].reset_index(drop=True))
    assert not exact[0].equals(exact[1])
    pd.testing.assert_frame_equal(*seen)


def test_each_bundle_is_mostly_shown_for_the_region(seen: Seen) -> None:
    """Whatever is counted can be read for the region in most of the months."""
    for bundle in BUNDLES:
        for code in bundle.codes:
            if not bundle.parts[bundle.codes.index(code)].implied:
                assert seen.is_read(bundle, code)[0].mean() > 0.6, (bundle.code, code)


def test_wide_figures_are_mostly_shown(seen: Seen) -> None:
    """Executives read the region, provinces and amphoe by the year: little of that may be lost."""
    people = seen.protected[~seen.protected["indicator"].isin(PUBLIC | AHEAD | OVER_ENOUGH)]
    days = pd.to_datetime(people["end"].astype(str)) - pd.to_datetime(people["start"].astype(str))
    years = people[(days.dt.days > 300) & (people["start"].astype(str) >= "2023-10")]
    lost = (years["flag"] == Flag.SUPPRESSED).groupby(years["level"].astype(str)).mean()
    assert lost["region"] == 0
    assert lost["province"] < 0.05
    assert lost["amphoe"] < 0.15


def test_every_indicator_is_classified() -> None:
    assert not list(unclassified(registry.indicators()))
    known = {one for code in registry.indicators() for one in shown_parts(code)}
    assert known == {
        (one.code, part.code) for one in BUNDLES for part in one.parts if not part.implied
    }
    assert set(registry.indicators()) >= PUBLIC | AHEAD | OVER_ENOUGH


def test_an_indicator_that_nobody_classified_is_found() -> None:
    new = replace(registry.get("contacts"), code="new_count")
    assert list(unclassified({"new_count": new, "contacts": registry.get("contacts")})) == [
        "new_count"
    ]


@pytest.mark.parametrize(
    ("period", "kind"),
    [
        (month(date(2026, 2, 3)), MONTH),
        (quarter(2569, 2), QUARTER),
        (YEAR_2569, YEAR),
        (Period(date(2026, 1, 1), date(2026, 12, 31)), None),
        (Period(date(2026, 1, 1), date(2026, 1, 30)), None),
        (Period(date(2025, 11, 1), date(2026, 1, 31)), None),
    ],
)
def test_kinds_of_periods(period: Period, kind: str | None) -> None:
    assert kind_of(period) == kind


def test_a_calendar_nests() -> None:
    calendar = Calendar(date(2025, 8, 17), date(2026, 2, 10))
    names = [(one.start.isoformat(), one.days) for one in calendar.periods]
    assert names[:2] == [("2025-08-01", 31), ("2025-09-01", 30)]
    assert names[7:10] == [("2025-07-01", 92), ("2025-10-01", 92), ("2026-01-01", 90)]
    assert names[10:] == [("2024-10-01", 365), ("2025-10-01", 365)]
    assert calendar.parents == (7, 7, 8, 8, 8, 9, 9, 10, 11, 11, -1, -1)
    assert calendar.states == (0, 1, 2, 3, 4, 5, 6, 1, 4, 6, 1, 6)


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with a hundredth of the sample."""
    return sample_store(tmp_path_factory.mktemp("little"), scale=0.01)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("protected")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"filters": (("mission", ("labour",)),)}, "no filters"),
        ({"as_of": date(2026, 3, 31)}, "as-of date"),
        ({"period": Period(date(2026, 1, 1), date(2026, 2, 28))}, "a month, a quarter or a fiscal"),
        ({"indicator": "officers_in_post"}, "signed in"),
    ],
)
def test_what_is_not_in_the_cube_is_refused(
    little: Store, folder: Path, change: dict[str, object], words: str
) -> None:
    question = replace(Question("contacts", Level.AMPHOE, YEAR_2569), **change)
    with pytest.raises(cube.ProtectedRefused, match=words):
        cube.protected(little, question, folder)


def test_answers_have_the_shape_of_evaluate(little: Store, folder: Path) -> None:
    for code in ("activities", "people_served_per_1000", "days_since_last_activity"):
        for level in Level:
            question = Question(code, level, quarter(2568, 3))
            found = cube.protected(little, question, folder)
            exact = evaluate(little, Scope.everything(), question)
            assert list(found.columns) == list(exact.columns)
            assert found.index.equals(exact.index)
            same = found["flag"] != Flag.SUPPRESSED
            pd.testing.assert_frame_equal(found[same], exact[same])


def test_periods_that_the_data_do_not_touch_are_no_data(little: Store, folder: Path) -> None:
    found = cube.protected(little, Question("contacts", Level.TAMBON, fiscal_year(2575)), folder)
    assert (found["flag"] == Flag.NO_DATA).all()
    assert found[cube.NUMBERS].isna().all(axis=None)
    assert len(found) > 200


def test_several_periods_are_numbered(little: Store, folder: Path) -> None:
    periods = [quarter(2568, number) for number in (1, 2)]
    question = Question("contacts", Level.AMPHOE, YEAR_2569)
    found = cube.protected_periods(little, question, periods, folder)
    assert found.index.names == ["period_id", "area_code"]
    alone = cube.protected(little, replace(question, period=periods[1]), folder)
    pd.testing.assert_frame_equal(found.loc[1], alone)


def test_the_cube_is_made_once_for_each_state_of_the_data(
    little: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cube.cube(little, folder)
    made: list[int] = []
    monkeypatch.setattr(cube, "make", lambda store: made.append(store.version()))
    cube._read.cache_clear()
    assert len(cube.cube(little, folder).table)
    assert not made
    monkeypatch.setattr(cube, "_key", lambda store: "another-state")
    with pytest.raises(AttributeError):  # what `make` gives here is no table
        cube.cube(little, folder)
    assert made == [little.version()]
    assert not list(folder.glob(".*"))


@pytest.fixture
def at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program keeps its cubes in the folder of these tests."""
    monkeypatch.setattr("lib.indicators.evaluate.protected_folder", lambda: folder)


@pytest.mark.usefixtures("at")
def test_who_is_not_signed_in_gets_the_protected_view_alone(little: Store, folder: Path) -> None:
    public = Scope.public()
    question = Question("people_served", Level.TAMBON, quarter(2568, 3), areas=("94",))
    whole = cube.protected(little, question, folder)
    found = evaluate(little, public, question)
    pd.testing.assert_frame_equal(found, whole[whole.index.str.startswith("94")])
    assert (found["flag"] == Flag.SUPPRESSED).any()
    months = evaluate_periods(little, public, question, [month(date(2025, 5, 1)), YEAR_2569])
    assert list(months.index.get_level_values(0).unique()) == [0, 1]
    assert (months["flag"] == Flag.SUPPRESSED).any()


@pytest.mark.usefixtures("at")
def test_no_question_steps_around_the_protected_view(little: Store) -> None:
    public = Scope.public()
    question = Question("people_served", Level.AMPHOE, YEAR_2569)
    with pytest.raises(cube.ProtectedRefused, match="no filters"):
        evaluate_by(little, public, question, "sex")
    with pytest.raises(cube.ProtectedRefused, match="no curves"):
        evaluate_curves(little, public, Question("days_to_answer", Level.AMPHOE, YEAR_2569))
    with pytest.raises(cube.ProtectedRefused, match="a month, a quarter"):
        evaluate_periods(little, public, question, [Period(date(2026, 1, 1), date(2026, 1, 5))])
    with pytest.raises(cube.ProtectedRefused, match="signed in"):
        evaluate(little, public, replace(question, indicator="officers_in_post"))
