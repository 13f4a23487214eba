"""A native table: cells of one look each, columns and rows as wide and high as was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dualsite.exports.pptx import drawing, measuring
from dualsite.exports.pptx.deck import Slide, described
from dualsite.exports.pptx.look import INK, LINE, SMALLEST, Area
from dualsite.exports.pptx.text import Align

PAD, LIFT = 4.0, 3.0
"""What is free at the sides of a cell, and above and below its text, in points."""

_ALIGN = {"left": "l", "centre": "ctr", "right": "r"}
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The table style of Office that draws nothing of its own."""


@dataclass(frozen=True)
class GridCell:
    """What stands in a cell and how."""

    text: str
    align: Align = "left"
    colour: str = INK
    is_bold: bool = False
    fill: str = ""
    outline: str = ""
    """Drawn around it."""
    rule: str = LINE
    """Drawn below it; empty for none."""
    link: str = ""
    across: int = 1
    """How many columns it is wide; the cells that it covers follow it, empty."""
    is_covered: bool = False
    pad: float = PAD


def row_height(cells: Sequence[GridCell], widths: Sequence[float]) -> float:
    """How high a row is so that every cell shows its lines."""
    most = 1
    for place, cell in enumerate(cells):
        if cell.text and not cell.is_covered:
            room = sum(widths[place : place + cell.across]) - 2 * cell.pad
            most = max(most, len(measuring.wrapped(cell.text, SMALLEST, room, cell.is_bold)))
    return measuring.height(most, SMALLEST) + 2 * LIFT


def draw(
    slide: Slide,
    area: Area,
    widths: Sequence[float],
    rows: Sequence[Sequence[GridCell]],
    name: str,
    alt: str,
    heads: int = 1,
    least: float = 0.0,
) -> float:
    """Draw the table at the top left of an area; how high it is. `least` is the height of its lowest row
    below the heads."""
    heights = [max(0 if place < heads else least, row_height(row, widths)) for place, row in enumerate(rows)]
    place = (Pt(area.left), Pt(area.top), Pt(sum(widths)), Pt(sum(heights)))
    frame = slide.drawn.shapes.add_table(1, 1, *place)
    described(frame, name, alt)
    part = slide.drawn.part
    grid = "".join(f'<a:gridCol w="{Pt(width)}"/>' for width in widths)
    written = "".join(
        f'<a:tr h="{Pt(high)}">{"".join(_cell(part, cell) for cell in row)}</a:tr>'
        for row, high in zip(rows, heights, strict=True)
    )
    table = drawing.element(
        f"<a:tbl><a:tblPr{' firstRow=' + quoteattr('1') if heads else ''}><a:tableStyleId>{_PLAIN}</a:tableStyleId>"
        f"</a:tblPr><a:tblGrid>{grid}</a:tblGrid>{written}</a:tbl>"
    )
    old = frame._element.find(f".//{qn('a:tbl')}")
    old.getparent().replace(old, table)
    return sum(heights)


def _cell(part: Any, cell: GridCell) -> str:
    leading = round(SMALLEST * measuring.LEADING * 100)
    span = f' gridSpan="{cell.across}"' if cell.across > 1 else ' hMerge="1"' if cell.is_covered else ""
    size = f'lang="en-GB" sz="{round(SMALLEST * 100)}" b="{int(cell.is_bold)}"'
    inner = drawing.solid_xml(cell.colour)
    if cell.link:
        key = part.relate_to(cell.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        inner += f'<a:hlinkClick r:id="{key}"/>'
    said = cell.text.split("\n")
    run = "<a:br/>".join(f"<a:r><a:rPr {size}>{inner}</a:rPr><a:t>{escape(one)}</a:t></a:r>" for one in said)
    end = f'<a:endParaRPr lang="en-GB" sz="{round(SMALLEST * 100)}"/>'
    return (
        f"<a:tc{span}><a:txBody><a:bodyPr/><a:lstStyle/><a:p>"
        f'<a:pPr marL="0" indent="0" algn="{_ALIGN[cell.align]}"><a:lnSpc><a:spcPts val="{leading}"/></a:lnSpc>'
        f"<a:buNone/></a:pPr>{run if cell.text else end}</a:p></a:txBody>{_properties(cell)}</a:tc>"
    )


def _properties(cell: GridCell) -> str:
    sides, lift = Pt(cell.pad), Pt(LIFT)
    lines = "".join(_border(side, cell) for side in ("lnL", "lnR", "lnT", "lnB"))
    fill = drawing.solid_xml(cell.fill) if cell.fill else "<a:noFill/>"
    return f'<a:tcPr marL="{sides}" marR="{sides}" marT="{lift}" marB="{lift}" anchor="ctr">{lines}{fill}</a:tcPr>'


def _border(side: str, cell: GridCell) -> str:
    if cell.outline:
        return f'<a:{side} w="{Pt(1.75)}">{drawing.solid_xml(cell.outline)}</a:{side}>'
    if side == "lnB" and cell.rule:
        return f'<a:lnB w="{Pt(0.75)}">{drawing.solid_xml(cell.rule)}</a:lnB>'
    return f"<a:{side}><a:noFill/></a:{side}>"
