"""Parquet files and folders of parts: types are those of the contract, or the value is refused."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pytest

from dualsite import store
from dualsite.store import external
from tests.data_folder import DataFolder, checked, findings


@pytest.fixture(autouse=True, params=["read", "asked where they lie"])
def _either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are read into the database, large ones asked where they lie, and nobody sees which."""
    if request.param != "read":
        monkeypatch.setattr(external, "LEAST_BYTES", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small delivery without the tables that the tests write."""
    return DataFolder().keep("sites", "partners").write(tmp_path)


def arrow(table: str, **columns: pyarrow.Array) -> pyarrow.Table:
    """A table of the delivery in types of its own, with some columns replaced or added."""
    rows = pyarrow.csv.read_csv(pyarrow.BufferReader(DataFolder().text(table).encode()))
    for name, values in columns.items():
        place = rows.schema.get_field_index(name)
        rows = rows.append_column(name, values) if place < 0 else rows.set_column(place, name, values)
    return rows


def deliver(folder: Path, name: str, rows: pyarrow.Table) -> Path:
    path = folder / f"{name}.parquet"
    path.parent.mkdir(exist_ok=True)
    pyarrow.parquet.write_table(rows, path)
    return path


def moment(*parts: int) -> datetime:
    """A moment without a zone."""
    return datetime(*parts)  # noqa: DTZ001  as files hold them


def shown(folder: Path, table: str, column: str) -> list[object]:
    """A column of a table in which nothing was found, in order of the rows."""
    kept = store.open(folder)
    assert [one.message for one in kept.version().report.findings] == []
    return [
        row[column]
        for row in kept.connect().table(table, database=kept.version().schema).select(column).to_pyarrow().to_pylist()
    ]


def places(folder: Path) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(one.rule, one.row, one.column, one.value) for one in findings(folder)]


def test_parquet_and_csv_of_the_same_rows_are_the_same_table(folder, tmp_path_factory):
    deliver(folder, "actions", arrow("actions"))
    as_csv = DataFolder().keep("sites", "partners", "actions").write(tmp_path_factory.mktemp("csv"))
    for column in ("action_id", "opened_on", "closed_on"):
        assert shown(folder, "actions", column) == shown(as_csv, "actions", column)


def test_parts_of_a_folder_are_one_table_with_rows_that_count_on(folder):
    deliver(folder, "actions/part-0", arrow("actions"))
    later = arrow("actions", action_id=pyarrow.array(["ACT-3", "ACT-4"]), owner=pyarrow.array(["CDMO", "NOBODY"]))
    deliver(folder, "actions/part-1", later)
    version = checked(folder)
    assert [(one.rule, one.row, one.value) for one in version.report.findings] == [("E04", 5, "NOBODY")]
    assert version.rows["actions"] == 4


def test_a_key_that_stands_in_two_parts_at_the_same_place_is_a_duplicate(folder):
    deliver(folder, "actions/part-0", arrow("actions"))
    deliver(folder, "actions/part-1", arrow("actions"))
    assert places(folder) == [("E03", 4, "action_id", "ACT-1"), ("E03", 5, "action_id", "ACT-2")]


def test_every_part_must_have_the_required_columns(folder):
    deliver(folder, "actions/part-0", arrow("actions"))
    deliver(folder, "actions/part-1", arrow("actions").drop_columns(["due_on"]))
    (found,) = findings(folder)
    assert (found.rule, found.row, found.column) == ("E01", 1, "due_on")
    assert "the column is not there in part-1.parquet" in found.message


def test_ids_that_look_alike_are_told(folder):
    partners = pyarrow.array(["OAK\u00a0", "\u200bELM"])
    deliver(folder, "actions", arrow("actions", partner_id=partners, action_id=pyarrow.array(["ACT-1", "АСТ-1"])))
    assert places(folder) == [
        ("E02", 2, "partner_id", "OAK⟨U+00A0⟩"),
        ("E02", 3, "partner_id", "⟨U+200B⟩ELM"),
        ("W19", 3, "action_id", "А⟨U+0410⟩С⟨U+0421⟩Т⟨U+0422⟩-1"),
    ]


def test_ids_of_another_type_hold_nothing_unseen(folder):
    deliver(folder, "actions", arrow("actions", action_id=pyarrow.array([7, 8])))
    assert places(folder) == [("E02", 2, "action_id", "7"), ("E02", 3, "action_id", "8")]


def test_a_part_of_another_type_is_not_turned_into_text(folder):
    deliver(folder, "actions/part-0", arrow("actions"))
    deliver(folder, "actions/part-1", arrow("actions", action_id=pyarrow.array([7, 8])))
    assert places(folder) == [("E02", 4, "action_id", "7"), ("E02", 5, "action_id", "8")]


def test_a_folder_without_parts_is_refused(folder):
    (folder / "actions").mkdir()
    (folder / "actions" / "part-0.csv").write_text("action_id\n")
    (found,) = findings(folder)
    assert found.rule == "E14"
    assert "it is a folder that holds part-0.csv, and parts are Parquet" in found.message


def test_a_folder_named_like_a_file_is_refused(folder):
    (folder / "actions.parquet").mkdir()
    (found,) = findings(folder)
    assert found.rule == "E14"
    assert "parts lie in a folder named actions" in found.message


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda file: b"", "it is empty", id="empty"),
        pytest.param(lambda file: file[:-20], "it is damaged, or not what its name says", id="end missing"),
        pytest.param(
            lambda file: file[: len(file) // 2], "it is damaged, or not what its name says", id="half written"
        ),
        pytest.param(lambda file: file[:4] + b"\xff" * 200 + file[204:], "cannot be read", id="broken inside"),
        pytest.param(
            lambda file: b"action_id,partner_id\nA,OAK\n",
            "it is damaged, or not what its name says",
            id="a CSV file by another name",
        ),
    ],
)
def test_a_broken_file_is_refused(folder, spoil, reason):
    path = deliver(folder, "actions", arrow("actions"))
    path.write_bytes(spoil(path.read_bytes()))
    version = checked(folder)
    (found,) = version.report.findings
    assert (found.rule, found.table, found.row) == ("E14", "actions", None)
    assert found.message.startswith("actions: actions.parquet cannot be read: ")
    assert reason in found.message
    assert "actions" not in version.rows


def test_one_broken_part_refuses_the_table(folder):
    deliver(folder, "actions/part-0", arrow("actions"))
    path = deliver(folder, "actions/part-1", arrow("actions", action_id=pyarrow.array(["X", "Y"])))
    path.write_bytes(path.read_bytes()[:-9])
    version = checked(folder)
    (found,) = version.report.findings
    assert found.message.startswith("actions: part-1.parquet cannot be read: ")
    assert "actions" not in version.rows


def test_identifiers_that_are_numbers_are_refused(folder):
    deliver(folder, "actions", arrow("actions", action_id=pyarrow.array([1, 2])))
    found = findings(folder)
    assert [(one.rule, one.row, one.value) for one in found] == [("E02", 2, "1"), ("E02", 3, "2")]
    assert "not text (stored as BIGINT)" in found[0].message


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_a_moment_is_a_day_only_at_midnight(folder, unit):
    moments = [moment(2027, 1, 12), moment(2027, 2, 1, 8, 30)]
    deliver(folder, "actions", arrow("actions", opened_on=pyarrow.array(moments, pyarrow.timestamp(unit))))
    assert places(folder) == [("E02", 3, "opened_on", "2027-02-01 08:30:00")]


def test_a_moment_with_a_zone_is_a_day_of_utc_on_any_machine(folder, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Seoul")
    moments = pyarrow.array([moment(2027, 1, 12), moment(2027, 2, 1)], pyarrow.timestamp("us", "UTC"))
    deliver(folder, "actions", arrow("actions", opened_on=moments))
    assert [str(day) for day in shown(folder, "actions", "opened_on")] == ["2027-01-12", "2027-02-01"]


def test_whole_numbers_may_be_stored_as_floats_without_a_fraction(folder):
    deliver(folder, "lab_tests", arrow("lab_tests", tests=pyarrow.array([120.0, 40.0])))
    assert shown(folder, "lab_tests", "tests") == [120, 40]


def test_floats_with_a_fraction_are_no_whole_numbers(folder):
    rows = arrow("lab_tests", tests=pyarrow.array([120.5, float("nan")]), oos=pyarrow.array([0, 0]))
    deliver(folder, "lab_tests", rows.set_column(5, "oos_invalidated", pyarrow.array([0.0, float("inf")])))
    assert places(folder) == [
        ("E02", 2, "tests", "120.5"),
        ("E02", 3, "oos_invalidated", "inf"),
        ("E02", 3, "tests", "nan"),
    ]


def test_numbers_of_every_width_and_dictionaries_are_read(folder):
    rows = arrow(
        "lab_tests",
        site_id=pyarrow.array(["ALDER", "ALDER"]).dictionary_encode(),
        tests=pyarrow.array([120, 40], pyarrow.uint16()),
        oos=pyarrow.array([2, 0], pyarrow.int8()),
        oos_invalidated=pyarrow.array([1, 0], pyarrow.decimal128(5, 0)),
    )
    deliver(folder, "lab_tests", rows)
    assert shown(folder, "lab_tests", "oos_invalidated") == [1, 0]


@pytest.mark.parametrize(
    ("currency", "amounts"),
    [
        pytest.param("KRW", pyarrow.array([98.125] * 3), id="floats of a currency without decimals"),
        pytest.param("USD", pyarrow.array([Decimal(98)] * 3, pyarrow.decimal128(18, 3)), id="three decimals"),
    ],
)
def test_the_decimals_of_stored_numbers_part_no_thousands(tmp_path, currency, amounts):
    delivery = DataFolder().keep("sites", "partners", "products", "contracts", "fx_rates")
    delivery.add("fx_rates", currency="KRW", month="2026-11-01", units_per_usd="1300")
    folder = delivery.write(tmp_path)
    deliver(folder, "revenue", arrow("revenue", amount=amounts, currency=pyarrow.array([currency] * 3)))
    assert shown(folder, "revenue", "amount") == amounts.to_pylist()


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(pyarrow.array([b"\xff\xfe", b"x"]), id="bytes"),
        pytest.param(pyarrow.array([["a"], ["b"]]), id="lists"),
        pytest.param(pyarrow.array([{"a": 1}, {"a": 2}]), id="structures"),
        pytest.param(pyarrow.array([True, False]), id="flags"),
    ],
)
def test_what_is_not_text_is_refused_as_text(folder, values):
    deliver(folder, "actions", arrow("actions", text=values))
    assert [place[:3] for place in places(folder)] == [("E02", 2, "text"), ("E02", 3, "text")]


def test_text_without_a_letter_is_empty_where_a_value_is_required(folder):
    deliver(folder, "actions", arrow("actions", action_id=pyarrow.array(["", "A"]), text=pyarrow.array(["x", ""])))
    assert places(folder) == [("E02", 3, "text", ""), ("E03", 2, "action_id", "")]


def test_a_days_beyond_the_calendar_is_refused(folder):
    beyond = pyarrow.array([2**31 - 2**20, 0], pyarrow.int32()).cast(pyarrow.date32())
    deliver(folder, "actions", arrow("actions", closed_on=pyarrow.nulls(2), due_on=beyond))
    assert ("E02", 2, "due_on") in [place[:3] for place in places(folder)]


def test_a_column_without_any_value_may_have_no_type(folder):
    deliver(folder, "actions", arrow("actions", closed_on=pyarrow.nulls(2), note=pyarrow.nulls(2)))
    assert places(folder) == []


def test_unknown_columns_are_kept_out_once_for_all_parts(folder):
    for part in "AB":
        rows = arrow(
            "actions", action_id=pyarrow.array([part + "1", part + "2"]), colour=pyarrow.array(["red", "blue"])
        )
        deliver(folder, f"actions/{part}", rows.append_column("_row", pyarrow.array([7, 7])))
    version = checked(folder)
    assert [(one.rule, one.row, one.column) for one in version.report.findings] == [
        ("W01", None, "_row"),
        ("W01", None, "colour"),
    ]
    assert version.rows["actions"] == 4


def test_a_folder_with_a_difficult_name_is_read(tmp_path):
    folder = DataFolder().keep("sites", "partners").write(tmp_path / "client's [2027] *data*?")
    deliver(folder, "actions", arrow("actions"))
    deliver(folder, "lab_tests/a=1", arrow("lab_tests"))
    version = checked(folder)
    assert version.report.findings == ()
    assert version.rows["lab_tests"] == 2
