"""Measures the tests that need no browser and no server, and lists those that `make test-fast` leaves out.

`python -m tools.slow_tests` runs `tests/unit` and `tests/pages`, one after the other, and writes `tests/slow.txt`: the
functions whose cases take more than `SLOW_S` of processor time on average. Then it runs those that are left, and adds
what takes long without the others, which have read or compiled something before it. To be run when nothing else is.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

SLOW_S = 0.1
LIST = Path(__file__).parent.parent / "tests" / "slow.txt"


class Stopwatch:
    """Notes how much processor time each case of each test function took, without what it shares with others."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        begun = time.process_time()
        result = yield
        self.taken[function_of(item.nodeid)].append(time.process_time() - begun)
        return result

    def slow(self) -> list[str]:
        return [name for name, taken in self.taken.items() if sum(taken) / len(taken) > SLOW_S]


def function_of(nodeid: str) -> str:
    """The name of a test without that of its case."""
    return nodeid.partition("[")[0]


def main() -> int:
    if sys.argv[1:] == ["--fast"]:
        return measured(["--fast"], LIST.read_text("utf-8").splitlines())
    # Apart, as what has been read and compiled stays with a process.
    return measured(["tests/unit", "tests/pages"], []) or subprocess.call(
        [sys.executable, "-m", "tools.slow_tests", "--fast"]
    )


def measured(arguments: list[str], listed: list[str]) -> int:
    """Run tests, and list those that are slow beside those that have been listed."""
    watch = Stopwatch()
    status = int(pytest.main(arguments, plugins=[watch]))
    if status == 0:
        LIST.write_text("".join(f"{name}\n" for name in sorted({*listed, *watch.slow()})), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
