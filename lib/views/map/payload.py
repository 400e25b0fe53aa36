"""A picture as the short text that goes to the browser: base64 of zlib of JSON.

Packed, 290 areas with a Thai note each take about a tenth of their JSON; and as base64 has
neither quotes nor brackets, nothing in a name or a note can end the script that carries it.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any

from lib.views.picture import LegendEntry, MapPicture, Place, Points, Spot

DEGREE = 10_000  # steps of a point's place: about 11 m
KINDS, NOT_SHOWN = "0123456789abcdefghijklmnopqrstuvwxyz", "."


@dataclass(frozen=True)
class Payload:
    """A packed picture and its digest (12 hex digits), by which a painted map is known."""

    packed: str
    digest: str


def as_columns(picture: MapPicture) -> dict[str, Any]:
    """The picture as JSON values, its areas as one list a field; what no area has is empty."""
    areas = picture.areas
    columns: dict[str, list[Any]] = {
        "notes": [area.note for area in areas],
        "marks": [str(area.mark) for area in areas],
        "labels": [area.label for area in areas],
        "sizes": [area.size for area in areas] if picture.circles else [],
    }
    return {
        "level": picture.level.value,
        "form": picture.form.value,
        "lang": picture.lang,
        "title": picture.title,
        "subtitle": picture.subtitle,
        "colours": picture.colours,
        "legend": _legend(picture.legend),
        "source": picture.source,
        "selected": picture.selected,
        "picked": picture.picked,
        "focus": picture.focus,
        "centres": picture.centres,
        "linked": picture.linked,
        "circles": _circles(picture),
        "points": _points_named(picture.points),
        "spot": _spot(picture.spot),
        "rings": [[one.latitude, one.longitude, one.metres] for one in picture.rings],
        "codes": [area.code for area in areas],
        "fills": [area.fill for area in areas],
        "texts": [area.text for area in areas],
        **{name: column if any(column) else [] for name, column in columns.items()},
    }


def _legend(entries: Iterable[LegendEntry]) -> list[list[Any]]:
    return [[entry.label, entry.colour, entry.count] for entry in entries]


def _circles(picture: MapPicture) -> list[Any] | None:
    scale = picture.circles
    return [scale.most, scale.steps, scale.label] if scale else None


def _spot(spot: Spot | None) -> list[Any] | None:
    return [spot.latitude, spot.longitude, spot.name, spot.exact] if spot else None


def _points_named(points: Points | None) -> dict[str, Any] | None:
    """The points by their digest; they go to the browser apart, and only when they change.

    Of points with a stock that does so; which of it are shown, and of which kind, is said here.
    """
    if points is None:
        return None
    named = {
        "digest": points_digest(points),
        "legend": _legend(points.legend),
        "choosable": points.choosable,
    }
    return named | (_shown(points) if points.stock else {})


def points_digest(points: Points) -> str:
    """The digest by which the browser names points that it shows, 12 hex digits."""
    return _digest(json.dumps(_shown(points))) if points.stock else pack_points(points).digest


def pack(picture: MapPicture) -> Payload:
    """The payload of a picture, without its points; the same picture always gives the same one."""
    return _packed(as_columns(picture))


def pack_points(points: Points) -> Payload:
    """The payload that goes apart: the stock, or the points themselves where they have none."""
    return _pack_places(points.stock or points.places, with_kinds=not points.stock)


@lru_cache(maxsize=8)
def _pack_places(places: tuple[Place, ...], *, with_kinds: bool) -> Payload:
    columns = _columns(places)
    return _packed(columns if with_kinds else columns | {"kinds": []})


@lru_cache(maxsize=8)
def _shown(points: Points) -> dict[str, Any]:
    """Which places of the stock are shown: the kind of each as a character, or a full stop.

    Points beyond the stock follow as columns; None where there are none.
    """
    kinds = dict.fromkeys((one.spot for one in points.stock), NOT_SHOWN)
    others = []
    for place in points.places:
        if kinds.get(place.spot) == NOT_SHOWN:
            kinds[place.spot] = KINDS[place.kind]
        else:
            others.append(place)
    return {
        "stock": pack_points(points).digest,
        "kinds": "".join(kinds.values()),
        "others": _columns(others) if others else None,
    }


def _columns(places: Sequence[Place]) -> dict[str, Any]:
    """Places as one list a field: spots as steps of `DEGREE`, words once each."""
    areas = [(area, sum(1 for _ in group)) for area, group in groupby(p.area for p in places)]
    return {
        "scale": DEGREE,
        "areas": [area for area, _ in areas],
        "counts": [count for _, count in areas],
        "x": _steps([round(place.longitude * DEGREE) for place in places]),
        "y": _steps([round(place.latitude * DEGREE) for place in places]),
        "kinds": [place.kind for place in places],
        "texts": _once([place.text for place in places]),
        "notes": _once([place.note for place in places]),
    }


def _steps(values: Sequence[int]) -> list[int]:
    """The first value, then the differences."""
    return [*values[:1], *(after - before for before, after in pairwise(values))]


def _once(words: Sequence[str]) -> list[list[Any]]:
    """Different words, and for each place which; no second list where all are different."""
    table = list(dict.fromkeys(words))
    place = {word: number for number, word in enumerate(table)}
    return [table, [] if len(table) == len(words) else [place[word] for word in words]]


def pack_text(text: str) -> str:
    """A text as base64 of zlib."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _packed(value: dict[str, Any]) -> Payload:
    packed = pack_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return Payload(packed, _digest(packed))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
