"""`python -m bench`: start the app on the reference data and measure it. Needs Chromium; ends nothing it did not start.

Beside our pages stands the same small page in other frameworks (`bench/peers/`), whose loads are measured in turn with
ours: what counts is the ratio, not the seconds of a machine. `make bench` makes their environment first.

A page is ready when its answer stands, its script is done and every figure is drawn. Server time is taken over
Streamlit's own WebSocket, without a browser; `asked before` runs a page whose answers are remembered, `asked anew` one
as of a day that nobody has asked for. Loads and starts include whatever else the machine does: see the load averages.

What is measured is kept turn by turn in a file (`--kept`) and, with `--report`, written into a document between two
marks after each; `--resume` goes on with what is kept.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser

from bench import delivery, first_visit, growth, loads, questions, report, targets, waits
from bench.peers import running
from bench.report import Kept, Measured
from bench.wire import PageError, viewer
from dualsite.sitemap import EXECUTIVE, PAGES, Page, PageId
from tools.browser import BrowserMissingError, chromium, wait_until_ready
from tools.server import Server, ServerError, serve

RESULTS = Path(__file__).parent / "results"

RERUNS_PER_RUN = 3
"""Reruns are quick, so they are measured more often than loads."""

SEPARATE: Mapping[str, Callable[[Path, int], Iterator[Measured]]] = {
    "delivery": delivery.measured,
    "first_visit": first_visit.measured,
    "growth": growth.measured,
    "questions": questions.measured,
}
"""Parts that need no browser."""

TITLES = [peer.title for peer in running.PEERS.values()]

PARTS = ("start", "server", "loads", "clicks", *SEPARATE)


def main() -> int:
    """Measure, and say it. 2 when there is nothing to measure with."""
    arguments = _arguments()
    kept = Kept(arguments.kept, anew=not arguments.resume)
    versions = running.versions() if arguments.peers else {}
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as work:
            for number, one in enumerate(_measured(arguments, Path(work), kept)):
                kept.add(one)
                # Written often enough that a measurement which is cut short has said what it found.
                if arguments.report and number % 20 == 0:
                    report.write(arguments.report, _document(kept, versions))
    except (BrowserMissingError, PageError, ServerError, running.PeersMissingError) as problem:
        print(problem, file=sys.stderr)
        return 2
    if arguments.report:
        report.write(arguments.report, _document(kept, versions))
    print(report.aligned(report.table(kept.all(), TITLES)))
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(report.as_json(kept, versions), indent=1) + "\n", encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description="Measure how long the app makes people wait.")
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="how often to measure (7)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="only these (all)")
    parser.add_argument("--pages", nargs="+", metavar="PAGE", help="only these, by the names of their files (all)")
    parser.add_argument(
        "--profiles", nargs="+", choices=waits.PROFILES, default=list(waits.PROFILES), help="only these lines (all)"
    )
    parser.add_argument(
        "--peers", nargs="*", choices=running.PEERS, default=list(running.PEERS), help="only these (all); none: no peer"
    )
    parser.add_argument("--resume", action="store_true", help="go on with what is kept of an earlier measurement")
    parser.add_argument("--kept", type=Path, default=RESULTS / "kept.jsonl", metavar="FILE", help="where it is kept")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write it into this document, between its marks")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write it there as JSON")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs must be at least 1")
    known = [Path(entry.file).stem for entry in EXECUTIVE]
    if unknown := set(arguments.pages or ()) - set(known):
        parser.error(f"there is no page {min(unknown)}; the pages are {', '.join(known)}")
    return arguments


def _measured(arguments: argparse.Namespace, work: Path, kept: Kept) -> Iterator[Measured]:
    """All parts that are asked for, in their order."""
    entries = [entry for entry in EXECUTIVE if not arguments.pages or Path(entry.file).stem in arguments.pages]
    for part, separate in SEPARATE.items():
        if part in arguments.parts:
            print(f"Measuring {part} …", file=sys.stderr)
            yield from separate(work, arguments.runs)
    with ExitStack() as open_until_the_end:
        browser = open_until_the_end.enter_context(chromium())
        if "start" in arguments.parts:
            print("Measuring the start …", file=sys.stderr)
            for _run in range(arguments.runs):
                yield from _start(browser, work)
        server = open_until_the_end.enter_context(serve(work))
        if "server" in arguments.parts:
            for entry in entries:
                print(f"Measuring {entry.title} …", file=sys.stderr)
                yield from _server(server, entry, arguments.runs)
        if "loads" in arguments.parts:
            print("Measuring loads …", file=sys.stderr)
            with running.running(work, [running.PEERS[name] for name in arguments.peers]) as peers:
                pages = loads.visited(server, entries, peers)
                yield from loads.measured(browser, pages, arguments.profiles, arguments.runs, kept)
        if "clicks" in arguments.parts:
            print("Measuring clicks …", file=sys.stderr)
            yield from _clicks(browser, server, entries, arguments.runs)
        yield Measured("memory at its peak", "", "MB", (server.peak_mb(),))


def _document(kept: Kept, versions: Mapping[str, str]) -> str:
    """What is written into a document: on what it was measured, and a table of each part."""
    found = kept.all()
    parts = {
        "Loads": [one for one in found if one.what.startswith(("cold", "reload"))],
        "Clicks and the server": [one for one in found if not one.what.startswith(("cold", "reload"))],
    }
    tables = [f"### {title}\n\n{report.markdown(report.table(part, TITLES))}" for title, part in parts.items() if part]
    held = targets.table(found)
    summary = [f"### Targets\n\n{report.markdown(held)}"] if len(held) > 1 else []
    return "\n\n".join((*report.conditions(kept, versions), *summary, *tables))


def _start(browser: Browser, work: Path) -> Iterator[Measured]:
    """From the start of the process to its first healthy answer, and to the first page, ready in an empty browser."""
    began = time.perf_counter()
    with serve(work) as server, closing(browser.new_context(viewport={"width": 1440, "height": 900})) as context:
        yield Measured("start to first healthy answer", "", "ms", (1000 * server.start_s,))
        page = context.new_page()
        page.goto(server.url, wait_until="commit")
        wait_until_ready(page)
        yield Measured("start to first page ready", EXECUTIVE[0].title, "ms", (1000 * (time.perf_counter() - began),))


def _server(server: Server, entry: Page, runs: int) -> Iterator[Measured]:
    """The server's time for a page, with answers remembered and without."""
    with viewer(server) as one:
        one.run(entry.path or "")
        for _run in range(RERUNS_PER_RUN * runs):
            rerun = one.run(entry.path or "")
            yield Measured("server, asked before", entry.title, "ms", (1000 * rerun.seconds,))
            yield Measured("sent per rerun", entry.title, "kB", (rerun.sent / 1000,))
    for back in range(runs):
        day = date(2026, 11, 19) - timedelta(days=back + 100 * EXECUTIVE.index(entry))
        with viewer(server) as one:
            took = one.run(entry.path or "", f"as_of={day}").seconds
        yield Measured("server, asked anew", entry.title, "ms", (1000 * took,))


def _clicks(browser: Browser, server: Server, entries: Sequence[Page], runs: int) -> Iterator[Measured]:
    """Switches between pages and changes of a filter, in one session; each page is left for another one first."""
    with closing(browser.new_context(viewport={"width": 1440, "height": 900})) as context:
        page = context.new_page()
        page.add_init_script(waits.CLICKED)
        page.goto(server.url, wait_until="commit")
        wait_until_ready(page)
        for _run in range(runs):
            for entry in (*EXECUTIVE[1:], EXECUTIVE[0]):
                waited = waits.switch(page, entry.title)
                if entry in entries:
                    yield Measured("switch to the page", entry.title, "ms", (waited,))
        for entry in entries:
            waits.switch(page, EXECUTIVE[0 if entry.path else 1].title)
            waits.switch(page, entry.title)
            for _run in range(runs):
                yield Measured("change of the site", entry.title, "ms", (waits.site_filter(page),))
        if (room := PAGES[PageId.CLIENT]) in entries:
            waits.switch(page, room.title)
            for _run in range(runs):
                for waited in waits.turns(page, "next", "previous"):
                    yield Measured(targets.TURN, room.title, "ms", (waited,))


if __name__ == "__main__":
    sys.exit(main())
