"""The pages of the doors as HTML: plain, and whole without scripts."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from lib.views.assets import FONT_STYLES, font_name
from lib.views.doors.addresses import safe_back
from lib.views.words import LANGUAGES, Language, say

HERE = Path(__file__).parent
THAI: Language = "th"
NEVER_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(frozen=True)
class Frame:
    """What all pages share: language, base path, the way back, and whether the public may look."""

    language: Language
    base: str
    back: str
    public: bool

    @classmethod
    def of(cls, request: Request, base: str, *, public: bool, back: str | None = None) -> "Frame":
        """From the address of a request, or from the way back that a form brought."""
        asked = request.query_params.get("back") if back is None else back
        there = safe_back(asked, base)
        named = request.query_params.get("lang") or _language_of(there)
        language = next((one for one in LANGUAGES if one == named), THAI)
        return cls(language, base, there, public)

    @property
    def query(self) -> str:
        """What an address needs to be shown in this language."""
        return "" if self.language == THAI else f"?lang={self.language}"

    def address(self, name: str, **query: str) -> str:
        """The address of a page of the doors, in this language."""
        asked = ({"lang": self.language} if self.language != THAI else {}) | query
        return f"{self.base}/{name}" + (f"?{urlencode(asked)}" if asked else "")

    def say(self, key: str, **values: object) -> str:
        """Words of the doors."""
        return say(f"door.{key}", self.language, **values)


def page(
    frame: Frame, template: str, title: str, *, status: int = 200, here: str = "",
    tell: bool = False, onward: str = "", public: bool = False, **facts: object,
) -> HTMLResponse:  # fmt: skip
    """A page. ``here`` is its name where it can be had in the other language as well.

    ``tell`` has it tell the other tabs that somebody came or went, ``onward`` has it go on,
    ``public`` has it show the way to the public view where that is open.
    """
    other = next(one for one in LANGUAGES if one != frame.language)
    kept = {"back": frame.back} if frame.back != f"{frame.base}/" else {}
    html = _environment().get_template(template).render(
        language=frame.language, base=frame.base, back=frame.back, say=frame.say, tell=tell,
        onward=onward, query=frame.query,
        title=frame.say("page_of", page=title, product=say("house.title", frame.language)),
        product=say("house.title", frame.language),
        other=f"{frame.base}/{here}?{urlencode({'lang': other} | kept)}" if here else "",
        other_language=other, other_name=say(f"house.lang_{other}", frame.language),
        public_link=f"{frame.base}/{frame.query}" if public and frame.public else "",
        public_words=frame.say("to_public"), **facts,
    )  # fmt: skip
    return HTMLResponse(html, status_code=status, headers=NEVER_KEPT)


def told(frame: Frame, status: int, reference: str = "") -> HTMLResponse:
    """A page that says why something was not done."""
    text = frame.say(f"stopped_{status}", **({"reference": reference} if status >= 500 else {}))
    return page(
        frame, "told.html", frame.say("stopped"), status=status, heading=frame.say("stopped"),
        text=text, link=f"{frame.base}/", link_words=frame.say("to_dashboard"),
    )  # fmt: skip


@cache
def style() -> str:
    """The style sheet, with the names of the font files in it."""
    text = (HERE / "style.css").read_text(encoding="utf-8")
    for weight in FONT_STYLES:
        text = text.replace(f"FONT_{weight}", f"../app/static/vendor/{font_name(weight)}")
    return text


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _language_of(back: str) -> str:
    return parse_qs(urlsplit(back).query).get("lang", [""])[0]
