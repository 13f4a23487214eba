"""One database for the stores of a test process, so that what the fictional works hold is read and checked once.

A store asks for a table by the bytes of its files: a delivery in which a test has changed one table costs that table.
Each store still has versions of its own, which go with it.
"""

from __future__ import annotations

import functools
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path

import ibis
import pytest

from dualsite.store import versions
from dualsite.store.database import Database
from dualsite.store.folder import listing
from dualsite.store.sources import sources
from dualsite.store.tables import StoredTables
from tests.data_folder import DataFolder


class Share:
    """The part of the shared database that is one store's: what it alone holds goes with it and its connections."""

    def __init__(self) -> None:
        self._database = _holding_the_works()
        self._schemas: list[str] = []
        self._give_back = weakref.finalize(self, _drop, self._database, self._schemas)

    @property
    def tables(self) -> StoredTables:
        return self._database.tables

    def connect(self) -> ibis.BaseBackend:
        connection = self._database.connect()
        connection._share = self
        return connection

    def new_schema(self) -> str:
        self._schemas.append(self._database.new_schema())
        return self._schemas[-1]

    def show(self, schema: str, places: Mapping[str, str]) -> None:
        self._database.show(schema, places)

    def drop(self, schema: str) -> None:
        self._database.drop(schema)

    def close(self) -> None:
        self._give_back()


def _drop(database: Database, schemas: list[str]) -> None:
    for schema in schemas:
        database.drop(schema)


@functools.cache
def _holding_the_works() -> Database:
    """The database of this process, with the tables of the fictional works as they are."""
    database = Database()
    with tempfile.TemporaryDirectory() as folder:
        for source in sources(listing(DataFolder().write(Path(folder))))[0].values():
            database.tables.take("the fictional works", source)
    return database


@pytest.fixture(scope="session", autouse=True)
def one_database() -> Iterator[None]:
    """What most tests load has been read and checked before. For the conftest of a folder whose tests open stores."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "Database", Share)
        yield
