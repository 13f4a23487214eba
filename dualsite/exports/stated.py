"""Every number of a page as it is told: what a receipt lists, and what the same page on screen is compared with.

Tiles, cells and marks of a figure are told as a whole (`61 of 63`), sentences number by number. Each has a key that
stays the same as long as the page has the same blocks, rows and series: `kpi:right_first_time`, `answer#1`,
`table:contracts/3/value`, `chart:ladder/Firm/Q4 2026`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from dualsite import formats
from dualsite.exports.document import Block, PageContent, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import ChartBlock, Figure, Format, GanttBlock, MapBlock, MatrixBlock, Series, TreeBlock
from dualsite.insights import cells
from dualsite.insights.kpis import tile_words
from dualsite.insights.kpis.tiles import Tile

_NUMBER = re.compile(
    r"(?:(?<![\w)])[+\-−±])?(?:US)?[$€£¥₩]?"
    r"(?:\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?"
    r"(?:[\u00a0\u202f ]?%|(?:[KMBT]|bn)\b|[億兆万억조만])?"
)


@dataclass(frozen=True)
class Stated:
    """One number as it is told, or one text of a tile, a cell or a mark that holds some."""

    of: str
    """Its key on the page."""
    text: str
    """As it is read; "—" where a number would stand and is unknown."""
    value: float | str | None
    """What it was told of: a number in its own unit, a day as ISO 8601; of a sentence the number as it is read."""
    n: int | None
    """On how many items it rests, where that is known."""


def numbers(text: str) -> list[str]:
    """The numbers in a text as they are written, in order, with sign, currency, per cent and what shortens them."""
    return [found.group() for found in _NUMBER.finditer(text)]


def before_number(text: str, place: int) -> int:
    """The place, or where the number begins that it lies in: a text that is cut there tells no other number."""
    return next((one.start() for one in _NUMBER.finditer(text) if one.start() < place < one.end()), place)


def stated(page: PageContent) -> list[Stated]:
    """Every number of the page, in the order of its blocks; empty for a page that tells none.

    Where two would have one key, as marks of one name, the second is told apart as `…~2`.
    """
    often: Counter[str] = Counter()
    found = []
    for one in [*_said("answer", page.answer), *(one for block in page.blocks for one in _of_block(block))]:
        often[one.of] += 1
        found.append(replace(one, of=f"{one.of}~{often[one.of]}") if often[one.of] > 1 else one)
    return found


def in_words(value: float | date, told: Format, currency: str = "") -> str:
    """A value of a chart as it is told; of the format `day` it is a day, or its proleptic Gregorian ordinal."""
    if isinstance(value, date):
        return formats.day(value)
    match told:
        case "day":
            return formats.day(date.fromordinal(round(value)))
        case "fraction":
            return formats.percent(value)
        case "amount":
            return formats.money_short(value, currency) if currency else formats.number(value)
        case "ratio":
            return formats.number(value, 2)
        case "whole":
            return formats.number(value)
        case _:
            return formats.number(value, 0 if float(value).is_integer() else 1)


def _of_block(block: Block) -> Iterator[Stated]:
    match block:
        case TileBlock():
            yield from _said(f"said:{block.key}", block.said)
            for tile in block.tiles:
                yield from _of_tile(tile)
            yield from _said(f"note:{block.key}", block.note)
        case TextBlock():
            yield from _said(f"title:{block.key}", block.title)
            for number, one in enumerate(block.sentences, 1):
                yield from _said(f"text:{block.key}/{number}", one.text)
        case TableBlock():
            yield from _said(f"title:{block.key}", block.title)
            yield from _of_table(block)
            yield from _said(f"note:{block.key}", block.note)
        case _:
            yield from _said(f"title:{block.key}", block.title)
            yield from _said(f"measures:{block.key}", block.measures)
            yield from _of_figure(block)


def _of_figure(block: Figure) -> Iterator[Stated]:
    match block:
        case ChartBlock():
            yield from _of_chart(block)
        case GanttBlock():
            yield from _of_gantt(block)
        case MatrixBlock():
            yield from _of_matrix(block)
        case MapBlock():
            yield from _of_map(block)
        case TreeBlock():
            yield from _of_tree(block)


def _said(of: str, text: str) -> Iterator[Stated]:
    """The numbers of a sentence, one by one."""
    for place, number in enumerate(numbers(text), 1):
        yield Stated(f"{of}#{place}", number, number, None)


def _whole(of: str, text: str, value: float | str | None = None, n: int | None = None) -> Iterator[Stated]:
    """A text that is told as a whole; nothing of one without a number."""
    if numbers(text):
        yield Stated(of, text, text if value is None else value, n)


def _of_tile(tile: Tile) -> Iterator[Stated]:
    of, figure = f"kpi:{tile.kpi.id}", tile.figure
    yield Stated(of, tile.value, figure.value, figure.n)
    before = tile.before
    yield from _whole(f"{of}/change", tile_words.changed(tile), before.value, before.n)
    yield from _whole(f"{of}/months", tile_words.months(tile))
    yield from _whole(f"{of}/target", tile_words.against_target(tile), tile.target.value if tile.target else None)
    yield from _whole(f"{of}/rests_on", tile.rests_on, None, figure.n)


def _of_table(block: TableBlock) -> Iterator[Stated]:
    of = f"table:{block.key}"
    shown = block.spec.shown
    for name, heading in block.spec.headings(block.currency).items():
        yield from _whole(f"{of}/{name}", heading)
    for number, row in enumerate(zip(*(block.rows[column.name] for column in shown), strict=True), 1):
        for column, value in zip(shown, row, strict=True):
            text = cells.in_words(column, value)
            if column.is_numeric or numbers(text):
                yield Stated(f"{of}/{number}/{column.name}", text, _plain(cells.as_value(column, value)), None)


def _plain(value: Any) -> float | str | None:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, float | int) else str(value)


def _of_chart(block: ChartBlock) -> Iterator[Stated]:
    of = f"chart:{block.key}"
    named = [formats.day(one) if isinstance(one, date) else one for one in block.categories]
    for name in named:
        yield from _whole(f"{of}/{name}", name)
    for series in block.series:
        yield from _whole(f"{of}/{series.name}", series.name)
        yield from _of_series(f"{of}/{series.name}", series, named, block)


def _of_series(of: str, series: Series, named: Sequence[str], block: ChartBlock) -> Iterator[Stated]:
    """Its values by their category, and those of a scatter chart by their number; then what stands at each mark."""
    for place, value in enumerate(series.values):
        if value is None or value != value:
            continue
        key = f"{of}/{place + 1 if series.places else named[place]}"
        n = series.n[place] if series.n else None
        yield Stated(key, in_words(value, block.format, block.currency), value, n)
        if series.places:
            at = series.places[place]
            yield Stated(f"{key}/at", in_words(at, "number"), _plain(at), None)
        if series.labels:
            yield from _whole(f"{key}/label", series.labels[place])


def _of_gantt(block: GanttBlock) -> Iterator[Stated]:
    for number, row in enumerate(block.rows, 1):
        of = f"gantt:{block.key}/{number}"
        yield from _whole(of, row.name)
        yield from _whole(f"{of}/said", row.said)
        for place, span in enumerate(row.spans, 1):
            last = span.ends_on - timedelta(days=1)
            yield from _whole(f"{of}/span{place}", span.name)
            yield Stated(f"{of}/span{place}/from", formats.day(span.starts_on), span.starts_on.isoformat(), None)
            yield Stated(f"{of}/span{place}/to", formats.day(last), last.isoformat(), None)
        for place, mark in enumerate(row.marks, 1):
            yield from _whole(f"{of}/mark{place}", mark.name)
            yield Stated(f"{of}/mark{place}/on", formats.day(mark.on), mark.on.isoformat(), None)


def _of_matrix(block: MatrixBlock) -> Iterator[Stated]:
    of = f"matrix:{block.key}"
    for column in block.columns:
        yield from _whole(f"{of}/{column}", column)
    for number, (name, shades) in enumerate(block.rows, 1):
        yield from _whole(f"{of}/{number}", name)
        for column, shade in zip(block.columns, shades, strict=True):
            yield from _whole(f"{of}/{number}/{column}", shade.text, shade.value)


def _of_map(block: MapBlock) -> Iterator[Stated]:
    of = f"map:{block.key}"
    for country, _colour, said in block.shaded:
        yield from _whole(f"{of}/{country}", said)
    for number, place in enumerate(block.places, 1):
        yield from _whole(f"{of}/place{number}", place.name)
        yield from _whole(f"{of}/place{number}/said", place.said)
    for number, lane in enumerate(block.lanes, 1):
        yield from _whole(f"{of}/lane{number}", lane.name)


def _of_tree(block: TreeBlock) -> Iterator[Stated]:
    of = f"tree:{block.key}"
    for band in block.bands:
        yield from _whole(f"{of}/{band.name}", band.name)
    for number, node in enumerate(block.nodes, 1):
        yield from _whole(f"{of}/{number}", node.name)
