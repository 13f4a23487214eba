"""The calendar by quarter and what it is booked as."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.stretches import look, text_in
from dualsite.screens.shared.figures.style import figure

BOOKED = "#5B6B7F"
"""Firm time of all sites together, which no site's colour may stand for."""


@cached_by_content
def ladder(rows: pd.DataFrame, as_of: date, height: int = 300) -> Drawing:
    """Calendar days per quarter split into what they are booked as, summing to 100 %; quarters ahead after the line."""
    drawn = figure(height, left=83, top=26, right=90, bottom=50)
    quarters = sorted(set(rows.quarter))
    labels = [f"Q{(quarter.month + 2) // 3}<br>{quarter.year}" for quarter in quarters]
    reached = 0.0
    for part in ("FIRM", "INTERNAL", "TENTATIVE", "BLOCKED", "OPEN"):
        values = rows[rows.part == part].set_index("quarter")
        shares = [float(values.share[quarter]) for quarter in quarters]
        drawn.add_bar(
            x=labels,
            y=shares,
            marker=look(part, BOOKED if part == "FIRM" else INK),
            text=[f"{share * 100:.0f}" if share >= 0.06 else "" for share in shares],
            textposition="inside",
            textangle=0,
            textfont={"size": 10, "color": text_in(part, BOOKED)},
            hovertext=[
                f"<b>{label}, {wording.booked_as(part)}</b><br>"
                + _("{share}: {part} of {all} unit-days").format(
                    share=formats.percent(share),
                    part=formats.number(values.part_d[quarter]),
                    all=formats.number(values.calendar_d[quarter]),
                )
                for label, share, quarter in zip(labels, shares, quarters, strict=True)
            ],
            hoverinfo="text",
        )
        if shares and shares[-1] >= 0.03:
            drawn.add_annotation(
                x=1,
                xref="paper",
                xanchor="left",
                xshift=6,
                y=reached + shares[-1] / 2,
                text=wording.booked_as(part),
                showarrow=False,
                font={"size": 11},
            )
        reached += shares[-1] if shares else 0
    running = sum(quarter <= as_of for quarter in quarters) - 0.5
    drawn.add_vline(x=running, line={"color": INK, "width": 1, "dash": "dot"})
    drawn.update_layout(barmode="stack", bargap=0.25)
    # A year under each quarter would run into the next one on a phone.
    ticks = [label if label.startswith("Q1") else label.split("<br>")[0] for label in labels]
    drawn.update_xaxes(tickangle=0, type="category", tickvals=labels, ticktext=ticks)
    drawn.update_yaxes(range=[0, 1], tickformat=".0%", title={"text": _("Share of calendar unit-days")}, showgrid=False)
    return drawn
