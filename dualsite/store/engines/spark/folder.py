"""Versions in a folder of Parquet files that Spark reads.

Where a feed writes a table `versions`, its newest row is the version, whose files lie in a folder of that name beneath
and are changed by nothing any more. Without one, the files as they are found are the version.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession

from dualsite.schema import TABLES
from dualsite.store.engines.contract import Row
from dualsite.store.engines.spark import failures, listed
from dualsite.store.engines.spark.tables import Opened, opened

LOOK_EVERY_S = 5.0
"""How soon the folder is looked at again."""


@dataclass(frozen=True)
class Files:
    """The Parquet files of a folder: names within it, sizes in bytes, and when each was written, in order of name."""

    files: tuple[tuple[str, int, datetime], ...]

    @property
    def tables(self) -> dict[str, str]:
        """The tables of the contract among them, each with the name of its file or folder."""
        names = dict.fromkeys(name.partition("/")[0] for name, *_ in self.files)
        return {table: name for name in names if (table := name.removesuffix(".parquet")) in TABLES}


@dataclass(frozen=True)
class Folder:
    """A folder of one or several versions."""

    path: str
    look_every_s: float = LOOK_EVERY_S

    def newest(self, session: SparkSession) -> Row:
        """The newest version. Raises EngineError."""
        for name in (listed.VERSIONS, f"{listed.VERSIONS}.parquet"):
            if (row := listed.newest(partial(session.read.parquet, f"{self.path}/{name}"))) is not None:
                return row
        there = _files(session, self.path)
        if there is None or not there.files:
            raise failures.missing_folder(self.path)
        written = max(moment for *_, moment in there.files)
        dataset = _text_of(session, f"{self.path}/dataset.toml")
        return Row(0, "", written, dataset, hashlib.sha256(repr(there).encode()).hexdigest())

    def folder_of(self, row: Row) -> str:
        """Where the files of a version lie."""
        return f"{self.path}/{row.tables_in}" if row.tables_in else self.path

    def is_there(self, row: Row, session: SparkSession) -> bool:
        """Whether a version can still be read; without a table `versions` that is the one that is found anew."""
        return bool(row.tables_in) and _files(session, self.folder_of(row)) is not None

    def opened(self, row: Row, session: SparkSession) -> Opened:
        """The tables of a version. Raises EngineError."""
        folder = self.folder_of(row)
        there = _files(session, folder)
        if there is None:
            raise failures.missing_folder(folder)

        def read(name: str) -> DataFrame:
            return session.read.parquet(f"{folder}/{name}")

        return opened(there.tables, read)


def _files(session: SparkSession, folder: str) -> Files | None:
    """What lies in a folder; None where Spark finds none. Only names are read."""
    listing = session.read.format("binaryFile").option("recursiveFileLookup", "true")
    try:
        found = listing.option("pathGlobFilter", "*.parquet").load(folder).select("path", "length", "modificationTime")
        rows = found.toArrow().to_pylist()
    except AnalysisException:
        return None
    named = (
        (row["path"].partition(f"{folder}/")[2], row["length"], row["modificationTime"].astimezone(UTC)) for row in rows
    )
    return Files(tuple(sorted(named)))


def _text_of(session: SparkSession, path: str) -> str:
    """What stands in a file; nothing where there is none."""
    try:
        found: list[Any] = session.read.text(path, wholetext=True).toArrow().column(0).to_pylist()
    except AnalysisException:
        return ""
    return found[0] if found else ""
