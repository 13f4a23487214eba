"""The workbook: typed cells, what stands in which sheet, charts that read their cells, and no formula from a text."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import get_args

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dualsite.exports import xlsx
from dualsite.exports.document import Document
from dualsite.exports.figures import Format, Series
from dualsite.exports.xlsx import draft, workbook
from dualsite.exports.xlsx.draft import sheet_name
from tests.unit.exports import every_block

HEAD = 5
"""The row of the heads of a sheet of rows."""


def opened(document: Document) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx.written(document)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(every_block.document())


def values(sheet: Worksheet) -> list[list[object]]:
    """The cells of all rows; a day as such."""
    return [
        [cell.value.date() if isinstance(cell.value, datetime) else cell.value for cell in row]
        for row in sheet.iter_rows()
    ]


def under_heads(sheet: Worksheet, head: int = HEAD) -> list[dict[object, object]]:
    """The rows of a sheet by their heads."""
    names, *rows = values(sheet)[head - 1 :]
    return [dict(zip(names, row, strict=True)) for row in rows]


def texts(book: Workbook) -> Iterator[str]:
    for sheet in book:
        yield from (cell for row in values(sheet) for cell in row if isinstance(cell, str))


def test_there_is_a_sheet_per_block_after_that_of_the_page(book: Workbook) -> None:
    assert book.sheetnames == [
        "Cover",
        "Contracts",
        "Backlog falls from 2028 on",
        "Right first time stays within…",
        "Most lots wait on the client",
        "Larger contracts take longer",
        "Alder is booked until March",
        "Purification fills first",
        "Two sites serve six markets",
        "Two contracts hold all of the…",
        "Three batches, one of them on…",
        "Definitions",
    ]


def test_the_cover_says_where_it_comes_from_and_links_to_every_sheet(book: Workbook) -> None:
    cover = book["Cover"]
    told = {row[0]: row[1] for row in values(cover) if row[1]}
    assert told["As of"] == "20 Nov 2026"
    assert told["Filters"] == "Alder Works"
    assert told["Currency"] == "EUR"
    assert told["Data version"] == "ab12cd34"
    assert told["Illustrative"] == "12% of rows illustrative"
    assert told["Receipt"] == "R-0042"
    links = [cell.hyperlink.location for row in cover.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_a_clients_workbook_names_the_client_and_neither_version_nor_share() -> None:
    book = opened(every_block.for_client(every_block.document()))
    told = list(texts(book))
    assert "Confidential — prepared for Oak Medicines" in told
    assert not [one for one in told if "ab12cd34" in one or "rows illustrative" in one]
    assert {row[0]: row[1] for row in values(book["Cover"]) if row[1]}["Scenario"] == "Two shifts"
    assert all("Confidential — prepared for Oak Medicines" in (sheet.oddFooter.left.text or "") for sheet in book)


def test_cells_are_typed_and_amounts_have_their_currency_beside_them(book: Workbook) -> None:
    first, korean, formula, japanese = under_heads(book["Two contracts hold all of the…"])
    assert first == {
        "Client": "Oak Medicines",
        "Signed": date(2024, 12, 1),
        "Month": date(2026, 10, 1),
        "Quarter": date(2026, 10, 1),
        "Batches": 12,
        "Volume, L": 2000.5,
        "Value, EUR": 90_000_000,
        "Currency": "EUR",
        "Take or pay": 0.8,
        "Stands": "met",
        "Open": "yes",
        "Link": "https://e.org/a",
    }
    assert (korean["Client"], korean["Batches"], korean["Take or pay"]) == ("다나까 제약", 0, None)
    assert (formula["Client"], formula["Value, EUR"], formula["Take or pay"]) == ("=HYPERLINK(1)", None, 0.125)
    assert japanese["Client"] == "みどり薬品"


def test_cells_are_shown_as_they_are_read_on_screen(book: Workbook) -> None:
    shown = {head.value: cell.number_format for head, cell in zip(*book.worksheets[9][HEAD : HEAD + 1], strict=True)}
    assert shown["Signed"] == "d mmm yyyy"
    assert shown["Month"] == "mmm yyyy"
    assert shown["Quarter"] == '"Q4 "yyyy'
    assert shown["Volume, L"] == "#,##0.0"
    assert shown["Value, EUR"] == "#,##0"
    assert shown["Take or pay"] == "0.0%"
    assert shown["Stands"] == '"✓ "@'


def test_heads_are_frozen_filtered_and_printed_on_every_page(book: Workbook) -> None:
    sheet = book["Two contracts hold all of the…"]
    assert sheet.freeze_panes == "B6"
    assert sheet.auto_filter.ref == "A5:L9"
    assert sheet.print_title_rows == "$5:$5"


def test_no_text_runs_as_a_formula(book: Workbook) -> None:
    cell = book["Two contracts hold all of the…"]["A8"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    with zipfile.ZipFile(io.BytesIO(xlsx.written(every_block.document()))) as files:
        sheets = [files.read(name) for name in files.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_only_an_address_of_the_web_is_a_link(book: Workbook) -> None:
    column = book["Two contracts hold all of the…"]["L"]
    links = [cell.hyperlink.target for cell in column if cell.hyperlink]
    assert links == ["https://e.org/a", "https://e.org/b"]


def test_the_first_sheet_of_a_page_holds_its_sentences_and_its_tiles(book: Workbook) -> None:
    sheet = book["Contracts"]
    said = [row[0] for row in values(sheet) if row[0]]
    assert said[3:10] == [
        "Two contracts hold EUR 94.5 million. A third is being negotiated.",
        "To be discussed with the board.",
        "Four of five KPIs are known.",
        "What stands out",
        "▲ Alder is full until March.",
        "✕ A batch was rejected. [illustrative]",
        "✓ +3 batches are early.",
    ]
    head = next(number for number, row in enumerate(values(sheet), 1) if row[0] == "KPI")
    right, late, backlog, unknown, few = under_heads(sheet, head)[:5]
    assert (right["As displayed"], right["Value"], right["Unit"], right["Target"]) == ("97.4%", 0.974, "%", "≥ 95.0%")
    assert (right["Target met"], late["Target met"], backlog["Target met"]) == ("met", "missed", None)
    assert (backlog["As displayed"], backlog["Value"], backlog["Unit"]) == ("€25.4M", 25_400_000, "EUR")
    assert (unknown["As displayed"], unknown["Value"], unknown["Based on"]) == ("—", None, "nothing was released")
    assert (few["As displayed"], few["Value"], few["n"]) == ("3 of 4", None, 4)


def test_a_chart_reads_the_cells_beside_it(book: Workbook) -> None:
    sheet = book["Backlog falls from 2028 on"]
    assert under_heads(sheet)[1] == {
        "Category": "2027",
        "Firm": 21_000_000,
        "Option": 5_000_000,
        "Option, label": "five",
        "Plan": 28_000_000,
        "Currency": "EUR",
    }
    (chart,) = sheet._charts  # type: ignore[attr-defined]
    drawn = [one.val.numRef.f for kind in chart._charts for one in kind.series]
    assert drawn == [f"'Backlog falls from 2028 on'!${column}$6:${column}$8" for column in "BCE"]
    assert {len(sheet._charts) for sheet in book.worksheets[2:7]} == {1}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("whole", "#,##0"),
        ("number", "#,##0.0"),
        ("ratio", "#,##0.00"),
        ("fraction", "0.0%"),
        ("amount", "#,##0"),
        ("day", "d mmm yyyy"),
    ],
)
def test_values_of_a_chart_are_shown_as_they_are_told(told: Format, shown: str) -> None:
    chart = replace(every_block.BARS, format=told, series=(Series("Lots", (700_000.5,)),), categories=("Client",))
    cell = opened(every_block.document(every_block.page([chart]))).worksheets[2]["B6"]
    assert cell.number_format == shown
    assert set(get_args(Format)) == {"whole", "number", "ratio", "fraction", "amount", "day"}


def test_marks_of_a_scatter_chart_are_rows(book: Workbook) -> None:
    assert [list(row.values()) for row in under_heads(book["Larger contracts take longer"])] == [
        ["Alder", "Oak", 4.5, 120],
        ["Alder", "Elm", 9, 200],
        ["Birch", "=1+1", 2, 90.5],
        ["Trend", None, 1, 80],
        ["Trend", None, 10, 210],
    ]


def test_spans_are_rows_with_their_first_and_last_day(book: Workbook) -> None:
    rows = [list(row.values())[:7] for row in under_heads(book["Alder is booked until March"])]
    assert rows == [
        ["Alder", "Bioreactors ×2", "Oakumab", date(2026, 10, 1), date(2026, 11, 14), 31 + 14, "full until March"],
        ["Alder", "Bioreactors ×2", "Elmotug", date(2026, 12, 1), date(2027, 1, 31), 31 + 31, None],
        ["Alder", "정제 1", "Changeover", date(2026, 9, 1), date(2026, 9, 19), 19, None],
        ["Alder", "정제 1", "Qualified", date(2026, 12, 24), None, None, None],
        ["Birch", "Empty suite", None, None, None, None, None],
    ]


def test_a_matrix_is_typed_and_shaded(book: Workbook) -> None:
    sheet = book["Purification fills first"]
    assert values(sheet)[HEAD - 1 : HEAD + 2] == [
        ["", "Oct 2026", "Nov 2026", "Dec 2026"],
        ["Alder: upstream", 0.87, 0.45, None],
        ["Alder: downstream", 1, 0, 0.62],
    ]
    assert [cell.number_format for cell in sheet[7][1:]] == ["0%", "0%", '"▲ "0%']
    assert sheet["B7"].fill.fgColor.rgb != sheet["C7"].fill.fgColor.rgb
    assert sheet["B7"].border.left.style == "medium"


def test_a_map_is_rows_of_places_lanes_and_countries(book: Workbook) -> None:
    rows = [list(row.values()) for row in under_heads(book["Two sites serve six markets"])]
    assert rows[1] == ["place", "松島工場", None, 126.6, 37.4, None, None]
    assert rows[3] == ["lane", "Alder to Japan", None, 10.38, 55.4, 139.7, 35.7]
    assert rows[4] == ["country", "Denmark", "approved", None, None, None, None]


def test_terms_and_kpis_are_defined_once(book: Workbook) -> None:
    rows = under_heads(book["Definitions"])
    assert [row["Term"] for row in rows] == [
        "수율",
        "Right first time",
        "Schedule adherence",
        "Backlog",
        "Suite occupancy",
    ]
    assert rows[0]["Definition"] == "What of the input comes out."
    assert all(row["Computed as"] for row in rows[1:])


def test_days_are_written_as_the_reader_writes_them() -> None:
    imprint = replace(every_block.IMPRINT, locale="ko_KR")
    sheet = opened(every_block.document(imprint=imprint)).worksheets[9]
    assert sheet["B6"].number_format == 'yyyy"년 "m"월 "d"일"'
    assert sheet["D6"].number_format == 'yyyy"년 4분기"'


def test_the_same_document_gives_the_same_bytes() -> None:
    assert xlsx.written(every_block.document()) == xlsx.written(every_block.document())


def test_two_pages_with_the_same_block_have_sheets_of_their_own() -> None:
    table = every_block.contracts()
    pages = [every_block.page([table], title="Today"), every_block.page([table], title="Contracts")]
    names = opened(every_block.document(*pages)).sheetnames
    assert names == [
        "Cover",
        "Today",
        "Two contracts hold all of the…",
        "Contracts",
        "Two contracts hold all of… (2)",
        "Definitions",
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Lots: made/released [2026]*?", "Lots made released 2026"),
        ("'quoted'", "quoted"),
        ("history", "history (2)"),
        ("", "Sheet"),
        ("가" * 40, "가" * 30 + "…"),
        ("🧪" * 20, "🧪" * 15 + "…"),
    ],
)
def test_a_sheet_is_called_what_a_spreadsheet_allows(title: str, name: str) -> None:
    assert sheet_name(title, []) == name
    assert len(name.encode("utf-16-le")) / 2 <= 31


def test_a_name_that_differs_by_case_alone_is_taken() -> None:
    assert sheet_name("CONTRACTS", ["Cover", "Contracts"]) == "CONTRACTS (2)"


def test_a_chart_without_values_is_a_table_alone() -> None:
    charts = [replace(every_block.COLUMNS, series=(), categories=()), replace(every_block.SCATTER, series=())]
    book = opened(every_block.document(every_block.page(charts)))
    assert [len(sheet._charts) for sheet in book.worksheets] == [0] * 5  # type: ignore[attr-defined]


def test_text_longer_than_a_cell_takes_ends_in_dots() -> None:
    rows = [("x" * 40_000, *every_block.ROWS[0][1:])]
    book = opened(every_block.document(every_block.page([every_block.contracts(rows)])))
    assert book.worksheets[2]["A6"].value == "x" * 32_766 + "…"


def test_many_rows_are_written_in_constant_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MANY", 100)
    monkeypatch.setattr(draft, "MOST_LINKS_OF_LONG", 10)

    def peak(count: int) -> int:
        rows = [(f"Client {number}", *every_block.ROWS[0][1:]) for number in range(count)]
        document = every_block.document(every_block.page([every_block.contracts(rows)]))
        tracemalloc.start()
        try:
            size = len(xlsx.written(document))
            return tracemalloc.get_traced_memory()[1] - size
        finally:
            tracemalloc.stop()

    peak(101)
    assert peak(1_000) < peak(250) + 100_000


def test_a_long_workbook_holds_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MANY", 100)
    rows = [(f"Client {number}", *every_block.ROWS[0][1:]) for number in range(101)]
    page = every_block.page([every_block.contracts(rows), every_block.GANTT, every_block.COLUMNS])
    book = openpyxl.load_workbook(io.BytesIO(xlsx.written(every_block.document(page))), read_only=True)
    names, first, *_others, last = book.worksheets[2].iter_rows(min_row=HEAD, values_only=True)
    assert (names[0], first[0], last[0]) == ("Client", "Client 0", "Client 100")
    assert last[1].date() == date(2024, 12, 1)
