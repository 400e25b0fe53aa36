"""PDF by typst: the slides of a deck, and papers on A4."""

from lib.exports.pdf.paper import write_paper_pdf
from lib.exports.pdf.slides import write_deck_pdf

__all__ = ["write_deck_pdf", "write_paper_pdf"]
