"""KPI tiles: the value in large type, what its months say, its target, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dualsite.exports.document import TileBlock
from dualsite.exports.pptx import measuring, text
from dualsite.exports.pptx.deck import Slide
from dualsite.exports.pptx.look import FAINT, GREY, SIGN_COLOURS, SIGNS, SMALLEST, TEXT, VALUE_SIZES, Area
from dualsite.exports.pptx.text import TextLines, TextRun, lines
from dualsite.i18n import _
from dualsite.insights.kpis import tile_words
from dualsite.insights.kpis.tiles import Tile
from dualsite.kpi.control_chart import Variation

MOST = 8
"""Tiles of one slide: four beside one another, in two rows."""

_PAD, _GAP = 10.0, 8.0
_SIGNS = {Variation.IMPROVEMENT: "good", Variation.CONCERN: "watch"}


def parts(block: TileBlock, room: Area) -> list[TileBlock]:
    """The tiles cut so that each part fits into a slide."""
    most = MOST if len(block.tiles) else 1
    while most > 4 and needed(replace(block, tiles=block.tiles[:most]), room.width) > room.height:
        most -= 4
    return [replace(block, tiles=block.tiles[at : at + most]) for at in range(0, max(len(block.tiles), 1), most)]


def largest(block: TileBlock, room: Area) -> float:
    """By how much tiles that have a slide to themselves may be larger."""
    return next((one for one in (1.5, 1.35, 1.2) if needed(block, room.width, one) <= room.height), 1.0)


def needed(block: TileBlock, room: float, scale: float = 1.0) -> float:
    """How high the tiles stand within so many points."""
    wide = _inner(block, room)
    size = _size(block, wide, scale)
    rows = [block.tiles[at : at + _across(block)] for at in range(0, len(block.tiles), _across(block))]
    high = sum(max(_height(tile, wide, size, scale) for tile in row) for row in rows)
    notes = text.height(_note(block), room)
    return high + _GAP * max(len(rows) - 1, 0) + _said(block, room) + (notes + 6 if notes else 0)


def draw(slide: Slide, block: TileBlock, area: Area, scale: float = 1.0) -> float:
    """Draw the tiles of a part over the width of an area, their type larger by `scale`; how high they are."""
    top = area.top
    if block.said:
        high = text.height([lines(block.said, TEXT)], area.width)
        slide.box(Area(area.left, top, area.width, high), [lines(block.said, TEXT)], _("Notes on the tiles"))
        top += high + 6
    across, wide = _across(block), _inner(block, area.width)
    size = _size(block, wide, scale)
    for at in range(0, len(block.tiles), across):
        row = block.tiles[at : at + across]
        high = max(_height(tile, wide, size, scale) for tile in row)
        for place, tile in enumerate(row):
            words = _words(tile, size, scale)
            left = area.left + place * (wide + 2 * _PAD + _GAP)
            alt = ". ".join(one.text for one in words)
            shape = slide.panel(Area(left, top, wide + 2 * _PAD, high), _(tile.kpi.label), alt, FAINT)
            text.write(shape.text_frame, words, "top", inset=_PAD)
        top += high + _GAP
    top -= _GAP
    if note := _note(block):
        high = text.height(note, area.width)
        slide.box(Area(area.left, top + 6, area.width, high), note, _("Note"))
        top += high + 6
    return top - area.top


def _across(block: TileBlock) -> int:
    count = len(block.tiles)
    return count if 0 < count <= 5 else 3 if count == 6 else 4


def _inner(block: TileBlock, room: float) -> float:
    """How wide the text of a tile is."""
    across = max(_across(block), 3)
    return (room - _GAP * (across - 1)) / across - 2 * _PAD


def _size(block: TileBlock, wide: float, scale: float) -> float:
    """One size of type for the values of all tiles: the largest at which each stands in one line."""
    sizes = [round(size * scale) for size in VALUE_SIZES]
    found = [measuring.fitting_size(tile.value, sizes, wide, 1, is_bold=True) for tile in block.tiles]
    return min((one or VALUE_SIZES[-1] for one in found), default=VALUE_SIZES[0])


def _said(block: TileBlock, room: float) -> float:
    return text.height([lines(block.said, TEXT)], room) + 6 if block.said else 0.0


def _note(block: TileBlock) -> list[TextLines]:
    return [lines(block.note, SMALLEST, GREY)] if block.note else []


def _height(tile: Tile, wide: float, size: float, scale: float) -> float:
    return text.height(_words(tile, size, scale), wide) + 2 * _PAD


def _words(tile: Tile, size: float, scale: float) -> Sequence[TextLines]:
    """A tile as paragraphs, in the order in which it is read."""
    small = round(SMALLEST * (1 + (scale - 1) / 2))
    met = "" if tile.is_met is None else "good" if tile.is_met else "watch"
    made_up = TextRun(_("illustrative") if tile.figure.is_illustrative else "", GREY, is_bold=True)
    found = [
        lines(_(tile.kpi.label), small + 1, GREY, is_bold=True),
        lines(tile.value, size, is_bold=True, before=2),
        lines(tile_words.changed(tile), small, GREY),
        TextLines((_signed(tile_words.months(tile), _sign(tile)),), small),
        _dotted(_signed(tile_words.against_target(tile), met), TextRun(tile_words.ahead(tile), GREY), small),
        _dotted(TextRun(tile.rests_on, GREY), made_up, small),
    ]
    return [one for one in found if one.text]


def _dotted(one: TextRun, other: TextRun, size: float) -> TextLines:
    """Two things said in one line, where both are."""
    dot = (TextRun(" · ", GREY),) if one.text and other.text else ()
    return TextLines((one, *dot, other), size)


def _sign(tile: Tile) -> str:
    return _SIGNS.get(tile.signal.variation, "") if tile.signal and tile.signal.variation else ""


def _signed(said: str, sign: str) -> TextRun:
    if not said or not sign:
        return TextRun(said, GREY)
    return TextRun(f"{SIGNS[sign]} {said}", SIGN_COLOURS[sign], is_bold=True)
