"""Writes the sample as a folder of CSV files, in the form that the store loads."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from lib.sample.profile import DATA_DATE
from lib.store.model import TABLES, FieldType

DATASET = f"""\
# ข้อมูลจำลอง สร้างโดยโปรแกรมเพื่อสาธิตและทดสอบ ไม่ใช่ข้อมูลจริงของบุคคล กลุ่ม หรือหน่วยงานใด
# Simulated data, made by a program to show and test this one: no real person, group or office.
simulated = true
data_date = {DATA_DATE.isoformat()}
note_thai = "ข้อมูลจำลอง ไม่ใช่ข้อมูลจริง"
note_english = "Simulated data, not real"
"""


def write_csv(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Write <table>.csv for each table (UTF-8, field names as headers, months as YYYY-MM) and
    dataset.toml into `folder`, which is made where it is missing; older files are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        months = [field.name for field in TABLES[name].fields if field.type is FieldType.MONTH]
        shown = frame.with_columns(pl.col(month).dt.strftime("%Y-%m") for month in months)
        shown.write_csv(folder / f"{name}.csv")
    (folder / "dataset.toml").write_text(DATASET, encoding="utf-8")
