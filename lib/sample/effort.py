"""How much work is planned for each tambon and how much of it gets done, month by month."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from lib.sample.activity_types import ACTIVITY_TYPES
from lib.sample.draw import Bools, Floats, Ints, day_number, stream
from lib.sample.places import Places
from lib.sample.profile import DATA_DATE, Profile
from lib.sample.seasons import Seasons

# Share of the amphoe by how well they meet their plan: the weak, the middle, the good.
QUALITY_BANDS = ((0.24, 0.61, 0.75), (0.38, 0.79, 0.93), (0.38, 0.95, 1.13))
YEAR_SPREAD = 0.03  # of an amphoe's quality from year to year
MONTH_SHAPE = 9.0  # gamma shape of the month-to-month noise of a tambon
POPULATION_POWER = 0.65  # a tambon twice as large gets less than twice the work
OFFICE_KM = 16.0  # from the office, where access has fallen to a half
MAIN_OFFICE_KM = 220.0
SPARSE_KM2 = 150.0
ACCESS_POWER = 0.5
NOISE = 0.20  # between tambon alike
TYPE_TILT = 0.16  # how much amphoe differ in their mix of types


@dataclass(frozen=True)
class Effort:
    """Expected numbers of activities, with the gaps already cut.

    `planned` (tambon, fiscal year) is a year's plan of all types; `expected` (tambon, month) what
    is held, up to the data date; `last_day` after which a tambon is not reached any more;
    `quality` (amphoe, fiscal year) the share of the plan that is met; `empty` (tambon, month) the
    months deliberately without work; `mix` (amphoe, type) the weights of types.
    """

    ease: Floats
    planned: Floats
    expected: Floats
    last_day: Ints
    quality: Floats
    empty: Bools
    mix: Floats


def plan_effort(
    seed: int, scale: float, places: Places, seasons: Seasons, profile: Profile
) -> Effort:
    """Plans by population and access, work by the quality of the amphoe centre and the season."""
    rng = stream(seed, "effort")
    ease = access(places)
    quality = _quality(seed, places, ease)
    weight = places.population**POPULATION_POWER * ease**ACCESS_POWER
    weight = weight * np.exp(rng.normal(0, NOISE, len(places)))
    last_day = _last_days(seed, places, ease, profile)
    empty = _empty_months(seed, places, seasons, ease, profile)
    growth = np.array(profile.growth)

    usual = weight[:, None] * growth[seasons.year] * seasons.month_share
    usual = usual[:, : seasons.months_past]
    due = usual * quality[places.amphoe][:, seasons.year[: seasons.months_past]]
    factor = profile.activities * scale / due.sum()
    noisy = usual * rng.gamma(MONTH_SHAPE, 1 / MONTH_SHAPE, usual.shape)
    reached = np.where(empty, 0.0, noisy * _months_open(seasons, last_day))
    return Effort(
        ease=ease,
        planned=factor * weight[:, None] * growth,
        expected=np.where(empty, 0.0, noisy) * factor * _catch_up(places, seasons, due, reached),
        last_day=last_day,
        quality=quality,
        empty=empty,
        mix=_type_mix(rng, len(places.amphoe_codes)),
    )


def _catch_up(places: Places, seasons: Seasons, due: Floats, reached: Floats) -> Floats:
    """(tambon, month) factor that brings each amphoe's year to what it is to achieve.

    What a tambon that is not reached goes without, the others of its amphoe get.
    """
    months = due.shape[1]
    years = np.flatnonzero(np.diff(seasons.year[:months], prepend=-1))
    wanted, held = (
        np.add.reduceat(np.add.reduceat(part, places.first, axis=0), years, axis=1)
        for part in (due, reached)
    )
    factor = np.divide(wanted, held, out=np.zeros_like(wanted), where=held > 0)
    return factor[places.amphoe][:, seasons.year[:months]]


def _months_open(seasons: Seasons, last_day: Ints) -> Floats:
    """(tambon, month): the part of the month that lies before the tambon's last day."""
    start, end = seasons.months[:-1], seasons.months[1:]
    part: Floats = np.clip((last_day[:, None] + 1 - start) / (end - start), 0.0, 1.0)
    return part[:, : seasons.months_past]


def _type_mix(rng: Generator, amphoe: int) -> Floats:
    """(amphoe, type) weights: amphoe lean to other types, with the same total."""
    share = np.array([kind.share for kind in ACTIVITY_TYPES])
    mix = share * np.exp(rng.normal(0, TYPE_TILT, (amphoe, len(share))))
    mix *= share.sum() / mix.sum(axis=1, keepdims=True)
    return mix


def access(places: Places) -> Floats:
    """0 to 1: how easily a tambon is reached from its amphoe office, by distance and terrain."""
    near_office = 1 / (1 + (places.office_km / OFFICE_KM) ** 1.5)
    near_town = np.exp(-places.seat_km / MAIN_OFFICE_KM)
    compact = (1 + places.km2 / SPARSE_KM2) ** -0.3
    ease: Floats = near_office * near_town * compact
    return ease


def _quality(seed: int, places: Places, ease: Floats) -> Floats:
    """(amphoe, fiscal year): remote amphoe tend to be the weak ones, but not all of them."""
    rng = stream(seed, "quality")
    amphoe = len(places.amphoe_codes)
    counts = [max(1, round(share * amphoe)) for share, _, _ in QUALITY_BANDS]
    ladder = np.concatenate(
        [np.linspace(low, high, n) for n, (_, low, high) in zip(counts, QUALITY_BANDS, strict=True)]
    )
    ladder = np.quantile(ladder, np.linspace(0, 1, amphoe))
    mean_ease = np.bincount(places.amphoe, ease) / places.count
    rank = np.argsort(np.argsort(np.log(mean_ease) + rng.normal(0, 0.55, amphoe)))
    trend = rng.normal(0, YEAR_SPREAD, (amphoe, 3))
    # The last year is the one that the screens open on: there the ladder holds as it is.
    trend[:, 2] = 0.0
    quality: Floats = ladder[rank][:, None] * (1 + trend)
    return quality


def _last_days(seed: int, places: Places, ease: Floats, profile: Profile) -> Ints:
    """The day after which a tambon is not reached; most have none before the data date."""
    rng = stream(seed, "last days")
    end = day_number(DATA_DATE)
    last = np.full(len(places), end, dtype=np.int64)
    part = len(places) / 290
    never, silent, quiet = (
        max(1, round(n * part)) for n in (profile.never_reached, profile.silent, profile.quiet)
    )
    hard = np.argsort(ease * np.exp(rng.normal(0, 0.35, len(places))))[: never + silent + quiet]
    ago = np.concatenate(
        [
            rng.integers(290, 360, never),  # before 1 October 2025
            rng.integers(98, 190, silent),
            np.linspace(36, 84, quiet).astype(np.int64),
        ]
    )
    last[hard] = end - ago[: len(hard)]
    return last


def _empty_months(
    seed: int, places: Places, seasons: Seasons, ease: Floats, profile: Profile
) -> Bools:
    """(tambon, month): months without any activity, more of them in the remote tambon."""
    rng = stream(seed, "empty months")
    months = seasons.months_past
    empty = np.zeros((len(places), months), dtype=np.bool_)
    count = max(4, round(profile.empty_months * len(places) / 290))
    far = 1 / ease
    tambon = rng.choice(len(places), count, p=far / far.sum())
    empty[tambon, rng.integers(0, months, count)] = True
    return empty
