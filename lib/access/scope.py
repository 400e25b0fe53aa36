"""Who asks: the scope that every query of the store carries."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; the areas of the scope say where."""

    PUBLIC = "public"  # not signed in: the protected view only
    VIEWER = "viewer"
    PLANNER = "planner"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Scope:
    """A role and the areas it holds for.

    ``areas`` are province (2 digits) or amphoe (4 digits) codes; none means the whole region.
    """

    role: Role
    areas: tuple[str, ...] = ()

    @property
    def signed_in(self) -> bool:
        """Whether exact figures, filters and own dates may be asked for, within the areas."""
        return self.role is not Role.PUBLIC

    @property
    def sees_places(self) -> bool:
        """Whether places closer than the tambon may be shown, of what lies within the areas."""
        return self.role in (Role.PLANNER, Role.OFFICER, Role.ADMINISTRATOR)

    @classmethod
    def public(cls) -> "Scope":
        """The scope of who is not signed in."""
        return cls(Role.PUBLIC)

    @classmethod
    def everything(cls) -> "Scope":
        """The scope of the command line and, until accounts exist, of every viewer."""
        return cls(Role.ADMINISTRATOR)
