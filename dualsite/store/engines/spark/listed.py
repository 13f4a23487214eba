"""The table `versions` that a feed writes, of which the newest row is the version on show."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame

from dualsite.store.engines.contract import Row, row_of

VERSIONS = "versions"

_NOT_THERE = ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "PATH_NOT_FOUND")

_COLUMNS = ("version", "tables_in", "delivered_at", "dataset", "digest")


def newest(read: Callable[[], DataFrame]) -> Row | None:
    """Its newest row; None where there is no such table. Raises EngineError for one that does not say a version."""
    try:
        listed = read()
        # Spark Connect looks for it when its columns are asked for, and not before.
        _ = listed.schema
    except AnalysisException as error:
        if error.getCondition() in _NOT_THERE:
            return None
        raise
    found = listed.select(*_COLUMNS).orderBy("version", ascending=False).limit(1).toArrow().to_pylist()
    return row_of([tuple(row[name] for name in _COLUMNS) for row in found], VERSIONS)
