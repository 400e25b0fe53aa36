"""What was found in files and what an import does, as sentences."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from lib.imports.prepare import Prepared
from lib.imports.sheets import Source
from lib.store.batches import Counts
from lib.store.check import Delivered
from lib.store.model import TABLES
from lib.views.desk.checking import Checked
from lib.views.desk.plain import table
from lib.views.formats import number
from lib.views.words import Language, listed, say

LEFT_OUT = ("ignored_column", "total_column", "unnamed_column")
SHOWN_NAMES = 5
KILO = 1000
_PARTS = ("new", "changed", "same", "removed", "restored")


def table_name(name: str, language: Language) -> str:
    """A table as people call it."""
    return TABLES[name].thai if language == "th" else TABLES[name].english


def files(sources: Sequence[Source], language: Language, sizes: Sequence[int] = ()) -> str:
    """The names of files, the first few of them, with their sizes where these are given."""
    names = [
        f"{one.name} ({size(sizes[at], language)})" if sizes else one.name
        for at, one in enumerate(sources[:SHOWN_NAMES])
    ]
    more = len(sources) - len(names)
    if more:
        names.append(say("desk.more_files", language, count=number(more)))
    return listed(names, language)


def size(count: int, language: Language) -> str:
    """A number of bytes: 12 kB, 3.4 MB."""
    if count < KILO**2:
        return say("desk.kilobytes", language, count=number(max(count / KILO, 1)))
    return say("desk.megabytes", language, count=number(count / KILO**2, 1))


def rows_of(counts: Counts, language: Language, *, same: bool = True) -> str:
    """New 12 rows, changed 3 rows: what is not nothing of it."""
    parts = [
        say(f"desk.rows_{name}_counted", language, count=number(getattr(counts, name)))
        for name in _PARTS
        if getattr(counts, name) and (same or name != "same")
    ]
    return listed(parts, language) or say("desk.rows_none", language)


def counted(counts: Mapping[str, Counts], language: Language) -> str:
    """What a batch did, table by table."""
    parts = [
        say(
            "desk.of_table", language, table=table_name(name, language),
            rows=rows_of(one, language),
        )
        for name, one in counts.items()
    ]  # fmt: skip
    return say("desk.between_tables", language).join(parts)


def headline(checked: Checked, language: Language) -> str:
    """The one sentence over a result."""
    prepared = checked.prepared
    errors, asked = len(prepared.findings.errors), len(prepared.questions) + (not checked.told)
    if errors:
        key = "desk.head_errors_asked" if asked else "desk.head_errors"
        return say(key, language, count=number(errors), asked=number(asked))
    if asked:
        return say("desk.head_asked", language, asked=number(asked))
    counts = checked.counts
    if not prepared.ready:
        return say("desk.head_nothing", language)
    if not checked.changes_anything:
        return say("desk.head_same", language, same=number(counts["same"]))
    return say("desk.head_ready", language, **{k: number(v) for k, v in counts.items()})


def headline_html(checked: Checked, language: Language) -> str:
    """The sentence, with what comes next, as the head of the result."""
    prepared = checked.prepared
    state = "ready" if prepared.ready and checked.told else "wrong"
    if state == "ready" and not checked.changes_anything:
        state = "same"
    sign = {"ready": "✓", "wrong": "!", "same": "="}[state]
    parts = []
    if prepared.findings.errors:
        parts.append(say("desk.next_errors", language))
    elif state == "same":
        parts.append(say("desk.next_same", language))
    elif state == "ready":
        parts.append(say("desk.next_ready", language))
    if warnings := len(prepared.findings.warnings):
        parts.append(say("desk.next_warnings", language, count=number(warnings)))
    return (
        f'<div class="desk-head {state}" role="status"><span class="sign" aria-hidden="true">{sign}'
        f"</span><div><h3>{escape(headline(checked, language))}</h3>"
        f"<p>{escape(' '.join(parts))}</p></div></div>"
    )


def understood(prepared: Prepared, language: Language) -> None:
    """What each sheet was taken for: its table, its rows, the columns left out."""
    if not prepared.delivered:
        return
    heads = [say(f"desk.col_{one}", language) for one in ("file", "sheet", "table", "rows", "left")]
    rows = [
        [
            one.file,
            one.sheet or "–",
            table_name(one.table.name, language),
            number(one.cells.height),
            left_out(prepared, one, language),
        ]
        for one in prepared.delivered
    ]
    if len({one.file for one in prepared.delivered}) == 1:
        heads, rows = heads[1:], [row[1:] for row in rows]
    table(heads, rows, caption=say("desk.understood", language), numbers=[len(heads) - 2])


def left_out(prepared: Prepared, one: Delivered, language: Language) -> str:
    """The columns of a sheet that are not taken."""
    return listed(list(_left_out(prepared, one)), language) or "–"


def _left_out(prepared: Prepared, one: Delivered) -> Iterator[str]:
    for group in prepared.findings.groups:
        if group.kind in LEFT_OUT and (group.file, group.sheet) == (one.file, one.sheet):
            yield group[0].column or group.facts["letter"]
