"""The scripts that pages carry within them: the policy of contents lets these run and no others.

A browser runs an inline script only when its digest is listed, so what is shown on a screen can
never run as one. Whoever puts a script into a screen makes it here.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lib.views.words import LANGUAGES, Language, say

VIEWS = Path(__file__).parents[1]
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
# What a chart whose points can be chosen runs: it keeps touches from plotly.
SCROLLS = (
    "document.addEventListener('touchstart',window.chartsScroll??=(touch)=>{"
    "if(touch.target.closest?.('.stPlotlyChart .draglayer'))touch.stopPropagation()},"
    "{capture:true,passive:true})"
)


def house(language: Language) -> str:
    """What every screen runs: words in place of Streamlit's own, the menu, other tabs."""
    words = {
        "language": language,
        "menu": say("house.menu", language),
        "menuClose": say("house.menu_close", language),
        "skip": say("house.skip", language),
    }
    return f"window.houseWords = {json.dumps(words)};\n{_text('house.js')}\n{tabs()}"


def uploader() -> str:
    """What the place for files runs, on the data desk."""
    return _text("desk/uploader.js")


def tabs() -> str:
    """What makes a page load anew when somebody signs in or out in another tab."""
    return _text("doors/tabs.js")


def scripts() -> Iterator[str]:
    """Every script that a screen may carry."""
    yield from (house(language) for language in LANGUAGES)
    yield uploader()
    yield SCROLLS


@cache
def digests(page: Path) -> tuple[str, ...]:
    """The digests of all of them and of those that stand in a page of Streamlit, for a policy."""
    found = [*scripts(), *_SCRIPT.findall(page.read_text(encoding="utf-8"))]
    return tuple(sorted({f"'sha256-{_digest(script)}'" for script in found}))


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def _text(name: str) -> str:
    return (VIEWS / name).read_text(encoding="utf-8")
