"""How long the choice of service days takes over the study area: `python -m bench covering`.

People whom the sample's services did not reach in the fiscal year, every tambon and labour centre
a place. Beside the clock the processor's time, which other work on the machine disturbs less.
"""

import os
import time

import pandas as pd

from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators.evaluate import Question, evaluate
from lib.opening import open_store
from lib.periods import fiscal_year, fiscal_year_of
from lib.planning.covering import CoveringPlan, not_served, plan_days
from lib.planning.distances import Unit, load_distances
from lib.planning.task import Task
from lib.settings import read_settings
from lib.store.lake import Store

REACHES = (10, 15, 20)  # km
DAYS = (1, 5, 10, 20, 40)
TIME_LIMIT = 60.0


def main() -> None:
    """Print seconds, what is reached, and whether it is proven, for each reach and days."""
    people = not_served_people(open_store(read_settings()))
    start = time.perf_counter()
    km = load_distances().of(Unit.KM)
    print(
        f"{len(km)} tambon, {len(km.columns)} places, {people.sum():,} people not yet served; "
        f"distances {time.perf_counter() - start:.2f} s; load {os.getloadavg()[0]:.1f}"
    )
    plan_days(Task(people, km, 5, 2))  # fetches the libraries
    print("  km days places    reached  share  proven   seconds  processor")
    for reach in REACHES:
        for days in DAYS:
            before = time.process_time()
            plan = plan_days(Task(people, km, reach, days), TIME_LIMIT)
            print(_line(plan, time.process_time() - before), flush=True)
    print(f"  load at the end {os.getloadavg()[0]:.1f}")


def not_served_people(store: Store) -> pd.Series:
    """Registered people by tambon less those served in the fiscal year of the data."""
    year = fiscal_year(fiscal_year_of(store.info.data_date))
    found = [
        evaluate(store, Scope.everything(), Question(code, Level.TAMBON, year))
        for code in ("registered_population", "people_served")
    ]
    return not_served(*(table["value"] for table in found))


def _line(plan: CoveringPlan, processor: float) -> str:
    proven = "yes" if plan.proven else f"to {plan.gap:.2%}"
    return (
        f"  {plan.task.reach:2g} {plan.task.days:4} {len(plan.places):6} {plan.reached:10,} "
        f"{plan.share or 0:6.1%}  {proven:8} {plan.seconds:7.2f} {processor:10.2f}"
    )


if __name__ == "__main__":
    main()
