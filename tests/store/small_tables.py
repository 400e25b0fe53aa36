"""Small typed tables for the tests of the store."""

from datetime import date, timedelta

import polars as pl

from lib.store.lake import StoreInfo

INFO = StoreInfo(True, date(2026, 6, 30), "test", "f0")
TAMBON = ("940101", "950102", "960101", "900301")


def activities(count: int, prefix: str = "SIM-A") -> pl.DataFrame:
    """Activities on successive days, in four tambon of four provinces in turn."""
    numbers = range(count)
    return pl.DataFrame(
        {
            "activity_id": [f"{prefix}{n:06}" for n in numbers],
            "date": [date(2025, 10, 1) + timedelta(days=n % 200) for n in numbers],
            "tambon_code": [TAMBON[n % 4] for n in numbers],
            "mission": ["labour"] * count,
            "work_level": ["2"] * count,
            "activity_type": ["mobile_service"] * count,
            "participants_male": [n % 7 for n in numbers],
            "participants_female": [n % 5 for n in numbers],
        }
    )


def services(count: int, prefix: str = "SIM-S") -> pl.DataFrame:
    """Services with keys that look hashed."""
    numbers = range(count)
    return pl.DataFrame(
        {
            "service_id": [f"{prefix}{n:06}" for n in numbers],
            "date": [date(2025, 10, 1)] * count,
            "tambon_code": [TAMBON[n % 4] for n in numbers],
            "person_key": [f"{n:032x}" for n in numbers],
            "sex": ["female"] * count,
            "age_group": ["60+"] * count,
            "service_type": ["x"] * count,
        }
    )
