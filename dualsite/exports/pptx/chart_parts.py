"""What python-pptx has no word for in a chart: styles of marks, lines over columns, labels at marks, axis titles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.oxml.ns import qn
from pptx.util import Pt

from dualsite.exports.figures import ChartBlock, Series
from dualsite.exports.pptx import drawing, measuring
from dualsite.exports.pptx.look import GREY, INK, PAPER, SMALLEST, mixed
from dualsite.palette import text_on

_AFTER = tuple(qn(f"c:{name}") for name in ("trendline", "errBars", "cat", "val", "xVal", "yVal", "smooth", "extLst"))
_BEFORE = tuple(qn(f"c:{name}") for name in ("idx", "order", "tx"))
SHOWN = (
    '<c:showLegendKey val="0"/><c:showVal val="{value}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)
_MARKERS = {"solid": "circle", "lighter": "circle", "outlined": "circle", "hatched": "diamond", "thin": "dash"}


def style(element: Any, series: Series, block: ChartBlock) -> None:
    """Fill and outline a series (`c:ser`) and its marks as they are told, and write what stands at them."""
    for child in list(element):
        if child.tag in (qn("c:spPr"), qn("c:marker"), qn("c:dPt"), qn("c:dLbls"), qn("c:invertIfNegative")):
            element.remove(child)
    is_line = block.kind == "lines" or series.is_line
    is_scatter = block.kind == "scatter"
    parts = [f"<c:spPr>{_line(series) if is_line else _no_line() if is_scatter else _fill(series)}</c:spPr>"]
    if is_line or is_scatter:
        parts.append(_marker(series, series.colour, 8 if is_scatter else 5, is_scatter or _has_marks(series)))
        if is_scatter and series.is_line:
            parts[:] = [f"<c:spPr>{_line(series)}</c:spPr>", '<c:marker><c:symbol val="none"/></c:marker>']
    else:
        parts.append('<c:invertIfNegative val="0"/>')
    parts += [
        _point(place, colour, series, has_marker=is_line or is_scatter)
        for place, colour in enumerate(series.colours)
        if colour and colour != series.colour
    ]
    if any(series.labels):
        is_inside = block.kind.startswith("stacked") and not is_line
        position = "t" if is_line else "r" if is_scatter else "ctr" if is_inside else "outEnd"
        parts.append(_labels(series, position, is_inside))
    insert(element, parts)
    smooth = element.find(qn("c:smooth"))
    if smooth is not None:
        smooth.set("val", "0")


def insert(element: Any, parts: Sequence[str]) -> None:
    place = next((at for at, child in enumerate(element) if child.tag not in _BEFORE), len(element))
    for offset, xml in enumerate(parts):
        element.insert(place + offset, drawing.element(xml))


def _fill(series: Series) -> str:
    return drawing.style_xml(series.colour, series.style)


def _line(series: Series) -> str:
    colour = mixed(series.colour, 0.45) if series.style == "lighter" else series.colour
    is_dashed = series.is_dashed or series.style in ("hatched", "outlined")
    is_beside = series.style == "thin" or series.is_dashed
    return drawing.line_xml(colour, 1.25 if is_beside else 2.25, is_dashed)


def _no_line() -> str:
    return '<a:ln w="19050"><a:noFill/></a:ln>'


def _has_marks(series: Series) -> bool:
    """Whether a line has marks: one of few values, which alone may not be seen between two gaps."""
    known = [one is not None and one == one for one in series.values]
    alone = any(here and not any(known[max(0, at - 1) : at] + known[at + 1 : at + 2]) for at, here in enumerate(known))
    return alone or bool(series.colours) or any(series.labels)


def _marker(series: Series, colour: str, size: int, is_shown: bool) -> str:
    if not is_shown:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    fill = (
        PAPER
        if series.style in ("outlined", "hatched")
        else mixed(colour, 0.55)
        if series.style == "lighter"
        else colour
    )
    return (
        f'<c:marker><c:symbol val="{_MARKERS[series.style]}"/><c:size val="{size}"/>'
        f"<c:spPr>{drawing.solid_xml(fill)}{drawing.line_xml(colour, 1.25)}</c:spPr></c:marker>"
    )


def _point(place: int, colour: str, series: Series, has_marker: bool) -> str:
    if has_marker:
        return f'<c:dPt><c:idx val="{place}"/>{_marker(series, colour, 8, is_shown=True)}<c:bubble3D val="0"/></c:dPt>'
    return bar_xml(place, drawing.style_xml(colour, series.style))


def bar_xml(place: int, look: str) -> str:
    """A bar or column that looks otherwise than its series."""
    head = f'<c:idx val="{place}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
    return f"<c:dPt>{head}<c:spPr>{look}</c:spPr></c:dPt>"


def _labels(series: Series, position: str, is_inside: bool) -> str:
    """A label at every mark that has one."""
    place = f'<c:dLblPos val="{position}"/>' if position else ""
    said = "".join(
        label(at, one, _ink(series, at) if is_inside else INK, position)
        for at, one in enumerate(series.labels)
        if one and series.values[at] is not None
    )
    return f"<c:dLbls>{said}<c:spPr><a:noFill/></c:spPr>{place}{SHOWN.format(value=0)}</c:dLbls>"


def _ink(series: Series, place: int) -> str:
    """The colour of text that stands on a mark."""
    colour = series.colours[place] if place < len(series.colours) and series.colours[place] else series.colour
    return text_on(colour) if series.style == "solid" else INK


def label(place: int, said: str, colour: str, position: str = "", size: float = SMALLEST, is_bold: bool = False) -> str:
    """A label of its own text at one mark."""
    where = f'<c:dLblPos val="{position}"/>' if position else ""
    look = f'lang="en-GB" sz="{round(size * 100)}" b="{int(is_bold)}"'
    return (
        f'<c:dLbl><c:idx val="{place}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:r>'
        f"<a:rPr {look}>{drawing.solid_xml(colour)}</a:rPr><a:t>{escape(said)}</a:t></a:r></a:p></c:rich></c:tx>"
        f"{where}{SHOWN.format(value=1)}</c:dLbl>"
    )


def show_values(element: Any, number_format: str) -> None:
    """The value at every mark of a series, in the chart's own number format."""
    colour = drawing.solid_xml(INK)
    xml = (
        f'<c:dLbls><c:numFmt formatCode={quoteattr(number_format)} sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1200">{colour}</a:defRPr></a:pPr>'
        f'<a:endParaRPr lang="en-GB"/></a:p></c:txPr><c:dLblPos val="outEnd"/>{SHOWN.format(value=1)}</c:dLbls>'
    )
    place = next(at for at, child in enumerate(element) if child.tag in _AFTER)
    element.insert(place, drawing.element(xml))


def move_lines(chart: Any, block: ChartBlock) -> None:
    """The series that are lines into a line chart over the columns, on the same axes."""
    if not any(series.is_line for series in block.series):
        return
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    bars = area.find(qn("c:barChart"))
    axes = [axis.get("val") for axis in bars.findall(qn("c:axId"))]
    lines = drawing.element(
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>'
        + "".join(f'<c:axId val="{axis}"/>' for axis in axes)
        + "</c:lineChart>"
    )
    place = 2
    for element, series in zip(bars.findall(qn("c:ser")), block.series, strict=True):
        if series.is_line:
            bars.remove(element)
            element.append(drawing.element('<c:smooth val="0"/>'))
            lines.insert(place, element)
            place += 1
    bars.addnext(lines)


def name_axes(chart: Any) -> None:
    """Give the axes ids that the schema allows: python-pptx writes negative ones, which are none."""
    named: dict[str, str] = {}
    for element in chart._chartSpace.xpath(".//c:axId | .//c:crossAx"):
        element.set("val", named.setdefault(element.get("val"), str(1001 + len(named))))


def colour_line(part: Any, colour: str) -> None:
    """The line of an axis or its grid in this colour."""
    part.format.line.fill.solid()
    fill = part._element.find(f".//{qn('a:ln')}/{qn('a:solidFill')}")
    for child in list(fill):
        fill.remove(child)
    fill.append(drawing.element(drawing.colour_xml(colour)))


def values_below(chart: Any) -> None:
    """The axis of values below the bars, whose order runs downwards."""
    axis = chart._chartSpace.find(f".//{qn('c:valAx')}")
    crosses = axis.find(qn("c:crosses"))
    if crosses is not None:
        crosses.set("val", "max")


def skip_labels(axis: Any, names: Sequence[str], room: float) -> None:
    """Leave out so many labels of the axis below that the others stand level beside one another."""
    widest = max((measuring.longest_word(name, SMALLEST) for name in names), default=0.0) + 8
    if len(names) > 12:
        widest = max((measuring.width(name, SMALLEST) for name in names), default=0.0) + 10
    step = max(1, -(-round(len(names) * widest) // max(round(room), 1)))
    element = axis._element
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        for old in element.findall(qn(name)):
            element.remove(old)
    last = element.find(qn("c:noMultiLvlLbl"))
    for name in ("tickLblSkip", "tickMarkSkip"):
        last.addprevious(drawing.element(f'<c:{name} val="{step}"/>'))
    axis.tick_labels.font._rPr.getparent().getparent().getparent().find(qn("a:bodyPr")).set("rot", "0")


def title_axis(axis: Any, said: str, is_upright: bool) -> None:
    """The title of an axis, in grey; none for no text."""
    axis.has_title = bool(said)
    if not said:
        return
    frame = axis.axis_title.text_frame
    frame.text = said
    for run in frame.paragraphs[0].runs:
        run.font.size = Pt(SMALLEST)
        run.font.bold = False
        run._r.get_or_add_rPr().insert(0, drawing.element(drawing.solid_xml(GREY)))
    body = frame._txBody.find(qn("a:bodyPr"))
    body.set("rot", "-5400000" if is_upright else "0")
    body.set("vert", "horz")
