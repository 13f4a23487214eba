"""A server for all tests of a process, and each data set twice: as files, and as tables in it that are copied."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

import pytest

from dualsite.schema.columns import Kind
from dualsite.store import Store
from dualsite.store.engines.address import PASSWORD as PASSWORD_SETTING
from dualsite.store.engines.address import address
from dualsite.store.engines.versions import EngineStore
from tests.data_folder import AS_OF
from tests.delivered import write
from tests.engines.conftest import Pair, data_set
from tools.mariadb import PASSWORD, Server

TYPES: dict[Kind, str] = {"text": "VARCHAR(500)", "day": "DATE", "number": "DOUBLE", "count": "INT", "flag": "BOOLEAN"}


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    started = Server()
    yield started
    started.remove()


@pytest.fixture(autouse=True)
def _its_password(_from_new_york: None) -> Iterator[None]:
    # Ended before what was set around it: what `monkeypatch` undoes later would stay.
    with pytest.MonkeyPatch.context() as told:
        told.setenv(PASSWORD_SETTING, PASSWORD)
        yield


def delivered(folder: Path, into: Server, database: str) -> None:
    """Write a folder into a database of its own."""
    into.ask(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
    write(folder, into.ask, TYPES, "%s", database)


@pytest.fixture(scope="session")
def pair(mariadb: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Pair]]:
    """The data set of that name, twice."""
    made: dict[Hashable, Pair] = {}

    def of(name: str) -> Pair:
        if name not in made:
            folder = data_set(name, tmp_path_factory)
            database = f"dualsite_{len(made)}"
            delivered(folder, mariadb, database)
            url = mariadb.url(database)
            engine = EngineStore(address(url, PASSWORD), folder, lambda: AS_OF)
            made[name] = Pair(folder, url, Store(folder, lambda: AS_OF), engine)
        return made[name]

    yield of
    for one in made.values():
        one.files.close()
        one.engine.close()
