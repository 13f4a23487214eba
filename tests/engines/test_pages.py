"""What a browser is sent of every page, first, is the same on files and in an engine."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, cast

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dualsite.sitemap import EXECUTIVE, Page
from dualsite.store import Version
from dualsite.store.engines import address
from dualsite.web import session
from tests.engines.conftest import Pair
from tests.pages import screen as on
from tests.pages.conftest import Dashboard


@pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)
@pytest.mark.parametrize("data", ["reference", "works", "empty"])
def test_the_first_view_of_every_page_is_the_same(
    data: str, entry: Page, pair: Callable[[str], Pair], dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = pair(data)
    monkeypatch.setenv("DUALSITE_DATA", str(of.folder))
    files_version = session.store().version()
    files = dashboard(of.folder, entry)
    monkeypatch.setenv(address.ENGINE, of.url)
    engine_version = session.store().version()
    engine = dashboard(of.folder, entry)
    assert session.store().connect().name in ("postgres", "pyspark")
    assert not engine.exception
    assert not engine.error
    assert shown(engine_version, engine) == shown(files_version, files)


def shown(version: Version, screen: AppTest) -> list[Any]:
    """What a page shows: its texts, its HTML, its figures and its tables, numbers to nine digits.

    What names the version, and where and when its tables were written, is left out.
    """
    texts = [*on.written(screen.main), *(one.proto.body for one in on.elements(screen.main) if one.type == "html")]
    apart = re.compile(rf"{version.id}|\b\w+\.(?:csv|parquet)\b|dualsite_\d+\.\w+")
    figures = [(said, of["data"], of["layout"]) for said, of in on.figures(screen)]
    told = [texts, figures, [one.value.to_numpy().tolist() for one in screen.dataframe]]
    return cast(list[Any], rounded(told, apart))


def rounded(told: Any, apart: re.Pattern[str] | None = None) -> Any:
    """The same with numbers of nine digits, without what is `apart`; what is missing is None, and a time is one."""
    if isinstance(told, str):
        return apart.sub("…", told) if apart else told
    if isinstance(told, float):
        return None if math.isnan(told) else float(f"{told:.9g}")
    if isinstance(told, pd.Timestamp):
        return "a time"
    if isinstance(told, dict):
        return {name: rounded(one, apart) for name, one in told.items()}
    return [rounded(one, apart) for one in told] if isinstance(told, list | tuple) else told
