"""`python -m bench.first_visit`: how long the first visitor of a page waits, beside a later reload of it.

A server is started and left alone until it has said that every first view is ready; then each page is asked for by a
session of its own, and again by others, over Streamlit's own WebSocket. It is started once more, and finds the answers
that were kept.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import report
from bench.report import Measured
from bench.wire import viewer
from dualsite.sitemap import EXECUTIVE, Page
from tools.server import Server, ServerError, serve

RELOADS = 3
"""How often each page is asked for again."""

PATIENCE_S = 300.0
"""How long a server may take to prepare."""

PREPARING, PREPARING_AGAIN = "preparing first views", "preparing first views, after a restart"
FIRST, AGAIN, RATIO = "first visitor", "later reload, server", "first visitor to later reload"


def measured(work: Path, runs: int) -> Iterator[Measured]:
    """The server's ms for the first visit of each page and for later ones, and the ratio of the two, turn by turn."""
    for _run in range(runs):
        with tempfile.TemporaryDirectory(dir=work) as place:
            kept = {"DUALSITE_PREPARE": "yes", "DUALSITE_CACHE": str(Path(place) / "answers")}
            for what in (PREPARING, PREPARING_AGAIN):
                with serve(Path(place), settings=kept) as server:
                    yield Measured(what, "", "s", (_prepared(server),))
                    if what == PREPARING:
                        for page in EXECUTIVE:
                            yield from _visits(server, page)


def _visits(server: Server, page: Page) -> Iterator[Measured]:
    first = _ms(server, page)
    again = [_ms(server, page) for _ in range(RELOADS)]
    yield Measured(FIRST, page.title, "ms", (first,))
    yield Measured(AGAIN, page.title, "ms", tuple(again))
    yield Measured(RATIO, page.title, "", (first / statistics.median(again),))


def _ms(server: Server, page: Page) -> float:
    with viewer(server) as one:
        return 1000 * one.run(page.path).seconds


def _prepared(server: Server) -> float:
    """The seconds of preparing, once the log says that all is done. Raises ServerError when it takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while "Every first view is ready" not in (said := server.log.read_text(errors="replace")):
        if time.monotonic() > deadline:
            raise ServerError(f"The server did not prepare its first views within {PATIENCE_S:.0f} s.")
        time.sleep(0.2)
    return sum(float(seconds) for seconds in re.findall(r"is ready, after ([0-9.]+) s", said))


def main() -> None:
    """Measure, and say it."""
    parser = argparse.ArgumentParser("python -m bench.first_visit", description="Measure what the first visitor waits.")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how many servers are started (3)")
    arguments = parser.parse_args()
    found: dict[tuple[str, str, str], list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        for one in measured(Path(work), arguments.runs):
            found.setdefault((one.what, one.page, one.unit), []).extend(one.values)
    print(report.aligned(report.table(Measured(*key, tuple(values)) for key, values in found.items())))


if __name__ == "__main__":
    main()
