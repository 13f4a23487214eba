"""Designations, filings, approvals and launches along time, country by country."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.collation import orders
from dualsite.i18n import _
from dualsite.insights.sight import in_sight, sight
from dualsite.insights.trials.trials import OVERDUE
from dualsite.palette import INK, WATCH
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.sight import beyond
from dualsite.screens.shared.figures.style import FAINT, cited, figure, mark_day, words, wrapped

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


@cached_by_content
def along_time(events: pd.DataFrame, as_of: date) -> Drawing:
    """One line of time per country: what its authority has done, filled, and what is planned, outlined.

    `events` as `insights.trials.trials.approvals` gives them. What was planned and is due without word stands out.
    """
    tall = height(events)
    drawn = figure(tall, left=8, right=16, top=_ABOVE, bottom=_BELOW)
    countries = list(dict.fromkeys(events.sort_values(["country_name", "on"], key=orders).country))[::-1]
    places = {country: place for place, country in enumerate(countries)}
    first, last = sight(events.on, as_of)
    days = (last - first).days or 365
    first, last = first - timedelta(days=days // 8), last + timedelta(days=days // 8)
    for event, symbol in EVENTS.items():
        some = [row for row in events.itertuples() if row.event == event and in_sight(row.on, as_of)]
        if some:
            colours = [WATCH if row.state == OVERDUE else INK for row in some]
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
    told = [
        one
        for _country, group in events.groupby("country", sort=False)
        if len(places) <= MOST_TOLD
        for one in _told([row for row in group.itertuples() if in_sight(row.on, as_of)], days)
    ]
    drawn.add_scatter(
        x=[row.on.isoformat() for row, _side in told],
        y=[places[row.country] for row, _side in told],
        mode="markers+text",
        # An unseen marker keeps the text clear of the symbol.
        marker={"size": 15, "color": "rgba(0,0,0,0)", "line": {"width": 0}},
        text=[_name(row) for row, _side in told],
        textposition=[side for _row, side in told],
        textfont={"size": 10},
        hoverinfo="skip",
        cliponaxis=False,
        showlegend=False,
    )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(places.values()),
        ticktext=[_line_name(events[events.country == country]) for country in countries],
        showgrid=True,
        gridcolor=FAINT,
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
    drawn.add_annotations(beyond([(row.on, places[row.country]) for row in events.itertuples()], first, last, as_of))
    return drawn


def _line_name(group: pd.DataFrame) -> str:
    authorities = formats.listed(list(dict.fromkeys(group.authority)))
    return f"<b>{words(group.country_name.iloc[0])}</b><br>{words(authorities)}"


def _name(row: Any) -> str:
    overdue = " ▲" if row.state == OVERDUE else ""
    return f"{words(row.event_words)}<br>{formats.month(row.on)}{overdue}"


def _told(events: list[Any], days: int) -> Iterator[tuple[Any, str]]:
    """The events of a line that have room for their name, the weightiest first, and the side it stands on.

    The others stay to the hover and the key.
    """
    wide = days * _LETTERING
    occupied: dict[str, list[tuple[float, float]]] = {"top": [], "bottom": []}
    for row in sorted(events, key=lambda row: (_WEIGHT.index(row.event), row.on)):
        on = row.on.toordinal()
        spans = {"center": (on - wide / 2, on + wide / 2), "left": (on - wide, on), "right": (on, on + wide)}
        free = (
            (above, across)
            for across in spans
            for above in occupied
            if all(spans[across][1] <= first or last <= spans[across][0] for first, last in occupied[above])
        )
        for above, across in islice(free, 1):
            occupied[above].append(spans[across])
            yield row, f"{above} {across}"


def _event_hover(row: Any) -> str:
    return (
        f"<b>{words(row.country_name)}</b>: {words(row.event_words)}<br>{wrapped(row.name)}<br>"
        f"{words(formats.listed([row.authority, formats.day(row.on), _(row.state)]))}<br>{words(row.product)}"
        f"{cited(row)}"
    )
