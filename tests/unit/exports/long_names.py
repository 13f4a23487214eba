"""Data folders whose names are as long as names become, in three scripts; and a document of every kind of block."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd

from dualsite.exports import figures
from dualsite.exports.document import Block, Document, Imprint, PageContent, Sentence, TableBlock, TextBlock
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.sitemap import PageId
from tests.data_folder import DataFolder

NAMES = {
    "English": "Wolverhampton and Staffordshire Biopharmaceutical Manufacturing Holdings Incorporated",
    "Korean": "대한민국첨단바이오의약품위탁개발생산주식회사 송도국제도시 제1공장 무균충전 및 접합의약품 제조시설",
    "Japanese": "株式会社東日本バイオ医薬品受託開発製造センター 松島第一工場 無菌充填・抗体薬物複合体製造施設",
}
"""A name of each script, longer than any of a real company."""

IMPRINT = Imprint(
    data="Fictional works",
    operator="Hazel Biologics",
    as_of=date(2027, 3, 1),
    filters=("Alder Works",),
    currency="USD",
    scenario="",
    version="ab12cd34",
    client="",
    illustrative="12% of rows illustrative",
    locale="en",
    made_at=datetime(2027, 3, 2, 9, 30, tzinfo=UTC),
    receipt="R-0042",
)


def works(name: str) -> DataFolder:
    """The fictional works with this name for sites, suites, clients, products, milestones and trials."""
    folder = DataFolder()
    for table in ("sites", "suites", "partners", "products", "milestones", "opportunities"):
        for number, row in enumerate(folder.tables[table]):
            row["name"] = f"{name} {number + 1}"
    for row in folder.tables["trials"]:
        row["title"], row["acronym"], row["sponsor"] = name, "", name
    for row in folder.tables["actions"]:
        row["text"] = f"{name}: {name}"
    folder.dataset = folder.dataset.replace("Hazel Biologics", name)
    return folder


def document(*blocks: Block, answer: str = "Two contracts hold all of the value.", comment: str = "") -> Document:
    """A document of one page of these blocks."""
    page = PageContent(PageId.CONTRACTS, "Contracts", answer, blocks, comment, ("contracts", "bookings"))
    return Document("Board of March", IMPRINT, (page,))


DAY = date(2027, 6, 1).toordinal()

SPEC = TableSpec(
    "contracts",
    "Contracts",
    (
        ColumnSpec("client", "Client", is_strong=True),
        ColumnSpec("value", "Value", "amount"),
        ColumnSpec("share", "Share", "fraction"),
        ColumnSpec("signed_on", "Signed", "day"),
        ColumnSpec("stands", "Stands", "standing"),
        ColumnSpec("note", "Note", width="medium"),
        ColumnSpec("url", "Link", "link"),
    ),
)


def contracts(name: str = "Oak", count: int = 2) -> TableBlock:
    """So many contracts of a client."""
    row = [name, 90_000_000, 0.125, date(2026, 11, 20), "missed", f"{name}. " * 3, "https://example.org/a"]
    frame = pd.DataFrame([row] * count, columns=SPEC.names, dtype=object)
    return TableBlock("contracts", "Contracts by client", SPEC, frame, "USD", note="Without options.")


def columns(kind: str = "columns", name: str = "Oak") -> figures.ChartBlock:
    """Two series of three years, and a target as a line over them."""
    return figures.ChartBlock(
        "backlog",
        "Backlog falls from 2028",
        "USD by year of delivery.",
        "Backlog falls from 30 to 12 million dollars.",
        kind,  # type: ignore[arg-type]
        (f"{name} 2026", f"{name} 2027", f"{name} 2028"),
        (
            figures.Series("Firm", (30e6, 21e6, 12e6), "#0072B2"),
            figures.Series("Option", (None, 5e6, 8e6), "#7B4FA3", "hatched"),
            figures.Series("Target", (28e6, 28e6, 28e6), "#101418", is_line=kind in ("columns", "stacked columns")),
        ),
        "amount",
        "USD",
        "Backlog",
    )


def gantt(name: str = "Oak") -> figures.GanttBlock:
    """A row with two spans and a mark, and one with a mark alone."""
    return figures.GanttBlock(
        "calendars",
        "What each suite is booked for",
        "Solid: firm. Hatched: option.",
        "Two suites.",
        (
            figures.GanttRow(
                f"{name} 1",
                (
                    figures.Span(date(2027, 1, 1), date(2027, 2, 1), name, "#0072B2"),
                    figures.Span(date(2027, 3, 1), date(2027, 5, 1), name, "#0072B2", "hatched"),
                ),
                (figures.DayMark(date(2027, 1, 11), name, "#B45309"),),
                group=name,
                said=name,
            ),
            figures.GanttRow(f"{name} 2", (), (figures.DayMark(date(2027, 5, 30), name),), group=name),
        ),
        date(2027, 1, 1),
        date(2027, 6, 30),
        date(2027, 3, 1),
    )


def every(name: str) -> tuple[Block, ...]:
    """Every kind of block whose names are all this one."""
    shades = [figures.Shade("100", 1.0, is_outlined=True), figures.Shade("0", 0.0), figures.Shade("", None)] * 4
    months = [f"{month} {year}" for year in (2026, 2027) for month in ("Jan", "Feb", "Mar", "Apr", "May", "Jun")]
    scatter = figures.ChartBlock(
        "slip",
        f"{name} slipped",
        name,
        name,
        "scatter",
        (),
        (
            figures.Series(
                name,
                (date(2027, 6, 1).toordinal(), date(2027, 9, 1).toordinal()),
                places=(date(2024, 1, 1), date(2026, 1, 1)),
            ),
            figures.Series("Held", (DAY - 90,), places=(date(2025, 1, 1),), labels=(name,), is_line=True),
        ),
        "day",
        axis="Target",
        across="Stated on",
    )
    lines = figures.ChartBlock(
        "months", name, name, name, "lines", [date(2026, month, 1) for month in range(1, 13)],
        (figures.Series(name, [0.9, None] * 6), figures.Series("Limit", [0.8] * 12, is_dashed=True, style="thin")),
        "fraction",
    )  # fmt: skip
    world = figures.MapBlock(
        "map", name, name, name, (("JP", "#9CC3E0", name), ("DK", "#E3E6EB", f"{name} 2")),
        (
            figures.MapPlace(126.6, 37.4, name, "#0072B2", said=name),
            figures.MapPlace(-76.1, 43.0, name, "#7B4FA3", "diamond"),
        ),
        (figures.MapLane((126.6, 37.4), (-76.1, 43.0), name, "#0072B2", "hatched"),),
    )  # fmt: skip
    node = figures.TreeNode(0, 0, name, "✓", "#1B7F5C", "#0072B2", says=name)
    nodes = [replace(node, column=place % 4, row=place // 4) for place in range(160)]
    tree = figures.TreeBlock(
        "tree", name, name, name, (name,) * 4, nodes, [(place, place + 1) for place in range(0, 160, 2)],
        [figures.TreeBand(0, 30, name), figures.TreeBand(30, 40)], [(name, "#0072B2")],
    )  # fmt: skip
    return (
        TextBlock("one", "", (Sentence(f"{name} binds.", "watch"),)),
        TextBlock("many", name, [Sentence(f"{name}: {name}", "bad", is_illustrative=True)] * 30),
        columns("columns", name),
        columns("stacked bars", name),
        scatter,
        lines,
        gantt(name),
        figures.MatrixBlock("matrix", name, name, name, months, [(f"{name} {one}", shades) for one in range(15)]),
        world,
        contracts(name, 70),
        tree,
    )
