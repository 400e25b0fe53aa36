"""The commands of the data desk: import files, list what was imported, take a batch back.

They do what the screen does, by the same code. Exit status: 0 done, 1 refused (findings, or a
store that can't be written), 2 wrong arguments.
"""

import argparse
import getpass
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lib.access.scope import Scope
from lib.access.visitor import Visitor
from lib.desk import Desk
from lib.imports.listing import write_report
from lib.imports.log import log_check
from lib.imports.prepare import Prepared
from lib.imports.reading.source import source_of
from lib.settings import Settings
from lib.store.batches import Batch, Counts
from lib.store.findings import Findings, report
from lib.store.model import TABLES
from lib.store.progress import Job, Stage

_REASONS = {"corrected": "it corrected rows", "refers": "its rows point to rows"}
if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


class Refused(Exception):
    """Nothing was stored; the message says why."""


def add_commands(commands: "Commands") -> None:
    """Add import, batches and undo to a parser."""
    one = commands.add_parser("import", help="check files and store them as one batch")
    one.set_defaults(command=_import)
    one.add_argument("files", nargs="+", type=Path, metavar="FILE", help="xlsx, xls, ods, csv, tsv")
    one.add_argument("--table", choices=list(TABLES), help="take every sheet for this table")
    one.add_argument("--dry-run", action="store_true", help="check and compare, store nothing")
    one.add_argument(
        "--report", type=Path, metavar="FILE", help="write the findings here, as .csv or .xlsx"
    )
    one.add_argument(
        "--language", choices=["th", "en"], default="th", help="of the report; Thai unless given"
    )
    _add_common(one)

    batches = commands.add_parser("batches", help="list what was imported and undone")
    batches.set_defaults(command=_batches)
    _add_simulated(batches)

    undo = commands.add_parser("undo", help="take a batch back")
    undo.set_defaults(command=_undo)
    undo.add_argument("batch", metavar="BATCH", help="id of the batch; `batches` lists them")
    undo.add_argument("--dry-run", action="store_true", help="say what it would take away")
    _add_common(undo)


def _desk(options: argparse.Namespace) -> Desk:
    """The desk of who runs the program, who may do everything; the trail has the system's name."""
    who = Visitor(Scope.everything(), shown=_user())
    return Desk(Settings.from_environment(), options.simulated, who=who)


def _import(options: argparse.Namespace) -> None:
    desk = _desk(options)
    sources = [source_of(path) for path in options.files]
    ready = desk.prepare(sources, table=TABLES.get(options.table or ""))
    log_check(ready, desk.settings.var, who=options.author)
    _tell(ready.findings)
    if options.report is not None:
        write_report(ready.findings, options.language, options.report, ready.delivered)
    _say_questions(ready)
    if not ready.ready:
        raise Refused("Nothing was stored.")
    _say_counts(ready.counts)
    if options.dry_run:
        print("Nothing was stored: this was a dry run.")
        return
    batch = desk.store(ready, author=options.author, job=Job(watch=_watch))
    print(_stored(batch))


def _batches(options: argparse.Namespace) -> None:
    for one in _desk(options).batches():
        told = [
            one.message,
            f"undoes {one.undoes}" if one.undoes else "",
            f"undone by {one.undone_by}" if one.undone_by else "",
        ]
        print(f"{one.batch_id}  {one.made_on:%Y-%m-%d %H:%M} UTC  {one.author}  {one.kind}"
              f"  {', '.join(filter(None, told))}")  # fmt: skip
        _say_counts(one.counts)
        for file in one.files:
            print(f"    {file.name}  sha256 {file.sha256}")


def _undo(options: argparse.Namespace) -> None:
    desk = _desk(options)
    preview = desk.undo_preview(options.batch)
    _say_counts(preview.counts)
    for blocker in preview.blockers:
        print(
            f"  {blocker.batch.batch_id} stands on it: {_REASONS[blocker.reason]} of it"
            f" ({blocker.rows:,} rows of {blocker.table})",
            file=sys.stderr,
        )
    if options.dry_run:
        print("Nothing was undone: this was a dry run.")
        return
    print(_stored(desk.undo(options.batch, author=options.author, job=Job(watch=_watch))))


def _tell(findings: Findings) -> None:
    """The findings in Thai, then in English, on standard error."""
    if findings:
        print(f"{report(findings, 'th')}\n\n{report(findings, 'en')}", file=sys.stderr)


def _say_questions(ready: Prepared) -> None:
    for one in ready.questions:
        choices = "; ".join(f"{value} ({texts[1]})" for value, texts in one.choices.items())
        print(
            f"{one.column}: “{one.value}” ({one.rows} rows) may mean {choices}. Write the one that "
            "is meant into the file, or import it on the screen, which asks.",
            file=sys.stderr,
        )


def _say_counts(counts: Mapping[str, Counts]) -> None:
    for name, one in counts.items():
        parts = {
            "new": one.new, "changed": one.changed, "same": one.same,
            "removed": one.removed, "restored": one.restored,
        }  # fmt: skip
        said = ", ".join(f"{count:,} {what}" for what, count in parts.items() if count)
        print(f"  {name}: {said or 'no rows'}")


def _stored(batch: Batch) -> str:
    if not batch.stored:
        return "Nothing was stored: all of it is in the store already."
    return f"Stored as batch {batch.batch_id}."


def _watch(stage: Stage, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{stage} {done:,} of {total:,}", end="", file=sys.stderr)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--author", default=_user(), help="who does it, for the history; the user unless given"
    )
    _add_simulated(parser)


def _user() -> str:
    """The name of who runs the program; empty where the system knows of none."""
    with suppress(KeyError, OSError):
        return getpass.getuser()
    return ""


def _add_simulated(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--simulated", action="store_true", help="into the sample, for rows with SIM- ids"
    )
