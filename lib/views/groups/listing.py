"""The list of groups as a table that people read."""

import pandas as pd

from geo.areas import AreaRegistry
from geo.codes import Level, level_of
from lib.periods import BUDDHIST_ERA
from lib.store.codelists import code_list
from lib.views.groups.card import group_name
from lib.views.selection import Selection
from lib.views.words import Language, say


def area_of(selection: Selection) -> str:
    """The amphoe or tambon whose groups are listed; empty where a wider area is chosen."""
    area = selection.picked or selection.area
    return area if level_of(area).rank >= Level.AMPHOE.rank else ""


def rows(groups: pd.DataFrame, areas: AreaRegistry, language: Language) -> pd.DataFrame:
    """One row a group: name, tambon, occupation, status, members, women, income, founding."""

    def labels(codes: str, column: str) -> list[str]:
        known = code_list(codes)
        return [
            known.label(one, language) if isinstance(one, str) else "" for one in groups[column]
        ]

    era = BUDDHIST_ERA if language == "th" else 0
    names = [group_name(one, language) for _, one in groups.iterrows()]
    return pd.DataFrame(
        {
            say("groups.name", language): names,
            say("area.tambon", language): [
                areas.get(code).name(language) for code in groups["tambon_code"]
            ],
            say("groups.card_occupation", language): labels("occupation", "occupation"),
            say("groups.status", language): labels("group_status", "status"),
            say("groups.members", language): groups["members"].astype(float).to_numpy(),
            say("groups.women", language): groups["women"].astype(float).to_numpy(),
            say("groups.per_member", language): groups["income_per_member"].round().to_numpy(),
            say("groups.founded_year", language): [
                str(day.year + era) for day in groups["founded_on"]
            ],
        }
    )
