"""What lies in a data folder: every entry is read, passed over for a known reason, or a finding."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pytest

from dualsite import store
from dualsite.store import contents
from tests.data_folder import AS_OF, DataFolder, checked, findings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder().keep("sites", "partners", "actions").write(tmp_path / "data")


def said(folder: Path) -> list[tuple[str, str, str]]:
    """Rule, table and what is wrong, without the advice of the rule."""
    return [
        (one.rule, one.table, one.message.split(": ", 1)[1].removesuffix(one.advice).rstrip(". "))
        for one in findings(folder)
    ]


def arrow(table: str) -> pyarrow.Table:
    return pyarrow.csv.read_csv(pyarrow.BufferReader(DataFolder().text(table).encode()))


def packed_zst(content: bytes) -> bytes:
    return pyarrow.Codec("zstd").compress(content, asbytes=True)


@pytest.mark.parametrize(
    "name",
    [".hidden", "~$actions.xlsx", "Thumbs.db", "desktop.ini", "._actions.csv", "README.md", "SOURCES.md", "LICENSE"],
)
def test_what_systems_editors_and_people_leave_beside_tables_is_passed_over(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    assert said(folder) == []


@pytest.mark.parametrize(
    ("name", "rule", "table", "problem"),
    [
        ("notes.txt", "W01", "notes", "notes.txt is not a table of the contract and was not read"),
        (
            "suits.csv",
            "W01",
            "suits",
            "suits.csv is not a table of the contract and was not read; did you mean suites?",
        ),
        ("Suites (1).csv", "E14", "suites", "Suites (1).csv was not read; rename it to suites.csv"),
        ("suite.csv", "E14", "suites", "suite.csv was not read; rename it to suites.csv"),
        (
            "suites_2027-03-01.csv.gz",
            "E14",
            "suites",
            "suites_2027-03-01.csv.gz was not read; rename it to suites.csv.gz",
        ),
        ("actions - Copy.csv", "W01", "actions", "actions - Copy.csv was not read; actions.csv was"),
        (
            "contracts.txt",
            "E14",
            "contracts",
            "contracts.txt was not read: no table is read from .txt; "
            "save it as CSV UTF-8 (.csv, also .csv.gz or .csv.zst), as Parquet or as a workbook (.xlsx)",
        ),
        (
            "Contracts.csv.txt",
            "E14",
            "contracts",
            "Contracts.csv.txt was not read for its last ending; rename it to Contracts.csv",
        ),
        ("actions.bak", "W01", "actions", "actions.bak was not read; actions.csv was"),
        ("dataset.toml.txt", "W01", "dataset", "dataset.toml.txt was not read; dataset.toml was"),
    ],
)
def test_a_file_that_is_not_read_is_a_finding_with_what_to_do(
    folder: Path, name: str, rule: str, table: str, problem: str
) -> None:
    (folder / name).write_bytes(b"x")
    assert said(folder) == [(rule, table, problem)]


def test_a_folder_that_is_no_table_is_a_finding(folder: Path) -> None:
    (folder / "archive").mkdir()
    ((rule, _, problem),) = said(folder)
    assert (rule, problem.split(";")[0]) == (
        "W01",
        "the folder archive is not a table of the contract and was not read",
    )


@pytest.mark.parametrize("name", ["ACTIONS.csv", "Actions.CSV", "actions.Csv"])
def test_upper_case_is_read(folder: Path, name: str) -> None:
    (folder / "actions.csv").rename(folder / name)
    assert checked(folder).rows["actions"] == 2
    assert said(folder) == []


def test_two_spellings_of_one_table_are_two_files(folder: Path) -> None:
    shutil.copy(folder / "actions.csv", folder / "ACTIONS.CSV")
    assert said(folder) == [("E14", "actions", "more than one source for one table: ACTIONS.CSV, actions.csv")]


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", packed_zst), (".GZ", gzip.compress)])
def test_packed_files_are_read(folder: Path, ending: str, pack) -> None:
    plain = folder / "actions.csv"
    (folder / f"actions.csv{ending}").write_bytes(pack(plain.read_bytes()))
    plain.unlink()
    assert checked(folder).rows["actions"] == 2
    assert said(folder) == []


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", packed_zst)])
@pytest.mark.parametrize(
    "spoil", [lambda file: file[:-9], lambda file: b"action_id\n", lambda file: file[: len(file) // 2]]
)
def test_a_packed_file_that_is_not_whole_is_refused(folder: Path, ending: str, pack, spoil) -> None:
    plain = folder / "actions.csv"
    (folder / f"actions.csv{ending}").write_bytes(spoil(pack(plain.read_bytes() * 50)))
    plain.unlink()
    ((rule, table, problem),) = said(folder)
    assert (rule, table) == ("E14", "actions")
    assert problem.startswith(f"actions.csv{ending} cannot be read: it is not whole, or not packed as its name says")


def test_a_file_that_unpacks_without_end_is_refused_before_it_fills_the_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "LARGEST_UNPACKED", 5_000_000)
    (folder / "actions.csv").unlink()
    (folder / "actions.csv.gz").write_bytes(gzip.compress(b"0" * 60_000_000))
    ((rule, _, problem),) = said(folder)
    assert (rule, "it unpacks to more than 0.005 GB" in problem) == ("E14", True)


def test_folders_named_by_columns_are_read_with_these_columns(folder: Path) -> None:
    (folder / "actions.csv").unlink()
    rows = arrow("actions").drop_columns(["partner_id", "owner"])
    for partner, owner in (("OAK", "CDMO"), ("ELM", "CLIENT")):
        part = folder / "actions" / f"partner_id={partner}" / f"owner={owner}" / "data_0.parquet"
        part.parent.mkdir(parents=True)
        ids = pyarrow.array([f"{partner}-1", f"{partner}-2"])
        pyarrow.parquet.write_table(rows.set_column(rows.schema.get_field_index("action_id"), "action_id", ids), part)
    (folder / "actions" / "_SUCCESS").touch()
    assert said(folder) == []
    with store.open(folder) as kept:
        found = kept.connect().table("actions", database=kept.version().schema).to_pyarrow().to_pylist()
    assert [(row["action_id"], row["partner_id"], row["owner"]) for row in found] == [
        ("ELM-1", "ELM", "CLIENT"),
        ("ELM-2", "ELM", "CLIENT"),
        ("OAK-1", "OAK", "CDMO"),
        ("OAK-2", "OAK", "CDMO"),
    ]


def test_values_of_folders_are_decoded_and_typed_by_the_contract(folder: Path) -> None:
    (folder / "actions.csv").unlink()
    rows = arrow("actions").drop_columns(["text", "due_on", "closed_on"]).slice(0, 1)
    place = folder / "actions" / "text=a%2Fb %C3%A9" / "due_on=2027-05-01" / "closed_on=__HIVE_DEFAULT_PARTITION__"
    place.mkdir(parents=True)
    pyarrow.parquet.write_table(rows, place / "x.parquet")
    assert said(folder) == []
    with store.open(folder) as kept:
        (row,) = kept.connect().table("actions", database=kept.version().schema).to_pyarrow().to_pylist()
    assert (row["text"], str(row["due_on"]), row["closed_on"]) == ("a/b é", "2027-05-01", None)


def test_a_folder_that_is_renamed_is_read_anew(folder: Path) -> None:
    (folder / "actions.csv").unlink()
    place = folder / "actions" / "owner=CDMO"
    place.mkdir(parents=True)
    pyarrow.parquet.write_table(arrow("actions").drop_columns(["owner"]), place / "x.parquet")
    with store.Store(folder, lambda: AS_OF) as kept:
        kept.version()
        place.rename(folder / "actions" / "owner=CLIENT")
        owners = kept.connect().table("actions", database=kept.version().schema).owner.to_pyarrow().to_pylist()
    assert owners == ["CLIENT", "CLIENT"]


def test_a_file_that_contradicts_its_folder_is_refused(folder: Path) -> None:
    (folder / "actions.csv").unlink()
    place = folder / "actions" / "owner=CDMO"
    place.mkdir(parents=True)
    pyarrow.parquet.write_table(arrow("actions"), place / "x.parquet")
    ((rule, _, problem),) = said(folder)
    assert (rule, problem) == (
        "E14",
        "x.parquet cannot be read: its column owner is not CDMO in 1 rows, as its folder says",
    )


def test_a_value_of_a_folder_that_does_not_fit_its_column_is_refused(folder: Path) -> None:
    (folder / "actions.csv").unlink()
    place = folder / "actions" / "due_on=soon"
    place.mkdir(parents=True)
    pyarrow.parquet.write_table(arrow("actions").drop_columns(["due_on"]), place / "x.parquet")
    assert {(one.rule, one.column, one.value) for one in findings(folder)} == {("E02", "due_on", "soon")}


@pytest.mark.parametrize(("within", "kind"), [("_delta_log", "Delta"), ("metadata", "Iceberg"), (".hoodie", "Hudi")])
def test_a_table_of_a_lake_is_refused_by_name_for_its_deleted_rows_would_count(
    folder: Path, within: str, kind: str
) -> None:
    (folder / "actions.csv").unlink()
    (folder / "actions" / within).mkdir(parents=True)
    pyarrow.parquet.write_table(arrow("actions"), folder / "actions" / "x.parquet")
    ((rule, table, problem),) = said(folder)
    assert (rule, table) == ("E14", "actions")
    assert problem.startswith(f"actions is a {kind} table, whose files hold deleted and replaced rows too; write its")
    assert "actions" not in checked(folder).rows


def test_a_folder_of_parts_that_is_still_being_written_is_refused(folder: Path) -> None:
    (folder / "actions.csv").unlink()
    (folder / "actions" / "_temporary").mkdir(parents=True)
    pyarrow.parquet.write_table(arrow("actions"), folder / "actions" / "x.parquet")
    assert said(folder) == [("E14", "actions", "actions is still being written: actions/_temporary is there")]


def test_a_folder_within_a_table_that_names_no_column_is_refused(folder: Path) -> None:
    (folder / "actions.csv").unlink()
    (folder / "actions" / "2026").mkdir(parents=True)
    pyarrow.parquet.write_table(arrow("actions"), folder / "actions" / "x.parquet")
    ((rule, _, problem),) = said(folder)
    assert (rule, problem.split(":")[0]) == ("E14", "the folder actions/2026 was not read")


def test_a_link_to_nothing_a_pipe_and_a_link_to_itself_are_findings(folder: Path) -> None:
    (folder / "suites.csv").symlink_to(folder / "absent.csv")
    (folder / "bookings.csv").symlink_to(folder / "bookings.csv")
    os.mkfifo(folder / "batches.csv")
    assert {(rule, table) for rule, table, _ in said(folder)} == {
        ("E14", "batches"),
        ("E14", "bookings"),
        ("E14", "suites"),
    }


def test_a_file_that_the_disk_does_not_give_leaves_the_good_version(folder: Path) -> None:
    with store.Store(folder, lambda: AS_OF) as kept:
        good = kept.version()
        (folder / "actions.csv").unlink()
        (folder / "actions.csv").symlink_to("/proc/self/mem")
        assert kept.version() is good
        assert "actions.csv cannot be read" in kept.refused.report.errors[0].message


def test_the_file_of_the_data_set_is_read_however_it_is_spelt_and_that_is_said(folder: Path) -> None:
    for name in ("Dataset.toml", "DATASET.TOML", "dataset.toml.txt"):
        spelt = shutil.copytree(folder, folder.with_name(name))
        (spelt / "dataset.toml").rename(spelt / name)
        assert checked(spelt).dataset.as_of == AS_OF
        assert said(spelt) == [("W01", "dataset", f"{name} was read as dataset.toml; rename it so")]


def test_a_file_that_may_be_that_of_the_data_set_is_refused(folder: Path) -> None:
    (folder / "dataset.toml").rename(folder / "datset.toml")
    assert said(folder) == [("E14", "dataset", "datset.toml was not read; rename it to dataset.toml")]
