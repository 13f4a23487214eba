"""What a question costs: Today and all KPIs of the reference data on a day that nobody has asked for, and once more.

CPU time of this process, beside that of a plain loop of a million additions measured just before: the ratio says more
than the seconds of a machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.report import Measured
from dualsite import access, kpi, store
from dualsite.access import View
from dualsite.insights import first_views

DATA = Path(__file__).parents[1] / "data"

ADDITIONS = 1_000_000

TODAY, ALL_KPIS = "Today", "all KPIs"


def measured(_work: Path, runs: int) -> Iterator[Measured]:
    """Each turn as of other days: Today anew, its queries and once more; all KPIs anew, in ms and in loops."""
    opened = store.open(DATA)
    version, connection = opened.version(), opened.connect()
    counting = _Counting(connection.con)
    connection.con = counting
    days = (version.dataset.as_of - timedelta(days=back) for back in range(1, 3 * runs + 3))
    views = (access.view(version, connection, as_of=day) for day in days)
    # The first day of a process writes the statements that the others run.
    _today(next(views))
    kpi.answers(next(views))
    for _run in range(runs):
        loop, view, counting.count = _cpu_ms(_loop), next(views), 0
        anew = _cpu_ms(lambda view=view: _today(view))
        yield Measured("queries, asked anew", TODAY, "", (counting.count,))
        yield Measured("CPU, asked anew", TODAY, "ms", (anew,))
        yield Measured("CPU, asked anew", TODAY, "loops", (anew / loop,))
        yield Measured("CPU, asked again", TODAY, "ms", (_cpu_ms(lambda view=view: _today(view)),))
        loop, view = _cpu_ms(_loop), next(views)
        anew = _cpu_ms(lambda view=view: kpi.answers(view))
        yield Measured("CPU, asked anew", ALL_KPIS, "ms", (anew,))
        yield Measured("CPU, asked anew", ALL_KPIS, "loops", (anew / loop,))


def _today(view: View) -> None:
    """What Today, the first of the pages, says first."""
    next(first_views.prepare(view))


def _loop() -> None:
    total = 0
    for number in range(ADDITIONS):
        total += number


def _cpu_ms(does: Callable[[], object]) -> float:
    began = time.process_time()
    does()
    return 1000 * (time.process_time() - began)


class _Counting:
    """A DuckDB connection that counts what it executes."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        if name == "execute":
            self.count += 1
        return getattr(self._connection, name)
