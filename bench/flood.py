"""`python -m bench.flood`: how long one person waits for a page while others ask as fast as they can.

In turn, the same viewer runs the same pages, one after another with a pause between: while nobody else asks, while a
stranger opens sockets without a cookie and sends empty messages, while a stranger floods the sign-in page, and while a
client has six tabs run anew, each on a day that nobody has asked for. Strangers, client and viewer ask from addresses
of their own, as through a proxy. The attacker is a process of its own that yields to the server where the machine has
too few cores for both: what is measured is what the server does, and not how fast the attacker is.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from bench.people import cookie, spoken, write
from bench.wire import Viewer, asked
from tools.server import ROOT, Server, end, serve

EXECUTIVE, CLIENT = "ada@example.com", "kim@client.example"
VIEWERS_ADDRESS, ATTACKERS_ADDRESS = "198.51.100.9", "203.0.113.7"

TABS = 6
"""Tabs that the client has open."""
CONNECTIONS = 16
"""Connections that a stranger uses at once."""
EMPTY_MESSAGES = 40
"""Messages sent on each socket without a cookie."""
PAUSE_S = 1.0
"""What the viewer reads between two pages."""
PAGES = ("", "capacity", "contracts")
"""What the viewer opens in turn."""
CLIENT_PAGES = ("", "trials", "slots", "contracts")
"""What the client has run in turn."""
PATIENCE_S = 120.0

QUIET = "quiet"
Attack = str
ATTACKS: Sequence[Attack] = ("sockets", "sign-in", "tabs")


def waits(url: str, runs: int, pages: Sequence[str] = PAGES, pause_s: float = PAUSE_S) -> list[float]:
    """Seconds the viewer waits for each of so many runs, after one of each page that does not count."""
    found = []
    with connect(**spoken(url, cookie(url, EXECUTIVE), VIEWERS_ADDRESS)) as line:
        for number, page in enumerate(itertools.islice(itertools.cycle(pages), len(pages) + runs)):
            # What it has been sent already is sent again: so each run is as much work as the first.
            run = Viewer(line).run(page, patience_s=PATIENCE_S)
            if number >= len(pages):
                found.append(run.seconds)
            time.sleep(pause_s)
    return found


@contextmanager
def attacked(url: str, attack: Attack) -> Iterator[None]:
    """The attack under way, in a process of its own, until the block ends."""
    command = [sys.executable, "-m", "bench.flood", "--attack", attack, "--url", url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield
        finally:
            end(process)


async def attack(url: str, kind: Attack) -> None:
    """Ask as fast as the server lets one, for ever."""
    os.nice(10)
    print("attacking", flush=True)
    one = {"sockets": _open_sockets, "sign-in": _ask_to_sign_in, "tabs": _rerun}[kind]
    await asyncio.gather(*(one(url, number) for number in range(TABS if kind == "tabs" else CONNECTIONS)))


async def _open_sockets(url: str, _number: int) -> None:
    empty = BackMsg()
    empty.rerun_script.SetInParent()
    said = empty.SerializeToString()
    while True:
        with suppress(OSError, WebSocketException):
            async with connect_async(**spoken(url, "", ATTACKERS_ADDRESS)) as line:
                for _ in range(EMPTY_MESSAGES):
                    await line.send(said)
                await line.wait_closed()


async def _ask_to_sign_in(url: str, _number: int) -> None:
    host = url.removeprefix("http://")
    said = (
        f"GET / HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {ATTACKERS_ADDRESS}\r\nAccept: text/html\r\n\r\n".encode()
    )
    while True:
        with suppress(OSError, asyncio.IncompleteReadError, ValueError):
            reader, writer = await asyncio.open_connection(*host.split(":"))
            while True:
                writer.write(said)
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
                if b"connection: close" in head:
                    break
            writer.close()


async def _rerun(url: str, number: int) -> None:
    days = (date(2026, 11, 1) - timedelta(days=back) for back in itertools.count(number, TABS))
    while True:
        with suppress(OSError, WebSocketException):
            async with connect_async(**spoken(url, cookie(url, CLIENT), ATTACKERS_ADDRESS)) as line:
                heard = asyncio.create_task(_hear(line))
                for page, day in zip(itertools.cycle(CLIENT_PAGES), days):
                    await line.send(asked(page, f"as_of={day}"))
                heard.cancel()


async def _hear(line: Any) -> None:
    with suppress(WebSocketException):
        async for _told in line:
            pass


def p95(found: Sequence[float]) -> float:
    """The 95th percentile: what one in twenty waits at least."""
    return statistics.quantiles(found, n=20, method="inclusive")[-1]


def measured(server: Server, rounds: int, runs: int, attacks: Sequence[Attack]) -> dict[str, list[float]]:
    """The viewer's waits in seconds, quiet and under each attack, in turn, since the machine changes meanwhile."""
    found: dict[str, list[float]] = defaultdict(list)
    for _round in range(rounds):
        found[QUIET] += waits(server.url, runs)
        for kind in attacks:
            with attacked(server.url, kind):
                time.sleep(1.0)
                found[kind] += waits(server.url, runs)
    return found


def say(found: Mapping[str, Sequence[float]]) -> None:
    """A line for each: median, 95th percentile, and how many times as long as in quiet."""
    for kind, seconds in found.items():
        median, most = statistics.median(seconds), p95(seconds)
        times = f"× {most / p95(found[QUIET]):.2f}"
        print(f"{kind:8} median {1000 * median:6,.0f} ms  p95 {1000 * most:6,.0f} ms  {times}  n {len(seconds)}")


def main() -> None:
    parser = argparse.ArgumentParser("python -m bench.flood", description="Measure one viewer's wait under attack.")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each is measured (5)")
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="runs the viewer waits for each time (20)")
    parser.add_argument("--attacks", nargs="+", default=ATTACKS, choices=ATTACKS, help="only these (all)")
    parser.add_argument(
        "--partner", default="illustrative-client-a", help="the client of the reference data that attacks"
    )
    parser.add_argument("--attack", choices=ATTACKS, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.attack:
        asyncio.run(attack(arguments.url, arguments.attack))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        write(Path(work), {EXECUTIVE: None, CLIENT: arguments.partner})
        with serve(Path(work)) as server:
            say(measured(server, arguments.rounds, arguments.runs, arguments.attacks))


if __name__ == "__main__":
    main()
