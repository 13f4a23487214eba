"""Rows against columns as a native table whose cells are shaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dualsite.exports.figures import MatrixBlock, Shade
from dualsite.exports.pptx import grid, measuring
from dualsite.exports.pptx.deck import Slide
from dualsite.exports.pptx.grid import GridCell
from dualsite.exports.pptx.look import GREY, INK, PAPER, SIGN_COLOURS, SIGNS, SMALLEST, Area, mixed
from dualsite.palette import text_on

_PAD = 1.0
_NAMES = 0.3
"""The share of the width that the names of the rows take at most."""
_ROW, _HIGHEST = 24.0, 38.0


def parts(block: MatrixBlock, room: Area) -> list[MatrixBlock]:
    """The matrix cut so that each part fits, first by columns, then by rows."""
    names = _names(block, room.width)
    wide = _least(block)
    most = max(1, int((room.width - names) // wide))
    count = -(-len(block.columns) // most)
    step = -(-len(block.columns) // count) if count else 1
    found = []
    for start in range(0, len(block.columns), step):
        chosen = replace(
            block,
            columns=block.columns[start : start + step],
            rows=[(name, shades[start : start + step]) for name, shades in block.rows],
        )
        found += _by_rows(chosen, room)
    return found or [block]


def draw(slide: Slide, block: MatrixBlock, area: Area) -> float:
    """Draw a part that fits into the area; how high it is."""
    widths = _widths(block, area.width)
    heads, rows = _heads(block, widths), _lines(block, widths)
    free = area.height - sum(grid.row_height(row, widths) for row in heads)
    least = min(max(free / max(len(rows), 1), _ROW), _HIGHEST)
    if sum(max(least, grid.row_height(row, widths)) for row in rows) > free:
        least = _ROW
    written = [*heads, *rows]
    return grid.draw(slide, area, widths, written, block.title, block.alt or block.title, len(heads), least)


def _by_rows(block: MatrixBlock, room: Area) -> list[MatrixBlock]:
    widths = _widths(block, room.width)
    heads = sum(grid.row_height(row, widths) for row in _heads(block, widths))
    found, start, used = [], 0, heads
    for place, row in enumerate(_lines(block, widths)):
        high = max(_ROW, grid.row_height(row, widths))
        if used + high > room.height and place > start:
            found.append(replace(block, rows=block.rows[start:place]))
            start, used = place, heads
        used += high
    return [*found, replace(block, rows=block.rows[start:])]


def _names(block: MatrixBlock, room: float) -> float:
    widest = max((measuring.width(name, SMALLEST) for name, _shades in block.rows), default=0.0)
    return min(widest + 2 * grid.PAD + 1, room * _NAMES)


def _least(block: MatrixBlock) -> float:
    """How wide a column is at least: no word in it is broken."""
    common = _common(block.columns)
    texts = [text for text, _group in common] if common else list(block.columns)
    heads = max((measuring.longest_word(text, SMALLEST, is_bold=True) for text in texts), default=0.0)
    shown = (measuring.width(_text(one), SMALLEST) for _name, shades in block.rows for one in shades)
    return max(heads, min(max(shown, default=0.0), 90.0)) + 2 * _PAD + 1


def _widths(block: MatrixBlock, room: float) -> list[float]:
    names = _names(block, room)
    wide = min((room - names) / max(len(block.columns), 1), max(_least(block), 120.0))
    return [names, *([wide] * len(block.columns))]


def _common(columns: Sequence[str]) -> list[tuple[str, str]]:
    """Each column as what is its own and what it shares with its neighbours (`Nov`, `2026`); empty where none do."""
    parted = [column.rsplit(" ", 1) for column in columns]
    if any(len(one) != 2 for one in parted):
        return []
    for own in (0, 1):
        if len({one[1 - own] for one in parted}) <= max(1, len(columns) // 3):
            return [(one[own], one[1 - own]) for one in parted]
    return []


def _heads(block: MatrixBlock, widths: Sequence[float]) -> list[list[GridCell]]:
    common = _common(block.columns)
    if not common:
        heads = [GridCell(one, "centre", GREY, is_bold=True, rule=INK, pad=_PAD) for one in block.columns]
        return [[GridCell("", rule=INK), *heads]]
    above: list[GridCell] = [GridCell("", rule="")]
    for group, members in groupby(common, key=lambda one: one[1]):
        count = len(list(members))
        said = measuring.shortened(group, SMALLEST, widths[1] * count - 2 * _PAD, is_bold=True)
        above.append(GridCell(said, "left", INK, is_bold=True, rule="", across=count, pad=_PAD))
        above += [GridCell("", rule="", is_covered=True)] * (count - 1)
    heads = [GridCell(own, "centre", GREY, is_bold=True, rule=INK, pad=_PAD) for own, _group in common]
    return [above, [GridCell("", rule=INK), *heads]]


def _lines(block: MatrixBlock, widths: Sequence[float]) -> list[list[GridCell]]:
    return [
        [
            GridCell(measuring.shortened(name, SMALLEST, widths[0] - 2 * grid.PAD, 3)),
            *(_cell(one, block.colour, widths[1]) for one in shades),
        ]
        for name, shades in block.rows
    ]


def _text(shade: Shade) -> str:
    return f"{SIGNS[shade.sign]} {shade.text}".strip() if shade.sign else shade.text


def _cell(shade: Shade, colour: str, width: float) -> GridCell:
    fill = mixed(colour, 1 - min(max(shade.depth, 0.0), 1.0) * 0.9) if shade.depth is not None else PAPER
    ink = text_on(fill) if shade.depth is not None else SIGN_COLOURS[shade.sign] if shade.sign else INK
    said = measuring.shortened(_text(shade), SMALLEST, width - 2 * _PAD, 3)
    return GridCell(said, "centre", ink, fill=fill, outline=INK if shade.is_outlined else "", rule=PAPER, pad=_PAD)
