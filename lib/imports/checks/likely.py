"""What data/imports.toml says about rows that are unlikely."""

import tomllib
from dataclasses import dataclass
from functools import cache

from lib.imports.spelling.rules import RULES_FILE


@dataclass(frozen=True)
class UnusualRule:
    """A number, the sum of the fields `of`, compared within the codes of `by`."""

    of: tuple[str, ...]
    spread: float
    by: str | None = None
    low: bool = False


@dataclass(frozen=True)
class MonthlyRule:
    """Rows of a tambon in a month of `date`, which are looked at from `least` on."""

    date: str
    spread: float
    least: int


@dataclass(frozen=True)
class ImpossibleRule:
    """What can't be together in a row: `when` in SQL, told of `field` and `other`."""

    kind: str
    field: str
    when: str
    other: str | None = None


@dataclass(frozen=True)
class LikelyRules:
    """All that is said of one table."""

    unusual: tuple[UnusualRule, ...]
    monthly: tuple[MonthlyRule, ...]
    impossible: tuple[ImpossibleRule, ...]
    doubles: bool


@cache
def likely_rules(table: str) -> LikelyRules:
    """The rules of a table, by its name."""
    raw = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    own = {
        section: [
            {key: value for key, value in rule.items() if key != "table"}
            for rule in raw[section] if rule["table"] == table
        ]
        for section in ("unusual", "monthly", "impossible", "doubles")
    }  # fmt: skip
    return LikelyRules(
        tuple(UnusualRule(**{**rule, "of": tuple(rule["of"])}) for rule in own["unusual"]),
        tuple(MonthlyRule(**rule) for rule in own["monthly"]),
        tuple(ImpossibleRule(**rule) for rule in own["impossible"]),
        bool(own["doubles"]),
    )
