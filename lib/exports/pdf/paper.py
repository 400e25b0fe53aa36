"""A paper as PDF: A4, in the look of a Thai official report."""

from dataclasses import replace
from typing import Any

from lib.exports.drawing import chart_height
from lib.exports.model import (
    ChartDrawing,
    Drawing,
    MapDrawing,
    Paper,
    Part,
    Progress,
    Section,
    Table,
)
from lib.exports.pdf.compile import about, compiled
from lib.exports.pdf.parts import (
    Draw,
    Pictures,
    drawing_data,
    drawn,
    facts_data,
    table_data,
    whole_numbers,
)

WIDTH = 160.0  # mm between the margins
MAP_HEIGHT = 98.0  # mm; with a chart of an area's order under it, a page
CHART_LEAST, CHART_MOST = 46.0, 92.0  # mm
WIDE = 92  # letters: a table in an annex that needs more is laid across


def write_paper_pdf(paper: Paper, *, progress: Progress | None = None, draw: Draw = drawn) -> bytes:
    """The paper as PDF, the same bytes for the same paper.

    ``draw`` makes the pictures. Whatever ``progress`` raises goes through.
    """
    drawings = sum(
        isinstance(part, MapDrawing | ChartDrawing)
        for section in paper.sections
        for part in section.parts
    )
    pictures = Pictures(draw, drawings + 1, progress)
    ordered = sorted(paper.sections, key=lambda one: one.annex)
    data = {
        **about(paper.stamp),
        "sections": [_section(one, pictures) for one in ordered],
    }
    pdf = compiled("paper.typ", data, pictures.files, paper.stamp)
    pictures.step()
    return pdf


def _section(one: Section, pictures: Pictures) -> dict[str, Any]:
    parts = [_part(part, pictures) for part in one.parts]
    across = one.annex and any(sum(part.get("widths", ())) > WIDE for part in parts)
    return {
        "heading": whole_numbers(one.heading),
        "annex": one.annex,
        "across": across,
        "parts": parts,
    }


def _part(part: Part, pictures: Pictures) -> dict[str, Any]:
    if isinstance(part, str):
        return {"kind": "text", "text": whole_numbers(part)}
    if isinstance(part, Table):
        return table_data(part)
    if isinstance(part, tuple):
        return facts_data(part)
    return drawing_data(part, pictures.add(part, WIDTH, _height(part)))


def _height(one: Drawing) -> float:
    """How high a drawing is, in mm: a chart as its rows need."""
    if isinstance(one, MapDrawing):
        return MAP_HEIGHT
    return min(max(chart_height(replace(one, notes=()), WIDTH), CHART_LEAST), CHART_MOST)
