"""The numbers behind a figure as columns of one length, which a workbook holds as they are and a PDF tells in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from dualsite import formats
from dualsite.exports.figures import ChartBlock, GanttBlock, GanttRow, MapBlock, Series, TreeBlock
from dualsite.i18n import _

Kind = Literal["name", "text", "label", "value", "place", "count", "day", "length", "degrees"]
"""A category, a text or a day by which the rows are told apart; a text; what stands at a mark; a value in the format of
its chart; where it lies along the other axis; on how many items it rests; a day; how many days; degrees on a map."""


@dataclass(frozen=True)
class FigureColumn:
    """One column of the rows behind a figure; an unknown value is None."""

    heading: str
    kind: Kind
    cells: Sequence[Any]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(one is None or one == "" for one in self.cells)


def of_chart(block: ChartBlock) -> list[FigureColumn]:
    """A row per category, and per series its values with what they rest on and are labelled with; or one per mark."""
    return list(_marks(block) if block.kind == "scatter" else _by_category(block))


def _by_category(block: ChartBlock) -> Iterator[FigureColumn]:
    yield FigureColumn(block.across or _("Category"), "name", block.categories)
    for series in block.series:
        name = series.name or block.axis
        yield FigureColumn(name, "value", series.values)
        if any(n is not None for n in series.n):
            yield FigureColumn(_("{series}, n").format(series=name), "count", series.n)
        if any(series.labels):
            yield FigureColumn(_("{series}, label").format(series=name), "label", series.labels)


def _marks(block: ChartBlock) -> Iterator[FigureColumn]:
    marks = [(series, place) for series in block.series for place in range(len(series.values))]
    yield FigureColumn(_("Series"), "text", [series.name for series, _place in marks])
    yield FigureColumn(_("Mark"), "text", [_at(series.labels, place) for series, place in marks])
    yield FigureColumn(block.across or _("Across"), "place", [_at(series.places, place) for series, place in marks])
    yield FigureColumn(block.axis or _("Value"), "value", [series.values[place] for series, place in marks])
    if any(_has_n(series) for series in block.series):
        yield FigureColumn(_("n"), "count", [_at(series.n, place) for series, place in marks])


def _has_n(series: Series) -> bool:
    return any(n is not None for n in series.n)


def _at(values: Sequence[Any], place: int) -> Any:
    return values[place] if place < len(values) else None


def of_gantt(block: GanttBlock) -> list[FigureColumn]:
    """A row per span and per mark, line by line and by their days; one of a line without any."""
    return _columns(
        [row for one in block.rows for row in _spans(one)],
        (_("Group"), "text"),
        (_("Line"), "name"),
        (_("What"), "text"),
        (_("From"), "day"),
        (_("To"), "day"),
        (_("Days"), "length"),
        (_("Stands"), "text"),
    )


def _columns(rows: Sequence[tuple[Any, ...]], *heads: tuple[str, Kind]) -> list[FigureColumn]:
    """A column for each head, by what stands at its place in the rows."""
    return [FigureColumn(heading, kind, [row[at] for row in rows]) for at, (heading, kind) in enumerate(heads)]


def _spans(row: GanttRow) -> Iterator[tuple[Any, ...]]:
    told: list[tuple[date | None, date | None, str]] = [
        (span.starts_on, span.ends_on - timedelta(days=1), span.name) for span in row.spans
    ]
    told += [(mark.on, None, mark.name) for mark in row.marks]
    listed = sorted(told, key=lambda one: one[0] or date.min) or [(None, None, "")]
    for place, (first, last, name) in enumerate(listed):
        days = (last - first).days + 1 if first and last else None
        yield row.group, row.name, name, first, last, days, "" if place else row.said


def of_map(block: MapBlock) -> list[FigureColumn]:
    """A row per place, per lane, and per country that is shaded."""
    rows: list[tuple[Any, ...]] = [
        (_("place"), one.name, one.said, one.longitude, one.latitude, None, None) for one in block.places
    ]
    rows += [(_("lane"), one.name, "", *one.starts, *one.ends) for one in block.lanes]
    rows += [
        (_("country"), formats.country(code), says, None, None, None, None) for code, _colour, says in block.shaded
    ]
    return _columns(
        rows,
        (_("Kind"), "text"),
        (_("Name"), "text"),
        (_("Shows"), "text"),
        (_("Longitude, °"), "degrees"),
        (_("Latitude, °"), "degrees"),
        (_("To longitude, °"), "degrees"),
        (_("To latitude, °"), "degrees"),
    )


def of_tree(block: TreeBlock) -> list[FigureColumn]:
    """A row per node, with the nodes that lead to it."""
    names = [f"{node.sign} {node.name}".strip() for node in block.nodes]
    before: dict[int, list[str]] = {}
    for one, other in block.links:
        before.setdefault(other, []).append(block.nodes[one].name)
    bands = [next((one.name for one in block.bands if one.first <= node.row < one.last), "") for node in block.nodes]
    return [
        FigureColumn(_("Group"), "text", bands),
        FigureColumn(_("Stage"), "text", [block.columns[node.column] for node in block.nodes]),
        FigureColumn(_("Name"), "name", names),
        FigureColumn(_("Shows"), "text", [node.says for node in block.nodes]),
        FigureColumn(_("Made from"), "text", [formats.listed(before.get(place, [])) for place in range(len(names))]),
    ]
