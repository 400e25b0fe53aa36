"""What a planner has set, and how that is written in the address (``Selection.plan``).

Parts are parted by ``~``, each with the letter of what it sets: "w.3-2-2-2-1~d.5~r.10k" are the
weights of the parts of unmet need, days and reach of mobile service days. Of what is not written,
cannot be read or is out of range the default holds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lib.planning.rules import NeedRules, need_rules
from lib.views import address, data

MOST_WEIGHT = 5  # of a slider
MOST_DAYS, FIRST_DAYS = 40, 5
MOST_PLACES = 40  # pinned, and forbidden: as many as an address holds
REACHES = {"k": (1, 100, 10), "m": (1, 240, 30)}  # unit: least, most, first
_PLACE = re.compile(r"\d{4}|\d{6}", re.ASCII)  # a labour centre (its amphoe), a tambon


@dataclass(frozen=True)
class Choice:
    """What the planner has set beside area and dates.

    ``weights`` are the sliders (0 to 5), by the parts of the rules in their order; none stands for
    the weights of the rules. ``days`` is how many mobile service days; ``reach`` and ``unit`` how
    far they reach, in kilometres ("k") or minutes ("m"). ``pinned`` and ``forbidden`` are places
    by code, sorted: a labour centre has four digits, a tambon six.
    """

    weights: tuple[int, ...] = ()
    days: int = FIRST_DAYS
    reach: int = REACHES["k"][2]
    unit: str = "k"
    pinned: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

    def weight_numbers(self, rules: NeedRules | None = None) -> Mapping[str, float] | None:
        """The weight of each part, as ``lib.planning.need`` takes them; None for the rules'."""
        if not self.weights:
            return None
        return dict(zip((rules or need_rules()).parts, map(float, self.weights), strict=True))

    def sliders(self) -> tuple[int, ...]:
        """Where the sliders stand."""
        return self.weights or start_weights()

    def with_weight(self, place: int, value: int) -> "Choice":
        """One slider moved. Not all of them can be 0: then it stays where it is."""
        moved = tuple(value if at == place else one for at, one in enumerate(self.sliders()))
        if not any(moved):
            return self
        return replace(self, weights=() if moved == start_weights() else moved)

    def with_reach(self, reach: int, unit: str) -> "Choice":
        """Another reach, cut to what its unit allows."""
        least, most, _ = REACHES[unit]
        return replace(self, reach=min(max(reach, least), most), unit=unit)

    def with_pinned(self, codes: tuple[str, ...]) -> "Choice":
        """Other places that have to be chosen; they are no longer forbidden then."""
        kept = tuple(code for code in self.forbidden if code not in codes)
        return replace(self, pinned=_sorted(codes), forbidden=kept)

    def with_forbidden(self, codes: tuple[str, ...]) -> "Choice":
        """Other places that may not be chosen; they are no longer pinned then."""
        kept = tuple(code for code in self.pinned if code not in codes)
        return replace(self, forbidden=_sorted(codes), pinned=kept)

    def write(self) -> str:
        """For the address; empty where nothing is set."""
        parts = {
            "w": "-".join(map(str, self.weights)),
            "d": str(self.days) if self.days != Choice.days else "",
            "r": f"{self.reach}{self.unit}" if (self.reach, self.unit) != self._first() else "",
            "p": "-".join(self.pinned),
            "x": "-".join(self.forbidden),
        }
        return "~".join(f"{letter}.{value}" for letter, value in parts.items() if value)

    @staticmethod
    def _first() -> tuple[int, str]:
        return Choice.reach, Choice.unit


def read(text: str) -> Choice:
    """What the address says; defaults for all that it does not say or that can't be."""
    found = Choice()
    for part in filter(None, text.split("~")):
        letter, _, value = part.partition(".")
        if (reader := _READERS.get(letter)) is not None:
            found = reader(found, value)
    return found


def chosen() -> Choice:
    """What is set on the screen of this session."""
    return read(address.current().plan)


def set_choice(change: Callable[[Choice], Choice]) -> None:
    """Change what is set, and the address with it; for callbacks."""
    now = address.current()
    address.go(replace(now, plan=change(read(now.plan)).write()))


def start_weights(rules: NeedRules | None = None) -> tuple[int, ...]:
    """The weights of the rules as sliders: the whole numbers that come nearest to their sizes."""
    weights = list((rules or need_rules()).weights.values())
    most = max(weights)

    def scaled(top: int) -> list[float]:
        return [one / most * top for one in weights]

    def miss(top: int) -> float:
        return round(sum(abs(one - round(one)) / top for one in scaled(top)), 9)

    best = min(range(1, MOST_WEIGHT + 1), key=lambda top: (miss(top), top))
    return tuple(round(one) for one in scaled(best))


def _weights(now: Choice, text: str) -> Choice:
    given = text.split("-")
    if len(given) != len(start_weights()) or not all(_is_whole(one, MOST_WEIGHT) for one in given):
        return now
    numbers = tuple(map(int, given))
    if not any(numbers) or numbers == start_weights():
        return now
    return replace(now, weights=numbers)


def _days(now: Choice, text: str) -> Choice:
    return replace(now, days=int(text)) if _is_whole(text, MOST_DAYS, least=1) else now


def _reach(now: Choice, text: str) -> Choice:
    unit = text[-1:]
    if unit not in REACHES:
        return now
    least, most, _ = REACHES[unit]
    return replace(now, reach=int(text[:-1]), unit=unit) if _is_whole(
        text[:-1], most, least=least
    ) else now  # fmt: skip


def _pinned(now: Choice, text: str) -> Choice:
    return now.with_pinned(_places(text))


def _forbidden(now: Choice, text: str) -> Choice:
    return now.with_forbidden(_places(text))


_READERS: Mapping[str, Callable[[Choice, str], Choice]] = {
    "w": _weights, "d": _days, "r": _reach, "p": _pinned, "x": _forbidden,
}  # fmt: skip


def _places(text: str) -> tuple[str, ...]:
    known = data.areas().areas
    codes = (code for code in text.split("-") if _PLACE.fullmatch(code))
    return tuple(code for code in codes if code in known)[:MOST_PLACES]


def _sorted(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))[:MOST_PLACES]


def _is_whole(text: str, most: int, least: int = 0) -> bool:
    return bool(re.fullmatch(r"\d{1,3}", text, re.ASCII)) and least <= int(text) <= most
