"""Groups as points on the map, for those who may see places: coloured by what the map is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from geo.codes import is_within
from lib.indicators import group_mix
from lib.store.codelists import code_list
from lib.views import data
from lib.views.classing import OKABE_ITO, OTHER
from lib.views.groups import load
from lib.views.picture import LegendEntry, MapPicture, Place, Points, points
from lib.views.selection import Selection, shown_within
from lib.views.words import Language, say

NAMED = 6  # occupations with a colour of their own; the rest is "other"
STATUS_OF = {code: status for status, code in load.STATUSES.items()}
STATUS_COLOURS = {"active": OKABE_ITO[0], "dormant": OKABE_ITO[1], "closed": OTHER}
BY_STATUS = ("group_survival_1", "group_survival_2")  # maps that are about what became of groups


@dataclass(frozen=True, eq=False)
class Placed:
    """Points of a map and the group that each stands for; no points without the right.

    ``known`` are the groups of the area that the map counts, ``missing`` those of them whose
    place is not on record.
    """

    points: Points | None
    ids: Mapping[Place, str]
    known: int = 0
    missing: int = 0

    def on(self, picture: MapPicture) -> MapPicture:
        """The picture with these points."""
        return replace(picture, points=self.points) if self.points else picture


def placed(selection: Selection) -> Placed:
    """The groups that the map counts, as points; all of them where it is about survival.

    The map of active, dormant or closed groups has those; any other, which counts the members,
    the income or the mix of active groups, has the active ones.
    """
    if not data.scope().sees_places:
        return Placed(None, {})
    found = load.groups(selection)
    within = shown_within(selection.area)
    # All groups there are: a change of the period or a filter then need not bring places anew.
    known = replace(selection, as_of=data.snapshot().info.data_date, filters=())
    stock = load.groups(known)
    if selection.indicator in BY_STATUS:
        kinds = list(STATUS_COLOURS)
        return placed_by(found, "status", kinds, "group_status", within, selection.language, stock)
    found = found[found["status"] == STATUS_OF.get(selection.indicator, "active")]
    counts = found.assign(inside=1)  # all that is known to who has areas
    if data.scope().whole:
        counts = load.counts(replace(selection, area=data.areas().region.code))
    kinds = list(group_mix.largest(counts, "occupation", NAMED))
    return placed_by(found, "occupation", kinds, "occupation", within, selection.language, stock)


def placed_by(
    groups: pd.DataFrame,
    column: str,
    kinds: list[str],
    codes: str,
    within: str,
    language: Language,
    stock: pd.DataFrame | None = None,
) -> Placed:
    """Points of kinds named by a code list; what is of none of ``kinds`` is "other" at the end.

    The legend counts the points in the area ``within``. ``stock`` has all groups that may ever be
    among ``groups``.
    """
    known = sum(is_within(code, within) for code in groups["tambon_code"])
    groups = groups[groups["latitude"].notna() & groups["longitude"].notna()]
    number = {kind: place for place, kind in enumerate(kinds)}
    group_kinds = [number.get(kind, len(kinds)) for kind in groups[column]]
    places = _places(groups, group_kinds)
    ids = dict(zip(places, groups["group_id"].astype(str), strict=True))
    inside = pd.Series(
        [kind for kind, code in zip(group_kinds, groups["tambon_code"], strict=True)
         if is_within(code, within)], dtype=int,
    ).value_counts()  # fmt: skip
    labels = [code_list(codes).label(kind, language) for kind in kinds]
    colours = list(STATUS_COLOURS.values()) if column == "status" else list(OKABE_ITO[:NAMED])
    if any(kind == len(kinds) for kind in group_kinds):
        labels.append(say("legend.other", language))
        colours = [*colours[: len(kinds)], OTHER]
    legend = tuple(
        LegendEntry(label, colours[place], int(inside.get(place, 0)))
        for place, label in enumerate(labels)
    )
    drawn = int(inside.sum())
    kept = (
        ()
        if stock is None
        else _places(stock[stock[["latitude", "longitude"]].notna().all(axis=1)])
    )
    found = points(ids, legend, choosable=True, stock=kept)
    return Placed(found, ids, known, known - drawn)


def _places(groups: pd.DataFrame, kinds: Sequence[int] = ()) -> list[Place]:
    """The places of groups by name, or by number where the name is not told."""
    names = [
        name if isinstance(name, str) else str(code)
        for name, code in zip(groups["name"], groups["group_id"], strict=True)
    ]
    columns = (
        groups["latitude"].astype(float), groups["longitude"].astype(float),
        groups["tambon_code"].astype(str), kinds or [0] * len(groups), names,
    )  # fmt: skip
    return [Place(*one) for one in zip(*columns, strict=True)]
