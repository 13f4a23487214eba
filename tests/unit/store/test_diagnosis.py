"""Files as other programs write them: one finding per cause, read as if it were mended, and the check behind it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dualsite.schema.likeness import folded, folded_in_sql, nearest
from dualsite.store.diagnosis import words
from dualsite.store.findings import Finding, Gathered
from tests.data_folder import DataFolder, checked

HEADER = "action_id,partner_id,text,owner,opened_on,due_on,closed_on\n"
ROWS = "ACT-1,OAK,Grüße,CLIENT,2027-01-12,2027-02-01,2027-01-30\nACT-2,ELM,Größe,CDMO,2027-02-01,2027-04-01,\n"
PLAIN = HEADER + ROWS


@pytest.fixture
def actions(tmp_path: Path) -> Path:
    return DataFolder().keep("sites", "partners").write(tmp_path) / "actions.csv"


@pytest.fixture
def revenue(tmp_path: Path) -> Path:
    return DataFolder().keep("sites", "partners", "products", "contracts", "revenue", "fx_rates").write(tmp_path) / (
        "revenue.csv"
    )


def rows_of(file: Path, *ends: str) -> list[Finding]:
    """What is found when rows of revenue are added, of which the month, the amount and the currency are these."""
    text = file.read_text() + "".join(f"OAK-CMO,OAK,ALDER,{end}\n" for end in ends)
    return [one for line in lines(file, text) for one in line.findings]


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
        ("1234,5 98.000", "1234.5 None"),
        ("1.234,50 0,5", "1234.50 0.5"),
        ("1,234.50 98,000", "1234.50 98000"),
        ("1'234.5 2\u202f000", "1234.5 2000"),
        ("1,250 2", "None"),
        ("(5) 7-", "-5 -7"),
        ("12EUR 3", "None"),
        ("5000 GAL", "None"),
        ("1'980.- 3", "1980"),
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
    (line,) = lines(actions, PLAIN.replace("partner_id", "Partner").replace("due_on", "Due"))
    assert [(one.value, one.read_as) for one in line.findings] == [("Due", "due_on"), ("Partner", "partner_id")]


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


@pytest.mark.parametrize("written", ["oak", "O AK", "\u041eAK", "\uff2f\uff21\uff2b", "\u0391\u039fK"])
def test_a_reference_that_looks_like_an_id_is_told_with_it(tmp_path, written):
    delivery = DataFolder().keep("sites", "partners", "actions")
    delivery.change("partners", 3, partner_id="AOK")
    delivery.change("actions", 2, partner_id=written)
    delivery.change("actions", 3, partner_id="AOK")
    meant = "AOK" if written.startswith("\u0391") else "OAK"
    (line,) = [one for one in checked(delivery.write(tmp_path)).report.lines if one.first.rule == "E06"]
    assert (line.total, line.first.read_as) == (1, meant)
    assert "written in another way than in partners" in line.message


def test_unknown_references_are_one_line_apart_from_those_that_look_alike(tmp_path):
    delivery = DataFolder().keep("sites", "partners", "actions")
    for partner in ("oak", "Oak", "ELMS", "ASH"):
        delivery.add("actions", partner_id=partner)
    alike, unknown = checked(delivery.write(tmp_path)).report.lines
    assert (alike.total, [one.read_as for one in alike.findings]) == (2, ["OAK", "OAK"])
    assert [one.problem.partition("; ")[2] for one in unknown.findings] == ["did you mean ELM?", ""]


def test_of_ids_that_differ_in_their_numbers_none_is_near():
    assert nearest("B-0012", ["B-0013", "B-0014"]) is None
    assert nearest("B-12", ["B-0012", "B-0013"]) == "B-0012"
    assert nearest("PART-X", ["PART-A", "PART-B"]) is None
    assert nearest("bathces", ["batches", "bookings"]) == "batches"


def test_what_looks_alike_is_the_same_here_and_in_the_database():
    texts = ["Part A", "part\u2011a", "\u0420\u0430rt\u00a0A", "PA\u200bRT", "\uff30\uff21RT", "It\u2019s"]
    with duckdb.connect() as database:
        for text in texts:
            ((found,),) = database.execute(f"SELECT {folded_in_sql('t')} FROM (SELECT ? AS t)", [text]).fetchall()
            assert found == folded(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [("24.01.15 25.03.20", "None None"), ("24/01/15 25/03/20", "None None"),
     ("31.12.99 15.03.20", "1999-12-31 2020-03-15"),
     ("2024.02.01 25.03.20", "2024-02-01 2025-03-20"), ("01/15/24 02/03/24", "2024-01-15 2024-02-03")],
)  # fmt: skip
def test_either_end_of_a_day_may_be_a_year_of_two_digits(actions, written, read):
    rows = "".join(f"A-{n},OAK,x,CDMO,{day},2101-01-01,\n" for n, day in enumerate(written.split()))
    found = [one for line in lines(actions, HEADER + rows) for one in line.findings if one.column == "opened_on"]
    assert [
        str(one.read_as) for one in sorted(found, key=lambda one: one.row or 0) if one.rule == "E02"
    ] == read.split()


@pytest.mark.parametrize(
    ("numbers", "corrections", "read"),
    [("5000,5 4", "2,000 0,000", {"5000,5": "5000.5", "2,000": "2", "0,000": "0"}),
     ("5000 4", "2,000 3", {"2,000": None}),
     ("5000 4", "2,000 1,250", {"2,000": "2000", "1,250": "1250"}),
     ("5000,5 3.25", "1 1", {"5000,5": "5000.5"}),
     ("5000,5 3.500", "1 1", {"5000,5": "5000.5", "3.500": None})],
)  # fmt: skip
def test_a_mark_is_what_the_numbers_of_the_file_tell(tmp_path, numbers, corrections, read):
    delivery = DataFolder().keep("sites", "suites", "partners", "products", "contracts", "batches", "fx_rates")
    volume, titre = numbers.split()
    for row, count in zip((3, 4), corrections.split(), strict=True):
        delivery.change("batches", row, record_corrections=count)
    delivery.change("batches", 3, volume_l=volume, titre_g_l=titre)
    delivery.change("batches", 4, volume_l="", titre_g_l="3.500" if titre == "3.25" else "")
    found = [one for one in checked(delivery.write(tmp_path)).report.findings if one.rule == "E02"]
    assert {one.value: one.read_as for one in found} == read


def test_a_point_parts_thousands_where_a_comma_is_the_mark_and_nothing_says_otherwise(revenue):
    found = rows_of(revenue, '2026-10-01,"1234,5",USD', "2026-09-01,98.000,USD")
    assert {one.value: one.read_as for one in found} == {"1234,5": "1234.5", "98.000": "98000"}


def test_amounts_in_threes_of_a_currency_without_decimals_are_asked_about_beside_others(revenue):
    (revenue.parent / "fx_rates.csv").write_text(
        "currency,month,units_per_usd\nEUR,2026-11-01,0.9\nKRW,2026-11-01,1300\n"
    )
    found = rows_of(revenue, "2026-10-01,98.000,KRW", "2026-09-01,104.5,KRW")
    assert [(one.rule, one.value, one.read_as) for one in found] == [("W18", "98.000", "98")]


def test_an_amount_in_threes_is_told_with_all_its_digits(revenue):
    assert [one.read_as for one in rows_of(revenue, "2026-08-01,1250000.500,EUR")] == ["1250000.5"]


def test_rates_that_cannot_be_read_are_not_said_to_be_lacking(revenue):
    (revenue.parent / "fx_rates.csv").write_text("")
    assert [(line.first.rule, line.first.table) for line in checked(revenue.parent).report.lines] == [
        ("E14", "fx_rates")
    ]


@pytest.mark.parametrize(("word", "is_sure"), [("n/a", True), ("unknown", False), ("?", False), (".", False)])
def test_a_word_that_may_stand_for_a_value_is_asked_about(word, is_sure):
    found = words.nothing(word, nullable=True)
    assert found is not None
    assert (found.text, found.is_certain) == ("", is_sure)


@pytest.mark.parametrize(
    ("written", "currency", "read"),
    [("104 €", "EUR", "104"), ("USD 104.5", "USD", "104.5"), ("$5", "USD", "5"),
     ("USD 104.5", "EUR", None), ("1.2 MIO", "EUR", None), ("$5", "EUR", None), ("5 €", "", None)],
)  # fmt: skip
def test_a_word_beside_an_amount_is_left_out_where_it_is_the_currency_of_the_row(revenue, written, currency, read):
    (found, *_) = [one for one in rows_of(revenue, f"2026-10-01,{written},{currency}") if one.column == "amount"]
    assert (found.rule, found.value, found.read_as) == ("E02", written, read)


@pytest.mark.parametrize("row", [2, 3, 4])
def test_rows_behind_a_lost_quotation_mark_are_no_foot(revenue, row):
    text = revenue.read_text().splitlines(keepends=True)
    text[row - 1] = '"' + text[row - 1]
    (line,) = lines(revenue, "".join(text))
    assert (line.first.rule, line.first.row, line.first.cause) == ("E02", row, "")
    assert "a quotation mark is not closed" in line.message


def test_a_header_that_stands_again_is_one_finding_and_no_row(actions):
    first, second = ROWS.splitlines(keepends=True)
    (line,) = lines(actions, HEADER + first + HEADER + second + HEADER)
    assert (line.first.rule, line.first.row, line.total) == ("E02", 3, 2)
    assert line.first.problem == "the header stands again among the rows"


def test_a_row_that_names_a_column_is_a_row(actions):
    assert lines(actions, HEADER + "action_id,OAK,a,CLIENT,2027-01-12,2027-02-01,\n") == []


def test_every_line_of_a_foot_is_told(actions):
    (line,) = lines(actions, f"{PLAIN}Total,,,,,,\nstray,,,,,,\n")
    assert (line.first.value, line.total) == ("Total; stray", 2)


def test_a_row_that_is_cut_off_is_no_foot(revenue):
    whole = revenue.read_text()
    causes = {end: [line.first.cause for line in lines(revenue, whole + end)] for end in ("ELM", "ELM\n", "Total,,,,9")}
    assert causes == {"ELM": [""], "ELM\n": ["foot"], "Total,,,,9": ["foot"]}


@pytest.mark.parametrize(
    ("written", "read"),
    [("2026-11", "2026-11-01"), ("11/2026", "2026-11-01"), ("Nov-26", "2026-11-01"), ("202611", "2026-11-01"),
     ("2026 Nov", "2026-11-01"), ("2026-11-30", "2026-11-01"), ("30.11.2026", "2026-11-30")],
)  # fmt: skip
def test_months_are_read_as_their_first_day(tmp_path, written, read):
    delivery = DataFolder().keep("sites", "partners", "products", "contracts", "revenue", "fx_rates")
    delivery.change("revenue", 2, month=written)
    line, *_ = checked(delivery.write(tmp_path)).report.lines
    assert (line.first.rule, line.first.column, line.first.read_as) == ("E02", "month", read)


def test_ids_that_have_lost_their_zeros_are_one_line_and_have_no_follow_on(tmp_path):
    delivery = DataFolder().keep("sites", "partners", "products", "contracts")
    for table in ("partners", "products", "contracts"):
        for row in delivery.tables[table]:
            row["partner_id"] = {"OAK": "0012", "ELM": "0013"}[row["partner_id"]]
    delivery.change("contracts", 2, partner_id="12")
    delivery.change("contracts", 3, partner_id="'0012")
    (line,) = [one for one in checked(delivery.write(tmp_path)).report.lines if one.first.rule != "E12"]
    assert (line.first.rule, line.total, [one.read_as for one in line.findings]) == ("E06", 2, ["0012", "0012"])


def test_a_site_that_there_is_none_of_is_not_told_again_for_being_another(tmp_path):
    delivery = DataFolder()
    delivery.change("batches", 2, site_id="ALDERR")
    (line,) = checked(delivery.write(tmp_path)).report.lines
    assert (line.first.rule, line.first.problem) == ("E06", "there is no such row in sites; did you mean ALDER?")


def test_the_ids_of_a_row_that_was_left_out_are_not_unknown(tmp_path):
    folder = DataFolder().keep("sites", "partners", "actions").write(tmp_path)
    file = folder / "partners.csv"
    file.write_text(file.read_text().replace("OAK,Oak Medicines", "OAK,Oak, Medicines"))
    (line,) = checked(folder).report.lines
    assert (line.first.rule, line.first.table, line.first.row) == ("E02", "partners", 2)


def test_a_word_for_no_value_has_no_follow_on(tmp_path):
    delivery = DataFolder().keep("sites", "suites", "partners", "products", "batches")
    for row in delivery.tables["batches"]:
        row["contract_id"] = ""
    delivery.change("batches", 3, disposition_on="tbd")
    (line,) = checked(delivery.write(tmp_path)).report.lines
    assert (line.first.rule, line.first.read_as) == ("E02", "")


def test_a_column_that_is_called_otherwise_is_told_once(actions):
    (line,) = lines(actions, PLAIN.replace("opened_on", "opened_onn"))
    assert (line.first.rule, line.first.problem) == ("E01", "the column is not there; the header says “opened_onn”")


def test_per_cent_in_a_column_of_fractions_are_one_line_that_asks(tmp_path):
    delivery = DataFolder().keep("sites", "partners", "products", "contracts", "fx_rates")
    for share in ("85", "62.5", "100.5", "-1"):
        delivery.add("contracts", take_or_pay_fraction=share)
    percent, others = checked(delivery.write(tmp_path)).report.lines
    assert percent.message == (
        "contracts, take_or_pay_fraction: it is more than 1, as per cent are (2 of 7 rows: 5, 6): "
        "“85” → “0.85”, “62.5” → “0.625”. Is it 85 %? Then write 0.85."
    )
    assert [one.value for one in others.findings] == ["100.5", "-1"]


def test_amounts_of_a_currency_without_decimals_are_thousands(tmp_path):
    delivery = DataFolder().keep("sites", "partners", "products", "contracts", "revenue", "fx_rates")
    delivery.add("fx_rates", currency="KRW", month="2026-11-01", units_per_usd="1300")
    delivery.add("revenue", month="2026-10-01", amount="98.000", currency="KRW")
    (line,) = checked(delivery.write(tmp_path)).report.lines
    assert (line.first.rule, line.first.value, line.first.read_as) == ("E02", "98.000", "98000")
