"""Tables in sheets of workbooks are read, checked and shown as those in CSV files are, by their cells."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook, load_workbook

from dualsite import access, store
from dualsite.kpi.measure import answers
from dualsite.store import Version
from tests import workbooks
from tests.data_folder import DataFolder, checked

TABLES = ("sites", "partners", "contracts", "revenue", "fx_rates")


@pytest.fixture
def delivery() -> DataFolder:
    return DataFolder().keep("sources", *TABLES)


def sheets(delivery: DataFolder, *tables: str) -> dict[str, list[list[Any]]]:
    return {table: workbooks.of_csv(table, delivery.text(table)) for table in tables}


def folder_of(tmp_path: Path, delivery: DataFolder, **books: dict[str, list[list[Any]]]) -> Path:
    """The delivery as CSV files but for the tables of these workbooks, by the name of each."""
    folder = delivery.write(tmp_path / "data")
    for name, own in books.items():
        for table in own:
            (folder / f"{table.lower()}.csv").unlink(missing_ok=True)
        workbooks.write(folder / f"{name}.xlsx", own)
    return folder


def said(version: Version) -> list[tuple[str, str]]:
    return [(one.rule, one.place) for one in version.report.findings]


def cells(version: Version) -> list[tuple[str, str | None, str | None]]:
    return [(one.rule, one.cell, one.value) for one in version.report.findings]


def stored(kept: store.Store, version: Version, table: str) -> list[tuple[Any, ...]]:
    return kept.connect().raw_sql(f"FROM {version.schema}.{table} ORDER BY ALL").fetchall()


def changed(folder: Path, book: str, change: Any) -> Path:
    """The folder with a workbook in which something was changed."""
    opened = load_workbook(folder / book)
    change(opened)
    opened.save(folder / book)
    return folder


def test_a_workbook_with_a_sheet_for_each_table_is_what_the_csv_files_are(tmp_path: Path) -> None:
    everything = DataFolder()
    plain = everything.write(tmp_path / "plain")
    tables = [path.stem for path in plain.glob("*.csv")]
    one = folder_of(tmp_path / "one", everything, ledger={
        table.upper().replace("_", " "): own for table, own in sheets(everything, *tables).items()
    })  # fmt: skip
    for path in one.glob("*.csv"):
        path.unlink()
    with store.open(plain) as left, store.open(one) as right:
        first, second = left.version(), right.version()
        assert second.rows == first.rows
        assert second.report.lines == ()
        for table in tables:
            assert stored(right, second, table) == stored(left, first, table), table


@pytest.mark.parametrize("is_one", [True, False])
def test_the_reference_data_give_the_same_answers_from_workbooks(tmp_path: Path, is_one: bool) -> None:
    plain = Path("data")
    shutil.copy(plain / "dataset.toml", tmp_path)
    tables = {path.stem: path.read_text("utf-8-sig") for path in plain.glob("*.csv")}
    own = {table: workbooks.of_csv(table, text) for table, text in tables.items()}
    for name, held in (
        {"all": own}.items() if is_one else {table: {"Sheet1": rows} for table, rows in own.items()}.items()
    ):
        workbooks.write(tmp_path / f"{name}.xlsx", held)
    with store.open(plain) as left, store.open(tmp_path) as right:
        first, second = left.version(), right.version()
        assert second.rows == first.rows
        for table in tables:
            assert stored(right, second, table) == stored(left, first, table), table
        if is_one:
            said_left = answers(access.view(first, left.connect()))
            assert answers(access.view(second, right.connect())) == said_left


def test_a_file_per_table_is_read_whatever_its_one_sheet_is_called(tmp_path: Path, delivery: DataFolder) -> None:
    folder = delivery.write(tmp_path / "data")
    (folder / "contracts.csv").unlink()
    workbooks.write(folder / "Contracts.XLSX", {"Sheet1": sheets(delivery, "contracts")["contracts"], "Sheet2": []})
    version = checked(folder)
    assert (version.rows["contracts"], said(version)) == (3, [])


def test_a_file_with_several_sheets_is_read_by_their_names(tmp_path: Path, delivery: DataFolder) -> None:
    own = sheets(delivery, "contracts", "revenue")
    version = checked(folder_of(tmp_path, delivery, contracts=own | {"contrakts": [["a"]], "Notes": [["b"]]}))
    assert (version.rows["contracts"], version.rows["revenue"]) == (3, 3)
    assert [one.message.split(": ", 1)[1] for one in version.report.findings] == [
        "the sheet Notes of contracts.xlsx is not a table of the contract and was not read. "
        "Remove it, or correct its name.",
        "the sheet contrakts of contracts.xlsx is not a table of the contract and was not read. "
        "Remove it, or correct its name.",
    ]


def test_a_sheet_whose_name_is_nearly_a_tables_is_told_with_it(tmp_path: Path, delivery: DataFolder) -> None:
    version = checked(folder_of(tmp_path, delivery, book={"revenues": sheets(delivery, "revenue")["revenue"]}))
    (found,) = version.report.findings
    assert (found.rule, found.file, found.sheet) == ("W01", "book.xlsx", "revenues")
    assert "did you mean revenue?" in found.problem


def test_a_file_named_as_a_table_without_a_sheet_for_it_is_an_error(tmp_path: Path, delivery: DataFolder) -> None:
    folder = folder_of(tmp_path, delivery, contracts={"2025": [["a"]], "2026": [["b"]]})
    (folder / "contracts.csv").unlink()
    (found,) = checked(folder).report.findings
    assert (found.rule, found.table) == ("E14", "contracts")
    assert (
        found.problem
        == "contracts.xlsx has no sheet contracts, but “2025”, “2026”; call the one that is meant contracts"
    )


def test_two_sources_of_one_table_are_refused_and_named(tmp_path: Path, delivery: DataFolder) -> None:
    folder = delivery.write(tmp_path / "data")
    workbooks.write(folder / "book.xlsx", sheets(delivery, "contracts"))
    (found,) = checked(folder).report.findings
    assert (found.rule, found.problem) == (
        "E14", "more than one source for one table: contracts.csv, book.xlsx (sheet contracts)"
    )  # fmt: skip


def test_a_lock_file_of_a_workbook_that_is_open_is_passed_over(tmp_path: Path, delivery: DataFolder) -> None:
    folder = delivery.write(tmp_path / "data")
    (folder / "~$contracts.xlsx").write_bytes(b"\x04user")
    assert said(checked(folder)) == []


def test_errors_and_formulas_without_a_value_are_refused_by_their_cells_with_nothing_that_follows(
    tmp_path: Path, delivery: DataFolder
) -> None:
    folder = folder_of(tmp_path, delivery, book=sheets(delivery, "contracts", "revenue"))

    def change(book: Workbook) -> None:
        contracts, revenue = book["contracts"], book["revenue"]
        contracts["B2"] = contracts["G2"] = "#REF!"
        revenue["E2"], revenue["E3"] = "#DIV/0!", "=1+1"

    version = checked(changed(folder, "book.xlsx", change))
    assert cells(version) == [
        ("E02", "B2", "#REF!"), ("E02", "G2", "#REF!"),
        ("E02", "E2", "#DIV/0!"), ("E02", "E3", "=1+1"),
    ]  # fmt: skip
    lines = [line.message for line in version.report.lines]
    assert lines[0].startswith("contracts (book.xlsx, contracts), partner_id, ")
    assert "revenue (book.xlsx, revenue!E3), amount: “=1+1”: formulas have no value" in " ".join(lines)


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#NAME?"])
def test_an_error_that_a_spreadsheet_saved_as_csv_is_no_name(tmp_path: Path, delivery: DataFolder, error: str) -> None:
    delivery.change("partners", 2, name=error)
    (found,) = checked(delivery.write(tmp_path / "data")).report.findings
    assert (found.rule, found.place, found.value) == ("E02", "partners row 2, name", error)
    assert found.problem == "cells hold an error of the spreadsheet"


def test_a_day_with_a_time_is_refused_and_numbers_in_ids_are_written_whole(
    tmp_path: Path, delivery: DataFolder
) -> None:
    own = sheets(delivery, "contracts", "partners")
    names = {name: place for place, name in enumerate(own["contracts"][0])}
    own["contracts"][1][names["signed_on"]] = datetime(2026, 1, 5, 13, 30)  # noqa: DTZ001
    own["contracts"][2][names["signed_on"]] = datetime(2026, 1, 5)  # noqa: DTZ001
    own["partners"].append([7.0, "Seven", "DK", "KEY", "PUBLIC_NAME", None, None])
    folder = folder_of(tmp_path, delivery, book=own)
    (found,) = checked(folder).report.errors
    assert (found.value, found.problem) == ("2026-01-05 13:30:00", "a time of day is written behind the days")
    with store.open(folder) as kept:
        version = kept.version()
        assert "7" in {row[0] for row in stored(kept, version, "partners")}
        rows = kept.connect().raw_sql(f"FROM {version.schema}.partners").fetchall()
        assert len(rows) == 3


def test_a_number_is_never_taken_for_thousands(tmp_path: Path, delivery: DataFolder) -> None:
    own = sheets(delivery, "revenue")
    place = own["revenue"][0].index("amount")
    own["revenue"][1][place], own["revenue"][2][place] = 98.123, "1.234,56"
    version = checked(folder_of(tmp_path, delivery, book=own))
    assert [(one.value, one.read_as) for one in version.report.findings] == [("1.234,56", "1234.56")]


def test_texts_are_held_to_the_patterns_of_the_contract(tmp_path: Path, delivery: DataFolder) -> None:
    own = sheets(delivery, "contracts")
    place = own["contracts"][0].index("signed_on")
    own["contracts"][1][place], own["contracts"][2][place] = "2024-11-05", "13.01.2026"
    (found,) = checked(folder_of(tmp_path, delivery, book=own)).report.findings
    assert (found.rule, found.value, found.read_as, found.row) == ("E02", "13.01.2026", "2026-01-13", 3)


def test_heads_and_feet_are_told_and_rows_are_counted_as_the_spreadsheet_does(
    tmp_path: Path, delivery: DataFolder
) -> None:
    header, *rows = sheets(delivery, "revenue")["revenue"]
    rows[1][header.index("amount")] = "much"
    width = len(header)
    total = ["Total", *[None] * (width - 2), 99.0]
    shifted = [[None, *row] for row in ([["Revenue of the year"], [], header, *rows, [], total])]
    version = checked(folder_of(tmp_path, delivery, book={"revenue": shifted}))
    assert [(one.rule, one.row, one.cell, one.value) for one in version.report.findings] == [
        ("E02", 5, "F5", "much"), ("E02", 8, None, "Total 99"), ("E14", 1, None, "Revenue of the year")
    ]  # fmt: skip


def test_what_is_hidden_or_merged_is_read_and_warned_of(tmp_path: Path, delivery: DataFolder) -> None:
    folder = folder_of(tmp_path, delivery, book=sheets(delivery, "contracts", "partners", "revenue"))

    def change(book: Workbook) -> None:
        for row in (2, 3):
            book["revenue"].row_dimensions[row].hidden = True
        book["revenue"].column_dimensions["B"].hidden = True
        book["partners"].sheet_state = "hidden"
        book["contracts"].merge_cells("A20:A24")

    version = checked(changed(folder, "book.xlsx", change))
    assert version.is_good
    assert [one.message.split(". ")[0] for one in version.report.findings] == [
        "contracts (book.xlsx, contracts): cells are merged (A20:A24): the first of each holds the value, the others "
        "were read as empty",
        "partners (book.xlsx, partners): the sheet is hidden; it was read",
        "revenue (book.xlsx, revenue): rows 2–3 are hidden; they were read",
        "revenue (book.xlsx, revenue): column B is hidden; it was read",
    ]
    assert {line.extent for line in version.report.lines} == {"the sheet"}


@pytest.mark.parametrize("content", [b"<html><table></table></html>", b"a;b\n1;2\n", b"PK\x03\x04cut off", b""])
def test_a_file_that_is_no_workbook_is_refused_and_the_good_version_stays(
    tmp_path: Path, delivery: DataFolder, content: bytes
) -> None:
    folder = folder_of(tmp_path, delivery, book=sheets(delivery, "contracts"))
    with store.open(folder) as kept:
        good = kept.version()
        (folder / "book.xlsx").write_bytes(content)
        assert kept.version() is good
        assert kept.refused is not None
        assert ("E14", "book") in {(one.rule, one.table) for one in kept.refused.report.errors}


def test_only_the_sheets_of_a_workbook_that_have_changed_are_read_anew(tmp_path: Path, delivery: DataFolder) -> None:
    folder = folder_of(tmp_path, delivery, book=sheets(delivery, "contracts", "partners", "revenue"))
    with store.open(folder) as kept:
        before = kept.version()

        def change(book: Workbook) -> None:
            book["revenue"]["E2"] = 5_000_001

        changed(folder, "book.xlsx", change)
        after = kept.version()
        assert after is not before
        assert after.is_good
        places = {
            version.id: dict(
                kept.connect()
                .raw_sql(f"SELECT view_name, sql FROM duckdb_views() WHERE schema_name = '{version.schema}'")
                .fetchall()
            )
            for version in (before, after)
        }
        same = {
            table for table in after.rows
            if places[before.id][table].split("FROM")[1] == places[after.id][table].split("FROM")[1]
        }  # fmt: skip
        assert set(after.rows) - same == {"revenue"}


def test_a_workbook_is_sealed_held_back_and_kept_like_any_file(tmp_path: Path, delivery: DataFolder) -> None:
    folder = folder_of(tmp_path, delivery, book=sheets(delivery, "contracts", "revenue"))
    version = checked(folder)
    assert version.rows_of_files["book.xlsx"] == 3 + 3
    assert version.places["revenue"].named == "book.xlsx (sheet revenue)"
    with store.open(folder) as kept:
        good = kept.version()
        (folder / "book.xlsx").unlink()
        workbooks.write(folder / "book.xlsx", sheets(delivery, "contracts"))
        assert kept.version() is good
        assert kept.held is not None
        assert [(one.kind, one.table) for one in kept.held.differences] == [("gone", "revenue")]


def test_an_old_workbook_is_a_source_too(tmp_path: Path, delivery: DataFolder) -> None:
    folder = delivery.write(tmp_path / "data")
    (folder / "fx_rates.csv").unlink()
    book = xlwt.Workbook()
    sheet = book.add_sheet("fx_rates")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for number, row in enumerate(sheets(delivery, "fx_rates")["fx_rates"]):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value, *([day] if isinstance(value, date) else []))
    book.save(str(folder / "rates.xls"))
    version = checked(folder)
    assert (version.rows["fx_rates"], said(version)) == (3, [])
