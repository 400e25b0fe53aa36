"""The list of needs that wait, as a table that people read."""

import pandas as pd

from lib.store.codelists import code_list
from lib.views.formats import thai_date
from lib.views.needs.sentences import Name
from lib.views.words import Language, say

FIRST = 50  # rows, unless all are asked for
NO_BREAK = "\N{NO-BREAK SPACE}"  # a date is read as one


def rows(found: pd.DataFrame, name: Name, language: Language) -> pd.DataFrame:
    """One row a need: category, tambon, day raised, age in days, agency."""

    def labels(codes: str, column: str) -> list[str]:
        known = code_list(codes)
        return [
            known.label(one, language) if isinstance(one, str) and one else "–"
            for one in found[column]
        ]

    return pd.DataFrame(
        {
            say("needs.category", language): labels("need_category", "category"),
            say("area.tambon", language): [name(str(code)) for code in found["tambon_code"]],
            say("needs.raised_on", language): [
                thai_date(day.date(), language).replace(" ", NO_BREAK) for day in found["raised_on"]
            ],
            say("needs.days_open", language): found["days_open"].to_numpy(dtype=float),
            say("needs.referred_to", language): labels("agency", "referred_to"),
        }
    )
