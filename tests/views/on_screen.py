"""A screen as Streamlit's own test runs it, with what it says as HTML."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"
SECONDS = 300  # the longest that a screen may take while other tests run


def shown(name: str) -> None:
    """What a test runs: the screen of this name, without the house around it."""
    from importlib import import_module

    from lib.views import address, data

    data.begin_run()
    address.begin(name)
    import_module(f"pages.{name}").show()


def opened(what: str | Callable[[], None], /, **query: str) -> AppTest:
    """A screen alone by its name, or what a function shows, with this in its address."""
    if isinstance(what, str):
        at = AppTest.from_function(shown, default_timeout=SECONDS, args=(what,))
    else:
        at = AppTest.from_function(what, default_timeout=SECONDS)
    at.query_params.update(query)
    return at.run()


def opened_in_house(name: str, /, **query: str) -> AppTest:
    """A screen in the frame that all screens share, with this in its address."""
    at = AppTest.from_file(str(APP), default_timeout=SECONDS)
    at.switch_page(f"pages/{name}.py")
    at.query_params.update(query)
    return at.run()


def html_of(at: AppTest) -> str:
    """All HTML of a page, its styles too, where the points of the map are."""
    return "\n".join(str(one.proto.body) for one in at.get("html"))
