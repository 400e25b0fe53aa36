"""Time until something happens, counting those to whom it has not happened yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from lib.statistics.columns import numbers
from lib.statistics.intervals import Z95

Floats = NDArray[np.float64]
_SAME = 1e-9  # probabilities closer than this are equal


@dataclass(frozen=True)
class _Rows:
    """The members of one group."""

    time: Floats
    event: NDArray[np.int64]
    entry: Floats


@dataclass(frozen=True)
class _Curve:
    """The curve of one group: one entry a time, rising from the beginning."""

    time: Floats
    events: Floats
    value: Floats
    lower: Floats
    upper: Floats
    at_risk: Floats


def kaplan_meier(
    time: ArrayLike,
    event: ArrayLike,
    groups: ArrayLike,
    entry: ArrayLike | None = None,
    z: float = Z95,
) -> pd.DataFrame:
    """Share to whom it has not happened by each time, for each group.

    `time` is the time to the event or to the end of watching, in any unit; `event` 1 or 0; `entry`
    the time from which each was watched (0: from the beginning), for those who could only be
    known after they had lasted so long. Limits are of log(-log S), with Greenwood's variance.
    Returns columns at_risk, events, survival, lower and upper, indexed by group and time: the
    beginning, every time with an event, and the last time watched. Limits are 1 before the first
    event, and missing after survival reaches 0. Rows with anything missing, or that leave no later
    than they enter, are left out; a group that has only such rows is not there.
    Raises ValueError for a negative time.
    Source: E. L. Kaplan and P. Meier (1958), Journal of the American Statistical Association 53,
    457-481; J. D. Kalbfleisch and R. L. Prentice (1980), The Statistical Analysis of Failure Time
    Data, section 1.3. As in R: survfit(conf.type = "log-log").
    """
    frame = _watched(time, event, groups, entry)
    return _stacked({group: _survival(rows, z) for group, rows in _split(frame)}, "survival")


def survival_medians(
    time: ArrayLike,
    event: ArrayLike,
    groups: ArrayLike,
    entry: ArrayLike | None = None,
    z: float = Z95,
) -> pd.DataFrame:
    """Time by which it has happened to half, of each group, counting the still open.

    The first time at which survival is below one half; where it stays at one half for a while,
    the middle of that while, so that without open ones it is the ordinary median. The limits are
    the same of the limits of the curve.
    Returns columns n, events, median, lower and upper (in the unit of `time`), indexed by group;
    infinity where half is not reached within what was seen. The lower limit is missing where the
    curve falls to 0 before its lower limit is below one half (few events on few days).
    Source: R. Brookmeyer and J. Crowley (1982), Biometrics 38, 29-41. As in R: survfit.
    """
    frame = _watched(time, event, groups, entry)
    rows = {}
    for group, members in _split(frame):
        curve = _survival(members, z)
        halves = [_half(curve.time, height) for height in (curve.value, curve.lower, curve.upper)]
        if curve.value[-1] == 0 and np.isinf(halves[1]):
            halves[1] = np.nan
        rows[group] = [len(members.time), int((members.event > 0).sum()), *halves]
    columns = ["n", "events", "median", "lower", "upper"]
    medians = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return medians.rename_axis("group").astype({"n": int, "events": int})


def cumulative_incidence(
    time: ArrayLike, cause: ArrayLike, groups: ArrayLike, z: float = Z95
) -> pd.DataFrame:
    """Share to whom it has happened by each time, where something else can come first.

    `cause` is 1 for what is asked for, 2 and up for what rules it out (moved away, say), 0 for
    still open. Limits are of log(-log F), with the variance of Marubini and Valsecchi.
    Returns columns at_risk, events (of cause 1), incidence, lower and upper, indexed by group and
    time: the beginning, every time with an event of any cause, and the last time watched. Limits
    are 0 before the first event, and missing where it has happened to all. Rows with anything
    missing are left out; a group that has only such rows is not there.
    Raises ValueError for a negative time.
    Source: E. Marubini and M. G. Valsecchi (1995), Analysing Survival Data from Clinical Trials
    and Observational Studies, chapter 10. As in R: survfit with several states.
    """
    frame = _watched(time, cause, groups, None)
    return _stacked({group: _incidence(rows, z) for group, rows in _split(frame)}, "incidence")


def _watched(
    time: ArrayLike, event: ArrayLike, groups: ArrayLike, entry: ArrayLike | None
) -> pd.DataFrame:
    """The rows that can be used; who is watched from the beginning can leave at time 0."""
    times = numbers(time)
    entries = np.zeros(len(times)) if entry is None else numbers(entry)
    if (times < 0).any():
        raise ValueError(
            f"{int((times < 0).sum())} times are negative: the event is dated before the beginning."
        )
    frame = pd.DataFrame(
        {
            "group": np.asarray(groups),
            "time": times,
            "event": numbers(event),
            "entry": np.where(entries > 0, entries, np.where(np.isnan(entries), np.nan, -1.0)),
        }
    ).dropna()
    return frame[frame["entry"] < frame["time"]].astype({"event": int})


def _split(frame: pd.DataFrame) -> Iterator[tuple[object, _Rows]]:
    """The rows of each group in order."""
    for group, rows in frame.groupby("group"):
        time, event, entry = (rows[name].to_numpy() for name in ("time", "event", "entry"))
        yield group, _Rows(time, event, entry)


def _survival(rows: _Rows, z: float) -> _Curve:
    found = SurvfuncRight(rows.time, (rows.event > 0).astype(int), entry=rows.entry)
    survival = np.minimum.accumulate(found.surv_prob)  # 0 stays 0, whoever enters later
    survival = np.where(survival < _SAME, 0.0, survival)
    limits = _log_log(survival, found.surv_prob_se, z)
    return _curve(rows, found.surv_times, found.n_events, (survival, *limits), start=1.0)


def _incidence(rows: _Rows, z: float) -> _Curve:
    times = np.unique(rows.time[rows.event > 0])
    wanted = rows.time[rows.event == 1]
    events = np.searchsorted(np.sort(wanted), times, side="right").astype(float)
    events = np.diff(events, prepend=0.0)
    if not len(wanted):
        nothing = np.zeros(len(times))
        return _curve(rows, times, events, (nothing, nothing, nothing), start=0.0)
    with np.errstate(divide="ignore", invalid="ignore"):  # its own variance, not used
        found = CumIncidenceRight(rows.time, rows.event)
    incidence = found.cinc[0][np.isin(found.times, times)]
    error = _incidence_error(rows, times, events, incidence)
    limits = (np.where(incidence == 0, 0.0, limit) for limit in _log_log(incidence, error, z))
    return _curve(rows, times, events, (incidence, *limits), start=0.0)


def _incidence_error(rows: _Rows, times: Floats, events: Floats, incidence: Floats) -> Floats:
    """Standard error of the cumulative incidence F: the root of

    sum (F(t) - F(s))^2 d / (n (n - d)) + sum h^2 d1 (n - d1) / n - 2 sum (F(t) - F(s)) h d1 / n

    over the times s to t, where d of n at risk have an event, d1 of cause 1, and h = S(s-) / n.
    As statsmodels, but the first sum leaves out the time at which nobody stays (where F(t) - F(s)
    is 0): there statsmodels divides by zero.
    """
    n = len(rows.time) - np.searchsorted(np.sort(rows.time), times, side="left")
    happened = np.sort(rows.time[rows.event > 0])
    d = np.diff(np.searchsorted(happened, times, side="right"), prepend=0)
    h = np.r_[1.0, np.cumprod(1 - d / n)[:-1]] / n
    any_cause = np.where(n > d, d / (n * np.maximum(n - d, 1)), 0.0)
    cross = h * events / n
    variance = incidence**2 * np.cumsum(any_cause) + np.cumsum(incidence**2 * any_cause)
    variance -= 2 * incidence * np.cumsum(incidence * any_cause)
    variance += np.cumsum(h**2 * events * (n - events) / n)
    variance -= 2 * (incidence * np.cumsum(cross) - np.cumsum(incidence * cross))
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=float)


def _log_log(probability: Floats, error: Floats, z: float) -> tuple[Floats, Floats]:
    """Limits p^exp(+-z e / (p log p)): lower and upper; missing at 0 and 1."""
    # A sum of steps may stop a rounding error short of 1, where the logarithm is nothing.
    inside = (probability > 0) & (probability < 1 - 1e-12)
    p = np.where(inside, probability, np.nan)
    width = z * error / np.abs(p * np.log(p))
    return p ** np.exp(width), p ** np.exp(-width)


def _curve(
    rows: _Rows, times: Floats, events: Floats, heights: tuple[Floats, ...], start: float
) -> _Curve:
    """Add the beginning and the last time watched, and how many were at risk at each time.

    The last time is as the time before it; a time that has an event keeps its row.
    """
    before, after = int(not len(times) or times[0] > 0), 0
    last = rows.time.max()
    if last > 0 and (not len(times) or times[-1] < last):
        after = 1
    time = np.r_[[0.0] * before, times, [last] * after]
    counts = np.r_[[0.0] * before, events, [0.0] * after]
    started = (np.r_[[start] * before, height] for height in heights)
    value, lower, upper = (np.r_[height, height[-1:].repeat(after)] for height in started)
    left = np.searchsorted(np.sort(rows.time), time, side="left")
    entered = np.searchsorted(np.sort(rows.entry), time, side="left")
    return _Curve(time, counts, value, lower, upper, (entered - left).astype(float))


def _stacked(curves: Mapping[object, _Curve], name: str) -> pd.DataFrame:
    """One frame of all groups, indexed by group and time; empty for none."""
    found = list(curves.values())
    groups = np.repeat(np.arange(len(found)), [len(curve.time) for curve in found])
    columns = {
        "at_risk": [curve.at_risk for curve in found],
        "events": [curve.events for curve in found],
        name: [curve.value for curve in found],
        "lower": [curve.lower for curve in found],
        "upper": [curve.upper for curve in found],
    }
    times = np.concatenate([np.zeros(0), *(curve.time for curve in found)])
    index = pd.MultiIndex.from_arrays(
        [pd.Index(list(curves)).take(groups), times], names=["group", "time"]
    )
    frame = {key: np.concatenate([np.zeros(0), *parts]) for key, parts in columns.items()}
    return pd.DataFrame(frame, index=index).astype({"at_risk": int, "events": int})


def _half(times: Floats, heights: Floats) -> float:
    """The time at which a falling curve goes below one half; see survival_medians."""
    reached = np.flatnonzero(heights < 0.5 + _SAME)
    if not len(reached):
        return np.inf
    first = reached[0]
    below = np.flatnonzero(heights < heights[first] - _SAME)
    if abs(heights[first] - 0.5) < _SAME and len(below):
        return float((times[first] + times[below[0]]) / 2)
    return float(times[first])
