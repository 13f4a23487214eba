"""The table `versions` that a feed writes, of which the newest row is the version on show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame

from dualsite.errors import EngineError
from dualsite.store.engines.contract import Row

VERSIONS = "versions"

_COLUMNS = ("version", "tables_in", "delivered_at", "dataset", "digest")


def newest(read: Callable[[], DataFrame]) -> Row | None:
    """Its newest row; None where there is no such table. Raises EngineError for one without any row."""
    try:
        listed = read()
        # Spark Connect looks for it when its columns are asked for, and not before.
        _ = listed.schema
    except AnalysisException:
        return None
    found = listed.select(*_COLUMNS).orderBy("version", ascending=False).limit(1).toArrow()
    if not found.num_rows:
        raise EngineError(
            f"The database has no data yet: its table {VERSIONS} is empty. Have the feed write a row of it."
        )
    row = found.to_pylist()[0]
    moment = row["delivered_at"]
    delivered = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return Row(row["version"], row["tables_in"], delivered, row["dataset"] or "", row["digest"] or "")
