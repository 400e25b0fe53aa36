"""From a template and its data to a PDF: tagged, with bookmarks, and a text layer that is right."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from lib.exports.model import Stamp
from lib.exports.pdf.textlayer import mended

TEMPLATES = Path(__file__).parent
ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289
FONTS = "fontpkg_sarabun"


def compiled(
    template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes], stamp: Stamp
) -> bytes:
    """The PDF of a template of this folder, the same bytes for the same data.

    Templates read ``data`` as JSON and ``pictures`` by their names; no text becomes markup. A
    document with a sign that no font has is made without the mark of PDF/UA.

    Raises typst.TypstError where the template itself is at fault.
    """
    files = {
        "main.typ": (TEMPLATES / template).read_bytes(),
        "common.typ": (TEMPLATES / "common.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **pictures,
    }
    try:
        found = _compiled(files, stamp, [ACCESSIBLE])
    except typst.TypstError:
        found = _compiled(files, stamp, [])
    return mended(found)


def about(stamp: Stamp) -> dict[str, Any]:
    """What every template needs of a stamp."""
    page = stamp.say("page_of", page="\0", pages="\1")
    return {
        "title": stamp.title,
        "lines": [list(line) for line in stamp.lines],
        "source": stamp.source,
        "simulated": stamp.marks,
        "link": stamp.link,
        "language": stamp.language,
        "author": stamp.say("pdf_author"),
        "page": page,
        "whole": [word for word in stamp.say("pdf_whole").split(",") if word],
        "words": {name: stamp.say(f"pdf_{name}") for name in ("annex", "figure", "table", "link")},
    }


def _compiled(files: Mapping[str, bytes], stamp: Stamp, standards: list[str]) -> bytes:
    compile_: Any = typst.compile  # its stubs do not know files that are given by name
    found = compile_(
        dict(files),
        format="pdf",
        font_paths=[str(_fonts())],
        ignore_system_fonts=True,
        timestamp=int(stamp.made.timestamp()),
        pdf_standards=standards,
    )
    if not isinstance(found, bytes):
        raise TypeError(f"typst gave {type(found).__name__} for one document: bytes were due.")
    return found


@cache
def _fonts() -> Path:
    spec = find_spec(FONTS)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The package {FONTS} is missing: install requirements.lock.")
    return Path(spec.submodule_search_locations[0]) / "files"
