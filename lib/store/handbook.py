"""The tables in words: what docs/data.md says, written from the model itself."""

from lib.store.codelists import code_list
from lib.store.model import TABLES, Field, Table

HEAD = """# Tables and fields

Written by `python -m lib tables --out docs/data.md` from `data/tables.toml` and `data/codes/`.

One CSV file a table, UTF-8, named as the table. A header is the field name, the Thai header or
one of those under `also`.
Dates are `YYYY-MM-DD`, months `YYYY-MM`, both of the Common Era; area codes are text (2 digits
province, 4 amphoe, 6 tambon). Fields with * are required. A reference is checked when the table
that it names was delivered. `dataset.toml` beside the files may give `data_date = YYYY-MM-DD`,
the last day that the data cover; without it that is the newest date on which something happened.
"""


def handbook() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *(_table(table) for table in TABLES.values()), _codes()])


def _table(table: Table) -> str:
    rows = [
        f"| {_name(field)} | {field.thai} | {', '.join(field.also)} | {_rule(field)} |"
        for field in table.fields
    ]
    title = f"## {table.name}: {table.english} ({table.thai})"
    key = f"One row for each {', '.join(table.key)}."
    return "\n".join(
        [
            title,
            "",
            key,
            "",
            "| field | Thai header | also | holds |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _name(field: Field) -> str:
    return f"{field.name}{' *' if field.required else ''}"


def _rule(field: Field) -> str:
    parts = [str(field.type)]
    if field.codes:
        parts = [f"a code of [{field.codes}](#{field.codes})"]
    if field.choices:
        parts.append("one of " + ", ".join(map(str, field.choices)))
    if field.min is not None or field.max is not None:
        parts.append(f"{_limit(field.min)} to {_limit(field.max)}")
    if field.refers_to:
        parts.append(f"refers to {field.refers_to}")
    if field.not_before:
        parts.append(f"not before {field.not_before}")
    if field.not_future:
        parts.append("not after today")
    return "; ".join(parts)


def _limit(value: float | None) -> str:
    return "any" if value is None else f"{value:g}"


def _codes() -> str:
    names = dict.fromkeys(f.codes for table in TABLES.values() for f in table.fields if f.codes)
    return "\n".join(["# Code lists", "", *(_list(name) for name in names)])


def _list(name: str) -> str:
    codes = code_list(name)
    rows = [
        f"| {code} | {codes.label(code, 'th')} | {codes.label(code, 'en')} |"
        for code in codes.codes
    ]
    return "\n".join([f"## {name}", "", "| code | Thai | English |", "|---|---|---|", *rows, ""])
