"""CSV files as people deliver them: what is read as it is meant, and what is refused with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite import store
from tests.data_folder import DataFolder, checked, findings

HEADER = "action_id,partner_id,text,owner,opened_on,due_on,closed_on\n"
FIRST = "ACT-1,OAK,Send the forecast,CLIENT,2027-01-12,2027-02-01,2027-01-30\n"
SECOND = "ACT-2,ELM,Agree the resin,CDMO,2027-02-01,2027-04-01,\n"
PLAIN = (HEADER + FIRST + SECOND).encode()


@pytest.fixture
def actions(tmp_path: Path) -> Path:
    """The file of the table actions, in a small delivery."""
    return DataFolder().keep("sites", "partners").write(tmp_path) / "actions.csv"


def said(actions: Path, content: bytes | str) -> list[tuple[str, int | None, str | None, str]]:
    """Rule, row, column and sentence of what is found when the file holds this."""
    actions.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(one.rule, one.row, one.column, one.message) for one in findings(actions.parent)]


def rows_of(folder: Path, table: str) -> list[dict[str, object]]:
    """The rows of a table in which nothing was found."""
    kept = store.open(folder)
    assert [one.message for one in kept.version().report.findings] == []
    return kept.connect().table(table, database=kept.version().schema).to_pyarrow().to_pylist()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + PLAIN, id="BOM"),
        pytest.param(PLAIN.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(PLAIN + b"\n\n\n", id="blank trailing lines"),
        pytest.param((PLAIN + b"\n \n").replace(b"\n", b"\r\n"), id="blank trailing lines of Windows"),
        pytest.param(PLAIN + b",,,,,,\n,,,,,,\n", id="trailing rows of commas"),
        pytest.param(PLAIN.removesuffix(b"\n"), id="no end of the last line"),
        pytest.param(b"\n\n" + PLAIN, id="blank lines above"),
        pytest.param(PLAIN.replace(b"due_on", b"Due_On"), id="a name in another case"),
        pytest.param((HEADER + "\n" + FIRST + "\n" + SECOND).encode(), id="blank lines between"),
        pytest.param(
            b'"' + PLAIN.split(b"\n")[0].replace(b",", b'","') + b'"\n' + PLAIN.split(b"\n", 1)[1], id="quoted"
        ),
    ],
)
def test_the_same_rows_however_the_file_was_saved(actions, content):
    actions.write_bytes(content)
    assert [(row["action_id"], row["text"]) for row in rows_of(actions.parent, "actions")] == [
        ("ACT-1", "Send the forecast"),
        ("ACT-2", "Agree the resin"),
    ]


@pytest.mark.parametrize("content", [HEADER, HEADER.removesuffix("\n")])
def test_a_header_alone_is_a_table_without_rows(actions, content):
    actions.write_text(content)
    assert rows_of(actions.parent, "actions") == []


def test_a_line_break_inside_quotes_is_part_of_the_cell_and_one_row(actions):
    content = HEADER + FIRST.replace("Send the forecast", '"Send\n\nthe ""forecast"", please"') + "ACT-3,OAK\n"
    ((rule, row, _, _),) = said(actions, content)
    assert (rule, row) == ("E02", 3)
    actions.write_text(content.removesuffix("ACT-3,OAK\n"))
    assert rows_of(actions.parent, "actions")[0]["text"] == 'Send\n\nthe "forecast", please'


def test_optional_columns_may_be_left_out_and_columns_may_stand_in_any_order(actions):
    actions.write_text("due_on,opened_on,owner,text,partner_id,action_id\n2027-02-01,2027-01-01,CDMO,x,OAK,A\n")
    (row,) = rows_of(actions.parent, "actions")
    assert (row["action_id"], str(row["due_on"]), row["closed_on"]) == ("A", "2027-02-01", None)


def test_only_the_empty_field_is_null(tmp_path):
    delivery = DataFolder().keep("sites", "partners")
    for name in ("NA", "null", "007", "NaN", "None", "1e5", "TRUE"):
        delivery.add("partners", partner_id=name, name=name, country="NA", public_descriptor=name, account_manager="")
    rows = rows_of(delivery.write(tmp_path), "partners")[2:]
    assert [row["name"] for row in rows] == ["NA", "null", "007", "NaN", "None", "1e5", "TRUE"]
    assert [row["public_descriptor"] for row in rows] == [row["partner_id"] for row in rows]
    assert {row["country"] for row in rows} == {"NA"}
    assert {row["account_manager"] for row in rows} == {None}


def test_markup_and_formulas_are_text(tmp_path):
    names = [
        '<img src=x onerror="alert(1)">',
        '=HYPERLINK("http://example.org","x")',
        "+1",
        "@SUM(A1)",
        "{{7*7}}",
        "'; DROP TABLE partners; --",
        "한국 日本語 🧪",
    ]
    delivery = DataFolder().keep("sites", "partners")
    for name in names:
        delivery.add("partners", partner_id=name, name=name)
    rows = rows_of(delivery.write(tmp_path), "partners")[2:]
    assert [row["name"] for row in rows] == names
    assert [row["partner_id"] for row in rows] == names


def test_rows_with_too_many_or_too_few_cells_are_named_one_by_one(actions):
    content = HEADER + FIRST + "ACT-3,OAK\n" + SECOND + "ACT-4,OAK,a,b,CDMO,2027-01-01,2027-01-02,,\n"
    found = said(actions, content)
    assert [(rule, row) for rule, row, *_ in found] == [("E02", 3), ("E02", 5)]
    sentences = [message for *_, message in found]
    assert sentences[0] == (
        "actions row 3: the row has 2 cells, the header 7; a cell is missing, or the comma behind an empty one. "
        "Correct the value."
    )
    assert "the row has 9 cells, the header 7" in sentences[1]


def test_rows_after_a_ragged_or_blank_one_keep_their_number(actions):
    content = HEADER + FIRST + "ACT-3,OAK\n\n,,,,,,\n" + SECOND.replace("2027-04-01", "soon")
    assert [(rule, row, column) for rule, row, column, _ in said(actions, content)] == [
        ("E02", 3, None),
        ("E02", 6, "due_on"),
    ]


def test_many_ragged_rows_are_counted_beyond_the_first_50(actions):
    actions.write_text(HEADER + "ACT-3,OAK\n" * 60)
    report = checked(actions.parent).report
    assert len(report.findings) == 50
    assert report.totals == {("E02", "actions"): 60}


@pytest.mark.parametrize(
    ("content", "row", "sentence"),
    [
        pytest.param(b"", None, "it is empty; a table without rows still has its header", id="empty"),
        pytest.param(b"\n \r\n\n", None, "it is empty", id="blank"),
        pytest.param(b"\xef\xbb\xbf", None, "it is empty", id="BOM alone"),
        pytest.param(b",,\n", 1, "the first row is empty; it must hold the names of the columns", id="commas alone"),
        pytest.param(PLAIN.replace(b"Agree", b"Ag\0ree"), 3, "it holds a zero byte", id="zero byte"),
        pytest.param(PLAIN.replace(b"closed_on", b"text"), 1, "the header names text twice", id="column twice"),
        pytest.param(PLAIN.replace(b"closed_on", b"Text"), 1, "the header names text twice", id="twice but for case"),
        pytest.param(
            b'"' + b"x" * 200_000 + b"\n" + PLAIN,
            1,
            "the header does not end: a quotation mark is not closed",
            id="endless header",
        ),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason(actions, content, row, sentence):
    actions.write_bytes(content)
    version = checked(actions.parent)
    (found,) = version.report.findings
    assert (found.rule, found.row, found.column) == ("E14", row, None)
    assert "actions.csv cannot be read: " in found.message
    assert sentence in found.message
    assert found.message.endswith("Deliver the file again.")
    assert "actions" not in version.rows


def test_quotation_marks_that_do_not_close_are_found_where_they_open(actions):
    found = said(actions, HEADER + FIRST.replace("Send", '"Send') + SECOND)
    assert [(rule, row) for rule, row, *_ in found] == [("E02", 2)]


def test_a_column_without_a_name_is_kept_out(actions):
    content = "\n".join(line + "," for line in PLAIN.decode().splitlines())
    assert [(rule, column) for rule, _, column, _ in said(actions, content)] == [("W01", "column 8")]


def test_a_column_that_looks_like_the_stores_own_changes_no_row_number(actions):
    content = "_row," + HEADER + "9," + FIRST + "9," + SECOND.replace("2027-04-01", "soon")
    assert [(rule, row, column) for rule, row, column, _ in said(actions, content)] == [
        ("E02", 3, "due_on"),
        ("W01", None, "_row"),
    ]


def test_a_cell_of_10_mb_is_refused_and_shown_short(actions):
    found = said(actions, HEADER + FIRST.replace("Send the forecast", "x" * 10_000_000))
    ((rule, row, column, message),) = found
    assert (rule, row, column) == ("E02", 2, "text")
    assert "(10,000,000 characters)" in message
    assert len(message) < 300


def test_a_file_too_large_to_be_read_at_once_is_to_be_parquet(actions):
    with actions.open("wb") as file:
        file.truncate(2_000_000_001)
    ((rule, _, _, message),) = [(one.rule, one.row, one.column, one.message) for one in findings(actions.parent)]
    assert rule == "E14"
    assert "it is larger than 2 GB; save it as Parquet" in message


def test_days_and_numbers_are_read_strictly(tmp_path):
    delivery = DataFolder().keep("sites", "stock", "lab_tests", "actions", "partners", "products")
    good = {"1e3": 1000.0, ".5": 0.5, "5.": 5.0, "+2": 2.0, "-0": 0.0, "007": 7.0}
    for n, cell in enumerate(good):
        delivery.add("stock", location=f"GOOD-{n}", quantity_kg=cell)
    for n, cell in enumerate(("0x10", "1_000", "5%", "two", "1e", "--1", "1..2", "1,2,3", "12,34.5")):
        delivery.add("stock", location=f"BAD-{n}", quantity_kg=cell)
    for n, cell in enumerate(("1e3", "1.5", "99999999999999999999", "", "1/2")):
        delivery.add("lab_tests", month=f"2025-0{n + 1}-01", tests=cell, oos="0", oos_invalidated="0")
    for cell in ("2027-13-01", "2027-02-29", "20271301", "31/02/2027", "460240", "tomorrow", "2027-W01"):
        delivery.add("actions", due_on=cell)
    found = findings(delivery.write(tmp_path))
    assert {one.rule for one in found} == {"E02"}
    assert sum(one.table == "stock" for one in found) == 9
    assert sum(one.table == "lab_tests" for one in found) == 5
    assert sum(one.table == "actions" for one in found) == 7
    kept = {one.row for one in found if one.table == "stock"}
    assert kept == set(range(4 + len(good), 4 + len(good) + 9))


def test_strange_entries_are_pointed_out_and_words_for_people_left_alone(tmp_path):
    folder = DataFolder().keep("sites").write(tmp_path)
    for name in ("suits.csv", "notes.txt", "SOURCES.md", "summary.parquet"):
        (folder / name).write_bytes(b"x")
    (folder / "geo").mkdir()
    found = findings(folder)
    assert [(one.rule, one.table, one.row) for one in found] == [
        ("W01", "geo", None),
        ("W01", "notes", None),
        ("W01", "suits", None),
        ("W01", "summary", None),
    ]
    assert "did you mean sites?" in found[2].message or "did you mean suites?" in found[2].message


def test_two_files_of_one_table_are_refused(actions):
    actions.write_bytes(PLAIN)
    actions.with_suffix(".parquet").write_bytes(b"PAR1")
    ((rule, _, _, message),) = [(one.rule, one.row, one.column, one.message) for one in findings(actions.parent)]
    assert rule == "E14"
    assert "more than one source for one table: actions.csv, actions.parquet. Keep one of them." in message
