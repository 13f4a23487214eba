"""Trials along time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.sight import in_sight
from dualsite.insights.trials import stretches
from dualsite.insights.trials.trials import DRAWN
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.sight import beyond
from dualsite.screens.shared.figures.style import FAINT, cited, figure, mark_day, words, wrapped

ROW = 40


def timeline_height(trials: pd.DataFrame) -> int:
    """The height in px that the trials need."""
    return 60 + ROW * max(min(len(trials), DRAWN), 1)


@cached_by_content
def timeline(trials: pd.DataFrame, as_of: date) -> Drawing:
    """One bar per trial from start to completion: what has run is solid, what is planned is outlined.

    `trials` as `insights.trials.trials.trials` gives them. A date known to the month covers the month in a lighter
    shade; a trial without an end fades out behind the as-of day. Trials without any date have a line without a bar.
    """
    shown = trials.head(DRAWN).iloc[::-1]
    drawn = figure(timeline_height(trials), left=8, right=16, top=24, bottom=28)
    rows = list(enumerate(shown.itertuples()))
    first, last = stretches.span(shown, as_of)
    parts = [(place, part) for place, row in rows for part in stretches.stretches(row, as_of, last)]
    for kind, look in _LOOKS.items():
        some = [(place, part) for place, part in parts if part.kind == kind]
        drawn.add_bar(
            orientation="h",
            y=[place for place, _part in some],
            base=[part.first.isoformat() for _place, part in some],
            x=[(part.after - part.first).days * 86_400_000 for _place, part in some],
            width=0.4,
            marker=look,
            hoverinfo="skip",
        )
    _primary(drawn, rows, as_of)
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
            f"<b>{words(stretches.short(row.name))}</b>  {words(row.phase_words)}<br>{words(stretches.said(row))}"
            for _place, row in rows
        ],
        showgrid=False,
        zeroline=False,
        range=[-0.6, len(rows) - 0.4],
        automargin=True,
    )
    drawn.update_layout(barmode="overlay")
    drawn.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()])
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.add_annotations(beyond([(day, place) for place, row in rows for day in _days(row)], first, last, as_of))
    return drawn


def _days(row: Any) -> tuple[date | None, ...]:
    return row.start_on, row.completion_on, row.primary_completion_on


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


def _primary(drawn: Drawing, rows: Sequence[tuple[int, Any]], as_of: date) -> None:
    some = [(place, row) for place, row in rows if in_sight(row.primary_completion_on, as_of)]
    drawn.add_scatter(
        x=[row.primary_completion_on.isoformat() for _place, row in some],
        y=[place for place, _row in some],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 15, "color": INK, "line": {"width": 2}},
        hovertext=[_("Primary completion {day}").format(day=words(row.primary_ends)) for _place, row in some],
        hoverinfo="text",
    )


def _hover(row: Any) -> str:
    lines = [
        f"<b>{words(row.name)}</b> {words(row.trial_id)}",
        wrapped(row.title),
        formats.listed([words(row.phase_words), words(row.status_words)]),
        _("{starts} to {ends}").format(starts=words(row.starts), ends=words(row.ends)),
        _("Enrolment: {count}").format(count=words(row.enrolled)),
    ]
    return "<br>".join(filter(None, lines)) + cited(row)
