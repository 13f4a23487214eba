"""A receipt goes into a file and comes out again, also of one that another program has saved."""

from __future__ import annotations

import io
import zipfile

import pypdf
import pytest
import xlsxwriter
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from dualsite.errors import DataError, InputError
from dualsite.exports.receipts import reading
from dualsite.exports.receipts.carrying import PART, SignedReceipt, put, taken

SIGNED = SignedReceipt('{"id": "A1", "says": "' + "ä" * 2000 + '"}', b"s" * 64, b"k" * 32)


def deck() -> bytes:
    """Two slides: a text and a table; a chart."""
    made = Presentation()
    first = made.slides.add_slide(made.slide_layouts[5])
    first.shapes.title.text = "Right first time 97.4 %"
    table = first.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for row, cells in enumerate((("Lot", "Days"), ("A-1", "41"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    second = made.slides.add_slide(made.slide_layouts[5])
    second.shapes.title.text = "Booked"
    data = CategoryChartData()
    data.categories = ["Q1", "Q2"]
    data.add_series("Firm", (0.25, 0.5))
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(5), Inches(3), data)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def book() -> bytes:
    written = io.BytesIO()
    made = xlsxwriter.Workbook(written)
    sheet = made.add_worksheet("Lots")
    sheet.write_row(0, 0, ["Lot", "Days"])
    sheet.write_row(1, 0, ["A-1", 41.5])
    made.close()
    return written.getvalue()


def paper() -> bytes:
    made = pypdf.PdfWriter()
    made.add_blank_page(200, 200)
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def altered(file: bytes, part: str, content: bytes | None) -> bytes:
    """The package with a part otherwise, or without it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as package, zipfile.ZipFile(written, "w") as other:
        for name in package.namelist():
            if name != part:
                other.writestr(name, package.read(name))
            elif content is not None:
                other.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize("file", [deck(), book(), paper()], ids=["pptx", "xlsx", "pdf"])
def test_what_is_put_in_is_taken_out_and_nothing_else_changes(file: bytes) -> None:
    carrying = put(file, SIGNED)
    assert taken(file) is None
    assert taken(carrying) == SIGNED
    assert reading.sheets(carrying) == reading.sheets(file)


@pytest.mark.parametrize("file", [deck(), book()], ids=["pptx", "xlsx"])
def test_the_properties_hold_it_when_the_part_is_dropped(file: bytes) -> None:
    assert taken(altered(put(file, SIGNED), PART, None)) == SIGNED


def test_slides_are_read_line_by_line() -> None:
    first, second = reading.sheets(deck())
    assert first.lines == ("Right first time 97.4 %", "Lot | Days", "A-1 | 41")
    assert second.lines[:2] == ("Booked", "Firm: Q1 = 0.25; Q2 = 0.5")


def test_a_workbook_is_read_row_by_row() -> None:
    (sheet,) = reading.sheets(book())
    assert (sheet.name, sheet.lines) == ("Lots", ("1: Lot | Days", "2: A-1 | 41.5"))


def test_another_format_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="neither a presentation"):
        reading.sheets(b"sites,names\n")


def test_a_damaged_file_is_refused_in_a_sentence() -> None:
    with zipfile.ZipFile(broken := io.BytesIO(), "w") as package:
        package.writestr("ppt/presentation.xml", "<p")
    with pytest.raises(InputError, match="damaged"):
        reading.sheets(broken.getvalue())


def test_a_damaged_receipt_is_said_so() -> None:
    with pytest.raises(DataError, match="receipt in the file is damaged"):
        taken(altered(put(book(), SIGNED), PART, b"{"))
