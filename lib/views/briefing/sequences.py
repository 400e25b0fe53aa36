"""Slides and ready sequences of slides, as `data/briefings.toml` has them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from geo.codes import Level
from lib.settings import ROOT
from lib.views.selection import Kind

FILE = ROOT / "data" / "briefings.toml"
MOST_SLIDES = 20


class Shows(StrEnum):
    """What a slide shows."""

    MAP = "map"
    RANKING = "ranking"
    MONTHS = "months"
    ATTENTION = "attention"
    CHART = "chart"


@dataclass(frozen=True)
class Plan:
    """What a slide is to show: an indicator or a chart, and the figures beside it."""

    name: str
    shows: Shows
    indicator: str = ""
    chart: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sequence:
    """A ready sequence: its slides, and the kind of period and the level that it is for."""

    name: str
    kind: Kind
    within: Level
    slides: tuple[str, ...]


@cache
def plans() -> Mapping[str, Plan]:
    """All slides by name, in their order; ValueError for a file that does not make sense."""
    found = {}
    for name, one in tomllib.loads(FILE.read_text(encoding="utf-8"))["slides"].items():
        plan = Plan(
            name,
            Shows(one["kind"]),
            one.get("indicator", ""),
            one.get("chart", ""),
            tuple(one.get("facts", ())),
        )
        if (plan.shows is Shows.CHART) != bool(plan.chart):
            raise ValueError(f"{FILE.name}: slide {name} needs `chart` just when it is a chart.")
        if (plan.shows in (Shows.MAP, Shows.RANKING, Shows.MONTHS)) != bool(plan.indicator):
            raise ValueError(f"{FILE.name}: slide {name} needs an indicator just for figures.")
        found[name] = plan
    return found


@cache
def sequences() -> Mapping[str, Sequence]:
    """The ready sequences by name, in their order; ValueError for a slide that is not there."""
    found = {}
    for name, one in tomllib.loads(FILE.read_text(encoding="utf-8"))["sequences"].items():
        slides = tuple(one["slides"])
        if unknown := [slide for slide in slides if slide not in plans()]:
            raise ValueError(f"{FILE.name}: sequence {name} names no slide with {unknown[0]!r}.")
        found[name] = Sequence(name, Kind(one["period"]), Level(one["within"]), slides)
    return found
