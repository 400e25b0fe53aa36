"""A deck as PowerPoint."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lib.exports.model import Deck, Progress
from lib.exports.slides.body import MapPicture, Page, Pictures, add_body, facts_above, pages_of
from lib.exports.slides.page import LEFT, RIGHT, TOP, Place, blank, facts, foot, headline, notes
from lib.exports.slides.settings import sizes
from lib.exports.slides.template import new
from lib.exports.slides.text import Type, fitted, high
from lib.exports.slides.title import title_slide

WORDS = (
    "page_of", "slides_link", "slides_scan", "slides_made", "slides_months",
    "slides_goes_on", "slides_rows_left",
)  # fmt: skip


def write_pptx(
    deck: Deck,
    *,
    progress: Progress | None = None,
    map_png: MapPicture | None = None,
    chart_png: MapPicture | None = None,
) -> bytes:
    """The deck as a PowerPoint file: a title, then its slides in their order.

    Charts and tables are native. Maps, and calendars of days, are pictures drawn by ``map_png``
    and ``chart_png`` (those of ``lib.exports.drawing`` unless given). ``progress`` hears of each
    slide and may raise to stop. Raises KeyError for a word that the stamp has not.
    """
    stamp, type_ = deck.stamp, Type(sizes(), deck.stamp.language)
    for word in WORDS:
        stamp.words[word]  # a missing word is told before the work, not in its middle
    pictures = _pictures(map_png, chart_png)
    pages = [
        page
        for one in deck.slides
        for page in pages_of(one, _top(one.headline, type_), stamp, type_)
    ]
    made = new(type_)
    _describe(made, deck, type_)
    count = len(pages) + 1
    _tell(progress, 0, count)
    slide = blank(made)
    title_slide(slide, stamp, Place(1, count), type_)
    notes(slide, [stamp.title], type_)
    _tell(progress, 1, count)
    for number, page in enumerate(pages, start=2):
        _one(made, page, deck, Place(number, count), type_, pictures)
        _tell(progress, number, count)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _one(made: Any, page: Page, deck: Deck, place: Place, type_: Type, pictures: Pictures) -> None:
    slide, stamp = blank(made), deck.stamp
    words = page.slide.headline
    if page.goes_on:
        words = stamp.say("slides_goes_on", headline=words)
    top = headline(slide, words, type_)
    told = add_body(slide, page, top, stamp, type_, pictures)
    if page.slide.facts and not page.goes_on:
        above = facts_above(page.slide, type_)
        facts(slide, page.slide.facts, top + 14, type_, above=above)
    foot(slide, stamp, place, type_)
    notes(slide, [*page.slide.notes, *told], type_)


def _top(words: str, type_: Type) -> float:
    """Where a headline ends, with room for the words that say that it goes on."""
    size, lines = fitted(words, type_.sizes.headline, RIGHT - LEFT, 2)
    return TOP + high(size, lines)


def _pictures(map_png: MapPicture | None, chart_png: MapPicture | None) -> Pictures:
    if map_png is None or chart_png is None:
        from lib.exports import drawing  # noqa: PLC0415 (draws with matplotlib: only where needed)

        return Pictures(map_png or drawing.map_png, chart_png or drawing.chart_png)
    return Pictures(map_png, chart_png)


def _describe(made: Any, deck: Deck, type_: Type) -> None:
    """What a folder of files says of this one."""
    stamp, about = deck.stamp, made.core_properties
    about.title = stamp.title
    about.subject = " · ".join(f"{name}: {value}" for name, value in stamp.lines)
    about.keywords = stamp.marks
    about.comments = stamp.link
    about.author = ""
    about.last_modified_by = ""
    about.language = type_.tag
    about.created = about.modified = stamp.made


def _tell(progress: Progress | None, done: int, count: int) -> None:
    if progress is not None:
        progress(done, count)


__all__: Sequence[str] = ["write_pptx"]
