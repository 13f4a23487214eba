"""What tells one version in Spark from the next, and what of one is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dualsite.errors import DataError
from dualsite.store import Version
from dualsite.store.engines.address import named
from dualsite.store.engines.versions import EngineStore
from tests.data_folder import AS_OF, DataFolder
from tests.engines.conftest import rows
from tools.parquet import as_parquet
from tools.spark import Cluster


@pytest.fixture
def small(tmp_path: Path) -> Callable[[str, int], Path]:
    """A few tables as Parquet, in a folder of that name beneath one that a cluster reads; of so many sites."""

    def made(name: str, sites: int) -> Path:
        delivery = DataFolder().keep("sites", "sources", "suites")
        folder = delivery.write(tmp_path / f"{name}-files")
        into = as_parquet(folder, tmp_path / "spark" / name)
        first = f"SELECT * FROM t WHERE site_id <= '{['ALDER', 'BIRCH'][sites - 1]}'"
        for table in ("sites", "suites"):
            rewrite(into / f"{table}.parquet", first)
        return into

    return made


def rewrite(file: Path, query: str) -> None:
    """Put what a query finds in the rows of a file, `t`, in its place."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * FROM '{file}'").fetchall()
        connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)").fetchall()


def listed(root: Path, *folders: str) -> None:
    """Write the table `versions`: the last of these folders is the newest."""
    told = ", ".join(
        f"({place}, '{name}', TIMESTAMPTZ '2027-03-0{place} 23:30:00+09', 'title = \"{name}\"\nas_of = {AS_OF}', '')"
        for place, name in enumerate(folders, 1)
    )
    columns = "version, tables_in, delivered_at, dataset, digest"
    with duckdb.connect() as connection:
        query = f"SELECT * FROM (VALUES {told}) AS t ({columns})"
        connection.execute(f"COPY ({query}) TO '{root}/versions.parquet' (FORMAT parquet)").fetchall()


def looked(store: EngineStore) -> Version:
    """The version on show, after a look of now."""
    store._looked_at = 0.0
    found = store.version()
    assert found is not None
    return found


def shown_or_refused(store: EngineStore) -> Version:
    """The version that is there, whatever is wrong with it."""
    try:
        version = store.version()
    except DataError:
        version = store.refused
    assert version is not None
    return version


def test_the_newest_row_of_versions_is_shown_and_the_one_before_can_still_be_read(
    cluster: Cluster, small: Callable[[str, int], Path]
) -> None:
    root = small("one", 2).parent
    listed(root, "one")
    with EngineStore(named(cluster.url(root)), root, lambda: AS_OF) as store:
        before = looked(store)
        assert (before.dataset.title, before.rows["sites"]) == ("one", 2)
        small("two", 1)
        assert looked(store) is before
        listed(root, "one", "two")
        after = looked(store)
        assert (store.trouble, store.refused) == (None, None)
        assert (after.dataset.title, after.rows["sites"]) == ("two", 1)
        assert after.id != before.id
        assert [len(rows(store, version, "sites")) for version in (before, after)] == [2, 1]


def test_files_that_have_changed_are_a_new_version(cluster: Cluster, small: Callable[[str, int], Path]) -> None:
    root = small("files", 2)
    with EngineStore(named(cluster.url(root)), root, lambda: AS_OF) as store:
        before = looked(store)
        assert looked(store) is before
        rewrite(root / "sites.parquet", "SELECT * REPLACE (name || ' II' AS name) FROM t")
        after = looked(store)
        assert after.id != before.id
        assert all(str(row[1]).endswith("II") for row in rows(store, after, "sites"))


def test_a_day_that_is_a_time_and_a_column_that_is_missing_are_findings(
    cluster: Cluster, small: Callable[[str, int], Path]
) -> None:
    root = small("broken", 2)
    rewrite(
        root / "suites.parquet", "SELECT * EXCLUDE units REPLACE (gmp_ready_on::TIMESTAMPTZ AS gmp_ready_on) FROM t"
    )
    with EngineStore(named(cluster.url(root)), root, lambda: AS_OF) as store:
        version = looked(store)
        assert "suites" not in version.tables
        told = {(one.first.rule, one.first.column): one.message for one in version.report.lines}
        assert "is timestamp and must be date" in told["E01", "gmp_ready_on"]
        assert "has no such column" in told["E01", "units"]


def test_parts_in_folders_of_a_column_are_one_table_and_a_finding_names_the_file_and_the_row(
    cluster: Cluster, small: Callable[[str, int], Path]
) -> None:
    root = small("parts", 2)
    whole = root / "sites.parquet"
    with duckdb.connect() as connection:
        parts = f"COPY (SELECT * REPLACE (latitude + 180 AS latitude) FROM '{whole}') TO '{root}/sites' "
        connection.execute(f"{parts} (FORMAT parquet, PARTITION_BY (country))").fetchall()
    whole.unlink()
    with EngineStore(named(cluster.url(root)), root, lambda: AS_OF) as store:
        version = shown_or_refused(store)
        assert version.rows["sites"] == 2
        found = [one for one in version.report.findings if (one.rule, one.column) == ("E05", "latitude")]
        assert [(one.file or "").startswith("sites/country=") for one in found] == [True, True]
        assert [one.row for one in found] == [2, 2]
