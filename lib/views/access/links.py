"""Links from the screens to the pages where somebody signs in, out, or tries another role.

Those pages are no screens of Streamlit: a link to them loads the page anew, with the cookies that
it then has.
"""

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lib.views.doors.addresses import base_path


def route(name: str, **query: str) -> str:
    """The address of such a page, below whatever base path the server has."""
    path = f"{base_path()}/{name}"
    return f"{path}?{urlencode(query)}" if query else path


def here() -> str:
    """This address without the server, for the way back."""
    path = urlsplit(st.context.url or "").path or "/"
    query = urlencode(st.query_params.to_dict())
    return f"{path}?{query}" if query else path


def link_html(text: str, name: str, kind: str = "", *, part: str = "", **query: str) -> str:
    """A link to one of those pages, or a part of it, that comes back here."""
    there = route(name, **query, back=here()) + (f"#{part}" if part else "")
    return f'<a class="who-link {escape(kind)}" href="{escape(there)}">{escape(text)}</a>'
