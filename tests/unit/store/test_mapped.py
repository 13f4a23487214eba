"""A data folder that holds exports and a mapping.toml is opened, watched, checked and kept like any other."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from dualsite import store
from dualsite.mapping import MAPPING
from dualsite.store.care import Care
from dualsite.store.digests import Digests
from dualsite.store.folder import listing
from dualsite.store.manifest import seal
from tests import workbooks
from tests.data_folder import AS_OF, DataFolder, checked

HEADER = "Nr;Kunde;Was;Wer;Von;Bis\n"
MARCH = HEADER + "A-1;OAK;Send it;X;20270112;20270201\n\nA-2;ELM;Agree;Y;20270201;20270401\n"
SAID = """\
[actions]
files = ["todo_*.csv"]
separator = ";"
day = "%Y%m%d"

[actions.columns]
action_id = "Nr"
partner_id = "Kunde"
text = "Was"
owner = { from = "Wer", codes = { X = "CLIENT", Y = "CDMO" } }
opened_on = "Von"
due_on = "Bis"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = DataFolder().keep("sites", "partners").write(tmp_path / "data")
    (data / MAPPING).write_text(SAID)
    (data / "todo_march.csv").write_text(MARCH)
    return data


def said(folder: Path) -> list[str]:
    return [line.message for line in checked(folder).report.lines]


def test_exports_beside_a_mapping_are_tables(folder):
    assert said(folder) == []
    assert checked(folder).rows["actions"] == 2


def test_what_is_wrong_is_told_with_their_file_row_and_column(folder):
    wrong = MARCH.replace("ELM", "ELMM").replace(";Y;", ";Z;").replace("A-2", "")
    (folder / "todo_march.csv").write_text(wrong.replace("20270112", "12.1.27"))
    messages = said(folder)
    assert [one.split(". ")[0] for one in messages] == [
        "actions (todo_march.csv row 2, Von), opened_on: “12.1.27”: it is no day written as %Y%m%d",
        "actions (todo_march.csv row 4, Wer), owner: “Z”: it is no code that the mapping knows",
        "actions (todo_march.csv row 4, Nr), action_id: the key is empty",
        "actions (todo_march.csv row 4, Kunde), partner_id: “ELMM”: there is no such row in partners; "
        "did you mean ELM? Add the missing row, or correct the reference.",
    ]


def test_rows_of_several_files_are_told_each_with_its_own(folder):
    rows = "".join(f"{key};OAK;More;X;20270112;20270201\n" for key in ("A-9", "A-1"))
    (folder / "todo_april.csv").write_text(HEADER + rows)
    (line,) = said(folder)
    assert line.startswith(
        "actions (todo_march.csv row 2, Nr), action_id: “A-1”: the key stands already in todo_april.csv row 3"
    )


def test_rows_of_another_width_and_lines_below_are_told_with_their_file_and_row(folder):
    (folder / "todo_march.csv").write_text(MARCH.replace("Agree;", "Agree;more;") + "\nClosed\n")
    assert said(folder) == [
        "actions (todo_march.csv row 4): the row has 7 cells, the header 6; a separator inside a cell needs quotation "
        "marks. Correct the row.",
        "actions (todo_march.csv row 6): 1 line below the rows was taken for words and not read: row 6 “Closed”. "
        "Leave out what stands below the rows, or complete it if it is one.",
    ]
    (folder / "todo_march.csv").write_text(MARCH.replace("Send", '"Send'))
    (line,) = said(folder)
    assert line.startswith("actions: todo_march.csv row 2: a quotation mark is not closed")


def test_a_table_that_is_mapped_and_there_as_a_file_is_refused(folder):
    shutil.copy(DataFolder().keep("actions").write(folder.parent / "other") / "actions.csv", folder)
    (line,) = said(folder)
    assert line.startswith("actions: more than one source for one table: actions.csv, mapping.toml [actions]")


def test_an_export_may_be_named_as_one_of_our_tables(folder):
    (folder / MAPPING).write_text(SAID.replace("todo_*.csv", "actions.csv"))
    (folder / "todo_march.csv").rename(folder / "actions.csv")
    assert said(folder) == []


def test_a_wrong_mapping_is_told_with_section_and_key(folder):
    wrong = SAID.replace("due_on =", "due =")
    (folder / MAPPING).write_text(wrong.replace("[actions]", '[suits]\nfiles = ["x"]\n[actions]'))
    assert [one.split(". ")[0] for one in said(folder)] == [
        "actions: mapping.toml [actions] due: actions has no such column; did you mean due_on? Correct the mapping.",
        "actions: mapping.toml [actions]: no column is mapped to due_on: every row needs them",
        "mapping: mapping.toml [suits]: there is no such table; did you mean suites? Correct the mapping.",
    ]
    (folder / MAPPING).write_text("[actions\n")
    assert said(folder)[0].startswith("mapping: mapping.toml is not TOML")
    (folder / MAPPING).write_text(SAID.replace("todo_", "done_"))
    assert said(folder)[0].startswith("actions: mapping.toml, [actions]: there is no file done_*.csv")
    (folder / MAPPING).write_text(SAID.replace('"Was"', '"Text"'))
    assert said(folder)[0].startswith("actions: todo_march.csv has no column Text; it has Nr, Kunde")


def test_a_changed_export_is_another_version_and_the_one_before_is_kept(folder, tmp_path):
    care = Care(rest_s=0.0, kept=tmp_path / "kept")
    with store.Store(folder, lambda: AS_OF, care=care) as kept:
        first = kept.version()
        (folder / "todo_april.csv").write_text(MARCH.replace("A-", "B-"))
        second = kept.version()
        assert (first.rows["actions"], second.rows["actions"]) == (2, 4)
        (folder / "todo_april.csv").unlink()
        (folder / "todo_march.csv").write_text(HEADER + "A-1;OAK;Send it;X;20270112;20270201\n")
        assert kept.version() is second
        assert [one.table for one in kept.held.differences] == ["actions"]
    with store.Store(folder, lambda: AS_OF, care=care) as again:
        assert again.version().rows["actions"] == 4


def test_a_seal_is_of_the_exports_and_the_mapping(folder):
    files = listing(folder)
    told = json.loads(seal(files, Digests().of(files), {}).read_text())
    assert set(told["files"]) == {"dataset.toml", MAPPING, "partners.csv", "sites.csv", "todo_march.csv"}


def test_files_of_one_name_in_two_folders_are_told_apart(folder):
    for month, key in (("april", "A-3"), ("march", "A-1")):
        (folder / month).mkdir()
        (folder / month / "todo.csv").write_text(HEADER + f"{key};OAK;Send it;X;20270112;20270201\n")
    (folder / "todo_march.csv").unlink()
    (folder / MAPPING).write_text(SAID.replace("todo_*.csv", "*/todo.csv"))
    assert said(folder) == []
    path = folder / "march" / "todo.csv"
    path.write_text(path.read_text().replace("OAK", "OAKK"))
    (line,) = said(folder)
    assert line.startswith("actions (march/todo.csv row 2, Kunde), partner_id: “OAKK”")


def test_exports_may_lie_in_a_folder_of_their_own(folder):
    (folder / "march").mkdir()
    (folder / "todo_march.csv").rename(folder / "march" / "todo.csv")
    (folder / MAPPING).write_text(SAID.replace("todo_*.csv", "march/*.csv"))
    assert said(folder) == []
    assert checked(folder).rows["actions"] == 2


BOOK: list[list[Any]] = [
    ["Nr", "Kunde", "Was", "Wer", "Von", "Bis"],
    ["A-1", "OAK", "Send it", "X", date(2027, 1, 12), date(2027, 2, 1)],
    ["A-2", "ELM", "Agree", "Y", date(2027, 2, 1), date(2027, 4, 1)],
]


def of_book(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """The folder with a workbook for its export, of whose sheets the mapping names Aufgaben."""
    (folder / "todo_march.csv").unlink(missing_ok=True)
    (folder / MAPPING).write_text(SAID.replace("todo_*.csv", "todo_*.xlsx#Aufgaben"))
    workbooks.write(folder / "todo_march.xlsx", sheets)
    return folder


def test_a_workbook_that_a_mapping_names_is_an_export_and_none_of_its_sheets_a_table(folder):
    of_book(folder, {"Info": [["x"]], "Aufgaben": BOOK})
    assert said(folder) == []
    assert checked(folder).rows["actions"] == 2


def test_what_is_wrong_in_a_sheet_is_told_with_its_cell(folder):
    _, first, second = BOOK
    wrong = [["A-1", "OAKK", *first[2:]], [*second[:3], "Z", "#REF!", second[5]]]
    messages = said(of_book(folder, {"Info": [["x"]], "Aufgaben": [BOOK[0], *wrong]}))
    assert [one.split(". ")[0] for one in messages] == [
        "actions (todo_march.xlsx, Aufgaben!E3), opened_on: “#REF!”: it is an error of the spreadsheet",
        "actions (todo_march.xlsx, Aufgaben!D3), owner: “Z”: it is no code that the mapping knows",
        "actions (todo_march.xlsx, Aufgaben!B2), partner_id: “OAKK”: there is no such row in partners; did you mean "
        "OAK? Add the missing row, or correct the reference.",
    ]


def test_rows_of_two_sheets_of_a_workbook_are_told_each_with_its_own(folder):
    of_book(folder, {"Aufgaben": BOOK, "Mehr": [[None, *BOOK[0]], [None, *BOOK[2]]]})
    text = (folder / MAPPING).read_text()
    (folder / MAPPING).write_text(text.replace('#Aufgaben"', '#Aufgaben", "todo_*.xlsx#Mehr"'))
    (line,) = said(folder)
    assert line.startswith(
        "actions (todo_march.xlsx, Mehr!B2), action_id: “A-2”: the key stands already in todo_march.xlsx#Aufgaben row 3"
    )


def test_a_sheet_named_as_a_table_that_the_mapping_does_not_use_is_a_warning_and_no_table(folder):
    version = checked(of_book(folder, {"Aufgaben": BOOK, "actions": BOOK[:2], "Sites": BOOK}))
    assert (version.rows["actions"], version.rows["sites"]) == (2, 2)
    assert [(one.rule, one.table, one.file, one.sheet) for one in version.report.findings] == [
        ("W01", "actions", "todo_march.xlsx", "actions"),
        ("W01", "sites", "todo_march.xlsx", "Sites"),
    ]
    used = (folder / MAPPING).read_text().replace("#Aufgaben", "#actions")
    (folder / MAPPING).write_text(used)
    assert [one.sheet for one in checked(folder).report.findings] == ["Sites"]


def test_what_a_sheet_of_an_export_hides_is_a_warning_and_a_binary_workbook_is_refused(folder):
    of_book(folder, {"Aufgaben": BOOK})
    book = load_workbook(folder / "todo_march.xlsx")
    book["Aufgaben"].row_dimensions[3].hidden = True
    book.save(folder / "todo_march.xlsx")
    (line,) = said(folder)
    assert line.startswith("actions (todo_march.xlsx, Aufgaben): row 3 is hidden; it was read.")
    (folder / "todo_march.xlsx").unlink()
    with zipfile.ZipFile(folder / "todo_march.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", "")
    (folder / MAPPING).write_text(SAID.replace("todo_*.csv", "todo_*.xlsb"))
    assert said(folder)[0].startswith("actions: todo_march.xlsb is a binary workbook (.xlsb): save it as .xlsx.")


REVENUE = """\
[revenue]
files = ["r.csv"]

[revenue.columns]
contract_id = "Nr"
partner_id = { constant = "OAK" }
site_id = { constant = "ALDER" }
month = "Monat"
amount = "Betrag"
currency = "Geld"
"""


def mapped_revenue(folder: Path, *amounts: str, currency: str = "EUR", decimal: str = "") -> list[str]:
    """What is said of amounts as an export writes them."""
    mapping = REVENUE.replace("\n\n", f'\ndecimal = "{decimal}"\n\n') if decimal else REVENUE
    (folder / MAPPING).write_text(mapping)
    rows = [f"OAK-CMO;2026-{month:02}-01;{one};{currency}\n" for month, one in enumerate(amounts, start=1)]
    (folder / "r.csv").write_text("Nr;Monat;Betrag;Geld\n" + "".join(rows))
    return [one for one in said(folder) if "amount" in one]


@pytest.fixture
def money(tmp_path: Path) -> Path:
    return DataFolder().keep("sites", "partners", "products", "contracts").write(tmp_path / "data")


def test_thousands_that_a_point_parts_are_told_of_exports_as_of_our_own_files(money):
    (line,) = mapped_revenue(money, "98.000", "104.000", currency="KRW")
    assert "KRW has no decimals" in line
    (line,) = mapped_revenue(money, "98.000", "104.500")
    assert "all decimals of the column come in threes" in line
    assert mapped_revenue(money, "98.000", "104.500", decimal=".") == []


def test_a_comma_before_three_digits_is_asked_about_unless_the_mapping_or_the_file_tells(money):
    (line,) = mapped_revenue(money, "1,250", "3,125")
    assert "a number of thousands or one with three decimals, and nothing in the file tells which (2 of 2 rows" in line
    assert mapped_revenue(money, "1,250", "3,125", decimal=".") == []
    assert mapped_revenue(money, "1,250", "12.5") == []
    assert mapped_revenue(money, "1,250", "1,250,000") == []
