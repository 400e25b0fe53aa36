"""The fonts of pictures: Sarabun out of its package, and one font for the signs it lacks.

Fonts are named by their files, so nothing is registered with matplotlib and no setting of it is
changed. Its fonts are shared by all threads and keep a state: whoever measures or draws holds
``LOCK``.
"""

import threading
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

LOCK = threading.RLock()
STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}
ASCENT, DESCENT = 1.0, 0.28  # of the size: above and below the line of writing, tone marks too
MIDDLE = 0.33  # of the size: the middle of letters above the line of writing
LINE = 1.3  # of the size: from line to line
_UNKNOWN = "\u25a1"  # an empty box stands for what neither font has


class FontMissing(FileNotFoundError):
    """The package of the fonts is not installed."""


@cache
def font_file(weight: int = 400) -> Path:
    """The file of Sarabun in a weight (400, 600 or 700).

    Raises FontMissing where its package is not installed.
    """
    spec = find_spec("fontpkg_sarabun")
    path = Path(spec.origin).parent / "files" / f"Sarabun-{STYLES[weight]}.ttf" if (
        spec and spec.origin
    ) else None  # fmt: skip
    if path is None or not path.is_file():
        raise FontMissing("Sarabun is not installed: install requirements.lock (fontpkg-sarabun).")
    return path


@cache
def signs_file() -> Path:
    """The font for signs that Sarabun lacks (a dot, a tick); it comes with matplotlib."""
    from matplotlib import get_data_path  # noqa: PLC0415 (pictures only)

    return Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def letters_of(path: Path) -> frozenset[int]:
    """The code points that a font has."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 (pictures only)

    return frozenset(FT2Font(str(path)).get_charmap())


def pieces(text: str, weight: int = 400) -> list[tuple[str, Path]]:
    """The text in pieces, each with the font that has its letters; what none has is a box."""
    main, signs = font_file(weight), signs_file()

    def place(letter: str) -> tuple[str, Path]:
        if ord(letter) in letters_of(main):
            return letter, main
        return (letter if ord(letter) in letters_of(signs) else _UNKNOWN), signs

    placed = map(place, text)
    return [
        ("".join(letter for letter, _ in group), path)
        for path, group in groupby(placed, key=lambda one: one[1])
    ]


@lru_cache(maxsize=4_000)
def properties(path: Path, size: float) -> "FontProperties":
    """What matplotlib calls a font: a file and a size in points."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 (pictures only)

    return FontProperties(fname=str(path), size=size)


@lru_cache(maxsize=20_000)
def _em(text: str, path: Path) -> float:
    from matplotlib.textpath import text_to_path  # noqa: PLC0415 (pictures only)

    with LOCK:
        wide, _, _ = text_to_path.get_text_width_height_descent(
            text, properties(path, 100.0), ismath=False
        )
    return float(wide) / 100.0


def width(text: str, size: float, weight: int = 400) -> float:
    """How wide one line of text is, points."""
    return size * sum(_em(piece, path) for piece, path in pieces(text, weight))
