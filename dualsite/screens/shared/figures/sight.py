"""What lies beyond the time that a figure shows, said at the edge of its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights.sight import in_sight
from dualsite.screens.shared.figures.rows import Note, note
from dualsite.screens.shared.figures.style import words

Placed = tuple[date | None, float]
"""A day, and the row it is drawn in."""


def beyond(
    placed: Iterable[Placed],
    first: date,
    last: date,
    as_of: date,
    *,
    over: Mapping[int, int] = MappingProxyType({}),
) -> list[Note]:
    """What is said at the edges of an axis from `first` to `last` of days out of sight: one text a row and side.

    It stands so many px above the line in the rows `over`, else on it.
    """
    left: dict[float, date] = {}
    right: dict[float, date] = {}
    for day, place in placed:
        if day is None or in_sight(day, as_of):
            continue
        if day < as_of:
            left[place] = min(day, left.get(place, day))
        else:
            right[place] = max(day, right.get(place, day))
    edges = (
        (_("◂ from {day}"), left, first, "left"),
        (_("to {day} ▸"), right, last, "right"),
    )
    return [
        note(
            words(said.format(day=formats.day(day))),
            edge.isoformat(),
            place,
            xanchor=anchor,
            size=10,
            **_where(place, over),
        )
        for said, out_of_sight, edge, anchor in edges
        for place, day in out_of_sight.items()
    ]


def _where(place: float, over: Mapping[int, int]) -> dict[str, object]:
    return {"yanchor": "bottom", "yshift": over[int(place)]} if int(place) in over else {}
