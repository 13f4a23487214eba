"""What of a document stands in its PDF: on one sheet as much of each block as fits, of long tables the first rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dualsite.exports.document import Block, Document, PageContent, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import GanttBlock, TreeBlock
from dualsite.exports.pdf.tables import MOST

BESIDE = 4
"""Blocks beside one another on one sheet, tiles aside; the template draws no more."""

Cuts = Mapping[tuple[int, int], float]
"""How many rows or sentences of a block are drawn, and until which row of a tree, by the place of its page and its own;
whole where it has none."""


def pages(document: Document, cuts: Cuts) -> tuple[PageContent, ...]:
    """The pages without what is not drawn."""
    return tuple(
        replace(page, blocks=tuple(_first(page.blocks[at], cuts.get((number, at))) for at in _drawn(page)))
        for number, page in enumerate(document.pages)
    )


def _drawn(page: PageContent) -> list[int]:
    """The places of the blocks that are drawn at all."""
    tiled = [at for at, block in enumerate(page.blocks) if isinstance(block, TileBlock)]
    others = [at for at in range(len(page.blocks)) if at not in tiled]
    return sorted([*tiled, *(others if page.layout == "whole" else others[:BESIDE])])


def _first(block: Block, cut: float | None) -> Block:
    count = None if cut is None else int(cut)
    match block:
        case TableBlock():
            return replace(block, rows=block.rows.head(MOST if count is None else count))
        case TextBlock():
            return replace(block, sentences=block.sentences[:count])
        case GanttBlock():
            return replace(block, rows=block.rows[:count])
        case TreeBlock():
            return block if cut is None else block.until(cut)
        case _:
            return block
