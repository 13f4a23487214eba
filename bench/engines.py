"""`python -m bench.engines`: the same rows asked of DuckDB, PostgreSQL and Spark, at growing scales.

Illustrative operations are written as Parquet. DuckDB asks them in their folder, PostgreSQL once they are loaded into
it, and Spark, a master and two workers, where they lie. Each is started on loopback for this alone, asked in a process
of its own (`bench.grown`), and ended. Plain DuckDB is asked what the app asks of DuckDB: the same questions.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import report
from dualsite import sample
from dualsite.store.engines.address import PASSWORD as PASSWORD_SETTING
from tools.parquet import as_parquet

SCALES = (1, 10, 100)

DAYS: Mapping[int, int] = {100: 1, 1000: 1}
"""As of how many days a scale is asked, where not of `USUAL_DAYS`."""

USUAL_DAYS = 3

TODAY = "today"

KEPT = Path(__file__).parent / "results" / "engines.jsonl"

COLUMNS = (
    *("scale", "rows", "engine", "loaded in", "until it can be shown", "Today anew", "× plain DuckDB"),
    *("heaviest page anew", "× plain DuckDB", "all pages anew", "longest statement", "load average"),
)


POSTGRES = {"shared_buffers": "1GB", "work_mem": "64MB"}
"""Room for the tables, and to sort and hash in; all else as PostgreSQL comes."""

SPARK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.executor.memory": "1500m",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "2",
}
"""As many partitions as there are cores; all else as Spark comes."""


@dataclass(frozen=True)
class Place:
    """Where an engine has the rows."""

    url: str | None
    """None: in the folder."""
    loaded_s: float | None = None
    """How long it took to load them, where they are."""


@dataclass(frozen=True)
class Asked:
    """What one engine takes at one scale, as `bench.grown` tells it."""

    scale: int
    engine: str
    place: Place
    told: Mapping[str, Any]
    load: float
    """The machine's load average over a minute, once it was done."""

    def cells(self, raw_s: Mapping[str, float]) -> tuple[str, ...]:
        """The same as a line of the table; `raw_s` is what plain DuckDB takes for the questions of each page."""
        pages: Mapping[str, float] = self.told["seconds"]
        heaviest = max(pages, key=pages.__getitem__)
        loaded = "" if self.place.loaded_s is None else f"{self.place.loaded_s:.1f} s"
        return (
            *(f"{self.scale:,}", f"{self.told['rows']:,}", self.engine, loaded),
            *(f"{self.told['open_s']:.1f} s", f"{pages[TODAY]:.2f} s", _times(pages[TODAY], raw_s.get(TODAY))),
            *(f"{heaviest}, {pages[heaviest]:.2f} s", _times(pages[heaviest], raw_s.get(heaviest))),
            *(f"{sum(pages.values()):.1f} s", f"{max(self.told['longest_s'].values()):.2f} s", f"{self.load:.1f}"),
        )


def _times(seconds: float, raw_s: float | None) -> str:
    return f"{seconds / raw_s:.2f}" if raw_s else ""


@contextmanager
def _in_duckdb(_folder: Path) -> Iterator[Place]:
    yield Place(None)


@contextmanager
def _in_postgres(folder: Path) -> Iterator[Place]:
    from tools.postgres import PASSWORD, Server

    os.environ[PASSWORD_SETTING] = PASSWORD
    server = Server(settings=POSTGRES)
    try:
        server.ask("CREATE DATABASE dualsite")
        began = time.perf_counter()
        command = [sys.executable, "-m", "dualsite", "load", str(folder), "--to", server.url("dualsite")]
        subprocess.run(command, check=True, capture_output=True)
        yield Place(server.url("dualsite"), time.perf_counter() - began)
    finally:
        server.remove()
        del os.environ[PASSWORD_SETTING]


@contextmanager
def _in_spark(folder: Path) -> Iterator[Place]:
    from tools.spark import Cluster

    cluster = Cluster(settings=SPARK, worker_memory="2G")
    before = dict(os.environ)
    os.environ |= cluster.environment
    try:
        yield Place(cluster.url(folder))
    finally:
        os.environ.clear()
        os.environ |= before
        cluster.remove()


ENGINES: Mapping[str, Callable[[Path], AbstractContextManager[Place]]] = {
    "DuckDB": _in_duckdb,
    "PostgreSQL": _in_postgres,
    "Spark": _in_spark,
}


def measured(scales: Sequence[int], engines: Sequence[str], work: Path) -> Iterator[tuple[str, ...]]:
    """A line of the table for each engine at each scale; the data are written below `work`, scale by scale."""
    for scale in scales:
        with tempfile.TemporaryDirectory(dir=work) as below:
            sample.write(Path(below) / "sample", scale=scale, is_by_month=True)
            folder = as_parquet(Path(below) / "sample", Path(below) / "data")
            raw_s: Mapping[str, float] = {}
            for engine in engines:
                asked = _asked(scale, engine, folder)
                raw_s = asked.told["raw_s"] or raw_s
                _keep(asked)
                yield asked.cells(raw_s)


def _asked(scale: int, engine: str, folder: Path) -> Asked:
    with ENGINES[engine](folder) as place:
        to = [] if place.url is None else ["--engine", place.url]
        days = str(DAYS.get(scale, USUAL_DAYS))
        command = [sys.executable, "-m", "bench.grown", str(folder), "--days", days, *to]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return Asked(scale, engine, place, json.loads(done.stdout), os.getloadavg()[0])


def _keep(asked: Asked) -> None:
    """All that was told, as a line of a file, for whoever wants to know more."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    with KEPT.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(asked)) + "\n")


def main() -> int:
    """Measure, and say each line as it is there; then the table."""
    parser = argparse.ArgumentParser("python -m bench.engines", description="Ask the same rows of several engines.")
    parser.add_argument("--scales", type=int, nargs="+", default=SCALES, metavar="N", help="how many (1 10 100)")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES), help="only these (all)")
    arguments = parser.parse_args()
    lines = [COLUMNS]
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        for line in measured(arguments.scales, arguments.engines, Path(work)):
            print(" | ".join(line), file=sys.stderr)
            lines.append(line)
    print(report.markdown(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
