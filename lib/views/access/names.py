"""Roles, areas and accounts in words."""

from collections.abc import Sequence

from lib.access.scope import Role, Scope
from lib.views import data
from lib.views.words import Language, listed, say

EVERYWHERE = (Role.PUBLIC, Role.ADMINISTRATOR)  # roles that are not given for some areas only


def role_name(role: Role, language: Language) -> str:
    """What a role is called."""
    return say(f"access_role.{role}", language)


def area_name(code: str, language: Language) -> str:
    """A province or an amphoe as an office writes it; the code where the region has none such."""
    known = data.areas()
    return known.get(code).display_name(language) if code in known else code


def areas_named(codes: Sequence[str], language: Language) -> str:
    """All areas of a scope in one phrase; none are the whole region."""
    if not codes:
        return say("area.whole", language)
    return listed([area_name(code, language) for code in codes], language)


def areas_short(codes: Sequence[str], language: Language) -> str:
    """The areas of a scope where there is little room: the first, and how many others."""
    if len(codes) < 2:
        return areas_named(codes, language)
    first = area_name(codes[0], language)
    return say("access.areas_more", language, first=first, count=len(codes) - 1)


def rights_short(scope: Scope, language: Language) -> str:
    """Role and area where there is little room: ผู้วางแผน · อ.ยะรัง."""
    role = role_name(scope.role, language)
    if scope.role in EVERYWHERE and not scope.areas:
        return role
    return f"{role} · {areas_short(scope.areas, language)}"


def rights_named(scope: Scope, language: Language) -> str:
    """Role and all areas: ผู้วางแผน · อ.ยะรัง และ อ.มายอ."""
    return f"{role_name(scope.role, language)} · {areas_named(scope.areas, language)}"


def area_choices() -> list[str]:
    """The areas that rights may be given for: each province, followed by its amphoe."""
    known = data.areas()
    return [
        one.code
        for province in known.at_level("province")
        for one in (province, *known.children(province.code))
    ]
