"""Workbooks are read by a process of their own, which can be ended and can't take this one down."""

import json
import logging
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO

import polars as pl

from lib.imports.reading.kinds import label
from lib.imports.reading.limits import WALL_SECONDS
from lib.imports.sheets import Sheet, Source
from lib.settings import ROOT
from lib.store.findings import Findings, Group

logger = logging.getLogger(__name__)

Watch = Callable[[float], None]  # the share that is done; may raise to stop
_HEADER = struct.Struct("<cQ")
_MOST_HANDED = 1_500_000_000
_TICK = 0.1
_Frame = tuple[bytes, bytes]


def read_confined(
    source: Source, watch: Watch | None = None, seconds: float = WALL_SECONDS
) -> list[Sheet] | Findings:
    """The sheets of a workbook in order, or what keeps them from being read.

    What `watch` raises ends the reading, and is raised.
    """
    command = [
        sys.executable,
        "-E",
        "-s",
        "-m",
        "lib.imports.reading.workbook",
        str(source.path.resolve()),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={"PYTHONHASHSEED": "0"},
    ) as process:  # fmt: skip
        try:
            return _collect(source, process, watch, time.monotonic() + seconds)
        finally:
            process.kill()


def _collect(
    source: Source, process: subprocess.Popen[bytes], watch: Watch | None, until: float
) -> list[Sheet] | Findings:
    assert process.stdout is not None
    frames: queue.SimpleQueue[_Frame | None] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(process.stdout, frames), daemon=True).start()
    sheets: list[Sheet] = []
    for letter, content in _arriving(frames, watch, until):
        if letter == b"F":
            return Findings((_found(source, content),))
        if letter == b"E":
            return sheets
        if letter == b"S":
            sheets.append(_sheet(source, content))
        elif letter == b"T":
            return Findings((Group(source.name, "slow_file"),))
    return Findings((Group(source.name, _how_it_ended(process)),))


def _arriving(
    frames: "queue.SimpleQueue[_Frame | None]", watch: Watch | None, until: float
) -> Iterator[_Frame]:
    """The frames as they come; a T when time is up."""
    share = 0.0
    while True:
        if watch:
            watch(share)
        if time.monotonic() > until:
            yield b"T", b""
            return
        try:
            frame = frames.get(timeout=_TICK)
        except queue.Empty:
            continue
        if frame is None:
            return
        if frame[0] == b"P":
            (share,) = struct.unpack("<d", frame[1])
        else:
            yield frame


def _receive(pipe: IO[bytes], frames: "queue.SimpleQueue[_Frame | None]") -> None:
    handed = 0
    try:
        while len(header := pipe.read(_HEADER.size)) == _HEADER.size:
            letter, length = _HEADER.unpack(header)
            handed += length
            if handed > _MOST_HANDED or len(content := pipe.read(length)) < length:
                break
            frames.put((letter, content))
    except (OSError, ValueError) as error:  # as when the reading was stopped: the pipe is closed
        logger.debug("The reading of a workbook ended: %s", error)
    frames.put(None)


def _found(source: Source, content: bytes) -> Group:
    found = json.loads(content)
    sheet = label(found["sheet"]) if found["sheet"] else ""
    return Group(source.name, found["kind"], facts=found["facts"], sheet=sheet)


def _sheet(source: Source, content: bytes) -> Sheet:
    import pyarrow.ipc  # noqa: PLC0415

    with pyarrow.ipc.open_stream(content) as reader:
        about = json.loads(reader.schema.metadata[b"sheet"])
        cells = pl.from_arrow(reader.read_all().replace_schema_metadata())
    assert isinstance(cells, pl.DataFrame)
    merged = tuple((top + 1, left, low + 1, right) for top, left, low, right in about["merged"])
    notes = (Group(source.name, "macros_ignored"),) if about["macros"] else ()
    return Sheet(
        source, label(about["name"]), cells, 1, about["column"], about["hidden"], merged, notes
    )  # fmt: skip


def _how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """Why the process ended before it was done: no more memory, no more time, or damage."""
    ended = process.wait()
    if ended == -signal.SIGABRT:
        return "heavy_file"
    if ended in (-signal.SIGXCPU, -signal.SIGKILL):
        return "slow_file"
    return "damaged_file"
