"""Labour graduates: posts in the tambon, who holds them, who left and who moved."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from lib.sample.draw import Ints, dates, day_number, ids, stream, texts
from lib.sample.effort import access
from lib.sample.places import Places
from lib.sample.profile import DATA_DATE, FIRST_DAY, STUDY_POPULATION, Profile

PROGRAMME_STARTS = (2013, 2016, 2019, 2021, 2023)  # years of the recruitment rounds


@dataclass(frozen=True)
class Posts:
    """Posts in order of tambon. Before `changed` (a day number) `holder`, from it on `later`.

    Holders are officer numbers from 1; `later` 0 is a post left empty. `first` and `count` say
    which posts a tambon has; tambon without one are served from a post of their amphoe.
    """

    tambon: Ints
    holder: Ints
    later: Ints
    changed: Ints
    started: Ints
    first: Ints
    count: Ints

    def on_duty(self, rng: Generator, tambon: Ints, day: Ints) -> pl.Series:
        """Officer id for work in each tambon on each day; empty where the post was."""
        post = self.first[tambon] + (rng.random(len(day)) * self.count[tambon]).astype(np.int64)
        officer = np.where(day < self.changed[post], self.holder[post], self.later[post])
        names = ids("O", np.arange(int(self.holder.max()) + 1)).to_list()
        return texts(names, officer, officer > 0)


def fill_posts(seed: int, places: Places, profile: Profile) -> Posts:
    """Posts by population, at least one in a tambon save a few that are hard to reach."""
    rng = stream(seed, "officers")
    part = places.population.sum() / STUDY_POPULATION
    count = _posts_by_tambon(
        rng, places, round(profile.officers * part), round(profile.vacant_tambon * part)
    )
    tambon = np.repeat(np.arange(len(places)), count)
    holder = np.arange(1, len(tambon) + 1)
    never = day_number(DATA_DATE) + 1
    later, changed = holder.copy(), np.full(len(tambon), never)
    window = day_number(FIRST_DAY) + 60, day_number(DATA_DATE) - 60

    swapped = _pairs_in_amphoe(rng, places.amphoe[tambon], round(profile.moved_officers * part / 2))
    for one, other in swapped:
        later[one], later[other] = holder[other], holder[one]
        changed[[one, other]] = rng.integers(*window)
    free = np.setdiff1d(np.arange(len(tambon)), swapped.ravel())
    left = rng.choice(free, min(len(free), round(profile.ended_posts * part)), replace=False)
    later[left], changed[left] = 0, rng.integers(*window, len(left))

    years = np.array(PROGRAMME_STARTS)[rng.integers(0, len(PROGRAMME_STARTS), len(tambon))]
    started = np.array([day_number(FIRST_DAY.replace(year=year)) for year in years.tolist()])
    first, served = _serving(places, count)
    return Posts(tambon, holder, later, changed, started, first, served)


def officer_table(places: Places, posts: Posts) -> pl.DataFrame:
    """One row an assignment: two for those who moved, an end for those who left."""
    ends = posts.changed <= day_number(DATA_DATE)
    moved = ends & (posts.later > 0)
    tambon = np.concatenate([posts.tambon, posts.tambon[moved]])
    officer = np.concatenate([posts.holder, posts.later[moved]])
    start = np.concatenate([posts.started, posts.changed[moved]])
    end = np.concatenate([posts.changed - 1, posts.changed[moved]])
    over = np.concatenate([ends, np.zeros(moved.sum(), dtype=np.bool_)])
    return pl.DataFrame(
        {
            "officer_id": ids("O", officer),
            "tambon_code": texts(places.codes, tambon),
            "amphoe_code": texts(places.amphoe_codes, places.amphoe[tambon]),
            "start_date": dates(start),
            "end_date": dates(end, over),
        }
    ).sort("officer_id", "start_date")


def _posts_by_tambon(rng: Generator, places: Places, posts: int, vacant: int) -> Ints:
    """Posts for each tambon: one, then more where there are most people to a post."""
    count = np.ones(len(places), dtype=np.int64)
    hard = np.argsort(access(places) * np.exp(rng.normal(0, 0.8, len(places))))
    # An amphoe keeps at least one tambon with a post.
    for tambon in hard:
        if vacant and count[places.amphoe == places.amphoe[tambon]].sum() > 1:
            count[tambon] = 0
            vacant -= 1
    open_posts = np.flatnonzero(count)
    while count.sum() < posts:
        load = places.population[open_posts] / (count[open_posts] + 0.35)
        count[open_posts[np.argmax(load)]] += 1
    return count


def _pairs_in_amphoe(rng: Generator, amphoe: Ints, pairs: int) -> Ints:
    """(pairs, 2): neighbouring posts of the same amphoe that change places."""
    same = np.flatnonzero(amphoe[:-1] == amphoe[1:])
    same = same[same % 2 == 0]  # so that no post is in two pairs
    chosen = np.sort(rng.choice(same, min(pairs, len(same)), replace=False))
    return np.stack([chosen, chosen + 1], axis=1)


def _serving(places: Places, count: Ints) -> tuple[Ints, Ints]:
    """First post and number of posts that serve each tambon: its own, else its amphoe's."""
    first = np.cumsum(count) - count
    of_amphoe = np.bincount(places.amphoe, count).astype(np.int64)
    amphoe_first = np.cumsum(of_amphoe) - of_amphoe
    own = count > 0
    return (
        np.where(own, first, amphoe_first[places.amphoe]),
        np.where(own, count, of_amphoe[places.amphoe]),
    )
