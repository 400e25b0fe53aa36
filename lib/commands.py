"""The commands: figures as CSV, the list of indicators, the sample as files, the data desk.

They read the same store as the dashboard: the folder named by DATA, else the store named by
STORE or in `var/store`, else the sample.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from geo.codes import Level
from lib import access_commands
from lib.access.scope import Scope
from lib.desk_commands import Refused, add_commands
from lib.imports.folder import FolderRefused
from lib.indicators import registry
from lib.indicators.change import against_target, compare
from lib.indicators.dictionary import dictionary
from lib.indicators.earlier import Against
from lib.indicators.evaluate import AreaRefused, Question, evaluate
from lib.indicators.filters import FilterRefused, Filters
from lib.opening import open_store
from lib.operations_commands import add_operations
from lib.periods import Period
from lib.planning_commands import add_planning
from lib.settings import Settings
from lib.store.copying import copy_store
from lib.store.errors import StoreError
from lib.store.handbook import handbook

TARGET = "target"
WHOLE_NUMBERS = ("numerator", "denominator")


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status, with what went wrong on standard error."""
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
    except registry.UnknownIndicator as error:
        return _refused(str(error))
    except Refused as error:
        return _refused(str(error))
    except (FilterRefused, AreaRefused, FolderRefused, StoreError, ValueError, OSError) as error:
        return _refused(str(error))
    return 0


def figures_csv(figures: pd.DataFrame) -> str:
    """Figures as CSV text; whole numbers without a decimal point, missing values empty."""
    table = figures.copy()
    for column in WHOLE_NUMBERS:
        if table[column].dropna().mod(1).eq(0).all():
            table[column] = table[column].astype("Int64")
    return table.to_csv(index_label="area_code", lineterminator="\n")


def _indicator(options: argparse.Namespace) -> None:
    store = open_store(Settings.from_environment())
    _write(figures_csv(evaluate(store, Scope.everything(), _question(options))), options.csv)


def _question(options: argparse.Namespace) -> Question:
    return Question(
        indicator=options.code,
        level=Level(options.level),
        period=Period(options.start, options.end),
        as_of=options.as_of,
        areas=tuple(options.area),
        filters=_filters(options.filter),
    )


def _indicators(_: argparse.Namespace) -> None:
    for one in registry.indicators().values():
        filters = ", ".join(one.filters)
        print(f"{one.code}\n  {one.thai} | {one.english} ({one.unit('en')})")
        print(f"  {'flow' if one.flow else 'stock'}; filters: {filters}")


def _sample(options: argparse.Namespace) -> None:
    from lib.sample import generate, write_csv  # noqa: PLC0415 (only this command needs it)

    write_csv(generate(), Path(options.out))
    print(f"Simulated data written to {options.out}. Open it with: DATA={options.out} make run")


def _tables(options: argparse.Namespace) -> None:
    _write(handbook(), options.out)


def _dictionary(options: argparse.Namespace) -> None:
    _write(dictionary(), options.out)


def _copy_store(options: argparse.Namespace) -> None:
    with open_store(Settings.from_environment()) as source:
        copy_store(source, options.address).close()
    print("Copied. Open it with STORE set to the same address.")


def _compare(options: argparse.Namespace) -> None:
    store = open_store(Settings.from_environment())
    if options.against == TARGET:
        found = against_target(store, Scope.everything(), _question(options))
        _write(found.to_csv(index_label="area_code", lineterminator="\n"), options.csv)
        return
    against = Against(options.against) if options.against else None
    changed = compare(store, Scope.everything(), _question(options), against)
    days = changed.comparison.period
    print(f"against {days.start} to {days.end}", file=sys.stderr)
    _write(changed.areas.to_csv(index_label="area_code", lineterminator="\n"), options.csv)


def _write(text: str, place: str) -> None:
    if place == "-":
        sys.stdout.write(text)
    else:
        Path(place).write_text(text, encoding="utf-8")


def _filters(given: Sequence[str]) -> Filters:
    chosen: dict[str, list[str]] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise ValueError(f"--filter {text!r} has no '=': write NAME=VALUE.")
        chosen.setdefault(name, []).append(value)
    return tuple((name, tuple(values)) for name, values in chosen.items())


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date: write it as year-month-day, C.E., for example 2026-06-30"
        ) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("indicator", help="an indicator for every area of a level, as CSV")
    one.set_defaults(command=_indicator)
    _add_question(one)

    change = commands.add_parser("change", help="its change, marked where it is more than chance")
    change.set_defaults(command=_compare)
    _add_question(change)
    change.add_argument(
        "--against", choices=[*map(str, Against), TARGET],
        help="the same days a year ago, the days before, or the reference value; "
        "unless given a year ago if the data reach back so far",
    )  # fmt: skip

    listing = commands.add_parser("indicators", help="list the indicators")
    listing.set_defaults(command=_indicators)

    tables = commands.add_parser("tables", help="the tables and fields, as docs/data.md says them")
    tables.set_defaults(command=_tables)
    tables.add_argument("--out", default="-", metavar="FILE", help="file to write; - prints it")

    words = commands.add_parser(
        "dictionary", help="the indicators, as docs/indicators.md says them"
    )
    words.set_defaults(command=_dictionary)
    words.add_argument("--out", default="-", metavar="FILE", help="file to write; - prints it")

    sample = commands.add_parser("sample", help="write the simulated data as CSV files")
    sample.set_defaults(command=_sample)
    sample.add_argument("--out", required=True, metavar="FOLDER")

    add_commands(commands)
    access_commands.add_commands(commands)
    add_operations(commands)
    add_planning(commands)

    copy = commands.add_parser("copy-store", help="copy the store to another folder or server")
    copy.set_defaults(command=_copy_store)
    copy.add_argument("address", metavar="ADDRESS", help="a folder, or as docs/engines.md says")
    return parser


def _add_question(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="code of the indicator; `indicators` lists them")
    parser.add_argument("--level", required=True, choices=[str(level) for level in Level])
    parser.add_argument("--from", dest="start", required=True, type=_day, metavar="DATE")
    parser.add_argument("--to", dest="end", required=True, type=_day, metavar="DATE")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="later events do not count")
    parser.add_argument(
        "--area", action="extend", nargs="+", default=[], metavar="CODE",
        help="only the rows of this area and of all in it",
    )  # fmt: skip
    parser.add_argument(
        "--filter", action="extend", nargs="+", default=[], metavar="NAME=VALUE",
        help="only what has this value; a name given twice means either",
    )  # fmt: skip
    parser.add_argument("--csv", required=True, metavar="FILE", help="file to write; - prints it")
