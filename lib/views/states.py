"""What a screen shows when there is nothing to show: no rows, no store, an error."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

import pandas as pd
import streamlit as st

from lib.imports.folder import FolderRefused
from lib.store.findings import Findings
from lib.views import address, data
from lib.views.selection import Problem
from lib.views.words import Language, listed, say

FINDINGS_SHOWN = 500
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
        LOG.warning("The data folder was refused: %s", refusal)
        _refused(refusal, address.language())
    except Exception:
        reference = uuid.uuid4().hex[:8].upper()
        LOG.exception("Error %s", reference)
        _failed(reference, address.language())


def nothing(message: str, language: Language) -> None:
    """No rows for this selection: says so and offers the way back."""
    st.info(message)
    st.button(
        say("empty.back", language),
        key="back_to_start",
        on_click=lambda: address.go(replace(data.choices().start(), language=language)),
    )


def address_problems(problems: tuple[Problem, ...], language: Language) -> None:
    """Which parts of the address could not be read and are the default now."""
    if problems:
        parts = [say(f"address.{problem.key}", language) for problem in problems]
        st.warning(say("address.ignored", language, parts=listed(parts, language)))


def _failed(reference: str, language: Language) -> None:
    st.error(say("error.body", language, reference=reference), title=say("error.title", language))
    st.button(say("error.again", language), key="again")


def _refused(refusal: FolderRefused, language: Language) -> None:
    """Every kind of finding as a table: where, what is wrong, what to do."""
    st.error(say("refused.body", language), title=say("refused.title", language))
    st.table(findings_table(refusal.findings, language), hide_index=True)


def findings_table(findings: Findings, language: Language) -> pd.DataFrame:
    """One row a finding, at most FINDINGS_SHOWN: file, row, column, what is wrong, what to do."""
    heads = [say(f"refused.{name}", language) for name in FINDING_COLUMNS]
    rows = [
        (one.file, one.row, one.column, one.problem(language), one.remedy(language))
        for one in islice(findings, FINDINGS_SHOWN)
    ]
    return pd.DataFrame(rows, columns=heads)
