"""One look for all figures: colours that mean one thing each, margins, and text that is only ever text.

Marks keep 3:1 against both backgrounds; everything without a meaning is a translucent grey that suits either. Fonts and
text colours come from the page's theme.
"""

from __future__ import annotations

import html
from datetime import date
from typing import Any

from dualsite.i18n import _
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing

TEXT = "rgb(127, 134, 145)"
"""Text that takes the page's own text colour: the style sheet looks for exactly this colour."""

FAINT = "rgba(128,134,145,0.35)"
FAINTER = "rgba(128,134,145,0.16)"


def words(value: object) -> str:
    """Text from the data as plotly shows it: tags and entities stay what was typed."""
    return html.escape(str(value), quote=False)


def wrapped(value: object, width: int = 60) -> str:
    """The same, broken into lines for a hover label."""
    lines, line = [], ""
    for word in str(value).split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join(words(part) for part in [*lines, line])


def cited(row: object) -> str:
    """The line of a hover label that says where a row comes from; empty where it does not say."""
    source = getattr(row, "source", None)
    return f"<br>{wrapped(_('Source: {source}').format(source=source))}" if source else ""


def figure(height: int, *, left: int = 8, right: int = 12, top: int = 8, bottom: int = 28, **layout: Any) -> Drawing:
    """An empty figure of a fixed height in px, so that nothing moves when it arrives."""
    return Drawing(
        layout={
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
            "showlegend": False,
            "dragmode": False,
            "hoverlabel": {"align": "left", "font": {"size": 12}},
            "font": {"size": 12, "color": TEXT},
            "xaxis": {"tickfont": {"color": TEXT}, "title": {"font": {"color": TEXT}}},
            "yaxis": {"tickfont": {"color": TEXT}, "title": {"font": {"color": TEXT}}},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            **layout,
        }
    )


def is_blank(drawn: Drawing) -> bool:
    """Whether nothing would be seen: none places a mark."""
    return not any(marks.get(axis) for marks in drawn.data for axis in ("x", "lat", "locations"))


def mark_day(drawn: Drawing, day: date, label: str) -> None:
    """A dotted line through a time axis on one day, named at the top."""
    # Without a mark on it, plotly would not know the axis for one of time.
    drawn.update_xaxes(type="date")
    drawn.add_vline(x=day.isoformat(), line={"color": INK, "width": 1, "dash": "dot"})
    drawn.add_annotation(
        x=day.isoformat(), y=1, yref="paper", yanchor="bottom", text=words(label), showarrow=False, font={"size": 11}
    )
