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

from dualsite.i18n import _

Drawing = go.Figure
"""What every chart gives."""

SITE_COLOURS = ("#0072B2", "#7B4FA3", "#CC79A7", "#8C6D1F", "#5B7083")
"""Sites in order of their id; blues, purples and neutrals, never the colours of good, watch and bad."""

GOOD, WATCH, BAD = "#1B9E6F", "#D97706", "#D64534"
INK = "#808691"
TEXT = "rgb(127, 134, 145)"
"""Text that takes the page's own text colour: the style sheet looks for exactly this colour."""

ON_MARK = ("#ffffff", "#101418")
"""Text that stands on a solid mark."""

FAINT = "rgba(128,134,145,0.35)"
FAINTER = "rgba(128,134,145,0.16)"


def site_colours(site_ids: Iterable[str]) -> dict[str, str]:
    """A colour for each site, the same on every page as long as the sites are the same."""
    return {site: SITE_COLOURS[place % len(SITE_COLOURS)] for place, site in enumerate(sorted(set(site_ids)))}


def contrast(one: str, other: str) -> float:
    """How far two colours (#rrggbb) stand apart, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def text_on(colour: str) -> str:
    """White or near-black, whichever stands out more on a solid mark of the colour (#rrggbb)."""
    return max(ON_MARK, key=lambda text: contrast(text, colour))


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


def is_blank(drawn: go.Figure) -> bool:
    """Whether nothing would be seen: no trace places a mark."""
    places = (trace[axis] for trace in drawn.data for axis in ("x", "lat", "locations") if axis in trace)
    return not any(place is not None and len(place) for place in places)


def warm_up() -> None:
    """Load the parts of plotly that the figures use; it does so itself only when one is first drawn."""
    figure(10).add_traces([go.Choropleth(), go.Scattergeo(), go.Scatter(), go.Bar()])


def mark_day(drawn: go.Figure, day: date, label: str) -> None:
    """A dotted line through a time axis on one day, named at the top."""
    # Without a mark on it, plotly would not know the axis for one of time.
    drawn.update_xaxes(type="date")
    drawn.add_vline(x=day.isoformat(), line={"color": INK, "width": 1, "dash": "dot"})
    drawn.add_annotation(
        x=day.isoformat(), y=1, yref="paper", yanchor="bottom", text=words(label), showarrow=False, font={"size": 11}
    )
