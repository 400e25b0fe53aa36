"""Every indicator over the sample and over 1 M activities, beside hand-written SQL.

`python -m bench figures`
"""

import tempfile
from datetime import date
from functools import partial
from pathlib import Path

from bench.timing import median_ms
from geo.codes import Level
from lib.access.scope import Scope
from lib.indicators import registry
from lib.indicators.evaluate import Question, evaluate
from lib.opening import open_store, sample_store
from lib.periods import fiscal_year
from lib.settings import Settings
from lib.store.lake import Store

YEAR = fiscal_year(2569)
BY_HAND = {
    "contacts": """
        SELECT tambon_code, sum(participants_male + participants_female) FROM activity
        WHERE date BETWEEN DATE '2025-10-01' AND DATE '2026-06-30' GROUP BY tambon_code
    """,
    "people_served": """
        SELECT tambon_code, count(DISTINCT person_key) FROM service
        WHERE date BETWEEN DATE '2025-10-01' AND DATE '2026-06-30' GROUP BY tambon_code
    """,
    "follow_ups_overdue": """
        SELECT tambon_code, count(*) FROM follow_up
        WHERE due_on < DATE '2026-06-30' AND (done_on IS NULL OR done_on > DATE '2026-06-30')
        GROUP BY tambon_code
    """,
}
LARGE = 17.0  # times the sample: about 1 M activities, 5 M services


def main() -> None:
    """Print milliseconds for each indicator, by tambon, for the fiscal year to date."""
    with tempfile.TemporaryDirectory() as folder:
        _print("sample", open_store(Settings.from_environment()))
        _print(f"sample x {LARGE:g}", sample_store(Path(folder), scale=LARGE))


def _print(name: str, store: Store) -> None:
    scope = Scope.everything()
    rows = store.query("SELECT count(*) AS n FROM activity", scope)["n"][0]
    print(f"{name}: {rows:,} activities; median ms for a fiscal year by tambon")
    for code in registry.indicators():
        question = Question(code, Level.TAMBON, YEAR, as_of=date(2026, 6, 30))
        line = f"  {code:26} {median_ms(partial(evaluate, store, scope, question)):8.1f}"
        if code in BY_HAND:
            line += f"   by hand {median_ms(partial(store.query, BY_HAND[code], scope)):8.1f}"
        print(line)


if __name__ == "__main__":
    main()
