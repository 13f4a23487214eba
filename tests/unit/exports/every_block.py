"""A document with every kind of block, as a writer is given it; made by hand, so that a test can say what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd

from dualsite.exports import figures
from dualsite.exports.document import Block, Document, Imprint, PageContent, Sentence, TableBlock, TextBlock, TileBlock
from dualsite.insights.kpis.targets import Target
from dualsite.insights.kpis.tiles import Tile
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.kpi import KPIS, Figure
from dualsite.kpi.windows import Window
from dualsite.sitemap import PageId

AS_OF = date(2026, 11, 20)
YEAR = Window(date(2025, 11, 21), AS_OF)

IMPRINT = Imprint(
    data="Fictional works",
    operator="Hazel Biologics",
    as_of=AS_OF,
    filters=("Alder Works",),
    currency="EUR",
    scenario="",
    version="ab12cd34",
    client="",
    illustrative="12% of rows illustrative",
    locale="en",
    made_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    receipt="R-0042",
)

CONTRACTS = TableSpec(
    "contracts",
    "Contracts, by client",
    (
        ColumnSpec("client", "Client", is_strong=True),
        ColumnSpec("signed_on", "Signed", "day"),
        ColumnSpec("month", "Month", "month"),
        ColumnSpec("quarter", "Quarter", "quarter"),
        ColumnSpec("batches", "Batches", "whole"),
        ColumnSpec("litres", "Volume", "number", "L"),
        ColumnSpec("worth", "Value", "amount"),
        ColumnSpec("share", "Take or pay", "fraction"),
        ColumnSpec("stands", "Stands", "standing"),
        ColumnSpec("is_open", "Open", "flag"),
        ColumnSpec("url", "Link", "link"),
    ),
)
MONTH = date(2026, 10, 1)
ROWS = [
    ("Oak Medicines", date(2024, 12, 1), MONTH, MONTH, 12, 2000.5, 90_000_000.4, 0.8, "met", True, "https://e.org/a"),
    ("다나까 제약", date(2026, 1, 15), MONTH, MONTH, 0, 15000.0, 4_500_000.0, None, "missed", False, None),
    ("=HYPERLINK(1)", None, None, None, None, None, None, 0.125, None, None, "javascript:x"),
    ("みどり薬品", date(2026, 2, 1), MONTH, MONTH, 3, 0.0, 1.0, 1.0, "overdue", None, "https://e.org/b"),
]


def contracts(rows: Sequence[tuple[object, ...]] = tuple(ROWS)) -> TableBlock:
    """Contracts of four clients: amounts, days, shares, and a name that would run as a formula."""
    frame = pd.DataFrame(list(rows), columns=CONTRACTS.names, dtype=object)
    return TableBlock("contracts", "Two contracts hold all of the value", CONTRACTS, frame, "EUR", note="All of them.")


def tile(kpi_id: str, value: float | None, n: int = 200, target: float | None = None, *, is_least: bool = True) -> Tile:
    """A tile without months; of a rate, n times the value is the numerator."""
    kpi = KPIS[kpi_id]
    top = None if value is None else value * n
    figure = Figure(kpi, {}, YEAR, value, top, n, n, None if value is not None else "nothing was released")
    before = Figure(kpi, {}, YEAR, value and value * 0.9, 1, n, n)
    return Tile(kpi, figure, None if target is None else Target(target, is_least), "EUR", before, None)


TILES = TileBlock(
    "tiles",
    (
        tile("right_first_time", 0.974, target=0.95),
        tile("schedule_adherence", 0.885, target=0.92),
        tile("backlog", 25_400_000.0),
        tile("suite_occupancy", None),
        tile("right_first_time", 0.75, n=4, target=0.95),
    ),
    said="Four of five KPIs are known.",
    note="Trailing 12 months.",
)

SENTENCES = TextBlock(
    "exceptions",
    "What stands out",
    (
        Sentence("Alder is full until March.", "watch"),
        Sentence("A batch was rejected.", "bad", is_illustrative=True),
        Sentence("+3 batches are early.", "good"),
    ),
)

COLUMNS = figures.ChartBlock(
    "backlog",
    "Backlog falls from 2028 on",
    "Value of signed contracts by year, EUR.",
    "Columns that fall from 30 to 12 million EUR.",
    "stacked columns",
    ("2026", "2027", "2028"),
    (
        figures.Series("Firm", (30_000_000.0, 21_000_000.0, 12_000_000.0), "#0072B2"),
        figures.Series("Option", (None, 5_000_000.0, 8_000_000.0), "#7B4FA3", "hatched", labels=("", "five", "eight")),
        figures.Series("Plan", (28e6, 28e6, 28e6), "#101418", is_line=True, is_dashed=True),
    ),
    "amount",
    "EUR",
    "Backlog, EUR",
)
LINES = figures.ChartBlock(
    "months",
    "Right first time stays within its limits",
    "Per cent of released batches by month.",
    "A line between two limits.",
    "lines",
    (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)),
    (
        figures.Series("Right first time", (0.97, None, 0.95), "#0072B2", n=(31, None, 40)),
        figures.Series("Upper limit", (0.99, 0.99, 0.99), is_line=True, is_dashed=True),
        figures.Series("Lower limit", (0.91, 0.92, 0.92), is_line=True, is_dashed=True),
    ),
    "fraction",
    axis="Right first time",
    ends=(0.8, 1.0),
)
BARS = figures.ChartBlock(
    "waiting",
    "Most lots wait on the client",
    "Lots by whom they wait on.",
    "Bars: client 7, supplier 2.",
    "bars",
    ("Client", "Supplier", "Ourselves"),
    (figures.Series("Lots", (7.0, 2.0, 0.0), "#5B6B7F", colours=("#D97706", "", "")),),
    "whole",
    axis="Lots",
)
SCATTER = figures.ChartBlock(
    "sizes",
    "Larger contracts take longer",
    "Days to sign against value.",
    "Three marks, rising.",
    "scatter",
    (),
    (
        figures.Series("Alder", (120.0, 200.0), "#0072B2", places=(4.5, 9.0), labels=("Oak", "Elm")),
        figures.Series("Birch", (90.5,), "#7B4FA3", places=(2.0,), labels=("=1+1",)),
        figures.Series("Trend", (80.0, 210.0), "#101418", is_line=True, places=(1.0, 10.0)),
    ),
    "number",
    axis="Days",
    across="Value, EUR million",
)
GANTT = figures.GanttBlock(
    "calendars",
    "Alder is booked until March",
    "Solid: firm. Hatched: option.",
    "Two suites with their bookings.",
    (
        figures.GanttRow(
            "Bioreactors ×2",
            (
                figures.Span(date(2026, 10, 1), date(2026, 11, 15), "Oakumab", "#0072B2"),
                figures.Span(date(2026, 12, 1), date(2027, 2, 1), "Elmotug", "#0072B2", "hatched"),
            ),
            group="Alder",
            said="full until March",
        ),
        figures.GanttRow(
            "정제 1",
            (figures.Span(date(2026, 9, 1), date(2026, 9, 20), "Changeover", "#808691", "thin"),),
            (figures.DayMark(date(2026, 12, 24), "Qualified", "#1B9E6F"),),
            "Alder",
        ),
        figures.GanttRow("Empty suite", group="Birch"),
    ),
    date(2026, 9, 1),
    date(2027, 3, 1),
    AS_OF,
)
MATRIX = figures.MatrixBlock(
    "occupancy",
    "Purification fills first",
    "Per cent of available unit-days.",
    "Two stages by three months.",
    ("Oct 2026", "Nov 2026", "Dec 2026"),
    (
        (
            "Alder: upstream",
            (figures.Shade("87", 0.87, value=0.87), figures.Shade("45", 0.45, value=0.45), figures.Shade("")),
        ),
        (
            "Alder: downstream",
            (
                figures.Shade("100", 1.0, is_outlined=True, value=1.0),
                figures.Shade("0", 0.0, value=0.0),
                figures.Shade("62", 0.62, value=0.62, sign="watch"),
            ),
        ),
    ),
    "#0072B2",
)
MAP = figures.MapBlock(
    "network",
    "Two sites serve six markets",
    "Blue: sites. Lanes: shipments.",
    "A map with two sites.",
    (("DK", "#9CC3E0", "approved"), ("JP", "#9CC3E0", "approved"), ("NA", "#E3E6EB", "planned")),
    (
        figures.MapPlace(10.38, 55.40, "Alder Works", "#0072B2", said="20,000 L"),
        figures.MapPlace(126.6, 37.4, "松島工場", "#7B4FA3", "diamond"),
        figures.MapPlace(-76.1, 43.05, "Syracuse", "#CC79A7", "square", "outlined"),
    ),
    (figures.MapLane((10.38, 55.40), (139.7, 35.7), "Alder to Japan", "#0072B2"),),
)
TREE = figures.TreeBlock(
    "genealogy",
    "Three batches, one of them on hold",
    "Left to right, from inputs to outputs.",
    "B-3 was made from B-1 and B-2.",
    ("Upstream", "Conjugation"),
    (
        figures.TreeNode(0, 0, "B-1 · 91%", "✓", "#1B7F5C", "#0072B2", says="B-1, released"),
        figures.TreeNode(0, 1, "B-2", "▲", "#B45309", "#0072B2", says="B-2, on hold"),
        figures.TreeNode(1, 0.5, "B-3", "○", "#808691", "#7B4FA3", "outlined", "B-3, planned"),
    ),
    ((0, 2), (1, 2)),
    (figures.TreeBand(0, 2, "Q4 2026"),),
    (("Alder Works", "#0072B2"),),
)
EVERY: tuple[Block, ...] = (TILES, SENTENCES, COLUMNS, LINES, BARS, SCATTER, GANTT, MATRIX, MAP, contracts(), TREE)


def page(blocks: Sequence[Block] = EVERY, page_id: PageId = PageId.CONTRACTS, title: str = "Contracts") -> PageContent:
    """A page of such blocks."""
    answer = "Two contracts hold EUR 94.5 million. A third is being negotiated."
    return PageContent(page_id, title, answer, tuple(blocks), "To be discussed with the board.", ("contracts",))


def document(*pages: PageContent, imprint: Imprint = IMPRINT) -> Document:
    """A document of these pages; of one with every block when none is given."""
    terms = (("Backlog", "What is signed and not yet earned."), ("수율", "What of the input comes out."))
    return Document("Board of November", imprint, pages or (page(),), "Network and contracts", terms)


def for_client(given: Document) -> Document:
    """The same as prepared for a client, under a scenario."""
    imprint = replace(given.imprint, client="Oak Medicines", version="", illustrative="", scenario="Two shifts")
    return replace(given, imprint=imprint)
