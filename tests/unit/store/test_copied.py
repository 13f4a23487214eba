"""Any other database is copied: what the copy holds is the same, or a finding says what of it cannot be read.

A file of SQLite is one that needs no server, and that holds no column to what it was said to be.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dualsite.access import view
from dualsite.errors import DataError, EngineError, InputError
from dualsite.kpi.measure import answers
from dualsite.schema.columns import Kind
from dualsite.store import Store, Version
from dualsite.store.engines import connected, need_driver
from dualsite.store.engines.address import address
from dualsite.store.engines.copied import aside
from dualsite.store.engines.copied.aside import DriverError, NotInTimeError, found_aside
from dualsite.store.engines.copied.engine import CopiedEngine
from dualsite.store.engines.versions import EngineStore
from tests.data_folder import AS_OF, DataFolder
from tests.delivered import write

TYPES: dict[Kind, str] = {"text": "TEXT", "day": "DATE", "number": "NUMERIC(9,2)", "count": "INT", "flag": "BOOLEAN"}


def written(folder: Path, file: Path, *statements: str) -> Path:
    """The tables of a data folder as a file of SQLite."""
    with closing(sqlite3.connect(file)) as connection:

        def execute(asked: str, rows: Sequence[Sequence[Any]]) -> None:
            days = [[one.isoformat() if isinstance(one, date) else one for one in row] for row in rows]
            connection.executemany(asked, days) if days else connection.execute(asked)

        write(folder, execute, TYPES, "?", "main")
        connection.commit()
    changed(file, *statements)
    return file


def changed(file: Path, *statements: str) -> None:
    """Have somebody write into it."""
    with closing(sqlite3.connect(file)) as connection:
        for one in statements:
            connection.execute(one)
        connection.commit()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder().keep("sites", "sources", "suites").write(tmp_path / "files")


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    return written(folder, tmp_path / "operations.db")


@pytest.fixture
def store(file: Path) -> Iterator[EngineStore]:
    with opened(file) as one:
        yield one


def opened(file: Path) -> EngineStore:
    return EngineStore(address(f"sqlite://{file}"), file.parent, lambda: AS_OF)


def looked(store: EngineStore) -> Version:
    """The version on show, after a look of now."""
    store._looked_at = 0.0
    found = store.version()
    assert found is not None
    return found


def test_every_kpi_is_the_same_as_of_the_files(tmp_path: Path) -> None:
    folder = DataFolder().write(tmp_path / "files")
    with Store(folder, lambda: AS_OF) as files, opened(written(folder, tmp_path / "all.db")) as store:
        one, other = files.version(), store.version()
        assert one is not None
        assert other is not None
        assert (other.dataset, dict(other.rows)) == (one.dataset, dict(one.rows))
        assert other.report.lines == one.report.lines == ()
        of_files, of_copy = (answers(view(*of)) for of in ((one, files.connect()), (other, store.connect())))
    assert len(of_files) == len(of_copy) >= 20
    for told, same in zip(of_files, of_copy, strict=True):
        for name, value in told.items():
            assert value == (pytest.approx(same[name], rel=1e-9) if isinstance(value, float) else same[name]), name


def test_with_a_list_of_versions_its_newest_row_is_shown(store: EngineStore, file: Path) -> None:
    before = looked(store)
    assert before.listing.files[0][2] == 1_803_859_200 * 10**9, "1 March 2027, as the row says"
    changed(file, "DELETE FROM suites")
    assert looked(store) is before
    changed(file, "INSERT INTO versions SELECT 2, tables_in, '2027-03-01 09:30:00', dataset, digest FROM versions")
    assert looked(store).rows["suites"] == 0


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("DELETE FROM versions", "its table main.versions is empty"),
        ("UPDATE versions SET tables_in = NULL", "says nothing in tables_in"),
        ("UPDATE versions SET delivered_at = 'last week'", "says in delivered_at is no time"),
    ],
)
def test_a_list_of_versions_that_names_none_is_told_and_heals(
    store: EngineStore, file: Path, said: str, told: str
) -> None:
    changed(file, said)
    with pytest.raises(EngineError, match=told):
        store.version()
    changed(file, "DROP TABLE versions")
    assert looked(store).rows["sites"] == 2


def test_without_one_the_tables_are_counted_and_what_is_refused_keeps_what_was_shown(
    store: EngineStore, file: Path
) -> None:
    changed(file, "DROP TABLE versions")
    before = looked(store)
    assert before.dataset.as_of == AS_OF
    assert looked(store) is before
    changed(file, "DELETE FROM suites WHERE suite_id = 'AL-DN'")
    after = looked(store)
    counted = "SELECT count(*) FROM {}.suites"
    found = [store.connect().con.execute(counted.format(one.schema)).fetchall() for one in (before, after)]
    assert found == [[(4,)], [(3,)]]
    for n in range(3):
        changed(file, f"UPDATE sites SET latitude = 100, operating_from = '2019-01-0{n + 2}'")
        assert looked(store) is after
        assert store.refused is not None
    assert store.connect().con.execute(counted.format(after.schema)).fetchall() == [(3,)], "it is still open"
    there = "SELECT count(*) FROM duckdb_databases() WHERE database_name LIKE 'file_%'"
    assert store.connect().con.execute(there).fetchall()[0][0] <= 3, "that on show, the one before, the newest"


@pytest.mark.parametrize(
    ("made", "column", "told"),
    [
        ("UPDATE suites SET gmp_ready_on = 2461000 WHERE suite_id = 'AL-UP'", "gmp_ready_on", "cannot be read as"),
        (
            "UPDATE suites SET gmp_ready_on = '1/2/2026' WHERE suite_id = 'AL-UP'",
            "gmp_ready_on",
            "“1/2/2026”: not a day",
        ),
        (
            "UPDATE suites SET gmp_ready_on = '2026-02-30'",
            "gmp_ready_on",
            "not a day written as 2026-11-20 (4 rows)",
        ),
        ("UPDATE suites SET gmp_ready_on = gmp_ready_on || ' 23:00:00'", "gmp_ready_on", "not a day"),
        ("UPDATE suites SET units = 1.5 WHERE suite_id = 'AL-UP'", "units", "cannot be read as int64"),
        ("UPDATE suites SET units = 'two' WHERE suite_id = 'AL-UP'", "units", "cannot be read as int64"),
        ("UPDATE suites SET unit_volume_l = 'much'", "unit_volume_l", "cannot be read as float64"),
        ("UPDATE suites SET light_protected = 2", "light_protected", "not true or false"),
        ("UPDATE suites SET light_protected = 'yes'", "light_protected", "cannot be read as int64"),
        ("UPDATE suites SET name = x'00ff' WHERE suite_id = 'AL-UP'", "name", "cannot be read as string"),
        ("ALTER TABLE suites DROP name", "name", "main.suites has no such column"),
    ],
)
def test_what_cannot_be_read_is_a_finding_and_no_number(
    store: EngineStore, file: Path, made: str, column: str, told: str
) -> None:
    changed(file, made)
    version = looked(store)
    (line,) = version.report.lines
    assert (line.first.table, line.first.column) == ("suites", column)
    assert told in line.message
    assert set(version.tables) == {"sites", "sources"}


def test_the_one_table_required_is_named_where_it_cannot_be_read(store: EngineStore, file: Path) -> None:
    changed(file, "ALTER TABLE sites RENAME TO known", "CREATE VIEW sites AS SELECT * FROM known", "DROP TABLE known")
    with pytest.raises(DataError, match=r"the table main\.sites is there and cannot be read"):
        store.version()


def test_names_in_capitals_are_read_and_rows_are_numbered_by_their_key(store: EngineStore, file: Path) -> None:
    changed(
        file,
        "ALTER TABLE suites RENAME TO known",
        "ALTER TABLE known RENAME TO SUITES",
        "ALTER TABLE SUITES RENAME units TO Units",
        "UPDATE SUITES SET Units = -1 WHERE suite_id = 'AL-UP'",
    )
    version = looked(store)
    assert version.rows["suites"] == 4
    (found,) = version.report.findings
    assert (found.table, found.column, found.row) == ("suites", "units", ["AL-CJ", "AL-DN", "AL-UP"].index("AL-UP") + 1)


def test_a_whole_number_of_any_size_is_exact(store: EngineStore, file: Path) -> None:
    changed(file, f"UPDATE suites SET units = {2**53 + 1} WHERE suite_id = 'AL-UP'")
    version = looked(store)
    counted = f"SELECT max(units) FROM {version.schema}.suites"
    assert store.connect().con.execute(counted).fetchall() == [(2**53 + 1,)]


def test_a_file_that_is_not_there_is_told_not_made_and_heals(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "later.db"
    with opened(file) as store:
        with pytest.raises(EngineError, match=r"^The file later\.db cannot be read: No such file or directory\.$"):
            store.version()
        assert not file.exists()
        file.write_text("month,kg\n" * 999)
        with pytest.raises(EngineError, match=r"later\.db is no database that SQLite can open"):
            looked(store)
        file.unlink()
        written(folder, file)
        assert looked(store).rows["sites"] == 2


INSERT = "INSERT INTO suites SELECT * FROM kept"


@pytest.mark.parametrize(
    ("before", "when", "meanwhile"),
    [
        (["DROP TABLE versions"], "sources", "DELETE FROM suites WHERE suite_id = 'AL-DN'"),
        (["DROP TABLE versions"], "suites", "DELETE FROM sites WHERE site_id = 'BIRCH'"),
        (["DROP TABLE versions"], "suites", "ALTER TABLE sites RENAME name TO called"),
        ([], "sources", "DELETE FROM suites WHERE suite_id = 'AL-DN'"),
        ([], "suites", "UPDATE versions SET version = 2"),
    ],
)
def test_tables_that_are_changed_while_they_are_read_are_no_version(
    store: EngineStore, file: Path, before: list[str], when: str, meanwhile: str
) -> None:
    changed(file, *before)
    said, engine = looked(store).dataset, store._engine
    assert isinstance(engine, CopiedEngine)

    def tell(part: str, done: float) -> None:
        if part == when:
            changed(file, meanwhile)

    with pytest.raises(EngineError, match="were changed while they were read"):
        engine.checked(engine.newest(), said, tell)


def test_what_was_there_for_a_moment_is_not_shown_as_what_was_before_it_and_after(
    store: EngineStore, file: Path
) -> None:
    changed(file, "DROP TABLE versions", "CREATE TABLE kept AS SELECT * FROM suites WHERE suite_id = 'AL-DN'")
    said, engine = looked(store).dataset, store._engine
    assert isinstance(engine, CopiedEngine)
    row = engine.newest()
    changed(file, "DELETE FROM suites WHERE suite_id = 'AL-DN'")
    with pytest.raises(EngineError, match="were changed while they were read"):
        engine.checked(row, said, lambda part, _: changed(file, INSERT) if part == "suites" else None)


def test_a_copy_that_cannot_be_written_is_told_and_what_was_shown_stays(store: EngineStore, file: Path) -> None:
    before, engine = looked(store), store._engine
    assert isinstance(engine, CopiedEngine)
    shutil.rmtree(engine._file.parent)
    changed(file, "UPDATE versions SET version = 2")
    assert looked(store) is before
    assert store.trouble is not None
    assert "The copy of the tables cannot be written" in str(store.trouble.error)
    assert store.trouble.is_all_there
    counted = f"SELECT count(*) FROM {before.schema}.suites"
    assert store.connect().con.execute(counted).fetchall() == [(4,)]


def test_nothing_is_left_of_a_copy_when_it_is_closed(file: Path) -> None:
    with opened(file) as store:
        looked(store)
        engine = store._engine
        assert isinstance(engine, CopiedEngine)
        there = engine._file.parent
        assert {one.name for one in there.iterdir()} >= {"copied.duckdb"}
        assert not list(there.glob("*arriving*"))
    assert not there.exists()


def test_a_driver_that_is_missing_is_named_with_what_installs_it() -> None:
    with pytest.raises(InputError, match=r"pip install 'ibis-framework\[exasol\]==\d+\.\d+\.\d+'"):
        need_driver(address("exasol://reader@db.example.com/operations"))


def test_nothing_is_loaded_into_a_database_that_is_copied() -> None:
    with pytest.raises(InputError, match="The tables of sqlite are copied, and nothing is loaded into it"):
        connected(address("sqlite:///srv/operations.db"))


def test_what_is_found_aside_comes_in_order_and_its_failure_last() -> None:
    def work() -> Iterator[int]:
        yield from range(5)
        raise KeyError("somebody's password")

    conversation = found_aside(work, 5)
    assert list(islice(conversation, 5)) == [0, 1, 2, 3, 4]
    with pytest.raises(DriverError) as failed:
        next(conversation)
    assert isinstance(failed.value.reason, KeyError)
    assert "password" not in f"{failed.value} {failed.value!r}"


def test_who_takes_no_more_ends_the_conversation() -> None:
    is_over = threading.Event()

    def work() -> Iterator[int]:
        try:
            yield from range(10**9)
        finally:
            is_over.set()

    with closing(found_aside(work, 5)) as found:
        assert next(found) == 0
    assert is_over.wait(5)


def test_nobody_waits_for_what_hangs_and_no_more_is_begun_than_may_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MOST_LEFT", 2)
    monkeypatch.setattr(aside, "_left", [])
    released, begun = threading.Event(), []

    def work() -> Iterator[int]:
        begun.append(1)
        released.wait(30)
        yield 1

    for _ in range(4):
        with pytest.raises(NotInTimeError):
            next(found_aside(work, 0.05))
    assert len(begun) == 2
    released.set()
    until = time.monotonic() + 10
    while any(one.is_alive() for one in aside._left) and time.monotonic() < until:
        time.sleep(0.01)
    assert next(found_aside(work, 5)) == 1
