"""Sentences as a list, each with its sign before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dualsite.exports.document import Sentence, TextBlock
from dualsite.exports.pptx import text
from dualsite.exports.pptx.deck import Slide
from dualsite.exports.pptx.look import GREY, LEAD, SIGN_COLOURS, SIGNS, SMALLEST, TEXT, Area
from dualsite.exports.pptx.text import TextLines, TextRun
from dualsite.i18n import _

_INDENT = 20.0
_SIZES = (LEAD, TEXT, SMALLEST)


def parts(block: TextBlock, room: Area) -> list[TextBlock]:
    """The sentences cut so that each part fits."""
    size = size_for(block, room)
    found: list[list[Sentence]] = [[]]
    for one in block.sentences:
        if found[-1] and text.height(_lines([*found[-1], one], size), room.width) > room.height:
            found.append([])
        found[-1].append(one)
    return [replace(block, sentences=part) for part in found]


def size_for(block: TextBlock, room: Area) -> float:
    """The largest size at which all of it fits; the middle one where none does, and it goes on on further slides."""
    for size in _SIZES:
        if text.height(_lines(block.sentences, size), room.width) <= room.height:
            return size
    return TEXT


def height(block: TextBlock, room: float) -> float:
    """How high the sentences stand at the size of text within so many points."""
    return text.height(_lines(block.sentences, LEAD), room)


def draw(slide: Slide, block: TextBlock, area: Area, size: float | None = None) -> float:
    """Write a part that fits, at the largest size at which it does unless one is given; how high it is."""
    said = _lines(block.sentences, size or size_for(block, area))
    high = text.height(said, area.width)
    slide.box(Area(area.left, area.top, area.width, high), said, block.title or _("Text"))
    return high


def _lines(sentences: Sequence[Sentence], size: float) -> list[TextLines]:
    return [_line(one, size, len(sentences) > 1 or bool(one.sign)) for one in sentences]


def _line(one: Sentence, size: float, is_listed: bool) -> TextLines:
    made_up = (TextRun(f"  {_('illustrative')}", GREY),) if one.is_illustrative else ()
    if not is_listed:
        return TextLines((TextRun(one.text), *made_up), size)
    sign = TextRun(SIGNS[one.sign], SIGN_COLOURS[one.sign] if one.sign else GREY)
    return TextLines((sign, TextRun(one.text), *made_up), size, before=size * 0.45, indent=_INDENT)
