"""The app in a process forked from one that has imported nearly all of it, which is more than half of a start.

For tests of what the app does: a start, an end and a process that is killed are tested as on the command line.
What is of one process, the floors `web` and `audit`, is imported by each anew, in its own environment.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import ModuleType

from tools import server
from tools.server import Process

IMPORTED = (
    "babel.dates",
    "babel.numbers",
    "dualsite.insights.first_views",
    "dualsite.screens.shared",
    "ibis.backends.duckdb",
    "ibis.backends.sql.compilers",
    "pyarrow.compute",
    "pyarrow.parquet",
    "pydantic.main",
    "rapidfuzz.fuzz",
    "rapidfuzz.process",
    "streamlit.web.cli",
    "streamlit.web.server.starlette",
    "uvicorn.server",
)
"""What takes long and knows neither settings nor the time; nothing of it starts a thread of Python."""


@dataclass(frozen=True)
class Fork:
    """A forked process, with what can be done with any."""

    process: ForkServerProcess
    pid: int

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired("streamlit", timeout or 0)
        return self.process.exitcode

    def terminate(self) -> None:
        self.process.terminate()

    def kill(self) -> None:
        self.process.kill()


def forked(arguments: Sequence[str], home: Path, environment: Mapping[str, str], log: Path) -> Process:
    """Streamlit as `tools.server.begun` begins it, in a fork."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED))
    process = context.Process(target=_run, args=(list(arguments), home, dict(environment), log))
    with _no_main_module():
        process.start()
    assert process.pid is not None
    return Fork(process, process.pid)


@contextmanager
def _no_main_module() -> Iterator[None]:
    """A fork runs the main module of its parent first: after `AppTest` that is the page that was tested last."""
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


serve = partial(server.serve, begin=forked)


def _run(arguments: list[str], home: Path, environment: dict[str, str], log: Path) -> None:
    with log.open("wb") as said:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(said.fileno(), stream.fileno())
    gc.freeze()
    os.environ.clear()
    os.environ.update(environment)
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in environment
    time.tzset()
    os.chdir(home)
    sys.path.insert(0, str(home))
    sys.argv = ["streamlit", *arguments]

    from streamlit.web.cli import main

    main(arguments, prog_name="streamlit")
