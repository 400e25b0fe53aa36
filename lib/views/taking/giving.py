"""Giving files away: made with the rights of who looked when the button was shown, and told.

A button makes its file when it is pressed, outside of the run that showed it, perhaps long after.
Whoever looked then must still have the same rights; what is made is cut to them; and the trail is
told who took what before the file is given: no file without its line. Who is not signed in has no
account and takes nothing but the protected view, which everybody may have, so that is not told.
"""

from collections.abc import Callable

import streamlit as st

from lib.access.scope import Right, Scope
from lib.access.trail import Event
from lib.access.visitor import Visitor
from lib.desk import recorded_as
from lib.views import data, visitor
from lib.views.selection import Selection


class RightsEnded(PermissionError):
    """Who was shown the button has signed out since, or has other rights by now."""


def given(
    make: Callable[[], bytes | str], what: str, of: Selection | None = None, *,
    right: Right | None = None, **told: str | int,
) -> Callable[[], bytes]:  # fmt: skip
    """What makes a file, as a download button may have it.

    ``what`` names the kind of file and ``of`` the selection that it shows, for the trail, which
    gets ``told`` as well; ``right`` is needed beside what the selection asks for. What is given
    raises RightsEnded when the button is pressed without the rights that it was shown with,
    AccessError when the trail can't be written, and what ``make`` raises.
    """
    shown_to = visitor.standing()
    about = {"screen": str(st.session_state.get(data.SCREEN, "")), **told}

    def made() -> bytes:
        """The file, if the rights still hold; the trail is told before it is given."""
        who = shown_to.visitor
        if not visitor.still(shown_to) or not (right is None or who.scope.may(right)):
            raise RightsEnded(f"The rights to take {what} away have ended: sign in again.")
        with visitor.acting_as(who):
            file = make()
        content = file.encode() if isinstance(file, str) else file
        tell(who, what, len(content), of, **about)
        return content

    return made


def tell(who: Visitor, what: str, size: int, of: Selection | None, **told: str | int) -> None:
    """Tell the trail that somebody takes a file of ``size`` bytes away."""
    if not who.scope.signed_in:
        return
    if of is not None:
        days = f"{of.period.start} {of.period.end}"
        told |= {"area": of.area, "period": days, "figures": figures_of(who.scope, of.area)}
    visitor.gate().trail.write(Event.EXPORT, recorded_as(who), kind=what, bytes=size, **told)


def figures_of(scope: Scope, area: str) -> str:
    """Whether the figures of an area are exact to a scope, only those of its own areas, or none."""
    if scope.covers(area):
        return "exact"
    own = scope.areas if scope.signed_in else ()
    return "partly" if any(_holds(area, code) for code in own) else "protected"


def _holds(area: str, code: str) -> bool:
    """Whether an area holds another one; the region, whose code has no digits, holds all."""
    return not area.isdigit() or code.startswith(area)
