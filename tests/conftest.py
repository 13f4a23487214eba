"""What tests of every kind share: nothing they do is noted in the app's own trail, and in which order they begin.

What stands here is read by every process of a run, so whatever takes long to import is imported where it is used.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MEMORY = Path("/dev/shm")
"""Linux keeps what is written there in memory. Nothing of a test has to outlive it, so no test waits for a disk."""

ENOUGH = 4_000_000_000
"""Bytes that must be free there."""

if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# No test writes into the audit trail of the app itself.
os.environ["DUALSITE_AUDIT"] = str(Path(tempfile.mkdtemp()) / "audit.jsonl")

# Where compiled modules are not kept, every process of every run would compile all of them anew.
sys.dont_write_bytecode = False

# Expressions are many small things that go with their test. Looking for circles among them after every 700 was a
# twelfth of the time.
gc.set_threshold(20_000, 20, 20)

# Files that a test writes are whole, and nothing of a test is kept.
os.environ |= {"DUALSITE_REST_S": "0", "DUALSITE_KEEP": "0"}

OUTSIDE_IS_NOWHERE = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",)
"""For Chromium, this machine is the only one there is. Requests to others fail, and are remembered."""

ONE_PROCESS = "--renderer-process-limit=1"
"""For all tabs of a profile: what one of them has compiled, the next one has."""

OWN_SERVERS = ("tests/browser/test_signin.py", "tests/browser/test_exceptions.py")
"""Files of browser tests that use servers of their own alone."""

LONGEST = (
    "tests/browser/",
    "tests/wire/test_bytes.py",
    *OWN_SERVERS,
    "tests/wire/",
    "tests/pages/test_every_page.py",
    "tests/engines/spark/test_scale.py",
    "tests/engines/spark/test_zones.py",
)
"""What takes longest and so begins first, or it would run alone at the end; the rest follows as it is found."""


AGAIN = pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError"])
"""What a browser was waited for in vain is tried once more; the summary names it with what the tab did."""

SLOW = Path(__file__).with_name("slow.txt")
"""The test functions that take long without a browser or a server; `python -m tools.slow_tests` writes it."""

FAST = ("pages", "unit")
"""The folders of tests that need neither a browser nor a server."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="without a browser, a server, and the tests of tests/slow.txt")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Under --fast, read nothing of the other folders.

    They are not named on the command line, as the process that hands out tests would read the conftest of each that is,
    and import what it does, before it starts the others.
    """
    is_folder_of_tests = collection_path.parent == SLOW.parent and collection_path.is_dir()
    return True if config.getoption("--fast") and is_folder_of_tests and collection_path.name not in FAST else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, under --fast leave it out; a browser is given a second try."""
    if config.getoption("--fast"):
        slow = set(SLOW.read_text("utf-8").splitlines())
        left_out = [item for item in items if item.nodeid.partition("[")[0] in slow]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.nodeid.partition("[")[0] not in slow]

    def place(item: pytest.Item) -> int:
        # The most exact of them counts.
        found = [one for one in LONGEST if item.nodeid.startswith(one)]
        return LONGEST.index(max(found, key=len)) if found else len(LONGEST)

    items.sort(key=place)
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(AGAIN)


class Together(LoadFileScheduling):
    """Tests of one file run in one process, and all that share the browser's servers in the same one.

    What Spark is asked of one data set is together: to check it there takes longest.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        if file == "tests/engines/spark/test_the_same.py":
            return next((f"{file} {data}" for data in ("reference", "empty") if f"[{data}-" in nodeid), file)
        is_shared = file.startswith("tests/browser/") and file not in OWN_SERVERS
        return "tests/browser" if is_shared else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    return Together(config, log)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests of a process; without one the tests fail, they are never left out."""
    from tools.browser import BrowserMissingError, chromium

    try:
        with chromium(*OUTSIDE_IS_NOWHERE, ONE_PROCESS) as found:
            yield found
    except BrowserMissingError as error:
        where = " The continuous integration must install it." if os.environ.get("CI") else ""
        pytest.fail(f"{error}{where}", pytrace=False)
