"""The dashboard: `python app.py` serves it, Streamlit runs it for every screen.

PORT in the environment is the port to listen on (default 8501). The screens are in pages/, one
file each; `lib.views.house` opens them all in the same frame.
"""

import os
from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.views.house import open_house, warm_up
from lib.views.server import serve
from pages import about, overview

SCREENS = {"overview": overview.show, "about": about.show}


def dashboard() -> None:
    """Show the screen that the address asks for."""
    open_house(SCREENS)


if __name__ == "__main__":
    if get_script_run_ctx(suppress_warning=True) is not None:
        dashboard()
    else:
        serve(Path(__file__), int(os.environ.get("PORT") or 0) or None, warm_up=warm_up)
