"""The sample looks like the real thing: volumes, seasons, plans, reports and the hard cases."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl
import pytest

from lib.sample import DATA_DATE
from lib.settings import ROOT

Tables = Mapping[str, pl.DataFrame]
YEAR_START = date(2025, 10, 1)  # of the fiscal year that the data date lies in
AREAS = pl.read_csv(ROOT / "data" / "built" / "areas.csv", schema_overrides={"code": pl.String})
TAMBON = AREAS.filter(pl.col("level") == "tambon").select(pl.col("code").alias("tambon_code"))
AMPHOE = pl.col("tambon_code").str.slice(0, 4).alias("amphoe_code")

VOLUMES = {
    "officer": (380, 430),
    "plan": (18_000, 36_000),
    "report": (8_000, 9_300),
    "activity": (57_000, 63_000),
    "service": (285_000, 315_000),
    "occupational_group": (1_950, 2_050),
    "group_state": (8_000, 12_000),
    "follow_up": (325_000, 365_000),
    "need": (7_000, 11_000),
    "labour_situation": (9_500, 10_440),
    "situation": (250, 450),
}


@pytest.mark.parametrize(("table", "limits"), VOLUMES.items())
def test_volumes(tables: Tables, table: str, limits: tuple[int, int]) -> None:
    low, high = limits
    assert low <= len(tables[table]) <= high


def test_officers_are_380(tables: Tables) -> None:
    officers = tables["officer"]
    in_post = officers.filter(pl.col("end_date").is_null())
    assert officers["officer_id"].n_unique() == 380
    assert in_post["officer_id"].is_duplicated().sum() == 0
    assert 1 <= len(TAMBON) - in_post["tambon_code"].n_unique() <= 15


def test_every_tambon_is_in_the_sample(tables: Tables) -> None:
    for name in ("activity", "service", "report", "labour_situation", "follow_up"):
        assert set(tables[name]["tambon_code"]) == set(TAMBON["tambon_code"])


def test_people_come_back_and_distinct_people_do_not_add_up(tables: Tables) -> None:
    service = tables["service"]
    people = service["person_key"].n_unique()
    assert 170_000 <= people <= 195_000
    by_tambon = service.group_by("tambon_code").agg(pl.col("person_key").n_unique())
    assert by_tambon["person_key"].sum() > 1.05 * people
    assert service.group_by("person_key").agg(pl.col("sex").n_unique())["sex"].max() == 1
    assert service["activity_id"].null_count() / len(service) == pytest.approx(0.15, abs=0.02)


def test_no_more_services_than_people_at_an_activity(tables: Tables) -> None:
    given = tables["service"].drop_nulls("activity_id").group_by("activity_id").len()
    activity = tables["activity"].join(given, on="activity_id")
    crowd = activity["participants_male"] + activity["participants_female"]
    assert (activity["len"] <= crowd).all()


def test_the_year_has_its_dips(tables: Tables) -> None:
    by_day = tables["activity"].group_by("date").len()

    def a_day(start: date, end: date) -> float:
        held = by_day.filter(pl.col("date").is_between(start, end))["len"].sum()
        return float(held) / ((end - start).days + 1)

    assert a_day(date(2025, 3, 1), date(2025, 3, 30)) < 0.75 * a_day(
        date(2025, 2, 1), date(2025, 2, 28)
    )
    assert a_day(date(2024, 11, 1), date(2025, 1, 31)) < 0.92 * a_day(
        date(2025, 7, 1), date(2025, 9, 30)
    )
    weekday = tables["activity"].group_by(pl.col("date").dt.weekday()).len().sort("date")["len"]
    assert weekday[4] < 0.75 * weekday[3]
    assert weekday[6] < weekday[5] < weekday[4]
    mobile = tables["activity"].filter(pl.col("activity_type") == "mobile_service")
    assert mobile["date"].dt.weekday().mode().to_list() == [6]


def test_an_amphoe_plans_in_one_form(tables: Tables) -> None:
    forms = (
        tables["plan"]
        .with_columns(pl.col("area_code").str.len_chars().alias("digits"))
        .group_by(pl.col("area_code").str.slice(0, 4))
        .agg(pl.col("digits").n_unique().alias("forms"), pl.col("digits").first())
    )
    assert forms["forms"].max() == 1
    assert len(forms) == 37
    assert 17 <= (forms["digits"] == 4).sum() <= 20
    assert set(tables["plan"]["fiscal_year"]) == {2567, 2568, 2569}
    assert set(tables["plan"].filter(pl.col("fiscal_year") == 2569)["quarter"]) == {1, 2, 3, 4}


def progress(tables: Tables) -> pl.DataFrame:
    """Per cent of the target of three whole quarters, by amphoe."""
    plan = tables["plan"].filter((pl.col("fiscal_year") == 2569) & (pl.col("quarter") <= 3))
    held = tables["activity"].filter(pl.col("date") >= YEAR_START)
    target = plan.group_by(pl.col("area_code").str.slice(0, 4).alias("amphoe_code")).agg(
        pl.col("target_activities").sum()
    )
    return target.join(
        held.group_by(AMPHOE).len("held"), on="amphoe_code", how="left"
    ).with_columns((100 * pl.col("held") / pl.col("target_activities")).alias("progress"))


def test_plans_are_met_by_some(tables: Tables) -> None:
    amphoe = progress(tables)
    held, target = int(amphoe["held"].sum()), int(amphoe["target_activities"].sum())
    assert 85 <= 100 * held / target <= 97
    assert amphoe["progress"].is_between(95, 120).sum() >= 8
    assert amphoe["progress"].is_between(58, 77).sum() >= 4
    assert amphoe["progress"].is_between(50, 125).all()


def test_some_tambon_are_hardly_reached(tables: Tables) -> None:
    last = tables["activity"].group_by("tambon_code").agg(pl.col("date").max())
    days = (DATA_DATE - last["date"]).dt.total_days()
    assert 3 <= (days > 90).sum() <= 8
    assert days.is_between(31, 60).sum() >= 1
    assert days.is_between(61, 90).sum() >= 1
    assert 1 <= (last["date"] < YEAR_START).sum() <= 3


def months(tables: Tables) -> pl.DataFrame:
    """Every tambon and whole month with the activities held and those reported."""
    by_month = (
        tables["activity"]
        .group_by("tambon_code", pl.col("date").dt.truncate("1mo").alias("month"))
        .len("held")
    )
    grid = TAMBON.join(by_month.select("month").unique(), how="cross")
    keys = ["tambon_code", "month"]
    return grid.join(by_month, on=keys, how="left").join(tables["report"], on=keys, how="left")


def test_reports_tell_the_activities_held_and_some_say_none(tables: Tables) -> None:
    every = months(tables)
    told = every.drop_nulls("activities")
    assert (told["activities"] == told["held"].fill_null(0)).all()
    nothing = every.filter(pl.col("held").is_null())
    assert (nothing["activities"] == 0).sum() >= 10
    assert nothing["activities"].null_count() >= 10


def test_reports_come_late_or_not_at_all(tables: Tables) -> None:
    every = months(tables).filter(pl.col("month") < DATA_DATE.replace(day=1))
    assert 0.04 <= every["submitted_on"].null_count() / len(every) <= 0.12
    due = every["month"].dt.offset_by("1mo").dt.offset_by("4d")
    assert 0.10 <= (every["submitted_on"] > due).sum() / len(every) <= 0.30
    newest = tables["report"].filter(pl.col("month") == DATA_DATE.replace(day=1))
    assert 1 <= len(newest) <= 60


def test_follow_ups_are_done_late_or_owed(tables: Tables) -> None:
    follow_up = tables["follow_up"]
    due = follow_up.filter(pl.col("due_on") <= DATA_DATE)
    by_amphoe = due.group_by(AMPHOE).agg(pl.col("done_on").is_not_null().mean())["done_on"]
    assert due["done_on"].is_not_null().mean() == pytest.approx(0.78, abs=0.03)
    assert 0.50 <= min(by_amphoe) <= 0.65
    assert 0.88 <= max(by_amphoe) <= 0.95
    wait = (due["done_on"] - due["due_on"]).dt.total_days().drop_nulls()
    assert wait.is_between(-10, 60).all()
    assert 0.15 <= (wait > 0).sum() / len(wait) <= 0.45
    coming = follow_up.filter(pl.col("due_on") > DATA_DATE)
    assert len(coming) > 40_000
    assert (coming["due_on"] <= DATA_DATE + timedelta(days=366)).all()


def test_follow_ups_come_after_the_service_and_in_order(tables: Tables) -> None:
    services = tables["service"].select(pl.col("service_id").alias("subject_id"), "date")
    of_service = tables["follow_up"].join(services, on="subject_id")
    assert (of_service["due_on"] > of_service["date"]).all()
    assert (
        (of_service.drop_nulls("done_on").select(pl.col("done_on") > pl.col("date")))
        .to_series()
        .all()
    )
    rounds = of_service.sort("subject_id", "round")
    same = rounds["subject_id"] == rounds["subject_id"].shift(1)
    assert (rounds["due_on"] > rounds["due_on"].shift(1)).filter(same).all()


def test_outcomes_belong_to_what_was_done(tables: Tables) -> None:
    follow_up = tables["follow_up"]
    assert (follow_up["outcome"].is_null() == follow_up["done_on"].is_null()).all()
    shares = follow_up["outcome"].drop_nulls().value_counts(normalize=True)
    share = dict(shares.iter_rows())
    assert share["not_reached"] == pytest.approx(0.12, abs=0.02)
    assert share["moved_away"] == pytest.approx(0.05, abs=0.02)
    told = follow_up.drop_nulls("income_after")
    assert not told["outcome"].is_in(["not_reached", "moved_away"]).any()
    earning = told.filter(pl.col("income_before") > 0)["income_before"]
    assert earning.is_between(4_000, 15_000).mean() > 0.85  # type: ignore[operator]
    assert (told["income_after"] > told["income_before"]).mean() > 0.5  # type: ignore[operator]


def test_groups_earn_stall_and_close(tables: Tables) -> None:
    states = tables["group_state"].sort("group_id", "observed_on")
    now = states.group_by("group_id", maintain_order=True).last()
    share = dict(now["status"].value_counts(normalize=True).iter_rows())
    assert len(now) == len(tables["occupational_group"])
    assert 0.6 <= share["active"] <= 0.8
    assert 0.08 <= share["dormant"] <= 0.2
    assert 0.1 <= share["closed"] <= 0.25
    after_closing = states.filter(
        (pl.col("status").shift(1) == "closed")
        & (pl.col("group_id").shift(1) == pl.col("group_id"))
    )
    assert after_closing.is_empty()
    active = now.filter(pl.col("status") == "active")
    assert (active["members_male"] + active["members_female"]).is_between(4, 50).all()
    founded = states.join(tables["occupational_group"], on="group_id")
    assert (founded["observed_on"] >= founded["founded_on"]).all()


def test_groups_have_names_of_their_own(tables: Tables) -> None:
    groups = tables["occupational_group"]
    assert groups["name"].is_duplicated().sum() == 0
    assert groups["name"].str.contains(r"^(กลุ่ม|วิสาหกิจชุมชน|สหกรณ์|ห้างหุ้นส่วน)").all()
    women = tables["group_state"].join(groups, on="group_id").filter(pl.col("occupation") == "75")
    female, male = int(women["members_female"].sum()), int(women["members_male"].sum())
    assert female > 0.8 * (female + male)


def test_needs_are_answered_or_wait(tables: Tables) -> None:
    need = tables["need"]
    share = dict(need["status"].value_counts(normalize=True).iter_rows())
    assert share["open"] > 0.04
    assert share["answered"] > 0.4
    assert need.filter(pl.col("status") == "answered")["answered_on"].null_count() == 0
    assert need.filter(pl.col("status").is_in(["open", "referred"]))["answered_on"].is_null().all()
    assert need.filter(pl.col("status") == "referred")["referred_to"].null_count() == 0


def test_situations_cluster(tables: Tables) -> None:
    situation = tables["situation"]
    flood = situation.filter(
        (pl.col("category") == "disaster")
        & pl.col("occurred_on").is_between(date(2024, 11, 20), date(2024, 12, 10))
    )
    assert len(flood) >= 20
    assert flood["tambon_code"].str.slice(0, 4).n_unique() <= 12
    resolved = situation["status"] == "resolved"
    assert (resolved == situation["resolved_on"].is_not_null()).all()
