"""Figures along time: capacity, milestones and how targets moved."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.screens.shared.figures.style import (
    FAINT,
    INK,
    TEXT,
    WATCH,
    figure,
    mark_day,
    site_colours,
    words,
    wrapped,
)

ROW_HEIGHT = 24


def _source(row: object) -> str:
    source = getattr(row, "source", None)
    return f"<br>Source: {wrapped(source)}" if source else ""


def capacity_steps(steps: pd.DataFrame, as_of: date, height: int = 300) -> go.Figure:
    """Litres of the network over time: what is installed as a filled line, what is planned as an outline.

    `steps` as `answers.network.capacity_steps` gives them. A step without a day stands at the left edge.
    """
    drawn = figure(height, left=70, top=24, right=24)
    dated = [step.on for step in steps.itertuples() if step.on is not None]
    first = min([*dated, as_of]) - timedelta(days=240)
    last = max([*dated, as_of]) + timedelta(days=400)
    now = 0.0
    installed: list[tuple[date, float]] = [(first, 0.0)]
    planned: list[tuple[date, float]] = []
    for step in steps.itertuples():
        if not step.is_planned:
            installed += [(step.on or first, now), (step.on or first, step.litres)]
            now = step.litres
    installed.append((as_of, now))
    planned.append((as_of, now))
    for step in steps.itertuples():
        if step.is_planned:
            planned += [(step.on, now), (step.on, step.litres)]
            now = step.litres
    planned.append((last, now))
    drawn.add_scatter(
        x=[on.isoformat() for on, _ in installed],
        y=[litres for _, litres in installed],
        mode="lines",
        line={"color": INK, "width": 2.5},
        fill="tozeroy",
        fillcolor=FAINT,
        hoverinfo="skip",
    )
    if len(planned) > 2:
        drawn.add_scatter(
            x=[on.isoformat() for on, _ in planned],
            y=[litres for _, litres in planned],
            mode="lines",
            line={"color": INK, "width": 1.5, "dash": "dash"},
            hoverinfo="skip",
        )
    rows = list(steps.itertuples())
    drawn.add_scatter(
        x=[(step.on or first).isoformat() for step in rows],
        y=[step.litres for step in rows],
        mode="markers+text",
        marker={
            "size": 9,
            "color": INK,
            "symbol": ["circle-open" if step.is_planned else "circle" for step in rows],
            "line": {"width": 2},
        },
        text=[
            f"<b>{formats.litres(step.litres)}</b><br>{'planned ' if step.is_planned else ''}{formats.month(step.on)}"
            for step in rows
        ],
        textposition=[
            "top left" if step.on and (last - step.on).days < (last - first).days / 2 else "top right" for step in rows
        ],
        hovertext=[
            f"<b>+{formats.litres(step.added)}</b> {words(step.site)}<br>{words(step.what)}, {formats.day(step.on)}"
            f"{' (planned)' if step.is_planned else ''}{_source(step)}"
            for step in rows
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(range=[first.isoformat(), last.isoformat()], showgrid=False)
    top = max([step.litres for step in rows], default=1.0) * 1.18
    drawn.update_yaxes(title={"text": "Installed volume, L"}, range=[0, top], nticks=5, tickformat=",d")
    return drawn


def milestones_height(rows: pd.DataFrame) -> int:
    """The height in px that the milestones need."""
    return 52 + ROW_HEIGHT * max(len(rows), 1)


def milestones(rows: pd.DataFrame, as_of: date) -> go.Figure:
    """One line per milestone, the sites one below the other: baseline, latest target, actual, and the day itself."""
    listed = rows[rows.state != "no day stated"].iloc[::-1]
    drawn = figure(milestones_height(rows), left=8, top=22, right=16)
    colours = site_colours(rows.site_id)
    labels = [f"{words(row['name'])}" for _, row in listed.iterrows()]
    places = list(range(len(listed)))
    lines_x: list[str | None] = []
    lines_y: list[int | None] = []
    for place, row in zip(places, listed.itertuples(), strict=True):
        end = row.reached_on or row.due_on
        if row.baseline_on and end and row.baseline_on != end:
            lines_x += [row.baseline_on.isoformat(), end.isoformat(), None]
            lines_y += [place, place, None]
    drawn.add_scatter(x=lines_x, y=lines_y, mode="lines", line={"color": FAINT, "width": 5}, hoverinfo="skip")
    _points(drawn, listed, colours, "baseline_on", "line-ns-open", "first committed", 11)
    expected = listed[listed.state == "expected"]
    _points(drawn, expected, colours, "due_on", "circle-open", "expected", 11, places=_places(listed, expected))
    overdue = listed[listed.state == "due, unconfirmed"]
    _points(drawn, overdue, colours, "due_on", "triangle-up", "due, unconfirmed", 13, WATCH, _places(listed, overdue))
    reached = listed[listed.state == "reached"]
    _points(drawn, reached, colours, "reached_on", "circle", "reached", 11, places=_places(listed, reached))
    for place, row in zip(places, listed.itertuples(), strict=True):
        end = row.reached_on or row.due_on
        said = {"reached": formats.day(end), "expected": formats.month(end)}.get(
            row.state, f"{formats.month(end)} ▲ due, unconfirmed"
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
        x=[getattr(row, column).isoformat() for _, row in shown],
        y=[place for place, _ in shown],
        mode="markers",
        marker={
            "symbol": symbol,
            "size": size,
            "color": [colour or colours[row.site_id] for _, row in shown],
            "line": {"width": 2, "color": [colour or colours[row.site_id] for _, row in shown]},
        },
        hovertext=[
            f"<b>{words(rows.at[row.Index, 'name'])}</b><br>{means} {formats.day(getattr(row, column))}"
            f"<br>Owner: {row.owner}{_source(row)}"
            for _, row in shown
        ],
        hoverinfo="text",
    )


def slips(statements: pd.DataFrame, as_of: date, spoken_of: str | None, height: int = 340) -> go.Figure:
    """The day stated as target against the day it was stated, one line per milestone that was stated at least twice.

    A level line is a target that held; a rising one slipped. The milestone `spoken_of` stands out.
    """
    drawn = figure(height, left=60, top=22, right=190)
    said = statements.dropna(subset=["target_on"])
    colours = site_colours(statements.site_id) if len(statements) else {}
    ends: list[tuple[date, str, bool]] = []
    for milestone, group in said.groupby("milestone_id", sort=True):
        if len(group) < 2:
            continue
        stands_out = milestone == spoken_of
        last = group.iloc[-1]
        drawn.add_scatter(
            x=[*(day.isoformat() for day in group.stated_on), as_of.isoformat()],
            y=[*(day.isoformat() for day in group.target_on), last.target_on.isoformat()],
            mode="lines",
            line={"color": colours[last.site_id], "width": 3 if stands_out else 1.25, "shape": "hv"},
            opacity=1 if stands_out else 0.55,
            hoverinfo="skip",
        )
        drawn.add_scatter(
            x=[day.isoformat() for day in group.stated_on],
            y=[day.isoformat() for day in group.target_on],
            mode="markers",
            marker={"size": 9 if stands_out else 6, "color": colours[last.site_id]},
            hovertext=[
                f"<b>{words(last['name'])}</b><br>{formats.day(row.stated_on)}: “{words(row.target_text)}”"
                + _source(row)
                for row in group.itertuples()
            ],
            hoverinfo="text",
        )
        ends.append((last.target_on, last["name"], stands_out))
    if not ends:
        return drawn
    low, high = min(said.target_on) - timedelta(days=120), max(said.target_on) + timedelta(days=120)
    for shift, (target, name, stands_out) in zip(
        _spread([(high - target).days / (high - low).days * (height - 60) for target, _, _ in ends]), ends, strict=True
    ):
        drawn.add_annotation(
            x=as_of.isoformat(),
            y=target.isoformat(),
            text=f"<b>{words(name)}</b>" if stands_out else words(name),
            showarrow=False,
            xanchor="left",
            xshift=6,
            yshift=-shift,
            font={"size": 11},
        )
    first = min(said.stated_on) - timedelta(days=60)
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(
        title={"text": "Stated on"}, showgrid=False, range=[first.isoformat(), as_of.isoformat()], nticks=5
    )
    drawn.update_yaxes(title={"text": "Target"}, range=[low.isoformat(), high.isoformat()], nticks=7)
    return drawn


def _spread(heights: list[float], apart: float = 14) -> list[float]:
    """By how many px to move labels down so that they stand at least `apart`; in the order given."""
    moved = [0.0] * len(heights)
    below = float("-inf")
    for place in sorted(range(len(heights)), key=lambda place: heights[place]):
        at = max(heights[place], below + apart)
        moved[place], below = at - heights[place], at
    return moved
