"""Milestones of the sites along time."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED, UNDATED
from dualsite.screens.shared.figures.style import (
    FAINT,
    WATCH,
    cited,
    figure,
    mark_day,
    site_colours,
    words,
)

ROW_HEIGHT = 24


def milestones_height(rows: pd.DataFrame) -> int:
    """The height in px that the milestones need, with a line for each site's name."""
    return 52 + ROW_HEIGHT * max(len(rows) + len(set(rows.site_id)), 1)


@cached_by_content
def milestones(rows: pd.DataFrame, as_of: date) -> go.Figure:
    """One line per milestone under the name of its site: baseline, latest target, actual, and the day itself."""
    listed = rows[rows.state != UNDATED]
    drawn = figure(milestones_height(rows), left=8, top=22, right=84)
    colours = site_colours(rows.site_id)
    labels, places = _lines(listed, colours)
    lines_x: list[str | None] = []
    lines_y: list[int | None] = []
    for row in listed.itertuples():
        end = row.reached_on or row.due_on
        if row.baseline_on and end and row.baseline_on != end:
            lines_x += [row.baseline_on.isoformat(), end.isoformat(), None]
            lines_y += [places[row.milestone_id]] * 2 + [None]
    drawn.add_scatter(x=lines_x, y=lines_y, mode="lines", line={"color": FAINT, "width": 5}, hoverinfo="skip")
    _points(drawn, listed, places, colours, "baseline_on", "line-ns-open", _("first committed {day}"), 11)
    expected, overdue, reached = (listed[listed.state == state] for state in (EXPECTED, OVERDUE, REACHED))
    _points(drawn, expected, places, colours, "due_on", "circle-open", _("expected {day}"), 11)
    _points(drawn, overdue, places, colours, "due_on", "triangle-up", _("due {day}, unconfirmed"), 13, WATCH)
    _points(drawn, reached, places, colours, "reached_on", "circle", _("reached {day}"), 11)
    for row in listed.itertuples():
        end = row.reached_on or row.due_on
        said = {REACHED: formats.day(end), EXPECTED: formats.month(end)}.get(
            row.state, _("{month}, unconfirmed").format(month=formats.month(end))
        )
        drawn.add_annotation(
            x=end.isoformat(),
            y=places[row.milestone_id],
            text=said,
            showarrow=False,
            xanchor="left",
            xshift=10,
            font={"size": 11},
        )
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=labels[::-1],
        showgrid=False,
        zeroline=False,
        range=[-0.7, len(labels) - 0.3],
        automargin=True,
    )
    days = [day for name in ("baseline_on", "due_on", "reached_on") for day in listed[name] if day is not None]
    if days:
        spread = max((max([*days, as_of]) - min(days)).days, 365)
        drawn.update_xaxes(
            range=[
                (min(days) - timedelta(days=90)).isoformat(),
                (max([*days, as_of]) + timedelta(days=spread // 25)).isoformat(),
            ],
        )
    return drawn


def _lines(listed: pd.DataFrame, colours: dict[str, str]) -> tuple[list[str], dict[str, int]]:
    """What the lines are called, from the top, and where each milestone stands, from the bottom."""
    labels: list[str] = []
    from_top: dict[str, int] = {}
    for site_id, group in listed.groupby("site_id", sort=False):
        square = f'<span style="color:{colours[str(site_id)]}">■</span>'
        labels.append(f"{square} <b>{words(group.site.iloc[0])}</b>")
        for row in group.itertuples():
            from_top[row.milestone_id] = len(labels)
            labels.append(words(row.name))
    return labels, {milestone: len(labels) - 1 - place for milestone, place in from_top.items()}


def _points(
    drawn: go.Figure,
    rows: pd.DataFrame,
    places: dict[str, int],
    colours: dict[str, str],
    column: str,
    symbol: str,
    means: str,
    size: int,
    colour: str | None = None,
) -> None:
    shown = [row for row in rows.itertuples() if getattr(row, column)]
    drawn.add_scatter(
        x=[getattr(row, column).isoformat() for row in shown],
        y=[places[row.milestone_id] for row in shown],
        mode="markers",
        cliponaxis=False,
        marker={
            "symbol": symbol,
            "size": size,
            "color": [colour or colours[row.site_id] for row in shown],
            "line": {"width": 2, "color": [colour or colours[row.site_id] for row in shown]},
        },
        hovertext=[
            f"<b>{words(rows.at[row.Index, 'name'])}</b><br>{means.format(day=formats.day(getattr(row, column)))}"
            f"<br>{words(_('Move of {owner}').format(owner=row.whose))}{cited(row)}"
            for row in shown
        ],
        hoverinfo="text",
    )
