"""The numbers behind each figure as a table in words, as a figure's text says them one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from dualsite import formats
from dualsite.exports.document import Block, ChartBlock, GanttBlock, GanttRow, MapBlock, Series
from dualsite.exports.pdf.tables import head
from dualsite.exports.stated import in_words
from dualsite.i18n import _

Told = dict[str, Any]


def table(block: Block) -> Told | None:
    """Heads and rows of a figure; None for what is a table or text by itself, a matrix among them, or holds nothing."""
    match block:
        case ChartBlock() if block.kind == "scatter":
            return _scatter(block)
        case ChartBlock():
            return _by_category(block)
        case GanttBlock():
            return _gantt(block)
        case MapBlock():
            return _map(block)
        case _:
            return None


def told(heads: Sequence[tuple[str, bool]], rows: Sequence[Sequence[str]]) -> Told | None:
    """A table as the template takes it: heads with whether they stand at the right; no columns in which nothing is."""
    if not rows:
        return None
    used = [place for place, _head in enumerate(heads) if any(row[place] for row in rows)]
    return {
        "heads": [head(heads[place][0], [row[place] for row in rows], is_right=heads[place][1]) for place in used],
        "rows": [[{"text": row[place]} for place in used] for row in rows],
    }


def _by_category(block: ChartBlock) -> Told | None:
    named = [formats.day(one) if isinstance(one, date) else one for one in block.categories]
    heads = [(block.across, False)]
    columns: list[list[str]] = [named]
    for series in block.series:
        name = series.name or block.axis
        heads += [(name, True), (_("{series}, n").format(series=name), True), ("", False)]
        columns += [
            [_value(block, value) for value in series.values],
            [formats.number(n) if n is not None else "" for n in _all(series.n, series)],
            [label or "" for label in _all(series.labels, series)],
        ]
    return told(heads, list(zip(*columns, strict=True)))


def _value(block: ChartBlock, value: float | None) -> str:
    return formats.UNKNOWN if value is None else in_words(value, block.format, block.currency)


def _all(given: Sequence[Any], series: Series) -> Sequence[Any]:
    return given or [None] * len(series.values)


def _scatter(block: ChartBlock) -> Told | None:
    rows = [
        [
            series.name,
            _all(series.labels, series)[place] or "",
            in_words(at, "number"),
            _value(block, value),
            formats.number(n) if n is not None else "",
        ]
        for series in block.series
        for place, (value, at, n) in enumerate(zip(series.values, series.places, _all(series.n, series), strict=True))
    ]
    heads = [("", False), ("", False), (block.across, True), (block.axis, True), (_("n"), True)]
    return told(heads, rows)


def _gantt(block: GanttBlock) -> Told | None:
    heads = [
        (_("Group"), False),
        (_("Line"), False),
        (_("What"), False),
        (_("From"), False),
        (_("To"), False),
        ("", False),
    ]
    return told(heads, [list(cells) for row in block.rows for cells in _spans(row)])


def _spans(row: GanttRow) -> Iterator[tuple[str, str, str, str, str, str]]:
    told_: list[tuple[date, date | None, str]] = [
        (span.starts_on, span.ends_on - timedelta(days=1), span.name) for span in row.spans
    ]
    told_ += [(mark.on, None, mark.name) for mark in row.marks]
    for place, (first, last, name) in enumerate(sorted(told_, key=lambda one: one[0])):
        said = row.said if not place else ""
        yield row.group, row.name, name, formats.day(first), formats.day(last) if last else "", said
    if not told_:
        yield row.group, row.name, "", "", "", row.said


def _map(block: MapBlock) -> Told | None:
    rows = [[one.name, one.said] for one in block.places if one.name]
    rows += [[one.name, ""] for one in block.lanes if one.name]
    rows += [[formats.country(code), said] for code, _colour, said in block.shaded]
    return told([(_("Name"), False), (_("Shows"), False)], rows)
