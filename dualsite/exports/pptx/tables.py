"""Rows by their spec as native tables: columns as wide as they need, as many slides as rows and columns take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from dualsite import formats
from dualsite.exports.document import TableBlock
from dualsite.exports.pptx import grid, measuring
from dualsite.exports.pptx.deck import Slide
from dualsite.exports.pptx.grid import GridCell
from dualsite.exports.pptx.look import INK, SIGN_COLOURS, SIGNS, SMALLEST, Area
from dualsite.i18n import _
from dualsite.insights import cells
from dualsite.insights.table_spec import SIGNS as STANDINGS
from dualsite.insights.table_spec import ColumnSpec

MOST_ROWS = 60
"""So many rows of a table are written on slides; the workbook has them all, and the table says so."""

MOST_LINES = 8
"""So many lines of a text are written in a cell; longer ones end with …."""

_WIDEST, _PROSE, _SHORT = 340.0, 180.0, 110.0
"""How wide a column is at most, and how narrow long and shorter texts are broken, in points."""
_MEASURED = 200
"""So many rows decide how wide the columns are."""


def parts(block: TableBlock, room: Area) -> list[TableBlock]:
    """The table cut so that each part fits: first by columns, the first of which every part repeats, then by rows."""
    rows = block.rows.head(MOST_ROWS)
    found = []
    for names in _groups(replace(block, rows=rows), room.width):
        whole = replace(block, rows=rows, spec=block.spec.showing(*names))
        widths = _widths(whole, room.width)
        head, *heights = [grid.row_height(row, widths) for row in _rows(whole, widths)]
        start, used = 0, head
        for place, high in enumerate(heights):
            if used + high > room.height and place > start:
                found.append(replace(whole, rows=rows.iloc[start:place]))
                start, used = place, head
            used += high
        found.append(replace(whole, rows=rows.iloc[start:]))
    return found


def cut_note(block: TableBlock, shown: int) -> str:
    """That rows are left out, and where they are; empty where none are."""
    if shown >= len(block.rows):
        return ""
    return _("First {shown} of {count} rows; the workbook has all of them.").format(
        shown=formats.number(shown), count=formats.number(len(block.rows))
    )


def draw(slide: Slide, block: TableBlock, area: Area) -> float:
    """Draw a part that fits into the area; how high it is."""
    if block.rows.empty:
        said = [_("No rows.")]
        return grid.draw(slide, area, [area.width], [[GridCell(said[0])]], block.title, said[0], heads=0)
    widths = _widths(block, area.width)
    alt = _("{title}: a table of {count} rows.").format(title=block.title, count=formats.number(len(block.rows)))
    return grid.draw(slide, area, widths, _rows(block, widths), block.title, alt)


def _cells(block: TableBlock) -> list[tuple[ColumnSpec, GridCell, list[GridCell]]]:
    """Every shown column: its spec, its head and its cells."""
    headings = block.spec.headings(block.currency)
    found = []
    for column in block.spec.shown:
        align: Any = "right" if column.is_numeric else "left"
        head = GridCell(headings[column.name], align, is_bold=True, rule=INK)
        told = [_cell(column, value) for value in block.rows[column.name]]
        found.append((column, head, told))
    return found


def _cell(column: ColumnSpec, value: Any) -> GridCell:
    said = cells.in_words(column, value)
    if column.kind == "standing" and isinstance(value, str) and value in STANDINGS:
        sign = STANDINGS[value]
        return GridCell(f"{SIGNS[sign]} {said}", colour=SIGN_COLOURS[sign], is_bold=column.is_strong)
    if column.kind == "link" and said.startswith(("https://", "http://")):
        return GridCell(urlsplit(said).hostname or said, colour="#0072B2", link=said)
    return GridCell(said, "right" if column.is_numeric else "left", is_bold=column.is_strong)


def _rows(block: TableBlock, widths: Sequence[float]) -> list[list[GridCell]]:
    """The head and the rows; texts that take too many lines are shortened."""
    columns = _cells(block)
    lines = [[head for _column, head, _told in columns]]
    lines += [[told[place] for _column, _head, told in columns] for place in range(len(block.rows))]
    return [[_shortened(cell, width) for cell, width in zip(row, widths, strict=True)] for row in lines]


def _shortened(cell: GridCell, width: float) -> GridCell:
    said = measuring.shortened(cell.text, SMALLEST, width - 2 * cell.pad, MOST_LINES, cell.is_bold)
    return cell if said == cell.text else replace(cell, text=said)


def _needs(block: TableBlock) -> list[tuple[float, float]]:
    """Of every column the least width and the width at which nothing is broken."""
    found = []
    for _column, head, told in _cells(replace(block, rows=block.rows.head(_MEASURED))):
        texts = {(cell.text, cell.is_bold) for cell in told} | {(head.text, True)}
        wide = max(measuring.width(text, SMALLEST, is_bold) for text, is_bold in texts)
        word = max(measuring.longest_word(text, SMALLEST, is_bold) for text, is_bold in texts)
        pads = 2 * grid.PAD + 1
        needed = min(wide, _WIDEST) + pads
        least = min(word, _WIDEST / 2) + pads
        broken = _PROSE if wide > _WIDEST else _SHORT
        found.append((min(max(least, min(needed, broken)), needed), needed))
    return found


def _groups(block: TableBlock, room: float) -> list[list[str]]:
    """The names of the columns of every part: as many as fit at their least width, the first one in each."""
    names = [column.name for column in block.spec.shown]
    least = [need for need, _whole in _needs(block)]
    if not names:
        return [[]]
    groups, used = [[names[0]]], least[0]
    for name, need in zip(names[1:], least[1:], strict=True):
        if used + need > room and len(groups[-1]) > 1:
            groups.append([names[0]])
            used = least[0]
        groups[-1].append(name)
        used += need
    return groups


def _widths(block: TableBlock, room: float) -> list[float]:
    """How wide every column is, so that together they fill the room."""
    needs = _needs(block)
    least, whole = sum(need for need, _most in needs), sum(most for _need, most in needs)
    if whole <= room:
        free = room - whole
        return [most + free * most / whole for _need, most in needs]
    if least >= room:
        return [need * room / least for need, _most in needs]
    # What lacks least is given first: a name stays whole before a note gets another line less.
    free, found = room - least, [need for need, _most in needs]
    lacking = sorted(range(len(needs)), key=lambda place: needs[place][1] - needs[place][0])
    for rank, place in enumerate(lacking):
        given = min(needs[place][1] - needs[place][0], free / (len(lacking) - rank))
        found[place] += given
        free -= given
    return found
