"""The names of the areas: which codes a name may mean, and the names in full."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz import fuzz, process

from geo.areas import AreaRegistry, load_registry
from geo.codes import CODE_LENGTH, Level
from lib.imports.spelling.rules import PlaceRules, place_rules
from lib.imports.spelling.spelling import fold

LEVELS = (Level.TAMBON, Level.AMPHOE, Level.PROVINCE)
ALIKE = 75  # of 100; below it two names are not taken for one misspelt
_SUGGESTED = 3
Codes = frozenset[str]


@dataclass(frozen=True)
class AreaNames:
    """Every spelling that means an area: folded text to codes, level by level.

    `written` has the names as they are written, `loose` with the spellings made one that
    data/imports.toml takes for the same.
    """

    registry: AreaRegistry
    rules: PlaceRules
    written: Mapping[Level, Mapping[str, Codes]]
    loose: Mapping[Level, Mapping[str, Codes]]

    def codes(self, level: Level, text: str) -> Codes:
        """Areas of a level that a name may mean; a tambon's may have those of its parents after."""
        folded = fold(text)
        found = self.written[level].get(folded)
        return found or self.loose[level].get(_loosen(self.rules, folded), frozenset())

    def likely(self, level: Level, text: str, among: Iterable[str]) -> list[str]:
        """Up to three codes of some areas whose names a text resembles, the likest first."""
        names, allowed = self.loose[level], frozenset(among)
        near = process.extract(
            _loosen(self.rules, fold(text)),
            self._loose_names[level],
            scorer=fuzz.ratio,
            score_cutoff=ALIKE,
            limit=None,
        )
        found = {code: None for one, *_ in near for code in sorted(names[one] & allowed)}
        return list(found)[:_SUGGESTED]

    @cached_property
    def _loose_names(self) -> Mapping[Level, list[str]]:
        return {level: list(names) for level, names in self.loose.items()}

    def alike(self, level: Level, text: str, code: str) -> bool:
        """Whether a text may be the name of an area, misspelt."""
        return bool(self.likely(level, text, [code]))

    def full(self, code: str) -> tuple[str, str]:
        """An area with those that it lies in, in Thai and in English."""
        lengths = sorted(CODE_LENGTH.values(), reverse=True)
        parts = [self.registry.get(code[:length]) for length in lengths if length <= len(code)]
        thai = " ".join(_bare(part.display_name("th")) for part in parts)
        return thai, ", ".join(_bare(part.display_name("en")) for part in parts)

    @cached_property
    def known(self) -> Mapping[Level, Codes]:
        """All codes of a level."""
        return {
            level: frozenset(code for code, area in self.registry.areas.items()
                             if area.level is level)
            for level in LEVELS
        }  # fmt: skip


@cache
def area_names() -> AreaNames:
    """The names of the areas of the study."""
    registry, rules = load_registry(), place_rules()
    written: dict[Level, dict[str, set[str]]] = {level: {} for level in LEVELS}
    for code, area in registry.areas.items():
        if area.level in written:
            for text in _spellings(registry, rules, code):
                written[area.level].setdefault(fold(text), set()).add(code)
    loose: dict[Level, dict[str, set[str]]] = {level: {} for level in LEVELS}
    for level, names in written.items():
        for text, codes in names.items():
            loose[level].setdefault(_loosen(rules, text), set()).update(codes)
    return AreaNames(registry, rules, _frozen(written), _frozen(loose))


def _spellings(registry: AreaRegistry, rules: PlaceRules, code: str) -> Iterable[str]:
    """Ways to write an area: its names, and those with the areas after it that it lies in."""
    own = _names(registry, rules, code)
    yield from own
    parents = [code[:length] for length in sorted(CODE_LENGTH.values()) if length < len(code)]
    after: list[str] = []
    for parent in parents:
        names = _names(registry, rules, parent)
        after += [*names, *(f"{name} {last}" for name in names for last in after)]
    yield from (f"{name} {rest}" for name in own for rest in after)


def _names(registry: AreaRegistry, rules: PlaceRules, code: str) -> list[str]:
    area = registry.get(code)
    names = [_bare(area.name("th")), _bare(area.name("en")), *rules.other_names.get(code, ())]
    if area.level is Level.AMPHOE:
        province = registry.get(code[: CODE_LENGTH[Level.PROVINCE]])
        towns = {fold(f"{word} {_bare(province.name(lang))}") for word in rules.capital
                 for lang in ("th", "en")}  # fmt: skip
        if fold(names[0]) in towns:
            names += rules.capital
    return names


def _bare(name: str) -> str:
    """A name without what stands in brackets after it, as where a province is there in part."""
    return name.partition(" (")[0]


def _loosen(rules: PlaceRules, folded: str) -> str:
    for one, other in rules.same:
        folded = folded.replace(one, other)
    return folded


def _frozen(
    names: Mapping[Level, Mapping[str, set[str]]],
) -> Mapping[Level, Mapping[str, Codes]]:
    return {
        level: {text: frozenset(codes) for text, codes in of.items()} for level, of in names.items()
    }
