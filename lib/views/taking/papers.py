"""Papers and slides that can be taken from a screen: reports, the profile, a briefing."""

from collections.abc import Callable
from dataclasses import replace

from lib.exports.keeping import NotKept
from lib.exports.model import Deck, MapDrawing, Paper, Progress
from lib.imports.folder import TIME_ZONE
from lib.views.briefing import build, kept
from lib.views.formats import thai_date
from lib.views.selection import Kind as Period
from lib.views.taking.decks import deck_layers, deck_tables
from lib.views.taking.kinds import EXCEL, Kind, Taken, register
from lib.views.words import say

PDF, HTML = "application/pdf", "text/html"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
REPORTED = ("overview", "coverage", "groups", "follow_up", "needs", "profile")
PROFILE, BRIEFING = "profile", "briefing"


def _deck(taken: Taken, progress: Progress) -> Deck:
    """The slides that the screen shows: those that are pinned, else those of the newest figures."""
    deck = taken.deck or build.deck(taken.selection, progress)
    # What is kept was made by whoever came first: when, and by which way to the server.
    stamp = replace(deck.stamp, made=taken.stamp.made, link=taken.stamp.link)
    return replace(deck, stamp=stamp)


def with_pinned(taken: Taken) -> Taken:
    """What is taken where the address names pinned slides: these, under their name and stamp.

    Without slides where they are not there, cannot be read or are not for who asks.
    """
    found = kept.pinned(taken.selection)
    if found is None:
        return taken
    try:
        deck = build.pinned(found.id)
    except NotKept:
        return taken
    day = thai_date(found.made.astimezone(TIME_ZONE).date(), deck.stamp.language)
    line = (say("exports.line_pinned", deck.stamp.language), day)
    stamp = replace(deck.stamp, lines=(*deck.stamp.lines, line))
    return replace(taken, title=found.name, deck=replace(deck, stamp=stamp))


def _half(progress: Progress, second: bool) -> Progress:
    """The first or second half of what there is to do."""
    return lambda done, steps: progress(done + second * steps, 2 * steps)


def _pptx(taken: Taken, progress: Progress) -> bytes:
    from lib.exports.slides import write_pptx  # noqa: PLC0415 (a second to import)

    deck = _deck(taken, _half(progress, second=False))
    return write_pptx(deck, progress=_half(progress, second=True))


def _slides_pdf(taken: Taken, progress: Progress) -> bytes:
    from lib.exports.pdf import write_deck_pdf  # noqa: PLC0415 (a second to import)

    deck = _deck(taken, _half(progress, second=False))
    return write_deck_pdf(deck, progress=_half(progress, second=True))


def _slides_html(taken: Taken, progress: Progress) -> bytes:
    from lib.exports.web.slides import standalone  # noqa: PLC0415 (only where it is asked for)
    from lib.views.assets import font_files  # noqa: PLC0415

    deck = _deck(taken, _half(progress, second=False))
    return standalone(deck, font_files(), progress=_half(progress, second=True))


def _slides_book(taken: Taken, progress: Progress) -> bytes:
    from lib.exports.excel import write_workbook  # noqa: PLC0415 (only where it is asked for)

    deck = _deck(taken, _half(progress, second=False))
    return write_workbook(deck.stamp, deck_tables(deck), progress=_half(progress, second=True))


def _slides_layers(taken: Taken, progress: Progress) -> bytes:
    from lib.exports.geo.write import write_geopackage  # noqa: PLC0415 (only where asked for)

    deck = _deck(taken, _half(progress, second=False))
    return write_geopackage(deck_layers(deck), deck.stamp, progress=_half(progress, second=True))


def _paper(make: Callable[[Taken], Paper]) -> Callable[[Taken, Progress], bytes]:
    def made(taken: Taken, progress: Progress) -> bytes:
        from lib.exports.pdf import write_paper_pdf  # noqa: PLC0415 (a second to import)

        return write_paper_pdf(make(taken), progress=progress)

    return made


def _report(taken: Taken) -> Paper:
    from lib.views.taking.report import monthly_report  # noqa: PLC0415 (the charts of all screens)

    return monthly_report(taken.selection)


def _profile(taken: Taken) -> Paper:
    from lib.views.taking.profile_paper import profile_paper  # noqa: PLC0415

    return profile_paper(taken.selection)


def _report_title(taken: Taken) -> str:
    kind = taken.selection.kind
    name = "monthly" if kind is Period.MONTH else "report"
    return say(f"exports.title_{name}", taken.selection.language)


def _briefing_title(taken: Taken) -> str:
    return taken.title if taken.deck else build.title(taken.selection)


def _slides(taken: Taken) -> bool:
    """Whether there are slides: those of somebody with other rights are not shown nor given."""
    return taken.screen == BRIEFING and (
        taken.deck is not None or (not taken.selection.detail and build.any_shown(taken.selection))
    )


def _slides_with_maps(taken: Taken) -> bool:
    if not _slides(taken):
        return False
    if taken.deck:
        return any(isinstance(one.body, MapDrawing) for one in taken.deck.slides)
    return build.any_map(taken.selection)


def _on(*screens: str) -> Callable[[Taken], bool]:
    return lambda taken: taken.screen in screens


for _kind in (
    Kind("report", "papers", "pdf", PDF, _report_title, _paper(_report), _on(*REPORTED), slow=True),
    Kind("profile", "papers", "pdf", PDF, lambda taken: taken.title, _paper(_profile),
         _on(PROFILE), slow=True),
    Kind("book", "figures", "xlsx", EXCEL, _briefing_title, _slides_book, _slides, slow=True),
    Kind("layers", "map", "gpkg", "application/geopackage+sqlite3", _briefing_title,
         _slides_layers, _slides_with_maps, slow=True),
    Kind("pptx", "papers", "pptx", PPTX, _briefing_title, _pptx, _slides, slow=True),
    Kind("slides", "papers", "pdf", PDF, _briefing_title, _slides_pdf, _slides, slow=True),
    Kind("page", "papers", "html", HTML, _briefing_title, _slides_html, _slides, slow=True),
):  # fmt: skip
    register(_kind)
