"""The commands that look after a place of data: backup, restore, retention, upgrade.

Exit status: 0 done, 1 refused or not confirmed, 2 wrong arguments.
"""

import argparse
import getpass
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lib.access.database import FILE, FOLDER, Database
from lib.operations.backup import Backup, back_up
from lib.operations.places import OperationRefused, held, store_place
from lib.operations.restore import Restored, restore
from lib.operations.retention import Due, delete, due
from lib.settings import Settings
from lib.store.upgrading import Step, form_at, steps, upgrade

FISCAL_YEAR = (10, 1)  # month and day on which it begins
if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_operations(commands: "Commands") -> None:
    """Add backup, restore, retention and upgrade to a parser."""
    one = commands.add_parser("backup", help="write all that is kept to one file")
    one.set_defaults(command=_backup)
    one.add_argument(
        "file", type=Path, metavar="FILE", help="a file .tar.gz, or a folder to name it in"
    )
    one.add_argument("--with-secrets", action="store_true", help="put the secrets in as well")

    back = commands.add_parser("restore", help="put a backup in the place of what is there")
    back.set_defaults(command=_restore)
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--into", type=Path, metavar="VAR", help="another folder than that of VAR")
    back.add_argument(
        "--replace", action="store_true", help="put what is there aside under another name"
    )

    old = commands.add_parser("retention", help="delete rows whose time is up, for good")
    old.set_defaults(command=_retention)
    old.add_argument("--dry-run", action="store_true", help="say what would be deleted")
    old.add_argument(
        "--today", type=date.fromisoformat, metavar="DATE", help="as on an earlier day"
    )
    old.add_argument("--yes", action="store_true", help="do not ask")
    old.add_argument("--simulated", action="store_true", help="also of the sample")

    new = commands.add_parser("upgrade", help="bring the store to the form of this program")
    new.set_defaults(command=_upgrade)
    new.add_argument("--dry-run", action="store_true", help="say what would be done")
    new.add_argument("--backup", type=Path, metavar="FILE", help="make a backup before")
    new.add_argument("--yes", action="store_true", help="do not ask, without a backup")


def _backup(options: argparse.Namespace) -> None:
    settings = Settings.from_environment()
    if settings.data is not None:
        _warn(f"The files in {settings.data} are not in the backup: keep a copy of that folder.")
    elif store_place(settings) is None:
        _warn("There is no store of real data: simulated data are not kept, they are made anew.")
    _say_backup(
        back_up(settings, options.file, who=_user(), with_secrets=options.with_secrets), settings
    )


def _say_backup(done: Backup, settings: Settings) -> None:
    manifest = done.manifest
    print(f"{done.file}  sha256 {done.sha256}")
    print(f"  {len(manifest.files):,} files, {manifest.bytes:,} bytes; read again and whole")
    if manifest.store is not None:
        print(f"  store with data up to {manifest.store.data_date}")
        for table, rows in manifest.store.rows.items():
            print(f"    {table}: {rows:,} rows")
    if manifest.broken_trail:
        _warn(f"The trail is not whole: lines {list(manifest.broken_trail)} do not fit.")
    if manifest.with_secrets:
        _warn(
            "The secrets are in it: who has this file can find people in it by their numbers. Keep "
            "it locked away, apart from the other backups."
        )
    else:
        print(f"  without the secrets: keep a copy of {settings.secrets} apart from the backups")


def _restore(options: argparse.Namespace) -> None:
    settings = Settings.from_environment()
    if options.into is not None:
        settings = replace(settings, var=options.into.expanduser().absolute())
    _say_restored(restore(settings, options.file, who=_user(), replacing=options.replace), settings)


def _say_restored(done: Restored, settings: Settings) -> None:
    manifest = done.manifest
    print(f"Restored into {done.var}: the backup of {manifest.made_on:%Y-%m-%d %H:%M} UTC.")
    if manifest.store is None:
        print("  It has no store of real data.")
    else:
        rows = sum(manifest.store.rows.values())
        print(f"  The store opens and has the {rows:,} rows that the backup counted.")
        if settings.store is not None:
            _warn("STORE names another store: unset it, or copy the restored one with copy-store.")
    _say_steps(done.steps)
    if done.sessions:
        print(f"  {done.sessions} sessions of the backup were ended: all sign in anew.")
    if done.broken_trail:
        _warn(f"Lines {list(done.broken_trail)} of the trail do not fit, as in the backup.")
    for path in done.aside:
        print(f"  What was there stands in {path}; delete it when nobody needs it any more.")
    if done.configuration is not None:
        print(f"  The configuration of that time is {done.configuration}; ACCESS may name it.")
    if not manifest.with_secrets:
        print(f"  The secrets are not in it: they are those in {settings.secrets}.")
    if done.trouble:
        _warn(f"Imports are refused until this is put right: {done.trouble}")


def _retention(options: argparse.Namespace) -> None:
    settings = Settings.from_environment()
    found = due(settings, options.today)
    if not found.before:
        print("No table has a time in [retention]: nothing is deleted.")
        return
    _say_due(found)
    if any((day.month, day.day) != FISCAL_YEAR for day in found.before.values()):
        _warn(
            "The cut lies within a fiscal year, of which a part stays: its figures will be too "
            "low. --today with the 1st of October cuts between two years."
        )
    if options.dry_run:
        print("Nothing was deleted: this was a dry run.")
        return
    if found.simulated and not options.simulated:
        raise OperationRefused(
            "These are simulated data: nothing was deleted. With --simulated it is done to them."
        )
    if found.any and not options.yes:
        _warn("Figures of those days change, and no copy of the program's can bring the rows back.")
        _confirm("Delete them for good?")
    batch, _ = delete(settings, found, who=_user())
    if batch is None:
        print("Nothing was so old. Older versions of the store were deleted.")
        return
    print(f"Deleted, as batch {batch.batch_id}. No file of the store has these rows any more.")
    print("  Backups made before still have them: delete those when their time is up.")
    if settings.engine:
        print("  The copies that ENGINE has of older versions: docs/running.md says how they go.")


def _say_due(found: Due) -> None:
    for table, gone in found.gone.items():
        span = f", {gone.first} to {gone.last}" if gone.first is not None else ""
        print(f"  {table}: {gone.rows:,} rows of days before {gone.before}{span}")
        if gone.kept_for_undo:
            print(f"    and {gone.kept_for_undo:,} earlier states of rows, kept for the undo")
        if gone.open:
            print(f"    {gone.open:,} as old stay, because they are not over")


def _upgrade(options: argparse.Namespace) -> None:
    settings = Settings.from_environment()
    accounts = Database(settings.var / FOLDER / FILE)
    if accounts.file.is_file():
        with accounts.reading():  # which brings it to the form of this program, or refuses
            print("The accounts have the form of this program.")
    place = store_place(settings)
    if place is None:
        print("There is no store of real data: simulated data are made anew by themselves.")
        return
    with held(place):
        todo = steps(form_at(place))
    if not todo:
        print("The store has the form of this program already.")
        return
    _say_steps(todo)
    if options.dry_run:
        print("Nothing was changed: this was a dry run.")
        return
    if options.backup is not None:
        _say_backup(back_up(settings, options.backup, who=_user()), settings)
    elif not options.yes:
        _warn("Make a backup first: --backup FILE does both.")
        _confirm("Go on without a backup?")
    with held(place):
        upgrade(place, _user())
    print("The store has the form of this program now.")


def _say_steps(found: "list[Step] | tuple[Step, ...]") -> None:
    for step in found:
        what = "is made" if step.new else f"gets {', '.join(step.added) or 'its columns in order'}"
        print(f"  {step.table} {what}")


def _confirm(question: str) -> None:
    """Ask at the terminal; raises OperationRefused for anything but yes, or without a terminal."""
    if not sys.stdin.isatty():
        raise OperationRefused("Nothing was changed: without a terminal to ask at, give --yes.")
    if input(f"{question} Type yes: ").strip().casefold() != "yes":
        raise OperationRefused("Nothing was changed.")


def _warn(text: str) -> None:
    print(text, file=sys.stderr)


def _user() -> str:
    with suppress(KeyError, OSError):
        return getpass.getuser()
    return ""
