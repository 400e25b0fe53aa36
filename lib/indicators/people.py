"""Which figures count people, and which of them give each other away.

Every indicator of the registry is here once: as a part of a bundle, as an estimate that is shown
only over enough members, or as a public fact. A *bundle* holds counts that add up: whoever knows
the total and one part knows the rest. Follow-ups and needs stand for one person each, or few, and
count as people; activities, reports, groups, events and places are facts that anyone may know.

A part that no indicator shows but that follows from others (the men among the members) is
*implied*: it needs protection like the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lib.indicators.model import Indicator
from lib.store.codelists import code_list

NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True)
class Part:
    """A count of people: where it is read, and which part it is one of (``above``).

    ``indicator`` and ``column`` name the figure it is read from; one without an indicator is
    implied: what the other parts leave of the one above.
    """

    code: str
    above: str = ""
    indicator: str = ""
    column: str = NUMERATOR

    @property
    def implied(self) -> bool:
        """Whether no figure shows it."""
        return not self.indicator


@dataclass(frozen=True)
class Bundle:
    """Parts that add up, each after the one above it.

    ``flow``: counts over periods, else the state at the end of each. ``steady``: a state that
    often stays as it was. ``only_where``: an indicator without which there is nobody to count:
    where it shows none, everybody knows that these are none too.
    """

    code: str
    parts: tuple[Part, ...]
    flow: bool = True
    steady: bool = False
    only_where: str = ""

    @property
    def codes(self) -> list[str]:
        """Codes of the parts, in their order."""
        return [part.code for part in self.parts]

    @property
    def parents(self) -> tuple[int, ...]:
        """Place of the part above each; -1 for none."""
        return tuple(self.codes.index(one.above) if one.above else -1 for one in self.parts)


@dataclass(frozen=True)
class Link:
    """A part that comes to what other parts, mostly of another bundle, add up to in many places.

    The follow-ups that fell due in a month of 31 days and were not done are those overdue by 1 to
    30 days at its end, but for those due on the last day; and in the first year of the data all
    that are overdue fell due in it. Wherever it does hold, no term may be left that the rest
    gives away. A state is that at the end of the period.
    """

    one: tuple[str, str]
    others: tuple[tuple[str, str], ...]

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """All (bundle, part) in it, the sum first."""
        return (self.one, *self.others)


def _one(code: str, indicator: str, *, flow: bool = True, only_where: str = "") -> Bundle:
    return Bundle(code, (Part(code, indicator=indicator),), flow=flow, only_where=only_where)


OUTCOMES = [f"outcome_{code}" for code in code_list("outcome").codes]
LABOUR = [f"labour_{code}" for code in code_list("labour_category").codes]
BUNDLES: tuple[Bundle, ...] = (
    _one("contacts", "contacts", only_where="activities"),
    _one("people", "people_served", only_where="activities"),
    _one("referrals", "referrals", only_where="activities"),
    Bundle(
        "members",
        (
            Part("members", indicator="group_members"),
            Part("women", "members", "women_share"),
            Part("men", "members"),
        ),
        flow=False,
        steady=True,
        only_where="groups_active",
    ),
    Bundle(
        "follow_ups",
        (
            Part("due", indicator="follow_ups_due"),
            Part("done", "due", "follow_up_rate"),
            Part("on_time", "done", "follow_ups_on_time"),
            Part("late", "done", "follow_ups_late"),
            Part("not_done", "due"),
        ),
    ),
    Bundle(
        "overdue",
        (
            Part("all", indicator="follow_ups_overdue"),
            Part("1_30", "all", "overdue_1_30"),
            Part("31_90", "all", "overdue_31_90"),
            Part("over_90", "all", "overdue_over_90"),
        ),
        flow=False,
    ),
    Bundle(
        "outcomes",
        (
            Part("followed_up", "", OUTCOMES[0], DENOMINATOR),
            *(Part(code, "followed_up", code) for code in OUTCOMES),
        ),
    ),
    Bundle(
        "incomes",
        (
            Part("known", "", "income_rose", DENOMINATOR),
            Part("rose", "known", "income_rose"),
            Part("not_rose", "known"),
        ),
    ),
    Bundle(
        "work",
        (
            Part("seen", "", "work_within_12_months", DENOMINATOR),
            Part("within_12", "seen", "work_within_12_months"),
            Part("within_6", "within_12", "work_within_6_months"),
            Part("after_6", "within_12"),
            Part("not_within_12", "seen"),
        ),
        flow=False,
    ),
    Bundle(
        "needs",
        (
            Part("raised", indicator="needs_raised"),
            Part("answered", "raised", "needs_answered"),
            Part("waiting", "raised"),
        ),
    ),
    Bundle(
        "open_needs",
        (
            Part("open", indicator="needs_open"),
            Part("over_30", "open", "needs_open_over_30"),
            Part("up_to_30", "open"),
        ),
        flow=False,
    ),
    Bundle("labour", tuple(Part(code, "", code) for code in LABOUR), flow=False, steady=True),
)
_NOT_DONE, _WAITING = ("follow_ups", "not_done"), ("needs", "waiting")
LINKS = (
    Link(_NOT_DONE, (("overdue", "1_30"),)),
    Link(_NOT_DONE, (("overdue", "1_30"), ("overdue", "31_90"))),
    Link(_NOT_DONE, (("overdue", "all"),)),
    Link(_WAITING, (("open_needs", "up_to_30"),)),
    Link(_WAITING, (("open_needs", "open"),)),
    # In the first months of the data nobody was watched for longer than six.
    Link(("work", "within_12"), (("work", "within_6"),)),
)
# What else an indicator shows: (bundle, part) of its numerator and of its denominator. All of it
# is hidden where any is.
ALSO_SHOWS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "people_served_per_1000": (("people", "people"),),
    "women_share": (("members", "members"),),
    "members_per_1000": (("members", "members"),),
    "follow_up_rate": (("follow_ups", "due"),),
    **dict.fromkeys(OUTCOMES, (("outcomes", "followed_up"),)),
    "income_change": (("incomes", "known"),),
    "work_within_6_months": (("work", "seen"),),
    "needs_answered_share": (("needs", "answered"), ("needs", "raised")),
    "days_to_answer": (("needs", "raised"),),
}
# Estimates over groups and events, whose number anyone may know: shown over more than a few.
OVER_ENOUGH = frozenset(
    {
        "income_per_member", "group_survival_1", "group_survival_2", "days_to_report",
        "days_to_resolution",
    }
)  # fmt: skip
# Limits of a median are figures of single members, of few members those of the least and the most.
OVER_MANY: Mapping[str, int] = {"income_change": 20}
# Estimates whose number of members is not published: the needs of `days_to_answer` are those raised
# without the few closed unanswered, and to guard these few most of the needs would have to go.
WITHOUT_BASE = frozenset({"days_to_answer"})
# Facts too, but of days to come: of a tambon they say where somebody will be, and are told when
# the quarter that was planned is over.
AHEAD = frozenset({"plan_progress"})
PUBLIC = frozenset(
    {
        "tambon_reached", "villages_reached", "activities", "partner_share",
        "days_since_last_activity", "breadth", "reports_with_activity", "reports_zero",
        "reports_overdue", "reports_not_due", "report_completeness", "report_timeliness",
        "groups_active", "groups_dormant", "groups_closed", "enterprise_share",
        "occupation_quotient", "situations", "registered_population", "labour_force",
        "unemployment_rate", "centre_distance",
    }
)  # fmt: skip


def shown_parts(code: str) -> tuple[tuple[str, str], ...]:
    """The (bundle, part) whose counts the indicator shows; none for what counts no people."""
    read = (
        (bundle.code, part.code)
        for bundle in BUNDLES
        for part in bundle.parts
        if part.indicator == code
    )
    return (*read, *ALSO_SHOWS.get(code, ()))


def unclassified(indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Codes of the indicators that are in none of the lists above, or in more than one."""
    for code, indicator in indicators.items():
        places = (bool(shown_parts(code)), code in OVER_ENOUGH, code in PUBLIC | AHEAD)
        if not indicator.signed_in and sum(places) != 1:
            yield code
