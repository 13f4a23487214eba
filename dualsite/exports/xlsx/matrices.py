"""A matrix as a sheet: its values typed, its shades as on screen; a map or a tree as rows of what is on it."""

from __future__ import annotations

from typing import Any

from dualsite.exports import figure_rows, letters
from dualsite.exports.figure_rows import FigureColumn
from dualsite.exports.figures import MapBlock, MatrixBlock, Shade, TreeBlock
from dualsite.exports.xlsx import draft as looks
from dualsite.exports.xlsx import number_formats, sheets
from dualsite.exports.xlsx.draft import Draft, Look
from dualsite.exports.xlsx.sheets import FIRST_HEAD, Cell, Head
from dualsite.palette import contrast, lighter

_SIGN = {"good": "✓ ", "watch": "▲ ", "bad": "✕ ", "": ""}


def write(draft: Draft, block: MatrixBlock) -> str:
    """Write the matrix as a sheet; its name."""
    sheet = sheets.begin(draft, block.title, block.measures, is_illustrative=block.is_illustrative)
    told = [(one.value, one.text) for _name, shades in block.rows for one in shades if one.value is not None]
    shown = number_formats.of_texts([(value, text) for value, text in told if value is not None])
    heads = [Head(""), *(Head(column, is_right=True, width=_width(column)) for column in block.columns)]
    cells = [
        [Cell(name, {**looks.CELL, "bold": True}), *(_cell(block, one, shown) for one in shades)]
        for name, shades in block.rows
    ]
    sheets.heads(draft, sheet, FIRST_HEAD, heads, [[name for name, _shades in block.rows], *([] for _one in heads[1:])])
    after = sheets.rows(draft, sheet, FIRST_HEAD + 1, cells)
    sheets.close(sheet, FIRST_HEAD, after, len(heads), has_filter=False)
    return str(sheet.name)


def _width(heading: str) -> float:
    """As wide as the longest word of the heading, so that many months stand side by side."""
    return max(6.5, 2.5 + max((letters.wide(word) for word in heading.split()), default=0))


def _cell(block: MatrixBlock, shade: Shade, shown: str | None) -> Cell:
    look: Look = {**looks.AT_RIGHT, "valign": "vcenter"}
    if shade.depth is not None:
        colour = lighter(block.colour, 1 - 0.9 * min(max(shade.depth, 0), 1))
        dark = contrast("#101418", colour) >= contrast("#ffffff", colour)
        look |= {"bg_color": colour, "font_color": "#101418" if dark else "#FFFFFF"}
    if shade.is_outlined:
        look |= {"border": 2, "border_color": "#101418"}
    else:
        look |= {"border": 1, "border_color": "#FFFFFF"}
    sign = _SIGN[shade.sign]
    if shade.value is not None and shown is not None:
        return Cell(shade.value, look | {"num_format": f'"{sign}"{shown}' if sign else shown})
    return Cell(f"{sign}{shade.text}" or None, look)


def write_rows(draft: Draft, block: MapBlock | TreeBlock) -> str:
    """Write what a map or a tree shows as rows; the name of the sheet."""
    sheet = sheets.begin(draft, block.title, block.measures, is_illustrative=block.is_illustrative)
    columns = figure_rows.of_map(block) if isinstance(block, MapBlock) else figure_rows.of_tree(block)
    heads = [Head(one.heading, is_right=one.kind == "degrees") for one in columns]
    cells = [[_told(column, one) for one in column.cells] for column in columns]
    sheets.small(draft, sheet, heads, [list(row) for row in zip(*cells, strict=True)])
    return str(sheet.name)


def _told(column: FigureColumn, one: Any) -> Cell:
    if column.kind == "degrees" and one is not None:
        return Cell(one, {**looks.NUMBER, "num_format": "0.00"})
    return Cell(one or None, looks.CELL)
