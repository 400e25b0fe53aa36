"""What a plan of service days has to say, as codes: the words for them belong to the screens."""

from enum import StrEnum


class Why(StrEnum):
    """Why people of a tambon are not reached."""

    TOO_FAR = "too far"  # no place lies within reach, forbidden ones included
    FORBIDDEN = "forbidden"  # only forbidden places do
    NOT_CHOSEN = "not chosen"  # some place does, but the days reach more people elsewhere


class Note(StrEnum):
    """What is to be said about a plan as a whole."""

    NO_DEMAND = "no demand"  # nobody is left to reach
    NOTHING_IN_REACH = "nothing in reach"  # no place that may be chosen reaches anybody
    EVERYBODY_REACHED = "everybody reached"  # everybody whom any allowed place reaches
    DAYS_TO_SPARE = "days to spare"  # more days were asked for than places add anything
    NOT_PROVEN = "not proven"  # a better choice may exist: see bound and gap


class Fault(StrEnum):
    """What is wrong with what was asked, or with a file of distances."""

    NOT_DAYS = "not days"
    NOT_REACH = "not reach"
    NOT_TIME = "not time"
    NOT_PEOPLE = "not people"
    NOBODY_KNOWN = "nobody known"
    NOT_DISTANCES = "not distances"
    CODES_TWICE = "codes twice"
    NO_DISTANCE = "no distance"
    UNKNOWN_PLACE = "unknown place"
    PINNED_AND_FORBIDDEN = "pinned and forbidden"
    TOO_MANY_PINNED = "too many pinned"
    NOT_CHOSEN = "not chosen"
    SETTINGS = "settings"
    NO_FILE = "no file"
    NOT_CSV = "not csv"
    COLUMNS = "columns"
    NOT_NUMBER = "not a number"
    PAIR_TWICE = "pair twice"
    PAIR_MISSING = "pair missing"
    NO_KILOMETRES = "no kilometres"


class PlanError(ValueError):
    """What was asked makes no plan, or a file no distances; `fault` says which rule it breaks.

    `about` are the codes, lines or values that it is about, for the words of a screen.
    """

    def __init__(self, fault: Fault, message: str, about: tuple[str, ...] = ()) -> None:
        self.fault = fault
        self.about = about
        super().__init__(message)
