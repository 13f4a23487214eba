"""A DuckDB file is an engine: what it holds is the same, is held to the contract, and is replaced as a whole."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from dualsite.access import view
from dualsite.errors import DataError, EngineError, InputError
from dualsite.kpi.measure import answers
from dualsite.schema import TABLES
from dualsite.store import Store, Version
from dualsite.store.engines import connected, duckdb_file
from dualsite.store.engines.address import FileAddress, address
from dualsite.store.engines.versions import EngineStore
from dualsite.store.holdings import Profile
from tests.data_folder import AS_OF, DataFolder


def written(folder: Path, file: Path, *statements: str) -> Path:
    """The tables of a data folder as a DuckDB file, with its `dataset.toml` in a table `versions`, put to its place."""
    soon = file.with_name("soon.duckdb")
    with Store(folder, lambda: AS_OF) as files:
        version = files.version()
        assert version is not None
        cursor = files.connect().con
        cursor.execute(f"ATTACH '{soon}' AS soon").fetchall()
        for name in version.tables:
            columns = ", ".join(f'"{column}"' for column in TABLES[name].columns)
            cursor.execute(f"CREATE TABLE soon.{name} AS SELECT {columns} FROM {version.schema}.{name}").fetchall()
        cursor.execute(
            "CREATE TABLE soon.versions AS SELECT 1 AS version, 'main' AS tables_in, "
            "TIMESTAMPTZ '2027-03-01 09:00:00+09' AS delivered_at, $1 AS dataset, NULL::VARCHAR AS digest",
            [(folder / "dataset.toml").read_text("utf-8")],
        ).fetchall()
        cursor.execute("DETACH soon").fetchall()
    with duckdb.connect(str(soon)) as connection:
        for one in statements:
            connection.execute(one)
    soon.replace(file)
    return file


@pytest.fixture(autouse=True)
def _at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are whole as soon as they are there."""
    monkeypatch.setattr(duckdb_file, "REST_S", 0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder().keep("sites", "sources", "suites").write(tmp_path / "files")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "operations.duckdb"


def opened(file: Path) -> EngineStore:
    return EngineStore(address(f"duckdb://{file}"), file.parent, lambda: AS_OF)


def looked(store: EngineStore) -> Version:
    """The version on show, after a look of now."""
    store._looked_at = 0.0
    found = store.version()
    assert found is not None
    return found


def test_every_kpi_is_the_same_as_of_the_files(tmp_path: Path, file: Path) -> None:
    folder = DataFolder().write(tmp_path / "files")
    with Store(folder, lambda: AS_OF) as files, opened(written(folder, file)) as store:
        one, other = files.version(), store.version()
        assert one is not None
        assert other is not None
        assert (other.dataset, dict(other.rows)) == (one.dataset, dict(one.rows))
        of_files, of_file = (answers(view(*of)) for of in ((one, files.connect()), (other, store.connect())))
    assert len(of_files) == len(of_file) >= 20
    for told, same in zip(of_files, of_file, strict=True):
        for name, value in told.items():
            is_number = isinstance(value, float)
            assert math.isclose(value, same[name], rel_tol=1e-9) if is_number else value == same[name], (told, name)


def test_a_file_that_takes_its_place_is_a_new_version_and_the_one_before_can_still_be_read(
    folder: Path, file: Path
) -> None:
    with opened(written(folder, file)) as store:
        before = looked(store)
        assert looked(store) is before
        written(folder, file, "DELETE FROM suites")
        after = looked(store)
        assert after.id != before.id
        counted = "SELECT count(*) FROM {}.suites"
        found = [store.connect().con.execute(counted.format(one.schema)).fetchall() for one in (before, after)]
        assert found == [[(before.rows["suites"],)], [(0,)]]
        for n in range(3):
            written(folder, file, f"UPDATE sites SET latitude = {100 + n}")
            assert looked(store) is after
            assert store.refused is not None
        assert store.connect().con.execute(counted.format(after.schema)).fetchall() == [(0,)], "it is still open"
        written(folder, file)
        assert looked(store).rows["suites"] == before.rows["suites"]
        there = "SELECT count(*) FROM duckdb_databases() WHERE database_name LIKE 'file_%'"
        assert store.connect().con.execute(there).fetchall() == [(2,)], "that on show and the one before"


@pytest.fixture
def broken(folder: Path, file: Path) -> Iterator[Version]:
    """What is there of a file with a place too far north, a day that is a time, and a view."""
    written(
        folder,
        file,
        "UPDATE sites SET latitude = latitude + 180",
        "ALTER TABLE suites ALTER gmp_ready_on TYPE TIMESTAMP",
        "ALTER TABLE suites ALTER name TYPE VARCHAR[] USING [name]",
        "ALTER TABLE sites ALTER longitude TYPE HUGEINT",
        "ALTER TABLE sources RENAME TO known",
        "CREATE VIEW sources AS SELECT * FROM known",
    )
    with opened(file) as store:
        with suppress(DataError):
            store.version()
        assert store.refused is not None
        yield store.refused


def test_findings_name_rows_and_columns(broken: Version) -> None:
    told = {(one.first.rule, one.first.table, one.first.column): one for one in broken.report.lines}
    assert "is TIMESTAMP and must be DATE" in told["E01", "suites", "gmp_ready_on"].message
    assert "is VARCHAR[] and must be VARCHAR" in told["E01", "suites", "name"].message
    assert [one.row for one in broken.report.findings if one.column == "latitude"] == [1, 2]
    assert "sources" in broken.tables, "a view is a table like any other"


def test_without_a_list_of_versions_the_file_is_the_version(folder: Path, file: Path) -> None:
    with opened(written(folder, file, "DROP TABLE versions")) as store:
        version = looked(store)
        assert version.dataset.as_of == AS_OF
        assert version.profiles["sites"] == Profile(2, {}, {})


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ("missing", "operations.duckdb cannot be read: No such file"),
        ("no database", "operations.duckdb is no database that"),
        ("being written", "operations.duckdb is being written"),
        ("empty", "its table main.versions is empty"),
        ("nowhere", "main.versions says nothing in tables_in"),
        ("folder", "operations.duckdb is no database that"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_heals(folder: Path, file: Path, problem: str, told: str) -> None:
    wal = file.with_name(f"{file.name}.wal")
    if problem == "no database":
        file.write_text("month,kg\n" * 999)
    elif problem != "missing":
        said = {"empty": ["DELETE FROM versions"], "nowhere": ["UPDATE versions SET tables_in = NULL"]}
        written(folder, file, *said.get(problem, []))
    if problem == "folder":
        file.unlink()
        file.mkdir()
    if problem == "being written":
        wal.touch()
    with opened(file) as store:
        with pytest.raises(EngineError, match=told):
            store.version()
        wal.unlink(missing_ok=True)
        if file.is_dir():
            file.rmdir()
        written(folder, file)
        assert looked(store).rows["sites"] == 2


def test_a_file_that_is_still_written_is_awaited(folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(written(folder, file)) as store:
        before = looked(store)
        monkeypatch.setattr(duckdb_file, "REST_S", 60.0)
        written(folder, file, "DELETE FROM suites")
        assert looked(store) is before
        assert (store.trouble, store.refused) == (None, None)
        os.utime(file, (1e9, 1e9))
        assert looked(store).rows["suites"] == 0


def test_a_slow_question_is_given_up_and_tells_nothing_of_what_was_asked(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(written(folder, file)) as store:
        looked(store)
        asking = store.connect().con
        with pytest.raises(EngineError, match=r"^The database could not answer this \(ConversionException\)\.$"):
            asking.execute("SELECT CAST($1 AS DATE)", ["a client's name"])
        monkeypatch.setattr(duckdb_file, "PATIENCE_S", 0.5)
        with pytest.raises(EngineError, match="was told to give it up"):
            asking.execute("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE hash(a.range + b.range) = 1")
        assert asking.execute("SELECT 1").fetchall() == [(1,)]


def test_an_address_of_a_file_names_it_and_a_schema() -> None:
    found = address("duckdb:///srv/the%20operations.duckdb?schema=plant")
    assert isinstance(found, FileAddress)
    assert (str(found.path), found.schema, found.host) == (
        "/srv/the operations.duckdb",
        "plant",
        "the operations.duckdb",
    )


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("duckdb://operations.duckdb", "names it with its folders"),
        ("duckdb:///srv/operations.duckdb?read_only=true", "knows schema alone"),
    ],
)
def test_an_address_of_a_file_that_is_none_is_refused(url: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        address(url)


def test_a_file_takes_no_password_and_is_not_loaded_into() -> None:
    with pytest.raises(InputError, match="takes no password"):
        address("duckdb:///srv/operations.duckdb", "secret")
    with pytest.raises(InputError, match="is not loaded into"):
        connected(address("duckdb:///srv/operations.duckdb"))
