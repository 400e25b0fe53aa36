"""What makes up the draft of a month, as [month] of data/planning.toml says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lib.planning.alerts import KINDS
from lib.planning.rules import FILE, RulesError, need_rules, read_section
from lib.store.codelists import code_list


@dataclass(frozen=True)
class MonthRules:
    """What makes up a draft, as [month] of the file describes it."""

    days: int
    least: int
    most: int
    follow_ups_a_visit: int
    service_day: str
    follow_ups: str
    needs: Mapping[str, str]
    parts: Mapping[str, str]
    alerts: Mapping[str, str]


@cache
def month_rules(file: Path = FILE) -> MonthRules:
    """What makes up a draft; raises RulesError."""
    rules = read_section(file, "month", MonthRules)
    place = f"{file.name}: [month]"
    if min(rules.days, rules.least, rules.follow_ups_a_visit) < 1 or rules.most < rules.least:
        raise RulesError(
            f"{place}: days, least and follow_ups_a_visit are at least 1, most is not below least."
        )
    types = code_list("activity_type").codes
    given = (rules.service_day, rules.follow_ups)
    listed = [one for table in (rules.needs, rules.parts, rules.alerts) for one in table.values()]
    if unknown := sorted({*given, *listed} - set(types)):
        raise RulesError(f"{place}: {unknown[0]!r} is no activity type: use {', '.join(types)}.")
    names = {
        "needs": code_list("need_category").codes,
        "alerts": tuple(KINDS),
        "parts": tuple(need_rules(file).parts),
    }
    for name, known in names.items():
        if strange := sorted(set(getattr(rules, name)) - set(known)):
            raise RulesError(f"{file.name}: [month.{name}] has no {strange[0]!r}.")
    return rules
