"""Spans along time as a native stacked bar chart: gaps nobody sees, spans between them, the axis in days.

Every row is a sequence of days: how long nothing, how long the first span, how long nothing again. A day that is marked
is a span of one day whose label is the sign of the mark.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Pt

from dualsite import formats
from dualsite.exports.figures import GanttBlock, GanttRow
from dualsite.exports.pptx import chart_parts, drawing, measuring
from dualsite.exports.pptx.deck import Slide, described
from dualsite.exports.pptx.gantt_rows import Piece, pieces, row_labels
from dualsite.exports.pptx.look import GREY, INK, LINE, SMALLEST, Area
from dualsite.exports.pptx.number_formats import day_format, month_format, month_ticks, serial
from dualsite.exports.pptx.text import lines
from dualsite.i18n import _

_LEAST, _MOST = 18.0, 34.0
"""How high a row is, in points."""
_AXIS, _FOOT = 24.0, 20.0
"""Room for the days above and for the as-of day below."""
_NAMES, _SAID = 0.3, 0.3
"""The shares of the width that names at the left and what is said at the right take at most."""
_WHITE = "#FFFFFF"


def parts(block: GanttBlock, room: Area) -> list[GanttBlock]:
    """The rows cut so that each part fits, as evenly as may be; a group is named in each part."""
    most = max(1, int((room.height - _AXIS - _FOOT) // _LEAST))
    count = len(_listed(block.rows))
    if count <= most:
        return [block]
    step = max(1, -(-len(block.rows) // -(-count // max(most - 2, 1))))
    cut = [replace(block, rows=block.rows[at : at + step]) for at in range(0, len(block.rows), step)]
    return [small for part in cut for small in (parts(part, room) if len(part.rows) > 1 else [part])]


def beginning(block: GanttBlock, room: Area) -> GanttBlock:
    """As many of its rows, from the first, as fit."""
    fit = [
        count
        for count in range(1, len(block.rows) + 1)
        if needed(replace(block, rows=block.rows[:count])) <= room.height
    ]
    return replace(block, rows=block.rows[: max(fit, default=1)])


def needed(block: GanttBlock) -> float:
    """How high the chart is at least."""
    return len(_listed(block.rows)) * _LEAST + _AXIS + _FOOT


def draw(slide: Slide, block: GanttBlock, area: Area) -> float:
    """Draw a part that fits into the area; how high it is."""
    rows = _listed(block.rows)
    row_high = min(_MOST, max(_LEAST, (area.height - _AXIS - _FOOT) / max(len(rows), 1)))
    high = min(area.height, row_high * max(len(rows), 1) + _AXIS + _FOOT)
    names, said = (
        _side([row.name for row in rows], area.width * _NAMES),
        _side([row.said for row in rows], area.width * _SAID),
    )
    names = max(names, 30.0)
    plot = Area(area.left + names, area.top + _AXIS, area.width - names - said - 10, high - _AXIS - _FOOT)
    first, unit = month_ticks(block.first, block.last, plot.width)
    # The axis may begin some days late; the data do not.
    begins = min(first, block.first)
    told = [pieces(row, begins, block.last) for row in rows]
    block = replace(block, first=first)
    chart = _chart(slide, block, rows, told, Area(area.left, area.top, area.width, high), names, begins)
    _set_plot(chart, plot, Area(area.left, area.top, area.width, high))
    _paint(chart, told, plot.width / max((block.last - block.first).days, 1))
    _set_axis(chart, block, unit)
    chart_parts.name_axes(chart)
    _as_of(slide, block, plot)
    pitch = plot.height / max(len(rows), 1)
    most = 2 if pitch >= 2 * measuring.height(1, SMALLEST) else 1
    for place, row in enumerate(rows):
        if row.said:
            text = measuring.shortened(row.said, SMALLEST, said, most)
            tall = measuring.height(len(measuring.wrapped(text, SMALLEST, said)), SMALLEST)
            top = plot.top + pitch * place + (pitch - tall) / 2
            slide.box(Area(plot.right + 8, top, said, tall), [lines(text, SMALLEST, GREY)], row.name)
    return high


def _listed(rows: Any) -> list[GanttRow]:
    """The rows, each group under its name."""
    listed: list[GanttRow] = []
    group = ""
    for row in rows:
        if row.group and row.group != group:
            listed.append(GanttRow(row.group.upper() if row.group.isascii() else row.group))
        group = row.group
        listed.append(row)
    return listed


def _side(texts: list[str], most: float) -> float:
    """How wide the room for texts beside the plot is."""
    widest = max((measuring.width(text, SMALLEST) for text in texts if text), default=0.0)
    return min(widest + 8, most) if widest else 0.0


def _chart(
    slide: Slide,
    block: GanttBlock,
    rows: list[GanttRow],
    told: list[list[Piece]],
    area: Area,
    names: float,
    begins: date,
) -> Any:
    data = CategoryChartData(number_format="0")
    shown = [measuring.shortened(row.name, SMALLEST, names - 8) for row in rows]
    data.categories = _apart(shown)
    count = max((len(one) for one in told), default=0)
    for place in range(max(count, 1)):
        name = _("first day") if place == 0 else _("{number}, days").format(number=place + 1)
        values = [_length(one, place, begins) for one in told]
        data.add_series(name, values, number_format=day_format() if place == 0 else "0")
    where = (Pt(area.left), Pt(area.top), Pt(area.width), Pt(area.height))
    frame = slide.drawn.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *where, data)
    described(frame, block.title, block.alt or block.title)
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    chart.font.size = Pt(SMALLEST)
    chart.font._rPr.insert(0, drawing.element(drawing.solid_xml(INK)))
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    return chart


def _apart(names: list[str]) -> list[str]:
    """The same names, where one stands twice told apart by a space that is not seen."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, -1) + 1
        found.append(name + "\u200b" * seen[name])
    return found


def _length(row: list[Piece], place: int, first: date) -> float | None:
    """How long a piece is in days; of the first one on which day it ends, as bars begin at 0."""
    if place >= len(row):
        return None
    return serial(first) + row[place].days if place == 0 else row[place].days


def _set_plot(chart: Any, plot: Area, whole: Area) -> None:
    """Fix where the bars are drawn, so that what is laid over them lies right."""
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    x, y = (plot.left - whole.left) / whole.width, (plot.top - whole.top) / whole.height
    w, h = plot.width / whole.width, plot.height / whole.height
    area.insert(
        0,
        drawing.element(
            '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            f'<c:x val="{x:.5f}"/><c:y val="{y:.5f}"/><c:w val="{w:.5f}"/><c:h val="{h:.5f}"/>'
            "</c:manualLayout></c:layout>"
        ),
    )


def _paint(chart: Any, told: list[list[Piece]], per_day: float) -> None:
    """Fill the pieces of every row, and write the names of spans where they fit and the signs of marks."""
    nothing = "<a:noFill/><a:ln><a:noFill/></a:ln>"
    labels = [row_labels(row, per_day) for row in told]
    for place, series in enumerate(chart._chartSpace.findall(f".//{qn('c:ser')}")):
        for child in list(series):
            if child.tag in (qn("c:spPr"), qn("c:invertIfNegative"), qn("c:dPt"), qn("c:dLbls")):
                series.remove(child)
        xml = [f"<c:spPr>{nothing}</c:spPr>", '<c:invertIfNegative val="0"/>']
        for row, pieces_of in enumerate(told):
            look = pieces_of[place].look if place < len(pieces_of) else None
            if look is not None:
                xml.append(chart_parts.bar_xml(row, drawing.style_xml(*look)))
        shown = [
            chart_parts.label(row, said.text, said.ink, said.position, said.size, said.size > SMALLEST)
            for row, of_row in enumerate(labels)
            if (said := of_row.get(place)) is not None
        ]
        if shown:
            rest = f"<c:spPr><a:noFill/></c:spPr>{chart_parts.SHOWN.format(value=0)}"
            xml.append(f"<c:dLbls>{''.join(shown)}{rest}</c:dLbls>")
        chart_parts.insert(series, xml)


def _set_axis(chart: Any, block: GanttBlock, unit: float) -> None:
    names, days = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.major_tick_mark = days.major_tick_mark = XL_TICK_MARK.NONE
    chart_parts.colour_line(names, LINE)
    days.format.line.fill.background()
    days.has_major_gridlines = True
    days.major_gridlines.format.line.width = Pt(0.5)
    chart_parts.colour_line(days.major_gridlines, LINE)
    days.minimum_scale, days.maximum_scale = serial(block.first), serial(block.last)
    days.major_unit = unit
    days.tick_labels.number_format = month_format()
    days.tick_labels.number_format_is_linked = False
    chart_parts.title_axis(names, "", is_upright=False)


def _as_of(slide: Slide, block: GanttBlock, plot: Area) -> None:
    """A line on the as-of day, named below the plot."""
    if not block.first <= block.as_of <= block.last:
        return
    share = (block.as_of - block.first) / max(block.last - block.first, timedelta(days=1))
    across = plot.left + plot.width * share
    said = _("as of {day}").format(day=formats.day(block.as_of))
    slide.line((across, plot.top), (across, plot.bottom + 3), said, said, drawing.line_xml(INK, 1.25, is_dashed=True))
    # Between digits and the letters of Korea and Japan some programs leave a gap.
    wide = measuring.width(said, SMALLEST) + 20
    left = min(max(plot.left, across - wide / 2), plot.right - wide)
    slide.box(Area(left, plot.bottom + 3, wide, 16), [lines(said, SMALLEST, align="centre")], _("As-of day"))
