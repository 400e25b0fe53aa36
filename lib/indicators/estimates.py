"""Medians and curves over the members of a sample, for all areas and periods at once."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from lib.indicators.model import Estimate, Sample
from lib.statistics.medians import medians
from lib.statistics.survival import cumulative_incidence, kaplan_meier, survival_medians

COLUMNS = ["value", "numerator", "denominator", "lower", "upper"]


def estimated(sample: Sample, scale: float, found: pd.DataFrame) -> pd.DataFrame:
    """The estimate of each area and period, times ``scale``; indexed as ``found``, each once.

    ``found`` is what the statement of the sample gives, indexed (period_id, area_code). The
    denominator is the number of members, the numerator that of events (missing for a plain
    median); an area without members has 0 members and no value.
    """
    index = found.index[~found.index.duplicated()]
    each = _members(found, index)
    estimates = ESTIMATES[sample.estimate](each, sample.at)
    estimates = estimates.reindex(index=np.arange(len(index)), columns=COLUMNS)
    estimates[["value", "lower", "upper"]] *= scale
    members = np.bincount(each["place"], minlength=len(index)).astype(float)
    delivered = found["delivered"].to_numpy(dtype=bool)[~found.index.duplicated()]
    estimates["denominator"] = np.where(delivered, members, np.nan)
    return estimates.set_index(index).astype(float)


def curves(sample: Sample, found: pd.DataFrame) -> pd.DataFrame:
    """The whole curve of each area and period that has members.

    Index (period_id, area_code, time), time in the unit of the sample; columns at_risk, events,
    value (share, 0 to 1), lower and upper.
    """
    index = found.index[~found.index.duplicated()]
    curve = _curve(_members(found, index), sample.estimate)
    keys = index.take(curve.index.get_level_values("group").to_numpy(dtype=np.int64))
    levels = [keys.get_level_values(number) for number in (0, 1)]
    curve.index = pd.MultiIndex.from_arrays(
        [*levels, curve.index.get_level_values("time")], names=["period_id", "area_code", "time"]
    )
    return curve


def _members(found: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """One row a member that can be used: place in the index, value, event and entry."""
    some = found[found["members"].notna()]
    counts = some["members"].to_numpy(dtype=np.int64)
    columns = {
        name: np.repeat(some[name].to_numpy(dtype=float), counts)
        for name in ("value", "event", "entry")
    }
    places = np.repeat(index.get_indexer(some.index), counts)
    each = pd.DataFrame(columns).assign(place=places)
    return each[(each["entry"] < each["value"]) | (each["entry"] <= 0)]


def _median(each: pd.DataFrame, _: float) -> pd.DataFrame:
    return medians(each["value"], each["place"]).rename(columns={"median": "value"})


def _survival_median(each: pd.DataFrame, _: float) -> pd.DataFrame:
    found = survival_medians(each["value"], each["event"], each["place"], each["entry"])
    return found.rename(columns={"median": "value", "events": "numerator"})


def _survival(each: pd.DataFrame, at: float) -> pd.DataFrame:
    curve = _curve(each, Estimate.SURVIVAL)
    return _read_off(curve, at, curve.groupby("group")["value"].last() == 0)


def _incidence(each: pd.DataFrame, at: float) -> pd.DataFrame:
    last = each[each["value"] == each.groupby("place")["value"].transform("max")]
    return _read_off(_curve(each, Estimate.INCIDENCE), at, last.groupby("place")["event"].min() > 0)


ESTIMATES: Mapping[Estimate, Callable[[pd.DataFrame, float], pd.DataFrame]] = {
    Estimate.MEDIAN: _median,
    Estimate.SURVIVAL_MEDIAN: _survival_median,
    Estimate.SURVIVAL: _survival,
    Estimate.INCIDENCE: _incidence,
}


def _curve(each: pd.DataFrame, estimate: Estimate) -> pd.DataFrame:
    time, event, place = each["value"], each["event"], each["place"]
    if estimate is Estimate.INCIDENCE:
        curve = cumulative_incidence(time, event, place)
        return curve.rename(columns={"incidence": "value"})
    curve = kaplan_meier(time, event, place, each["entry"])
    return curve.rename(columns={"survival": "value"})


def _read_off(curve: pd.DataFrame, at: float, gone: pd.Series) -> pd.DataFrame:
    """Each curve at one time: missing where nobody was watched so long, unless all are ``gone``."""
    table = curve.reset_index()
    last = table.groupby("group")["time"].max()
    before = table[table["time"] <= at].groupby("group")
    # The last row as it is: last() of pandas looks further back for limits that are missing.
    read = before[["group", "value", "lower", "upper"]].tail(1).set_index("group")
    known = (last >= at) | gone.reindex(last.index)
    return read.where(known.reindex(read.index)).assign(numerator=before["events"].sum())
