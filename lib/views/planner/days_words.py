"""What the part of mobile service days says: headline, notes, tables, the card of a place."""

import math
from dataclasses import dataclass

import pandas as pd

from lib.planning.covering import Change, CoveringPlan, Place
from lib.planning.distances import Distances, Origin
from lib.planning.reasons import Fault, Note, PlanError
from lib.views.formats import dates, number, thai_date
from lib.views.mapped.names import area_name
from lib.views.planner.days_asked import CENTRE_DIGITS, Condition, counted, unknown
from lib.views.selection import Selection
from lib.views.words import Language, listed, say

# Faults of what the planner has set, each with words of its own; the others are of the files.
OWN_FAULTS = (Fault.TOO_MANY_PINNED, Fault.NO_KILOMETRES, Fault.NOBODY_KNOWN)
MOST_NAMED = 3  # places that a sentence names


@dataclass(frozen=True, eq=False)
class Words:
    """A plan, for whom it is, and the unit of its reach ("k" or "m")."""

    selection: Selection
    plan: CoveringPlan
    unit: str

    @property
    def language(self) -> Language:
        """The language of the screen."""
        return self.selection.language

    def name(self, code: str) -> str:
        """A place by name, with its amphoe where several are shown."""
        name = area_name(self.selection, code)
        if len(code) == CENTRE_DIGITS:
            return say("planner_days.centre", self.language, area=name)
        return name

    def way(self, distance: float) -> str:
        """A distance with its unit."""
        return say(f"planner_days.way_{self.unit}", self.language, value=number(distance, 1))

    def reach(self) -> str:
        """How far a place reaches, with its unit."""
        reach = number(self.plan.task.reach)
        return say(f"planner_days.way_{self.unit}", self.language, value=reach)


def headline(words: Words) -> str:
    """How many days reach how many people, and whether that is proven."""
    plan, language = words.plan, words.language
    if Note.NO_DEMAND in plan.notes:
        return say("planner_days.none_left", language)
    if Note.NOTHING_IN_REACH in plan.notes:
        return say("planner_days.none_in_reach", language, reach=words.reach())
    share = plan.share
    assert share is not None  # there are people to be reached
    told = {
        "days": number(len(plan.places)), "asked": number(plan.task.days),
        "people": number(plan.reached), "share": number(100 * share, 0 if share >= 0.1 else 1),
    }  # fmt: skip
    spare = Note.DAYS_TO_SPARE in plan.notes and plan.places
    one = "_one" if len(plan.places) == 1 else ""
    said = say(f"planner_days.headline{'_spare' if spare else ''}{one}", language, **told)
    if plan.proven:
        return f"{said} {say('planner_days.proven', language)}"
    gap = number(100 * plan.gap, 1)
    bound = number(plan.bound)
    return f"{said} {say('planner_days.not_proven', language, gap=gap, bound=bound)}"


def counted_words(words: Words) -> str:
    """Whom the plan counts, and of how many."""
    day = counted(words.selection)
    return say(
        "planner_days.counted", words.language, people=number(words.plan.total),
        dates=dates(day, words.language), reachable=number(words.plan.reachable),
    )  # fmt: skip


def unknown_words(words: Words) -> str:
    """The tambon that no plan counts, because their population is not known; empty without any."""
    codes = unknown(words.selection)
    if not codes:
        return ""
    named = listed([words.name(code) for code in codes], words.language)
    return say("planner_days.unknown", words.language, places=named)


def place_rows(words: Words) -> pd.DataFrame:
    """The places in the order of what each adds, with the running sum."""
    plan, language = words.plan, words.language
    adds = pd.Series([one.adds for one in plan.places], dtype="int64")
    columns: dict[str, object] = {
        say("planner_days.head_place", language): [
            _ranked(place, one, words) for place, one in enumerate(plan.places, start=1)
        ],
        say("planner_days.head_adds", language): adds,
        say("planner_days.head_sum", language): adds.cumsum(),
        say("planner_days.head_only", language): [one.only_here for one in plan.places],
    }
    return pd.DataFrame(columns)


def unreached_rows(words: Words) -> pd.DataFrame:
    """The tambon that are not reached: people, why, the nearest place of the plan and of all."""
    plan, language = words.plan, words.language
    rows = plan.unreached
    unit = say(f"planner_days.unit_{words.unit}", language)
    return pd.DataFrame(
        {
            say("area.tambon", language): [words.name(str(code)) for code in rows.index],
            say("planner_days.head_people", language): rows["people"].to_numpy(),
            say("planner_days.head_why", language): [
                say(f"planner_days.why_{why.name.lower()}", language) for why in rows["why"]
            ],
            say("planner_days.head_nearest", language): _names(rows["nearest_chosen"], words),
            say("planner_days.head_way", language, unit=unit): (
                _beyond(rows["chosen_distance"].astype(float))
            ),
            say("planner_days.head_allowed", language): _names(rows["nearest_allowed"], words),
            say("planner_days.head_allowed_way", language, unit=unit): (
                rows["allowed_distance"].astype(float).round(1).to_numpy()
            ),
        }
    )


def unreached_title(words: Words) -> str:
    """How many people in how many tambon are not reached."""
    rows = words.plan.unreached
    if rows.empty:
        return say("planner_days.all_reached", words.language)
    return say(
        "planner_days.unreached", words.language, count=number(len(rows)),
        people=number(int(rows["people"].sum())),
    )  # fmt: skip


def decimals(words: Words) -> dict[str, int]:
    """The decimals of the columns of ``unreached_rows`` that have any."""
    unit = say(f"planner_days.unit_{words.unit}", words.language)
    heads = ("head_way", "head_allowed_way")
    return {say(f"planner_days.{head}", words.language, unit=unit): 1 for head in heads}


def place_lines(words: Words, code: str) -> list[str]:
    """What a place does for the plan; of one that the plan has not, that it has it not."""
    language = words.language
    for number_, one in enumerate(words.plan.places, start=1):
        if one.code == code:
            return [_does(one, number_, words)]
    if code in words.plan.task.forbidden:
        return [say("planner_days.is_forbidden", language)]
    return [say("planner_days.not_in_plan", language)]


def worth_line(words: Words, code: str, worth: Change) -> str:
    """What the plan loses without a place, or with one that it has not."""
    language, taken = words.language, code in words.plan.codes
    kind = "without" if taken else "with"
    others = [words.name(one) for one in (worth.came if taken else worth.went)]
    change = -worth.more
    if not change:
        said = say(f"planner_days.{kind}_nothing", language)
    elif change < 0:
        said = say(f"planner_days.{kind}_more", language, people=number(-change))
    else:
        said = say(f"planner_days.{kind}", language, people=number(change))
    if others:
        said = f"{said} {say(f'planner_days.{kind}_others', language, places=_some(others, words))}"
    return said if worth.proven else f"{said} {say('planner_days.uncertain', language)}"


def condition_line(words: Words, one: Condition) -> str:
    """A pinned or forbidden place, with what that costs."""
    kind = "pinned" if one.pinned else "forbidden"
    people = number(abs(one.costs.more))
    price = "costs" if one.costs.more > 0 else "costs_nothing"
    said = say(f"planner_days.{price}", words.language, people=people)
    name = words.name(one.code)
    return say(f"planner_days.condition_{kind}", words.language, place=name, price=said)


def ways_words(words: Words, known: Distances) -> str:
    """How far places are from each other, and what that rests on."""
    language = words.language
    if known.origin is Origin.MATRIX:
        assert known.assumptions.matrix is not None
        ways = say("planner_days.method_matrix", language, file=known.assumptions.matrix.name)
        if not known.timed:
            speed = number(known.assumptions.speed_kmh)
            ways = f"{ways} {say('planner_days.method_speed', language, speed=speed)}"
        return ways
    detour = number(known.assumptions.detour, 1)
    speed = number(known.assumptions.speed_kmh)
    return say("planner_days.method_geometry", language, detour=detour, speed=speed)


def method(words: Words, known: Distances) -> str:
    """How people and ways are counted."""
    language, ways = words.language, ways_words(words, known)
    day = thai_date(counted(words.selection).end, language)
    return say("planner_days.method", language, ways=ways, date=day)


def fault(error: PlanError, language: Language, reference: str) -> str:
    """Why there is no plan, and what to do."""
    if error.fault in OWN_FAULTS:
        count = number(len(error.about))
        return say(f"planner_days.fault_{error.fault.name.lower()}", language, count=count)
    return say("planner_days.fault_files", language, reference=reference)


def _ranked(number_: int, one: Place, words: Words) -> str:
    """A place with its number, and that it is pinned."""
    name = f"{number_}. {words.name(one.code)}"
    return say("planner_days.place_pinned", words.language, place=name) if one.pinned else name


def _does(one: Place, place: int, words: Words) -> str:
    told = {
        "place": number(place), "adds": number(one.adds), "only": number(one.only_here),
        "reach": number(one.in_reach), "serves": number(one.serves),
        "tambon": number(len(one.adds_in)),
    }  # fmt: skip
    return say("planner_days.does", words.language, **told)


def _beyond(distances: "pd.Series[float]") -> list[float]:
    """Distances beyond the reach, rounded up: a place at 10.04 km is not within 10."""
    return [math.ceil(one * 10) / 10 if math.isfinite(one) else one for one in distances]


def _some(names: list[str], words: Words) -> str:
    """The first few of them, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return listed(names, words.language)
    more = number(len(names) - MOST_NAMED)
    return listed(
        [*names[:MOST_NAMED], say("planner_days.others_more", words.language, count=more)],
        words.language,
    )


def _names(codes: "pd.Series[str]", words: Words) -> list[str]:
    return ["–" if pd.isna(code) else words.name(str(code)) for code in codes]
