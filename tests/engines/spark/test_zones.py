"""Others ask from New York, of workers in Seoul and New York; from Seoul it is the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from dualsite import cache
from dualsite.kpi.measure import answers
from tests.engines.conftest import Pair
from tests.engines.spark.conftest import let_go
from tests.engines.test_kpis import differing


@pytest.fixture
def _from_seoul(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The Java of whoever asks begins there."""
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    let_go()
    cache.clear()
    yield
    let_go()


@pytest.mark.usefixtures("_from_seoul")
def test_every_month_is_the_same_for_whoever_asks_from_seoul(pair: Callable[[str], Pair]) -> None:
    of = pair("works")
    of.engine._looked_at = 0.0
    files, engine = (answers(one, by="month") for one in of.both)
    assert len({row["by"]["month"] for row in files if "month" in row["by"]}) >= 12
    assert len(files) == len(engine)
    assert differing(files, engine) == []
