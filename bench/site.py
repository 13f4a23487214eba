"""The servers that are measured: one process, or two behind nginx as it is shipped, of which one may be killed."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import people
from tools.nginx import nginx
from tools.server import ROOT, Server, free_port, serve

SETTINGS = {"DUALSITE_REST_S": "2", "DUALSITE_FALL_PERCENT": "101", "DUALSITE_PREPARE": "yes"}


@dataclass
class Site:
    """The servers under measurement, and where viewers find them."""

    url: str
    work: Path
    data: Path
    held: ExitStack
    settings: Mapping[str, str]
    servers: dict[int, Server] = field(default_factory=dict)
    """Those that run, by their ports."""

    def start(self, port: int) -> None:
        """Start a process, and wait until it serves."""
        self.servers[port] = self.held.enter_context(serve(self.work, self.data, settings=self.settings, port=port))

    def kill(self, port: int) -> None:
        """Kill one, which takes its sockets along."""
        server = self.servers.pop(port)
        server.process.kill()
        server.process.wait()

    def start_again(self, port: int) -> None:
        """What systemd does with one that was killed."""
        time.sleep(restart_s())
        self.start(port)

    def memory_mb(self) -> list[float]:
        """What each process holds, in MB."""
        return [_status(one.process.pid, "VmRSS") / 1024 for one in self.servers.values()]

    def cpu_s(self) -> float:
        """The processor time of all processes that run, in seconds."""
        ticks = 0
        for one in self.servers.values():
            told = Path(f"/proc/{one.process.pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def restart_s() -> float:
    """For how long a process that was killed is down before systemd starts it again, as the shipped unit says."""
    unit = (ROOT / "deploy" / "dualsite@.service").read_text()
    return float(re.findall(r"^RestartSec=(\S+)$", unit, re.MULTILINE)[0])


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


@contextmanager
def served(work: Path, data: Path, viewers: Sequence[str], processes: int) -> Iterator[Site]:
    """So many processes over the data, which let these people in, until the block ends."""
    with ExitStack() as held:
        ports = [free_port(range(first, first + 60)) for first in range(8700, 8700 + 60 * processes, 60)]
        if processes == 1:
            people.write(work, dict.fromkeys(viewers))
            site = Site(f"http://127.0.0.1:{ports[0]}", work, data, held, SETTINGS)
            site.start(ports[0])
        else:
            tls, plain = (free_port(range(first, first + 60)) for first in (8880, 8940))
            # As the shipped unit has it: answers are kept in a folder, and both read there what either has computed.
            kept = {"DUALSITE_CACHE": str(work / "cache")}
            site = Site(f"https://localhost:{tls}", work, data, held, SETTINGS | kept)
            people.write(work, dict.fromkeys(viewers), site.url)
            for port in ports:
                site.start(port)
            held.enter_context(nginx(work, (ports[0], ports[1]), tls, plain))
        yield site
