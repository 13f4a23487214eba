"""Which blocks of a page stand on which slide: the answer with tiles and main figure first, then one idea a slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dualsite import formats
from dualsite.exports.document import Block, PageContent, Sentence, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import GanttBlock
from dualsite.exports.pptx import blocks, gantts, sentences, tables, text, tiles
from dualsite.exports.pptx.deck import Deck, Slide
from dualsite.exports.pptx.look import GAP, GREY, LEAD, SMALLEST, TEXT, Area
from dualsite.exports.pptx.text import lines
from dualsite.i18n import _

_LEAST_LIST = 150.0
"""Under so many points a list does not begin on the slide of the answer."""


def page(deck: Deck, content: PageContent) -> PageContent:
    """The slides of a page that takes as many as its blocks need; as much of the page as stands on them."""
    slide = deck.begin(content, content.answer or content.title, is_answer=True)
    asides: list[Sentence] = []
    for block in _beside_answer(slide, list(content.blocks)):
        if isinstance(block, TextBlock) and not (block.title and block.sentences):
            asides += block.sentences or [Sentence(block.title)]
            continue
        _slides(deck, content, block, asides)
        asides = []
    if asides:
        _slides(deck, content, TextBlock("asides", content.title, asides), [])
    return replace(content, blocks=tuple(map(_first_rows, content.blocks)))


def _first_rows(block: Block) -> Block:
    """A table without the rows that no slide has."""
    return replace(block, rows=block.rows.head(tables.MOST_ROWS)) if isinstance(block, TableBlock) else block


def _beside_answer(slide: Slide, given: list[Block]) -> list[Block]:
    """Tiles and the figure after them on the slide of the answer, where there is room; the blocks that are left."""
    first = given[0] if given else None
    if isinstance(first, TileBlock) and len(tiles.parts(first, slide.room)) == 1:
        given = given[1:]
        below = slide.room.below(tiles.needed(first, slide.room.width) + GAP)
        size = 1.0 if given and blocks.fits(given[0], below) else tiles.largest(first, slide.room)
        slide.room = slide.room.below(tiles.draw(slide, first, slide.room, size) + GAP)
    if given and blocks.fits(given[0], slide.room):
        used = blocks.draw(slide, given[0], slide.room, is_titled=True)
        if isinstance(given[0], TableBlock):
            _note(slide, given[0], slide.room.below(used + 6), len(given[0].rows))
        return given[1:]
    if given and isinstance(given[0], TextBlock) and given[0].title and slide.room.height > _LEAST_LIST:
        return _begun(slide, given[0], given[1:])
    return given


def _begun(slide: Slide, block: TextBlock, rest: list[Block]) -> list[Block]:
    """The list's beginning below the answer; what is left of it, and the blocks after it."""
    room = slide.room.below(blocks.head_height(block, slide.room.width, is_titled=True))
    part, *_further = sentences.parts(block, room)
    blocks.draw(slide, part, slide.room, is_titled=True, size=TEXT)
    further = block.sentences[len(part.sentences) :]
    title = _("{title}, continued").format(title=block.title)
    return [replace(block, title=title, sentences=further), *rest] if further else rest


def _slides(deck: Deck, content: PageContent, block: Block, asides: Sequence[Sentence]) -> None:
    """A block by itself, on as many slides as it takes; on the first one what is said before it stands above it."""
    title = _title(block)
    if isinstance(block, TileBlock):
        block = replace(block, said="" if block.said == title else block.said)
    before = TextBlock("", "", asides)
    body = deck.room(content, title)
    body = body.below(blocks.head_height(block, body.width, is_titled=False) + blocks.note_height(block, body.width))
    above = sentences.height(before, body.width) + GAP if asides else 0.0
    parts = blocks.parts(block, body.below(above))
    size = TEXT if len(parts) > 1 else None
    for number, part in enumerate(parts, 1):
        slide = deck.begin(content, _numbered(title, number, len(parts)))
        if asides and number == 1:
            sentences.draw(slide, before, slide.room, LEAD)
            slide.room = slide.room.below(above)
        used = blocks.draw(slide, part, slide.room, is_titled=False, size=size)
        if number == len(parts) and isinstance(block, TableBlock):
            _note(slide, block, slide.room.below(used + 6), min(len(block.rows), tables.MOST_ROWS))


def _title(block: Block) -> str:
    return (block.said or _("Measures")) if isinstance(block, TileBlock) else block.title


def _numbered(title: str, number: int, count: int) -> str:
    if count == 1:
        return title
    return _("{title} ({number} of {count})").format(
        title=title, number=formats.number(number), count=formats.number(count)
    )


def _note(slide: Slide, block: TableBlock, room: Area, shown: int) -> None:
    if notes := blocks.notes(block, shown):
        slide.box(Area(room.left, room.top, room.width, text.height(notes, room.width)), notes, _("Note"))


def one_sheet(deck: Deck, content: PageContent) -> PageContent:
    """The one slide of a page: tiles above, the other blocks beside one another, each cut to what fits. What fits."""
    slide = deck.begin(content, content.answer or content.title, is_answer=True)
    shown: list[Block] = []
    for tiled in [one for one in content.blocks if isinstance(one, TileBlock)]:
        part = tiles.parts(tiled, slide.room)[0]
        is_alone = len(content.blocks) == 1
        size = tiles.largest(part, slide.room) if is_alone else 1.0
        slide.room = slide.room.below(tiles.draw(slide, part, slide.room, size) + GAP)
        shown.append(part)
    others = [one for one in content.blocks if not isinstance(one, TileBlock)][:4]
    for block, area in zip(others, _beside(slide.room, len(others)), strict=False):
        shown.append(_cut_to(slide, block, area))
    return replace(content, blocks=tuple(shown))


def _beside(room: Area, count: int) -> list[Area]:
    """The room cut for so many blocks."""
    if count <= 1:
        return [room] * count
    left, right = room.columns((3, 2))
    if count == 2:
        return [left, right]
    if count == 3:
        return [left, *right.rows(2)]
    first, second = room.columns((1, 1))
    return [first.rows(2)[0], second.rows(2)[0], first.rows(2)[1], second.rows(2)[1]]


def _cut_to(slide: Slide, block: Block, area: Area) -> Block:
    """A block on its part of the slide, and as much of it as is there: what does not fit is said to be left out."""
    room = area.below(blocks.head_height(block, area.width, is_titled=True))
    parts = blocks.parts(block, room)
    if len(parts) > 1:
        room = Area(room.left, room.top, room.width, room.height - 36)
        parts = blocks.parts(block, room)
    part: Block = gantts.beginning(block, room) if isinstance(block, GanttBlock) else parts[0]
    used = blocks.draw(slide, part, Area(area.left, area.top, area.width, room.bottom - area.top), is_titled=True)
    if said := blocks.left_out(block, part):
        note = [lines(said, SMALLEST, GREY)]
        high = text.height(note, area.width)
        slide.box(Area(area.left, area.top + used + 4, area.width, high), note, _("Note"))
    return part
