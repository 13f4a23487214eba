"""The KPIs answer what they answered before the engine put several questions at once, to nine digits.

Each of the forty questions is asked by one grouping here; `python -m tools.answers check` asks them by every one.
"""

from __future__ import annotations

import pytest

from dualsite.access import View
from dualsite.kpi.engine import windows_of_days
from tools import answers


@pytest.fixture(scope="module", params=answers.SEEDS)
def data_set(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, View]:
    """A seed, and its data; read only."""
    return request.param, answers.opened(tmp_path_factory.mktemp("answers"), request.param)


def test_every_kpi_answers_as_before(data_set: tuple[int, View]) -> None:
    seed, whole = data_set
    groupings = len(answers.GROUPINGS)
    chosen = [
        pair
        for place, pair in enumerate(answers.every_pair(seed))
        if place % groupings == place // groupings % groupings
    ]
    assert len(chosen) in (13, 14)
    assert not list(answers.differences(seed, whole, chosen))


def test_every_kpi_answers_the_same_over_days_as_over_rows(
    data_set: tuple[int, View], monkeypatch: pytest.MonkeyPatch
) -> None:
    seed, whole = data_set
    monkeypatch.setattr(windows_of_days, "LARGE", 0)
    monkeypatch.setattr(windows_of_days, "FEW_WINDOWS", 0)
    groupings = len(answers.GROUPINGS)
    chosen = [
        pair
        for place, pair in enumerate(answers.every_pair(seed))
        if (place + 1) % groupings == place // groupings % groupings
    ]
    assert len(chosen) in (13, 14)
    assert not list(answers.differences(seed, whole, chosen))
