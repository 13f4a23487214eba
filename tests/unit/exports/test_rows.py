"""Rows as files: a spreadsheet must show what stands in the data and run none of it, a program find it typed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dualsite import access, i18n, store
from dualsite.access import Viewer
from dualsite.exports import rows as files
from dualsite.exports.origin import LONGEST, Origin, file_name, origin
from dualsite.exports.rows import as_file, fields
from dualsite.insights import wording
from dualsite.insights.contracts import timeline
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from tests.data_folder import DataFolder
from tests.unit.exports import every_block

ONE = TableSpec("one", "One column", (ColumnSpec("told", "told"),))
HERE = Origin(date(2026, 11, 20), ("Alder Works",), "USD", "", "ab12cd")
"""Where the rows of these tests come from."""


def csv_of(spec: TableSpec, rows: pd.DataFrame, currency: str = "", told_of: Origin | None = None) -> str:
    return as_file("csv", spec, rows, currency, told_of).decode("utf-8-sig")


def cells(values: list[object]) -> list[str]:
    """The one column of these values as a spreadsheet reads it."""
    written = csv_of(ONE, pd.DataFrame({"told": pd.Series(values, dtype=object)}))
    return [row[0] if row else "" for row in csv.reader(io.StringIO(written, newline=""))][1:]


def parquet_of(spec: TableSpec, rows: pd.DataFrame, currency: str = "", told_of: Origin | None = None) -> pa.Table:
    return pq.read_table(io.BytesIO(as_file("parquet", spec, rows, currency, told_of)))


@pytest.mark.parametrize(
    "formula", ['=HYPERLINK("http://x")', "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "=", "--"]
)
def test_text_that_starts_like_a_formula_becomes_text(formula: str) -> None:
    assert cells([formula]) == [f"'{formula}"]


@pytest.mark.parametrize("formula", ["\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)"])
def test_text_that_some_spreadsheets_read_as_a_formula_becomes_text(formula: str) -> None:
    """A line feed is dropped before the sign, and East Asian settings take the full-width signs for the plain ones.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    assert cells([formula]) == [f"'{formula}"]


def test_plain_text_stays_as_it_is() -> None:
    assert cells(["Alder Works", "a=b", "2+2", "", 'say "no"', "two\nlines"]) == [
        "Alder Works", "a=b", "2+2", "", 'say "no"', "two\nlines",
    ]  # fmt: skip


def test_numbers_stay_numbers_also_below_zero() -> None:
    assert cells([40000, -20000, 0]) == ["40000", "-20000", "0"]
    assert cells([1.5, -0.5]) == ["1.5", "-0.5"]


def test_unknown_is_an_empty_cell_and_false_is_not() -> None:
    assert cells([None, float("nan"), False, True, pd.NA, pd.NaT]) == ["", "", "False", "True", "", ""]


def test_counts_beside_an_unknown_do_not_become_fractions() -> None:
    assert cells([3, None]) == ["3", ""]


def test_days_are_written_as_iso() -> None:
    assert cells([date(2026, 11, 20)]) == ["2026-11-20"]


def test_no_rows_still_have_their_headings() -> None:
    assert as_file("csv", ONE, ONE.empty(), "", None) == b"\xef\xbb\xbftold\r\n"
    assert parquet_of(ONE, ONE.empty()).schema.names == ["told"]


def test_names_in_every_script_survive() -> None:
    assert cells(["송도", "東京", "Þór", "é"]) == ["송도", "東京", "Þór", "é"]


def test_rows_told_under_a_scenario_name_it_in_a_last_column() -> None:
    spec = TableSpec("two", "Two", (ColumnSpec("count", "Count", "whole"),))
    written = csv_of(spec, pd.DataFrame({"count": [3, -4]}), told_of=replace(HERE, scenario="birch-late"))
    assert written == "Count,Scenario\r\n3,birch-late\r\n-4,birch-late\r\n"


AMOUNTS = TableSpec(
    "amounts",
    "Amounts",
    (
        ColumnSpec("client", "Client"),
        ColumnSpec("backlog", "Backlog", "amount"),
        ColumnSpec("revenue", "Revenue", "amount"),
        ColumnSpec("lots", "Lots", "whole"),
        ColumnSpec("carried", kind="amount"),
    ),
)


def test_amounts_are_numbers_with_their_currency_in_a_column_of_its_own() -> None:
    rows = pd.DataFrame({"client": ["Oak"], "backlog": [25_400_000.4], "revenue": [None], "lots": [3], "carried": [1]})
    assert csv_of(AMOUNTS, rows, "EUR") == (
        'Client,"Backlog, EUR","Revenue, EUR",Currency,Lots\r\nOak,25400000,,EUR,3\r\n'
    )


def test_a_column_that_is_called_currency_stays_beside_that_of_the_amounts() -> None:
    spec = replace(AMOUNTS, columns=(ColumnSpec("own", "Currency"), *AMOUNTS.columns))
    assert [one.heading for one in fields(spec, "EUR")][:5] == [
        "Currency", "Client", "Backlog, EUR", "Revenue, EUR", "Reporting currency",
    ]  # fmt: skip


def test_a_number_behind_words_stands_in_files_alone() -> None:
    spec = TableSpec(
        "worths", "Worths", (ColumnSpec("worth", "Value"), ColumnSpec("number", "As a number", "number", is_filed=True))
    )
    assert [column.name for column in spec.shown] == ["worth"]
    assert csv_of(spec, pd.DataFrame({"worth": ["€25.4M"], "number": [25_400_000]})) == (
        "Value,As a number\r\n€25.4M,25400000\r\n"
    )


def test_a_contract_of_undisclosed_value_has_no_number_and_others_their_own(tmp_path: Path) -> None:
    with store.open(DataFolder().write(tmp_path)) as kept:
        version = kept.version()
        assert version is not None
        view = access.view(version, kept.connect(), currency="EUR")
        told = timeline.timeline(view).set_index("contract_id")
    assert dict(zip(told.index, zip(told.worth_amount, told.worth_currency, strict=True), strict=True)) == {
        "OAK-MOU": (None, None),
        "OAK-CMO": (90_000_000 * 0.92, "EUR"),
        "ELM-CDO": (4_500_000, "EUR"),
    }
    assert told.worth["OAK-MOU"] == wording.UNDISCLOSED


def test_parquet_holds_what_the_frame_holds_by_its_type() -> None:
    block = every_block.contracts()
    table = parquet_of(block.spec, block.rows, "EUR", HERE)
    assert {name: str(kind) for name, kind in zip(table.schema.names, table.schema.types, strict=True)} == {
        "Client": "string",
        "Signed": "date32[day]",
        "Month": "date32[day]",
        "Quarter": "date32[day]",
        "Batches": "int64",
        "Volume, L": "double",
        "Value, EUR": "int64",
        "Currency": "string",
        "Take or pay": "double",
        "Stands": "string",
        "Open": "bool",
        "Link": "string",
    }
    first, second, third, _fourth = table.to_pylist()
    assert first["Value, EUR"] == 90_000_000
    assert (second["Client"], second["Batches"], second["Take or pay"], second["Open"]) == (
        "다나까 제약",
        0,
        None,
        False,
    )
    assert (third["Client"], third["Signed"], third["Open"]) == ("=HYPERLINK(1)", None, None)


def test_parquet_says_where_it_comes_from_and_in_which_units() -> None:
    block = every_block.contracts()
    schema = parquet_of(block.spec, block.rows, "EUR", replace(HERE, scenario="birch-late")).schema
    assert {key.decode(): value.decode() for key, value in schema.metadata.items()} == {
        "title": "Contracts, by client",
        "currency": "EUR",
        "as_of": "2026-11-20",
        "filters": "Alder Works",
        "scenario": "birch-late",
        "version": "ab12cd",
    }
    assert schema.field("Volume, L").metadata == {b"unit": b"L"}
    assert schema.field("Value, EUR").metadata == {b"unit": b"EUR"}
    assert schema.names[-1] == "Scenario"


def test_moments_are_utc() -> None:
    spec = TableSpec("moments", "Moments", (ColumnSpec("at", "At", "time"),))
    table = parquet_of(spec, pd.DataFrame({"at": [datetime(2026, 11, 22, 9, 30, tzinfo=UTC), None]}, dtype=object))
    assert table.column("At").to_pylist() == [datetime(2026, 11, 22, 9, 30, tzinfo=UTC), None]


@pytest.mark.parametrize("kind", [*files.KINDS])
def test_the_same_rows_are_the_same_bytes(kind: files.RowsKind) -> None:
    block = every_block.contracts()
    assert as_file(kind, block.spec, block.rows, "EUR", HERE) == as_file(kind, block.spec, block.rows, "EUR", HERE)


@pytest.mark.parametrize(
    ("told_of", "said"),
    [
        (HERE, "as of 2026-11-20, Alder Works, USD, version ab12cd"),
        (replace(HERE, filters=(), version=""), "as of 2026-11-20, USD"),
        (replace(HERE, scenario="late"), "as of 2026-11-20, Alder Works, USD, scenario late, version ab12cd"),
    ],
)
def test_a_file_is_named_by_where_it_comes_from(told_of: Origin, said: str) -> None:
    assert told_of.in_words == said
    assert file_name("contracts", said, "csv") == f"contracts ({said}).csv"


def test_a_name_is_one_that_every_system_takes() -> None:
    assert file_name("a/b", 'x\\y:*?"<>|\nz', "csv") == "ab (xyz).csv"
    assert len(file_name("a", "x" * 500, "csv")) == LONGEST + len("a ().csv")


def test_a_clients_file_names_no_version_and_an_executives_does(reference: store.Store) -> None:
    version = reference.version()
    assert version is not None
    viewer = Viewer("partner", frozenset({"OAK"}))
    limited = access.view(version, reference.connect(), viewer, site="ALDER")
    whole = access.view(version, reference.connect(), site="ALDER", partner="OAK", currency="EUR")
    assert origin(limited).in_words == "as of 2027-03-01, Alder Works, USD"
    assert origin(whole).in_words == f"as of 2027-03-01, Alder Works, Oak Medicines, EUR, version {version.id}"
    with i18n.speaking("ko"):
        assert origin(whole).as_of == date(2027, 3, 1)
