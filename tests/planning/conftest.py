"""Small stores for the tests of planning, made of CSV texts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lib.opening import open_store
from lib.settings import Settings
from lib.store.lake import Store

HEADS = {
    "activity": "activity_id,date,tambon_code,mission,work_level,activity_type,"
    "participants_male,participants_female",
    "service": "service_id,date,tambon_code,person_key,sex,age_group,service_type",
    "report": "tambon_code,month,submitted_on,activities",
    "need": "need_id,raised_on,tambon_code,source,category,status,answered_on",
    "follow_up": "follow_up_id,subject,subject_id,tambon_code,round,due_on,done_on",
    "situation": "situation_id,occurred_on,reported_on,tambon_code,category,severity,status,"
    "resolved_on",
    "labour_situation": "tambon_code,observed_on,category,people",
    "plan": "fiscal_year,quarter,area_code,activity_type,target_activities",
    "officer": "officer_id,tambon_code,start_date,end_date",
}
Load = Callable[..., Store]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Makes a store of lines of CSV, one argument a table; the data reach to 30 June 2026."""

    def make(**tables: list[str]) -> Store:
        folder = tmp_path / "data"
        folder.mkdir()
        for name, lines in tables.items():
            head = HEADS[name]
            if name == "plan" and lines and lines[0].count(",") > head.count(","):
                head += ",target_people"
            text = "\n".join([head, *lines, ""])
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        (folder / "dataset.toml").write_text("data_date = 2026-06-30\n", encoding="utf-8")
        return open_store(Settings(var=tmp_path / "var", data=folder))

    return make
