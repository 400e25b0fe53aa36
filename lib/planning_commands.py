"""The command that tells the alerts: on the terminal, or as a file that others poll.

Exit status: 0 done, 1 refused, 2 wrong arguments. It sees all areas: who may run it has the store.
"""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from geo.areas import load_registry
from lib.access.scope import Scope
from lib.opening import open_store
from lib.planning.alerts import alerts
from lib.planning.feed import Source, alert_clears, alert_title, atom_feed, csv_feed
from lib.planning.wording import LANGUAGES
from lib.settings import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_planning(commands: "Commands") -> None:
    """Add alerts to a parser."""
    one = commands.add_parser("alerts", help="tell the alerts, or write them to a file")
    one.set_defaults(command=_alerts)
    one.add_argument("--area", metavar="CODE", help="an area (default: all of them)")
    one.add_argument("--language", choices=LANGUAGES, default="th")
    file = one.add_mutually_exclusive_group()
    file.add_argument("--csv", type=Path, metavar="FILE")
    file.add_argument("--atom", type=Path, metavar="FILE")


def _alerts(options: argparse.Namespace) -> None:
    registry = load_registry()
    area = options.area or registry.region.code
    if area not in registry.areas:
        raise ValueError(f"{area!r} is no area: give a code of 2, 4 or 6 digits, or leave it out.")
    with open_store(Settings.from_environment()) as store:
        info = store.info
        found = alerts(store, Scope.everything(), info.data_date, area)
    source = Source((area,), info.data_date, info.simulated)
    for file, make in ((options.csv, csv_feed), (options.atom, atom_feed)):
        if file is not None:
            _put(file, make(found, source, options.language))
            print(f"{file}: {len(found):,} alerts, data to {info.data_date}")
            return
    for alert in found:
        print(f"{'!' * alert.severity:3} {alert_title(alert, options.language)}")
        print(f"    {alert_clears(alert, options.language)}")
    mark = " (simulated data)" if info.simulated else ""
    print(f"{len(found):,} alerts, data to {info.data_date}{mark}")


def _put(file: Path, content: bytes) -> None:
    """Write a file in one step: whoever polls it reads the old one or the new one."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
