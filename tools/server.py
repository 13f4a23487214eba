"""The app as its own process, on a port of its own."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[1]
PORTS = range(8700, 9000)
PATIENCE_S = 120.0
"""How long a start may take."""


class ServerError(RuntimeError):
    """The app did not start; the message holds what it said."""


class Process(Protocol):
    """What can be done with a process that was begun: what subprocess.Popen can."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None:
        """Its status, or None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Its status once it has ended. Raises subprocess.TimeoutExpired."""

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


Begin = Callable[[Sequence[str], Path, Mapping[str, str], Path], Process]
"""Begins Streamlit with arguments, in a folder and an environment; what it says is written to a log."""


def begun(arguments: Sequence[str], home: Path, environment: Mapping[str, str], log: Path) -> Process:
    """Streamlit as it is begun on the command line."""
    command = [sys.executable, "-m", "streamlit", *arguments]
    with log.open("wb") as said:
        return subprocess.Popen(
            command, cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )


@dataclass(frozen=True)
class Server:
    """A running app."""

    port: int
    process: Process
    log: Path
    start_s: float
    """Seconds from the start of the process to the first healthy answer."""

    @property
    def url(self) -> str:
        """The address of the first page, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def peak_mb(self) -> float:
        """The most memory the process ever held, in MB (VmHWM; Linux only)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


@contextmanager
def serve(
    work: Path,
    data: Path | None = None,
    *,
    settings: Mapping[str, str] | None = None,
    arguments: Sequence[str] = (),
    port: int | None = None,
    app: str = "dashboard.py",
    home: Path = ROOT,
    begin: Begin = begun,
) -> Iterator[Server]:
    """The app over a data folder (None: the reference data), healthy, until the block ends.

    `work` is a folder for its log, its audit trail and, where sign-in is wanted, its secrets.toml and access.toml.
    `settings` are environment variables, `arguments` more of the command line, `app` another script and `home` the
    folder whose settings it has; `begin` is how it is begun. Raises ServerError when it ends early or
    does not answer in time.
    """
    port = port or free_port()
    # Python's compiled modules are kept, as on any machine where the app has run before.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment.pop("DUALSITE_DATA", None)
    environment |= {
        "DUALSITE_PREPARE": "no",
        "DUALSITE_CACHE": "no",
        "DUALSITE_REST_S": "0",
        "DUALSITE_KEEP": "0",
        "DUALSITE_KEPT": str(work / "kept"),
        "DUALSITE_AUDIT": str(work / "audit.jsonl"),
        "DUALSITE_ACCESS": str(work / "access.toml"),
    }
    environment |= settings or {}
    if data is not None:
        environment["DUALSITE_DATA"] = str(data)
    command = ["run", app, "--server.port", str(port), "--secrets.files", str(work / "secrets.toml"), *arguments]
    log = work / f"server-{port}.log"
    began = time.perf_counter()
    process = begin(command, home, environment, log)
    try:
        wait_until_healthy(process, f"http://127.0.0.1:{port}/_stcore/health", log)
        yield Server(port, process, log, time.perf_counter() - began)
    finally:
        end(process)


def end(process: Process) -> None:
    """End a process that we started."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_healthy(process: Process, url: str, log: Path, trusts: ssl.SSLContext | None = None) -> None:
    """Wait until an address answers. Raises ServerError when the process ends first, or it takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if (status := process.poll()) is not None:
            raise ServerError(f"The server ended with status {status}. It said:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(url, timeout=5, context=trusts) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.02)
    raise ServerError(f"{url} did not answer within {PATIENCE_S:.0f} s. It said:\n{log.read_text()}")


def free_port(ports: range = PORTS) -> int:
    """A port of the range on which nothing listens; two runs at once begin at different places."""
    first = os.getpid() % len(ports)
    for step in range(len(ports)):
        port = ports[(first + step) % len(ports)]
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise ServerError(f"Every port from {ports.start} to {ports.stop - 1} is taken. Stop what listens there.")
