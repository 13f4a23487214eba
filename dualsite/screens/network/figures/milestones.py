"""Milestones of the sites along time."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED, UNDATED
from dualsite.screens.shared.figures.style import (
    FAINT,
    TEXT,
    WATCH,
    cited,
    figure,
    mark_day,
    site_colours,
    words,
)

ROW_HEIGHT = 24


def milestones_height(rows: pd.DataFrame) -> int:
    """The height in px that the milestones need."""
    return 52 + ROW_HEIGHT * max(len(rows), 1)


def milestones(rows: pd.DataFrame, as_of: date) -> go.Figure:
    """One line per milestone, the sites one below the other: baseline, latest target, actual, and the day itself."""
    listed = rows[rows.state != UNDATED].iloc[::-1]
    drawn = figure(milestones_height(rows), left=8, top=22, right=16)
    colours = site_colours(rows.site_id)
    labels = [f"{words(row['name'])}" for _place, row in listed.iterrows()]
    places = list(range(len(listed)))
    lines_x: list[str | None] = []
    lines_y: list[int | None] = []
    for place, row in zip(places, listed.itertuples(), strict=True):
        end = row.reached_on or row.due_on
        if row.baseline_on and end and row.baseline_on != end:
            lines_x += [row.baseline_on.isoformat(), end.isoformat(), None]
            lines_y += [place, place, None]
    drawn.add_scatter(x=lines_x, y=lines_y, mode="lines", line={"color": FAINT, "width": 5}, hoverinfo="skip")
    _points(drawn, listed, colours, "baseline_on", "line-ns-open", _("first committed {day}"), 11)
    expected = listed[listed.state == EXPECTED]
    _points(
        drawn, expected, colours, "due_on", "circle-open", _("expected {day}"), 11, places=_places(listed, expected)
    )
    overdue = listed[listed.state == OVERDUE]
    late = _("due {day}, unconfirmed")
    _points(drawn, overdue, colours, "due_on", "triangle-up", late, 13, WATCH, _places(listed, overdue))
    reached = listed[listed.state == REACHED]
    _points(drawn, reached, colours, "reached_on", "circle", _("reached {day}"), 11, places=_places(listed, reached))
    for place, row in zip(places, listed.itertuples(), strict=True):
        end = row.reached_on or row.due_on
        said = {REACHED: formats.day(end), EXPECTED: formats.month(end)}.get(
            row.state, _("{month} ▲ due, unconfirmed").format(month=formats.month(end))
        )
        drawn.add_annotation(
            x=end.isoformat(), y=place, text=said, showarrow=False, xanchor="left", xshift=10, font={"size": 11}
        )
    for site, group in listed.groupby("site_id", sort=False):
        top = max(_places(listed, group))
        if top < len(listed) - 1:
            drawn.add_hline(y=top + 0.5, line={"color": FAINT, "width": 1})
        drawn.add_annotation(
            x=1,
            xref="paper",
            y=top,
            text=f'<b><span style="color:{colours[str(site)]}">■</span> {words(group.site.iloc[0])}</b>',
            showarrow=False,
            xanchor="right",
            font={"size": 12, "color": TEXT},
        )
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_yaxes(
        tickmode="array",
        tickvals=places,
        ticktext=labels,
        showgrid=False,
        zeroline=False,
        range=[-0.7, len(listed) - 0.3],
        automargin=True,
    )
    days = [day for name in ("baseline_on", "due_on", "reached_on") for day in listed[name] if day is not None]
    if days:
        spread = max((max([*days, as_of]) - min(days)).days, 365)
        drawn.update_xaxes(
            range=[
                (min(days) - timedelta(days=90)).isoformat(),
                (max([*days, as_of]) + timedelta(days=spread // 4)).isoformat(),
            ],
        )
    return drawn


def _places(listed: pd.DataFrame, part: pd.DataFrame) -> list[int]:
    where = {milestone: place for place, milestone in enumerate(listed.milestone_id)}
    return [where[milestone] for milestone in part.milestone_id]


def _points(
    drawn: go.Figure,
    rows: pd.DataFrame,
    colours: dict[str, str],
    column: str,
    symbol: str,
    means: str,
    size: int,
    colour: str | None = None,
    places: list[int] | None = None,
) -> None:
    places = list(range(len(rows))) if places is None else places
    shown = [(place, row) for place, row in zip(places, rows.itertuples(), strict=True) if getattr(row, column)]
    drawn.add_scatter(
        x=[getattr(row, column).isoformat() for _place, row in shown],
        y=[place for place, _row in shown],
        mode="markers",
        marker={
            "symbol": symbol,
            "size": size,
            "color": [colour or colours[row.site_id] for _place, row in shown],
            "line": {"width": 2, "color": [colour or colours[row.site_id] for _place, row in shown]},
        },
        hovertext=[
            f"<b>{words(rows.at[row.Index, 'name'])}</b><br>{means.format(day=formats.day(getattr(row, column)))}"
            f"<br>{words(_('Move of {owner}').format(owner=row.whose))}{cited(row)}"
            for _place, row in shown
        ],
        hoverinfo="text",
    )
