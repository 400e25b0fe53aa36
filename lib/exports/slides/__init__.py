"""A deck as PowerPoint: native charts and tables, map pictures, notes."""

from lib.exports.slides.deck import write_pptx

__all__ = ["write_pptx"]
