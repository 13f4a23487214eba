"""What is read from a server of MariaDB is the same as from files, and its versions are those of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from dualsite.kpi import Split
from dualsite.kpi.measure import answers
from dualsite.sitemap import EXECUTIVE, Page
from dualsite.store import Version
from dualsite.store.engines import address
from dualsite.store.engines.versions import EngineStore
from dualsite.web import session
from tests.data_folder import AS_OF, DataFolder
from tests.engines.conftest import Pair, rows
from tests.engines.mariadb.conftest import delivered
from tests.engines.test_kpis import differing
from tests.engines.test_pages import shown
from tests.pages.conftest import Dashboard
from tools.mariadb import PASSWORD, Server


@pytest.mark.parametrize("by", [None, *get_args(Split)])
@pytest.mark.parametrize("data", ["reference", "works", "empty"])
def test_every_kpi_is_the_same(data: str, by: Split | None, pair: Callable[[str], Pair]) -> None:
    files, copied = (answers(of, by=by) for of in pair(data).both)
    assert len(files) >= (1 if data == "empty" else 20)
    assert differing(files, copied) == []


@pytest.mark.parametrize("data", ["reference", "works"])
def test_every_row_is_the_same(data: str, pair: Callable[[str], Pair]) -> None:
    of = pair(data)
    files, copied = of.files.version(), of.engine.version()
    assert files is not None
    assert copied is not None
    assert dict(files.rows) == dict(copied.rows)
    for table in files.tables:
        assert rows(of.files, files, table) == rows(of.engine, copied, table), table


@pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)
def test_the_first_view_of_every_page_is_the_same(
    entry: Page, pair: Callable[[str], Pair], dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = pair("works")
    monkeypatch.setenv("DUALSITE_DATA", str(of.folder))
    files_version = session.store().version()
    files = dashboard(of.folder, entry)
    monkeypatch.setenv(address.ENGINE, of.url)
    copied_version = session.store().version()
    copied = dashboard(of.folder, entry)
    assert isinstance(session.store(), EngineStore)
    assert not copied.exception
    assert not copied.error
    assert shown(copied_version, copied) == shown(files_version, files)


@pytest.fixture
def works(mariadb: Server, tmp_path: Path) -> Iterator[EngineStore]:
    """Some tables of the works in a database of the test's own."""
    folder = DataFolder().keep("sites", "sources", "suites", "partners").write(tmp_path / "data")
    delivered(folder, mariadb, "works")
    with EngineStore(address.address(mariadb.url("works"), PASSWORD), folder, lambda: AS_OF) as store:
        yield store
    mariadb.ask("DROP DATABASE works")


def looked(store: EngineStore) -> Version:
    """The version on show, after a look of now."""
    store._looked_at = 0.0
    found = store.version()
    assert found is not None
    return found


def test_without_a_list_of_versions_the_tables_are_counted(works: EngineStore, mariadb: Server) -> None:
    mariadb.ask("DROP TABLE works.versions")
    before = looked(works)
    assert looked(works) is before
    mariadb.ask("DELETE FROM works.suites WHERE suite_id = 'AL-DN'")
    after = looked(works)
    assert (before.rows["suites"], after.rows["suites"]) == (4, 3)
    mariadb.ask("UPDATE works.sites SET latitude = 100, operating_from = operating_from + INTERVAL 1 DAY")
    assert looked(works) is after
    assert works.refused is not None
    mariadb.ask("UPDATE works.sites SET latitude = 10, operating_from = operating_from + INTERVAL 1 DAY")
    assert looked(works) is not after
    assert works.refused is None


def test_a_row_of_versions_names_the_database_of_its_tables(works: EngineStore, mariadb: Server) -> None:
    before = looked(works)
    mariadb.ask("DELETE FROM works.suites")
    assert looked(works) is before, "what a version lists does not change"
    mariadb.ask("CREATE DATABASE second")
    try:
        for table in ("sites", "sources"):
            mariadb.ask(f"CREATE TABLE second.{table} AS SELECT * FROM works.{table}")
        mariadb.ask("INSERT INTO works.versions SELECT 2, 'second', delivered_at, dataset, 'd' FROM works.versions")
        after = looked(works)
        assert after is not before
        assert set(after.tables) == {"sites", "sources"}
        assert after.places["sites"].files == ("second.sites",)
        assert works.connect().con.execute(f"SELECT count(*) FROM {before.schema}.suites").fetchall() == [(4,)]
    finally:
        mariadb.ask("DROP DATABASE second")


@pytest.mark.parametrize(
    ("made", "column", "told"),
    [
        ("ALTER TABLE works.suites MODIFY gmp_ready_on DATETIME", "gmp_ready_on", "is TIMESTAMP and must be DATE"),
        ("ALTER TABLE works.suites MODIFY gmp_ready_on VARCHAR(20)", "gmp_ready_on", "is VARCHAR and must be DATE"),
        ("ALTER TABLE works.suites MODIFY units DECIMAL(5,1)", "units", "is DECIMAL(5,1) and must be BIGINT"),
        ("ALTER TABLE works.suites MODIFY units VARCHAR(9)", "units", "is VARCHAR and must be BIGINT"),
        ("ALTER TABLE works.suites DROP name", "name", "works.suites has no such column"),
        ("UPDATE works.suites SET light_protected = 2 WHERE suite_id = 'AL-DN'", "light_protected", "“2”: not true"),
        ("UPDATE works.suites SET retired_on = 0 WHERE suite_id = 'AL-UP'", "retired_on", "not a day"),
        ("ALTER TABLE works.suites MODIFY light_protected BIT(1)", "light_protected", "cannot be read as int8"),
    ],
)
def test_what_cannot_be_read_is_a_finding_and_no_number(
    works: EngineStore, mariadb: Server, made: str, column: str, told: str
) -> None:
    mariadb.ask(made)
    version = looked(works)
    (line,) = [one for one in version.report.lines if one.first.column == column]
    assert line.first.table == "suites"
    assert told in line.message
    assert "suites" not in version.tables
    assert {one.first.table for one in version.report.lines} == {"suites"}


def test_whole_numbers_and_texts_of_other_types_are_read(works: EngineStore, mariadb: Server) -> None:
    mariadb.ask("ALTER TABLE works.suites MODIFY units DECIMAL(5,0), MODIFY light_protected BIGINT UNSIGNED")
    mariadb.ask("ALTER TABLE works.suites MODIFY stage ENUM('UPSTREAM', 'DOWNSTREAM', 'CONJUGATION')")
    mariadb.ask("UPDATE works.partners SET name = '한빛 Ärzte 株式会社' WHERE partner_id = 'OAK'")
    version = looked(works)
    assert version.is_good
    found = works.connect().con.execute(
        f"SELECT sum(units), count(*) FILTER (WHERE light_protected) FROM {version.schema}.suites"
    )
    assert found.fetchall() == [(1 + 2 + 1 + 4, 1)]
    named = f"SELECT name FROM {version.schema}.partners WHERE partner_id = 'OAK'"
    assert works.connect().con.execute(named).fetchall() == [("한빛 Ärzte 株式会社",)]
