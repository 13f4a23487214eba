"""A delivery into an engine is there as a whole or not at all, and nobody sees half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dualsite.cli import app
from dualsite.errors import EngineError
from dualsite.store import Store
from dualsite.store.engines import address, delivery, postgres
from dualsite.store.engines.address import Address
from dualsite.store.engines.connections import Connections
from dualsite.store.engines.delivery import deliver
from dualsite.store.engines.versions import EngineStore, Trouble
from tests.data_folder import AS_OF, DataFolder
from tests.engines.conftest import delivered, rows
from tools.postgres import PASSWORD, Server


@pytest.fixture
def to(server: Server) -> Iterator[Address]:
    """A database of the test's own."""
    name = f"of_{os.getpid()}"
    server.ask(f"CREATE DATABASE {name}")
    yield address.address(server.url(name), PASSWORD)
    server.ask(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return DataFolder().keep("sources", "sites", "partners", "products").write(tmp_path / "small")


def shown(store: EngineStore) -> list[str]:
    """The names of the sites on show."""
    store._looked_at = 0.0
    version = store.version()
    assert version is not None
    return sorted(str(row[1]) for row in rows(store, version, "sites"))


def with_sites(folder: Path, *names: str) -> Path:
    works = DataFolder().keep("sources", "sites", "partners", "products")
    for row, name in enumerate(names, 2):
        works.change("sites", row, name=name)
    return works.write(folder)


def test_what_was_loaded_is_what_stands_in_the_files(to: Address, tmp_path: Path) -> None:
    folder = DataFolder()
    folder.change("sites", 2, name='Alder, "old" works\nnew wing; 100 %')
    folder.write(tmp_path / "data")
    delivered(tmp_path / "data", to)
    with Store(tmp_path / "data", lambda: AS_OF) as files, EngineStore(to, tmp_path, lambda: AS_OF) as engine:
        told, said = files.version(), engine.version()
        assert told is not None
        assert said is not None
        assert said.rows == told.rows
        assert said.dataset == told.dataset
        for table in told.tables:
            assert rows(engine, said, table) == rows(files, told, table), table


def test_a_newer_version_is_shown_once_it_is_whole(to: Address, small: Path, tmp_path: Path) -> None:
    delivered(small, to)
    with EngineStore(to, tmp_path, lambda: AS_OF) as engine, Connections(to).transaction() as half:
        assert shown(engine) == ["Alder Works", "Birch Works"]
        first = engine.version()
        half.execute("CREATE SCHEMA dualsite_2")
        half.execute("CREATE TABLE dualsite_2.sites AS SELECT * FROM dualsite_1.sites LIMIT 1")
        half.execute("INSERT INTO dualsite.versions (version, tables_in) VALUES (2, 'dualsite_2')")
        assert shown(engine) == ["Alder Works", "Birch Works"]
        half.rollback()
        delivered(with_sites(tmp_path / "next", "Hawthorn", "Juniper"), to)
        assert shown(engine) == ["Hawthorn", "Juniper"]
        assert first is not None
        # Whoever still reads the one before does so to the end.
        assert len(rows(engine, first, "sites")) == 2


def test_a_load_that_fails_half_way_leaves_nothing(
    to: Address, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivered(small, to)

    def fail(_part: str, done: float) -> None:
        if done > 0.5:
            raise KeyboardInterrupt

    connections = Connections(to)
    with Store(small, lambda: AS_OF) as files:
        version = files.version()
        assert version is not None
        with pytest.raises(KeyboardInterrupt):
            deliver(connections, to.schema, version, files.connect(), fail)
    assert connections.execute("SELECT version FROM dualsite.versions").fetchall() == [(1,)]
    found = connections.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dualsite_%'").fetchall()
    assert found == [("dualsite_1",)]
    connections.close()


def test_the_last_versions_are_kept_and_those_before_go(to: Address, small: Path) -> None:
    for _ in range(delivery.KEPT + 2):
        delivered(small, to)
    connections = Connections(to)
    asked = "SELECT tables_in FROM dualsite.versions ORDER BY version"
    assert connections.execute(asked).fetchall() == [("dualsite_3",), ("dualsite_4",), ("dualsite_5",)]
    connections.close()


def test_a_version_that_breaks_the_contract_does_not_replace_a_good_one(
    to: Address, small: Path, tmp_path: Path
) -> None:
    delivered(small, to)
    with EngineStore(to, tmp_path, lambda: AS_OF) as engine:
        assert shown(engine) == ["Alder Works", "Birch Works"]
        delivered(with_sites(tmp_path / "next", "Hawthorn", "Juniper"), to)
        with Connections(to).transaction() as feed:
            feed.execute("ALTER TABLE dualsite_2.sites ALTER operating_from TYPE timestamptz")
            feed.execute("ALTER TABLE dualsite_2.products DROP COLUMN modality")
            feed.execute('ALTER TABLE dualsite_2.partners ALTER name TYPE text COLLATE "en-x-icu"')
        assert shown(engine) == ["Alder Works", "Birch Works"]
        assert engine.refused is not None
        said = [line.message for line in engine.refused.report.lines]
        assert any("timestamp with time zone and must be date" in one for one in said)
        assert any("dualsite_2.products has no such column" in one for one in said)
        assert any('orders texts by en-x-icu and must order them by "C"' in one for one in said)


def test_data_without_a_day_are_as_of_today_whatever_the_day_was_at_first(to: Address, tmp_path: Path) -> None:
    works = DataFolder(dataset="").keep("sources", "sites")
    delivered(works.write(tmp_path / "data"), to)
    today = [date(2027, 3, 1)]
    with EngineStore(to, tmp_path, lambda: today[0]) as engine:
        shown(engine)
        today[0] = date(2027, 3, 2)
        shown(engine)
        version = engine.version()
        assert version is not None
        assert version.dataset.as_of == date(2027, 3, 2)


def test_the_command_loads_a_folder_and_says_how_much(to: Address, small: Path, server: Server) -> None:
    done = CliRunner().invoke(app, ["load", str(small), "--to", server.url(to.database)])
    assert done.exit_code == 0
    assert done.stdout == f"Version 1: 8 rows in postgres://127.0.0.1:{server.port}/{to.database}/dualsite\n"


def test_a_folder_with_errors_is_not_loaded(to: Address, server: Server, tmp_path: Path) -> None:
    folder = with_sites(tmp_path / "wrong")
    (folder / "products.csv").write_text("product_id\nX\n")
    with pytest.raises(Exception, match="has errors and was not loaded"):
        CliRunner().invoke(app, ["load", str(folder), "--to", server.url(to.database)], catch_exceptions=False)
    with EngineStore(to, tmp_path) as engine, pytest.raises(EngineError, match="versions"):
        engine.version()


def test_a_password_on_the_command_line_is_refused(to: Address, small: Path) -> None:
    url = f"postgres://owner:told@127.0.0.1:{to.port}/{to.database}"
    with pytest.raises(Exception, match="seen by everybody") as refused:
        CliRunner().invoke(app, ["load", str(small), "--to", url], catch_exceptions=False)
    assert "told" not in str(refused.value)


def test_a_look_is_asked_for_once_a_second_at_most(to: Address, small: Path, tmp_path: Path) -> None:
    delivered(small, to)
    with EngineStore(to, tmp_path, lambda: AS_OF) as engine:
        engine.version()
        # A second that a busy machine does not reach the end of.
        engine._engine.look_every_s = 600.0
        looked = engine._looked_at
        engine.version()
        assert engine._looked_at == looked
        assert postgres.LOOK_EVERY_S <= 2


def test_without_versions_one_is_told_from_rows_and_newest_days(to: Address, tmp_path: Path) -> None:
    delivered(DataFolder().keep("sources", "sites", "inspections").write(tmp_path / "small"), to)
    own = replace(to, schema="dualsite_1")
    asked = Connections(to)
    ((ended,),) = asked.execute("SELECT max(ended_on) FROM dualsite_1.inspections").fetchall()

    def after(*changes: str) -> str:
        """The id of the version that is on show after these changes."""
        with asked.transaction() as feed:
            for change in changes:
                feed.execute(change)
        shown(engine)
        version = engine.version()
        assert version is not None
        return version.id

    with EngineStore(own, tmp_path, lambda: AS_OF) as engine, EngineStore(own, tmp_path, lambda: AS_OF) as other:
        first = after()
        version = other.version()
        assert version is not None
        assert version.id == first  # every process tells the same one
        assert {at for *_, at in version.listing.files} == {datetime.combine(ended, time(), UTC).timestamp() * 1e9}
        assert after("UPDATE dualsite_1.sites SET name = 'Hawthorn' WHERE site_id = 'ALDER'") == first
        second = after(f"UPDATE dualsite_1.inspections SET ended_on = ended_on + 1 WHERE ended_on = '{ended}'")
        assert second != first
        assert after("DELETE FROM dualsite_1.sites WHERE site_id = 'BIRCH'") not in (first, second)
        assert shown(engine) == ["Hawthorn"]
        # From the day that a feed writes the table on, that is what counts.
        after("CREATE TABLE dualsite_1.versions (LIKE dualsite.versions INCLUDING ALL)")
        assert isinstance(engine.trouble, Trouble)
        assert "dualsite_1.versions is empty" in str(engine.trouble.error)
    asked.close()
