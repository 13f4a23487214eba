"""Reliability: the chance that days were told with, against the share that held."""

from __future__ import annotations

import pandas as pd

from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.programmes.record import counted, row_in_words
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import note
from dualsite.screens.shared.figures.style import FAINTER, figure

TOLD = (0.5, 0.8)
"""The chances that days are told with on the page."""


@cached_by_content
def reliability(rows: pd.DataFrame) -> Drawing:
    """A point per stated chance; on the dotted line what is said comes true as often. Shaded: what chance explains.

    `rows` as `insights.programmes.record.record` gives them.
    """
    drawn = figure(300, left=52, right=16, top=14, bottom=44)
    stated = list(rows.stated)
    drawn.add_scatter(
        x=[*stated, *reversed(stated)],
        y=[*rows.high, *reversed(list(rows.low))],
        fill="toself",
        fillcolor=FAINTER,
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )
    drawn.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": INK, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    drawn.add_scatter(
        x=stated,
        y=list(rows.share),
        mode="lines+markers",
        line={"color": INK, "width": 1},
        marker={
            "size": [11 if chance in TOLD else 8 for chance in stated],
            "symbol": ["circle" if chance in TOLD else "circle-open" for chance in stated],
            "color": INK,
            "line": {"width": 2, "color": INK},
        },
        hovertext=[row_in_words(row) for row in rows.itertuples()],
        hoverinfo="text",
    )
    drawn.add_annotations(
        [
            note(
                f"<b>{counted(row)}</b>" if row.stated in TOLD else counted(row),
                row.stated,
                row.share,
                size=12 if row.stated in TOLD else 10,
                xanchor="right",
                yanchor="bottom",
                xshift=-5,
                yshift=3,
            )
            for row in rows.itertuples()
        ],
    )
    axis = {"range": [-0.02, 1.04], "tickformat": ".0%", "tickvals": [0, 0.2, 0.4, 0.5, 0.6, 0.8, 1], "zeroline": False}
    drawn.update_xaxes(title={"text": _("Probability stated with the date")}, showgrid=False, **axis)
    drawn.update_yaxes(title={"text": _("Share met")}, **axis)
    return drawn
