"""Memory grows far slower than the data: five million batches have to load in less than 4 GB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.processes.growth import deliver

ROWS = 300_000
ALLOWED_MB = 4_000 * ROWS / 5_000_000
"""This test's share of the 4 GB, on top of what the process holds before it loads."""


def test_many_batches_load_in_their_share_of_memory(tmp_path):
    deliver(tmp_path, ROWS)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.processes.growth", str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    measured = json.loads(ended.stdout)
    assert measured["rows"] == ROWS
    assert measured["findings"] == 0
    assert measured["mb_peak"] - measured["mb_before"] < ALLOWED_MB, measured
