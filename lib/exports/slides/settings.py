"""Fonts and sizes of slides, from ``data/exports.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[3] / "data" / "exports.toml"


@dataclass(frozen=True)
class Sizes:
    """Sizes in points, by what they are for; ``headline`` from the largest to the least."""

    typeface: str
    headline: tuple[float, ...]
    points: dict[str, float]
    table_slides: int
    picture_dpi: int

    def of(self, what: str) -> float:
        """The size of ``title``, ``text``, ``fact`` …; KeyError for one that is not in the file."""
        return self.points[what]


@cache
def sizes(file: Path = FILE) -> Sizes:
    """What the file says, with its factor in all sizes.

    Raises ValueError, naming file and entry, where something is not there or not above zero.
    """
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        fonts, slides = entries["fonts"], entries["slides"]
        factor = _above_zero(file, "factor", fonts["factor"])
        headline = [_above_zero(file, "headline", one) * factor for one in slides["headline"]]
        whole = {name: int(slides[name]) for name in ("table_slides", "picture_dpi")}
        points = {
            name: round(_above_zero(file, name, value) * factor, 1)
            for name, value in slides.items() if name not in (*whole, "headline")
        }  # fmt: skip
        return Sizes(str(fonts["typeface"]), tuple(headline), points, **whole)
    except KeyError as missing:
        raise ValueError(f"{file.name}: {missing} is missing.") from missing


def _above_zero(file: Path, name: str, value: Any) -> float:
    if not isinstance(value, int | float) or value <= 0:
        raise ValueError(f"{file.name}: {name} must be a number above 0, not {value!r}.")
    return float(value)
