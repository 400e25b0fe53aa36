"""Who carries how much: the work of each officer and centre, a fair share, and moves to even it.

Officers are pseudonyms. A tambon that several hold is shared equally between them. All of this
needs the right to plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isnan

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import Level, is_within, level_of
from lib.access.scope import Scope
from lib.indicators.cutting import Cut
from lib.planning.asking import answer, days_back, planned_areas
from lib.planning.rules import LOADS, LoadRules, load_rules
from lib.store.lake import Store

REGION = "all"  # an area code of the form of a region's: planned_areas cuts it to the scope
SHOWN = (*LOADS, "people_served")
_INDICATORS = {
    "population": ("registered_population",),
    "activities": ("activities",),
    "follow_ups": ("follow_ups_overdue", "follow_ups_coming"),
    "needs": ("needs_open",),
    "people_served": ("people_served",),
}
_HOLDERS = """
    SELECT DISTINCT officer_id, tambon_code
    FROM officer, (SELECT CAST(? AS DATE) AS as_of) AS asked
    WHERE start_date <= as_of AND (end_date IS NULL OR end_date >= as_of) AND {cut}
    ORDER BY officer_id, tambon_code
"""


class Change(StrEnum):
    """What becomes of an assignment."""

    HAND_OVER = "hand over"  # the one who takes holds the tambon instead of the one who gives
    SHARE = "share"  # both hold it


class Still(StrEnum):
    """Why no move is suggested in an amphoe."""

    LITTLE = "little"  # moves were looked at, and none is gain enough
    ELSEWHERE = "elsewhere"  # who could give or take also holds tambon in another amphoe
    UNKNOWN = "unknown"  # the load of a tambon that somebody holds is not known
    ONE = "one"  # officer alone
    NOBODY = "nobody"


@dataclass(frozen=True)
class Move:
    """A tambon that one officer hands over to, or shares with, another of the same amphoe.

    ``largest_before`` and ``largest_after`` are the largest load of an officer of that amphoe.
    """

    amphoe: str
    tambon: str
    giver: str
    taker: str
    change: Change
    largest_before: float
    largest_after: float


@dataclass(frozen=True, eq=False)
class Workload:
    """Loads of tambon and who holds them, on a day; 1 is the mean of all officers of the scope.

    ``tambon``: index tambon code; the figures of ``SHOWN`` (people_served are distinct), holders
    (how many officers) and load. ``holders``: one row an assignment, officer_id and tambon_code,
    of every tambon that the scope covers. ``areas`` are those asked for, a tambon's amphoe for it.
    """

    tambon: pd.DataFrame
    holders: pd.DataFrame
    areas: tuple[str, ...]


def workload(
    store: Store, scope: Scope, area: str, as_of: date, rules: LoadRules | None = None
) -> Workload:
    """The work of an area as of a day, in loads that count what the scope covers.

    Raises PlanRefused where the scope has no right to plan there.
    """
    rules = rules or load_rules()
    areas = planned_areas(scope, area[:4] if level_of(area) is Level.TAMBON else area)
    everything = planned_areas(scope, REGION)
    figures = _figures(store, scope, everything, as_of, rules, Level.TAMBON)
    cut = Cut.allowed(scope).within(everything)
    text = _HOLDERS.format(cut=cut)
    holders = store.query(text, scope, [as_of.isoformat(), *cut.values])
    counts = holders.groupby("tambon_code")["officer_id"].nunique()
    figures["holders"] = counts.reindex(figures.index).fillna(0).astype("int64")
    figures["load"] = tambon_loads(figures, holders["officer_id"].nunique(), rules)
    return Workload(figures, holders, areas)


def by_officer(work: Workload) -> pd.DataFrame:
    """The work of every officer in each amphoe of the area, of the tambon held there.

    Index (amphoe_code, officer_id), sorted; tambon (how many), the figures of ``LOADS`` (of a
    shared tambon its part; missing where one is not known), load, elsewhere (tambon of other
    amphoe that the officer holds and the scope covers), part (of all tambon of the officer those
    that lie here, 0 to 1: the time that is here) and fair (the load of the amphoe, tambon that
    nobody holds included, shared by those parts). People served are not among them: who was
    served in two tambon of an officer is one person, and sums would count two.
    """
    held = work.holders.merge(work.tambon, left_on="tambon_code", right_index=True)
    held["amphoe_code"] = held["tambon_code"].str[:4]
    for name in (*LOADS, "load"):
        held[name] = held[name] / held["holders"]
    grouped = held.groupby(["amphoe_code", "officer_id"])
    found = grouped[[*LOADS, "load"]].sum(skipna=False)
    found.insert(0, "tambon", grouped.size())
    part = _parts(work).reindex(found.index)
    found["elsewhere"] = (found["tambon"] / part - found["tambon"]).round().astype("int64")
    found["part"] = part
    amphoe = found.index.get_level_values("amphoe_code")
    found["fair"] = part * _fair(work).reindex(amphoe).to_numpy()
    return found[_inside(amphoe, work.areas)].sort_index()


def by_centre(
    store: Store, scope: Scope, work: Workload, as_of: date, rules: LoadRules | None = None
) -> pd.DataFrame:
    """The work of every amphoe of the area, which one centre answers for.

    Index amphoe_code; officers (heads: who holds tambon in two amphoe is one in both), full_time
    (officers by the part of their tambon that lies here), the figures of ``SHOWN`` (people_served
    are distinct in the amphoe), without_officer (tambon that nobody holds), load (of all its
    tambon), fair (load for each full-time officer were it shared equally; missing without
    officers), largest (load that one officer has here) and spread (how many times its part of
    what all hold the officer with most of it has: 1 is even).
    """
    found = _figures(store, scope, work.areas, as_of, rules or load_rules(), Level.AMPHOE)
    each = by_officer(work)
    officers = each.groupby("amphoe_code")
    tambon = work.tambon.groupby(work.tambon.index.str[:4])
    heads = officers.size().reindex(found.index).fillna(0).astype("int64")
    found.insert(0, "officers", heads)
    found.insert(1, "full_time", officers["part"].sum().reindex(found.index).fillna(0.0))
    found["without_officer"] = tambon["holders"].agg(lambda column: int((column == 0).sum()))
    found["load"] = tambon["load"].sum(skipna=False)
    found["fair"] = _fair(work)
    found["largest"] = officers["load"].max()
    mean = officers["load"].sum() / officers["part"].sum()
    amphoe = each.index.get_level_values("amphoe_code")
    times = each["load"] / (each["part"] * mean.reindex(amphoe).to_numpy())
    found["spread"] = times.groupby("amphoe_code").max()
    return found


def tambon_loads(figures: pd.DataFrame, officers: int, rules: LoadRules) -> "pd.Series[float]":
    """The load of each tambon: the weighted mean of its figures, each by the mean of an officer.

    A figure that is not known is left out of the mean, and so is one that is nothing everywhere.
    Without officers the mean is that of a tambon.
    """
    names = [name for name, weight in rules.weights.items() if weight > 0]
    held = figures[figures["holders"] > 0] if officers else figures
    unit = held[names].sum() / max(officers or len(held), 1)
    parts = figures[names] / unit.where(unit > 0)
    weights = parts.notna() * pd.Series(rules.weights)[names]
    return (parts.fillna(0) * weights).sum(axis=1) / weights.sum(axis=1)


def moves(work: Workload, rules: LoadRules | None = None) -> list[Move]:
    """Moves that even out the load within each amphoe of the area, the first best first.

    Greedy: each move takes a tambon of the officer with the largest load to the officer with the
    least who does not hold it, handed over or shared, whichever leaves the smaller largest load;
    and only where that falls by ``least_gain`` of itself. Nobody gives after taking, nor takes
    after giving. Officers who also hold tambon in another amphoe neither give nor take: their load
    is not known from here alone. Never across amphoe.
    """
    rules = rules or load_rules()
    elsewhere = by_officer(work)["elsewhere"]
    found = []
    for amphoe in sorted(set(elsewhere.index.get_level_values("amphoe_code"))):
        inside = work.holders[work.holders["tambon_code"].str.startswith(amphoe)]
        held = {
            str(tambon): frozenset(rows["officer_id"])
            for tambon, rows in inside.groupby("tambon_code")
        }
        loads = {str(tambon): float(one) for tambon, one in work.tambon["load"].items()}
        if any(isnan(loads[tambon]) for tambon in held):
            continue  # who carries most is not known
        here = elsewhere[amphoe]
        fixed = frozenset(here.index[here > 0])
        gave, took = fixed, fixed
        for _ in range(rules.moves):
            move = _best(amphoe, held, loads, (took, gave), rules.least_gain)
            if move is None:
                break
            held = held | {move.tambon: _holders_after(held[move.tambon], move)}
            gave, took = gave | {move.giver}, took | {move.taker}
            found.append(move)
    return found


def why_still(work: Workload) -> Mapping[str, Still]:
    """Why there would be no move in each amphoe of the area, as far as no gain was weighed."""
    each = by_officer(work)
    codes = sorted({str(code)[:4] for code in work.tambon.index})
    return {
        code: _why_still(each[each.index.get_level_values("amphoe_code") == code])
        for code in codes
        if any(is_within(code, area) for area in work.areas)
    }


def _why_still(officers: pd.DataFrame) -> Still:
    """Of the officers of one amphoe, as ``by_officer`` has them."""
    if len(officers) < 2:
        return Still.ONE if len(officers) else Still.NOBODY
    if officers["load"].isna().any():
        return Still.UNKNOWN
    free = officers["elsewhere"] == 0
    most = officers["load"] >= officers["load"].max()
    if free.sum() < 2 or not (free & most).any():
        return Still.ELSEWHERE
    return Still.LITTLE


def officer_loads(
    held: Mapping[str, frozenset[str]], loads: Mapping[str, float]
) -> dict[str, float]:
    """The load of every officer: of each tambon held, its load shared equally by its holders."""
    found: dict[str, float] = {}
    for tambon, holders in held.items():
        for officer in holders:
            found[officer] = found.get(officer, 0.0) + loads[tambon] / len(holders)
    return found


def _best(
    amphoe: str, held: dict[str, frozenset[str]], loads: Mapping[str, float],
    barred: tuple[frozenset[str], frozenset[str]], least_gain: float,
) -> Move | None:  # fmt: skip
    """The move that leaves the smallest largest load; None where none is gain enough.

    ``barred`` are those who may not give, and those who may not take.
    """
    before = officer_loads(held, loads)
    largest = max(before.values())
    giver = min(before, key=lambda one: (-before[one], one))
    if giver in barred[0]:
        return None
    tried = []
    for tambon in sorted(one for one, holders in held.items() if giver in holders):
        takers = [one for one in before if one not in held[tambon] | barred[1]]
        if not takers:
            continue
        taker = min(takers, key=lambda one: (before[one], one))
        for change in Change:
            move = Move(amphoe, tambon, giver, taker, change, largest, largest)
            after = officer_loads(held | {tambon: _holders_after(held[tambon], move)}, loads)
            after.setdefault(giver, 0.0)
            tried.append(Move(amphoe, tambon, giver, taker, change, largest, max(after.values())))
    best = min(tried, key=lambda one: one.largest_after, default=None)
    if best is None or best.largest_after > (1 - least_gain) * largest:
        return None
    return best


def _holders_after(holders: frozenset[str], move: Move) -> frozenset[str]:
    gone = {move.giver} if move.change is Change.HAND_OVER else set()
    return (holders - gone) | {move.taker}


def _figures(
    store: Store, scope: Scope, areas: tuple[str, ...], as_of: date, rules: LoadRules, level: Level
) -> pd.DataFrame:
    period = days_back(as_of, rules.days)
    columns = {}
    for name in SHOWN:
        parts = [
            answer(store, scope, code, areas, period, as_of, level)["value"]
            for code in _INDICATORS[name]
        ]
        columns[name] = sum(parts[1:], start=parts[0])
    return pd.DataFrame(columns)


def _parts(work: Workload) -> "pd.Series[float]":
    """Of all tambon of an officer, how much lies in each amphoe: by (amphoe_code, officer_id)."""
    held = work.holders.assign(amphoe_code=work.holders["tambon_code"].str[:4])
    here = held.groupby(["amphoe_code", "officer_id"]).size()
    return here / here.groupby("officer_id").transform("sum")


def _fair(work: Workload) -> "pd.Series[float]":
    """The load of each amphoe for a full-time officer of it; missing where it has none.

    Who holds tambon in several amphoe is an officer of each by the part that lies there.
    """
    officers = _parts(work).groupby("amphoe_code").sum()
    total = work.tambon["load"].groupby(work.tambon.index.str[:4]).sum(skipna=False)
    return total / officers.reindex(total.index)


def _inside(codes: pd.Index, areas: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.array([any(is_within(code, area) for area in areas) for code in codes], dtype=bool)
