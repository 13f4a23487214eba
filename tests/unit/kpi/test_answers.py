"""The KPIs answer what they answered before the engine put several questions at once, to nine digits.

Each of the forty questions is asked by one grouping here; `python -m tools.answers check` asks them by every one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.kpi.engine import windows_of_days
from tools import answers


@pytest.mark.parametrize("seed", answers.SEEDS)
def test_every_kpi_answers_as_before(seed: int, tmp_path: Path) -> None:
    groupings = len(answers.GROUPINGS)
    chosen = [
        pair
        for place, pair in enumerate(answers.every_pair(seed))
        if place % groupings == place // groupings % groupings
    ]
    assert len(chosen) in (13, 14)
    assert not list(answers.differences(seed, answers.opened(tmp_path, seed), chosen))


@pytest.mark.parametrize("seed", answers.SEEDS)
def test_every_kpi_answers_the_same_over_days_as_over_rows(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows_of_days, "LARGE", 0)
    monkeypatch.setattr(windows_of_days, "FEW_WINDOWS", 0)
    groupings = len(answers.GROUPINGS)
    chosen = [
        pair
        for place, pair in enumerate(answers.every_pair(seed))
        if (place + 1) % groupings == place // groupings % groupings
    ]
    assert len(chosen) in (13, 14)
    assert not list(answers.differences(seed, answers.opened(tmp_path, seed), chosen))
