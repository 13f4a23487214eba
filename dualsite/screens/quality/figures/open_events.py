"""What is open along the days it is due: a mark each, stacked week by week, those past their day in front."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights import quality_words, wording
from dualsite.insights.quality.ageing import KINDS, LATE, kind_in_words
from dualsite.insights.sight import in_sight, sight
from dualsite.palette import INK, WATCH
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import Note, note
from dualsite.screens.shared.figures.sight import beyond
from dualsite.screens.shared.figures.style import FAINT, figure, mark_day, words

STEP, TITLE = 13, 30
"""Height of a mark and of the name of a kind, in px."""

MOST_HIGH = 14
"""Marks that are stacked on one place at most: what is more lies on the topmost."""


@cached_by_content
def open_events(rows: pd.DataFrame, as_of: date) -> Drawing:
    """A band per kind. ● as first due, ◆ given more time, with a line from the first day; filled where overdue.

    `rows` as `insights.quality.ageing.events` gives them.
    """
    first, last = sight([*rows.due_on, *rows.original_due_on], as_of)
    week = max((last - first).days // 60, 4)
    height, names, placed = 0, [], []
    for kind in reversed(KINDS):
        of_kind = rows[rows.kind == kind]
        if not len(of_kind):
            continue
        stacked: Counter[int] = Counter()
        for row in of_kind.itertuples():
            if in_sight(row.due_on, as_of):
                stacked[(row.due_on - first).days // week] += 1
                level = min(stacked[(row.due_on - first).days // week], MOST_HIGH)
                placed.append((row, height + STEP * (level - 0.5)))
        band = STEP * min(max(stacked.values(), default=1), MOST_HIGH)
        names.append(_name(kind, of_kind, height + band + 6))
        far = [(day, height) for day in of_kind.due_on]
        names += beyond(far, first, last, as_of)
        height += band + TITLE
    drawn = figure(height + 60, left=8, right=12, top=22)
    _tails(drawn, placed, first)
    _marks(drawn, placed)
    drawn.update_yaxes(visible=False, range=[-6, max(height, 1)])
    drawn.update_xaxes(type="date", showgrid=False, nticks=8, tickangle=0, zeroline=False)
    mark_day(drawn, as_of, _("as of {day}").format(day=formats.day(as_of)))
    drawn.add_annotations(names)
    return drawn


def _name(kind: str, of_kind: pd.DataFrame, at: float) -> Note:
    return note(words(kind_in_words(kind, of_kind)), 0, at, size=12, xref="paper", xanchor="left", yanchor="bottom")


def _tails(drawn: Drawing, placed: list[tuple[Any, float]], first: date) -> None:
    """From the day an event was first due to the day it is due now."""
    x: list[str | None] = []
    y: list[float | None] = []
    for row, at in placed:
        if row.extended_d:
            x += [max(row.original_due_on, first).isoformat(), row.due_on.isoformat(), None]
            y += [at, at, None]
    drawn.add_scatter(x=x, y=y, mode="lines", line={"color": FAINT, "width": 3}, hoverinfo="skip")


def _marks(drawn: Drawing, placed: list[tuple[Any, float]]) -> None:
    colours = [WATCH if row.standing == LATE else INK for row, _at in placed]
    shapes = ["diamond" if row.extended_d else "circle" for row, _at in placed]
    drawn.add_scatter(
        x=[row.due_on.isoformat() for row, _at in placed],
        y=[at for _row, at in placed],
        mode="markers",
        marker={
            "size": [11 if row.extended_d else 9 for row, _at in placed],
            "symbol": [
                shape if row.standing == LATE else f"{shape}-open"
                for shape, (row, _at) in zip(shapes, placed, strict=True)
            ],
            "color": colours,
            "line": {"width": 1.5, "color": colours},
            "opacity": 1,
        },
        hovertext=[_told(row) for row, _at in placed],
        hoverinfo="text",
        cliponaxis=False,
    )


def _told(row: Any) -> str:
    lines = [
        f"<b>{words(wording.title(quality_words.kind(row.kind)))}, {words(quality_words.severity(row.severity))}</b>",
        words(formats.listed([one for one in (row.site, row.process_step, row.client) if one])),
        _("due {day}, open for {days}").format(day=formats.day(row.due_on), days=formats.days(row.age_d)),
    ]
    if row.extended_d:
        lines.append(
            _("originally due {day}, {days} more").format(
                day=formats.day(row.original_due_on), days=formats.days(row.extended_d)
            )
        )
    return "<br>".join(lines)
