"""`python -m bench.viewers`: how long many viewers wait at once, beside one alone on the same machine.

Each is somebody else, in a session of their own over a real websocket, who opens another page or sets another filter
every few seconds, while the data are replaced twice. Before and after them, one viewer does the same alone. Said are
errors, screens in which versions are mixed, how long each waited, how soon everybody saw the new data, and the memory
of the servers before, with all of them, and after they have left; then others come and leave, for what stays of them.

With two processes they come through nginx as it is shipped. With `--kill`, one of them is killed in the middle and
started again as systemd would: said is for how long each of its viewers was without an answer, beside a reload.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import alone, people
from bench.crowd import Crowd, Question, Screen, Seen
from bench.flood import p95
from bench.site import Site, served
from dualsite import sample
from tools.nginx import trusting_nobody
from tools.server import ROOT

DELIVERIES = 2
"""Times the data are replaced."""
ALONE_S, ALONE_EVERY_S = 60.0, 1.0
"""For how long the viewer alone looks, before and after the others, and how often."""
REST_S = 150.0
"""Seconds after which those who have left are forgotten: Streamlit keeps a session for two minutes, in case its tab
comes back."""
STIR_S = 20.0
"""Seconds after a delivery in which it is read, and its first questions are asked."""
PASSING = 3
"""Screens that those look at who come and leave again."""
RELOADS = 10
"""How often somebody alone opens the same page in another tab, to tell how long a reload takes."""


def speaks(url: str, viewers: Sequence[str]) -> list[Mapping[str, Any]]:
    """How each of them opens a socket: with a cookie and from an address of their own."""
    found = []
    for number, email in enumerate(viewers):
        carried = f"{people.cookie(url, email)}; dualsite_browser=browser-{number}"
        address = f"127.0.{1 + number // 200}.{1 + number % 200}"
        told = people.spoken(url, carried, address)
        if url.startswith("https"):
            del told["additional_headers"]["X-Forwarded-For"]
            told |= {"ssl": trusting_nobody(), "local_addr": (address, 0)}
        found.append(told)
    return found


def deliveries(work: Path) -> list[Path]:
    """The reference data, and as many others as follow on them: the same network with other illustrative rows."""
    folders = [work / f"delivery-{number}" for number in range(1 + DELIVERIES)]
    for seed, folder in enumerate(folders):
        shutil.copytree(ROOT / "data", folder)
        if seed:
            sample.write(folder, seed=seed)
    return folders


async def replace_data(data: Path, folders: Sequence[Path], every_s: float) -> list[float]:
    """Deliver one after another; when each was there."""
    there = []
    for folder in folders:
        await asyncio.sleep(every_s)
        await asyncio.to_thread(shutil.copytree, folder, data, dirs_exist_ok=True)
        there.append(time.time())
    return there


def said_of(name: str, found: Sequence[Seen]) -> str:
    """A line: how long they waited, median and 95th percentile, and what was sent for a screen."""
    sent = statistics.median(one.sent for one in found) / 1000 if found else 0
    return f"{said_in(name, [one.seconds for one in found])}  {sent:,.0f} kB"


def said_in(name: str, seconds: Sequence[float]) -> str:
    """A line: median and 95th percentile."""
    if len(seconds) < 2:
        return f"{name:24} n {len(seconds)}"
    return (
        f"{name:24} median {1000 * statistics.median(seconds):6,.0f} ms  p95 {1000 * p95(seconds):6,.0f} ms  "
        f"most {1000 * max(seconds):6,.0f} ms  n {len(seconds)}"
    )


def said_of_memory(memory: Sequence[float]) -> str:
    """MB of all processes and, where there are several, of each."""
    each = f" ({' + '.join(f'{one:,.0f}' for one in memory)})" if len(memory) > 1 else ""
    return f"{sum(memory):,.0f} MB{each}"


def moves(found: Sequence[Seen], there: Sequence[float]) -> Iterator[str]:
    """A line for each delivery: when it was first seen, and when the one before was last shown to somebody."""
    order = list(dict.fromkeys(one.version for one in sorted(found, key=lambda one: one.asked_at)))
    for at, before, after in zip(there, order, order[1:], strict=False):
        first = min(one.asked_at + one.seconds for one in found if one.version == after) - at
        last = max(one.asked_at for one in found if one.version == before) - at
        yield f"delivery {after}: first seen after {first:.1f} s, the one before asked for last after {last:.1f} s"
    yield f"versions seen: {len(order)}"


async def kill_one(site: Site, after_s: float) -> float:
    """Kill the first process after so long, and have it started again; for how many seconds it did not serve."""
    await asyncio.sleep(after_s)
    port, began = next(iter(site.servers)), time.time()
    await asyncio.to_thread(site.kill, port)
    await asyncio.to_thread(site.start_again, port)
    return time.time() - began


def said_of_kill(down_s: float, crowd: Crowd) -> Iterator[str]:
    """Two lines: how many lost their socket, and for how long they were without an answer."""
    lost = [seconds for one in crowd.without.values() for seconds in one]
    yield f"one process killed, and serving again after {down_s:.1f} s; {len(crowd.without)} viewers lost their socket"
    yield said_in("  without an answer", lost)


async def reloads(speaks: Mapping[str, Any], sites: Sequence[str]) -> list[float]:
    """Seconds from a new tab's socket to its first screen."""
    found = []
    for _tab in range(RELOADS):
        one, began = Crowd([speaks], sites), time.time()
        await one.pass_by(1)
        found.append(time.time() - began)
    return found


async def measured(site: Site, data: Path, folders: Sequence[Path], arguments: argparse.Namespace) -> list[Crowd]:
    """Measure it; everybody who has looked."""
    viewers = speaks(site.url, arguments.viewers)
    sites = arguments.sites

    async def one_alone(name: str) -> Crowd:
        one = Crowd(viewers[:1], sites)
        await one.look(arguments.alone, ALONE_EVERY_S)
        say(said_of(name, [seen for seen in one.seen if not seen.is_first]))
        return one

    before, rested = await one_alone("alone, before"), site.memory_mb()
    say(f"memory {said_of_memory(rested)}; load average {_load()}")
    crowd, began, cpu, own = Crowd(viewers, sites), time.time(), site.cpu_s(), time.process_time()
    delivering = asyncio.create_task(replace_data(data, folders, arguments.seconds / (1 + DELIVERIES)))
    looking = asyncio.create_task(crowd.look(arguments.seconds, arguments.every))
    killing = asyncio.create_task(kill_one(site, arguments.seconds / 2)) if arguments.kill else None
    await asyncio.sleep(arguments.seconds / (1 + DELIVERIES) - 1)
    open_mb = site.memory_mb()
    await asyncio.sleep(began + arguments.seconds - 1 - time.time())
    replaced_mb = site.memory_mb()
    await looking
    down_s = await killing if killing is not None else 0.0
    took, cpu, own = time.time() - began, site.cpu_s() - cpu, time.process_time() - own
    say(said_of(f"{len(viewers)} at once", crowd.seen))
    say(said_of("  seen by others before", [one for one in crowd.seen if not one.is_first]))
    say(said_of("  by nobody before", [one for one in crowd.seen if one.is_first]))
    there = await delivering
    calm = [one for one in crowd.seen if all(not at <= one.asked_at + one.seconds < at + STIR_S for at in there)]
    say(said_of(f"  but {STIR_S:.0f} s each delivery", calm))
    for line in (*moves(crowd.seen, there), *(said_of_kill(down_s, crowd) if arguments.kill else ())):
        say(line)
    # What a process that was killed has used is not known any more.
    used = (
        "" if arguments.kill else f"{cpu / took:.2f} cores, {1000 * cpu / max(1, len(crowd.seen)):,.0f} CPU-ms a screen"
    )
    say(f"servers {used or 'not known'}; viewers {own / took:.2f} cores; load average {_load()}")
    await asyncio.sleep(arguments.rest)
    left = site.memory_mb()
    each = (sum(open_mb) - sum(rested)) / len(viewers)
    say(f"memory with all {said_of_memory(open_mb)}, {each:,.1f} MB each")
    say(f"memory with the data replaced {said_of_memory(replaced_mb)}; after all have left {said_of_memory(left)}")
    after = await one_alone("alone, after")
    say(said_in("a reload, alone", await reloads(viewers[0], sites)))
    passing = Crowd(viewers, sites)
    for wave in range(arguments.waves):
        await passing.pass_by(PASSING)
        await asyncio.sleep(arguments.rest)
        say(f"memory after {len(viewers)} more have come and left, {wave + 1}: {said_of_memory(site.memory_mb())}")
    return [before, crowd, after, passing]


def wrong_in(crowds: Sequence[Crowd], work: Path, versions: Sequence[Path], arguments: argparse.Namespace) -> list[str]:
    """What went wrong, each screen held to what somebody is shown who is alone with its version."""
    all_whole: dict[tuple[Question, str], Screen] = {}
    for version in versions:
        with served(work, version, arguments.viewers[:1], 1) as site:
            (one,) = speaks(site.url, arguments.viewers[:1])
            whole = alone.screens(one, arguments.sites)
            all_whole |= whole
            for crowd in crowds:
                say(f"screens that rest on what was chosen before: {len(crowd.doubtful(whole))}")
                crowd.mixed += alone.mixed(crowd, whole, one)
    return [wrong for one in crowds for wrong in (*one.errors, *one.mixed, *alone.strangers(one, all_whole))]


def say(line: str) -> None:
    print(line, flush=True)


def _load() -> str:
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def main() -> int:
    """Measure, and say it. 1 when something went wrong for a viewer."""
    parser = argparse.ArgumentParser("python -m bench.viewers", description="Measure what many viewers wait at once.")
    parser.add_argument("--sessions", type=int, default=50, metavar="N", help="viewers at once (50)")
    parser.add_argument("--seconds", type=float, default=300.0, metavar="S", help="for how long they look (300)")
    parser.add_argument("--every", type=float, default=5.0, metavar="S", help="how often each asks for a screen (5)")
    parser.add_argument("--processes", type=int, default=1, choices=(1, 2), help="servers; two stand behind nginx (1)")
    parser.add_argument("--kill", action="store_true", help="kill one of two processes in the middle")
    parser.add_argument("--waves", type=int, default=2, metavar="N", help="how often others come and leave after (2)")
    parser.add_argument("--alone", type=float, default=ALONE_S, metavar="S", help="how long one looks alone (60)")
    parser.add_argument("--rest", type=float, default=REST_S, metavar="S", help="wait after all have left (150)")
    arguments = parser.parse_args()
    if arguments.kill and arguments.processes < 2:
        parser.error("With one process nobody serves while it is down. Use --processes 2.")
    arguments.viewers = [f"viewer{number:03}@example.com" for number in range(arguments.sessions)]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder)
        first, *others = deliveries(work)
        data = work / "data"
        shutil.copytree(first, data)
        arguments.sites = sites_of(data)
        with served(work, data, arguments.viewers, arguments.processes) as site:
            crowds = asyncio.run(measured(site, data, others, arguments))
        wrong = wrong_in(crowds, work, [first, *others], arguments)
    say(f"screens held to those of somebody alone: {sum(len(one.seen) for one in crowds):,}")
    say(f"errors and mixed screens: {len(wrong)}")
    for one in wrong[:20]:
        say(one)
    return 1 if wrong else 0


def sites_of(data: Path) -> list[str]:
    """The sites as the filter calls them."""
    rows = (data / "sites.csv").read_text("utf-8").splitlines()
    place = rows[0].split(",").index("name")
    return [row.split(",")[place] for row in rows[1:]]


if __name__ == "__main__":
    sys.exit(main())
