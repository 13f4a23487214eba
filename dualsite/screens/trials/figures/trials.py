"""Trials along time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.screens.shared.figures.style import FAINT, INK, cited, figure, mark_day, words, wrapped

MOST_TRIALS = 25
"""Trials that a figure shows; the table has them all."""

ROW = 40


def timeline_height(trials: pd.DataFrame) -> int:
    """The height in px that the trials need."""
    return 60 + ROW * max(min(len(trials), MOST_TRIALS), 1)


@cached_by_content
def timeline(trials: pd.DataFrame, as_of: date) -> go.Figure:
    """One bar per trial from start to completion: what has run is solid, what is planned is outlined.

    `trials` as `insights.trials.trials.trials` gives them. A date known to the month covers the month in a lighter
    shade; a trial without an end fades out behind the as-of day. Trials without any date have a line without a bar.
    """
    shown = trials.head(MOST_TRIALS).iloc[::-1]
    drawn = figure(timeline_height(trials), left=8, right=16, top=24, bottom=28)
    rows = list(enumerate(shown.itertuples()))
    first, last = _span(shown, as_of)
    parts = [part for place, row in rows for part in _parts(place, row, as_of, last)]
    for kind, look in _LOOKS.items():
        some = [part for part in parts if part[1] == kind]
        drawn.add_bar(
            orientation="h",
            y=[part[0] for part in some],
            base=[part[2].isoformat() for part in some],
            x=[(part[3] - part[2]).days * 86_400_000 for part in some],
            width=0.4,
            marker=look,
            hoverinfo="skip",
        )
    _primary(drawn, rows)
    drawn.add_scatter(
        x=[(row.start_on or row.completion_on or as_of).isoformat() for _place, row in rows],
        y=[place for place, _row in rows],
        mode="markers",
        marker={"size": 16, "color": "rgba(0,0,0,0)"},
        hovertext=[_hover(row) for _place, row in rows],
        hoverinfo="text",
    )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=[place for place, _row in rows],
        ticktext=[
            f"<b>{words(_short(row.name))}</b>  {words(row.phase_words)}<br>{_said(row)}" for _place, row in rows
        ],
        showgrid=False,
        zeroline=False,
        range=[-0.6, len(rows) - 0.4],
        automargin=True,
    )
    drawn.update_layout(barmode="overlay")
    drawn.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()])
    mark_day(drawn, as_of, formats.day(as_of))
    return drawn


_LOOKS = {
    "run": {"color": INK, "line": {"width": 0}},
    "run month": {"color": FAINT, "line": {"width": 0}},
    "planned": {"color": "rgba(0,0,0,0)", "line": {"color": INK, "width": 1.5}},
    "planned month": {
        "color": "rgba(0,0,0,0)",
        "line": {"color": INK, "width": 1},
        "pattern": {"shape": "/", "fgcolor": INK, "size": 4, "fillmode": "replace"},
    },
    "open": {"color": FAINT, "line": {"width": 0}, "opacity": 0.5},
}
"""Solid has run, outlined is planned, lighter or hatched is a month, faint has no stated end."""

Part = tuple[int, str, date, date]


def _parts(place: int, row: Any, as_of: date, last: date) -> Iterator[Part]:
    """The stretches of a trial's bar: kind, first day and the day after the last."""
    begins, ends = row.start_on, row.completion_on
    if begins is None:
        if ends is not None:
            yield place, "planned month" if ends > as_of else "run month", ends, _after(ends, row)
        return
    solid_from = _after(begins, row) if _is_month(begins, row) else begins
    if solid_from > begins:
        yield place, "run month" if begins <= as_of else "planned month", begins, solid_from
    if ends is None:
        if begins <= as_of and row.is_active:
            yield from _cut(place, solid_from, as_of, as_of)
            yield place, "open", as_of, last
        else:
            yield place, "open", solid_from, solid_from + (last - begins) / 40
        return
    yield from _cut(place, solid_from, max(ends, solid_from), as_of)
    if _is_month(ends, row):
        yield place, "run month" if ends <= as_of else "planned month", max(ends, solid_from), _after(ends, row)


def _cut(place: int, first: date, after: date, as_of: date) -> Iterator[Part]:
    """A stretch cut at the as-of day into what has run and what is planned."""
    if first < min(after, as_of):
        yield place, "run", first, min(after, as_of)
    if max(first, as_of) < after:
        yield place, "planned", max(first, as_of), after


def _is_month(on: date, row: Any) -> bool:
    return bool(row.date_precision == "MONTH" and on.day == 1)


def _after(on: date, row: Any) -> date:
    """The day after a date: of a month, the first of the next."""
    return (on + timedelta(days=31)).replace(day=1) if _is_month(on, row) else on + timedelta(days=1)


def _span(shown: pd.DataFrame, as_of: date) -> tuple[date, date]:
    days = [day for name in ("start_on", "completion_on") for day in shown[name] if day is not None]
    first, last = min([*days, as_of]), max([*days, as_of])
    room = max((last - first) // 30, timedelta(days=60))
    return first - room, last + room


def _primary(drawn: go.Figure, rows: Sequence[tuple[int, Any]]) -> None:
    some = [(place, row) for place, row in rows if row.primary_completion_on is not None]
    drawn.add_scatter(
        x=[row.primary_completion_on.isoformat() for _place, row in some],
        y=[place for place, _row in some],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 15, "color": INK, "line": {"width": 2}},
        hovertext=[_("Primary completion {day}").format(day=words(row.primary_ends)) for _place, row in some],
        hoverinfo="text",
    )


def _named(row: Any) -> str:
    return f"<b>{words(_short(row.name))}</b>  {words(row.phase_words)}<br>{_said(row)}"


def _said(row: Any) -> str:
    """What stands below a trial's name: its status, its participants, and that it has no dates."""
    said = [words(row.status_words)]
    if row.enrollment is not None:
        said.append(_("n = {count}").format(count=words(row.enrolled)))
    if row.start_on is None and row.completion_on is None:
        said.append(_("no dates stated"))
    return formats.listed(said)


def _hover(row: Any) -> str:
    lines = [
        f"<b>{words(row.name)}</b> {words(row.trial_id)}",
        wrapped(row.title),
        formats.listed([words(row.phase_words), words(row.status_words)]),
        _("{starts} to {ends}").format(starts=words(row.starts), ends=words(row.ends)),
        _("Enrolment: {count}").format(count=words(row.enrolled)),
    ]
    return "<br>".join(filter(None, lines)) + cited(row)


def _short(name: str, most: int = 22) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
