"""Through Spark Connect it is the same, with a token; and so it is with the tables of a catalog."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from dualsite import cache
from dualsite.errors import EngineError
from dualsite.kpi.measure import answers
from dualsite.sitemap import Page
from dualsite.store import Store
from dualsite.store.engines.address import ENGINE, PASSWORD, address, named
from dualsite.store.engines.versions import EngineStore
from dualsite.web import session
from tests.certificates import authority
from tests.data_folder import AS_OF, DataFolder
from tests.engines import test_pages
from tests.engines.conftest import Pair, data_set
from tests.engines.pace import UP_S, healed, soon
from tests.engines.spark.conftest import opened
from tests.engines.spark.test_faults import (
    SLOW,
    test_a_folder_that_there_is_not_is_told,
    test_a_table_that_may_not_be_read_and_one_that_is_no_parquet_are_left_out_and_named,
    test_an_error_tells_nothing_of_what_was_asked,
)
from tests.engines.spark.test_versions import (
    looked,
    rewrite,
    shown_or_refused,
    small,
    test_a_day_that_is_a_time_and_a_column_that_is_missing_are_findings,
    test_files_that_have_changed_are_a_new_version,
    test_parts_in_folders_of_a_column_are_one_table_and_a_finding_names_the_file_and_the_row,
    test_the_newest_row_of_versions_is_shown_and_the_one_before_can_still_be_read,
)
from tests.engines.test_kpis import differing
from tests.engines.told import CONTRACTS, TODAY, once_it_is_down, said
from tests.pages.conftest import PLANS, Dashboard, go_to
from tools.parquet import as_parquet
from tools.spark import Server

__all__ = [
    "small",
    "test_a_day_that_is_a_time_and_a_column_that_is_missing_are_findings",
    "test_a_folder_that_there_is_not_is_told",
    "test_a_table_that_may_not_be_read_and_one_that_is_no_parquet_are_left_out_and_named",
    "test_an_error_tells_nothing_of_what_was_asked",
    "test_files_that_have_changed_are_a_new_version",
    "test_parts_in_folders_of_a_column_are_one_table_and_a_finding_names_the_file_and_the_row",
    "test_the_newest_row_of_versions_is_shown_and_the_one_before_can_still_be_read",
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    """In the place of a cluster, a server that is asked over the network."""
    started = Server()
    with pytest.MonkeyPatch.context() as told:
        told.setenv(PASSWORD, started.token)
        yield started
    started.remove()


@pytest.fixture(autouse=True)
def _without_password(_from_new_york: None) -> Iterator[None]:
    """The server asks for a token."""
    with pytest.MonkeyPatch.context() as told:
        told.setenv(PASSWORD, Server.token)
        yield


@pytest.fixture(scope="module")
def pair(cluster: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Pair]]:
    """The data set of that name, in a folder and as a version that the catalog of the server lists."""
    made: dict[str, Pair] = {}

    def of(name: str) -> Pair:
        if name not in made:
            folder = data_set(name, tmp_path_factory)
            put(cluster, f"{name}_1", as_parquet(folder, tmp_path_factory.mktemp(f"{name}-catalog") / "data"))
            listed(cluster, name, f"{name}_1", (folder / "dataset.toml").read_text("utf-8"))
            url = cluster.database(name)
            engine = EngineStore(named(url), folder, lambda: AS_OF)
            made[name] = Pair(folder, url, Store(folder, lambda: AS_OF), engine)
        return made[name]

    yield of
    for one in made.values():
        one.files.close()
        one.engine.close()


@pytest.fixture
def of(pair: Callable[[str], Pair]) -> Pair:
    """The fictional works in the catalog."""
    return pair("works")


def told(cluster: Server, *statements: str) -> None:
    """Have the server do as a feed tells it."""
    asking = opened(cluster.database("default"))
    for one in statements:
        asking.ask(lambda session, one=one: session.sql(one).collect(), UP_S)  # type: ignore[misc]
    asking.end()


def put(cluster: Server, database: str, folder: Path, kept_as: str = "parquet") -> None:
    """Have a database of the catalog hold the tables of a folder."""
    tables = [
        f"CREATE TABLE {database}.{file.stem} USING {kept_as} AS SELECT * FROM parquet.`{file}`"
        for file in sorted(folder.glob("*.parquet"))
    ]
    told(cluster, f"CREATE DATABASE {database}", *tables)


def listed(cluster: Server, database: str, tables_in: str, dataset: str) -> None:
    """Have a database list a version."""
    columns = "version INT, tables_in STRING, delivered_at TIMESTAMP, dataset STRING, digest STRING"
    row = f"1, '{tables_in}', TIMESTAMP '2027-03-01 14:30:00Z', '{dataset}', NULL"
    told(
        cluster,
        f"CREATE DATABASE {database}",
        f"CREATE TABLE {database}.versions ({columns}) USING parquet",
        f"INSERT INTO {database}.versions VALUES ({row})",
    )


def test_every_kpi_of_tables_in_a_catalog_is_the_same(pair: Callable[[str], Pair]) -> None:
    files, engine = (answers(one) for one in pair("works").both)
    assert len(files) == len(engine) >= 20
    assert differing(files, engine) == []


@pytest.mark.parametrize("entry", [TODAY, CONTRACTS], ids=lambda entry: entry.title)
def test_the_first_view_of_a_page_of_tables_in_a_catalog_is_the_same(
    entry: Page, pair: Callable[[str], Pair], dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_pages.test_the_first_view_of_every_page_is_the_same("works", entry, pair, dashboard, monkeypatch)


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A few tables as Parquet."""
    return as_parquet(DataFolder().keep("sites", "sources", "suites").write(tmp_path / "files"), tmp_path / "spark")


def test_tables_without_a_list_of_versions_are_a_new_one_when_they_hold_more(cluster: Server, delivery: Path) -> None:
    put(cluster, "plant", delivery)
    with EngineStore(named(cluster.database("plant")), delivery, lambda: AS_OF) as store:
        before = looked(store)
        assert looked(store) is before
        told(
            cluster,
            "CREATE TABLE plant.more USING parquet AS SELECT * FROM plant.suites",
            "INSERT INTO plant.suites SELECT * FROM plant.more LIMIT 1",
        )
        looked(store)
        assert store.refused is not None, "the same suite stands there twice"
        assert store.refused.rows["suites"] == before.rows["suites"] + 1
        assert looked(store) is before


@pytest.mark.parametrize("kept_as", ["parquet", "orc"])
def test_a_finding_names_the_row_of_a_table_in_a_catalog(cluster: Server, delivery: Path, kept_as: str) -> None:
    """By its file and its place in it, or by its place in the order of the table's key."""
    database = f"broken_{kept_as}"
    rewrite(delivery / "sites.parquet", "SELECT * REPLACE (latitude + 180 AS latitude) FROM t ORDER BY site_id")
    put(cluster, database, delivery, kept_as)
    told(
        cluster,
        f"CREATE TABLE {database}.known USING parquet AS SELECT * FROM {database}.suites",
        f"DROP TABLE {database}.suites",
        f"CREATE VIEW {database}.suites AS SELECT * FROM {database}.known",
    )
    with EngineStore(named(cluster.database(database)), delivery, lambda: AS_OF) as store:
        version = shown_or_refused(store)
        assert version.rows["suites"] > 0, "a view is a table like any other"
        found = [one for one in version.report.findings if (one.rule, one.column) == ("E05", "latitude")]
        assert [one.row for one in found] == [2, 3]
        files = {one.file or "" for one in found}
        assert files == {f"{database}.sites"} if kept_as == "orc" else all("part-" in file for file in files)


def test_a_database_that_there_is_not_is_told(cluster: Server) -> None:
    none = named(cluster.database("nowhere"))
    with EngineStore(none, Path("nowhere")) as store, pytest.raises(EngineError, match="finds no database nowhere"):
        store.version()


@pytest.mark.parametrize("token", ["another one", None])
def test_a_wrong_token_is_told_and_not_repeated(cluster: Server, delivery: Path, token: str | None) -> None:
    to = address(cluster.url(delivery), token)
    with EngineStore(to, delivery) as store, soon(), pytest.raises(EngineError, match="does not let the") as refused:
        store.version()
    assert "another" not in str(refused.value)


@contextmanager
def encrypted(port: int, context: ssl.SSLContext) -> Iterator[int]:
    """A port of this machine where TLS is spoken, before one where it is not."""
    context.set_alpn_protocols(["h2"])

    def hand_on(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError), one, other:
            while sent := one.recv(1 << 16):
                other.sendall(sent)

    def take() -> None:
        while True:
            with suppress(ssl.SSLError):
                try:
                    come = context.wrap_socket(listening.accept()[0], server_side=True)
                except OSError as error:
                    if isinstance(error, ssl.SSLError):
                        raise
                    return
                server = socket.create_connection(("127.0.0.1", port))
                for ends in ((come, server), (server, come)):
                    threading.Thread(target=hand_on, args=ends, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=take, daemon=True).start()
        yield listening.getsockname()[1]


def test_a_server_that_is_spoken_to_over_tls_is_shown_the_token(
    cluster: Server, delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = authority(tmp_path)
    monkeypatch.setenv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", str(trusted))
    with encrypted(cluster.port, context) as port:
        to = named(f"pyspark://127.0.0.1:{port}{delivery}?connect=true&use_ssl=true")
        with EngineStore(to, delivery, lambda: AS_OF) as store:
            assert looked(store).rows["sites"] > 0


def test_a_server_whose_certificate_nobody_vouches_for_is_not_spoken_to(
    cluster: Server, delivery: Path, tmp_path: Path
) -> None:
    _unknown, context = authority(tmp_path)
    with encrypted(cluster.port, context) as port:
        to = named(f"pyspark://127.0.0.1:{port}{delivery}?connect=true&use_ssl=true")
        with (
            EngineStore(to, delivery) as store,
            soon(),
            pytest.raises(EngineError, match="Nobody whom the dashboard trusts"),
        ):
            store.version()


def test_a_slow_question_is_cancelled_in_the_server(cluster: Server, delivery: Path) -> None:
    asked = opened(cluster.url(delivery))
    with soon(), pytest.raises(EngineError, match="took longer than 2 seconds"):
        asked.ask(lambda session: session.sql(SLOW).toArrow(), 2.0)
    # It would have both places of the server for hours.
    assert asked.ask(lambda session: session.range(10).count(), UP_S) == 10
    asked.end()


def test_what_was_shown_stays_while_the_server_is_down_and_the_rest_comes_later(
    cluster: Server, tmp_path: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder().keep(*PLANS).write(tmp_path / "files")
    monkeypatch.setenv(ENGINE, cluster.url(as_parquet(folder, tmp_path / "spark")))
    monkeypatch.setenv("DUALSITE_DATA", str(folder))
    cache.clear()
    try:
        elsewhere = once_it_is_down(dashboard(folder, TODAY), cluster.stop)
        cluster.start()
        healed(session.store())
        assert not said(go_to(elsewhere, CONTRACTS))
    finally:
        session.close()
