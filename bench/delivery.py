"""`python -m bench.delivery`: CPU time of loading the reference data whole, and again with one of its files replaced.

Each turn is a process of its own, so that nothing is known before. With `--before`, a checkout of an earlier state of
the app loads the same files in turn with this one, in the same environment.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import report
from bench.report import Measured
from tools.server import ROOT

REPLACED = ("batches", "contracts", "lab_tests")
"""The tables whose files are replaced, one after another: the largest, one that many rules read, a small one."""

WHOLE, ONE_FILE, BEFORE = "loading all files", "loading one replaced file", "loading all files, before"

_PROGRAM = """
import json, sys, time
from pathlib import Path
import pandas, pyarrow.compute  # what a server has loaded anyway
from dualsite.store import Store

folder, replaced = Path(sys.argv[1]), sys.argv[2:]
opened, spent = Store(folder), []
for name in (None, *replaced):
    if name:
        file = folder / f"{name}.csv"
        file.write_bytes(file.read_bytes() + b"\\n")
    began = time.process_time()
    version = opened.version()
    assert version is not None and version.is_good, version
    spent.append(time.process_time() - began)
print(json.dumps(spent))
"""


def measured(work: Path, runs: int, before: Path | None = None) -> Iterator[Measured]:
    """CPU time in ms of a whole load and of one file replaced, turn by turn; files are copied below `work`.

    `before` is another checkout, whose whole load is measured in the same turns.
    """
    for _run in range(runs):
        whole, *again = _cpu_ms(ROOT, work, REPLACED)
        yield Measured(WHOLE, "", "ms", (whole,))
        yield Measured(ONE_FILE, "", "ms", tuple(again))
        if before is not None:
            yield Measured(BEFORE, "", "ms", (_cpu_ms(before, work, ())[0],))


def _cpu_ms(checkout: Path, work: Path, replaced: tuple[str, ...]) -> list[float]:
    with tempfile.TemporaryDirectory(dir=work) as there:
        folder = Path(shutil.copytree(ROOT / "data", Path(there) / "data"))
        ran = subprocess.run(
            (sys.executable, "-c", _PROGRAM, str(folder), *replaced),
            cwd=checkout,
            capture_output=True,
            text=True,
            check=True,
        )
    return [1000 * seconds for seconds in json.loads(ran.stdout.splitlines()[-1])]


def main() -> None:
    """Measure, and say it."""
    parser = argparse.ArgumentParser("python -m bench.delivery", description="Measure what loading data costs.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="how often to measure (5)")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="another state of the app, measured in turn")
    arguments = parser.parse_args()
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        for one in measured(Path(work), arguments.runs, arguments.before):
            found.setdefault(one.what, []).extend(one.values)
    print(report.aligned(report.table(Measured(what, "", "ms", tuple(values)) for what, values in found.items())))


if __name__ == "__main__":
    main()
