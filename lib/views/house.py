"""The house: page settings, the way between the screens, the language and the filters.

``app.py`` opens it for every address. On a fresh server Streamlit may start with a file of
``pages/`` instead, where that is what the first request asks for; those files open the same
house when they are started so, and a file that is no screen opens nothing.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from lib.access.scope import Scope
from lib.settings import ROOT
from lib.views import address, data, visitor
from lib.views.access.strip import who
from lib.views.assets import prepare
from lib.views.controls import switch
from lib.views.doors import inline
from lib.views.filters import filters
from lib.views.map import clicked
from lib.views.mapped.names import area_name
from lib.views.protecting import wait
from lib.views.rights import closed_screen, nothing_open, open_to
from lib.views.states import address_problems, lost_pages, room
from lib.views.taking.menu import take_away
from lib.views.taking.seen import begin
from lib.views.words import LANGUAGES, Language, say

ICON = ROOT / "static" / "icon.png"
STYLES = [Path(__file__).parent / name for name in ("style.css", "charts/charts.css")]
TITLE = "browser_title"  # the last one, kept so that it does not flicker while a run begins
MAP = "map"  # the key of the one map that a screen has
ALIAS, ROOT_NAME = "alias", "start"
SHOWN_TO = "house_shown_to"  # the scope that the way between the screens was made for
PINNING = "briefing"  # the screen whose detail is something that was pinned
UNFILTERED = ("desk", "administration")  # screens that are not about an area and a period
WITHOUT_AREA = (*UNFILTERED, "about")

Shows = Mapping[str, Callable[[], None]]


def open_house(shows: Shows) -> None:
    """Show the screen that the address asks for, in the frame that all screens share.

    ``shows`` are the screens by name, in the order of the way between them; the first one is
    where the way begins.
    """
    language = address.language()
    title = st.session_state.get(TITLE, say("house.title", language))
    st.set_page_config(title, page_icon=str(ICON), layout="wide")
    for style in STYLES:
        st.html(style)
    screens = _screens(shows, language)
    known = list(screens.values())
    screen = st.navigation([*known, *lost_pages(known, language)], position="top")
    if screen is screens[ALIAS]:
        st.switch_page(known[0], query_params=st.query_params.to_dict())
    with room():
        with st.spinner(say("house.opening", language)):
            _prepare()
        with visitor.run():
            _show_to(data.scope())
            names = {page.url_path: name for name, page in screens.items()}
            _open(screen, names.get(screen.url_path, screen.url_path), language)


def _prepare() -> None:
    """What the first screen of a process waits for: files of the browser, store, areas."""
    prepare()
    data.areas()
    data.begin_run()


def _show_to(scope: Scope) -> None:
    """Begin anew when the way between the screens was made for somebody else.

    It has to be made before the store is open, and only the store says whether anybody signs in.
    """
    if st.session_state.get(SHOWN_TO) != scope:
        st.session_state[SHOWN_TO] = scope
        st.rerun()


def _open(screen: st.Page, name: str, language: Language) -> None:
    """The frame and the screen, as far as they are for who looks."""
    if visitor.closed():
        who(language)
        nothing_open(language)
        return
    _frame(name, screen.title)
    if visitor.visitor().must_change:
        st.warning(say("rights.own_password", language))
    if not open_to(name, data.scope()):
        closed_screen(name, data.scope(), language)
        return
    if name not in WITHOUT_AREA:
        wait(language)
    seen = begin()
    screen.run()
    take_away(seen, name)


def _screens(shows: Shows, language: Language) -> dict[str, st.Page]:
    """The screens by name; the first one is at the root and answers to its own name as well.

    Streamlit serves the default page at the root alone and keeps its name from being used, so
    that one gets a name that nobody asks for.
    """
    first, *_ = shows
    made_for = st.session_state.get(SHOWN_TO, Scope.public())
    screens = {
        name: st.Page(
            show,
            title=say(f"house.{name}", language),
            url_path=ROOT_NAME if name == first else name,
            default=name == first,
            visibility="visible" if open_to(name, made_for) else "hidden",
        )
        for name, show in shows.items()
    }
    title = say(f"house.{first}", language)
    screens[ALIAS] = st.Page(shows[first], title=title, url_path=first, visibility="hidden")
    return screens


def _frame(screen: str, title: str) -> None:
    """What stands above every screen: language, filters, what the address got wrong."""
    selection, problems = address.begin(screen)
    if (code := clicked(MAP)) and code in data.choices().parents:
        selection = selection.with_area(code)
        address.go(selection)
    language, about_area = selection.language, screen not in WITHOUT_AREA
    _browser_title(title, area_name(selection, selection.area) if about_area else "", language)
    _shell_words(language)
    who(language)
    with st.container(key="language"):
        switch(
            say("house.language", language),
            LANGUAGES,
            language,
            lambda now, chosen: now.with_language(chosen),
            key="language_switch",
            show=lambda one: say(f"house.lang_{one}", language),
        )
    pinned = screen == PINNING and selection.detail  # what was pinned is cut by no filter of now
    if screen not in UNFILTERED and not pinned:
        filters(selection)
    address_problems(problems, language)


def _browser_title(screen: str, area: str, language: Language) -> None:
    """The title of the window: the screen, its area where it is about one, the product."""
    parts = [screen, area, say("house.title", language)]
    st.session_state[TITLE] = " · ".join(filter(None, parts))
    st.set_page_config(st.session_state[TITLE])


def _shell_words(language: Language) -> None:
    """The page is in this language for screen readers and hyphenation; Streamlit says "en"."""
    script = inline.house(language)
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
