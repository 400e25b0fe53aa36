"""Change of an indicator: against earlier days or a target, with a mark when it is no chance."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.earlier import Against, Comparison, earlier, first_day
from lib.indicators.evaluate import Question, evaluate
from lib.indicators.model import Indicator, Interval, Kind
from lib.indicators.references import references
from lib.statistics.change import Mark, mark, rate_change, share_change
from lib.store.lake import Store

COLUMNS = ["now", "then", "change", "lower", "upper", "mark"]


class NothingEarlier(ValueError):
    """The data do not reach back to what was asked for."""


class NoTarget(ValueError):
    """An indicator without a reference value was to stand against one."""


@dataclass(frozen=True)
class Changed:
    """Every area's change and the earlier days that it stands against.

    ``areas`` has the columns of ``marked_change``, indexed by area code.
    """

    comparison: Comparison
    areas: pd.DataFrame


def compare(
    store: Store, scope: Scope, question: Question, against: Against | None = None
) -> Changed:
    """The change of the question's figures against the same days a year ago or the days before.

    Without ``against`` it is a year ago where the data reach back so far, else the period before.
    A stock is compared as of the last days of both. Raises NothingEarlier where the data reach
    back to neither, and what ``evaluate`` raises.
    """
    as_of = question.as_of or min(store.info.data_date, question.period.end)
    first = first_day(store)
    compared = earlier(question.period, as_of, first, against)
    counted = question.period.until(as_of)
    if compared is None or counted is None:
        raise NothingEarlier(
            f"The data begin on {first} and do not reach back to days before "
            f"{question.period.start} that could be compared: choose a later period."
        )
    now = evaluate(store, scope, question)
    # A later as-of date sees what was done since: the earlier days are asked as long after them.
    later = question.as_of and compared.period.end + (question.as_of - counted.end)
    then = evaluate(store, scope, replace(question, period=compared.period, as_of=later))
    days = (counted.days, compared.period.days)
    return Changed(compared, marked_change(registry.get(question.indicator), now, then, days))


def marked_change(
    indicator: Indicator, now: pd.DataFrame, then: pd.DataFrame, days: tuple[int, int]
) -> pd.DataFrame:
    """The change of every area between two frames of figures, and whether it is no chance.

    ``days`` are the lengths of the two periods. Columns: now and then (the values); change, in
    percentage points for shares, in per cent of then for counts and rates, in the unit of the
    value otherwise; its 95 % limits where there are any; mark, one of ``Mark``: NOT_COMPUTED for
    complete counts of places, sums and quotients, which carry no chance. Counts of events and
    people are taken as Poisson, see lib.statistics.change.
    """
    then = then.reindex(now.index)
    columns = {"now": now["value"], "then": then["value"]}
    if indicator.interval is Interval.WILSON and not indicator.relative:
        parts = share_change(*_parts(then), *_parts(now))
        found = parts[["change", "lower", "upper"]] * indicator.scale
        return pd.DataFrame(columns).join(found).assign(mark=parts["mark"])
    if indicator.interval is Interval.BYAR or counts_events(indicator):
        base = _parts if indicator.interval is Interval.BYAR else _per_day
        parts = rate_change(*base(then, days[1]), *base(now, days[0]))
        found = (parts[["ratio", "lower", "upper"]] - 1) * 100
        found.columns = pd.Index(["change", "lower", "upper"])
        return pd.DataFrame(columns).join(found).assign(mark=parts["mark"])
    return _plain(indicator, now, then, columns)


def against_target(store: Store, scope: Scope, question: Question) -> pd.DataFrame:
    """How the figures stand to the reference value of the indicator, data/thresholds.toml.

    Columns as those of ``evaluate``, target and mark: UP or DOWN where the limits leave the target
    out. Raises NoTarget for an indicator without one, and what ``evaluate`` raises.
    """
    target = references().get(question.indicator)
    if target is None:
        raise NoTarget(
            f"{question.indicator} has no reference value: give it one in data/thresholds.toml. "
            f"Those that have: {', '.join(references())}."
        )
    found = evaluate(store, scope, question)
    return found.assign(target=target, mark=mark(found["lower"], found["upper"], target))


def counts_events(indicator: Indicator) -> bool:
    """Whether the value counts rows or people of a period, which vary by chance."""
    counted = indicator.numerator
    return (
        indicator.kind is Kind.COUNT
        and indicator.flow
        and indicator.denominator is None
        and counted is not None
        and counted.aggregate.startswith("count(")
    )


def _parts(figures: pd.DataFrame, _: int = 0) -> tuple[pd.Series, pd.Series]:
    return figures["numerator"], figures["denominator"]


def _per_day(figures: pd.DataFrame, days: int) -> tuple[pd.Series, pd.Series]:
    return figures["value"], pd.Series(float(days), index=figures.index)


def _plain(
    indicator: Indicator, now: pd.DataFrame, then: pd.DataFrame, columns: dict[str, pd.Series]
) -> pd.DataFrame:
    """A difference; of estimates with limits it is marked where the limits lie apart."""
    finite = columns["now"].where(np.isfinite(columns["now"]))
    change = finite - columns["then"].where(np.isfinite(columns["then"]))
    if indicator.kind in (Kind.COUNT, Kind.RATE):
        change = 100 * change / columns["then"].where(columns["then"] != 0)
    marks = np.full(len(now), Mark.NOT_COMPUTED, dtype=object)
    if indicator.sample:
        known = now[["lower", "upper"]].notna().all(axis=1)
        known &= then[["lower", "upper"]].notna().all(axis=1)
        marks[known] = Mark.NOT_CLEAR
        marks[known & (now["lower"] > then["upper"])] = Mark.UP
        marks[known & (now["upper"] < then["lower"])] = Mark.DOWN
    return pd.DataFrame(columns).assign(change=change, lower=np.nan, upper=np.nan, mark=marks)
