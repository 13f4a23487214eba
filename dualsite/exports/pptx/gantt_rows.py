"""A row of a Gantt chart as pieces that follow one another without a gap: what a stacked bar is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dualsite.exports.figures import DayMark, GanttRow, Span, Style
from dualsite.exports.pptx import measuring
from dualsite.exports.pptx.look import INK, SMALLEST
from dualsite.palette import text_on

_DAY = timedelta(days=1)
_SIGN_SIZE = 16.0
_CLEAR = 26.0
"""Room for half a sign, the space beside it and what a chart leaves free, in points."""
_SIGNS = {
    ("diamond", True): "◆",
    ("diamond", False): "◇",
    ("circle", True): "●",
    ("circle", False): "○",
    ("cross", True): "✗",
    ("cross", False): "✗",
    ("line", True): "|",
    ("line", False): "|",
}


@dataclass(frozen=True)
class Piece:
    """So many days of a row: of a span, a mark, or nothing."""

    days: int
    look: tuple[str, Style] | None = None
    """Colour and style; None: nothing is seen."""
    said: str = ""
    """The name of the span or the mark."""
    sign: str = ""
    """The sign of a mark."""
    ink: str = INK


def pieces(row: GanttRow, first: date, last: date) -> list[Piece]:
    """The row from `first` to `last`, gaps included, beginning with a gap of any length, also of none.

    A mark takes a day; two on one day stand on days that follow one another. Spans that touch and look and are called
    alike are one.
    """
    found: list[Piece] = []
    day = first
    for start, end, one in _cut(row, first, last):
        start = max(start, day)
        if start >= end and isinstance(one, Span):
            continue
        if start > day or not found:
            found.append(Piece((start - day).days))
        if isinstance(one, DayMark):
            sign = _SIGNS[one.shape, one.style in ("solid", "lighter", "thin")]
            found.append(Piece(1, said=one.name, sign=sign, ink=one.colour))
            day = start + _DAY
        else:
            ink = text_on(one.colour) if one.style == "solid" else INK
            found.append(Piece((end - start).days, (one.colour, one.style), one.name, ink=ink))
            day = end
    if found and found[-1].sign and day < last:
        found.append(Piece((last - day).days))
    return found


@dataclass(frozen=True)
class PieceLabel:
    """What is written at a piece of a row."""

    text: str
    ink: str
    position: str
    size: float = SMALLEST


def row_labels(row: Sequence[Piece], per_day: float) -> dict[int, PieceLabel]:
    """What is written at which piece: names in their spans where they fit, signs, and their names beside them.

    The name of a mark stands in the gap after it, else in the one before it where nothing else does; where neither has
    room it is left out. `per_day`: how many points a day is wide.
    """
    found: dict[int, PieceLabel] = {}
    for place, piece in enumerate(row):
        if piece.sign:
            found[place] = PieceLabel(piece.sign, piece.ink, "ctr", _SIGN_SIZE)
            after = row[place + 1] if place + 1 < len(row) else None
            before = row[place - 1] if place and place - 1 not in found else None
            need = measuring.width(piece.said, SMALLEST) + _CLEAR
            if after and not after.look and not after.sign and after.days * per_day >= need:
                found[place + 1] = PieceLabel("\u00a0" * 3 + piece.said, INK, "inBase")
            elif before and not before.look and not before.sign and before.days * per_day >= need:
                found[place - 1] = PieceLabel(piece.said + "\u00a0" * 3, INK, "inEnd")
        elif piece.look and piece.said and measuring.width(piece.said, SMALLEST) + 4 <= piece.days * per_day:
            found[place] = PieceLabel(piece.said, piece.ink, "ctr")
    return found


def _cut(row: GanttRow, first: date, last: date) -> list[tuple[date, date, Span | DayMark]]:
    """What lies between the days in the order of time; a span is cut where a mark lies upon it."""
    marks = sorted((one for one in row.marks if first <= one.on < last), key=lambda one: one.on)
    told: list[tuple[date, date, Span | DayMark]] = [(one.on, one.on + _DAY, one) for one in marks]
    for span in _joined(row.spans):
        start, end = max(span.starts_on, first), min(span.ends_on, last)
        for mark in marks:
            if start <= mark.on < end:
                if mark.on > start:
                    told.append((start, mark.on, span))
                start = mark.on + _DAY
        if start < end:
            told.append((start, end, span))
    return sorted(told, key=lambda one: (one[0], isinstance(one[2], Span)))


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda one: one.starts_on):
        before = joined[-1] if joined else None
        alike = before and (before.name, before.colour, before.style) == (span.name, span.colour, span.style)
        if before and alike and span.starts_on <= before.ends_on:
            joined[-1] = Span(before.starts_on, max(before.ends_on, span.ends_on), span.name, span.colour, span.style)
        else:
            joined.append(span)
    return joined
