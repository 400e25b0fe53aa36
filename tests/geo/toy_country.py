"""A toy country of nine square tambon, so that the build is tested without the real sources."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.build import COUNTRIES, Job, build, main

GRID = (
    ("940101", "940102", "940103"),
    ("940201", "940202", "940203"),
    ("950101", "950102", "950201"),
)

REGION = """
code = "toy"
name_th = "ของเล่น"
name_en = "Toy"
provinces = ["94"]
amphoe = ["9501"]
crs = "EPSG:32647"
[simplify]
print_m = 15
web_m = 100
[background]
margin_degrees = 0.5
match_m = 3000
"""


def toy_boundaries() -> gpd.GeoDataFrame:
    """Squares of 0.1 degree in Yala, in OCHA's fields."""
    rows = []
    for row, codes in enumerate(GRID):
        for column, code in enumerate(codes):
            west, south = 101.1 + 0.1 * column, 6.2 + 0.1 * row
            box = shapely.box(west, south, round(west + 0.1, 6), round(south + 0.1, 6))
            # set_precision puts the corners of neighbours on the very same numbers.
            rows.append(_attributes(code) | {"geometry": shapely.set_precision(box, 1e-6)})
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def _attributes(code: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for level, length, kind in ((3, 6, "ต"), (2, 4, "อ"), (1, 2, "จ")):
        fields |= {
            f"ADM{level}_PCODE": "TH" + code[:length],
            f"ADM{level}_TH": kind + code[:length],
            f"ADM{level}_EN": f"Name {code[:length]}",
        }
    return fields


@dataclass(frozen=True)
class Toy:
    """A folder of toy sources, a region file, and where to build."""

    folder: Path

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    @property
    def region(self) -> Path:
        return self.folder / "region.toml"

    @property
    def out(self) -> Path:
        return self.folder / "built"

    @property
    def codes(self) -> list[str]:
        return [code for row in GRID for code in row if code != "950201"]

    def write_boundaries(self, rows: gpd.GeoDataFrame) -> None:
        for code, part in rows.groupby("ADM1_PCODE"):
            folder = self.sources / "boundaries" / str(code)
            folder.mkdir(parents=True, exist_ok=True)
            part.to_file(folder / f"{code}.shp", encoding="utf-8")

    def write(self, name: str, rows: pd.DataFrame) -> None:
        path = self.sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        rows.to_csv(path, index=False)

    def read(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.sources / name, dtype="str")

    def add_to_region(self, text: str) -> None:
        self.region.write_text(self.region.read_text("utf-8") + text, "utf-8")

    def build(self, out: Path | None = None) -> list[Path]:
        return build(Job(self.sources, self.region, COUNTRIES, out or self.out))

    def run(self) -> int:
        """The command itself; its exit code."""
        paths = {"--sources": self.sources, "--region": self.region, "--out": self.out}
        return main([str(text) for pair in paths.items() for text in pair])


POPULATION = "population/tambon_population_2020_2021.csv"
VILLAGES = "population/tambon_villages_2022.csv"
OFFICES = "offices/district_offices.csv"
LABOUR = "labour_force/labour_force_quarterly_2020_2021.csv"


def make_toy(folder: Path) -> Toy:
    """Toy sources for which every check holds."""
    made = Toy(folder)
    made.write_boundaries(toy_boundaries())
    people = [
        {"tambon_code": code, "year": year, "total": 30, "male": 10, "female": 20, "houses": 9}
        for code in made.codes
        for year in (2020, 2021)
    ]
    made.write(POPULATION, pd.DataFrame(people))
    made.write(VILLAGES, pd.DataFrame({"tambon_code": made.codes, "villages": range(8)}))
    offices = pd.DataFrame({"amphoe_code": ["9401", "9402", "9501"], "latitude": 6.25})
    offices = offices.assign(name_th="ชื่อ", name_en="Name", longitude=101.2)
    made.write(OFFICES, offices)
    made.write(LABOUR, pd.DataFrame({"province_code": ["94", "95", "96"], "thousand": [1, 2, 3]}))
    made.region.write_text(REGION, "utf-8")
    return made
