"""Where in a tambon things are held: a place for each village, well inside the tambon.

An activity stands near its village's place, so its point never leaves the tambon.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from lib.sample.draw import Bools, Floats, Ints
from lib.sample.places import KM_PER_DEGREE, Places

SITES_WITHOUT_VILLAGES = 6  # quarters of a town that has no numbered villages
MARGIN_KM = 0.30  # from the border: the map's outlines are simplified by about 0.1 km
JITTER_KM = 0.15
DECIMALS = 4  # about 11 m
COAST_KM = 6.0
COAST_BEARINGS = 12
COAST_SHARE = 0.25  # of the points around a tambon that lie in the sea


@dataclass(frozen=True)
class Sites:
    """Places by tambon: those of tambon i are at first[i] to first[i] + count[i] - 1."""

    latitude: Floats
    longitude: Floats
    room_km: Floats  # how far from it a point may lie
    first: Ints
    count: Ints

    def points(self, rng: Generator, tambon: Ints, draw: Floats) -> tuple[Floats, Floats]:
        """Latitude and longitude near a place of each tambon; `draw` in [0, 1) chooses it."""
        site = self.first[tambon] + (draw * self.count[tambon]).astype(np.int64)
        east, north = rng.uniform(-1, 1, (2, len(site))) * self.room_km[site] / np.sqrt(2)
        latitude = self.latitude[site] + north / KM_PER_DEGREE
        longitude = self.longitude[site] + east / KM_PER_DEGREE
        return np.round(latitude, DECIMALS), np.round(longitude, DECIMALS)


@dataclass(frozen=True)
class Outline:
    """Segments of an area's border in degrees: (n, 2) starts and ends, x then y."""

    start: Floats
    end: Floats


def read_outlines(built: Path, places: Places) -> tuple[list[Outline], list[Outline]]:
    """Outlines of the tambon in the order of `places`, and of the land around them."""
    layers = json.loads((built / "layers" / "web.json").read_text(encoding="utf-8"))
    scale = layers["scale"]
    tambon = layers["layers"]["tambon"]
    outlines = [_outline(tambon[code], scale) for code in places.codes]
    return outlines, [_outline([polygon], scale) for polygon in layers["land"]]


def choose_sites(rng: Generator, places: Places, outlines: list[Outline]) -> Sites:
    """As many places as a tambon has villages, drawn inside its outline."""
    wanted = np.where(places.villages > 0, places.villages, SITES_WITHOUT_VILLAGES)
    found = [
        _inside(rng, outline, np.array([x, y]), count)
        for outline, x, y, count in zip(
            outlines, places.longitude, places.latitude, wanted.tolist(), strict=True
        )
    ]
    every = np.concatenate(found)
    return Sites(
        latitude=every[:, 1],
        longitude=every[:, 0],
        room_km=np.clip(every[:, 2] - MARGIN_KM / 2, 0.0, JITTER_KM),
        first=np.cumsum(wanted) - wanted,
        count=wanted,
    )


def coastal(places: Places, outlines: list[Outline], land: list[Outline]) -> Bools:
    """Tambon with the sea close by; none where the layers have no land to tell it by."""
    if not land:
        return np.zeros(len(places), dtype=np.bool_)
    turn = np.arange(COAST_BEARINGS) * (2 * np.pi / COAST_BEARINGS)
    reach = COAST_KM / KM_PER_DEGREE
    x = (places.longitude[:, None] + reach * np.cos(turn)).ravel()
    y = (places.latitude[:, None] + reach * np.sin(turn)).ravel()
    dry = np.zeros(len(x), dtype=np.bool_)
    for outline in outlines + land:
        low, high = outline.start.min(axis=0), outline.start.max(axis=0)
        box = ~dry & (x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])
        close = np.flatnonzero(box)
        if len(close):
            dry[close] = _contains(outline, np.stack([x[close], y[close]], axis=1))
    wet: Floats = (~dry).reshape(len(places), COAST_BEARINGS).mean(axis=1)
    return wet >= COAST_SHARE


def _inside(rng: Generator, outline: Outline, label: Floats, count: int) -> Floats:
    """(count, 3): x, y and kilometres to the border. The label point fills up what is missing."""
    low, high = outline.start.min(axis=0), outline.start.max(axis=0)
    tries = np.concatenate([label[None, :], low + rng.random((3 * count + 12, 2)) * (high - low)])
    away = np.where(_contains(outline, tries), _border_km(outline, tries), 0.0)
    # Small towns have no point that far from the border: half of the best must do.
    far = np.flatnonzero(away >= min(MARGIN_KM, away.max() / 2))
    kept = np.resize(far if len(far) else [0], count)
    return np.column_stack([tries[kept], away[kept]])


def _contains(outline: Outline, points: Floats) -> Bools:
    """Whether each point is inside, by the number of borders that a ray to the east crosses."""
    x, y = points[:, :1], points[:, 1:]
    (x0, y0), (x1, y1) = outline.start.T, outline.end.T
    spans = (y0 > y) != (y1 > y)
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    crossed = spans & (x < x0 + (y - y0) * (x1 - x0) / rise)
    inside: Bools = crossed.sum(axis=1) % 2 == 1
    return inside


def _border_km(outline: Outline, points: Floats) -> Floats:
    """Kilometres from each point to the nearest border."""
    stretch = np.array([np.cos(np.radians(points[0, 1])), 1.0]) * KM_PER_DEGREE
    start, end, at = outline.start * stretch, outline.end * stretch, points * stretch
    along = end - start
    length = np.maximum((along * along).sum(axis=1), 1e-12)
    gap_x = at[:, :1] - start[:, 0]
    gap_y = at[:, 1:] - start[:, 1]
    part = np.clip((gap_x * along[:, 0] + gap_y * along[:, 1]) / length, 0.0, 1.0)
    gap_x -= part * along[:, 0]
    gap_y -= part * along[:, 1]
    km: Floats = np.sqrt((gap_x * gap_x + gap_y * gap_y).min(axis=1))
    return km


def _outline(polygons: list[list[list[int]]], scale: float) -> Outline:
    rings = [_ring(ring, scale) for polygon in polygons for ring in polygon]
    return Outline(
        start=np.concatenate(rings),
        end=np.concatenate([np.roll(ring, -1, axis=0) for ring in rings]),
    )


def _ring(flat: Any, scale: float) -> Floats:
    """Points of a ring stored as its first point and steps; closed or not, it comes out open."""
    points: Floats = np.cumsum(np.array(flat, dtype=np.float64).reshape(-1, 2), axis=0) / scale
    return points[:-1] if np.array_equal(points[0], points[-1]) else points
