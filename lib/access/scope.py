"""Who asks: the scope that every query of the store carries."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; the areas of the scope say where."""

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

    @classmethod
    def everything(cls) -> "Scope":
        """The scope of the command line and, until accounts exist, of every viewer."""
        return cls(Role.ADMINISTRATOR)
