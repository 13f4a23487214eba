"""Milestones of the sites along time."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.programmes.milestones import (
    COMMITTED,
    DAYS,
    EXPECTED,
    OVERDUE,
    REACHED,
    UNDATED,
    day_in_words,
)
from dualsite.insights.sight import in_sight, sight
from dualsite.palette import WATCH, site_colours
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.sight import beyond
from dualsite.screens.shared.figures.style import FAINT, cited, figure, mark_day, words

ROW_HEIGHT = 24


def milestones_height(rows: pd.DataFrame) -> int:
    """The height in px that the milestones need, with a line for each site's name."""
    return 52 + ROW_HEIGHT * max(len(rows) + len(set(rows.site_id)), 1)


@cached_by_content
def milestones(rows: pd.DataFrame, as_of: date) -> Drawing:
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
    _points(drawn, listed, as_of, places, colours, "baseline_on", "line-ns-open", _(COMMITTED), 11)
    expected, overdue, reached = (listed[listed.state == state] for state in (EXPECTED, OVERDUE, REACHED))
    _points(drawn, expected, as_of, places, colours, "due_on", "circle-open", _(DAYS[EXPECTED]), 11)
    _points(drawn, overdue, as_of, places, colours, "due_on", "triangle-up", _(DAYS[OVERDUE]), 13, WATCH)
    _points(drawn, reached, as_of, places, colours, "reached_on", "circle", _(DAYS[REACHED]), 11)
    for row in listed.itertuples():
        end = row.reached_on or row.due_on
        if not in_sight(end, as_of):
            continue
        drawn.add_annotation(
            x=end.isoformat(),
            y=places[row.milestone_id],
            text=day_in_words(row),
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
    placed = [
        (day, places[row.milestone_id])
        for row in listed.itertuples()
        for day in (row.baseline_on, row.due_on, row.reached_on)
    ]
    if placed:
        first, last = sight((day for day, _place in placed), as_of)
        first, last = first - timedelta(days=90), last + timedelta(days=max((last - first).days, 365) // 25)
        drawn.update_xaxes(range=[first.isoformat(), last.isoformat()])
        drawn.add_annotations(beyond(placed, first, last, as_of, over=dict.fromkeys(places.values(), 2)))
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
    drawn: Drawing,
    rows: pd.DataFrame,
    as_of: date,
    places: dict[str, int],
    colours: dict[str, str],
    column: str,
    symbol: str,
    means: str,
    size: int,
    colour: str | None = None,
) -> None:
    shown = [row for row in rows.itertuples() if in_sight(getattr(row, column), as_of)]
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
            f"<br>{words(_('Next action: {owner}').format(owner=row.whose))}{cited(row)}"
            for row in shown
        ],
        hoverinfo="text",
    )
