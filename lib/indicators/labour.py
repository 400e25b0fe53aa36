"""The labour situation of the tambon: people by category, as last counted."""

from lib.indicators.model import Definition, Direction, Kind, Measure
from lib.store.codelists import code_list


def _people(category: str) -> Definition:
    return Definition(
        code=f"labour_{category}",
        kind=Kind.COUNT,
        direction=Direction.NEITHER,
        flow=False,
        may_be_untold=True,
        numerator=Measure("labour_now", "sum(people)", f"category = '{category}'"),
    )


DEFINITIONS = tuple(map(_people, code_list("labour_category").codes))
