"""Puts the subjects together, in the order in which they follow from one another."""

from pathlib import Path

import polars as pl

from lib.sample.activities import hold_activities
from lib.sample.draw import stream
from lib.sample.effort import plan_effort
from lib.sample.follow_up import follow_up_table
from lib.sample.groups import found_groups
from lib.sample.labour import labour_table
from lib.sample.needs import need_table
from lib.sample.officers import fill_posts, officer_table
from lib.sample.places import read_places
from lib.sample.plans import plan_table
from lib.sample.profile import STUDY, STUDY_POPULATION, Profile
from lib.sample.reports import report_table
from lib.sample.seasons import build_seasons
from lib.sample.services import give_services
from lib.sample.sites import choose_sites, coastal, read_outlines
from lib.sample.situations import situation_table
from lib.settings import ROOT
from lib.store.model import TABLES, FieldType, Table

GENERATOR_VERSION = "1"  # raise it with every change of the data that the same seed gives
BUILT = ROOT / "data" / "built"

_TYPES: dict[FieldType, type[pl.DataType]] = {
    FieldType.DATE: pl.Date,
    FieldType.MONTH: pl.Date,
    FieldType.INTEGER: pl.Int32,
    FieldType.AMOUNT: pl.Float64,
    FieldType.LATITUDE: pl.Float64,
    FieldType.LONGITUDE: pl.Float64,
}


def generate(
    seed: int = 2569, scale: float = 1.0, built: Path = BUILT, profile: Profile = STUDY
) -> dict[str, pl.DataFrame]:
    """Every table of data/tables.toml in input form: its fields in their order, typed.

    The same seed gives the same tables. Volumes follow the registered population of the areas in
    `built`, times `scale` (officers, plans' areas, reports and surveys do not multiply). Person
    keys are raw ("SIM-P000123"). Raises FileNotFoundError where `built` lacks a file.
    """
    places = read_places(built)
    outlines, land = read_outlines(built, places)
    seasons = build_seasons()
    size = scale * float(places.population.sum()) / STUDY_POPULATION

    effort = plan_effort(seed, size, places, seasons, profile)
    sites = choose_sites(stream(seed, "sites"), places, outlines)
    posts = fill_posts(seed, places, profile)
    activities = hold_activities(seed, places, seasons, effort, sites, posts, profile)
    services = give_services(seed, size, places, seasons, effort, activities, profile)
    coast = coastal(places, outlines, land)
    groups = found_groups(seed, size, places, effort, sites, coast, profile)
    tables = {
        "officer": officer_table(places, posts),
        "plan": plan_table(seed, places, seasons, effort),
        "report": report_table(seed, places, seasons, effort, activities),
        "activity": activities.frame,
        "service": services.frame,
        "occupational_group": groups.table,
        "group_state": groups.states,
        "follow_up": follow_up_table(seed, size, places, effort, services, groups, profile),
        "need": need_table(seed, size, places, effort, activities, profile),
        "labour_situation": labour_table(seed, places),
        "situation": situation_table(seed, size, places, profile),
    }
    return {name: _typed(table, tables[name]) for name, table in TABLES.items()}


def _typed(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        pl.col(field.name).cast(_TYPES.get(field.type, pl.String)) for field in table.fields
    )
