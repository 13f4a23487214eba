"""`python -m bench.grown FOLDER`: what a data folder takes to open and to ask, as JSON, in a process of its own.

Every page's first view is answered anew, as of days that nobody has asked for; then plain DuckDB is asked the same
statements over the same rows, those that the app asks in Parquet files in the files of the folder. With `--engine` the
app asks the same rows there, for as long as it takes, and plain DuckDB is not asked.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from dualsite import access, store
from dualsite.insights import first_views
from dualsite.insights.kpis import tiles, today
from dualsite.store import Version
from dualsite.store.database import MEMORY_LIMIT
from dualsite.store.engines import AnyStore, store_of
from dualsite.store.engines.address import AnyAddress, named
from dualsite.store.engines.spark.address import SparkAddress

AS_LONG_AS_IT_TAKES_S = 1800.0
"""How long an engine is given for a statement here; a page gives it up sooner."""


@dataclass(frozen=True)
class Grown:
    """What a folder takes; seconds of the clock, medians of the days asked."""

    rows: int
    mb: float
    """Megabytes of its files."""
    in_files: tuple[str, ...]
    """Tables that are asked where they lie."""
    open_s: float
    open_cpu_s: float
    open_read_mb: float
    """Megabytes read from files until it could be shown."""
    today_read_mb: float
    """Megabytes read from files for Today, after that."""
    seconds: Mapping[str, float]
    """Each page anew."""
    again_s: float
    """The tiles of Today once more."""
    engine_s: Mapping[str, float]
    """What of it the statements of each page take, the last time that they were asked."""
    longest_s: Mapping[str, float]
    """The one statement of each page that takes longest, that same time."""
    raw_s: Mapping[str, float]
    """What plain DuckDB takes for the statements of each page; nothing of an engine."""
    peak_mb: float


@dataclass
class _Recording:
    """A DuckDB connection that remembers what it executes."""

    connection: Any
    asked: list[tuple[str, Any]]
    took: list[float]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def execute(self, sql: str, values: Any = None) -> Any:
        self.asked.append((sql, values))
        began = time.perf_counter()
        try:
            return self.connection.execute(sql, values)
        finally:
            self.took.append(time.perf_counter() - began)


def grown(folder: Path, days: int, engine: AnyAddress | None = None) -> Grown:
    """Open a folder, or the same rows in an engine, and ask it as of so many days."""
    began, cpu, before = time.perf_counter(), time.process_time(), _read_mb()
    opened = store.open(folder) if engine is None else _patient(engine, folder)
    version = opened.version()
    open_s, open_cpu_s, open_read_mb = time.perf_counter() - began, time.process_time() - cpu, _read_mb() - before
    connection = opened.connect()
    recording = connection.con = _Recording(connection.con, [], [])
    seconds: dict[str, list[float]] = {}
    asked: dict[str, list[tuple[str, Any]]] = {}
    took_each: dict[str, list[float]] = {}
    today_read_mb = 0.0
    for back in range(days + 1):
        view = access.view(version, connection, as_of=version.dataset.as_of - timedelta(days=back))
        before = _read_mb()
        for place, (page, took) in enumerate(_pages(view)):
            if not place and not back:
                today_read_mb = _read_mb() - before
            asked[page], recording.asked = recording.asked, []
            took_each[page], recording.took = recording.took, []
            # The first day of a process writes the statements that the others run.
            if back:
                seconds.setdefault(page, []).append(took)
    began = time.perf_counter()
    tiles.tiles(view, today.TILES)
    again_s = time.perf_counter() - began
    # Before plain DuckDB takes memory of its own.
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lying = _views(connection.con) if engine is None else set()
    raw_s = dict(_raw(folder, version, connection.con, lying, asked)) if engine is None else {}
    files = [path for path in folder.rglob("*") if path.is_file()]
    return Grown(
        sum(version.rows.values()),
        sum(path.stat().st_size for path in files) / 1e6,
        tuple(sorted(lying)),
        open_s,
        open_cpu_s,
        open_read_mb,
        today_read_mb,
        {page: median(took) for page, took in seconds.items()},
        again_s,
        {page: sum(took) for page, took in took_each.items()},
        {page: max(took, default=0.0) for page, took in took_each.items()},
        raw_s,
        peak_mb,
    )


def _patient(engine: AnyAddress, folder: Path) -> AnyStore:
    """The store of an engine that is given the time it takes."""
    if isinstance(engine, SparkAddress):
        from dualsite.store.engines.spark import sessions as asked
    else:
        from dualsite.store.engines import connections as asked
    asked.PATIENCE_S = AS_LONG_AS_IT_TAKES_S
    return store_of(engine, folder)


def _pages(view: access.View) -> Iterator[tuple[str, float]]:
    for page, took in first_views.prepare(view):
        yield str(page), took


def _views(connection: Any) -> set[str]:
    found = connection.execute("SELECT view_name FROM duckdb_views() WHERE schema_name LIKE 'stored%'").fetchall()
    return {name for (name,) in found}


def _raw(
    folder: Path, version: Version, connection: Any, lying: set[str], asked: Mapping[str, list[tuple[str, Any]]]
) -> Iterator[tuple[str, float]]:
    """What DuckDB alone takes for the same statements over the same rows."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as raw:
        raw.execute(f"CREATE SCHEMA {version.schema}")
        for name in version.tables:
            place = f"{version.schema}.{name}"
            if name in lying:
                files = f"{folder / name}/*.parquet" if (folder / name).is_dir() else folder / f"{name}.parquet"
                raw.execute(f"CREATE VIEW {place} AS SELECT * FROM read_parquet('{files}')")
            else:
                rows = connection.sql(f"SELECT * FROM {place}").to_arrow_table()
                raw.register("rows", rows)
                raw.execute(f"CREATE TABLE {place} AS SELECT * FROM rows")
                raw.unregister("rows")
                del rows
        for page, statements in asked.items():
            began = time.perf_counter()
            for sql, values in statements:
                raw.execute(sql, values).fetchall()
            yield page, time.perf_counter() - began


def _read_mb() -> float:
    """What this process has read from files so far, the cache of the system included; Linux only."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("rchar")) / 1e6


def main() -> int:
    """Measure, and write it as JSON."""
    parser = argparse.ArgumentParser("python -m bench.grown", description="Measure what a data folder takes.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=3, metavar="N", help="as of how many days it is asked (3)")
    parser.add_argument("--engine", type=named, metavar="URL", help="ask the same rows there, not in the folder")
    arguments = parser.parse_args()
    found = grown(arguments.folder, arguments.days, arguments.engine)
    sys.stdout.write(json.dumps(asdict(found), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
