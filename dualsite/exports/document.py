"""What is exported: pages of blocks, which every writer is given and none computes.

A block is one idea: tiles, sentences, a table, a chart, spans along time, a shaded matrix, a map. Its title is the
finding, `measures` says what is measured, in which unit and period. Days are dates, unknown values None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import pandas as pd

from dualsite.insights.kpis.tiles import Tile
from dualsite.insights.table_spec import TableSpec
from dualsite.sitemap import PageId

Style = Literal["solid", "lighter", "outlined", "hatched", "thin"]
"""How a mark is filled: solid for what is or was, lighter for before, outlined for planned, hatched for held open or
forecast, thin for what is not made in (a changeover)."""

Format = Literal["whole", "number", "ratio", "fraction", "amount", "day"]
"""How the values of a chart are told: a whole number, one digit after the point, two of a ratio, per cent, money,
a day.

Of `day` the values are the days' ordinals, as `date.toordinal` gives them. `exports.stated.in_words` tells each.
"""


@dataclass(frozen=True)
class TileBlock:
    """KPIs with target, signal and n; `said` stands above them."""

    key: str
    tiles: Sequence[Tile]
    said: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a list, with the sign that it carries."""

    text: str
    sign: Literal["good", "watch", "bad", ""] = ""
    is_illustrative: bool = False


@dataclass(frozen=True)
class TextBlock:
    """A list of sentences, or one."""

    key: str
    title: str
    sentences: Sequence[Sentence]


@dataclass(frozen=True)
class TableBlock:
    """Rows by their spec; amounts in `currency`."""

    key: str
    title: str
    spec: TableSpec
    rows: pd.DataFrame
    currency: str = ""
    is_illustrative: bool = False
    note: str = ""


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


Block = TileBlock | TextBlock | TableBlock | ChartBlock | GanttBlock | MatrixBlock | MapBlock


@dataclass(frozen=True)
class PageContent:
    """A page of the app: what it says first, and its blocks in the order of the screen."""

    id: PageId
    title: str
    """As in the navigation."""
    answer: str
    """The finding in a sentence or two, as the page begins with it."""
    blocks: tuple[Block, ...]
    comment: str = ""
    """What whoever made the pack adds to it."""
    sources: tuple[str, ...] = ()
    """The tables that the page rests on, by their names in the contract."""
    layout: Literal["whole", "one sheet"] = "whole"
    """Whether its blocks take as many sheets as they need, or stand side by side on one, cut to what fits.

    On one sheet tiles stand above, the other blocks beside one another: the first has the most room, four are the most.
    """


def one_sheet(title: str, answer: str, *parts: tuple[PageContent, Sequence[str]]) -> PageContent:
    """Blocks of one or several pages, by their keys and in that order, on one sheet under an answer.

    A key that a page has no block of is passed over. It keeps the id of the first page and the sources of all.
    """
    by_key = [({block.key: block for block in page.blocks}, keys) for page, keys in parts]
    blocks = tuple(found[key] for found, keys in by_key for key in keys if key in found)
    sources = tuple(dict.fromkeys(source for page, _keys in parts for source in page.sources))
    comment = " ".join(page.comment for page, _keys in parts if page.comment)
    return PageContent(parts[0][0].id, title, answer, blocks, comment, sources, layout="one sheet")


@dataclass(frozen=True)
class Imprint:
    """What every sheet of a document says of where it comes from."""

    data: str
    """The title of the data."""
    operator: str
    as_of: date
    filters: tuple[str, ...]
    """The filters in force, in words; none: empty."""
    currency: str
    scenario: str
    """Empty: the data as they are."""
    version: str
    """The data version; empty in a client's document, which it would tell of the rows of others."""
    client: str
    """For whom it was prepared; empty for one of the executive's own."""
    illustrative: str
    """How much of it is made up, in words; empty in a client's document."""
    locale: str
    made_at: datetime
    receipt: str
    """The id under which the audit trail and the receipt know this document."""
    notice: str = ""
    """What is to be known of the data: that tables are left out, that a newer delivery was refused."""

    @property
    def confidential(self) -> str:
        """The name of the client that the document is confidential to; empty for none."""
        return self.client


@dataclass(frozen=True)
class Document:
    """Pages under a title: one page exported, or a board pack."""

    title: str
    imprint: Imprint
    pages: tuple[PageContent, ...]
    subtitle: str = ""
    definitions: tuple[tuple[str, str], ...] = field(default=())
    """Terms and KPIs that the pages use, and what they mean."""


@dataclass(frozen=True)
class MadeFile:
    """A document as a file, and its pages as far as they stand in it: without what was cut to fit."""

    content: bytes
    pages: tuple[PageContent, ...]
