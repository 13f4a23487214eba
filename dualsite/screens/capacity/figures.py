"""Figures of capacity: the suites' calendars, occupancy by month, and the booked ladder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.screens.shared.figures.stretches import DAY_MS, KINDS, look, text_in
from dualsite.screens.shared.figures.style import (
    FAINT,
    FAINTER,
    INK,
    TEXT,
    figure,
    mark_day,
    site_colours,
    words,
)

BOOKED = "#5B6B7F"
"""Firm time of all sites together, which no site's colour may stand for."""

SUITE_HEIGHT = 26


def gantt_height(suites: pd.DataFrame) -> int:
    """The height in px that these suites need."""
    return 56 + SUITE_HEIGHT * max(len(suites), 1)


def gantt(suites: pd.DataFrame, bookings: pd.DataFrame, as_of: date, first: date, last: date) -> go.Figure:
    """The suites' calendars from `first` to `last`, one line a suite, its units as lanes of the line.

    `suites` and `bookings` as `answers.capacity` gives them. Before GMP-readiness and after retirement the line is
    shaded; names of campaigns stand in their bars where there is room.
    """
    drawn = figure(gantt_height(suites), left=8, top=26, right=26)
    colours = site_colours(suites.site_id)
    listed = list(suites.iloc[::-1].itertuples())
    place = {suite.suite_id: (number, suite) for number, suite in enumerate(listed)}
    for number, suite in enumerate(listed):
        _edges(drawn, number, suite, first, last)
    a_letter_d = (last - first).days / 200
    for kind in ("BLOCKED", "CHANGEOVER", "INTERNAL", "TENTATIVE", "FIRM"):
        for site_id, colour in colours.items():
            rows = [
                row
                for row in bookings[bookings.shown_as == kind].itertuples()
                if row.suite_id in place and place[row.suite_id][1].site_id == site_id
            ]
            if rows:
                _bars(drawn, rows, place, kind, colour, first, last, a_letter_d)
    for site_id, group in suites.groupby("site_id", sort=False):
        top = max(place[suite][0] for suite in group.suite_id)
        if top < len(listed) - 1:
            drawn.add_hline(y=top + 0.5, line={"color": FAINT, "width": 1})
        drawn.add_annotation(
            x=1,
            xref="paper",
            y=top + 0.5 - len(group) / 2,
            yanchor="middle",
            xanchor="left",
            textangle=90,
            text=f'<b><span style="color:{colours[str(site_id)]}">■</span> {words(group.site.iloc[0])}</b>',
            showarrow=False,
            font={"size": 11, "color": TEXT},
        )
    # Suites without a booking have their line all the same.
    drawn.add_scatter(
        x=[first.isoformat()] * len(listed),
        y=list(range(len(listed))),
        mode="markers",
        marker={"opacity": 0},
        hoverinfo="skip",
    )
    if first <= as_of <= last:
        mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(listed))),
        ticktext=[f"{words(suite.name)}" + (f" ×{suite.units}" if suite.units > 1 else "") for suite in listed],
        range=[-0.6, len(listed) - 0.4],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    drawn.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()], gridcolor=FAINTER)
    return drawn


def _edges(drawn: go.Figure, number: int, suite: Any, first: date, last: date) -> None:
    """Shade the days on which a suite does not stand ready."""
    ready = suite.gmp_ready_on or last
    for begin, end in ((first, min(ready, last)), (suite.retired_on, last)):
        if begin is not None and max(begin, first) < end:
            drawn.add_shape(
                type="rect",
                x0=max(begin, first).isoformat(),
                x1=end.isoformat(),
                y0=number - 0.45,
                y1=number + 0.45,
                fillcolor=FAINTER,
                line={"width": 0},
                layer="below",
            )


def _bars(
    drawn: go.Figure,
    rows: Sequence[Any],
    place: dict[str, tuple[int, Any]],
    kind: str,
    colour: str,
    first: date,
    last: date,
    a_letter_d: float,
) -> None:
    middles, widths, starts, lengths, texts, hovers = [], [], [], [], [], []
    for row in rows:
        number, suite = place[row.suite_id]
        lanes = 1 if kind == "BLOCKED" else suite.units
        width = 0.86 / lanes
        start, end = max(row.start_on, first), min(row.end_on, last + timedelta(days=1))
        middles.append(number + 0.43 - width * (min(row.lane, lanes - 1) + 0.5))
        widths.append(width * (0.5 if kind == "CHANGEOVER" else 0.92))
        starts.append(start.isoformat())
        lengths.append((end - start).days * DAY_MS)
        name = row.product or ("" if kind in ("CHANGEOVER", "BLOCKED") else row.kind.capitalize())
        fits = lanes == 1 and (end - start).days > a_letter_d * (len(name) + 2)
        texts.append(words(name) if fits else "")
        hovers.append(_told(row, kind, suite))
    drawn.add_bar(
        orientation="h",
        y=middles,
        base=starts,
        x=lengths,
        width=widths,
        marker=look(kind, colour),
        text=texts,
        textposition="inside",
        insidetextanchor="middle",
        textfont={"size": 10, "color": text_in(kind, colour)},
        hovertext=hovers,
        hoverinfo="text",
        constraintext="none",
        textangle=0,
    )


def _told(row: Any, kind: str, suite: Any) -> str:
    whose = " · ".join(words(part) for part in (row.product, row.partner, row.campaign_id) if part)
    what = KINDS[kind] if kind != "BLOCKED" else f"blocked ({row.kind.lower()})"
    expires = f"<br>option until {formats.day(row.option_expires_on)}" if row.option_expires_on else ""
    days = (row.end_on - row.start_on).days
    return (
        f"<b>{words(suite.name)}</b>, {what}{'<br>' + whose if whose else ''}"
        f"<br>{formats.day(row.start_on)} to {formats.day(row.end_on - timedelta(days=1))}, {days} d{expires}"
    )


def heat(occupancy: pd.DataFrame, binding: dict[str, str], as_of: date, names: dict[str, str]) -> go.Figure:
    """Occupancy by site and stage (rows) and month (columns), written into the cells; months ahead in outline.

    `binding` names the stage that binds per site: its row is outlined. `names` are the stages as they are called.
    """
    rows = list(dict.fromkeys((row.site_id, row.site, row.stage) for row in occupancy.itertuples()))[::-1]
    months = sorted(set(occupancy.month))
    drawn = figure(64 + 26 * max(len(rows), 1), left=8, top=26, right=8)
    share = {(row.site_id, row.stage, row.month): row.share for row in occupancy.itertuples()}
    for is_ahead in (False, True):
        shown = [month for month in months if (month > as_of) == is_ahead]
        if not shown:
            continue
        z = [[share.get((site, stage, month)) for month in shown] for site, _name, stage in rows]
        drawn.add_heatmap(
            x=[month.isoformat() for month in shown],
            y=list(range(len(rows))),
            z=z,
            zmin=0,
            zmax=1,
            colorscale=[[0, "rgba(128,134,145,0.04)"], [1, "rgba(128,134,145,0.75)"]],
            opacity=0.55 if is_ahead else 1,
            showscale=False,
            xgap=2,
            ygap=2,
            text=[["" if value is None else f"{value * 100:.0f}" for value in line] for line in z],
            texttemplate="<i>%{text}</i>" if is_ahead else "%{text}",
            textfont={"size": 10, "color": TEXT},
            hovertext=[
                [
                    f"<b>{words(name)}, {names[stage]}</b><br>{formats.month(month)}: "
                    f"{formats.percent(share.get((site, stage, month)), 0)} {'booked' if is_ahead else 'occupied'}"
                    for month in shown
                ]
                for site, name, stage in rows
            ],
            hoverinfo="text",
        )
    if months:
        left, right = months[0] - timedelta(days=15), months[-1] + timedelta(days=15)
        for number, (site, _name, stage) in enumerate(rows):
            if binding.get(site) == stage:
                drawn.add_shape(
                    type="rect",
                    x0=left.isoformat(),
                    x1=right.isoformat(),
                    y0=number - 0.5,
                    y1=number + 0.5,
                    line={"color": site_colours([row[0] for row in rows])[site], "width": 2},
                )
        # A month's cell lies around its first day: the line stands between the last month begun and the first ahead.
        mark_day(drawn, as_of.replace(day=1) + timedelta(days=15), formats.month(as_of))
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=[f"{words(name)}: {names[stage]}" for _site, name, stage in rows],
        automargin=True,
        showgrid=False,
        zeroline=False,
    )
    drawn.update_xaxes(showgrid=False)
    return drawn


def ladder(rows: pd.DataFrame, as_of: date, height: int = 300) -> go.Figure:
    """Calendar days per quarter split into what they are booked as, summing to 100 %; quarters ahead after the line."""
    drawn = figure(height, left=56, top=26, right=90, bottom=40)
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
                f"<b>{label}, {KINDS[part]}</b><br>{formats.percent(share)}: "
                f"{formats.number(values.part_d[quarter])} of {formats.number(values.calendar_d[quarter])} unit-days"
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
                text=KINDS[part],
                showarrow=False,
                font={"size": 11},
            )
        reached += shares[-1] if shares else 0
    running = sum(quarter <= as_of for quarter in quarters) - 0.5
    drawn.add_vline(x=running, line={"color": INK, "width": 1, "dash": "dot"})
    drawn.update_layout(barmode="stack", bargap=0.25)
    drawn.update_xaxes(tickangle=0, type="category")
    drawn.update_yaxes(range=[0, 1], tickformat=".0%", title={"text": "Share of calendar unit-days"}, showgrid=False)
    return drawn
