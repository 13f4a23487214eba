"""How a stretch of a suite's calendar looks: firm, internal, option, changeover, blocked or open."""

from __future__ import annotations

from typing import Any

from dualsite.palette import INK, text_on
from dualsite.screens.shared.figures.style import FAINT, FAINTER, TEXT

DAY_MS = 86_400_000
"""Plotly counts time in milliseconds."""


def look(kind: str, colour: str) -> dict[str, Any]:
    """Fill, pattern and outline of a stretch: firm is solid, an option outlined, blocked time hatched."""
    return {
        "FIRM": {"color": colour, "line": {"color": colour, "width": 0.5}},
        "INTERNAL": {"color": INK, "line": {"color": INK, "width": 0.5}},
        "TENTATIVE": {
            "color": "rgba(0,0,0,0)",
            "line": {"color": colour, "width": 1.5},
            "pattern": {"shape": "/", "fgcolor": colour, "fgopacity": 0.45, "size": 6},
        },
        "CHANGEOVER": {"color": FAINT, "line": {"color": FAINT, "width": 0}},
        "BLOCKED": {
            "color": FAINTER,
            "line": {"color": INK, "width": 0.5},
            "pattern": {"shape": "x", "fgcolor": INK, "fgopacity": 0.6, "size": 5},
        },
        "OPEN": {"color": "rgba(0,0,0,0)", "line": {"color": INK, "width": 1}},
    }[kind]


def text_in(kind: str, colour: str) -> str:
    """Text inside a stretch: solid ones need it to stand out, in the others it is the page's own."""
    return {"FIRM": text_on(colour), "INTERNAL": text_on(INK)}.get(kind, TEXT)
