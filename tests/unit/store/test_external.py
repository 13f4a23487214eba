"""Large Parquet files are asked where they lie, and whoever looks at a version sees all of it and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pytest

from dualsite import sample
from dualsite.schema import TABLES
from dualsite.store import Store, external
from dualsite.store.database import HELD
from tests.data_folder import AS_OF, DataFolder

KEPT = ("sources", "sites", "partners", "products", "actions", "batches", "contracts", "suites", "fx_rates")
TYPES = {"text": pyarrow.string(), "day": pyarrow.date32(), "number": pyarrow.float64(), "flag": pyarrow.bool_()}


@pytest.fixture(autouse=True)
def _all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "LEAST_BYTES", 0)


def typed(table: str, works: DataFolder) -> pyarrow.Table:
    """A table in the types of the contract."""
    kinds = {column.name: TYPES.get(column.kind, pyarrow.int64()) for column in TABLES[table].columns.values()}
    options = pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=True)
    return pyarrow.csv.read_csv(pyarrow.BufferReader(works.text(table).encode()), convert_options=options)


def write(folder: Path, works: DataFolder, *tables: str) -> Path:
    """A delivery in which these tables are Parquet."""
    works.write(folder)
    for table in tables:
        (folder / f"{table}.csv").unlink()
        pyarrow.parquet.write_table(typed(table, works), folder / f"{table}.parquet")
    return folder


def rows(store: Store, table: str) -> list[dict[str, object]]:
    version = store.version()
    assert version is not None
    found: list[dict[str, object]] = store.connect().table(table, database=version.schema).to_pyarrow().to_pylist()
    return sorted(found, key=repr)


def views(store: Store) -> set[str]:
    """The tables that are asked where they lie."""
    asked = "SELECT view_name FROM duckdb_views() WHERE schema_name LIKE 'stored%'"
    return {name for (name,) in store._database.connection.execute(asked).fetchall()}


def copies(store: Store) -> list[Path]:
    """The files beside the database that hold rows."""
    ((file,),) = store._database.connection.execute(
        "SELECT path FROM duckdb_databases() WHERE path IS NOT NULL"
    ).fetchall()
    assert (Path(file).parent / HELD).is_file()
    return sorted((Path(file).parent / "files").glob("*"))


def test_what_is_asked_is_what_would_be_read(tmp_path: Path) -> None:
    works = DataFolder().keep(*KEPT)
    with (
        Store(works.write(tmp_path / "csv"), lambda: AS_OF) as read,
        Store(write(tmp_path / "parquet", works, "actions", "batches"), lambda: AS_OF) as asked,
    ):
        for table in KEPT:
            assert rows(asked, table) == rows(read, table), table
        assert views(asked) == {"actions", "batches"}
        assert getattr(asked.version(), "rows", None) == getattr(read.version(), "rows", 0)


def test_a_version_is_whole_while_its_files_are_written_anew(tmp_path: Path) -> None:
    works = DataFolder().keep("sites", "partners", "actions")
    folder = write(tmp_path / "data", works, "actions")
    with Store(folder, lambda: AS_OF) as store:
        before = rows(store, "actions")
        version = store.version()
        connection = store.connect()
        works.change("actions", 2, text="Written anew")
        write(tmp_path / "next", works, "actions")
        with (folder / "actions.parquet").open("r+b") as file:
            # Into the file that is on show, as `cp` does.
            file.truncate(0)
            file.write((tmp_path / "next" / "actions.parquet").read_bytes())
        assert version is not None
        told = connection.table("actions", database=version.schema).to_pyarrow().to_pylist()
        assert sorted(told, key=repr) == before
        assert {row["text"] for row in rows(store, "actions")} - {row["text"] for row in before} == {"Written anew"}


def test_a_file_of_several_versions_is_one_copy_and_goes_with_the_last(tmp_path: Path) -> None:
    works = DataFolder().keep("sites", "partners")
    folder = works.write(tmp_path / "data")
    all_rows = typed("actions", DataFolder())
    (folder / "actions").mkdir()
    pyarrow.parquet.write_table(all_rows.slice(0, 1), folder / "actions" / "2027-01.parquet")
    with Store(folder, lambda: AS_OF) as store:
        for month in range(2, 6):
            more = all_rows.slice(0, 1).set_column(0, "action_id", pyarrow.array([f"ACT-{month}0"]))
            pyarrow.parquet.write_table(more, folder / "actions" / f"2027-0{month}.parquet")
            assert len(rows(store, "actions")) == month
        # The version before that on show is there as well, and all but one of its files are the same.
        assert len(copies(store)) == 5
        shutil.rmtree(folder / "actions")
        others = pyarrow.concat_tables(
            all_rows.slice(0, 1).set_column(0, "action_id", pyarrow.array([f"ACT-{number}"])) for number in range(9)
        )
        pyarrow.parquet.write_table(others, folder / "actions.parquet")
        for name in ("Hawthorn", "Juniper"):
            works.change("sites", 2, name=name)
            works.write(folder)
            assert len(rows(store, "actions")) == 9
        assert len(copies(store)) == 1


def test_what_is_to_be_mended_is_read(tmp_path: Path) -> None:
    works = DataFolder().keep("sites", "partners", "actions")
    works.change("actions", 2, owner="cdmo")
    with Store(write(tmp_path, works, "actions"), lambda: AS_OF) as store:
        assert rows(store, "actions")[0]["owner"] == "CDMO"
        assert views(store) == set()
        assert copies(store) == []


def test_columns_that_folders_stand_for(tmp_path: Path) -> None:
    works = DataFolder().keep("sites", "partners", "actions")
    expected = typed("actions", works)
    folder = works.write(tmp_path / "data")
    (folder / "actions.csv").unlink()
    for place, name in enumerate(expected["partner_id"].to_pylist()):
        part = folder / "actions" / f"partner_id={name}"
        part.mkdir(parents=True)
        pyarrow.parquet.write_table(expected.slice(place, 1).drop_columns(["partner_id"]), part / "data_0.parquet")
    with Store(folder, lambda: AS_OF) as store:
        found = rows(store, "actions")
        assert views(store) == {"actions"}
    told = [{name: row[name] for name in expected.column_names} for row in found]
    assert told == sorted(expected.to_pylist(), key=repr)


def test_a_sample_by_month_is_asked_where_it_lies(tmp_path: Path) -> None:
    one, parted = tmp_path / "one", tmp_path / "parted"
    written = sample.write(one, scale=50)
    assert sample.write(parted, scale=50, is_by_month=True) == written
    months = [path.stem for path in sorted((parted / "batch_events").iterdir())]
    assert len(months) > 24
    first = pyarrow.parquet.read_table(parted / "batch_events" / f"{months[0]}.parquet")
    assert {day.strftime("%Y-%m") for day in first["on"].to_pylist()} == {months[0]}
    with Store(one) as whole, Store(parted) as in_parts:
        asked = "SELECT sum(hash(e)) FROM (SELECT * FROM {}.batch_events) e"
        digests = {
            store.connect().con.execute(asked.format(getattr(store.version(), "schema", ""))).fetchall()[0]
            for store in (whole, in_parts)
        }
        assert views(in_parts) == {"batch_events"}
    assert len(digests) == 1
