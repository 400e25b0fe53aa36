"""The model and the code lists, and what they say when a file does not make sense."""

from pathlib import Path

import pytest

from lib.store.codelists import code_list, list_names, load_code_list
from lib.store.errors import ModelError
from lib.store.model import TABLES, FieldType, load_tables
from lib.store.reference import area_codes, area_frame, population_frame

TABLE = """
[t]
thai = "ต"
english = "T"
key = [{key}]
[t.fields]
a = {{ type = "date", thai = "ก", english = "A" }}
b = {{ {b}, thai = "ข", english = "B" }}
"""


def test_the_model_has_all_tables() -> None:
    assert set(TABLES) == {
        *("officer", "plan", "report", "activity", "service", "occupational_group"),
        *("group_state", "follow_up", "need", "labour_situation", "situation"),
    }
    service = TABLES["service"]
    assert service.key == ("service_id",)
    assert service.field("activity_id").reference == ("activity", "activity_id")
    assert service.field("person_key").type is FieldType.PERSON
    assert TABLES["officer"].field("amphoe_code").area_digits == (4,)
    assert TABLES["plan"].field("area_code").area_digits == (4, 6)
    assert TABLES["activity"].by_header["ผู้เข้าร่วมชาย"].name == "participants_male"
    with pytest.raises(KeyError, match="it has service_id"):
        service.field("nothing")


@pytest.mark.parametrize(
    ("key", "b", "message"),
    [
        ('"a"', 'type = "wrong"', "unknown type 'wrong'; valid are text"),
        ('"a"', 'type = "code", codes = "nowhere"', "no code list 'nowhere'"),
        ('"a"', 'type = "code"', "a code needs `codes`"),
        ('"a"', 'type = "text", codes = "mission"', "only a code has it"),
        ('"a"', 'type = "text", colour = 1', "unknown colour; valid are"),
        ('"a"', "required = true", "type is missing"),
        ('"c"', 'type = "text"', "the key names 'c'"),
        ('"a"', 'type = "id", refers_to = "t.z"', "'t.z' does not exist"),
        ('"a"', 'type = "id", refers_to = "u.a"', "'u.a' does not exist"),
        ('"a"', 'type = "text", not_before = "a"', "not_before needs two dates"),
        ('"a"', 'type = "date", not_before = "z"', "not_before needs two dates"),
        ('"a"', 'type = "text", not_future = true', "not_future is for dates"),
        ('"a"', 'type = "text", choices = [1]', "choices are for whole numbers"),
        ('"a"', 'type = "integer", min = 2, max = 1', "min is greater than max"),
        ('"a"', 'type = "text", thai = "ก "', "can't be read"),
    ],
)
def test_a_wrong_model_is_refused(tmp_path: Path, key: str, b: str, message: str) -> None:
    file = tmp_path / "tables.toml"
    file.write_text(TABLE.format(key=key, b=b), encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load_tables(file)


def test_two_fields_may_not_share_a_header(tmp_path: Path) -> None:
    file = tmp_path / "tables.toml"
    text = TABLE.format(key='"a"', b='type = "text"').replace('english = "B"', 'english = "a"')
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="a and b share the header 'a'"):
        load_tables(file)


@pytest.mark.parametrize("name", list_names())
def test_every_code_list_has_both_labels(name: str) -> None:
    codes = code_list(name)
    assert all(codes.label(code, "th") and codes.label(code, "en") for code in codes.codes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,thai\na,ก\n", "the columns must be"),
        ("code,thai,english,sort_order\n", "the list is empty"),
        ("code,thai,english,sort_order\na,ก,A,1\na,ข,B,2\n", "a stands there more than once"),
        ("code,thai,english,sort_order\na,,A,1\n", "row 2"),
        ("code,thai,english,sort_order\na,ก,A,x\n", "row 2"),
    ],
)
def test_a_wrong_code_list_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load_code_list(file)


def test_unknown_codes_and_lists_name_the_valid_ones() -> None:
    with pytest.raises(KeyError, match="information"):
        code_list("mission").label("x", "th")
    with pytest.raises(KeyError, match="mission"):
        code_list("missions")


@pytest.mark.parametrize(
    ("text", "code"),
    [("labor", "labour"), ("ด้านแรงงาน", "labour"), ("SECURITY", "security"), ("zzz", None)],
)
def test_the_nearest_code(text: str, code: str | None) -> None:
    assert code_list("mission").nearest(text) == code


def test_reference_tables() -> None:
    areas, people = area_frame(), population_frame()
    tambon = areas.filter(level="tambon")
    assert tambon["province_code"].to_list() == tambon["code"].str.head(2).to_list()
    assert tambon["amphoe_code"].to_list() == tambon["parent"].to_list()
    assert set(people["tambon_code"]) == set(tambon["code"])
    assert (people["male"] + people["female"] == people["total"]).all()
    assert {len(code) for code in area_codes()} == {4, 6}
