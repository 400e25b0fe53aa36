"""Rows that can't be as they are: parts that do not go together, doubles, unlikely villages."""

from collections.abc import Iterator, Sequence

import polars as pl

from lib.imports.checks.likely import ImpossibleRule, likely_rules
from lib.store.cells import positions
from lib.store.check import Checked
from lib.store.findings import Findings, Group
from lib.store.model import FieldType
from lib.store.reference import area_frame

VILLAGE, SAME, NONE_REPORTED = "village_beyond", "same_but_id", "report_of_none"


def impossible(checked: Checked) -> tuple[Group, ...]:
    """Warnings about rows of one table."""
    rules = likely_rules(checked.delivered.table.name)
    groups = [group for rule in rules.impossible for group in _together(checked, rule)]
    groups += _villages(checked)
    if rules.doubles:
        groups += _doubles(checked)
    return tuple(groups)


def between_tables(checked: Sequence[Checked]) -> Findings:
    """Warnings about monthly reports of no activity in a load that has activities of the month."""
    activities = [one.frame for one in checked if one.delivered.table.name == "activity"]
    months = [
        frame.select("tambon_code", month=pl.col("date").dt.month_start()).drop_nulls()
        for frame in activities
        if {"tambon_code", "date"} <= set(frame.columns)
    ]
    if not months:
        return Findings()
    counts = pl.concat(months).group_by("tambon_code", "month").len("delivered")
    reports = [one for one in checked if one.delivered.table.name == "report"]
    return Findings(tuple(group for one in reports for group in _of_none(one, counts)))


def _of_none(report: Checked, counts: pl.DataFrame) -> Iterator[Group]:
    if not {"tambon_code", "month", "activities"} <= set(report.frame.columns):
        return
    delivered = report.frame.join(
        counts, on=["tambon_code", "month"], how="left", maintain_order="left"
    )["delivered"]
    at = positions((report.frame["activities"] == 0) & delivered.is_not_null())
    if len(at):
        item = report.delivered.table.field("activities")
        yield report.group(NONE_REPORTED, item, at, others=delivered.gather(at))


def _together(checked: Checked, rule: ImpossibleRule) -> Iterator[Group]:
    table, frame = checked.delivered.table, checked.frame
    # A column that the file lacks leaves what is stored as it is: there is nothing to compare.
    named = pl.sql_expr(rule.when).meta.root_names()
    if not {rule.field, *named} <= set(frame.columns):
        return
    at = positions(frame.select(pl.sql_expr(rule.when).alias("found"))["found"])
    if rule.other is None or not len(at):
        yield from [checked.group(rule.kind, table.field(rule.field), at)] if len(at) else []
        return
    other = table.field(rule.other)
    facts = {"other_label_th": other.thai, "other_label_en": other.english}
    others = checked.written[other.name].gather(at).fill_null("")
    yield checked.group(rule.kind, table.field(rule.field), at, facts, others)


def _villages(checked: Checked) -> Iterator[Group]:
    """Villages with a number that the tambon does not reach; towns may have none."""
    table, frame = checked.delivered.table, checked.frame
    tambon = next((item for item in table.fields if item.type is FieldType.TAMBON), None)
    if tambon is None or not {"village_no", tambon.name} <= set(frame.columns):
        return
    villages = area_frame().filter(pl.col("villages") > 0).select("code", "villages")
    most = frame.join(
        villages, left_on=tambon.name, right_on="code", how="left", maintain_order="left"
    )["villages"]
    at = positions(frame["village_no"] > most)
    if len(at):
        yield checked.group(VILLAGE, table.field("village_no"), at, others=most.gather(at))


def _doubles(checked: Checked) -> Iterator[Group]:
    """Whole rows that are the same as an earlier one in all but the key."""
    table = checked.delivered.table
    required = [item.name for item in table.fields if item.required]
    if not set(required) <= set(checked.frame.columns):
        return
    frame = checked.frame.with_row_index("at").drop_nulls(required)
    key = table.key[0]
    rest = [name for name in checked.frame.columns if name not in table.key]
    again = frame.select(rest).is_duplicated()
    if not again.any():
        return
    rows = frame.filter(again)
    rows = rows.with_columns(
        first=pl.col("at").min().over(rest), first_key=pl.col(key).first().over(rest)
    )
    rows = rows.filter((pl.col("at") != pl.col("first")) & (pl.col(key) != pl.col("first_key")))
    if rows.height:
        others = checked.delivered.rows.gather(rows["first"])
        yield checked.group(SAME, table.field(key), rows["at"], others=others)
