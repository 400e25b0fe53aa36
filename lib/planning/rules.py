"""What data/planning.toml says, as dataclasses; a file that can't be used says where and why."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from cattrs import BaseValidationError, Converter, transform_error

from lib.indicators import registry
from lib.settings import ROOT

FILE = ROOT / "data" / "planning.toml"
LOADS = ("population", "activities", "follow_ups", "needs")
Section = TypeVar("Section")


class RulesError(ValueError):
    """A file of rules that can't be used; says where and why."""


class Shaken(StrEnum):
    """How the figure of a part is shaken."""

    NONE = "none"
    POISSON = "poisson"
    BINOMIAL = "binomial"


@dataclass(frozen=True)
class Part:
    """A part of unmet need, as [need.parts] of the file describes it."""

    indicator: str
    none_at: float
    full_at: float
    weight: float
    shaken: Shaken
    less: str = ""
    days: int = 1


@dataclass(frozen=True)
class NeedRules:
    """The parts of unmet need, and which share of their weight must be known."""

    known_at_least: float
    parts: Mapping[str, Part]

    @property
    def weights(self) -> Mapping[str, float]:
        """The weights to start with, by part."""
        return {code: part.weight for code, part in self.parts.items()}


@dataclass(frozen=True)
class Shaking:
    """How a ranking is shaken; an infinite ``concentration`` leaves the weights as they are."""

    draws: int
    seed: int
    concentration: float
    first: int
    low: float
    high: float
    figures: bool = True


@dataclass(frozen=True)
class LoadRules:
    """What makes up a load, and when a move is suggested."""

    days: int
    moves: int
    least_gain: float
    weights: Mapping[str, float]


@cache
def need_rules(file: Path = FILE) -> NeedRules:
    """The parts of unmet need; raises RulesError."""
    rules = read_section(file, "need", NeedRules)
    for code, part in rules.parts.items():
        _check_part(f"{file.name}: [need.parts.{code}]", part)
    return rules


@cache
def shaking(file: Path = FILE) -> Shaking:
    """How a ranking is shaken; raises RulesError."""
    how = read_section(file, "firmness", Shaking)
    if min(how.draws, how.first) < 1 or how.concentration <= 0 or not 0 < how.low < how.high <= 100:
        raise RulesError(
            f"{file.name}: [firmness]: draws and first are at least 1, concentration above 0, low "
            "and high per cent with low below high."
        )
    return how


@cache
def load_rules(file: Path = FILE) -> LoadRules:
    """What makes up a load; raises RulesError."""
    rules = read_section(file, "workload", LoadRules)
    if unknown := set(rules.weights) - set(LOADS):
        raise RulesError(
            f"{file.name}: [workload.weights] has no {sorted(unknown)[0]!r}: "
            f"use {', '.join(LOADS)}."
        )
    numbers = rules.weights.values()
    if rules.days < 1 or rules.moves < 0 or min(numbers, default=-1) < 0 or sum(numbers) <= 0:
        raise RulesError(
            f"{file.name}: [workload]: days is at least 1, moves and weights are not below 0, and "
            "one weight is above."
        )
    return rules


def read_section(file: Path, name: str, kind: type[Section]) -> Section:
    """A section of a TOML file as its dataclass, with every key known and every type right."""
    given: Mapping[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    if name not in given:
        raise RulesError(f"{file.name} has no section [{name}].")
    try:
        return Converter(forbid_extra_keys=True).structure(given[name], kind)
    except (BaseValidationError, ValueError) as error:
        raise RulesError(f"{file.name}: [{name}]: {'; '.join(transform_error(error))}") from error


def _check_part(place: str, part: Part) -> None:
    for code in filter(None, (part.indicator, part.less)):
        registry.get(code)
    if part.none_at == part.full_at or not math.isfinite(part.none_at + part.full_at):
        raise RulesError(f"{place}: none_at and full_at must be two different numbers.")
    if part.weight < 0 or part.days < 1:
        raise RulesError(f"{place}: weight must not be below 0, and days at least 1.")
    if part.shaken is Shaken.BINOMIAL and not part.less:
        raise RulesError(f'{place}: shaken = "binomial" needs `less`: missed of how many?')
