"""Medians of repeated calls."""

import statistics
import time
from collections.abc import Callable


def median_ms(call: Callable[[], object], times: int = 9) -> float:
    """Median milliseconds of ``times`` calls, after one that is not counted."""
    call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)
