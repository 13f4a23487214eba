"""DrawingML by hand: fills and outlines of a style, where python-pptx has no word for them."""

from __future__ import annotations

import re
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from dualsite.exports.figures import Style
from dualsite.exports.pptx.look import PAPER, mixed

_SPACES = nsdecls("a", "c", "p", "r")
_POINT = 12700


def element(xml: str) -> Any:
    """An element of this markup, in which `a:`, `c:`, `p:` and `r:` are as in Office Open XML."""
    name = re.match(r"<[\w:]+", xml)
    if name is None:
        raise ValueError(f"This is no markup: {xml[:40]}")
    return parse_xml(f"{name[0]} {_SPACES}{xml[name.end() :]}")


def colour_xml(colour: str) -> str:
    """A colour (#rrggbb)."""
    return f'<a:srgbClr val="{colour.lstrip("#").upper()}"/>'


def solid_xml(colour: str) -> str:
    """A solid fill."""
    return f"<a:solidFill>{colour_xml(colour)}</a:solidFill>"


def line_xml(colour: str | None, points: float = 1.0, is_dashed: bool = False) -> str:
    """An outline; none for no colour."""
    if colour is None:
        return "<a:ln><a:noFill/></a:ln>"
    dash = '<a:prstDash val="dash"/>' if is_dashed else ""
    return f'<a:ln w="{round(points * _POINT)}">{solid_xml(colour)}{dash}</a:ln>'


def style_xml(colour: str, style: Style) -> str:
    """How a mark of this style is filled and outlined."""
    match style:
        case "solid":
            return solid_xml(colour) + line_xml(PAPER, 0.75)
        case "lighter":
            return solid_xml(mixed(colour, 0.55)) + line_xml(PAPER, 0.75)
        case "outlined":
            return solid_xml(PAPER) + line_xml(colour, 1.25)
        case "hatched":
            return _pattern("wdUpDiag", colour) + line_xml(colour, 1.0)
        case "thin":
            return _pattern("ltHorz", colour) + line_xml(mixed(colour, 0.5), 0.5)


def _pattern(name: str, colour: str) -> str:
    return (
        f'<a:pattFill prst="{name}"><a:fgClr>{colour_xml(colour)}</a:fgClr>'
        f"<a:bgClr>{colour_xml(PAPER)}</a:bgClr></a:pattFill>"
    )


_FILLS = tuple(qn(f"a:{name}") for name in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill", "ln"))


def paint(properties: Any, xml: str) -> None:
    """Give the properties of a shape (`spPr`) this fill and outline in place of what they have."""
    for child in list(properties):
        if child.tag in _FILLS:
            properties.remove(child)
    geometry = [child for child in properties if child.tag in (qn("a:xfrm"), qn("a:prstGeom"), qn("a:custGeom"))]
    place = properties.index(geometry[-1]) + 1 if geometry else 0
    for offset, child in enumerate(list(element(f"<a:x>{xml}</a:x>"))):
        properties.insert(place + offset, child)
