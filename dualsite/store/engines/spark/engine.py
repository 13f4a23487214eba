"""Spark as an engine: Parquet files in a folder, and what tells one version of them from the next.

Where a feed writes a table `versions`, its newest row is the version, whose tables nothing changes any more. Without
one, the files as they are found are the version.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import partial

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession

from dualsite.errors import EngineError
from dualsite.schema import TABLES
from dualsite.store.dataset import Dataset
from dualsite.store.engines.contract import CheckedTables, OnProgress, Row, broken
from dualsite.store.engines.spark import failures, tables
from dualsite.store.engines.spark.address import SparkAddress
from dualsite.store.engines.spark.contexts import START_S
from dualsite.store.engines.spark.rewriting import NUMBERED, rewritten
from dualsite.store.engines.spark.sessions import CHECK_S, Sessions, Spark, SparkRows
from dualsite.store.findings import Tallied, finding

VERSIONS = "versions"
"""The table that lists versions, where a feed writes one."""

KEPT = 3
"""Versions whose views stay: sessions may still be reading the one before."""

LOOK_EVERY_S = 5.0
"""How soon the folder is looked at again."""

_COLUMNS = "version, tables_in, delivered_at, dataset, digest"

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
        self.look_every_s = LOOK_EVERY_S
        self._address = address
        self._sessions = Sessions(address)
        self.backend = Spark(self._sessions)
        self._numbers = itertools.count(1)
        self._shown: dict[str, tuple[Row, Callable[[SparkSession], None]]] = {}
        """How the views of the last versions are made, by their schemas."""

    def newest(self) -> Row:
        """The newest version. Raises EngineError."""
        is_to_be_opened = self._sessions.begin()
        row = self._sessions.ask(self._newest, START_S)
        if is_to_be_opened:
            for known, make in self._shown.values():
                # Where files are the version, those of another one are not there any more.
                if known == row or (known.tables_in and self._sessions.ask(partial(self._is_there, known), START_S)):
                    self._sessions.ask(make, START_S)
            self._sessions.open()
        return row

    def checked(self, row: Row, said: Dataset, tell: OnProgress) -> CheckedTables:
        """The tables of a version held to the contract. Raises EngineError."""
        views, schema = f"spark_{next(self._numbers)}", row.tables_in or self._address.schema
        there = self._sessions.ask(lambda session: self._opened(session, row), CHECK_S)
        found: list[Tallied] = []
        if "sites" not in there.names:
            found.append((finding("E14", "sites", f"there is no table {schema}.sites, the one table required"), 0))
        for name, frame in there.frames.items():
            found += tables.found_in(TABLES[name], schema, frame)
        of_columns = {one.table for one, _ in found}
        held = [name for name in there.frames if name not in of_columns]
        rows, in_part = self._sessions.ask(lambda _: tables.readable(there, held), CHECK_S)
        usable = [name for name in held if name in rows]
        for name, problem in {**there.unreadable, **in_part}.items():
            one = finding("E14", name, problem, advice="Let every worker read it, and deliver it as Parquet.")
            found.append((one, 0))
        unusable = {one.table for one, _ in found}

        def show(frames: Mapping[str, DataFrame]) -> None:
            for name in usable:
                if name in frames:
                    tables.show(views, TABLES[name], frames[name], rows[name])

        self._sessions.ask(lambda _: show(there.frames), CHECK_S)
        self._shown[views] = row, lambda session: show(self._opened(session, row).frames)
        for old in list(self._shown)[:-KEPT]:
            self._drop(old)
        asking = _SparkQueries(self._sessions, views, frozenset(usable))
        key = (self._address, row, said)
        if key not in _BROKEN:
            while len(_BROKEN) >= KEPT:
                del _BROKEN[next(iter(_BROKEN))]
            _BROKEN[key] = tuple(broken(asking, usable, unusable, said, tell))
        found += _BROKEN[key]
        folder = self._folder_of(row)
        return CheckedTables(
            views,
            {name: sum(rows[name].values()) for name in usable},
            tuple(found),
            {name: tables.place(rows[name], folder, there.names[name]) for name in usable},
        )

    def close(self) -> None:
        """End the session."""
        self._sessions.end()

    def _drop(self, schema: str) -> None:
        del self._shown[schema]

        def drop(session: SparkSession) -> None:
            for name in TABLES:
                session.catalog.dropTempView(f"{schema}_{name}")
                session.catalog.dropTempView(f"{schema}_{name}{NUMBERED}")

        self._sessions.ask(drop, START_S)

    def _newest(self, session: SparkSession) -> Row:
        listed = self._versions(session)
        if listed is not None:
            found = listed.selectExpr(*_COLUMNS.split(", ")).orderBy("version", ascending=False).limit(1).toArrow()
            if not found.num_rows:
                raise EngineError(
                    f"The database has no data yet: its table {VERSIONS} is empty. Have the feed write a row of it."
                )
            row = found.to_pylist()[0]
            moment = row["delivered_at"]
            delivered = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
            return Row(row["version"], row["tables_in"], delivered, row["dataset"] or "", row["digest"] or "")
        return self._of_folder(session)

    def _versions(self, session: SparkSession) -> DataFrame | None:
        for name in (VERSIONS, f"{VERSIONS}.parquet"):
            try:
                return session.read.parquet(f"{self._address.folder}/{name}")
            except AnalysisException:
                continue
        return None

    def _of_folder(self, session: SparkSession) -> Row:
        folder = self._address.folder
        there = tables.files(session, folder)
        if there is None or not there.files:
            raise failures.missing_folder(folder)
        written = max(moment for *_, moment in there.files)
        dataset = tables.text_of(session, f"{folder}/dataset.toml")
        return Row(0, "", written, dataset, hashlib.sha256(repr(there).encode()).hexdigest())

    def _folder_of(self, row: Row) -> str:
        folder = self._address.folder
        return f"{folder}/{row.tables_in}" if row.tables_in else folder

    def _is_there(self, row: Row, session: SparkSession) -> bool:
        return tables.files(session, self._folder_of(row)) is not None

    def _opened(self, session: SparkSession, row: Row) -> tables.Opened:
        """The tables of a version."""
        folder = self._folder_of(row)
        there = tables.files(session, folder)
        if there is None:
            raise failures.missing_folder(folder)
        return tables.opened(session, folder, there.tables)
