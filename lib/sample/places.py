"""The areas that the sample is made for, read from a built folder, as arrays by tambon."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lib.sample.draw import Floats, Ints

KM_PER_DEGREE = 111.2
NEIGHBOURS = 4
_CHUNK = 512  # rows of the distance table at a time: a whole country does not fit at once


@dataclass(frozen=True)
class Places:
    """Tambon in the order of their codes, so that those of an amphoe stand together.

    `amphoe` is a position in `amphoe_codes`; `first` and `count` say which tambon an amphoe has.
    `near` (tambon, 4) are the nearest other tambon; `seat` the tambon of each amphoe's office.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    population: Floats
    km2: Floats
    villages: Ints
    latitude: Floats
    longitude: Floats
    amphoe: Ints
    amphoe_codes: tuple[str, ...]
    first: Ints
    count: Ints
    seat: Ints
    office_km: Floats
    seat_km: Floats
    near: Ints

    def __len__(self) -> int:
        return len(self.codes)


def read_places(built: Path) -> Places:
    """Read areas.csv, population.csv and offices.csv of a built folder.

    Raises FileNotFoundError where one is missing: build it with `python -m geo.build`.
    """
    tambon = _tambon(built)
    codes = tambon["code"].to_list()
    amphoe_codes, amphoe = np.unique([code[:4] for code in codes], return_inverse=True)
    latitude, longitude = tambon["latitude"].to_numpy(), tambon["longitude"].to_numpy()
    offices = _offices(built, amphoe_codes.tolist(), latitude, longitude, amphoe)
    to_office = distance_km(latitude, longitude, offices[amphoe, 0], offices[amphoe, 1])
    first = np.searchsorted(amphoe, np.arange(len(amphoe_codes)))
    population = tambon["total"].to_numpy().astype(np.float64)
    return Places(
        codes=tuple(codes),
        names=tuple(tambon["name_th"].to_list()),
        population=population,
        km2=tambon["km2"].to_numpy(),
        villages=tambon["villages"].to_numpy(),
        latitude=latitude,
        longitude=longitude,
        amphoe=amphoe.astype(np.int64),
        amphoe_codes=tuple(amphoe_codes.tolist()),
        first=first,
        count=np.bincount(amphoe),
        seat=np.array([at + np.argmin(to_office[amphoe == i]) for i, at in enumerate(first)]),
        office_km=to_office,
        seat_km=_to_main_office(offices, amphoe_codes.tolist(), amphoe, population),
        near=_nearest(latitude, longitude),
    )


def distance_km(
    latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats
) -> Floats:
    """Kilometres between points in degrees, on a plane: good to 1 % within a region."""
    east = (to_longitude - longitude) * np.cos(np.radians(latitude))
    north = to_latitude - latitude
    km: Floats = np.sqrt(east * east + north * north) * KM_PER_DEGREE
    return km


def _tambon(built: Path) -> pl.DataFrame:
    areas = pl.read_csv(
        built / "areas.csv", schema_overrides={"code": pl.String, "parent": pl.String}
    )
    people = pl.read_csv(built / "population.csv", schema_overrides={"tambon_code": pl.String})
    newest = people.filter(pl.col("year") == people["year"].max())
    return (
        areas.filter(pl.col("level") == "tambon")
        .join(
            newest.select("tambon_code", "total"),
            left_on="code",
            right_on="tambon_code",
            how="left",
        )
        .with_columns(
            pl.col("villages").cast(pl.Int64).fill_null(0),
            pl.col("km2").cast(pl.Float64).fill_null(strategy="mean"),
            pl.col("total").fill_null(strategy="mean").clip(lower_bound=1),
        )
        .sort("code")
    )


def _offices(
    built: Path, amphoe_codes: list[str], latitude: Floats, longitude: Floats, amphoe: Ints
) -> Floats:
    """Latitude and longitude by amphoe; the middle of its tambon where no office is listed."""
    table = pl.read_csv(built / "offices.csv", schema_overrides={"amphoe_code": pl.String})
    known = {row["amphoe_code"]: (row["latitude"], row["longitude"]) for row in table.to_dicts()}
    size = np.bincount(amphoe)
    middle = np.stack(
        [np.bincount(amphoe, latitude) / size, np.bincount(amphoe, longitude) / size], axis=1
    )
    return np.array([known.get(code, tuple(middle[i])) for i, code in enumerate(amphoe_codes)])


def _to_main_office(
    offices: Floats, amphoe_codes: list[str], amphoe: Ints, population: Floats
) -> Floats:
    """Kilometres from each tambon's amphoe office to that of its province's largest amphoe."""
    province = np.unique([code[:2] for code in amphoe_codes], return_inverse=True)[1]
    people = np.bincount(amphoe, population)
    largest = np.array(
        [np.argmax(np.where(province == i, people, -1.0)) for i in range(province.max() + 1)]
    )
    main = offices[largest[province]]
    return distance_km(offices[:, 0], offices[:, 1], main[:, 0], main[:, 1])[amphoe]


def _nearest(latitude: Floats, longitude: Floats) -> Ints:
    wanted = min(NEIGHBOURS, len(latitude) - 1)
    if wanted == 0:
        return np.zeros((1, 1), dtype=np.int64)
    found = []
    for at in range(0, len(latitude), _CHUNK):
        part = slice(at, at + _CHUNK)
        km = distance_km(latitude[part, None], longitude[part, None], latitude, longitude)
        km[np.arange(len(km)), np.arange(at, at + len(km))] = np.inf
        found.append(np.argsort(km, axis=1, kind="stable")[:, :wanted])
    return np.concatenate(found).astype(np.int64)
