"""The kinds of files that can be taken from a screen: a registry that others add to.

A kind says whether a screen has anything for it, what its file is called and how it is made.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from lib.exports.drawing import picture
from lib.exports.drawing.pictures import Form
from lib.exports.excel import write_workbook
from lib.exports.geo.write import write_geojson, write_geopackage
from lib.exports.model import Deck, Drawing, Progress, Stamp
from lib.exports.names import file_name
from lib.views.charts.model import Chart
from lib.views.selection import Selection
from lib.views.taking.drawn import chart_drawing, map_drawing
from lib.views.taking.layers import layers_of
from lib.views.taking.seen import Seen, SeenMap
from lib.views.taking.tables import tables_of

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS = ("figures", "map", "papers")  # in the order of the menu; words exports.take_<group>


@dataclass(frozen=True, eq=False)
class Taken:
    """What a file is made of: the screen, its selection and stamp, and what it has shown.

    ``deck`` are the slides where pinned ones are shown, ``title`` is then their name.
    """

    screen: str
    selection: Selection
    title: str
    stamp: Stamp
    seen: Seen
    deck: Deck | None = None


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


def _drawings(seen: Seen) -> list[tuple[str, Drawing]]:
    """Every map and chart that was shown and has something on it, each with its title."""
    maps = [
        (" ".join(filter(None, (one.picture.title, one.caption))),
         map_drawing(one.picture, one.painted))
        for one in seen.maps.values()
    ]  # fmt: skip
    charts = [one for one in seen.items.values() if isinstance(one, Chart) and one.figure]
    return [*maps, *((one.title, chart_drawing(one)) for one in charts)]


def _pictures(form: Form) -> Callable[[Taken, Progress], bytes]:
    def made(taken: Taken, progress: Progress) -> bytes:
        """All maps and charts, one file each, numbered as they stand on the screen."""
        drawings, packed = _drawings(taken.seen), io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, (title, drawing) in enumerate(drawings, start=1):
                content = picture(drawing, taken.stamp, form)
                archive.writestr(file_name((f"{place:02}", title), form), content)
                progress(place, len(drawings))
        return packed.getvalue()

    return made


def _has_pictures(taken: Taken) -> bool:
    """Whether there is a chart, or more maps than one, which has pictures of its own."""
    charts = (isinstance(one, Chart) and one.figure for one in taken.seen.items.values())
    return any(charts) or len(taken.seen.maps) > 1


for _kind in (
    Kind("excel", "figures", "xlsx", EXCEL, _screen_title, _workbook,
         lambda taken: bool(tables_of(taken.seen))),
    Kind("png", "map", "png", "image/png", _map_title, _png, _one_map),
    Kind("svg", "map", "svg", "image/svg+xml", _map_title, _svg, _one_map),
    Kind("gpkg", "map", "gpkg", "application/geopackage+sqlite3", _screen_title, _geopackage,
         _has_maps),
    Kind("pngs", "map", "zip", "application/zip", _screen_title, _pictures("png"), _has_pictures,
         slow=True),
    Kind("svgs", "map", "zip", "application/zip", _screen_title, _pictures("svg"), _has_pictures,
         slow=True),
    Kind("geojson", "map", "zip", "application/zip", _map_title, _geojson, _one_map),
):  # fmt: skip
    register(_kind)
