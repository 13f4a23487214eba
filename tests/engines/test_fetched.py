"""The reduction happens in the engine: what comes over for a page is what it shows, and never a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from dualsite import cache, sample
from dualsite.access import View
from dualsite.errors import EngineError
from dualsite.insights import first_views
from dualsite.sample import GROWING
from dualsite.store import Store
from dualsite.store.engines import address
from dualsite.store.engines.versions import EngineStore
from tests.data_folder import AS_OF
from tests.engines.conftest import delivered, seen
from tools.postgres import PASSWORD, Server

SCALE = 10
MOST_ROWS = 8_000
"""Rows that a page may fetch in all; the data have 93,000, and some of Today are those of plans, which do not grow."""
MOST_BYTES = 800_000
"""Bytes of them, as text."""


@dataclass
class Fetched:
    """What came over for one page: the rows and the bytes of each statement."""

    rows: list[int] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    """What the engine has not answered in the time that a page waits."""


@dataclass
class Counting:
    """A connection that counts what is fetched from it."""

    connection: Any
    fetched: Fetched = field(default_factory=Fetched)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def execute(self, sql: str, values: Any = None) -> _Counted:
        try:
            return _Counted(self.connection.execute(sql, values), self.fetched)
        except EngineError as error:
            self.fetched.given_up.append(f"{error} {sql}")
            raise


@dataclass
class _Counted:
    found: Any
    fetched: Fetched

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.found.fetchall()
        self._count([list(row) for row in rows])
        return rows

    def fetchnumpy(self) -> dict[str, Any]:
        of_columns: dict[str, Any] = self.found.fetchnumpy()
        self._count(list(zip(*(values.tolist() for values in of_columns.values()), strict=True)))
        return of_columns

    def _count(self, rows: list[Any]) -> None:
        self.fetched.rows.append(len(rows))
        self.fetched.size.append(sum(len(str(cell)) for row in rows for cell in row))


@pytest.fixture(scope="module")
def views(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, View]]:
    """Illustrative operations of ten times the batches, as files and in the engine."""
    folder = tmp_path_factory.mktemp("fetched") / "data"
    sample.write(folder, scale=SCALE)
    server.ask("CREATE DATABASE fetched")
    to = address.address(server.url("fetched"), PASSWORD)
    delivered(folder, to)
    with Store(folder, lambda: AS_OF) as files, EngineStore(to, folder, lambda: AS_OF) as engine:
        yield {"duckdb": seen(files), "postgres": seen(engine)}


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_no_table_comes_over_for_a_page(engine: str, views: dict[str, View], monkeypatch: pytest.MonkeyPatch) -> None:
    view = views[engine]
    assert view.connection.name == engine
    counting = Counting(view.connection.con)
    monkeypatch.setattr(view.connection, "con", counting)
    cache.clear()
    smallest = min(view.version.rows[table] for table in GROWING)
    found = {}
    for page, _seconds in first_views.prepare(view):
        found[page], counting.fetched = counting.fetched, Fetched()
    assert {page for page, of in found.items() if max(of.rows, default=0) >= smallest} == set()
    assert {page: sum(of.rows) for page, of in found.items() if sum(of.rows) > MOST_ROWS} == {}
    assert {page: of.given_up for page, of in found.items() if of.given_up} == {}
    assert {page: sum(of.size) for page, of in found.items() if sum(of.size) > MOST_BYTES} == {}
