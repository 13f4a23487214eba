"""Designations, filings, approvals and launches along time, country by country."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from gettext import gettext as _
from itertools import islice
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.charts.style import FAINT, INK, WATCH, figure, mark_day, words, wrapped

EVENTS = {
    "DESIGNATION": "diamond",
    "FILING": "triangle-right",
    "CONDITIONAL_APPROVAL": "star-diamond",
    "APPROVAL": "star",
    "LAUNCH": "hexagon",
}
"""The symbols of what an authority does, as on the map."""


def height(events: pd.DataFrame) -> int:
    """The height in px that the countries need: few are drawn generously, as high as the map beside them."""
    lines = max(events.country.nunique(), 1)
    within = max(76 * lines, min(110 * lines, 340)) if lines <= MOST_TOLD else 40 * lines
    return _ABOVE + _BELOW + int(within)


_WEIGHT = ("APPROVAL", "CONDITIONAL_APPROVAL", "FILING", "LAUNCH", "DESIGNATION")
_LETTERING = 0.22
"""The share of the time shown that a name beside the map takes."""

MOST_TOLD = 6
"""Countries up to which the events carry their names; with more, the hover and the key say them."""
_ABOVE, _BELOW = 24, 72


def along_time(events: pd.DataFrame, as_of: date) -> go.Figure:
    """One line of time per country: what its authority has done, filled, and what is planned, outlined.

    `events` as `answers.trials.approvals` gives them. What was planned and is due without word stands out.
    """
    tall = height(events)
    drawn = figure(tall, left=8, right=16, top=_ABOVE, bottom=_BELOW)
    countries = list(dict.fromkeys(events.sort_values(["country_name", "on"]).country))[::-1]
    places = {country: place for place, country in enumerate(countries)}
    days = (max([*events.on, as_of]) - min([*events.on, as_of])).days or 365
    first = min([*events.on, as_of]) - timedelta(days=days // 8)
    last = max([*events.on, as_of]) + timedelta(days=days // 8)
    for place in places.values():
        drawn.add_hline(y=place, line={"color": FAINT, "width": 1})
    for event, symbol in EVENTS.items():
        some = [row for row in events.itertuples() if row.event == event]
        if some:
            colours = [WATCH if row.state == "due, unconfirmed" else INK for row in some]
            drawn.add_scatter(
                x=[row.on.isoformat() for row in some],
                y=[places[row.country] for row in some],
                mode="markers",
                marker={
                    "size": 13,
                    "symbol": [symbol if row.state == "happened" else f"{symbol}-open" for row in some],
                    "color": colours,
                    "line": {"width": 1.5, "color": colours},
                },
                name=some[0].event_words,
                hovertext=[_event_hover(row) for row in some],
                hoverinfo="text",
                cliponaxis=False,
            )
    for country, group in events.groupby("country", sort=False) if len(places) <= MOST_TOLD else ():
        for row, is_above, anchor in _told(list(group.itertuples()), days):
            overdue = " ▲" if row.state == "due, unconfirmed" else ""
            drawn.add_annotation(
                x=row.on.isoformat(),
                y=places[str(country)],
                text=f"{words(row.event_words)}<br>{formats.month(row.on)}{overdue}",
                showarrow=False,
                yshift=22 if is_above else -22,
                xanchor=anchor,
                align=anchor,
                font={"size": 10},
            )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(places.values()),
        ticktext=[_line_name(events[events.country == country]) for country in countries],
        showgrid=False,
        zeroline=False,
        range=[-0.5, len(places) - 0.5],
        automargin=True,
    )
    drawn.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()], showgrid=False)
    drawn.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -28 / (tall - _ABOVE - _BELOW),
            "yanchor": "top",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": 11},
        },
    )
    mark_day(drawn, as_of, formats.day(as_of))
    return drawn


def _line_name(group: pd.DataFrame) -> str:
    authorities = ", ".join(dict.fromkeys(group.authority))
    return f"<b>{words(group.country_name.iloc[0])}</b><br>{words(authorities)}"


Told = tuple[Any, bool, str]


def _told(events: list[Any], days: int) -> Iterator[Told]:
    """The events of a line that have room for their name, the weightiest first: above it or not, and its anchor.

    The others stay to the hover and the key.
    """
    wide = days * _LETTERING
    occupied: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for row in sorted(events, key=lambda row: (_WEIGHT.index(row.event), row.on)):
        on = row.on.toordinal()
        spans = {"center": (on - wide / 2, on + wide / 2), "right": (on - wide, on), "left": (on, on + wide)}
        free = (
            (is_above, anchor)
            for anchor in spans
            for is_above in occupied
            if all(spans[anchor][1] <= first or last <= spans[anchor][0] for first, last in occupied[is_above])
        )
        for is_above, anchor in islice(free, 1):
            occupied[is_above].append(spans[anchor])
            yield row, is_above, anchor


def _event_hover(row: Any) -> str:
    return (
        f"<b>{words(row.country_name)}</b>: {words(row.event_words)}<br>{wrapped(row.name)}<br>"
        f"{words(row.authority)}, {formats.day(row.on)}, {words(row.state)}<br>{words(row.product)}"
        + (f"<br>{_('Source: {source}').format(source=wrapped(row.source))}" if row.source else "")
    )
