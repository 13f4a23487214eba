"""Exports shaped after SAP, a CRM and a LIMS become our tables by a mapping, with findings at their places."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dualsite.cli import app
from dualsite.errors import DataError
from dualsite.mapping import MAPPING, conversion, converted, proposal, read_mapping
from dualsite.mapping.spec import UNITS
from tests.data_folder import DataFolder

SAP = """\
CHARG;MATNR;WERKS;BWART;BUDAT;MENGE;MEINS
B-1;OAKMAB;S1;101;20260301;1.234,5;G
B-2;OAKMAB;S1;261;20260302;10,0-;G
"""

SAP_MAPPING = """\
[stock]
files = ["mb51*.csv"]
encoding = "cp1252"
separator = ";"
decimal = ","
day = "%Y%m%d"
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

CRM = (
    "Opportunity ID,Opportunity Name,Stage,Probability (%),Amount,Opportunity Currency,Close Date,Created Date\n"
    "006A,Elm phase 3,Negotiation,75,1000000,USD,,03/31/2026\n"
    "006B,Oak scale-up,Closed Won,100,250000,EUR,04/15/2026,02/20/2026\n"
)
LIMS = "Record ID,Type,Criticality,Open Date\nDEV-1,Deviation,Major,2026-03-01\nDEV-2,Deviation,Minor,2026-03-02\n"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / MAPPING).write_text(SAP_MAPPING, encoding="utf-8")
    (folder / "mb51_march.csv").write_bytes(SAP.encode("cp1252"))
    (folder / "mb51_april.csv").write_bytes(SAP.replace("B-", "C-").replace("202603", "202604").encode("cp1252"))
    return folder


def test_files_are_put_together_filtered_and_turned_into_our_units(exports: Path) -> None:
    (told,) = read_mapping(exports / MAPPING).tables
    table = converted(exports, told)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    # 1,234.5 g in each file; the issues (261) are left out.
    assert [(row["as_of_on"], float(row["quantity_kg"])) for row in rows] == [
        ("2026-04-01", 1.2345),
        ("2026-03-01", 1.2345),
    ]
    assert {(row["partner_id"], row["stage"], row["status"]) for row in rows} == {("OAK", "UPSTREAM", "RELEASED")}
    assert table.places == (("mb51_april.csv", 2), ("mb51_march.csv", 2))
    assert table.findings == ()


def test_a_cell_that_cannot_be_converted_is_a_finding_at_its_place(exports: Path) -> None:
    bad = SAP.replace("20260301", "2026-13-01").replace("1.234,5", "1.23,5").replace("S1;101", "S9;101")
    (exports / "mb51_march.csv").write_bytes(bad.encode("cp1252"))
    (told,) = read_mapping(exports / MAPPING).tables
    found = {
        (finding.file, finding.row, finding.column, finding.value) for finding in converted(exports, told).findings
    }
    assert found == {
        ("mb51_march.csv", 2, "BUDAT", "2026-13-01"),
        ("mb51_march.csv", 2, "MENGE", "1.23,5"),
        ("mb51_march.csv", 2, "WERKS", "S9"),
    }


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SAP.replace("MENGE", "Menge"), "has no column MENGE; it has CHARG"),
        (SAP.replace("MEINS", "MENGE"), "has the column MENGE more than once"),
    ],
)
def test_a_column_that_is_not_there_or_there_twice_is_said_once(exports: Path, file: str, said: str) -> None:
    (exports / "mb51_march.csv").write_bytes(file.encode("cp1252"))
    (told,) = read_mapping(exports / MAPPING).tables
    (finding,) = converted(exports, told).findings
    assert f"mb51_march.csv {said}" in finding.message


ROW = "B-3;OAKMAB;S1;101;20260303;5,0;G\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace(";G", ";G;9;9"), "has 9 cells, the header 7; a separator inside a cell"),
        (ROW.replace("5,0;G", "5,0"), "has 6 cells, the header 7; a cell is missing"),
        ("B-3\n", "has 1 cell, the header 7; a cell is missing"),
    ],
)
def test_a_row_of_another_width_than_the_header_is_refused(exports: Path, row: str, said: str) -> None:
    (exports / "mb51_march.csv").write_bytes((SAP + row).encode("cp1252"))
    (told,) = read_mapping(exports / MAPPING).tables
    table = converted(exports, told)
    (found,) = table.findings
    assert found.message.startswith(f"mb51_march.csv row 4: the row {said}")
    assert (len(table.rows), table.below) == (2, ())


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SAP.replace("B-1", '"B-1'), "row 2: a quotation mark is not closed, and all below it stands in one cell"),
        (SAP.replace("B-1", '"B-1').replace(";G\nB-2;", ';G\n"B-2";'), "row 2: a quotation mark is not closed, or"),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_said_with_its_row(exports: Path, file: str, said: str) -> None:
    (exports / "mb51_march.csv").write_bytes(file.encode("cp1252"))
    (told,) = read_mapping(exports / MAPPING).tables
    with pytest.raises(DataError, match=rf"^mb51_march\.csv {said}"):
        converted(exports, told)


def test_lines_left_out_below_the_rows_are_named(exports: Path) -> None:
    (exports / "mb51_march.csv").write_bytes(f"{SAP}\nMovements\nPrinted by A\n".encode("cp1252"))
    (told,) = read_mapping(exports / MAPPING).tables
    table = converted(exports, told)
    assert [(one.file, one.row, one.problem) for one in table.below] == [
        (
            "mb51_march.csv",
            5,
            "2 lines below the rows were taken for words and not read: row 5 “Movements”, row 6 “Printed by A”",
        )
    ]
    assert (len(table.rows), table.findings) == (2, ())


def test_files_lie_in_the_folder_and_nowhere_else(exports: Path) -> None:
    path = exports / MAPPING
    for pattern in ("/etc/*", "../*.csv", "nothing*.csv"):
        path.write_text(SAP_MAPPING.replace("mb51*.csv", pattern), encoding="utf-8")
        (told,) = read_mapping(path).tables
        with pytest.raises(DataError, match=r"mapping\.toml, \[stock\]"):
            converted(exports, told)


def test_what_the_check_finds_is_said_with_their_file_row_and_column(exports: Path, tmp_path: Path) -> None:
    data = DataFolder().write(tmp_path / "data")
    (exports / "mb51_march.csv").write_bytes(SAP.replace("OAKMAB", "NOMAB").encode("cp1252"))
    done = CliRunner().invoke(app, ["convert", str(exports), "--out", str(data)])
    assert done.exit_code == 1
    assert "stock: 2 rows" in done.output
    (line,) = [line for line in done.output.splitlines() if "E06" in line and "NOMAB" in line]
    assert "mb51_march.csv row 2, MATNR: " in line


def test_a_day_of_hours_is_one_day() -> None:
    unit, of_ours = UNITS["h"]
    assert (unit, [of_ours * hours for hours in (24, 36)]) == ("d", [1, 1.5])
    assert conversion._number("24", ".", of_ours) == "1"
    assert conversion._number("1.500,5", ",", UNITS["g"][1]) == "1.5005"


def test_nothing_is_written_while_a_cell_cannot_be_converted(exports: Path, tmp_path: Path) -> None:
    (exports / "mb51_march.csv").write_bytes(SAP.replace("20260301", "soon").encode("cp1252"))
    done = CliRunner().invoke(app, ["convert", str(exports), "--out", str(tmp_path / "data")])
    assert done.exit_code == 1
    assert "mb51_march.csv row 2, BUDAT: “soon”" in done.output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[stock]", "[stocks]", "there is no such table"),
        ('"MATNR"', '{ from = "MATNR", constant = "X" }', "say either `from`"),
        ('unit = "g"', 'unit = "h"', "cannot be turned into kg"),
        ("product_id =", "product =", "stock has no such column"),
        ('decimal = ","', 'decimal = ";"', "[stock] decimal"),
        ("[stock.columns]", "[stock.columns", "is not TOML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_place(exports: Path, before: str, after: str, said: str) -> None:
    path = exports / MAPPING
    path.write_text(SAP_MAPPING.replace(before, after), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_mapping(path)
    assert said in str(refused.value)
    assert str(refused.value).startswith(MAPPING)


def test_a_report_of_a_crm_is_proposed_as_opportunities_with_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "report.csv").write_text(CRM, encoding="utf-8")
    said = proposal([tmp_path / "report.csv"])
    assert "[opportunities]" in said
    assert 'day = "%m/%d/%Y"' in said
    for line in ('opportunity_id = "Opportunity ID"', 'opened_on = "Created Date"', 'value = "Amount"'):
        assert line in said
    assert '# country = { constant = "?" }  # needed, and nothing like it was found' in said
    assert 'Negotiation" = "NEGOTIATION"' in said


def test_an_export_of_a_lims_is_proposed_as_quality_events(tmp_path: Path) -> None:
    (tmp_path / "deviations.csv").write_text(LIMS, encoding="utf-8")
    said = proposal([tmp_path / "deviations.csv"])
    assert "[quality_events]" in said
    assert 'event_id = "Record ID"' in said
    assert '"Major" = "MAJOR"' in said


@pytest.mark.parametrize("content", [b"PK\0\1\2,\0\n1,2\n", "a,b\n1,2\n".encode("utf-16-le")])
def test_a_file_that_is_no_text_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "export.csv").write_bytes(content)
    with pytest.raises(DataError, match="is no text, or one in utf-16"):
        proposal([tmp_path / "export.csv"])
