"""What is shared by processes that are forked for tests is of no process."""

from __future__ import annotations

import subprocess
import sys

from tools.forks import IMPORTED
from tools.server import ROOT

TOLD = """
import importlib, sys, threading
for name in sys.argv[1:]:
    importlib.import_module(name)
print(threading.active_count(), [name for name in sys.modules if name.startswith(("dualsite.web", "dualsite.audit"))])
"""


def test_what_forks_share_starts_no_thread_and_holds_nothing_of_a_process() -> None:
    told = subprocess.run(
        [sys.executable, "-c", TOLD, *IMPORTED], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120
    )
    assert told.stdout == "1 []\n"
