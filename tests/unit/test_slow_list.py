"""The list of slow tests names tests that there are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_slow_test_is_there() -> None:
    listed = (ROOT / "tests" / "slow.txt").read_text("utf-8").split()
    sources = {name.partition("::")[0] for name in listed}
    text = {source: (ROOT / source).read_text("utf-8") for source in sources}
    gone = [name for name in listed if f"def {name.rpartition('::')[2]}(" not in text[name.partition("::")[0]]]
    assert gone == []
