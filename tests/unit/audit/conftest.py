"""A trail of one test, and entries for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.audit.entry import Entry, What
from dualsite.audit.trail import Trail


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of the trail; its folder is not there yet."""
    return tmp_path / "logs" / "audit.jsonl"


@pytest.fixture
def trail(file: Path) -> Trail:
    return Trail(file)


def entry(name: str, what: What = What.PAGE) -> Entry:
    return Entry(what, provider="staff", subject="ada", name=name)
