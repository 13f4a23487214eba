"""Charts as what is drawn: areas, lines, marks and words, at places between 0 and 1 across and up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from dualsite import formats
from dualsite.exports.figures import ChartBlock, Series
from dualsite.exports.pdf.scale import Scale, days, scale, told
from dualsite.exports.stated import in_words

Drawn = dict[str, Any]

MOST_VALUES = 12
"""Bars that are labelled with their values, where nothing else stands at them."""


def drawn(block: ChartBlock) -> Drawn:
    """The chart as the template draws it."""
    of_kind = _scatter(block) if block.kind == "scatter" else _by_category(block)
    return {
        "kind": "chart",
        "is_upright": "bars" not in block.kind,
        "axis": block.axis,
        "across": block.across,
        "legend": _legend(block),
        **of_kind,
    }


def category(one: str | date, among: Sequence[str | date]) -> str:
    """A category as it is read: months where all of them are."""
    if not isinstance(one, date):
        return one
    are_months = all(isinstance(other, date) and other.day == 1 for other in among)
    return formats.month(one) if are_months else formats.day(one)


def _by_category(block: ChartBlock) -> Drawn:
    as_lines = block.kind == "lines"
    values = [value for series in block.series for value in series.values if value is not None]
    values += [end for ends in _stacks(block) for one in ends for end in one if "stacked" in block.kind]
    axis = scale(values, block.ends, has_zero=not as_lines)
    bars = [series for series in block.series if not (series.is_line or as_lines)]
    lines = [series for series in block.series if series.is_line or as_lines]
    return {
        "categories": [category(one, block.categories) for one in block.categories],
        "ticks": _ticks(axis, block),
        "zero": axis.at(0.0),
        "areas": [*_areas(block, bars, axis)],
        "lines": [one for series in lines for one in _line(series, len(block.categories), axis, is_alone=as_lines)],
        "marks": [one for series in lines for one in _line_marks(series, block, axis, is_marked=as_lines)],
    }


def _ticks(axis: Scale, block: ChartBlock) -> list[Drawn]:
    return [{"at": axis.at(one), "text": told(one, axis.step, block.format, block.currency)} for one in axis.ticks]


def _stacks(block: ChartBlock) -> list[list[tuple[float, float]]]:
    """Per series of a stacked chart, from where to where it reaches in each category; what is below 0 goes down."""
    up, down = [0.0] * len(block.categories), [0.0] * len(block.categories)
    found = []
    for series in block.series:
        if series.is_line or block.kind == "lines":
            continue
        ends = []
        for place, value in enumerate(series.values):
            side = up if (value or 0) >= 0 else down
            ends.append((side[place], side[place] + (value or 0)))
            side[place] += value or 0
        found.append(ends)
    return found


def _areas(block: ChartBlock, bars: Sequence[Series], axis: Scale) -> Iterator[Drawn]:
    count, is_stacked = len(block.categories), "stacked" in block.kind
    stacks = _stacks(block)
    wide = 0.68 / count if is_stacked or len(bars) < 2 else 0.76 / count / len(bars)
    says_values = len(bars) * count <= MOST_VALUES and not is_stacked and not any(any(one.labels) for one in bars)
    for number, series in enumerate(bars):
        for place, value in enumerate(series.values):
            if value is None:
                continue
            low, high = sorted(stacks[number][place]) if is_stacked else sorted((0.0, value))
            middle = (
                (place + 0.5) / count if is_stacked else (place + 0.5) / count + (number - (len(bars) - 1) / 2) * wide
            )
            label = _at(series.labels, place) or (in_words(value, block.format, block.currency) if says_values else "")
            yield {
                "from": middle - wide / 2,
                "to": middle + wide / 2,
                "low": axis.at(low),
                "high": axis.at(high),
                "colour": _at(series.colours, place) or series.colour,
                "style": series.style,
                "label": label,
                "is_inside": is_stacked,
            }


def _line(series: Series, count: int, axis: Scale, *, is_alone: bool) -> Iterator[Drawn]:
    """The stretches of a line without gaps; over columns, unless it stays level, one stretch over each of them.

    What stands side by side need not follow one another: clients, sites.
    """
    known = {value for value in series.values if value is not None}
    if is_alone or len(known) == 1:
        places = [
            ((place + 0.5) / count, axis.at(value)) if value is not None else None
            for place, value in enumerate(series.values)
        ]
        yield from _stretches(series, places)
        return
    for place, value in enumerate(series.values):
        if value is not None:
            ends = ((place + share) / count for share in (0.1, 0.9))
            yield from _stretches(series, [(end, axis.at(value)) for end in ends])


def _stretches(series: Series, places: Sequence[tuple[float, float] | None]) -> Iterator[Drawn]:
    cuts = [-1, *(number for number, one in enumerate(places) if one is None), len(places)]
    for first, last in pairwise(cuts):
        points = [list(one) for one in places[first + 1 : last] if one is not None]
        if len(points) > 1:
            yield {
                "points": points,
                "colour": series.colour,
                "style": series.style,
                "is_thin": series.is_line,
                "is_dashed": series.is_dashed or series.style in ("outlined", "hatched"),
            }


def _line_marks(series: Series, block: ChartBlock, axis: Scale, *, is_marked: bool) -> Iterator[Drawn]:
    """The marks of a line: months and the like; limits and targets have none, but for the words at them."""
    for place, value in enumerate(series.values):
        label = _at(series.labels, place) or ""
        has_mark = is_marked and not series.is_line
        if value is None or not (has_mark or label):
            continue
        colour = _at(series.colours, place) or series.colour
        at = (place + 0.5) / len(block.categories)
        yield _mark(at, axis.at(value), colour, series.style if has_mark else "none", label, 2.0)


def _mark(x: float, y: float, colour: str, style: str, label: str, size: float) -> Drawn:
    return {"x": x, "y": y, "colour": colour, "style": style, "label": label, "size": size}


def _scatter(block: ChartBlock) -> Drawn:
    places = [place for series in block.series for place in series.places]
    are_days = any(isinstance(place, date) for place in places)
    at = [_number(place) for place in places]
    across = scale(at or [0.0], None, has_zero=not are_days and min(at or [0.0], default=0.0) < max(at or [1.0]) / 3)
    values = [value for series in block.series for value in series.values if value is not None]
    up = scale(values, block.ends, has_zero=not values or min(values) < max(values) / 3)
    if are_days and at:
        first, last = date.fromordinal(int(min(at)) - 3), date.fromordinal(int(max(at)) + 4)
        across = Scale(first.toordinal(), last.toordinal(), 30)
        ticks = [{"at": across.at(day.toordinal()), "text": text} for day, text in days(first, last, 8)]
    else:
        ticks = [{"at": across.at(one), "text": told(one, across.step, "number")} for one in across.ticks]
    lines, marks = [], []
    for series in block.series:
        points = [
            (across.at(_number(place)), up.at(value)) if value is not None else None
            for place, value in zip(series.places, series.values, strict=True)
        ]
        if series.is_line:
            lines += list(_stretches(series, points))
        for number, point in enumerate(points):
            label = _at(series.labels, number) or ""
            if point is None or (series.is_line and not label):
                continue
            colour = _at(series.colours, number) or series.colour
            marks.append(_mark(*point, colour, "none" if series.is_line else series.style, label, 2.6))
    return {"categories": [], "across_ticks": ticks, "ticks": _ticks(up, block), "zero": up.at(0.0), "areas": [],
            "lines": lines, "marks": marks}  # fmt: skip


def _number(place: float | date) -> float:
    return float(place.toordinal()) if isinstance(place, date) else place


def _legend(block: ChartBlock) -> list[Drawn]:
    """What each series is called, beside how it is drawn; none for one series alone."""
    if len(block.series) < 2:
        return []
    as_lines = block.kind == "lines"
    return [
        {
            "name": series.name,
            "colour": series.colour,
            "style": series.style,
            "is_line": series.is_line or as_lines,
            "is_dashed": series.is_dashed,
            "is_mark": block.kind == "scatter" and not series.is_line,
        }
        for series in block.series
        if series.name
    ]


def _at(values: Sequence[Any], place: int) -> Any:
    return values[place] if place < len(values) else None
