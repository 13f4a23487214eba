"""`python -m bench`: start the app on the reference data and measure it. Needs Chromium; ends nothing it did not start.

Beside our pages stands a small plain page, drawn by Plotly and by Vega, whose loads are measured in turn with ours:
what counts is the ratio, not the seconds of a machine.

A page is ready when its answer stands, its script is done and every figure is drawn. Server time is taken over
Streamlit's own WebSocket, without a browser; `asked before` runs a page whose answers are remembered, `asked anew` one
as of a day that nobody has asked for. Loads and starts include whatever else the machine does: see `load` in the JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser

from bench import growth, waits
from bench.report import Measured, document, table
from bench.wire import PageError, viewer
from dualsite.sitemap import EXECUTIVE, Page
from tools.browser import BrowserMissingError, chromium, wait_until_ready
from tools.server import Server, ServerError, serve

Values = dict[tuple[str, str, str], list[float]]
"""What, page and unit, with the values so far."""

PEERS = {
    "small page, Plotly": Path(__file__).parent / "peers" / "with_plotly.py",
    "small page, Vega": Path(__file__).parent / "peers" / "with_vega.py",
}

PLOT = Path(__file__).parent / "results" / "growth.html"

RERUNS_PER_RUN = 3
"""Reruns are quick, so they are measured more often than loads."""


def main() -> int:
    """Measure, and say it. 2 when there is nothing to measure with."""
    arguments = _arguments()
    entries = [entry for entry in EXECUTIVE if not arguments.pages or Path(entry.file).stem in arguments.pages]
    values: Values = defaultdict(list)
    grown: list[growth.Growth] = []
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as work, chromium() as browser:
            print("Measuring the start …", file=sys.stderr)
            for _run in range(arguments.runs):
                _measure_start(browser, Path(work), values)
            with serve(Path(work)) as server, _peers(Path(work)) as peers:
                for entry in entries:
                    print(f"Measuring {entry.title} …", file=sys.stderr)
                    _measure_server(server, entry, arguments.runs, values)
                print("Measuring loads …", file=sys.stderr)
                _measure_loads(browser, server, entries, peers, arguments.runs, values)
                _measure_clicks(browser, server, entries, arguments.runs, values)
                values["memory at its peak", "", "MB"].append(server.peak_mb())
            if not arguments.no_growth:
                print("Measuring growth …", file=sys.stderr)
                grown = growth.measured(Path(work))
                growth.plot(grown, PLOT)
    except (BrowserMissingError, PageError, ServerError) as problem:
        print(problem, file=sys.stderr)
        return 2
    found = [*(Measured(*key, tuple(measured)) for key, measured in values.items()), *growth.results(grown)]
    said = json.dumps(document(found, arguments.runs), indent=1)
    print(table(found, PEERS))
    print(said)
    if grown:
        print(f"Growth is drawn in {PLOT}.")
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(said + "\n", encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description="Measure how long the app makes people wait.")
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="how often to measure (7)")
    parser.add_argument("--pages", nargs="+", metavar="PAGE", help="only these, by the names of their files (all)")
    parser.add_argument("--no-growth", action="store_true", help="leave out how answers grow with the data")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there, too")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs must be at least 1")
    known = [Path(entry.file).stem for entry in EXECUTIVE]
    if unknown := set(arguments.pages or ()) - set(known):
        parser.error(f"there is no page {min(unknown)}; the pages are {', '.join(known)}")
    return arguments


def _measure_start(browser: Browser, work: Path, values: Values) -> None:
    """From the start of the process to its first healthy answer, and to the first page, ready in an empty browser."""
    began = time.perf_counter()
    with serve(work) as server, closing(browser.new_context(viewport={"width": 1440, "height": 900})) as context:
        values["start to first healthy answer", "", "ms"].append(1000 * server.start_s)
        page = context.new_page()
        page.goto(server.url, wait_until="commit")
        wait_until_ready(page)
        values["start to first page ready", EXECUTIVE[0].title, "ms"].append(1000 * (time.perf_counter() - began))


def _measure_server(server: Server, entry: Page, runs: int, values: Values) -> None:
    """The server's time for a page, with answers remembered and without."""
    with viewer(server) as one:
        one.run(entry.path or "")
        for _run in range(RERUNS_PER_RUN * runs):
            rerun = one.run(entry.path or "")
            values["server, asked before", entry.title, "ms"].append(1000 * rerun.seconds)
            values["sent per rerun", entry.title, "kB"].append(rerun.sent / 1000)
    for back in range(runs):
        day = date(2026, 11, 19) - timedelta(days=back + 100 * EXECUTIVE.index(entry))
        with viewer(server) as one:
            values["server, asked anew", entry.title, "ms"].append(
                1000 * one.run(entry.path or "", f"as_of={day}").seconds
            )


@contextmanager
def _peers(work: Path) -> Iterator[dict[str, Server]]:
    """The small plain pages by their names, each served from a folder without settings."""
    with ExitStack() as running:
        peers = {}
        for name, file in PEERS.items():
            home = work / file.stem
            home.mkdir()
            peers[name] = running.enter_context(serve(home, app=str(file), home=home))
        yield peers


def _measure_loads(
    browser: Browser, server: Server, entries: Sequence[Page], peers: Mapping[str, Server], runs: int, values: Values
) -> None:
    """Loads with an empty cache, and again: in each turn of each page and each small one."""
    loads = [(entry.title, server, entry.path or "") for entry in entries]
    loads += [(name, peer, "") for name, peer in peers.items()]
    for _run in range(runs):
        for name, of_server, path in loads:
            cold, again = waits.cold_and_again(browser, of_server, path)
            values["cold first load", name, "ms"].append(cold)
            values["reload", name, "ms"].append(again)


def _measure_clicks(browser: Browser, server: Server, entries: Sequence[Page], runs: int, values: Values) -> None:
    """Switches between pages and changes of a filter, in one session; each page is left for another one first."""
    with closing(browser.new_context(viewport={"width": 1440, "height": 900})) as context:
        page = context.new_page()
        page.add_init_script(waits.RERUNS)
        page.goto(server.url, wait_until="commit")
        wait_until_ready(page)
        for _run in range(runs):
            for entry in (*EXECUTIVE[1:], EXECUTIVE[0]):
                waited = waits.switch(page, entry.title)
                if entry in entries:
                    values["switch to the page", entry.title, "ms"].append(waited)
        for entry in entries:
            waits.switch(page, EXECUTIVE[0 if entry.path else 1].title)
            waits.switch(page, entry.title)
            for _run in range(runs):
                values["change of the site", entry.title, "ms"].append(waits.site_filter(page))


if __name__ == "__main__":
    sys.exit(main())
