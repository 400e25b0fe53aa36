"""Look for known holes in the locked requirements: make audit.

    python tests/operations/audit.py requirements.lock [requirements-engines.lock …]

First what needs no network: every requirement is one version with SHA-256 digests, from nowhere
but the index, and what is installed is what the lock says. Then the versions are asked about at
OSV (osv.dev, which holds the advisories of PyPA and GitHub). Where that can't be reached nothing
was checked, which is said loudly and is no failure: a machine without internet must be able to
run the tests. Exit status: 1 for a hole or a lock that does not hold.
"""

import json
import os
import re
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.version import Version

SERVICE = "https://api.osv.dev/v1/querybatch"
SECONDS = 20
_PIN = re.compile(r"(?P<name>[a-zA-Z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>.*)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}( \\)?")
Pins = Mapping[tuple[str, str], str]  # by name and version: the condition it is for


class NotReached(Exception):
    """The service can't be asked."""


def read_lock(file: Path) -> tuple[Pins, list[str]]:
    """The pins of a lock and what is wrong with it."""
    pins: dict[tuple[str, str], str] = {}
    wrong, hashes, last = [], 0, ""
    lines = [one.strip() for one in file.read_text(encoding="utf-8").splitlines()]
    for line in [*(one for one in lines if one and not one.startswith("#")), "end"]:
        if _HASH.fullmatch(line):
            hashes += 1
            continue
        if last and not hashes:
            wrong.append(f"{last} has no digest")
        found = _PIN.fullmatch(line)
        if found is None and line != "end":
            wrong.append(f"{line!r} is not one version of one package")
        last, hashes = (found["name"], 0) if found else ("", 0)
        if found is not None:
            pins[found["name"].lower(), found["version"]] = found["rest"].strip(" \\;")
    return pins, wrong


def not_as_installed(pins: Pins) -> list[str]:
    """Packages that are installed in another version than any that the lock names."""
    wanted: dict[str, set[str]] = {}
    for name, pinned in pins:
        wanted.setdefault(name, set()).add(pinned)
    wrong = []
    for name, versions in wanted.items():
        try:
            here = Version(version(name))
        except PackageNotFoundError:  # for another system or Python, or not installed here
            continue
        if here not in map(Version, versions):
            wrong.append(f"{name} is installed as {here}, the lock says {', '.join(versions)}")
    return wrong


def known_holes(pins: Pins, service: str = SERVICE) -> list[str]:
    """What the service knows of these versions; raises NotReached."""
    asked = list(pins)
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": pinned}
        for name, pinned in asked
    ]
    request = urllib.request.Request(
        service, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            results = json.load(answer)["results"]
        if len(results) != len(asked):
            raise ValueError("another number of answers than of questions")
        return [
            f"{name} {pinned}: {one['id']}  https://osv.dev/{one['id']}"
            for (name, pinned), found in zip(asked, results, strict=True)
            for one in (found or {}).get("vulns", ())
        ]
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotReached(str(error)) from error


def main(files: Sequence[str]) -> int:
    """Check the locks; the exit status."""
    pins: dict[tuple[str, str], str] = {}
    wrong: list[str] = []
    for name in files:
        found, said = read_lock(Path(name))
        pins |= found
        wrong += [f"{name}: {one}" for one in said]
    wrong += not_as_installed(pins)
    print(f"{len(pins)} versions are pinned in {', '.join(files)}.")
    try:
        holes = known_holes(pins, os.environ.get("AUDIT_SERVICE", SERVICE))
        print(f"Known holes in them: {len(holes) or 'none'}.")
        wrong += holes
    except NotReached as error:
        print(f"\n*** NOTHING WAS CHECKED FOR KNOWN HOLES: {error}.", file=sys.stderr)
        print("*** Run `make audit` where there is internet.\n", file=sys.stderr)
    for one in wrong:
        print(one, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
