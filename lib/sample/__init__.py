"""Simulated data that look like the real thing: deterministic, seeded and quick.

`generate` makes every table of `data/tables.toml` for the areas of a built folder;
`write_csv` writes them in the form that the store loads. Every id begins with "SIM-".
"""

from lib.sample.generator import GENERATOR_VERSION, generate
from lib.sample.profile import DATA_DATE, Profile
from lib.sample.write import write_csv

__all__ = ["DATA_DATE", "GENERATOR_VERSION", "Profile", "generate", "write_csv"]
