"""Papers and slides that can be taken from a screen: reports, the profile, a briefing."""

from collections.abc import Callable

from lib.exports.model import Deck, Paper, Progress
from lib.views.briefing import build
from lib.views.selection import Kind as Period
from lib.views.taking.kinds import Kind, Taken, register
from lib.views.words import say

PDF, HTML = "application/pdf", "text/html"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
REPORTED = ("overview", "coverage", "groups", "follow_up", "needs", "profile")
PROFILE, BRIEFING = "profile", "briefing"


def _deck(taken: Taken, progress: Progress) -> Deck:
    """The slides that the screen shows: those that are pinned, else those of the newest figures."""
    if taken.selection.detail:
        return build.shelf().deck(taken.selection.detail)
    return build.deck(taken.selection, progress)


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
    return build.title(taken.selection)


def _on(*screens: str) -> Callable[[Taken], bool]:
    return lambda taken: taken.screen in screens


for _kind in (
    Kind("report", "papers", "pdf", PDF, _report_title, _paper(_report), _on(*REPORTED), slow=True),
    Kind("profile", "papers", "pdf", PDF, lambda taken: taken.title, _paper(_profile),
         _on(PROFILE), slow=True),
    Kind("pptx", "papers", "pptx", PPTX, _briefing_title, _pptx, _on(BRIEFING), slow=True),
    Kind("slides", "papers", "pdf", PDF, _briefing_title, _slides_pdf, _on(BRIEFING), slow=True),
    Kind("page", "papers", "html", HTML, _briefing_title, _slides_html, _on(BRIEFING), slow=True),
):  # fmt: skip
    register(_kind)
