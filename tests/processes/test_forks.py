"""What is shared by processes that are forked for tests is of no process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tools.forks import IMPORTED, forked
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


def test_a_fork_does_not_run_the_page_that_was_tested_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, main = tmp_path / "page.py", ModuleType("__main__")
    page.write_text("from pathlib import Path\nPath(__file__).with_suffix('.ran').touch()\n")
    main.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main)
    forked(["--version"], tmp_path, os.environ, tmp_path / "log").wait(60)
    assert (tmp_path / "log").read_text().startswith("Streamlit, version")
    assert not page.with_suffix(".ran").exists()
