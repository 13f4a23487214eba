"""Measures the tests that need no browser and no server, and lists those that `make test-fast` leaves out.

`python -m tools.slow_tests` runs `tests/unit` and `tests/pages`, one after the other, and writes `tests/slow.txt`: the
functions whose cases take more than `SLOW_S` of processor time on average. To be run when nothing else is.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

SLOW_S = 0.1
LIST = Path(__file__).parent.parent / "tests" / "slow.txt"


class Stopwatch:
    """Notes how much processor time each case of each test function took, with what it set up."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        begun = time.process_time()
        result = yield
        self.taken[function_of(item.nodeid)].append(time.process_time() - begun)
        return result

    def slow(self) -> list[str]:
        return sorted(name for name, taken in self.taken.items() if sum(taken) / len(taken) > SLOW_S)


def function_of(nodeid: str) -> str:
    """The name of a test without that of its case."""
    return nodeid.partition("[")[0]


def main() -> int:
    watch = Stopwatch()
    status = pytest.main(["tests/unit", "tests/pages"], plugins=[watch])
    if status == 0:
        LIST.write_text("".join(f"{name}\n" for name in watch.slow()), encoding="utf-8")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
