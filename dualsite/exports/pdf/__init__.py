"""A document as a PDF: tagged for those who hear it, figures drawn as lines and areas, fonts of its own."""

from __future__ import annotations

from dualsite.exports.pdf.writer import Paper, made, written

__all__ = ["Paper", "made", "written"]
