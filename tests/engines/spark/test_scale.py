"""A hundred times the batches: the same answers as on the same files without Spark, and the cluster reduces them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dualsite import cache, sample
from dualsite.kpi.measure import answers
from dualsite.sample import GROWING
from dualsite.store import Version
from dualsite.store.engines import address
from dualsite.web import session
from tests.engines.conftest import seen
from tests.engines.test_fetched import MOST_BYTES, MOST_ROWS, Counting
from tests.engines.test_kpis import differing
from tools.parquet import as_parquet
from tools.spark import Cluster

SCALE = 100
ROWS = 850_000
"""What there are of them at least."""

ASKED = ("batch_success_rate", "right_first_time", "invalidated_oos_rate", "deviation_closure_median")
"""KPIs of the tables that grow: all of them take minutes with the settings that are quick for few rows."""

Use = Callable[[bool], None]
"""Have the app ask Spark; else DuckDB, of the same files."""


@pytest.fixture(scope="module")
def folder(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Illustrative operations as Parquet, the largest tables as a file for each month."""
    made = tmp_path_factory.mktemp("scale")
    sample.write(made / "sample", scale=SCALE, is_by_month=True)
    into = as_parquet(made / "sample", made / "data")
    for parts in (one for one in (made / "sample").iterdir() if one.is_dir()):
        (into / f"{parts.name}.parquet").unlink()
        parts.rename(into / parts.name)
    yield into
    with pytest.MonkeyPatch.context() as told:
        for is_used in (True, False):
            _using(into, cluster, told)(is_used)
            session.store().close()
        session.close()


def _using(folder: Path, cluster: Cluster, told: pytest.MonkeyPatch) -> Use:
    told.setenv("DUALSITE_DATA", str(folder))

    def with_spark(is_used: bool) -> None:
        if is_used:
            told.setenv(address.ENGINE, cluster.url(folder))
        else:
            told.delenv(address.ENGINE, raising=False)

    return with_spark


@pytest.fixture
def use(folder: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Use:
    """The app told where to read them, and by whom."""
    return _using(folder, cluster, monkeypatch)


@contextmanager
def reduced() -> Iterator[None]:
    """What comes over until the block ends is what an answer holds, and never a table that grows."""
    backend, version = session.store().connect(), session.store().version()
    assert version is not None
    assert backend.name == "pyspark"
    assert sum(version.rows.values()) > ROWS
    counting = Counting(backend.con)
    backend.con = counting
    try:
        yield
    finally:
        backend.con = counting.connection
    fetched = counting.fetched
    assert fetched.given_up == []
    assert fetched.rows
    assert max(fetched.rows) < min(version.rows[table] for table in GROWING)
    assert sum(fetched.rows) < MOST_ROWS
    assert sum(fetched.size) < MOST_BYTES


def version_shown() -> Version:
    version = session.store().version()
    assert version is not None
    assert not version.report.errors
    return version


def test_kpis_of_the_largest_tables_are_the_same(use: Use) -> None:
    use(False)
    files = answers(seen(session.store()), ASKED)
    use(True)
    version_shown()
    cache.clear()
    with reduced():
        engine = answers(seen(session.store()), ASKED)
    assert differing(files, engine) == []
    assert all(one["value"] is not None for one in engine)
