"""Spark as an engine: the versions in a folder of Parquet files or in a catalog, held to the contract there."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pyspark.sql import SparkSession

from dualsite.schema import TABLES
from dualsite.store.dataset import Dataset
from dualsite.store.engines.contract import CheckedTables, OnProgress, Row, broken
from dualsite.store.engines.spark import tables
from dualsite.store.engines.spark.address import SparkAddress
from dualsite.store.engines.spark.catalog import Catalog
from dualsite.store.engines.spark.contexts import START_S
from dualsite.store.engines.spark.folder import Folder
from dualsite.store.engines.spark.rewriting import NUMBERED, rewritten
from dualsite.store.engines.spark.sessions import CHECK_S, Sessions, Spark, SparkRows
from dualsite.store.findings import Tallied, finding

REMEMBERED = 3
"""Versions of which it is remembered what is wrong with them."""

_BROKEN: dict[tuple[SparkAddress, Row, Dataset], tuple[Tallied, ...]] = {}
"""What the rules found in the last versions, for all stores of a process: the check is most of what one costs."""


@dataclass(frozen=True)
class _SparkQueries:
    """Asks queries that are written for DuckDB of the views of a version."""

    sessions: Sessions
    schema: str
    tables: frozenset[str]

    def execute(self, query: str) -> SparkRows:
        asked = rewritten(query, self.schema, self.tables)
        return SparkRows(self.sessions.ask(lambda session: session.sql(asked).toArrow(), CHECK_S))


class SparkEngine:
    """The versions that a Spark cluster reads."""

    def __init__(self, address: SparkAddress) -> None:
        self._address = address
        self._source = Folder(address.folder) if address.folder else Catalog(address.database)
        self.look_every_s = self._source.look_every_s
        self._sessions = Sessions(address)
        self.backend = Spark(self._sessions)
        self._numbers = itertools.count(1)
        self._shown: dict[str, tuple[Row, Callable[[SparkSession], None]]] = {}
        """How the views of the last versions are made, by their schemas."""

    def newest(self) -> Row:
        """The newest version. Raises EngineError."""
        is_to_be_opened = self._sessions.begin()
        row = self._sessions.ask(self._source.newest, START_S)
        if is_to_be_opened:
            for known, make in self._shown.values():
                # Where what stands there is the version, that of another one is not there any more.
                if known == row or self._sessions.ask(partial(self._source.is_there, known), START_S):
                    self._sessions.ask(make, START_S)
            self._sessions.open()
        return row

    def checked(self, row: Row, said: Dataset, tell: OnProgress) -> CheckedTables:
        """The tables of a version held to the contract. Raises EngineError."""
        views, schema = f"spark_{next(self._numbers)}", row.tables_in or self._address.schema
        there = self._sessions.ask(partial(self._source.opened, row), CHECK_S)
        found: list[Tallied] = []
        if "sites" not in there.names:
            found.append((finding("E14", "sites", f"there is no table {schema}.sites, the one table required"), 0))
        for name, frame in there.frames.items():
            found += tables.found_in(TABLES[name], schema, frame, name in there.of_files)
        of_columns = {one.table for one, _ in found}
        held = [name for name in there.frames if name not in of_columns]
        rows, in_part = self._sessions.ask(lambda _: tables.readable(there, held), CHECK_S)
        usable = [name for name in held if name in rows]
        for name, problem in {**there.unreadable, **in_part}.items():
            one = finding("E14", name, problem, advice="Let every worker read it, and deliver it as Parquet.")
            found.append((one, 0))
        unusable = {one.table for one, _ in found}

        def show(of: tables.Opened) -> None:
            for name in usable:
                if name in of.frames:
                    tables.show(views, TABLES[name], of.frames[name], rows[name], name in of.of_files)

        self._sessions.ask(lambda _: show(there), CHECK_S)
        self._shown[views] = row, lambda session: show(self._source.opened(row, session))
        asking = _SparkQueries(self._sessions, views, frozenset(usable))
        key = (self._address, row, said)
        if key not in _BROKEN:
            while len(_BROKEN) >= REMEMBERED:
                del _BROKEN[next(iter(_BROKEN))]
            _BROKEN[key] = tuple(broken(asking, usable, unusable, said, tell))
        found += _BROKEN[key]
        folder = self._source.folder_of(row)
        return CheckedTables(
            views,
            {name: sum(rows[name].values()) for name in usable},
            tuple(found),
            {name: tables.place(rows[name], folder, there.names[name]) for name in usable},
        )

    def drop(self, schema: str) -> None:
        """Drop the views of a version. Raises EngineError."""
        self._shown.pop(schema, None)

        def drop(session: SparkSession) -> None:
            for name in TABLES:
                session.catalog.dropTempView(f"{schema}_{name}")
                session.catalog.dropTempView(f"{schema}_{name}{NUMBERED}")

        self._sessions.ask(drop, START_S)

    def close(self) -> None:
        """End the session."""
        self._sessions.end()
