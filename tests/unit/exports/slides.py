"""Slides as they are read back: every text with its size and its box, so that a test can measure whether it fits."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.util import Pt

from dualsite.exports.pptx import measuring

HAIR = 0.6
"""What rounding to whole units may take away, in points."""


class Written(NamedTuple):
    """A text on a slide: where it stands, what it says, its box and how high it stands in it, in points."""

    place: str
    text: str
    width: float
    room: float
    height: float
    sizes: tuple[float, ...]


def opened(file: bytes) -> Any:
    """The file as python-pptx reads it."""
    return Presentation(io.BytesIO(file))


def titles(file: bytes) -> list[str]:
    """The titles of the slides."""
    return [slide.shapes.title.text_frame.text for slide in opened(file).slides]


def said(file: bytes) -> list[str]:
    """Every text of every slide, in the order of reading; cells of tables and names in charts as well."""
    return [text for slide in opened(file).slides for text in of_slide(slide)]


def of_slide(slide: Any) -> Iterator[str]:
    """Every text of a slide, in the order of reading."""
    for shape in slide.shapes:
        if shape.has_text_frame and shape.text_frame.text:
            yield shape.text_frame.text
        if getattr(shape, "has_table", False):
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if getattr(shape, "has_chart", False):
            yield from shape.chart._chartSpace.xpath(".//c:v/text() | .//a:t/text()")


def written(book: Any) -> Iterator[Written]:
    """Every text in a box of its own or in a cell."""
    for number, slide in enumerate(book.slides, 1):
        for shape in slide.shapes:
            place = f"slide {number}, {shape.name}"
            if shape.has_text_frame and shape.text_frame.text:
                yield _in_frame(place, shape)
            if getattr(shape, "has_table", False):
                yield from _in_table(place, shape.table)


def _in_frame(place: str, shape: Any) -> Written:
    frame = shape.text_frame
    wide = (shape.width - (frame.margin_left or 0) - (frame.margin_right or 0)) / Pt(1)
    room = (shape.height - (frame.margin_top or 0) - (frame.margin_bottom or 0)) / Pt(1)
    high, sizes = _stands(frame.paragraphs, wide)
    return Written(place, frame.text, wide, room, high, sizes)


def _in_table(place: str, table: Any) -> Iterator[Written]:
    widths = [column.width / Pt(1) for column in table.columns]
    for row in table.rows:
        for at, cell in enumerate(row.cells):
            if not cell.text:
                continue
            span = cell.span_width if cell.is_merge_origin else 1
            wide = sum(widths[at : at + span]) - (cell.margin_left + cell.margin_right) / Pt(1)
            room = (row.height - cell.margin_top - cell.margin_bottom) / Pt(1)
            high, sizes = _stands(cell.text_frame.paragraphs, wide)
            yield Written(place, cell.text, wide, room, high, sizes)


def _stands(paragraphs: Any, wide: float) -> tuple[float, tuple[float, ...]]:
    """How high the paragraphs stand, and the sizes of their type."""
    high, sizes = 0.0, []
    for paragraph in paragraphs:
        runs = paragraph.runs
        if not runs:
            sizes += [float(one) / 100 for one in paragraph._p.xpath(".//a:fld/a:rPr/@sz")]
            continue
        size = max(run.font.size.pt for run in runs)
        sizes += [run.font.size.pt for run in runs]
        indent = int(paragraph._p.pPr.get("marL", 0)) / Pt(1) if paragraph._p.pPr is not None else 0.0
        text = "".join(run.text for run in runs)
        lines = measuring.wrapped(text, size, wide - indent + HAIR, any(run.font.bold for run in runs))
        spacing = paragraph.line_spacing
        high += len(lines) * spacing.pt + (paragraph.space_before.pt if paragraph.space_before else 0.0)
    return high, tuple(sizes)


def faults(file: bytes) -> list[str]:
    """What a reader would stumble over: text beyond its box or the slide, type that is too small, shapes unnamed."""
    found, book = [], opened(file)
    for one in written(book):
        if one.height > one.room + HAIR:
            found.append(f"{one.place}: {one.text!r} stands {one.height:.1f} high in {one.room:.1f}")
        if any(size < 12 for size in one.sizes):
            found.append(f"{one.place}: {one.text!r} is smaller than 12 pt")
    for number, slide in enumerate(book.slides, 1):
        for shape in slide.shapes:
            if not shape._element.xpath(".//p:cNvPr/@descr")[0]:
                found.append(f"slide {number}: {shape.name} has no text alternative")
            edges = (shape.left, shape.top, book.slide_width - shape.left - shape.width)
            if min(edges) < -Pt(1) or shape.top + shape.height > book.slide_height + Pt(1):
                found.append(f"slide {number}: {shape.name} lies beyond the slide")
            if getattr(shape, "has_chart", False):
                small = [size for size in shape.chart._chartSpace.xpath(".//@sz") if int(size) < 1200]
                found += [f"slide {number}: {shape.name} has type of {size}" for size in small]
    return found
