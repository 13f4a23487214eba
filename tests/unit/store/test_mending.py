"""A corrected copy has what is certain as the contract wants it, all else as it was, and a list of what was changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from dualsite.errors import InputError
from dualsite.store.digests import Digests
from dualsite.store.folder import listing
from dualsite.store.manifest import seal
from dualsite.store.mending import Change, write_corrected
from tests import workbooks
from tests.data_folder import DataFolder, checked

TABLES = ("sites", "partners", "contracts", "revenue", "fx_rates", "actions")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder().keep("sources", *TABLES).write(tmp_path / "data")


def spoilt(folder: Path, name: str, *pairs: tuple[str, str], encoding: str = "utf-8") -> None:
    """Replace text in a file of the folder, once each."""
    text = (folder / name).read_text("utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after, 1)
    (folder / name).write_bytes(text.encode(encoding))


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str, int]]:
    return [(one.file, ", ".join(one.columns), one.problem, one.count) for one in changes]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_certain_is_corrected_and_no_finding_any_more(folder: Path, tmp_path: Path) -> None:
    (folder / "revenue.csv").write_bytes(
        "Umsätze 2026\n"
        "contract id;Partner_ID;site_id;month;amount;currency\n"
        "OAK-CMO;OAK;ALDER;01.11.2026;5.000.000,50;USD\n"
        "ELM-CDO;ELM;ALDER;01.12.2026;300000,25;EUR\n"
        "Total;;;;5300000,75;\n".encode("cp1252")
    )
    spoilt(folder, "sites.csv", ("Alder Works", "AlderÂ Works KÃ¶ln"), ("OPERATING", "Operating"))
    spoilt(folder, "partners.csv", ("OAK,", "OAK\u200b,"))
    before = bytes_of(folder)
    found = checked(folder)
    assert not found.is_good
    changes = write_corrected(folder, tmp_path / "out")
    assert bytes_of(folder) == before
    assert told(changes) == [
        ("partners.csv", "partner_id", "ids hold characters or spaces that nobody sees", 1),
        ("revenue.csv", "", "the file is not UTF-8 but Windows-1252 (Western Europe)", 1),
        ("revenue.csv", "", "1 line stands above the header", 1),
        ("revenue.csv", "", "the cells are parted by semicolons and not by commas", 1),
        ("revenue.csv", "", "the header writes one name in another way", 1),
        ("revenue.csv", "", "a row stands below the table and none of its own", 1),
        ("revenue.csv", "month", "the days are written day first", 2),
        ("revenue.csv", "amount", "the decimal mark is a comma", 2),
        ("sites.csv", "name", "the text was decoded wrongly", 1),
        ("sites.csv", "status", "codes are written in another way", 1),
    ]
    assert (tmp_path / "out" / "revenue.csv").read_text("utf-8-sig") == (
        "contract_id,partner_id,site_id,month,amount,currency\n"
        "OAK-CMO,OAK,ALDER,2026-11-01,5000000.50,USD\n"
        "ELM-CDO,ELM,ALDER,2026-12-01,300000.25,EUR\n"
    )
    after = checked(tmp_path / "out")
    assert after.report.lines == ()
    assert write_corrected(tmp_path / "out", tmp_path / "again") == ()


def test_what_is_not_certain_stays_as_it_was(folder: Path, tmp_path: Path) -> None:
    spoilt(folder, "contracts.csv", ("2024-11-05", "03/04/2024"))
    spoilt(folder, "actions.csv", ("\n", ",one more\n"), ("2027-01-30", "30.01.2027"))
    before = bytes_of(folder)
    assert write_corrected(folder, tmp_path / "out") == ()
    assert bytes_of(tmp_path / "out") == before
    kept = [one.message for one in checked(folder).report.findings]
    assert [one.message for one in checked(tmp_path / "out").report.findings] == kept


def test_beside_what_is_corrected_the_rest_of_a_file_stays(folder: Path, tmp_path: Path) -> None:
    spoilt(folder, "revenue.csv", ("5000000", "much"), ("2026-11-01", "01.11.2026"))
    assert told(write_corrected(folder, tmp_path / "out")) == [
        ("revenue.csv", "month", "the days are written day first", 1)
    ]
    (found,) = checked(tmp_path / "out").report.errors
    assert (found.row, found.column, found.value) == (2, "amount", "much")


def test_files_without_change_are_copied_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    (folder / "notes.txt").write_bytes(b"\xff\x00")
    (folder / "old").mkdir()
    (folder / "old" / "a.csv").write_bytes(b"x")
    (folder / "_READY").touch()
    write_corrected(folder, tmp_path / "out")
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    copied = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert copied == names - {"_READY"}
    assert all((tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes() for name in copied)


def test_a_file_without_the_end_of_its_last_line_has_none_in_the_copy(folder: Path, tmp_path: Path) -> None:
    spoilt(folder, "revenue.csv", ("2026-11-01", "01.11.2026"))
    (folder / "revenue.csv").write_bytes((folder / "revenue.csv").read_bytes().rstrip(b"\n"))
    write_corrected(folder, tmp_path / "out")
    assert (tmp_path / "out" / "revenue.csv").read_bytes().endswith(b",EUR")


def test_a_workbook_with_something_to_correct_is_written_as_a_file_for_each_table(folder: Path, tmp_path: Path) -> None:
    own = {table: workbooks.of_csv(table, (folder / f"{table}.csv").read_text()) for table in ("revenue", "partners")}
    own["revenue"][1][3] = "01.11.2026"
    for table in own:
        (folder / f"{table}.csv").unlink()
    workbooks.write(folder / "book.xlsx", own)
    assert told(write_corrected(folder, tmp_path / "out")) == [
        ("book.xlsx", "month", "the days are written day first", 1),
        ("book.xlsx", "", "the sheet is written as a file of its own", 1),
        ("book.xlsx", "", "the sheet is written as a file of its own", 1),
    ]
    assert not (tmp_path / "out" / "book.xlsx").exists()
    assert checked(tmp_path / "out").is_good


def test_a_workbook_with_an_error_in_a_cell_is_copied_as_it_is(folder: Path, tmp_path: Path) -> None:
    own = workbooks.of_csv("revenue", (folder / "revenue.csv").read_text())
    own[1][3] = "01.11.2026"
    (folder / "revenue.csv").unlink()
    workbooks.write(folder / "revenue.xlsx", {"revenue": own})
    book = load_workbook(folder / "revenue.xlsx")
    book["revenue"]["E3"] = "#N/A"
    book.save(folder / "revenue.xlsx")
    assert write_corrected(folder, tmp_path / "out") == ()
    assert (tmp_path / "out" / "revenue.xlsx").read_bytes() == (folder / "revenue.xlsx").read_bytes()


@pytest.mark.parametrize("what", ["hidden", "merged", "unread"])
def test_a_workbook_with_what_a_copy_would_not_show_is_copied_as_it_is(folder: Path, tmp_path: Path, what: str) -> None:
    own = workbooks.of_csv("revenue", (folder / "revenue.csv").read_text())
    own[1][3] = "01.11.2026"
    (folder / "revenue.csv").unlink()
    workbooks.write(folder / "book.xlsx", {"revenue": own} | ({"partner": [["x"]]} if what == "unread" else {}))
    book = load_workbook(folder / "book.xlsx")
    if what == "hidden":
        book["revenue"].row_dimensions[3].hidden = True
    elif what == "merged":
        book["revenue"].merge_cells("A5:B6")
    book.save(folder / "book.xlsx")
    kept = [one.message for one in checked(folder).report.findings]
    assert len(kept) == 2
    assert write_corrected(folder, tmp_path / "out") == ()
    assert bytes_of(tmp_path / "out") == bytes_of(folder)
    assert [one.message for one in checked(tmp_path / "out").report.findings] == kept


@pytest.mark.parametrize("first", ["revenue.csv", "aaa.xlsx"])
def test_files_that_hold_a_table_twice_are_copied_as_they_are(folder: Path, tmp_path: Path, first: str) -> None:
    revenue = workbooks.of_csv("revenue", (folder / "revenue.csv").read_text())
    contracts = workbooks.of_csv("contracts", (folder / "contracts.csv").read_text())
    contracts[2] = ["active" if cell == "ACTIVE" else cell for cell in contracts[2]]
    (folder / "contracts.csv").unlink()
    workbooks.write(folder / "ledger.xlsx", {"revenue": revenue, "contracts": contracts})
    if first == "aaa.xlsx":
        workbooks.write(folder / first, {"revenue": revenue})
        (folder / "revenue.csv").unlink()
    assert write_corrected(folder, tmp_path / "out") == ()
    assert bytes_of(tmp_path / "out") == bytes_of(folder)
    assert any("more than one source" in one.message for one in checked(tmp_path / "out").report.errors)


def test_exports_that_a_mapping_names_are_copied_as_they_are(folder: Path, tmp_path: Path) -> None:
    (folder / "actions.csv").unlink()
    (folder / "todo.csv").write_bytes(
        "Nr;Kunde;Was;Wer;Von;Bis\nA-1;OAK\u00a0;Prüfen;client;2027-01-12;2027-02-01\n".encode("cp1252")
    )
    columns = {"action_id": "Nr", "partner_id": "Kunde", "text": "Was", "owner": "Wer"}
    columns |= {"opened_on": "Von", "due_on": "Bis"}
    said = "".join(f'{ours} = "{theirs}"\n' for ours, theirs in columns.items())
    (folder / "mapping.toml").write_text(
        f'[actions]\nfiles = ["todo.csv"]\nencoding = "cp1252"\nseparator = ";"\n[actions.columns]\n{said}'
    )
    assert checked(folder).report.lines
    assert write_corrected(folder, tmp_path / "out") == ()
    assert bytes_of(tmp_path / "out") == bytes_of(folder)


def test_that_a_seal_is_not_carried_over_is_said_and_what_differed(folder: Path, tmp_path: Path) -> None:
    files = listing(folder)
    seal(files, Digests().of(files), {})
    assert told(write_corrected(folder, tmp_path / "one")) == [
        ("_MANIFEST.json", "", "the seal is not carried over", 1)
    ]
    size = (folder / "revenue.csv").stat().st_size
    (folder / "revenue.csv").write_bytes((folder / "revenue.csv").read_bytes() + b"\n")
    assert [one.problem for one in write_corrected(folder, tmp_path / "two")] == [
        "the seal is not carried over",
        f"not as it was sealed: revenue.csv is not the file that was sealed, {size + 1} bytes instead of {size}",
    ]
    assert not (tmp_path / "two" / "_MANIFEST.json").exists()


@pytest.mark.parametrize("out", ["data", "data/copy", "full"])
def test_the_copy_goes_nowhere_that_holds_something_or_is_read(folder: Path, tmp_path: Path, out: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").touch()
    before = bytes_of(folder)
    with pytest.raises(InputError, match=r"which is only read|is not empty"):
        write_corrected(folder, tmp_path / out)
    assert bytes_of(folder) == before
