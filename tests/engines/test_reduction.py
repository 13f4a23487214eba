"""The engine reduces: what comes over of a large table is what the page needs, and no whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dualsite import cache, sample
from dualsite.access import View
from dualsite.insights import first_views
from dualsite.store.engines.address import address
from dualsite.store.engines.connections import Connections, EngineRows
from dualsite.store.engines.versions import EngineStore
from tests.data_folder import AS_OF
from tests.engines.conftest import delivered, seen
from tests.engines.server import PASSWORD, Server

SCALE = 20


@pytest.fixture(scope="module")
def large(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineStore]:
    """The illustrative operations of a network, many times over."""
    folder = tmp_path_factory.mktemp("large")
    sample.write(folder, scale=SCALE)
    server.ask("CREATE DATABASE large")
    to = address(server.url("large"), PASSWORD)
    delivered(folder, to)
    with EngineStore(to, folder, lambda: AS_OF) as store:
        yield store


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows of each answer from here on."""
    counts: list[int] = []
    execute: Callable[..., EngineRows] = Connections.execute

    def counted(self: Connections, sql: str, values: object = None) -> EngineRows:
        found = execute(self, sql, values)
        counts.append(len(found.fetchall()))
        return found

    monkeypatch.setattr(Connections, "execute", counted)
    return counts


def test_no_page_fetches_a_whole_large_table_to_say_what_it_says_first(large: EngineStore, fetched: list[int]) -> None:
    whole: View = seen(large)
    rows = whole.version.rows
    biggest = sum(rows[name] for name in ("bookings", "batches", "batch_events", "lab_tests", "quality_events"))
    assert biggest > 100_000
    cache.clear()
    said = {}
    pages = first_views.prepare(whole)
    fetched.clear()
    for page, _seconds in pages:
        said[page] = sum(fetched)
        fetched.clear()
    assert {page: count for page, count in said.items() if count > biggest / 10} == {}


def test_a_download_holds_every_row(large: EngineStore, tmp_path: Path) -> None:
    whole = seen(large)
    rows = whole.stored("batches").to_pyarrow()
    assert rows.num_rows == whole.version.rows["batches"]
