"""A chart as a sheet: its values as a table, and beside them a native chart that reads them there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from dualsite.exports import figure_rows
from dualsite.exports.figure_rows import FigureColumn
from dualsite.exports.figures import ChartBlock, Series, Style
from dualsite.exports.xlsx import draft as looks
from dualsite.exports.xlsx import number_formats, sheets
from dualsite.exports.xlsx.draft import Draft, Look
from dualsite.exports.xlsx.sheets import FIRST_HEAD, Cell, Head
from dualsite.i18n import _
from dualsite.palette import lighter

GREY = "#5B6270"
_KINDS: dict[str, dict[str, str]] = {
    "lines": {"type": "line"},
    "columns": {"type": "column"},
    "stacked columns": {"type": "column", "subtype": "stacked"},
    "bars": {"type": "bar"},
    "stacked bars": {"type": "bar", "subtype": "stacked"},
    "scatter": {"type": "scatter"},
}


def write(draft: Draft, block: ChartBlock) -> str:
    """Write values and chart as a sheet; its name."""
    sheet = sheets.begin(draft, block.title, block.measures, is_illustrative=block.is_illustrative)
    heads, cells = _table(block)
    sheets.small(draft, sheet, heads, cells)
    chart = _scatter(draft, sheet, block) if block.kind == "scatter" else _chart(draft, sheet, block)
    if chart is not None:
        place(sheet, chart, block.title, block.alt, len(heads) + 1, max(9, len(block.categories)))
    return str(sheet.name)


def place(sheet: Worksheet, chart: Chart, title: str, alt: str, column: int, lines: int) -> None:
    """The chart to the right of the values, its title the finding, with a text for those who do not see it."""
    chart.set_title({"name": literal(title), "name_font": {"size": 11, "bold": True}, "overlay": False})
    size = {"width": 860, "height": min(max(380, 26 * lines), 900) if "bar" in type(chart).__name__.lower() else 420}
    chart.set_size(size)
    sheet.insert_chart(FIRST_HEAD, column, chart, {"description": alt or title, "object_position": 3})


def literal(text: str) -> str:
    """A text where a chart would take one that begins with = for a reference."""
    return f"'{text}" if text.startswith("=") else text


def _table(block: ChartBlock) -> tuple[list[Head], list[list[Cell]]]:
    """The rows behind the chart, and beside amounts their currency."""
    columns = figure_rows.of_chart(block)
    heads = [Head(one.heading, is_right=one.kind in ("value", "place", "count")) for one in columns]
    cells = [[_cell(block, column, one) for one in column.cells] for column in columns]
    if block.currency:
        heads.append(Head(_("Currency")))
        cells.append([Cell(block.currency, looks.CELL) for _one in columns[0].cells])
    return heads, [list(row) for row in zip(*cells, strict=True)]


def _cell(block: ChartBlock, column: FigureColumn, one: Any) -> Cell:
    match column.kind:
        case "name":
            return _category(one, block.categories)
        case "value":
            return _value(block, one)
        case "count":
            return Cell(one, {**looks.NUMBER, "num_format": number_formats.WHOLE})
        case "place":
            return Cell(one, {**looks.NUMBER, "num_format": _of_place(one)})
        case _:
            return Cell(one or None, looks.CELL)


def _of_place(value: float | date | None) -> str:
    if value is None:
        return "General"
    return number_formats.day() if isinstance(value, date) else number_formats.of_number(value)


def _category(one: str | date, among: Sequence[str | date]) -> Cell:
    if not isinstance(one, date):
        return Cell(one, looks.CELL)
    are_months = all(isinstance(other, date) and other.day == 1 for other in among)
    shown = number_formats.month() if are_months else number_formats.day()
    return Cell(one, {**looks.CELL, "num_format": shown, "align": "left"})


def _value(block: ChartBlock, value: float | None) -> Cell:
    if value is not None and block.format == "day":
        return Cell(number_formats.as_day(value), {**looks.NUMBER, "num_format": number_formats.day()})
    return Cell(value, {**looks.NUMBER, "num_format": number_formats.of_chart_value(value, block.format)})


def _chart(draft: Draft, sheet: Worksheet, block: ChartBlock) -> Chart | None:
    """Columns, bars or lines, lines over them; None where there is nothing to draw."""
    if not block.categories or not block.series:
        return None
    is_bar = "bars" in block.kind
    chart = draft.workbook.add_chart(_KINDS[block.kind])
    over = draft.workbook.add_chart({"type": "line"}) if "columns" in block.kind else None
    drawn = lined = column = 0
    for series in block.series:
        column += 1
        as_line = series.is_line or block.kind == "lines"
        target = over if series.is_line and over is not None else chart
        target.add_series(_series(sheet, block, series, column, as_line=as_line and not is_bar))
        lined, drawn = lined + (target is over), drawn + (target is chart)
        column += any(n is not None for n in series.n)
        column += any(series.labels)
    if not drawn:
        chart, over = over, None
    elif over is not None and lined:
        chart.combine(over)
    values: dict[str, Any] = {**_axis(block.axis, number_formats.of_chart(block.format)), **_ends(block)}
    across = {**_axis(block.across, ""), "major_gridlines": {"visible": False}}
    if any(isinstance(one, date) for one in block.categories):
        across["num_format"] = str(_category(block.categories[0], block.categories).look["num_format"])
        across["text_axis"] = True
    if is_bar:
        # The first category stands at the top. Of bars, the axis across is the upright one.
        chart.set_y_axis(across | {"reverse": True})
        chart.set_x_axis(values | {"label_position": "high"})
    else:
        chart.set_x_axis(across)
        chart.set_y_axis(values)
    chart.show_blanks_as("gap")
    chart.set_legend({"none": True} if len(block.series) < 2 else {"position": "bottom", "font": {"color": GREY}})
    return chart


def _scatter(draft: Draft, sheet: Worksheet, block: ChartBlock) -> Chart | None:
    """Marks by two axes; None where there is nothing to draw."""
    if not any(series.values for series in block.series):
        return None
    chart = draft.workbook.add_chart(_KINDS["scatter"])
    row = FIRST_HEAD + 1
    for series in block.series:
        if not series.values:
            continue
        last = row + len(series.values) - 1
        chart.add_series(
            {
                "name": [sheet.name, row, 0],
                "categories": [sheet.name, row, 2, last, 2],
                "values": [sheet.name, row, 3, last, 3],
                "line": _line(series) if series.is_line else {"none": True},
                "marker": {"type": "none"} if series.is_line else _marker(series.colour, series.style),
                "points": _points(series, is_marker=True),
                **_labels(series),
            }
        )
        row = last + 1
    places = [one for series in block.series for one in series.places]
    chart.set_x_axis(_axis(block.across, _of_place(places[0] if places else None)))
    chart.set_y_axis({**_axis(block.axis, number_formats.of_chart(block.format)), **_ends(block)})
    chart.set_legend({"none": True} if len(block.series) < 2 else {"position": "bottom", "font": {"color": GREY}})
    return chart


def _axis(title: str, shown: str) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "num_font": {"color": GREY},
        "line": {"color": "#C9CED6"},
        "major_gridlines": {"visible": True, "line": {"color": "#E3E6EB", "width": 0.75}},
        "major_tick_mark": "none",
    }
    if title:
        axis |= {"name": literal(title), "name_font": {"color": GREY, "bold": False, "size": 9}}
    if shown:
        axis["num_format"] = "0%" if shown == number_formats.PERCENT else shown
    return axis


def _ends(block: ChartBlock) -> dict[str, float]:
    return {"min": block.ends[0], "max": block.ends[1]} if block.ends else {}


def _series(sheet: Worksheet, block: ChartBlock, series: Series, column: int, *, as_line: bool) -> dict[str, Any]:
    first, last = FIRST_HEAD + 1, FIRST_HEAD + len(block.categories)
    given: dict[str, Any] = {
        "name": [sheet.name, FIRST_HEAD, column],
        "categories": [sheet.name, first, 0, last, 0],
        "values": [sheet.name, first, column, last, column],
        **_labels(series),
    }
    if as_line:
        mark = {"type": "none"} if series.is_line else {**_marker(series.colour, series.style), "size": 5}
        return given | {"line": _line(series), "marker": mark}
    stacked = {"overlap": 100} if "stacked" in block.kind else {"overlap": -5}
    return given | fill(series.colour, series.style) | {"gap": 45, "points": _points(series), **stacked}


def fill(colour: str, style: Style) -> dict[str, Any]:
    """How an area is filled in each style."""
    match style:
        case "lighter":
            return {"fill": {"color": lighter(colour, 0.5)}, "border": {"none": True}}
        case "outlined":
            return {"fill": {"color": "#FFFFFF"}, "border": {"color": colour, "width": 1.25}}
        case "hatched":
            pattern = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}
            return {"pattern": pattern, "border": {"color": colour, "width": 1}}
        case "thin":
            return {"fill": {"color": lighter(colour, 0.75)}, "border": {"none": True}}
        case _:
            return {"fill": {"color": colour}, "border": {"none": True}}


def _line(series: Series) -> Look:
    colour = lighter(series.colour, 0.5) if series.style == "lighter" else series.colour
    dashed = {"dash_type": "dash"} if series.is_dashed or series.style in ("outlined", "hatched") else {}
    return {"color": colour, "width": 1.25 if series.style == "thin" or series.is_line else 2.25, **dashed}


def _marker(colour: str, style: Style) -> dict[str, Any]:
    inside = "#FFFFFF" if style in ("outlined", "hatched") else lighter(colour, 0.5) if style == "lighter" else colour
    return {"type": "circle", "size": 7, "fill": {"color": inside}, "border": {"color": colour}}


def _points(series: Series, *, is_marker: bool = False) -> list[dict[str, Any] | None]:
    """Marks whose colour is their own; none where all have that of the series."""
    if not any(series.colours):
        return []
    if is_marker:
        return [{"fill": {"color": one}, "border": {"color": one}} if one else None for one in series.colours]
    return [fill(one, series.style) if one else None for one in series.colours]


def _labels(series: Series) -> dict[str, Any]:
    if not any(series.labels):
        return {}
    custom = [{"value": literal(label)} if label else {"delete": True} for label in series.labels]
    return {"data_labels": {"value": True, "custom": custom, "font": {"color": GREY, "size": 8}}}
