"""Spans along time as a sheet: each as a row with its days, and beside them a native chart of stacked bars."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from dualsite.exports import figure_rows
from dualsite.exports.figure_rows import FigureColumn
from dualsite.exports.figures import GanttBlock, GanttRow, Style
from dualsite.exports.xlsx import charts, number_formats, sheets
from dualsite.exports.xlsx import draft as looks
from dualsite.exports.xlsx.draft import Draft
from dualsite.exports.xlsx.sheets import FIRST_HEAD, Cell, Head

MOST_SERIES = 250
"""Excel draws 255."""


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar in days; without a colour it is room."""

    days: float
    colour: str = ""
    style: Style = "solid"


def write(draft: Draft, block: GanttBlock) -> str:
    """Write the spans and marks and their chart as a sheet; its name."""
    sheet = sheets.begin(draft, block.title, block.measures, is_illustrative=block.is_illustrative)
    columns = figure_rows.of_gantt(block)
    if columns[0].is_blank:
        columns = columns[1:]
    heads = [Head(one.heading, is_right=one.kind == "length") for one in columns]
    listed = [list(row) for row in zip(*([_cell(one, cell) for cell in one.cells] for one in columns), strict=True)]
    bars = [_bar(row, block) for row in block.rows]
    most = min(max((len(bar) for bar in bars), default=0), MOST_SERIES)
    first_hidden = len(heads) + 1
    # The chart's own numbers stand in hidden columns of the same rows, which must be written in their order.
    hidden = [_hidden(row, bar, most) for row, bar in zip(block.rows, bars, strict=True)]
    blank = Cell(None, {})
    height = max(len(listed), len(hidden))
    sample = [[str(cells[column].value or "") for cells in listed[:200]] for column in range(len(heads))]
    sheets.heads(draft, sheet, FIRST_HEAD, heads, sample)
    for place in range(height):
        cells = listed[place] if place < len(listed) else [blank] * len(heads)
        beside = [blank, *hidden[place]] if place < len(hidden) else []
        sheets.rows(draft, sheet, FIRST_HEAD + 1 + place, [[*cells, *beside]])
    sheets.close(sheet, FIRST_HEAD, FIRST_HEAD + 1 + len(listed), len(heads), names=len(columns) - 5)
    if most and bars:
        sheet.set_column(first_hidden, first_hidden + most, 4, None, {"hidden": True})
        chart = _chart(draft, sheet, block, bars, first_hidden, most)
        charts.place(sheet, chart, block.title, block.alt, first_hidden + most + 1, len(bars))
    return str(sheet.name)


def _cell(column: FigureColumn, one: Any) -> Cell:
    match column.kind:
        case "day":
            return Cell(one, {**looks.CELL, "num_format": number_formats.day(), "align": "left"})
        case "length":
            return Cell(one, looks.NUMBER)
        case "name":
            return Cell(one, {**looks.CELL, "bold": True})
        case _:
            return Cell(one or None, {**looks.CELL, "text_wrap": True})


def segments(row: GanttRow, block: GanttBlock) -> Iterator[Segment]:
    """The bar of a row cut wherever something begins or ends: spans, marks over them, and the as-of day over all."""
    whole = (block.last - block.first).days
    hair = max(1, round(whole / 220))
    layers: list[tuple[date, date, str, Style]] = [
        (span.starts_on, max(span.ends_on, span.starts_on + timedelta(days=1)), span.colour, span.style)
        for span in row.spans
    ]
    layers += [(one.on, one.on + timedelta(days=2 * hair), one.colour, one.style) for one in row.marks]
    layers.append((block.as_of, block.as_of + timedelta(days=max(1, hair // 2)), "#101418", "solid"))
    inside = [(max(a, block.first), min(b, block.last), c, s) for a, b, c, s in layers]
    inside = [one for one in inside if one[0] < one[1]]
    cuts = sorted({block.first, block.last, *(one[0] for one in inside), *(one[1] for one in inside)})
    of_layer, days = -1, 0
    for starts_on, ends_on in pairwise(cuts):
        covering = [place for place, one in enumerate(inside) if one[0] <= starts_on and ends_on <= one[1]]
        top = covering[-1] if covering else -1
        if top != of_layer and days:
            yield _segment(days, inside, of_layer)
            days = 0
        of_layer, days = top, days + (ends_on - starts_on).days
    if days:
        yield _segment(days, inside, of_layer)


def _segment(days: int, layers: Sequence[tuple[date, date, str, Style]], place: int) -> Segment:
    return Segment(days) if place < 0 else Segment(days, layers[place][2], layers[place][3])


def _bar(row: GanttRow, block: GanttBlock) -> list[Segment]:
    """The same from the beginning of the axis on: room up to the first day, and the room that follows."""
    first, *others = segments(row, block)
    before = (block.first - _DAY_0).days
    return [Segment(before + first.days), *others] if not first.colour else [Segment(before), first, *others]


_MONTH_D = 30.4375
_DAY_0 = date(1899, 12, 30)
"""Day 0 of the calendar of spreadsheets."""


def _hidden(row: GanttRow, bar: Sequence[Segment], most: int) -> list[Cell]:
    name = f"{row.group} · {row.name}" if row.group else row.name
    return [Cell(name, {}), *(Cell(segment.days, {}) for segment in bar[:most])]


_ROOM: dict[str, Any] = {"fill": {"none": True}, "border": {"none": True}}


def _chart(
    draft: Draft, sheet: Worksheet, block: GanttBlock, bars: Sequence[Sequence[Segment]], column: int, most: int
) -> Chart:
    """Bars of room and spans, one series per place in them."""
    chart = draft.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    first, last = FIRST_HEAD + 1, FIRST_HEAD + len(bars)
    for place in range(most):
        of_place = [bar[place] if place < len(bar) else Segment(0) for bar in bars]
        points = [charts.fill(one.colour, one.style) if one.colour else _ROOM for one in of_place]
        chart.add_series(
            {
                "categories": [sheet.name, first, column, last, column],
                "values": [sheet.name, first, column + 1 + place, last, column + 1 + place],
                "points": points,
                "gap": 35,
                "overlap": 100,
                **_ROOM,
            }
        )
    whole = (block.last - block.first).days
    axis = {"num_font": {"color": charts.GREY}, "line": {"color": "#C9CED6"}, "major_tick_mark": "none"}
    chart.set_y_axis({**axis, "reverse": True, "major_gridlines": {"visible": False}})
    chart.set_x_axis(
        {
            **axis,
            "min": (block.first - _DAY_0).days,
            "max": (block.last - _DAY_0).days,
            "major_unit": _MONTH_D * math.ceil(whole / _MONTH_D / 10) if whole > 120 else max(7, round(whole / 8)),
            "num_format": number_formats.month() if whole > 120 else number_formats.day(),
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": "#E3E6EB", "width": 0.75}},
        }
    )
    chart.set_legend({"none": True})
    chart.show_hidden_data()
    return chart
