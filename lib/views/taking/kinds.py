"""The kinds of files that can be taken from a screen: a registry that others add to.

A kind says whether a screen has anything for it, what its file is called and how it is made.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lib.exports.drawing import picture
from lib.exports.excel import write_workbook
from lib.exports.geo.write import write_geojson, write_geopackage
from lib.exports.model import Progress, Stamp
from lib.views.selection import Selection
from lib.views.taking.drawn import map_drawing
from lib.views.taking.layers import layers_of
from lib.views.taking.seen import Seen, SeenMap
from lib.views.taking.tables import tables_of

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS = ("figures", "map", "papers")  # in the order of the menu; words exports.take_<group>


@dataclass(frozen=True, eq=False)
class Taken:
    """What a file is made of: the screen, its selection and stamp, and what it has shown."""

    screen: str
    selection: Selection
    title: str
    stamp: Stamp
    seen: Seen


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of file. ``key`` is that of its words, exports.take_<key>.

    ``make`` gives the file and tells how far it is. It runs outside of the screen's run, when the
    file is asked for, and may use of the screen what ``Taken`` has and nothing of Streamlit's
    session; one that asks the store, or takes longer than some seconds, is ``slow``: it runs as a
    part of the screen with its progress shown, and its file is saved with a second click.
    ``title`` begins the name of the file. ``offered`` is whether a screen has anything for it.
    """

    key: str
    group: str
    ending: str
    mime: str
    title: Callable[[Taken], str]
    make: Callable[[Taken, Progress], bytes]
    offered: Callable[[Taken], bool]
    slow: bool = False


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Offer one more kind; a kind of the same key is replaced.

    Raises ValueError for a group that the menu does not have.
    """
    if kind.group not in GROUPS:
        raise ValueError(f"Kind {kind.key!r} is of group {kind.group!r}: use one of {GROUPS}.")
    KINDS[kind.key] = kind


def offered(taken: Taken, group: str) -> list[Kind]:
    """The kinds of a group that this screen has something for."""
    return [one for one in KINDS.values() if one.group == group and one.offered(taken)]


def _screen_title(taken: Taken) -> str:
    return taken.title


def _map_title(taken: Taken) -> str:
    return _only_map(taken).picture.title


def _has_maps(taken: Taken) -> bool:
    return bool(taken.seen.maps)


def _one_map(taken: Taken) -> bool:
    return len(taken.seen.maps) == 1


def _only_map(taken: Taken) -> SeenMap:
    return next(iter(taken.seen.maps.values()))


def _workbook(taken: Taken, progress: Progress) -> bytes:
    return write_workbook(taken.stamp, tables_of(taken.seen), progress=progress)


def _png(taken: Taken, _: Progress) -> bytes:
    shown = _only_map(taken)
    return picture(map_drawing(shown.picture, shown.painted), taken.stamp, "png")


def _svg(taken: Taken, _: Progress) -> bytes:
    shown = _only_map(taken)
    return picture(map_drawing(shown.picture, shown.painted), taken.stamp, "svg")


def _geopackage(taken: Taken, progress: Progress) -> bytes:
    layers = layers_of(taken.seen.maps.values())
    return write_geopackage(layers, taken.stamp, progress=progress)


def _geojson(taken: Taken, _: Progress) -> bytes:
    return write_geojson(layers_of(taken.seen.maps.values())[0], taken.stamp)


for _kind in (
    Kind("excel", "figures", "xlsx", EXCEL, _screen_title, _workbook,
         lambda taken: bool(tables_of(taken.seen))),
    Kind("png", "map", "png", "image/png", _map_title, _png, _one_map),
    Kind("svg", "map", "svg", "image/svg+xml", _map_title, _svg, _one_map),
    Kind("gpkg", "map", "gpkg", "application/geopackage+sqlite3", _screen_title, _geopackage,
         _has_maps),
    Kind("geojson", "map", "zip", "application/zip", _map_title, _geojson, _one_map),
):  # fmt: skip
    register(_kind)
