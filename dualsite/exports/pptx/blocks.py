"""Every kind of block by one set of verbs: what stands above it, how it is cut to fit, how it is drawn."""

from __future__ import annotations

from typing import Any

from dualsite import formats
from dualsite.exports.document import Block, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import ChartBlock, Figure, GanttBlock, MapBlock, MatrixBlock, TreeBlock
from dualsite.exports.pptx import charts, gantts, maps, matrices, sentences, tables, text, tiles, trees
from dualsite.exports.pptx.deck import Slide
from dualsite.exports.pptx.look import GREY, INK, SMALLEST, TEXT, Area
from dualsite.exports.pptx.text import TextLines, TextRun, lines
from dualsite.i18n import _

_LEAST_FIGURE = 200.0
"""How high a chart or a map is at least, in points."""
_LEAST = 90.0
_HEAD_GAP = 6.0


def parts(block: Block, room: Area) -> list[Any]:
    """The block cut so that each part fits into the room, heads and notes aside; itself where it does."""
    match block:
        case TileBlock():
            return tiles.parts(block, room)
        case TextBlock():
            return sentences.parts(block, room)
        case TableBlock():
            return tables.parts(block, room)
        case GanttBlock():
            return gantts.parts(block, room)
        case MatrixBlock():
            return matrices.parts(block, room)
        case TreeBlock():
            return trees.parts(block, room)
        case ChartBlock() | MapBlock():
            return [block]


def fits(block: Block, room: Area) -> bool:
    """Whether a block can stand as a whole in what is left of a slide, under its title."""
    room = room.below(head_height(block, room.width, is_titled=True) + note_height(block, room.width))
    match block:
        case TileBlock():
            return False
        case ChartBlock() | MapBlock():
            return room.height >= _LEAST_FIGURE
        case TextBlock():
            return room.height > 30 and len(sentences.parts(block, room)) == 1
        case TableBlock():
            return room.height > _LEAST and len(block.rows) <= 12 and len(tables.parts(block, room)) == 1
        case _:
            return room.height > _LEAST and len(parts(block, room)) == 1


def head(block: Block, is_titled: bool) -> list[TextLines]:
    """What stands above a block: its title where the slide has another, what it measures, whether it is made up."""
    if isinstance(block, TileBlock):
        return []
    found = [lines(block.title, TEXT, INK, is_bold=True)] if is_titled and block.title else []
    measures = "" if isinstance(block, TextBlock | TableBlock) else block.measures
    runs = [TextRun(measures, GREY)] if measures else []
    if not isinstance(block, TextBlock) and block.is_illustrative:
        said = _("illustrative")
        runs.append(TextRun(f" {said}" if measures else said, GREY, is_bold=True))
    return [*found, TextLines(tuple(runs), SMALLEST, before=2)] if runs else found


def head_height(block: Block, room: float, is_titled: bool) -> float:
    """How high the head is with the space below it; 0 for none."""
    told = head(block, is_titled)
    return text.height(told, room) + _HEAD_GAP if told else 0.0


def notes(block: Block, shown: int) -> list[TextLines]:
    """What stands below a table of which so many rows are shown."""
    if not isinstance(block, TableBlock):
        return []
    return [lines(one, SMALLEST, GREY) for one in (tables.cut_note(block, shown), block.note) if one]


def note_height(block: Block, room: float) -> float:
    """Room kept below a table for its notes."""
    if not isinstance(block, TableBlock):
        return 0.0
    told = notes(block, min(len(block.rows), tables.MOST_ROWS))
    return text.height(told, room) + _HEAD_GAP + 2 if told else 0.0


def draw(slide: Slide, block: Block, area: Area, is_titled: bool, size: float | None = None) -> float:
    """Draw a block that fits, with what stands above it; how high both are. `size`: that of sentences."""
    told = head(block, is_titled)
    used = 0.0
    if told:
        high = text.height(told, area.width)
        name = _("Measure") if not is_titled or isinstance(block, TileBlock) else block.title
        slide.box(Area(area.left, area.top, area.width, high), told, name)
        used = high + _HEAD_GAP
    room = area.below(used)
    match block:
        case TileBlock():
            return used + tiles.draw(slide, block, room)
        case TextBlock():
            return used + sentences.draw(slide, block, room, size)
        case TableBlock():
            return used + tables.draw(slide, block, room)
        case _:
            slide.notes.append(": ".join(filter(None, (block.title, block.measures))))
            return used + _draw_figure(slide, block, room)


def _draw_figure(slide: Slide, block: Figure, room: Area) -> float:
    match block:
        case ChartBlock():
            return charts.draw(slide, block, room)
        case GanttBlock():
            return gantts.draw(slide, block, room)
        case MatrixBlock():
            return matrices.draw(slide, block, room)
        case MapBlock():
            return maps.draw(slide, block, room)
        case TreeBlock():
            return trees.draw(slide, block, room)


def left_out(block: Any, part: Any) -> str:
    """That a part shows less than the block, and where the rest is; empty where it shows all."""
    match block:
        case TableBlock():
            return tables.cut_note(block, len(part.rows))
        case GanttBlock() | MatrixBlock():
            shown, count = len(part.rows), len(block.rows)
        case TreeBlock():
            shown, count = len(part.nodes), len(block.nodes)
        case TextBlock():
            shown, count = len(part.sentences), len(block.sentences)
        case _:
            return ""
    if shown >= count:
        return ""
    return _("First {shown} of {count}; the page shows all of them.").format(
        shown=formats.number(shown), count=formats.number(count)
    )
