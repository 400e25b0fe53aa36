"""Texts out of people's files on the screen: shown as they are, never read as Markdown or HTML."""

import re
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@/])")


def literal(text: str) -> str:
    """The text with all that Markdown would read escaped, for labels and messages."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def paragraph(text: str, kind: str = "") -> None:
    """A line of text; `kind` is its class in desk.css."""
    st.html(f'<p class="desk-line {kind}">{escape(text)}</p>')


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str,
    numbers: Iterable[int] = (),
) -> None:
    """A table; below each other on a phone. `numbers` are the columns set to the right."""
    right = set(numbers)

    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=number' if at in right else ''} data-head='{escape(head)}'>"
            f"{escape(text)}</{tag}>"
            for at, (head, text) in enumerate(zip(heads, row, strict=True))
        )

    head = "".join(
        f'<th scope="col"{" class=number" if at in right else ""}>{escape(one)}</th>'
        for at, one in enumerate(heads)
    )
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    st.html(
        f'<table class="desk-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
