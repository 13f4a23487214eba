"""A server for all tests of a process, with a database for each data set that they ask about."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ibis.expr import operations as ops

from dualsite.access import View, view
from dualsite.schema import TABLES, dictionary
from dualsite.store import Store, Version
from dualsite.store.engines.address import PASSWORD as PASSWORD_SETTING
from dualsite.store.engines.address import Address, address
from dualsite.store.engines.connections import Connections
from dualsite.store.engines.delivery import deliver
from dualsite.store.engines.versions import EngineStore
from dualsite.store.statements import run
from tests.data_folder import AS_OF, DataFolder
from tests.pages.conftest import PLANS, _errors_in_full, dashboard
from tools.postgres import PASSWORD, Server

__all__ = ["_errors_in_full", "dashboard"]

REFERENCE = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.remove()


@pytest.fixture(autouse=True)
def _from_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server lives in Seoul, and whoever asks it in New York: no day may move between them."""
    with monkeypatch.context() as moved:
        moved.setenv("TZ", "America/New_York")
        moved.setenv("PGTZ", "America/New_York")
        moved.setenv(PASSWORD_SETTING, PASSWORD)
        time.tzset()
        yield
    time.tzset()


def seen(store: Store | EngineStore, **question: Any) -> View:
    """What is on show there, as the local executive sees it."""
    version = store.version()
    assert version is not None
    return view(version, store.connect(), **question)


@dataclass(frozen=True)
class Pair:
    """One data set twice: as files, and in the engine."""

    folder: Path
    url: str
    files: Store
    engine: EngineStore

    def views(self, **question: Any) -> tuple[View, View]:
        """The same question to both."""
        return seen(self.files, **question), seen(self.engine, **question)

    @property
    def both(self) -> tuple[View, View]:
        return self.views()


def rows(store: Store | EngineStore, version: Version, table: str) -> list[tuple[object, ...]]:
    """The rows of a table of a version, in no order."""
    namespace = ops.Namespace(database=version.schema)
    found = run(ops.DatabaseTable(table, TABLES[table].schema, store.connect(), namespace).to_expr())
    return sorted(found.rows, key=repr)


def delivered(folder: Path, to: Address, today: date = AS_OF) -> None:
    """Load a folder into an engine."""
    connections = Connections(to)
    with Store(folder, lambda: today) as files:
        version = files.version()
        assert version is not None
        deliver(connections, to.schema, version, files.connect(), lambda _part, _done: None)
    connections.close()


def data_set(name: str, make_folder: pytest.TempPathFactory) -> Path:
    """The folder of "reference", of "works" (the fictional ones), of their "plans", or "empty", of headers alone."""
    if name == "reference":
        return REFERENCE
    folder = (DataFolder().keep(*PLANS) if name == "plans" else DataFolder()).write(make_folder.mktemp(name) / "data")
    if name == "empty":
        for table in TABLES.keys() - {"sites", "sources"}:
            (folder / f"{table}.csv").write_text(dictionary.header(TABLES[table]))
    return folder


@pytest.fixture(scope="session")
def pair(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Pair]]:
    """The data set of that name, twice."""
    made: dict[Hashable, Pair] = {}

    def of(name: str) -> Pair:
        if name not in made:
            folder = data_set(name, tmp_path_factory)
            server.ask(f"CREATE DATABASE {name}")
            to = address(server.url(name), PASSWORD)
            delivered(folder, to)
            made[name] = Pair(
                folder, server.url(name), Store(folder, lambda: AS_OF), EngineStore(to, folder, lambda: AS_OF)
            )
        return made[name]

    yield of
    for one in made.values():
        one.files.close()
        one.engine.close()
