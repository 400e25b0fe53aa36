"""What is too old is deleted for good: from tables, from what the undo keeps, from every file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from operated import EVERYTHING, copied, figures, killed_at, same_figures, service, services_of

from geo.codes import Level
from lib.access.trail import Event, Trail
from lib.commands import run
from lib.indicators.evaluate import Question, evaluate_periods
from lib.indicators.model import Flag
from lib.operations.retention import delete, due, months_before
from lib.periods import fiscal_year, month
from lib.settings import Settings
from lib.store.batches import Kind
from lib.store.errors import UndoRefused
from lib.store.forgetting import RULES
from lib.store.lake import Store
from lib.store.model import TABLES

TODAY = date(2026, 6, 30)
CUT = date(2025, 6, 30)
MONTHS = "[retention]\nservice = 12\nfollow_up = 12\nneed = 12\n"


@pytest.fixture
def timed(place: Settings, tmp_path: Path) -> Settings:
    """The place with a year for each table, and services of long ago in a batch of their own."""
    own = tmp_path / "own.toml"
    own.write_text(MONTHS)
    with Store.open(place.var / "store", read_only=False) as store:
        rows = pl.DataFrame([service(500 + n, date(2018, 1, 1)) for n in range(20)])
        store.append({"service": rows}, author="a", message="of long ago")
        needs = pl.DataFrame(
            {
                "need_id": ["N-OPEN", "N-DONE"], "raised_on": [date(2018, 1, 1)] * 2,
                "tambon_code": ["940101"] * 2, "category": ["training"] * 2,
                "status": ["open", "answered"], "answered_on": [None, date(2018, 2, 1)],
            }
        )  # fmt: skip
        store.append({"need": needs}, author="a", message="needs")
    return replace(place, access=own)


def old_ids(settings: Settings) -> dict[str, list[str]]:
    """Ids of the rows that are to go, by table."""
    found = {}
    with Store.open(settings.var / "store") as store:
        for table in ("service", "follow_up", "need"):
            rule, (key,) = RULES[table], TABLES[table].key
            found[table] = store.query(
                f"SELECT {key} AS id FROM {table} WHERE {rule.day} < DATE '{CUT}' AND {rule.over}",
                EVERYTHING,
            )["id"].tolist()
    return found


def texts_of(folder: Path) -> Iterator[tuple[str, set[str]]]:
    """Every text in every Parquet file of a store, by file."""
    for file in folder.rglob("*.parquet"):
        frame = pl.read_parquet(file)
        texts = (set(frame[name].drop_nulls()) for name in frame.select(pl.col(pl.String)).columns)
        yield file.name, set().union(*texts)


def followed(settings: Settings) -> set[str]:
    """Numbers of services and groups that a follow-up names which stays."""
    with Store.open(settings.var / "store") as store:
        return set(
            store.query(f"SELECT subject_id FROM follow_up WHERE due_on >= '{CUT}'", EVERYTHING)[
                "subject_id"
            ]
        )


def keys_of(settings: Settings, ids: list[str]) -> set[str]:
    """Person keys that only rows to go have."""
    with Store.open(settings.var / "store") as store:
        rows = store.rows("SELECT service_id, person_key FROM service", EVERYTHING)
    gone = rows.filter(pl.col("service_id").is_in(ids))
    stay = rows.filter(~pl.col("service_id").is_in(ids))
    return set(gone["person_key"]) - set(stay["person_key"])


def test_a_dry_run_counts_and_changes_nothing(timed: Settings) -> None:
    had, ids = services_of(timed), old_ids(timed)
    found = due(timed, TODAY)
    assert {name: one.rows for name, one in found.gone.items()} == {
        name: len(some) for name, some in ids.items()
    }
    assert all(ids.values())
    assert found.gone["service"].first == date(2018, 1, 1)
    assert found.gone["service"].last < CUT
    assert found.gone["service"].kept_for_undo > 0
    assert found.gone["need"].open >= 1
    assert services_of(timed) == had
    assert old_ids(timed) == ids


def test_no_file_has_the_rows_any_more(timed: Settings) -> None:
    ids = old_ids(timed)
    persons = keys_of(timed, ids["service"])
    gone = set().union(*ids.values()) - followed(timed) | persons
    store = timed.var / "store"
    assert any(texts & gone for _, texts in texts_of(store))
    delete(timed, due(timed, TODAY), who="test")
    assert [name for name, texts in texts_of(store) if texts & gone] == []
    for file in store.glob("catalog.sqlite*"):
        raw = file.read_bytes()
        assert [one for one in gone if one.encode() in raw] == []
    assert not list((timed.var / "protected").glob("*.parquet"))
    with Store.open(store) as left:
        assert left.query("SELECT count(*) AS n FROM need WHERE need_id = 'N-OPEN'", EVERYTHING)[
            "n"
        ].tolist() == [1]


def test_what_stays_is_as_it_was(timed: Settings) -> None:
    """Figures of days after the cut are the same to the last digit."""
    before, had, ids = figures(timed), services_of(timed), old_ids(timed)
    with Store.open(timed.var / "store") as reader:
        batch, gone = delete(timed, due(timed, TODAY), who="test")
        now = int(reader.query("SELECT count(*) AS n FROM service", EVERYTHING)["n"][0])
    raw = (timed.var / "store" / "catalog.sqlite").read_bytes()
    assert [one for one in ids["need"] if one.encode() in raw] == []
    assert not (timed.var / "store" / "catalog.sqlite-wal").exists()
    assert now == services_of(timed) == had - len(ids["service"])
    same_figures(before, figures(timed))
    assert batch is not None
    assert batch.kind is Kind.RETENTION
    assert {name: one.rows for name, one in gone.items()} == {n: len(i) for n, i in ids.items()}
    told = Trail(timed.var / "access").read(events=[Event.RETENTION])[0].told
    assert told["service_rows"] == len(ids["service"])
    assert told["service_before"] == str(CUT)
    assert not due(timed, TODAY).any


@pytest.mark.parametrize("code", ["people_served", "follow_ups_due", "needs_raised", "needs_open"])
def test_days_of_which_rows_went_are_not_known(timed: Settings, code: str) -> None:
    """A year whose rows were deleted has no data: not nothing, nor the few that stay."""
    gone, stays = fiscal_year(2568), month(date(2026, 3, 1))
    asked = Question(code, Level.REGION, gone)
    with Store.open(timed.var / "store") as store:
        before = evaluate_periods(store, EVERYTHING, asked, [gone, stays])
        delete(timed, due(timed, TODAY), who="test")
        after = evaluate_periods(store, EVERYTHING, asked, [gone, stays])
    flags = after.droplevel("area_code")["flag"].to_dict()
    # Needs that were open at the end of the year lie after the cut: that state is known.
    assert flags[0] == (str(Flag.NO_DATA) if code != "needs_open" else flags[1])
    pd.testing.assert_frame_equal(before.loc[[1]], after.loc[[1]])


def test_batches_of_rows_that_went_can_not_be_undone_and_others_can(timed: Settings) -> None:
    delete(timed, due(timed, TODAY), who="test")
    with Store.open(timed.var / "store", read_only=False) as store:
        named = {one.message: one for one in store.batches()}
        for message in ("corrected.xlsx", "of long ago", "needs"):
            with pytest.raises(UndoRefused, match="time was up") as refused:
                store.undo(named[message].batch_id, author="test")
            assert refused.value.code == "forgotten"
        retention = next(one for one in store.batches() if one.kind is Kind.RETENTION)
        assert retention.counts["service"].before == str(CUT)
        with pytest.raises(UndoRefused) as refused:
            store.undo(retention.batch_id, author="test")
        assert refused.value.code == "is_retention"
        had = services_of(timed)
        store.undo(named["added.xlsx"].batch_id, author="test")
        assert services_of(timed) == had - 30
        again = pl.DataFrame([service(n, date(2026, 6, 1)) for n in range(30)])
        later = store.append({"service": again}, author="a", message="again")
        store.undo(later.batch_id, author="test")


@pytest.mark.parametrize(
    ("step", "committed"),
    [
        ("before lib.store.forgetting.write_batch", False),
        ("after lib.store.forgetting.write_batch", False),
        ("before lib.store.forgetting.purge", True),
        ("before lib.store.forgetting.delete_versions", True),
        ("before lib.store.forgetting._write_anew", True),
    ],
)
def test_killed_it_is_done_the_next_time(timed: Settings, step: str, committed: bool) -> None:
    ids, had = old_ids(timed), services_of(timed)
    gone = set().union(*ids.values()) - followed(timed)
    call = (
        "from lib.operations.retention import *\n"
        "one = Settings(var=Path(sys.argv[1]), access=Path(sys.argv[2]))\n"
        f"delete(one, due(one, date.fromisoformat('{TODAY}')), who='killed')"
    )
    killed_at(step, call, str(timed.var), str(timed.access))
    assert services_of(timed) == (had - len(ids["service"]) if committed else had)
    batch, _ = delete(timed, due(timed, TODAY), who="test")
    assert (batch is None) == committed
    assert [name for name, texts in texts_of(timed.var / "store") if texts & gone] == []
    raw = b"".join(file.read_bytes() for file in (timed.var / "store").glob("catalog.sqlite*"))
    assert [one for one in gone if one.encode() in raw] == []


def test_a_follow_up_stays_for_its_own_time(timed: Settings) -> None:
    """One of a service that went is kept until it is old itself, and can still be corrected."""
    delete(timed, due(timed, TODAY), who="test")
    with Store.open(timed.var / "store") as store:
        left = store.query(
            "SELECT count(*) AS n, min(due_on) AS first FROM follow_up WHERE subject = 'service' "
            "AND subject_id NOT IN (SELECT service_id FROM service)",
            EVERYTHING,
        )
    assert left["n"][0] > 0
    assert left["first"][0].date() >= CUT


def test_only_tables_of_people_can_be_given_a_time(place: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[retention]\nactivity = 12\n")
    with pytest.raises(ValueError, match="activity"):
        due(replace(place, access=own), TODAY)


def test_on_the_command_line(
    timed: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAR", str(timed.var))
    monkeypatch.setenv("ACCESS", str(timed.access))
    ids, had = old_ids(timed), services_of(timed)
    day = ["--today", str(TODAY)]
    assert run(["retention", "--dry-run", "--today", "2026-10-01"]) == 0
    assert "fiscal year" not in capsys.readouterr().err
    assert run(["retention", "--dry-run", *day]) == 0
    told = capsys.readouterr()
    assert "within a fiscal year" in told.err
    said = told.out
    assert f"service: {len(ids['service']):,} rows of days before 2025-06-30, 2018-01-01" in said
    assert "as old stay" in said
    assert not any(one in said for one in ids["service"])
    assert run(["retention", *day]) == 1
    assert "give --yes" in capsys.readouterr().err
    assert services_of(timed) == had
    assert run(["retention", *day, "--yes"]) == 0
    assert "No file of the store" in capsys.readouterr().out
    assert services_of(timed) == had - len(ids["service"])
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    assert run(["retention", "--today", str(tomorrow), "--yes"]) == 1
    assert "has not come" in capsys.readouterr().err


def test_simulated_data_only_when_asked(
    settings: Settings, made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], store: Store,
) -> None:  # fmt: skip
    own = tmp_path / "own.toml"
    own.write_text("[retention]\nservice = 24\n")
    monkeypatch.setenv("ACCESS", str(own))
    had = store.version()
    assert run(["retention", "--dry-run", "--today", "2026-06-30"]) == 0
    assert "dry run" in capsys.readouterr().out
    assert run(["retention", "--yes", "--today", "2026-06-30"]) == 1
    assert "simulated data" in capsys.readouterr().err
    assert store.version() == had


def test_a_copy_of_the_place_is_another_place(timed: Settings, tmp_path: Path) -> None:
    other = replace(copied(timed, tmp_path / "other"), access=timed.access)
    delete(other, due(other, TODAY), who="test")
    assert old_ids(timed)["service"]
    assert not old_ids(other)["service"]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 6, 30), 60, date(2021, 6, 30)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 13, date(2025, 11, 30)),
    ],
)
def test_months_before(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected
