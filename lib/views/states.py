"""What a screen shows when there is nothing to show: no rows, no store, an error."""

import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from itertools import chain, islice
from urllib.parse import unquote, urlsplit

import pandas as pd
import streamlit as st

from lib.imports.folder import FolderRefused
from lib.indicators.filters import FILTERS
from lib.store.findings import EXAMPLES, Finding
from lib.views import address, data
from lib.views.mapped.table import as_csv
from lib.views.reading import Problem
from lib.views.selection import KEYS
from lib.views.visitor import on_this_machine
from lib.views.words import Language, listed, say

FINDINGS_SHOWN = 60  # on the screen, EXAMPLES of each kind in each column
FINDINGS_SAVED = 10_000  # in the file
FINDING_COLUMNS = ("file", "row", "column", "problem", "remedy")
LOG = logging.getLogger("dashboard")


@contextmanager
def room() -> Iterator[None]:
    """Around all of a screen: an error becomes words that say what to do.

    The details go to the log under a reference number, which the screen shows.
    """
    try:
        yield
    except FolderRefused as refusal:
        LOG.warning("The data folder was refused: %d findings", len(refusal.findings))
        _refused(refusal, address.language())
    except Exception:
        reference = uuid.uuid4().hex[:8].upper()
        LOG.exception("Error %s", reference)
        _failed(reference, address.language())


def lost_pages(known: Sequence[st.Page], language: Language) -> list[st.Page]:
    """A screen for an address that is none of the known ones, with the way back to the first.

    Without it Streamlit would say so itself, in English. Empty where the address is known.
    """
    asked = unquote(urlsplit(st.context.url or "").path).rstrip("/").rpartition("/")[2]
    if not asked or asked in {page.url_path for page in known}:
        return []

    title = say("lost.title", language)

    def lost() -> None:
        _title(title)
        st.info(say("lost.body", language))
        if st.button(say("lost.back", language), key="lost_back"):
            st.switch_page(known[0], query_params=st.query_params.to_dict())

    return [st.Page(lost, title=title, url_path=asked, visibility="hidden")]


def nothing(message: str, language: Language) -> None:
    """No rows for this selection: says so and offers the way back."""
    st.info(message)
    st.button(
        say("empty.back", language),
        key="back_to_start",
        on_click=lambda: address.go(replace(data.choices().start(), language=language)),
    )


def address_problems(problems: tuple[Problem, ...], language: Language) -> None:
    """Which parts of the address could not be read, or are for those signed in, and left out."""
    for closed, key in ((False, "address.ignored"), (True, "public.address")):
        found = [_part(one.key, language) for one in problems if one.closed is closed]
        if found:
            parts = listed(list(dict.fromkeys(found)), language)
            st.warning(say(key, language, parts=parts))


def withheld(part: str, language: Language) -> bool:
    """Whether a part of a screen is kept from who asks; its place then says so, in one sentence.

    It is shown of the areas that somebody is signed in for.
    ``part`` is one of the parts that the protected view does not have, public_part in data/words:
    what is cut by filters or free days, curves, and lists of single people, groups and events.
    """
    if data.exact(address.current().area):
        return False
    st.html(f'<p class="withheld" role="note">{escape(withheld_words(part, language))}</p>')
    return True


def withheld_words(part: str, language: Language) -> str:
    """The sentence of ``withheld``."""
    key = "public.outside_part" if data.scope().signed_in else "public.withheld"
    return say(key, language, part=say(f"public_part.{part}", language))


def closed_words(signed_out: str, language: Language) -> str:
    """Why rows are not shown: the words ``signed_out``, or that the area is none of one's own."""
    return say("public.outside" if data.scope().signed_in else signed_out, language)


def _part(key: str, language: Language) -> str:
    """What a key of the address stands for."""
    if key in KEYS:
        return say(f"address.{key}", language)
    return say(f"filter_name.{key}" if key in FILTERS else "address.switch", language)


def _title(text: str) -> None:
    st.html(f'<h1 class="screen-title">{text}</h1>')


def _failed(reference: str, language: Language) -> None:
    st.error(say("error.body", language, reference=reference), title=say("error.title", language))
    st.button(say("error.again", language), key="again")


def _refused(refusal: FolderRefused, language: Language) -> None:
    """Every kind of finding as a table: where, what is wrong, what to do; all of them as a file.

    There is no store that says who may see rows, so it is for who sits at the machine.
    """
    _title(say("refused.title", language))
    if not on_this_machine():
        st.error(say("refused.elsewhere", language))
        return
    st.error(say("refused.body", language))
    findings = refusal.findings
    examples = chain.from_iterable(islice(group, EXAMPLES) for group in findings.groups)
    shown = findings_table(islice(examples, FINDINGS_SHOWN), language)
    with st.container(key="stacked_findings"):
        st.table(shown, hide_index=True)
    if len(shown) < len(findings):
        counts = {"shown": f"{len(shown):,}", "total": f"{len(findings):,}"}
        limit = f"{FINDINGS_SAVED:,}"
        st.caption(say("refused.more", language, each=EXAMPLES, limit=limit, **counts))
        st.download_button(
            say("refused.download", language),
            lambda: as_csv(findings_table(islice(findings, FINDINGS_SAVED), language)),
            file_name="findings.csv",
            mime="text/csv",
        )


def findings_table(findings: Iterable[Finding], language: Language) -> pd.DataFrame:
    """One row a finding: file, row, column, what is wrong, what to do; all of it as text."""
    heads = [say(f"refused.{name}", language) for name in FINDING_COLUMNS]
    rows = [
        (one.file, one.row, one.column, one.problem(language), one.remedy(language))
        for one in findings
    ]
    return pd.DataFrame(rows, columns=heads, dtype=object).fillna("").astype(str)
