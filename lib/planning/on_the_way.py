"""Which follow-ups are made on the way of the activities of a month: the first of the work list."""

from collections.abc import Sequence

import pandas as pd

from lib.planning.month import Visit, in_order

VISIT = "visit"


def on_the_way(visits: Sequence[Visit], waiting: pd.DataFrame) -> pd.DataFrame:
    """The follow-ups that each activity takes, as many as its row says or as there are.

    ``waiting`` are rows of the work list (lib.planning.month.waiting). Of a tambon the earlier
    activity takes the earlier ones, so that none is taken twice. Gives those rows by activity, in
    the order of the month, with ``visit``: the place of the activity in that order, from 0.
    """
    left = {str(code): of for code, of in waiting.groupby("tambon_code")}
    parts = []
    for place, one in enumerate(in_order(visits)):
        here = left.get(one.tambon)
        if here is None or not one.follow_ups:
            continue
        parts.append(here.head(one.follow_ups).assign(**{VISIT: place}))
        left[one.tambon] = here.iloc[one.follow_ups :]
    return pd.concat(parts) if parts else waiting.head(0).assign(**{VISIT: pd.Series(dtype=int)})
