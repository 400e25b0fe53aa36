"""The dashboard: `python app.py` serves it, Streamlit runs it for every screen.

The screens are in pages/, one file each; `lib.views.house` opens them all in the same frame.
What they need is imported once the server answers: that makes it start sooner, and Streamlit warns
of caches and components that are made before it runs.
"""

from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.views.server import serve


def dashboard() -> None:
    """Show the screen that the address asks for."""
    from lib.views.house import open_house  # noqa: PLC0415
    from pages import (  # noqa: PLC0415
        about,
        administration,
        briefing,
        compare,
        coverage,
        desk,
        follow_up,
        groups,
        needs,
        overview,
        planner,
        profile,
    )

    open_house(
        {
            "overview": overview.show,
            "coverage": coverage.show,
            "groups": groups.show,
            "follow_up": follow_up.show,
            "needs": needs.show,
            "profile": profile.show,
            "compare": compare.show,
            "planner": planner.show,
            "briefing": briefing.show,
            "desk": desk.show,
            "administration": administration.show,
            "about": about.show,
        }
    )


def warm_up() -> None:
    """What visitors would wait for: the store, the areas, the first figures, the protected view."""
    from lib.views.protecting import get_ready  # noqa: PLC0415

    get_ready()


if __name__ == "__main__":
    if get_script_run_ctx(suppress_warning=True) is not None:
        dashboard()
    else:
        serve(Path(__file__), warm_up=warm_up)
