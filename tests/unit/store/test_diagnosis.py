"""Files as other programs write them: one finding per cause, read as if it were mended, and the check behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.store.findings import Gathered
from tests.data_folder import DataFolder, checked

HEADER = "action_id,partner_id,text,owner,opened_on,due_on,closed_on\n"
ROWS = "ACT-1,OAK,Grüße,CLIENT,2027-01-12,2027-02-01,2027-01-30\nACT-2,ELM,Größe,CDMO,2027-02-01,2027-04-01,\n"
PLAIN = HEADER + ROWS


@pytest.fixture
def actions(tmp_path: Path) -> Path:
    return DataFolder().keep("sites", "partners").write(tmp_path) / "actions.csv"


def lines(file: Path, content: str | bytes) -> list[Gathered]:
    """What is found when the file holds this."""
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(checked(file.parent).report.lines)


def said(file: Path, content: str | bytes) -> list[tuple[str, tuple[str, ...], int, str | None, str | None]]:
    """Rule, columns, total, and the first value as it stands and as it is read."""
    return [
        (line.first.rule, line.columns, line.total, line.first.value, line.first.read_as)
        for line in lines(file, content)
    ]


@pytest.mark.parametrize(
    ("content", "value", "read_as", "words"),
    [
        (PLAIN.encode("cp1252"), "Gr��e", "Grüße", "Windows-1252"),
        (PLAIN.replace("Grüße", "Łódź").encode("cp1250"), None, "Łódź", "Windows-1250"),
        (PLAIN.replace("Grüße", "한국어").replace("Größe", "서울").encode("cp949"), None, "한국어", "Korean"),
        (PLAIN.replace("Grüße", "ひらがな").replace("Größe", "東京").encode("cp932"), None, "ひらがな", "Japanese"),
        (PLAIN.encode("utf-16"), None, None, "UTF-16"),
        (PLAIN.encode("utf-16-le"), None, None, "UTF-16 without a mark"),
        (PLAIN.encode("utf-16-be"), None, None, "UTF-16 without a mark"),
        (ROWS.join([HEADER, ""]).encode() + "ACT-3,OAK,Köln,CDMO,2027-01-01,2027-02-01,\n".encode("cp1252"),
         "K�ln", "Köln", "some lines"),
    ],
)  # fmt: skip
def test_another_encoding_is_named_and_read(actions, content, value, read_as, words):
    (line,) = lines(actions, content)
    assert (line.first.rule, line.first.read_as) == ("E14", read_as)
    assert words in line.message
    if value is not None:
        assert line.first.value == value


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_another_separator_is_named_and_read(actions, sign):
    (line,) = lines(actions, PLAIN.replace(",", sign))
    assert line.first.rule == "E14"
    assert line.first.read_as is not None
    assert line.first.read_as.startswith("action_id,partner_id")


def test_everything_shows_in_one_round(actions):
    content = "Report of actions;;;;;;\n\n" + PLAIN.replace(",", ";") + "Total;;;;;;2\n"
    content = "sep=;\n" + content.replace("2027-01-12", "12.01.2027").replace("CDMO", "Cdmo").replace("OAK", "OAKS")
    found = lines(actions, content.encode("cp1252"))
    assert [(line.first.rule, line.first.cause or line.first.column, line.first.row) for line in found] == [
        ("E14", "sep=", 1),
        ("E14", "head", 2),
        ("E14", "separator", 4),
        ("E14", "encoding", 5),
        ("E02", "the days are written day first", 5),
        ("E02", "foot", 7),
        ("E04", "codes are written in another way in owner", 6),
        ("E06", "partner_id", 5),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("13/02/2027 05/02/2027", "2027-02-13 2027-02-05"),
        ("02/13/2027 02/05/2027", "2027-02-13 2027-02-05"),
        ("05.02.2027 06.02.27", "2027-02-05 2027-02-06"),
        ("2027/2/5 20270206", "2027-02-05 2027-02-06"),
        ("5-Feb-2027 Feb 6, 2027", "2027-02-05 2027-02-06"),
        ("2027-02-05T00:00:00 2027-02-06 09:30", "2027-02-05 2027-02-06"),
        ("05/02/2027 06/02/2027", "None None"),
    ],
)
def test_days_are_read_in_the_order_that_the_file_tells(actions, written, read):
    values = written.split(" ") if written.count(" ") == 1 else written.replace("Feb 6", "Feb~6").split(" ", 1)
    values = [value.replace("~", " ") for value in values]
    content = PLAIN.replace("2027-01-12", f'"{values[0]}"').replace(
        "2027-02-01,2027-04-01", f'"{values[1]}",2027-04-01'
    )
    found = [one for line in lines(actions, content.replace("2027-01-30", "")) for one in line.findings]
    assert {one.rule for one in found} == {"E02"}
    assert [str(one.read_as) for one in sorted(found, key=lambda one: one.row or 0)] == read.split(" ")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1234,5 98.000", "1234.5 98000"),
        ("1.234,50 0,5", "1234.50 0.5"),
        ("1,234.50 98,000", "1234.50 98000"),
        ("1'234.5 2\u202f000", "1234.5 2000"),
        ("1,250 2", "None"),
        ("(5) 7-", "-5 -7"),
        ("12EUR 3", "12"),
        ("n/a 3", "None"),
    ],
)
def test_numbers_are_read_by_the_marks_that_the_file_tells(tmp_path, written, read):
    delivery = DataFolder().keep("sites", "partners", "products", "stock")
    for number, value in enumerate(written.split(" ")):
        delivery.add("stock", location=f"D-{number}", quantity_kg=value)
    found = [one for one in checked(delivery.write(tmp_path)).report.findings if one.rule == "E02"]
    assert " ".join(str(one.read_as) for one in found) == read


def test_a_lone_error_stands_beside_the_many_of_one_cause(actions):
    rows = "".join(f"A-{n},OAK,x,CDMO,{13 + n % 9}/01/2027,2027-02-01,{'soon' if n == 37 else ''}\n" for n in range(60))
    assert [(rule, columns, total) for rule, columns, total, *_ in said(actions, HEADER + rows)] == [
        ("E02", ("opened_on",), 60),
        ("E02", ("closed_on",), 1),
    ]


def test_nothing_is_said_that_rests_on_a_refused_cell(tmp_path):
    delivery = DataFolder()
    delivery.add("batches", status="RELEASD", disposition_on="2026-12-20")
    delivery.add("batches", disposition_on="someday")
    delivery.add("suites", stage="UPSTREEM")
    found = checked(delivery.write(tmp_path)).report
    assert [(one.rule, one.table, one.column) for one in found.findings] == [
        ("E02", "batches", "disposition_on"),
        ("E04", "batches", "status"),
        ("E04", "suites", "stage"),
    ]
    assert "did you mean RELEASED?" in found.findings[1].message


def test_names_of_columns_match_but_for_case_and_are_mended_but_for_signs(actions):
    assert said(actions, PLAIN.replace("action_id", "ACTION_ID")) == []
    assert [one[0] for one in said(actions, PLAIN.replace("due_on", "due_on\u00a0"))] == ["W01"]
    (line,) = lines(actions, PLAIN.replace("due_on", "Due On").replace("opened_on", "OpenedOn"))
    assert (line.first.rule, line.total) == ("E01", 2)


def test_columns_with_neither_name_nor_value_are_one_line(actions):
    content = "".join(f"{line},,,\n" for line in PLAIN.splitlines())
    assert [(rule, total) for rule, _, total, *_ in said(actions, content)] == [("W01", 3)]


def test_ids_that_look_alike_are_told(tmp_path):
    delivery = DataFolder().keep("sites", "partners", "actions")
    delivery.add("actions", partner_id="OAK\u00a0")
    delivery.add("actions", partner_id="\u200bOAK")
    delivery.add("actions", partner_id=" OAK")
    (line,) = checked(delivery.write(tmp_path)).report.lines
    assert [(one.value, one.read_as) for one in line.findings] == [
        ("OAK⟨U+00A0⟩", "OAK"),
        ("⟨U+200B⟩OAK", "OAK"),
        ("␣OAK", "OAK"),
    ]


def test_amounts_of_a_currency_without_decimals_are_thousands(tmp_path):
    delivery = DataFolder().keep("sites", "partners", "products", "contracts", "revenue", "fx_rates")
    delivery.add("fx_rates", currency="KRW", month="2026-11-01", units_per_usd="1300")
    delivery.add("revenue", month="2026-10-01", amount="98.000", currency="KRW")
    (line,) = checked(delivery.write(tmp_path)).report.lines
    assert (line.first.rule, line.first.value, line.first.read_as) == ("E02", "98.000", "98000")
