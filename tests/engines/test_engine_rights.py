"""A scope cuts what an engine is asked as it cuts what is computed here."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pandas as pd
import pytest
from servers import Server

from lib.access.scope import Role, Scope
from lib.indicators import event_list, group_list, work_list
from lib.periods import fiscal_year
from lib.store.lake import Store
from lib.store.model import TABLES
from lib.store.rights import ScopeRefused

OWN = Scope(Role.PLANNER, ("94", "9501"))
DAY, YEAR = date(2026, 6, 30), fiscal_year(2569)


def rows_of(table: str, store: Store) -> pd.DataFrame:
    return store.query(f"SELECT count(*) AS n FROM {table} WHERE batch_id <> ?", OWN, ["none"])


LISTS: dict[str, Callable[[Store], pd.DataFrame]] = {
    "groups": lambda store: group_list.groups(store, OWN, DAY),
    "needs": lambda store: event_list.open_needs(store, OWN, "south", DAY),
    "events": lambda store: event_list.events(store, OWN, "south", YEAR, DAY),
    "work": lambda store: work_list.work_list(store, OWN, "9501", DAY, work_list.Part.LATE),
    "counts": lambda store: work_list.work_counts(store, OWN, "94", DAY),
    **{table: partial(rows_of, table) for table in TABLES},
}


@pytest.fixture(scope="module")
def elsewhere(server: Server, small: Store) -> Iterator[Store]:
    """The small store, asked on a server."""
    with Store.open(small.folder, engine=server.new_database()) as store:
        yield store


@pytest.mark.parametrize("name", LISTS)
def test_the_rows_of_a_scope_are_the_same_everywhere(
    small: Store, elsewhere: Store, name: str
) -> None:
    here, there = LISTS[name](small), LISTS[name](elsewhere)
    pd.testing.assert_frame_equal(here, there)


@pytest.mark.parametrize("statement", ["FROM activity", "FROM batch", "SELECT 1 FROM v1.need"])
def test_what_is_refused_here_is_refused_there(elsewhere: Store, statement: str) -> None:
    with pytest.raises(ScopeRefused):
        elsewhere.query(statement, Scope.public())
