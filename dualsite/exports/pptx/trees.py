"""A tree of native shapes: a box per node, and connectors that follow the boxes when they are moved."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.util import Pt

from dualsite.exports.figures import TreeBand, TreeBlock, TreeNode
from dualsite.exports.pptx import drawing, keys, measuring, text
from dualsite.exports.pptx.deck import Slide, described
from dualsite.exports.pptx.look import FAINT, GREY, INK, LINE, PAPER, SMALLEST, Area
from dualsite.exports.pptx.text import TextLines, TextRun, lines

_ROW, _BOX = 26.0, 20.0
"""The height of a row, and of the box in it."""
_HEAD = 22.0
_KEY = 2.0
"""What is left above the key."""
_LINKS = 0.2
"""The part of a column that is left to the connectors before the next one."""
_WIDEST = 210.0
_MOST_NAMED = 110.0
"""The width of the names of bands at most, in points."""
_EDGE = 6.0
_LEFT_SIDE, _RIGHT_SIDE = 1, 3
"""The places of a rectangle at which a connector is glued."""


def parts(block: TreeBlock, room: Area) -> list[TreeBlock]:
    """The tree cut so that each part fits: between its bands, and within one that is higher by itself."""
    key = _KEY + len(keys.in_lines(block.legend, room.width)) * keys.LINE
    most = max(int((room.height - _HEAD - key) / _ROW), 2)
    block = replace(block, bands=[part for band in block.bands for part in _sliced(band, most)])
    found, first = [], 0
    for number in range(1, len(block.bands) + 1):
        is_last = number == len(block.bands)
        if is_last or block.bands[number].last - block.bands[first].first > most:
            found.append(block.of_bands(first, number - first))
            first = number
    return found or [block]


def _sliced(band: TreeBand, most: int) -> list[TreeBand]:
    """The band in stretches of so many rows: of several each a row lower, as nodes lie between two rows too."""
    if band.last - band.first <= most:
        return [band]
    edges = [band.first + place for place in range(0, ceil(band.last - band.first), most - 1)]
    return [replace(band, first=one, last=other) for one, other in pairwise([*edges, band.last])]


def draw(slide: Slide, block: TreeBlock, area: Area) -> float:
    """Draw the boxes and what leads from one to the other, the key to their colours below; how high all are."""
    rows = max((band.last for band in block.bands), default=0.0)
    named = max((measuring.width(band.name, SMALLEST) for band in block.bands if band.name), default=0.0)
    named = min(named, _MOST_NAMED)
    before = named + 10 if named else 0.0
    column = (area.width - before) / max(len(block.columns), 1)
    wide = min(column * (1 - _LINKS), _WIDEST)
    for place, name in enumerate(block.columns):
        head = Area(area.left + before + place * column, area.top, column, _HEAD)
        said = measuring.shortened(name, SMALLEST, column, is_bold=True)
        slide.box(head, [lines(said, SMALLEST, INK, is_bold=True)], name)
    top = area.top + _HEAD
    for number, band in enumerate(block.bands):
        held = Area(area.left, top + band.first * _ROW, area.width, (band.last - band.first) * _ROW)
        if number % 2 == 0 and len(block.bands) > 1:
            slide.panel(held, band.name or block.title, band.name or block.title, FAINT)
        if band.name:
            middle = Area(held.left + 4, held.top, named + 2, held.height)
            said = measuring.shortened(band.name, SMALLEST, named + 2)
            slide.box(middle, [lines(said, SMALLEST, GREY)], band.name, "middle")
    behind = len(slide.drawn.shapes._spTree)
    boxes = [
        _box(slide, node, Area(area.left + before + node.column * column, top + node.row * _ROW, wide, _ROW))
        for node in block.nodes
    ]
    for one, other in block.links:
        _connect(slide, boxes[one], boxes[other], f"{block.nodes[one].name} → {block.nodes[other].name}", behind)
    high = _HEAD + rows * _ROW
    if told := keys.in_lines(block.legend, area.width):
        high += _KEY + keys.draw(slide, told, area.below(high + _KEY))
    return high


def _box(slide: Slide, node: TreeNode, row: Area) -> Any:
    """The box in its row: the sign in its colour, then the name."""
    area = Area(row.left, row.top + (row.height - _BOX) / 2, row.width, _BOX)
    shape = slide.drawn.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Pt(one) for one in area))
    slide.plain(shape)
    drawing.paint(
        shape._element.spPr, drawing.solid_xml(PAPER) + drawing.line_xml(node.colour, 1.5, node.style == "outlined")
    )
    room = area.width - 2 * _EDGE - measuring.width(f"{node.sign} ", SMALLEST)
    name = measuring.shortened(node.name, SMALLEST, room)
    runs = (TextRun(f"{node.sign} ", node.sign_colour), TextRun(name, INK))
    text.write(shape.text_frame, [TextLines(runs, SMALLEST)], "middle")
    shape.text_frame.margin_left = Pt(_EDGE)
    return described(shape, node.name, node.says or node.name)


def _connect(slide: Slide, one: Any, other: Any, name: str, behind: int) -> None:
    """A connector from the right of one box to the left of the other, drawn behind all boxes."""
    line = slide.drawn.shapes.add_connector(MSO_CONNECTOR.ELBOW, 0, 0, 0, 0)
    line.begin_connect(one, _RIGHT_SIDE)
    line.end_connect(other, _LEFT_SIDE)
    drawing.paint(line._element.spPr, drawing.line_xml(LINE, 1.0))
    slide.plain(line)
    described(line, name, name)
    slide.drawn.shapes._spTree.insert(behind, line._element)
