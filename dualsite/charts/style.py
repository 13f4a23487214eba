"""One look for all figures: colours that mean one thing each, margins, and text that is only ever text.

Marks keep 3:1 against both backgrounds; everything without a meaning is a translucent grey that suits either. Fonts and
text colours come from the page's theme.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import date
from typing import Any

import plotly.graph_objects as go

Figure = go.Figure
"""What every chart gives."""

SITE_COLOURS = ("#0072B2", "#7B4FA3", "#56B4E9", "#CC79A7", "#8C6D1F", "#5B7083")
"""Sites in order of their id; blues, purples and neutrals, never the colours of good, watch and bad."""

GOOD, WATCH, BAD = "#1B9E6F", "#D97706", "#D64534"
INK = "rgba(128,134,145,1)"
TEXT = "rgb(127, 134, 145)"
"""Text that takes the page's own text colour: the style sheet looks for exactly this colour."""

FAINT = "rgba(128,134,145,0.35)"
FAINTER = "rgba(128,134,145,0.16)"


def site_colours(site_ids: Iterable[str]) -> dict[str, str]:
    """A colour for each site, the same on every page as long as the sites are the same."""
    return {site: SITE_COLOURS[place % len(SITE_COLOURS)] for place, site in enumerate(sorted(set(site_ids)))}


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


def figure(height: int, *, left: int = 8, right: int = 12, top: int = 8, bottom: int = 28, **layout: Any) -> go.Figure:
    """An empty figure of a fixed height in px, so that nothing moves when it arrives."""
    return go.Figure(
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


def warm_up() -> None:
    """Load the parts of plotly that the figures use; it does so itself only when one is first drawn."""
    figure(10).add_traces([go.Choropleth(), go.Scattergeo(), go.Scatter(), go.Bar()])


def mark_day(drawn: go.Figure, day: date, label: str) -> None:
    """A dotted line through a time axis on one day, named at the top."""
    drawn.add_vline(x=day.isoformat(), line={"color": INK, "width": 1, "dash": "dot"})
    drawn.add_annotation(
        x=day.isoformat(), y=1, yref="paper", yanchor="bottom", text=words(label), showarrow=False, font={"size": 11}
    )
