"""Which survival curves are drawn: of areas, of occupations, of legal forms; at most five."""

from dataclasses import dataclass

import pandas as pd

from geo.codes import Level, level_of
from lib.indicators import group_mix
from lib.indicators.evaluate import Question
from lib.indicators.model import Flag
from lib.views import asking, data
from lib.views.filters import value_name
from lib.views.groups.load import counts, filters_of
from lib.views.mapped.names import area_name
from lib.views.mapped.switches import chosen_of
from lib.views.selection import Selection, trail

SURVIVAL = "group_survival_2"
MOST = 5
DAYS_OF_MONTH = 365 / 12  # so that two years of 365 days are 24 months


@dataclass(frozen=True, eq=False)
class Curves:
    """Curves with their names and what is left of each after two years.

    ``frame`` is that of ``evaluate_curves`` by code and time in months; ``names`` the names by
    code in the order in which they are drawn; ``figures`` those of ``evaluate`` by code.
    """

    frame: pd.DataFrame
    names: dict[str, str]
    figures: pd.DataFrame


def kind_of(selection: Selection) -> str:
    """What the curves are drawn by: amphoe, occupation or legal_form."""
    return chosen_of(selection, "curve")


def survival(selection: Selection) -> Curves:
    """The curves of the five largest areas, occupations or legal forms."""
    kind = kind_of(selection)
    if kind != "amphoe":
        return _by_filter(selection, kind)
    if level_of(selection.area).rank >= Level.AMPHOE.rank:
        return _up_the_trail(selection)
    return _by_area(selection)


def _by_area(selection: Selection) -> Curves:
    """The areas with most groups, the picked one among them."""
    level = Level.PROVINCE if selection.level is Level.PROVINCE else Level.AMPHOE
    asked = asking.question(selection, SURVIVAL, level, selection.area)
    figures = data.ask(asked)
    known = figures[figures["flag"] == str(Flag.OK)]
    codes = list(known["denominator"].sort_values(ascending=False, kind="stable").index[:MOST])
    if selection.picked in known.index and selection.picked not in codes:
        codes = [*codes[: MOST - 1], selection.picked]
    return _curves({code: area_name(selection, code) for code in codes}, figures,
                   data.ask_curves(asked))  # fmt: skip


def _up_the_trail(selection: Selection) -> Curves:
    """An area beside those that it lies in: amphoe, province, region."""
    codes = trail(selection.area, data.choices().parents)
    asked = {
        code: asking.question(selection, SURVIVAL, level_of(code), code)
        for code in reversed(codes) if level_of(code) is not Level.TAMBON
    }  # fmt: skip
    return _gathered(asked, {code: area_name(selection, code) for code in asked})


def _by_filter(selection: Selection, name: str) -> Curves:
    """The values of a filter with most groups in the area."""
    area = selection.area
    asked = {
        value: asking.question(
            selection.with_filter(name, (value,)), SURVIVAL, level_of(area), area
        )
        for value in group_mix.largest(counts(selection), name, MOST, filters_of(selection))
    }
    return _gathered(asked, {one: value_name(name, one, selection.language) for one in asked})


def _gathered(asked: dict[str, Question], names: dict[str, str]) -> Curves:
    """The answers to one question a curve, known by the code of the curve."""
    if not asked:
        return Curves(pd.DataFrame(index=pd.MultiIndex.from_arrays([[], []])), {}, pd.DataFrame())
    figures = pd.concat({code: data.ask(one).iloc[0] for code, one in asked.items()}, axis=1).T
    lines = {code: data.ask_curves(one).droplevel("area_code") for code, one in asked.items()}
    known = figures.index[figures["flag"] == str(Flag.OK)]
    return _curves({code: names[code] for code in names if code in known}, figures,
                   pd.concat(lines))  # fmt: skip


def _curves(names: dict[str, str], figures: pd.DataFrame, frame: pd.DataFrame) -> Curves:
    codes, days = frame.index.get_level_values(0), frame.index.get_level_values(1)
    months = days.to_numpy(dtype=float) / DAYS_OF_MONTH
    index = pd.MultiIndex.from_arrays([codes, months], names=["code", "month"])
    return Curves(frame.set_axis(index, axis=0), names, figures.loc[list(names)])
