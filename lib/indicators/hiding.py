"""Which rows of which indicators the protected view hides: from exact figures to masks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.codes import Level
from lib.indicators import registry
from lib.indicators.calendar import MONTH, Calendar
from lib.indicators.people import (
    BUNDLES,
    DENOMINATOR,
    LINKS,
    NUMERATOR,
    OVER_ENOUGH,
    OVER_MANY,
    WITHOUT_BASE,
    Bundle,
    Link,
    Part,
    shown_parts,
)
from lib.statistics.forests import Forest
from lib.statistics.suppression import Cube, Suppression, small

Mask = npt.NDArray[np.bool_]
Figures = Mapping[tuple[str, str], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Exact:
    """Unprotected figures: ``figures[indicator, column]`` is (area, period), nan for none.

    ``parents`` has the place of the area that each lies in, which comes before it; -1 for the
    region.
    """

    figures: Figures
    parents: tuple[int, ...]
    calendar: Calendar

    def counts(self, indicator: str, column: str) -> npt.NDArray[np.int64]:
        """Whole numbers, 0 where there is none."""
        return np.rint(np.nan_to_num(self.figures[indicator, column])).astype(np.int64)

    def known_none(self, indicator: str, column: str) -> Mask:
        """Where the dashboard says that it does not know: nobody was counted there."""
        if registry.get(indicator).sample is not None:
            column = DENOMINATOR
        return np.isnan(self.figures[indicator, column])


def hidden_rows(exact: Exact) -> dict[str, Mask]:
    """For each indicator of the figures that hides any, where: (area, period)."""
    parts = hidden_parts(exact)
    masks: dict[str, Mask] = {}
    for code in dict.fromkeys(code for code, _ in exact.figures):
        found = [parts[one] for one in shown_parts(code)]
        if code in OVER_ENOUGH | WITHOUT_BASE:
            found.append(small(exact.counts(code, DENOMINATOR)))
        if code in OVER_MANY:
            found.append(exact.counts(code, DENOMINATOR) < OVER_MANY[code])
        if found:
            masks[code] = np.logical_or.reduce(found)
    return masks


def hidden_parts(exact: Exact) -> dict[tuple[str, str], Mask]:
    """For each part of each bundle, implied ones too, where it is hidden: (area, period)."""
    cubes = {bundle.code: cube_of(bundle, exact) for bundle in BUNDLES}
    terms = [_Terms(link, cubes, exact.calendar) for link in LINKS]
    for one in terms:
        one.mark_known()
    found = {code: Suppression(cube) for code, cube in cubes.items()}
    again = True
    while again:
        again = sum(one.close(found) for one in terms) > 0
    masks: dict[tuple[str, str], Mask] = {}
    for bundle in BUNDLES:
        hidden = found[bundle.code].hidden
        if not bundle.flow:
            hidden = hidden[:, exact.calendar.states]
        masks |= {(bundle.code, code): hidden[:, :, i] for i, code in enumerate(bundle.codes)}
    return masks


def cube_of(bundle: Bundle, exact: Exact) -> Cube:
    """The counts of a bundle; of a state one for each month, on whose last day it is known."""
    times = slice(None) if bundle.flow else slice(len(exact.calendar.of_kind(MONTH)))
    counts: dict[str, npt.NDArray[np.int64]] = {}
    for part in bundle.parts:
        if not part.implied:
            counts[part.code] = exact.counts(part.indicator, part.column)[:, times]
    for part in bundle.parts:
        if part.implied:
            counts[part.code] = _rest(part, bundle, counts)
    known = np.stack([_known(part, bundle, exact)[:, times] for part in bundle.parts], axis=2)
    parents = exact.calendar.parents
    return Cube(
        np.stack([counts[code] for code in bundle.codes], axis=2),
        Forest(_areas(bundle, exact)),
        Forest(parents, loose=True) if bundle.flow else Forest((-1,) * known.shape[1]),
        Forest(bundle.parents),
        implied=tuple(part.implied for part in bundle.parts),
        weights=tuple(_weight(part, bundle) for part in bundle.parts),
        steady=bundle.steady,
        known=known,
    )


def _areas(bundle: Bundle, exact: Exact) -> tuple[int, ...]:
    """Parents of the areas; a level at which the figures are not made is cut off."""
    counted = [registry.get(part.indicator) for part in bundle.parts if not part.implied]
    ranks = {level.rank for level in Level if all(level in one.levels for one in counted)}
    depth: list[int] = []
    for parent in exact.parents:
        depth.append(0 if parent < 0 else depth[parent] + 1)
    return tuple(
        parent if parent >= 0 and {depth[place], depth[parent]} <= ranks else -1
        for place, parent in enumerate(exact.parents)
    )


def _rest(
    part: Part, bundle: Bundle, counts: Mapping[str, npt.NDArray[np.int64]]
) -> npt.NDArray[np.int64]:
    """What the other parts leave of the one above; dates in disorder may leave less than none."""
    others = [one.code for one in bundle.parts if one.above == part.above and one != part]
    rest: npt.NDArray[np.int64] = counts[part.above] - sum(counts[code] for code in others)
    return np.maximum(rest, 0)


def _known(part: Part, bundle: Bundle, exact: Exact) -> Mask:
    source = part
    while source.implied:
        source = next(one for one in bundle.parts if one.code == source.above)
    known = exact.known_none(source.indicator, source.column)
    if bundle.only_where:
        known = known | (exact.counts(bundle.only_where, NUMERATOR) == 0)
    return known


def _weight(part: Part, bundle: Bundle) -> float:
    """How many figures go with the part: a total takes all shares of it along."""
    shown = [
        code for code in registry.indicators() if (bundle.code, part.code) in shown_parts(code)
    ]
    return float(max(1, len(shown)))


class _Terms:
    """The terms of a link, each as (area, period), and where the sum comes to the others."""

    def __init__(self, link: Link, cubes: Mapping[str, Cube], calendar: Calendar) -> None:
        self.link = link
        self.cubes = cubes
        bundles = {bundle.code: bundle for bundle in BUNDLES}
        self.places = [bundles[name].codes.index(part) for name, part in link.terms]
        every = np.arange(len(calendar.periods))
        states = np.array(calendar.states)
        self.times = [every if bundles[name].flow else states for name, _ in link.terms]
        self.counts = np.stack([self._of(cubes[name].counts, i) for i, name in self._bundles()])
        self.holds = self.counts[0] == self.counts[1:].sum(axis=0)

    def mark_known(self) -> None:
        """Where all terms are none, one that is shown to be none says so of the others."""
        none = self.holds & (self.counts[0] == 0)
        for number, name in self._bundles():
            known = self.cubes[name].known
            assert known is not None
            areas, periods = np.nonzero(none)
            known[areas, self.times[number][periods], self.places[number]] = True

    def close(self, found: Mapping[str, Suppression]) -> bool:
        """Hide a second term wherever only one is hidden; whether there was any."""
        hidden = np.stack([self._of(found[name].hidden, i) for i, name in self._bundles()])
        alone = self.holds & (hidden.sum(axis=0) == 1)
        cost = np.where(hidden | (self.counts == 0), np.inf, self.counts)
        alone &= np.isfinite(cost).any(axis=0)
        which = cost.argmin(axis=0)
        for number, name in self._bundles():
            areas, periods = np.nonzero(alone & (which == number))
            if len(areas):
                more = np.zeros_like(found[name].hidden)
                more[areas, self.times[number][periods], self.places[number]] = True
                found[name].hide(more)
        return bool(alone.any())

    def _bundles(self) -> Iterator[tuple[int, str]]:
        return enumerate(name for name, _ in self.link.terms)

    def _of(self, table: npt.NDArray[Any], number: int) -> npt.NDArray[Any]:
        found: npt.NDArray[Any] = table[:, self.times[number], self.places[number]]
        return found
