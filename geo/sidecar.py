"""Sidecars: beside every data file, `<file>.meta.json` says where it came from.

A sidecar has no time of building, so that the same sources give the same bytes.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Source:
    """A published data set that a file was made from."""

    publisher: str
    title: str
    version: str
    licence: str
    files: tuple[Path, ...] = ()


def sha256(path: Path) -> str:
    """Checksum of a file, as 64 hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, value: Any, indent: int | None = None) -> None:
    """Write JSON as UTF-8 with one final line break; compact unless `indent` is given."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def sidecar_path(path: Path) -> Path:
    """Where the sidecar of a file stands: the same folder, `.meta.json` added to the name."""
    return path.with_name(path.name + ".meta.json")


def write_sidecar(
    path: Path, sources: Sequence[Source], root: Path, made_by: str, rows: int, **more: Any
) -> None:
    """Write the sidecar of `path`.

    `root` is the folder that the source files are named from, `made_by` one sentence on what was
    done, `rows` the number of records or features; `more` adds keys (units, rounding and so on).
    """
    meta = {
        "file": path.name,
        "sha256": sha256(path),
        "rows": rows,
        "made_by": made_by,
        **more,
        "sources": [_source(source, root) for source in sources],
    }
    write_json(sidecar_path(path), meta, indent=2)


def _source(source: Source, root: Path) -> dict[str, Any]:
    files = {_named_from(root, path): sha256(path) for path in sorted(source.files)}
    return {
        "publisher": source.publisher,
        "title": source.title,
        "version": source.version,
        "licence": source.licence,
        "sha256_of_files": files,
    }


def _named_from(root: Path, path: Path) -> str:
    """Path of a source file without anything of this machine's folders."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
