"""What is drawn of what is exported: charts, spans along time, shaded matrices, maps, trees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Style = Literal["solid", "lighter", "outlined", "hatched", "thin"]
"""How a mark is filled: solid for what is or was, lighter for before, outlined for planned, hatched for held open or
forecast, thin for what is not made in (a changeover)."""

Format = Literal["whole", "number", "ratio", "fraction", "amount", "day"]
"""How the values of a chart are told: a whole number, one digit after the point, two of a ratio, per cent, money,
a day.

Of `day` the values are the days' ordinals, as `date.toordinal` gives them. `exports.stated.in_words` tells each.
"""


@dataclass(frozen=True)
class Series:
    """One series of a chart: a value per category, or (x, y) pairs of a scatter chart."""

    name: str
    values: Sequence[float | None]
    colour: str = "#808691"
    style: Style = "solid"
    is_line: bool = False
    """Drawn as a line over the columns: a limit, a target, a line of forecast."""
    is_dashed: bool = False
    places: Sequence[float | date] = ()
    """Of a scatter chart: where each value lies along the first axis."""
    labels: Sequence[str] = ()
    """What stands at each mark; none where empty."""
    colours: Sequence[str] = ()
    """A colour per mark, where they differ."""
    n: Sequence[int | None] = ()
    """On how many items each value rests, where that is known."""


@dataclass(frozen=True)
class ChartBlock:
    """A native chart: lines, columns or bars beside or upon one another, or a scatter."""

    key: str
    title: str
    measures: str
    alt: str
    kind: Literal["lines", "columns", "stacked columns", "bars", "stacked bars", "scatter"]
    categories: Sequence[str | date]
    series: Sequence[Series]
    format: Format = "number"
    currency: str = ""
    """Of amounts, the currency they are in."""
    axis: str = ""
    """The title of the axis of values: what is measured and its unit."""
    across: str = ""
    """The title of the other axis, where its categories do not name themselves."""
    ends: tuple[float, float] | None = None
    """Where the axis of values begins and ends; None leaves it to the values."""
    is_illustrative: bool = False


@dataclass(frozen=True)
class Span:
    """Something that lasts from a day to another, which is not in it; a day alone is a mark."""

    starts_on: date
    ends_on: date
    name: str
    colour: str = "#808691"
    style: Style = "solid"


@dataclass(frozen=True)
class DayMark:
    """A day that is marked on a row: reached, planned, stated before."""

    on: date
    name: str
    colour: str = "#808691"
    style: Style = "solid"
    shape: Literal["diamond", "circle", "cross", "line"] = "diamond"


@dataclass(frozen=True)
class GanttRow:
    """One line of a Gantt chart; spans in the order of time, none upon another."""

    name: str
    spans: Sequence[Span] = ()
    marks: Sequence[DayMark] = ()
    group: str = ""
    said: str = ""
    """What stands at the right of the row: its value, whose move is next, how late it is."""


@dataclass(frozen=True)
class GanttBlock:
    """A Gantt chart from `first` to `last`, with the as-of day marked; the key to its colours is in `measures`."""

    key: str
    title: str
    measures: str
    alt: str
    rows: Sequence[GanttRow]
    first: date
    last: date
    as_of: date
    is_illustrative: bool = False


@dataclass(frozen=True)
class Shade:
    """One cell of a matrix: what stands in it, how deep it is shaded (0 to 1, None not at all), whether it binds."""

    text: str
    depth: float | None = None
    is_outlined: bool = False
    value: float | None = None
    sign: Literal["good", "watch", "bad", ""] = ""


@dataclass(frozen=True)
class MatrixBlock:
    """Rows against columns, shaded: occupancy by month, sites against markets."""

    key: str
    title: str
    measures: str
    alt: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Shade]]]
    colour: str = "#808691"
    is_illustrative: bool = False


@dataclass(frozen=True)
class MapPlace:
    """A mark on a map, in degrees."""

    longitude: float
    latitude: float
    name: str
    colour: str
    shape: Literal["circle", "diamond", "square"] = "circle"
    style: Style = "solid"
    is_named: bool = True
    said: str = ""
    """What stands below its name."""


@dataclass(frozen=True)
class MapLane:
    """A line between two places of a map, in degrees (longitude, latitude)."""

    starts: tuple[float, float]
    ends: tuple[float, float]
    name: str
    colour: str
    style: Style = "solid"


@dataclass(frozen=True)
class MapBlock:
    """A world of outlines: countries shaded by ISO code, places and lanes; `key` to its colours is in `measures`."""

    key: str
    title: str
    measures: str
    alt: str
    shaded: Sequence[tuple[str, str, str]] = ()
    """ISO code of the country, its colour, and what that says."""
    places: Sequence[MapPlace] = ()
    lanes: Sequence[MapLane] = ()
    is_illustrative: bool = False


@dataclass(frozen=True)
class TreeNode:
    """A box of a tree, by its column and its row, which may lie between two others."""

    column: int
    row: float
    name: str
    sign: str
    """Stands before its name, in its own colour."""
    sign_colour: str
    colour: str
    style: Style = "solid"
    """Outlined for what is planned."""
    says: str = ""
    """What the box stands for, in words."""


@dataclass(frozen=True)
class TreeBand:
    """Nodes that stand together: their rows, the last not among them, and what they are called, where that is said."""

    first: float
    last: float
    name: str = ""


@dataclass(frozen=True)
class TreeBlock:
    """What leads to what, from left to right: a column per step, bands below one another, nodes band after band."""

    key: str
    title: str
    measures: str
    alt: str
    columns: Sequence[str]
    nodes: Sequence[TreeNode]
    links: Sequence[tuple[int, int]]
    """From a node to a node, by their places."""
    bands: Sequence[TreeBand]
    legend: Sequence[tuple[str, str]] = ()
    """What the colours of the nodes say, each with its name."""
    is_illustrative: bool = False

    def of_bands(self, first: int, count: int) -> TreeBlock:
        """So many of its bands as a tree of their own, from its first row on."""
        bands = self.bands[first : first + count]
        top, end = (bands[0].first, bands[-1].last) if bands else (0.0, 0.0)
        kept = [place for place, node in enumerate(self.nodes) if top <= node.row < end]
        now = {place: number for number, place in enumerate(kept)}
        return replace(
            self,
            nodes=[replace(self.nodes[place], row=self.nodes[place].row - top) for place in kept],
            links=[(now[one], now[other]) for one, other in self.links if one in now and other in now],
            bands=[replace(band, first=band.first - top, last=band.last - top) for band in bands],
        )

    def until(self, last: float) -> TreeBlock:
        """Its rows before this one as a tree of their own, the band that holds it cut there."""
        bands = [replace(band, last=min(band.last, last)) for band in self.bands if band.first < last]
        return replace(self, bands=bands).of_bands(0, len(bands))


Figure = ChartBlock | GanttBlock | MatrixBlock | MapBlock | TreeBlock
"""What is drawn."""
