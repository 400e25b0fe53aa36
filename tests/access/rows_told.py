"""Rows of the sample have ids that can be told (SIM-G000001): those of elsewhere in a text."""

import re
from collections.abc import Mapping

from lib.access.scope import Scope
from lib.store.lake import Store
from lib.store.model import TABLES, FieldType

ROW = re.compile(r"SIM-[A-Z]+\d+")


def places_of(store: Store) -> dict[str, str]:
    """The tambon of every row that has an id, by its id."""
    found: dict[str, str] = {}
    for table in TABLES.values():
        ids = [one.name for one in table.fields if one.type is FieldType.ID and not one.refers_to]
        if ids and any(one.name == "tambon_code" for one in table.fields):
            query = f"SELECT {ids[0]} AS id, tambon_code AS place FROM {table.name}"
            rows = store.query(query, Scope.everything())
            found |= dict(zip(rows["id"], rows["place"], strict=True))
    return found


def strangers(text: str, scope: Scope, places: Mapping[str, str]) -> set[str]:
    """Ids in a text of rows that do not lie within the areas of a scope."""
    return {id_ for id_ in ROW.findall(text) if not scope.covers(places.get(id_, ""))}
