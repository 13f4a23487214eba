"""Many sessions read at once, on connections of their own, while versions change under them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import ibis
import pytest

from dualsite import store
from tests.data_folder import DataFolder

ALPHABET = [f"P-{n}" for n in range(20)]


@pytest.fixture
def folder(tmp_path):
    return generation(0).write(tmp_path / "delivered")


def generation(n: int) -> DataFolder:
    """A delivery whose 20 added stock rows hold n kg each."""
    delivery = DataFolder().keep("sites", "partners", "products", "stock")
    for place in ALPHABET:
        delivery.add("stock", location=place, quantity_kg=str(n), as_of_on="2020-01-01")
    return delivery


def quantities(connection: ibis.BaseBackend, version: store.Version) -> set[float]:
    """The distinct quantities of the added rows: one, when the reading is of one version."""
    stock = connection.table("stock", database=version.schema)
    added = stock.filter(stock.location.isin(ALPHABET)).group_by("quantity_kg").aggregate(n=ibis._.count())
    counted = {row["quantity_kg"]: row["n"] for row in added.to_pyarrow().to_pylist()}
    assert set(counted.values()) == {20}
    return set(counted)


def test_many_threads_read_while_versions_change(folder):
    kept = store.open(folder)
    done = threading.Event()
    newest = [0]

    def session(_: int) -> int:
        connection = kept.connect()
        asked = 0
        while not done.is_set() or asked == 0:
            oldest = newest[0]
            version = kept.version()
            (found,) = quantities(connection, version)
            assert found >= oldest - 1
            asked += 1
        return asked

    with ThreadPoolExecutor(8) as sessions:
        asked = [sessions.submit(session, n) for n in range(8)]
        for n in range(1, 6):
            generation(n).write(folder)
            kept.version()
            newest[0] = n
        done.set()
        assert all(one.result() > 0 for one in asked)
    assert quantities(kept.connect(), kept.version()) == {5}


def test_sessions_go_on_reading_the_version_before(folder):
    kept = store.open(folder)
    first, second = kept.connect(), kept.connect()
    before = kept.version()
    assert quantities(first, before) == {0}
    generation(1).write(folder)
    after = kept.version()
    assert after is not before
    assert quantities(first, before) == {0}
    assert quantities(second, before) == {0}
    assert quantities(second, after) == {1}


def test_threads_that_ask_at_once_load_once(folder):
    kept = store.Store(folder)
    gate = threading.Barrier(8)

    def ask() -> store.Version:
        gate.wait()
        return kept.version()

    versions = together([ask] * 8)
    assert len({id(version) for version in versions}) == 1
    assert versions[0].schema == "v1"


def test_connections_are_made_by_many_threads_at_once(folder):
    kept = store.open(folder)
    version = kept.version()
    assert together([lambda: quantities(kept.connect(), version)] * 24) == [{0.0}] * 24


def together(asked: list[Callable]) -> list:
    """The answers of calls made at once."""
    with ThreadPoolExecutor(8) as threads:
        return [one.result() for one in [threads.submit(call) for call in asked]]


def test_one_connection_serves_several_threads_at_once(folder):
    # A page opened again while it still computes, and a download, query on the session's connection from other threads.
    kept = store.open(folder)
    connection, version = kept.connect(), kept.version()
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: quantities(connection, version), range(30)))
    assert found == [{0.0}] * 30
