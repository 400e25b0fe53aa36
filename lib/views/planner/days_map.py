"""The map of mobile service days: the places by number, and whom they reach."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.codes import Level, level_of
from lib.planning.covering import CoveringPlan
from lib.planning.distances import Origin, centre_points, tambon_points
from lib.planning.reasons import Why
from lib.views.classing import OKABE_ITO
from lib.views.formats import number
from lib.views.mapped.picture import source_line
from lib.views.picture import AreaPaint, LegendEntry, MapPicture, Mark, Pattern, Ring
from lib.views.planner.days_asked import tambon_of, unknown, ways
from lib.views.planner.days_words import Words
from lib.views.selection import shown_within
from lib.views.words import say

HERE, REACHED, NOT_CHOSEN, FORBIDDEN, TOO_FAR = "here", "reached", "not_chosen", "forbidden", "far"
NOBODY, UNKNOWN = "nobody", "unknown"
COLOURS = {
    HERE: "#0B4F6C",
    REACHED: "#7FCDBB",
    NOT_CHOSEN: "#FDB863",
    FORBIDDEN: "#B2ABD2",
    TOO_FAR: "#D95F02",
    NOBODY: "#FBFAF7",
}
QUIET = {NOT_CHOSEN: "#D9DEE4", FORBIDDEN: "#B7BFC8", TOO_FAR: "#7B8794"}  # beside many colours
WHY = {Why.NOT_CHOSEN: NOT_CHOSEN, Why.FORBIDDEN: FORBIDDEN, Why.TOO_FAR: TOO_FAR}
MOST_COLOURS = len(OKABE_ITO)  # places that can be told apart by colour


def picture(words: Words, chosen: str, *, by_place: bool) -> MapPicture:
    """The tambon of the area by whether they are reached, or by which place, and the places.

    ``chosen`` is the place whose card is open, or empty: what it reaches stands out.
    """
    selection, plan, language = words.selection, words.plan, words.language
    states = classes(plan, "" if by_place else chosen)
    keys, labels, colours = _legend_of(words, by_place)
    if by_place:
        states = states.where(states != REACHED, plan.tambon["place"])
    states = pd.concat([states, pd.Series(UNKNOWN, index=unknown(selection))]).sort_index()
    known = [key for key in keys if key in set(states) or key == REACHED]
    order: dict[str, int | Pattern] = {key: place for place, key in enumerate(known)}
    numbers, rings = numbered(plan), reaches(words)
    areas = tuple(
        AreaPaint(
            str(code),
            order.get(str(state), Pattern.NONE),
            _text(str(code), str(state), labels, words),
            _note(str(code), words),
            mark=Mark.PICKED if str(code) in numbers else Mark.NONE,
            label=numbers.get(str(code), ""),
        )
        for code, state in states.items()
    )
    counts = Counter(map(str, states))
    legend = [LegendEntry(labels[key], colours[key], counts[key]) for key in known]
    if counts[UNKNOWN]:
        legend.append(LegendEntry(labels[UNKNOWN], Pattern.NONE, counts[UNKNOWN]))
    return MapPicture(
        title=say("planner_days.map_title", language, days=number(plan.task.days)),
        subtitle=_subtitle(words, rings),
        level=Level.TAMBON,
        areas=areas,
        colours=tuple(colours[key] for key in known),
        legend=(
            *legend,
            # of places, not of tambon: several may stand in one
            LegendEntry(say("planner_days.map_place", language), Mark.PICKED, len(plan.places)),
        ),
        source=source_line(selection),
        selected=selection.area if level_of(selection.area) is Level.TAMBON else None,
        focus=shown_within(selection.area),
        lang=language,
        picked=tambon_of(chosen) if chosen else None,
        centres=False,
        rings=rings,
    )


def _subtitle(words: Words, rings: tuple[Ring, ...]) -> str:
    """What the colours are; what the rings are, and how wide on the ground."""
    if not rings:
        return say("planner_days.map_subtitle", words.language)
    line = number(rings[0].metres / 1000, 1)
    return say("planner_days.map_subtitle_rings", words.language, reach=words.reach(), line=line)


def reaches(words: Words) -> tuple[Ring, ...]:
    """How far each place of the plan reaches, where ways are straight lines: nothing by road."""
    known = ways()
    if known.origin is not Origin.GEOMETRY:
        return ()
    reach, settings = words.plan.task.reach, known.assumptions
    km = reach if words.unit == "k" else reach / 60 * settings.speed_kmh
    points = {one.code: one for one in (*tambon_points(), *centre_points())}
    return tuple(
        Ring(points[code].latitude, points[code].longitude, round(1000 * km / settings.detour))
        for code in words.plan.codes
    )


def classes(plan: CoveringPlan, chosen: str = "") -> "pd.Series[str]":
    """What each tambon is to the plan."""
    table = plan.tambon
    states = pd.Series(REACHED, index=table.index, dtype=object)
    for why, state in WHY.items():
        states[table["why"] == why] = state
    if chosen in plan.codes:
        near = plan.task.distances.loc[table.index, chosen] <= plan.task.reach
        states[near & (states == REACHED)] = HERE
    states[table["people"] == 0] = NOBODY
    return states


def numbered(plan: CoveringPlan) -> Mapping[str, str]:
    """The numbers of the places in each tambon that has any: "2", or "2·5"."""
    found: dict[str, list[str]] = {}
    for place, code in enumerate(plan.codes, start=1):
        found.setdefault(tambon_of(code), []).append(str(place))
    return {code: "·".join(numbers) for code, numbers in found.items()}


def _legend_of(words: Words, by_place: bool) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """The classes in their order, with words and colours."""
    rest = [NOT_CHOSEN, FORBIDDEN, TOO_FAR, NOBODY]
    labels = {
        key: say(f"planner_days.state_{key}", words.language)
        for key in (HERE, REACHED, *rest, UNKNOWN)
    }
    if not by_place:
        return [HERE, REACHED, *rest], labels, dict(COLOURS)
    places = {
        code: f"{place}. {words.name(code)}" for place, code in enumerate(words.plan.codes, start=1)
    }
    colours = dict(zip(places, OKABE_ITO, strict=False))
    return [*places, *rest], labels | places, COLOURS | colours | QUIET


def _text(code: str, state: str, labels: Mapping[str, str], words: Words) -> str:
    """What the hover card says first: whether the tambon is reached, and from where."""
    place = words.plan.tambon["place"].get(code)
    if state in (NOBODY, UNKNOWN) or not isinstance(place, str):
        return labels[state]
    return say("planner_days.reached_by", words.language, place=words.name(place))


def _note(code: str, words: Words) -> str:
    """What it says second: how many people, how far from the nearest place."""
    if code not in words.plan.tambon.index:
        return ""
    row: dict[Any, Any] = words.plan.tambon.loc[code].to_dict()
    people = say("planner_days.left", words.language, count=number(int(row["people"])))
    if pd.isna(row["nearest_chosen"]):
        return people
    return say(
        "planner_days.map_note", words.language, people=people,
        place=words.name(str(row["nearest_chosen"])), way=words.way(row["chosen_distance"]),
    )  # fmt: skip
