"""Exports that are workbooks: their cells as the spreadsheet holds and calls them."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from dualsite.cli import app
from dualsite.errors import DataError
from dualsite.mapping import MAPPING, MappedTable, converted, proposal, read_mapping
from tests import workbooks
from tests.data_folder import DataFolder

SAID = """\
[stock]
files = ["mb51.xlsx#März"]
decimal = ","
where = { BWART = ["101"] }

[stock.columns]
product_id = "MATNR"
partner_id = { constant = "OAK" }
stage = { from = "WERKS", codes = { S1 = "UPSTREAM" } }
location = "WERKS"
as_of_on = "BUDAT"
usable_on = "BUDAT"
quantity_kg = { from = "MENGE", unit = "g" }
status = { constant = "RELEASED" }
"""
ROWS = [
    ["Movements", None, None, None, None],
    ["MATNR", "WERKS", "BWART", "BUDAT", "MENGE"],
    ["OAKMAB", "S1", 101, date(2026, 3, 1), 1.234],
    ["OAKMAB", "S1", 261, date(2026, 3, 2), -10],
    ["OAKMAB", "S1", 101, date(2026, 3, 3), 0.0000015],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / MAPPING).write_text(SAID.replace("where =", "skip = 1\nwhere ="), encoding="utf-8")
    workbooks.write(tmp_path / "mb51.xlsx", {"Info": [["a"]], "März": ROWS})
    return tmp_path


def changed(folder: Path, **cells: object) -> Path:
    book = load_workbook(folder / "mb51.xlsx")
    for place, value in cells.items():
        book["März"][place] = value
    book.save(folder / "mb51.xlsx")
    return folder


def read(folder: Path) -> MappedTable:
    return converted(folder, read_mapping(folder / MAPPING).tables[0])


def column(table: MappedTable, name: str) -> list[str]:
    return [row[table.columns.index(name)] for row in table.rows]


def test_a_number_of_a_workbook_is_that_number_whatever_marks_the_mapping_names(folder):
    table = read(folder)
    # 1.234 g, and never 1,234 g.
    assert column(table, "quantity_kg") == ["0.001234", "0.0000000015"]
    assert column(table, "as_of_on") == ["2026-03-01", "2026-03-03"]
    assert table.places == (("mb51.xlsx#März", 3), ("mb51.xlsx#März", 5))


def test_errors_and_formulas_without_a_value_are_told_by_their_cells(folder):
    table = read(changed(folder, A3="#REF!", B3="#N/A", E5="=1+1"))
    assert [one.message for one in table.findings] == [
        "mb51.xlsx, März!A3: “#REF!”: it is an error of the spreadsheet. Correct the formula, or leave the cell empty.",
        "mb51.xlsx, März!B3: “#N/A”: it is an error of the spreadsheet. Correct the formula, or leave the cell empty.",
        "mb51.xlsx, März!B3: “#N/A”: it is an error of the spreadsheet. Correct the formula, or leave the cell empty.",
        "mb51.xlsx, März!E5: “=1+1”: it is a formula without a value. Open the workbook in Excel, save it, and deliver "
        "it again.",
    ]
    assert column(table, "product_id") == ["", "OAKMAB"]


def test_an_error_that_has_a_code_is_what_the_mapping_says(folder):
    path = folder / MAPPING
    path.write_text(path.read_text(encoding="utf-8").replace("S1 =", '"#N/A" = "DOWNSTREAM", S1 ='), encoding="utf-8")
    table = read(changed(folder, B3="#N/A"))
    assert column(table, "stage") == ["DOWNSTREAM", "UPSTREAM"]
    assert {one.ours for one in table.findings} == {"location"}


def test_a_row_that_is_left_out_for_an_error_is_told(folder):
    (found,) = read(changed(folder, C3="#REF!")).findings
    assert found.message.startswith("mb51.xlsx, März!C3: “#REF!”: it is an error of the spreadsheet")


def test_an_error_in_an_export_as_text_is_refused_too(tmp_path):
    (tmp_path / MAPPING).write_text(SAID.replace("mb51.xlsx#März", "mb51.csv"), encoding="utf-8")
    (tmp_path / "mb51.csv").write_text("MATNR;WERKS;BWART;BUDAT;MENGE\n#NV;S1;101;2026-03-01;1\n")
    (found,) = read(tmp_path).findings
    assert (found.row, found.column, found.value) == (2, "MATNR", "#NV")


def test_a_moment_is_its_day_only_where_the_mapping_says_hours(folder):
    changed(folder, D3=datetime(2026, 3, 1, 23, 30))  # noqa: DTZ001
    (first, _) = read(folder).findings
    assert first.message.startswith("mb51.xlsx, März!D3: “2026-03-01 23:30:00”: it is no day written as %Y-%m-%d")
    path = folder / MAPPING
    said = path.read_text(encoding="utf-8").replace("skip", 'day = "%d.%m.%Y %H:%M"\nskip')
    path.write_text(said, encoding="utf-8")
    assert column(read(folder), "as_of_on") == ["2026-03-01", "2026-03-03"]


def test_a_proposal_for_moments_has_days_with_hours(tmp_path):
    rows = [["Deviation ID", "Opened On"], ["D-1", datetime(2026, 3, 1, 23, 30)], ["D-2", date(2026, 3, 2)]]  # noqa: DTZ001
    workbooks.write(tmp_path / "deviations.xlsx", {"A": rows})
    assert 'day = "%Y-%m-%d %H:%M:%S"' in proposal([tmp_path / "deviations.xlsx"])


def test_what_convert_says_of_a_workbook_names_its_cells_and_what_does_not_show(folder, tmp_path):
    data = DataFolder().write(tmp_path / "data")
    changed(folder, A3="NOMAB")
    book = load_workbook(folder / "mb51.xlsx")
    book["März"].row_dimensions[5].hidden = True
    book["März"].merge_cells("A8:B9")
    book.save(folder / "mb51.xlsx")
    done = CliRunner().invoke(app, ["convert", str(folder), "--out", str(data)])
    lines = done.output.splitlines()
    assert "warning W21 stock, mb51.xlsx#März: row 5 is hidden; it was read." in lines
    assert any(line.startswith("warning W21 stock, mb51.xlsx#März: cells are merged (A8:B9)") for line in lines)
    (line,) = [line for line in lines if "NOMAB" in line]
    assert "mb51.xlsx, März!A3: " in line


def test_the_first_sheet_that_is_filled_is_read_when_none_is_named(folder):
    workbooks.write(folder / "mb51.xlsx", {"Cover": [], "März": ROWS, "April": ROWS[:3]})
    path = folder / MAPPING
    path.write_text(path.read_text(encoding="utf-8").replace("#März", ""), encoding="utf-8")
    assert len(read(folder).rows) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mb51.xlsb", r"mb51\.xlsb is a binary workbook \(\.xlsb\): save it as \.xlsx\."),
        ("mb51.xls", r"mb51\.xls is text with cells \(CSV\) and no workbook"),
        ("mb51.xlsx", r"mb51\.xlsx has no sheet April: it has Info, März\."),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(folder, name, said):
    with zipfile.ZipFile(folder / "mb51.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", "")
    (folder / "mb51.xls").write_text("MATNR\tMENGE\nOAKMAB\t1\n")
    path = folder / MAPPING
    path.write_text(path.read_text(encoding="utf-8").replace("mb51.xlsx#März", f"{name}#April"), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read(folder)
