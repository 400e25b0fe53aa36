"""The sample keeps to the model of the tables: fields, codes, links, dates, ids."""

from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest

from lib.sample import DATA_DATE
from lib.settings import ROOT
from lib.store.codelists import code_list
from lib.store.model import TABLES, Field, FieldType

Tables = Mapping[str, pl.DataFrame]
FIELDS = [(table, field) for table in TABLES.values() for field in table.fields]
AREAS = pl.read_csv(ROOT / "data" / "built" / "areas.csv", schema_overrides={"code": pl.String})

ID_PREFIX = {
    "officer.officer_id": "SIM-O",
    "activity.activity_id": "SIM-A",
    "activity.officer_id": "SIM-O",
    "service.service_id": "SIM-S",
    "service.activity_id": "SIM-A",
    "service.person_key": "SIM-P",
    "occupational_group.group_id": "SIM-G",
    "group_state.group_id": "SIM-G",
    "follow_up.follow_up_id": "SIM-F",
    "need.need_id": "SIM-N",
    "need.activity_id": "SIM-A",
    "situation.situation_id": "SIM-E",
}


def named(entry: tuple[object, Field]) -> str:
    return f"{getattr(entry[0], 'name', '')}.{entry[1].name}"


def fields(*, where: str) -> list[tuple[str, Field]]:
    return [(table.name, field) for table, field in FIELDS if getattr(field, where)]


def of_type(*types: FieldType) -> list[tuple[str, Field]]:
    return [(table.name, field) for table, field in FIELDS if field.type in types]


def test_tables_and_fields_are_those_of_the_model_in_their_order(tables: Tables) -> None:
    assert {name: tuple(frame.columns) for name, frame in tables.items()} == {
        name: table.names for name, table in TABLES.items()
    }
    assert list(tables) == list(TABLES)


def test_columns_are_typed(tables: Tables) -> None:
    for name, field in of_type(*FieldType):
        dtype = tables[name][field.name].dtype
        if field.type.is_date:
            assert dtype == pl.Date
        elif field.type.is_number:
            assert dtype.is_numeric()
        else:
            assert dtype == pl.String


@pytest.mark.parametrize(("table", "field"), fields(where="required"), ids=str)
def test_required_fields_are_filled(tables: Tables, table: str, field: Field) -> None:
    assert tables[table][field.name].null_count() == 0


@pytest.mark.parametrize("table", TABLES)
def test_keys_identify_rows(tables: Tables, table: str) -> None:
    assert tables[table].select(TABLES[table].key).is_duplicated().sum() == 0


@pytest.mark.parametrize(("table", "field"), of_type(FieldType.CODE), ids=str)
def test_codes_are_in_their_lists(tables: Tables, table: str, field: Field) -> None:
    assert field.codes is not None
    used = set(tables[table][field.name].drop_nulls().unique())
    assert used <= set(code_list(field.codes).codes)


@pytest.mark.parametrize(("table", "field"), of_type(FieldType.TAMBON, FieldType.AREA), ids=str)
def test_areas_exist(tables: Tables, table: str, field: Field) -> None:
    used = set(tables[table][field.name].unique())
    assert used <= set(AREAS["code"])
    assert {len(code) for code in used} <= set(field.area_digits)


@pytest.mark.parametrize(("table", "field"), fields(where="refers_to"), ids=str)
def test_links_lead_somewhere(tables: Tables, table: str, field: Field) -> None:
    assert field.reference is not None
    other, key = field.reference
    used = tables[table][field.name].drop_nulls()
    assert used.is_in(tables[other][key].to_list()).all()


def test_follow_ups_have_their_subjects(tables: Tables) -> None:
    of = tables["follow_up"].partition_by("subject", as_dict=True)
    services, groups = tables["service"]["service_id"], tables["occupational_group"]["group_id"]
    assert of[("service",)]["subject_id"].is_in(services.to_list()).all()
    assert of[("group",)]["subject_id"].is_in(groups.to_list()).all()


def test_links_agree_on_place_and_day(tables: Tables) -> None:
    activity = tables["activity"].select("activity_id", "tambon_code", "date")
    service = tables["service"].join(activity, on="activity_id", suffix="_of_activity")
    assert (service["tambon_code"] == service["tambon_code_of_activity"]).all()
    assert (service["date"] == service["date_of_activity"]).all()
    need = tables["need"].join(activity, on="activity_id", suffix="_of_activity")
    assert (need["raised_on"] == need["date"]).all()


@pytest.mark.parametrize(("table", "field"), fields(where="not_future"), ids=str)
def test_nothing_happens_after_the_data_date(tables: Tables, table: str, field: Field) -> None:
    newest = tables[table][field.name].max()
    assert isinstance(newest, date)
    assert newest <= DATA_DATE


@pytest.mark.parametrize(("table", "field"), fields(where="not_before"), ids=str)
def test_dates_follow_one_another(tables: Tables, table: str, field: Field) -> None:
    assert field.not_before is not None
    frame = tables[table].drop_nulls(field.name)
    assert (frame[field.name] >= frame[field.not_before]).all()


@pytest.mark.parametrize(("table", "field"), of_type(FieldType.INTEGER, FieldType.AMOUNT), ids=str)
def test_numbers_are_within_limits(tables: Tables, table: str, field: Field) -> None:
    values = tables[table][field.name].drop_nulls()
    if field.choices:
        assert set(values.unique()) <= set(field.choices)
    assert field.min is None or (values >= field.min).all()
    assert field.max is None or (values <= field.max).all()


@pytest.mark.parametrize(("column", "prefix"), ID_PREFIX.items())
def test_ids_say_that_they_are_simulated(tables: Tables, column: str, prefix: str) -> None:
    table, _, field = column.partition(".")
    assert tables[table][field].drop_nulls().str.contains(rf"^{prefix}\d{{6}}$").all()


def test_villages_are_those_of_the_tambon(tables: Tables) -> None:
    villages = AREAS.select(pl.col("code").alias("tambon_code"), "villages")
    for name in ("activity", "occupational_group"):
        frame = tables[name].drop_nulls("village_no").join(villages, on="tambon_code")
        assert (frame["village_no"] <= frame["villages"]).all()
        assert len(frame) > 0.8 * len(tables[name])
