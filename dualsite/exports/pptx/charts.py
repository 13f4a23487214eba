"""Native charts: their data stand in a workbook inside, so that whoever presents them can edit them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Pt

from dualsite import formats
from dualsite.exports.figures import ChartBlock, Series
from dualsite.exports.pptx import chart_parts, drawing, measuring
from dualsite.exports.pptx.deck import Slide, described
from dualsite.exports.pptx.look import GREY, INK, LINE, SMALLEST, Area
from dualsite.exports.pptx.number_formats import (
    axis_format,
    from_ordinal,
    label_format,
    month_format,
    month_ticks,
    round_ends,
    serial,
)

_KINDS = {
    "lines": XL_CHART_TYPE.LINE_MARKERS,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked columns": XL_CHART_TYPE.COLUMN_STACKED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked bars": XL_CHART_TYPE.BAR_STACKED,
    "scatter": XL_CHART_TYPE.XY_SCATTER,
}
_MOST_VALUES = 16
"""Up to so many columns or bars the values stand at them."""
_NAMES = 0.36
"""The share of the width that the names of bars take at most."""


def draw(slide: Slide, block: ChartBlock, area: Area) -> float:
    """Draw the chart over the whole area; how high it is."""
    data = _scattered(block) if block.kind == "scatter" else _by_category(block, area)
    place = (Pt(area.left), Pt(area.top), Pt(area.width), Pt(area.height))
    frame = slide.drawn.shapes.add_chart(_KINDS[block.kind], *place, data)
    described(frame, block.title, block.alt or block.title)
    chart = frame.chart
    chart.font.size = Pt(SMALLEST)
    chart.font._rPr.insert(0, drawing.element(drawing.solid_xml(INK)))
    chart.has_title = False
    _legend(chart, block)
    for element, series in zip(chart._chartSpace.findall(f".//{qn('c:ser')}"), _in_order(block), strict=True):
        chart_parts.style(element, series, block)
    if block.kind not in ("lines", "scatter"):
        _columns(chart, block)
        chart_parts.move_lines(chart, block)
    _axes(chart, block, area)
    chart_parts.name_axes(chart)
    return area.height


def _by_category(block: ChartBlock, area: Area) -> CategoryChartData:
    data = CategoryChartData(number_format=label_format(block))
    data.categories = _names(block, area)
    for series in block.series:
        data.add_series(series.name, [_number(block, one) for one in series.values])
    return data


def _names(block: ChartBlock, area: Area) -> list[str]:
    """The categories as they are read; the names of bars no longer than the room beside them."""
    firsts = all(isinstance(one, date) and one.day == 1 for one in block.categories)
    say = formats.month if firsts else formats.day
    said = [say(one) if isinstance(one, date) else one for one in block.categories]
    if block.kind in ("bars", "stacked bars"):
        return [measuring.shortened(one, SMALLEST, area.width * _NAMES, 2) for one in said]
    return [
        measuring.shortened(one, SMALLEST, area.width / max(len(said), 1), 3) if len(said) <= 12 else one
        for one in said
    ]


def _scattered(block: ChartBlock) -> XyChartData:
    data = XyChartData(number_format=label_format(block))
    for series in _in_order(block):
        added = data.add_series(series.name)
        for across, value in zip(series.places, series.values, strict=True):
            added.add_data_point(serial(across) if isinstance(across, date) else across, _number(block, value))
    return data


def _in_order(block: ChartBlock) -> Sequence[Series]:
    """The series as they are written: of a scatter chart the longest first, since LibreOffice loses those before it."""
    return block.series if block.kind != "scatter" else sorted(block.series, key=lambda one: -len(one.values))


def _number(block: ChartBlock, value: float | None) -> float | None:
    """A value as the workbook holds it; a day as Excel counts it."""
    if value is None or value != value:
        return None
    return from_ordinal(value) if block.format == "day" else value


def _legend(chart: Any, block: ChartBlock) -> None:
    """Above the chart, where there is more than one series."""
    chart.has_legend = len(block.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(SMALLEST)


def _columns(chart: Any, block: ChartBlock) -> None:
    plot = chart.plots[0]
    plot.gap_width = 45 if len(block.categories) > 12 else 60
    plot.overlap = 100 if block.kind.startswith("stacked") else 0
    bars = [series for series in block.series if not series.is_line]
    many = len(block.categories) * len(bars) > _MOST_VALUES or any(series.labels for series in bars)
    if many or block.kind.startswith("stacked"):
        return
    for element, series in zip(chart._chartSpace.findall(f".//{qn('c:ser')}"), block.series, strict=True):
        if not series.is_line:
            chart_parts.show_values(element, label_format(block))


def _axes(chart: Any, block: ChartBlock, area: Area) -> None:
    values, across = chart.value_axis, chart.category_axis
    values.has_major_gridlines = True
    values.major_gridlines.format.line.width = Pt(0.5)
    chart_parts.colour_line(values.major_gridlines, LINE)
    values.major_tick_mark = across.major_tick_mark = XL_TICK_MARK.NONE
    values.format.line.fill.background()
    chart_parts.colour_line(across, GREY)
    values.tick_labels.number_format = axis_format(block)
    values.tick_labels.number_format_is_linked = False
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if block.ends is not None and block.format == "day":
        low, high = (from_ordinal(one) for one in block.ends)
        values.minimum_scale, values.maximum_scale = low, high
    elif block.ends is not None:
        low, high, step = round_ends(*block.ends)
        values.minimum_scale, values.maximum_scale, values.major_unit = low, high, step
    if block.format == "day":
        _by_months(values, [one for series in block.series for one in series.values if one is not None], block)
    if block.kind in ("bars", "stacked bars"):
        across.reverse_order = True
        chart_parts.values_below(chart)
    if block.kind == "scatter":
        _scatter_axis(across, block, area)
    elif block.kind in ("lines", "columns", "stacked columns"):
        chart_parts.skip_labels(across, _names(block, area), area.width - 110)
    chart_parts.title_axis(values, block.axis, is_upright=block.kind not in ("bars", "stacked bars"))
    chart_parts.title_axis(across, block.across, is_upright=block.kind in ("bars", "stacked bars"))


def _scatter_axis(across: Any, block: ChartBlock, area: Area) -> None:
    """The axis below a scatter chart: days by months, shares by per cent, else numbers."""
    across.has_major_gridlines = False
    places = [one for series in block.series for one in series.places]
    days = [one for one in places if isinstance(one, date)]
    if days:
        first, unit = month_ticks(min(days), max(days), area.width - 120)
        across.minimum_scale, across.major_unit = serial(first), unit
        across.tick_labels.number_format = month_format()
    elif places and all(0 <= one <= 1 for one in places):  # type: ignore[operator]
        across.minimum_scale, across.maximum_scale, across.major_unit = 0, 1, 0.2
        across.tick_labels.number_format = "0%"
    else:
        across.tick_labels.number_format = "General"
    across.tick_labels.number_format_is_linked = False


def _by_months(values: Any, days: Sequence[float], block: ChartBlock) -> None:
    """An axis of days, a tick for so many whole months."""
    low, high = block.ends or (min(days, default=1), max(days, default=1))
    first, unit = month_ticks(date.fromordinal(round(low)), date.fromordinal(round(high)), 500)
    values.minimum_scale, values.major_unit = serial(first), unit
    values.tick_labels.number_format = month_format()
