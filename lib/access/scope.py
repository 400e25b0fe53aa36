"""Who asks: the scope that every query of the store carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; the areas of the scope say where."""

    PUBLIC = "public"  # not signed in: the protected view only
    VIEWER = "viewer"
    PLANNER = "planner"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """One thing that a role may do or see, within the areas of the scope."""

    FIGURES = "figures"  # exact figures, filters and own dates, work lists
    PLACES = "places"  # places closer than the tambon
    KEEP = "keep"  # keep and remove briefings by name
    PLAN = "plan"  # draft plans: where somebody will be, and when
    QUALITY = "quality"  # findings in stored rows
    IMPORT = "import"  # import rows, take a batch back
    ADMINISTER = "administer"  # accounts, the trail


_VIEWER = {Right.FIGURES}
_PLANNER = {*_VIEWER, Right.PLACES, Right.KEEP, Right.PLAN, Right.QUALITY}
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.PUBLIC: frozenset(),
    Role.VIEWER: frozenset(_VIEWER),
    Role.PLANNER: frozenset(_PLANNER),
    Role.OFFICER: frozenset({*_VIEWER, Right.PLACES, Right.KEEP, Right.QUALITY, Right.IMPORT}),
    Role.ADMINISTRATOR: frozenset(Right),
}


def is_area(code: str) -> bool:
    """Whether rights can hold for what a text names: a province (2 digits) or an amphoe (4)."""
    return code.isascii() and code.isdigit() and len(code) in (2, 4)


@dataclass(frozen=True)
class Scope:
    """A role and the areas it holds for.

    ``areas`` are province (2 digits) or amphoe (4 digits) codes; none means the whole region.
    """

    role: Role
    areas: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for what is no code of a province or an amphoe."""
        for code in self.areas:
            if not is_area(code):
                raise ValueError(f"{code!r} is no province (2 digits) and no amphoe (4 digits).")

    @property
    def signed_in(self) -> bool:
        """Whether exact figures, filters and own dates may be asked for, within the areas."""
        return self.may(Right.FIGURES)

    @property
    def sees_places(self) -> bool:
        """Whether places closer than the tambon may be shown, of what lies within the areas."""
        return self.may(Right.PLACES)

    @property
    def whole(self) -> bool:
        """Whether exact figures of the whole region may be asked for."""
        return self.signed_in and not self.areas

    def may(self, right: Right) -> bool:
        """Whether the role has a right; the areas say where."""
        return right in RIGHTS[self.role]

    def covers(self, code: str) -> bool:
        """Whether an area lies wholly within the areas of a signed-in scope."""
        return self.whole or (
            self.signed_in and any(code.isdigit() and code.startswith(own) for own in self.areas)
        )

    @classmethod
    def public(cls) -> "Scope":
        """The scope of who is not signed in."""
        return cls(Role.PUBLIC)

    @classmethod
    def everything(cls) -> "Scope":
        """The scope of the command line and of the program itself.

        Only for what is shown to nobody as it is; tests/test_scopes.py lists who may use it.
        """
        return cls(Role.ADMINISTRATOR)
