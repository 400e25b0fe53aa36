"""Filters: what a figure can be cut down to, and what that means in each table.

A filter is a name, the code list its values come from, and one condition for each table that
it can cut. Conditions hold ``{values}`` where the chosen values go.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lib.store.codelists import code_list

Filters = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Filter:
    """One filter; ``conditions`` maps a table to its SQL condition."""

    name: str
    codes: str
    conditions: Mapping[str, str]

    @property
    def values(self) -> tuple[str, ...]:
        """Values that can be chosen, in the order of the code list."""
        return NUMBERS.get(self.codes) or code_list(self.codes).codes


NUMBERS = {"round": ("1", "3", "6", "12"), "severity": ("1", "2", "3")}
_BY_ACTIVITY = "activity_id IN (SELECT activity_id FROM activity WHERE {column} IN ({{values}}))"


def _column(name: str, *tables: str, codes: str = "") -> Filter:
    return Filter(name, codes or name, dict.fromkeys(tables, f"{name} IN ({{values}})"))


def _of_activity(name: str, *more: str, codes: str = "") -> Filter:
    """A column of activity, which cuts services through the activity they were given at."""
    plain = _column(name, "activity", *more, codes=codes)
    return Filter(
        name,
        plain.codes,
        {**plain.conditions, "service": _BY_ACTIVITY.format(column=name)},
    )


FILTERS: Mapping[str, Filter] = {
    one.name: one
    for one in (
        _of_activity("mission"),
        _of_activity("work_level"),
        _of_activity("activity_type", "plan"),
        _of_activity("channel"),
        _of_activity("partner_agency", codes="agency"),
        _column("sex", "service"),
        _column("age_group", "service"),
        _column("employment_before", "service", codes="employment_status"),
        _column("service_type", "service"),
        _column("occupation", "occupational_group"),
        _column("legal_form", "occupational_group"),
        _column("subject", "follow_up", codes="follow_up_subject"),
        _column("round", "follow_up"),
        _column("referred_to", "service", codes="agency"),
        _column("source", "need", codes="need_source"),
        Filter("need_category", "need_category", {"need": "category IN ({values})"}),
        Filter("situation_category", "situation_category", {"situation": "category IN ({values})"}),
        _column("severity", "situation"),
    )
}

OF_ACTIVITY = ("mission", "work_level", "activity_type", "channel", "partner_agency")
OF_SERVICE = ("service_type", "sex", "age_group", "employment_before", *OF_ACTIVITY)
OF_RATE = ("service_type", *OF_ACTIVITY)  # those that do not also cut the population
OF_GROUP = ("occupation", "legal_form")
OF_FOLLOW_UP = ("subject", "round")
OF_NEED = ("need_category", "source")
OF_SITUATION = ("situation_category", "severity")


class FilterRefused(ValueError):
    """A filter that an indicator does not accept, or a value that the filter does not have."""


def named(name: str) -> Filter:
    """The filter of this name; raises FilterRefused, naming those that exist."""
    if name not in FILTERS:
        raise FilterRefused(f"There is no filter {name!r}. Choose from: {', '.join(FILTERS)}.")
    return FILTERS[name]


def check(indicator: str, accepted: tuple[str, ...], filters: Filters) -> None:
    """Raise FilterRefused unless every filter is accepted and every value is in its list."""
    for name, values in filters:
        if name not in accepted:
            raise FilterRefused(
                f"{indicator} cannot be filtered by {name!r}. "
                f"It accepts: {', '.join(accepted) or 'no filter'}."
            )
        unknown = [value for value in values if value not in FILTERS[name].values]
        if unknown or not values:
            raise FilterRefused(
                f"{name} has no value {', '.join(map(repr, unknown)) or 'given'}. "
                f"Choose from: {', '.join(FILTERS[name].values)}."
            )
