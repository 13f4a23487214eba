"""A plan of the slot finder over the calendars of the suites it would use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.capacity.slots import campaign_in_words, delivered_in_words, needed_in_words
from dualsite.palette import INK, site_colours, text_on
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.stretches import DAY_MS, look
from dualsite.screens.shared.figures.style import FAINT, TEXT, figure, words

ROW = 34


@cached_by_content
def chain(
    steps: pd.DataFrame, around: pd.DataFrame, delivery_on: date, need_by: date | None, between: tuple[date, date]
) -> Drawing:
    """One line a step: what its suite is booked for, pale, and the campaign that would be put in; then the delivery.

    `steps` and `around` as `insights.capacity.slots` gives them; drawn `between` two days.
    """
    drawn = figure(60 + ROW * len(steps), left=8, top=24, right=16)
    colours = site_colours(steps.site_id)
    listed = list(steps.iloc[::-1].itertuples())
    place = {step.suite_id: number for number, step in enumerate(listed)}
    first, last = between
    for kind in ("RESERVED", "BLOCKED", "CHANGEOVER", "INTERNAL", "TENTATIVE", "FIRM"):
        rows = [row for row in around[around.shown_as == kind].itertuples() if row.suite_id in place]
        if rows:
            _add(
                drawn,
                rows,
                [place[row.suite_id] - 0.28 for row in rows],
                0.22,
                look("BLOCKED" if kind == "RESERVED" else kind, FAINT),
                first,
                last,
                "",
            )
    for number, step in enumerate(listed):
        colour = colours[step.site_id]
        marker = {"color": colour, "line": {"color": colour, "width": 1}}
        _add(drawn, [step], [number + 0.1], 0.46, marker, first, last, _("campaign"))
        drawn.add_scatter(
            x=[step.end_on.isoformat(), step.usable_on.isoformat()],
            y=[number + 0.1, number + 0.1],
            mode="lines",
            line={"color": colour, "width": 2, "dash": "dot"},
            hoverinfo="skip",
        )
    for day, said, dash in ((delivery_on, delivered_in_words, "solid"), (need_by, needed_in_words, "dash")):
        if day is not None:
            drawn.add_vline(x=day.isoformat(), line={"color": INK, "width": 1.5, "dash": dash})
            drawn.add_annotation(
                x=day.isoformat(),
                y=1,
                yref="paper",
                yanchor="bottom",
                xanchor="right" if dash == "solid" else "left",
                text=said(day),
                showarrow=False,
                font={"size": 11},
            )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(listed))),
        ticktext=[
            f"{wording.title(wording.stage(step.stage))}: {words(step.suite)},<br>{words(step.site)}" for step in listed
        ],
        range=[-0.6, len(listed) - 0.4],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    drawn.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()])
    return drawn


def _add(
    drawn: Drawing,
    rows: list[Any],
    y: list[float],
    width: float,
    marker: dict[str, Any],
    first: date,
    last: date,
    what: str,
) -> None:
    spans = [(max(row.start_on, first), min(row.end_on, last)) for row in rows]
    drawn.add_bar(
        orientation="h",
        y=y,
        base=[start.isoformat() for start, _end in spans],
        x=[(end - start).days * DAY_MS for start, end in spans],
        width=width,
        marker=marker,
        text=[campaign_in_words(row) if what else "" for row in rows],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"size": 10, "color": text_on(marker["color"]) if what else TEXT},
        hovertext=[
            _("{what}: {first} to {last}").format(
                what=what or wording.booked_as(row.shown_as),
                first=formats.day(row.start_on),
                last=formats.day(row.end_on - timedelta(days=1)),
            )
            for row in rows
        ],
        hoverinfo="text",
    )
