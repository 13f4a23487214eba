"""The timeline of contracts: signing, announcement, term, notice and options."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.charts.style import FAINT, INK, figure, mark_day, site_colours, words, wrapped

ROW_HEIGHT = 20
YEARS_AHEAD = 5

_THICK = {"commercial": 0.66, "clinical to commercial": 0.44, "clinical": 0.24}
"""How thick a term is drawn, by what is supplied."""

_THIN = 0.24
_HEADINGS = {"firm": "Firm", "draft or past": "Draft or past", "not firm": "Not firm, never in an amount"}


def timeline_height(rows: pd.DataFrame) -> int:
    """The height in px that the contracts need."""
    return 56 + ROW_HEIGHT * (len(rows) + rows.group.nunique() if len(rows) else 1)


def timeline(rows: pd.DataFrame, as_of: date) -> go.Figure:
    """One line per contract under the heading of its group; selecting a mark gives its `contract_id`.

    `rows` as `answers.contracts.timeline` gives them. The part of a term gone by is solid, the rest outlined.
    """
    drawn = figure(timeline_height(rows), left=8, top=24, right=84, bottom=24, barmode="overlay")
    slots: list[tuple[str, Any]] = []
    for row in rows.itertuples():
        if not slots or slots[-1][1] is None or slots[-1][1].group != row.group:
            slots.append((f"<b>{_HEADINGS[row.group]}</b>", None))
        slots.append((words(_cut(row.label)), row))
    places = {row.contract_id: len(slots) - 1 - slot for slot, (_text, row) in enumerate(slots) if row is not None}
    listed = list(rows.itertuples())
    colours = site_colours(row.site_id for row in listed if row.site_id)
    first, last = _span(listed, as_of)
    _terms(drawn, listed, places, colours, as_of, last)
    for what, symbol, size, named in (
        ("signed_on", "diamond", 9, "signed"),
        ("announced_on", "circle-open", 9, "announced"),
        ("notice_on", "triangle-down-open", 9, "last day for notice"),
        ("option_on", "square-open", 8, "first option lapses"),
    ):
        _marks(drawn, [row for row in listed if getattr(row, what)], places, colours, what, symbol, size, named)
    for row in listed:
        if row.drawn_dates:
            at = min(row.signed_on, row.announced_on)
            _write(drawn, words(row.drawn_dates), places[row.contract_id], x=at.isoformat(), xanchor="right", xshift=-8)
        _write(drawn, words(row.worth), places[row.contract_id], x=1, xref="paper", xanchor="left", xshift=6)
    if listed:
        _write(drawn, "<b>Value</b>", len(slots) - 1, x=1, xref="paper", xanchor="left", xshift=6)
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(range=[first.isoformat(), last.isoformat()], dtick="M12", tickformat="%Y", showgrid=True)
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(slots))),
        ticktext=[text for text, _row in reversed(slots)],
        range=[-0.7, len(slots) - 0.3],
        showgrid=False,
        zeroline=False,
        automargin=True,
        tickfont={"size": 11},
    )
    return drawn


def _cut(text: str, most: int = 44) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _span(listed: list[Any], as_of: date) -> tuple[date, date]:
    days = [day for row in listed for day in (row.begins_on, row.known_on) if day is not None]
    ends = [day for row in listed for day in (row.end_on, row.notice_on, row.option_on) if day is not None]
    last = min(max([*ends, as_of + timedelta(days=365)]), as_of + timedelta(days=366 * YEARS_AHEAD))
    return min([*days, as_of]) - timedelta(days=100), last + timedelta(days=60)


def _terms(
    drawn: go.Figure, listed: list[Any], places: dict[str, int], colours: dict[str, str], as_of: date, last: date
) -> None:
    """The terms as bars, solid up to the day and outlined after it; dotted where a firm one has no stated end."""
    solid: list[tuple[Any, date, date]] = []
    ahead: list[tuple[Any, date, date]] = []
    dotted_x: list[str | None] = []
    dotted_y: list[int | None] = []
    for row in listed:
        if row.end_on is None:
            if row.group == "firm" and row.begins_on:
                dotted_x += [max(row.begins_on, as_of if row.start_on else row.begins_on).isoformat(), last.isoformat()]
                dotted_y += [places[row.contract_id], places[row.contract_id]]
                dotted_x.append(None)
                dotted_y.append(None)
            if row.start_on and row.start_on < as_of:
                solid.append((row, row.start_on, as_of))
            continue
        start = row.begins_on or row.end_on
        if start < as_of:
            solid.append((row, start, min(row.end_on, as_of)))
        if row.end_on > as_of:
            ahead.append((row, max(start, as_of), row.end_on))
    drawn.add_scatter(
        x=dotted_x, y=dotted_y, mode="lines", line={"color": INK, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    for spans, is_solid in ((solid, True), (ahead, False)):
        shades = [_colour(row, colours) for row, _start, _end in spans]
        drawn.add_bar(
            orientation="h",
            y=[places[row.contract_id] for row, _start, _end in spans],
            base=[start.isoformat() for _row, start, _end in spans],
            x=[(end - start).days * 86_400_000 for _row, start, end in spans],
            width=[_THICK.get(row.supply or "", _THIN) for row, _start, _end in spans],
            marker={
                "color": shades if is_solid else ["rgba(0,0,0,0)"] * len(spans),
                "opacity": 0.85,
                "line": {"color": shades, "width": 1.25},
            },
            customdata=[[row.contract_id] for row, _start, _end in spans],
            hovertext=[_told(row) for row, _start, _end in spans],
            hoverinfo="text",
            unselected={"marker": {"opacity": 0.85}},
        )


def _colour(row: Any, colours: dict[str, str]) -> str:
    """The site's colour for a firm contract, ink for everything else."""
    return colours[row.site_id] if row.group == "firm" and row.site_id else INK


def _marks(
    drawn: go.Figure,
    listed: list[Any],
    places: dict[str, int],
    colours: dict[str, str],
    what: str,
    symbol: str,
    size: int,
    named: str,
) -> None:
    shades = [_colour(row, colours) for row in listed]
    drawn.add_scatter(
        x=[getattr(row, what).isoformat() for row in listed],
        y=[places[row.contract_id] for row in listed],
        mode="markers",
        marker={"symbol": symbol, "size": size, "color": shades, "line": {"width": 1.75, "color": shades}},
        customdata=[[row.contract_id] for row in listed],
        hovertext=[f"<b>{named} {formats.day(getattr(row, what))}</b><br>{_told(row)}" for row in listed],
        hoverinfo="text",
        unselected={"marker": {"opacity": 1}},
    )


def _told(row: Any) -> str:
    term = f"{formats.day(row.start_on)} to {formats.day(row.end_on)}" if row.start_on or row.end_on else "not stated"
    lines = [
        f"<b>{words(row.label)}</b>",
        f"{words(row.type)}, {words(row.status.lower())}" + (f", {row.supply}" if row.supply else ""),
        f"Term: {term}",
        f"Value: {words(row.worth)}",
        f"Site: {words(row.site)}" if row.site else "Site: not stated",
        f"Options: {row.options} bookings held" if row.options else "",
        f"Source: {wrapped(row.source)}" if row.source else "",
    ]
    return "<br>".join(line for line in lines if line)


def _write(drawn: go.Figure, text: str, place: int, **where: Any) -> None:
    drawn.add_annotation(text=text, y=place, showarrow=False, font={"size": 11}, **where)


def ending(rows: pd.DataFrame, as_of: date, until: date) -> go.Figure:
    """What ends: one line per contract from its notice day to its end, the next day at the top.

    `rows` as `answers.endings.ending` gives them; selecting a mark gives its `contract_id`.
    """
    drawn = figure(56 + 24 * max(len(rows), 1), left=8, top=24, right=120, bottom=24)
    listed = list(rows.iloc[::-1].itertuples())
    colours = site_colours(row.site_id for row in listed if row.site_id)
    shades = [colours.get(row.site_id or "", INK) for row in listed]
    for place, row in enumerate(listed):
        if row.notice_on and row.end_on:
            span = [max(row.notice_on, as_of), min(row.end_on, until)]
            drawn.add_scatter(
                x=[day.isoformat() for day in span],
                y=[place, place],
                mode="lines",
                line={"color": FAINT, "width": 5},
                hoverinfo="skip",
            )
        gone = " (notice day gone)" if row.notice_on and row.notice_on <= as_of else ""
        _write(
            drawn,
            f"{row.next_is} {formats.day(row.next_on)}{gone}",
            place,
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
        )
    for what, symbol, named in (
        ("notice_on", "triangle-down-open", "last day for notice"),
        ("end_on", "square", "ends"),
    ):
        shown = [
            (place, row)
            for place, row in enumerate(listed)
            if getattr(row, what) is not None and as_of < getattr(row, what) <= until
        ]
        drawn.add_scatter(
            x=[getattr(row, what).isoformat() for _place, row in shown],
            y=[place for place, _row in shown],
            mode="markers",
            marker={
                "symbol": symbol,
                "size": 11,
                "color": [shades[place] for place, _row in shown],
                "line": {"width": 1.75, "color": [shades[place] for place, _row in shown]},
            },
            customdata=[[row.contract_id] for _place, row in shown],
            hovertext=[
                f"<b>{words(row.label)}</b><br>{named} {formats.day(getattr(row, what))}"
                + (f"<br>Source: {wrapped(row.source)}" if row.source else "")
                for _place, row in shown
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 1}},
        )
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(
        range=[(as_of - timedelta(days=20)).isoformat(), (until + timedelta(days=10)).isoformat()], nticks=8
    )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(listed))),
        ticktext=[words(_cut(row.label)) for row in listed],
        range=[-0.7, len(listed) - 0.3],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return drawn
