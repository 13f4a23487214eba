"""What pages say first is answered before the first visitor asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from ibis.backends.duckdb import Backend

from dualsite import access
from dualsite.insights import first_views
from dualsite.sitemap import EXECUTIVE, PageId
from dualsite.web import session
from tests.data_folder import DataFolder
from tests.pages.conftest import Dashboard

MOST_ASKED = {PageId.TODAY: 2, PageId.NETWORK: 4, PageId.CAPACITY: 10, PageId.CONTRACTS: 25, PageId.TRIALS: 14}
"""Queries that a page may still ask on its first view: what its closed tabs and figures need."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The queries that are asked from here on."""
    queries: list[object] = []
    ask = Backend.to_pyarrow
    monkeypatch.setattr(Backend, "to_pyarrow", lambda self, expr, **k: (queries.append(expr), ask(self, expr, **k))[1])
    return queries


def test_a_prepared_page_asks_little(
    tmp_path: Path, dashboard: Dashboard, asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder().write(tmp_path / "data")
    monkeypatch.setenv("DUALSITE_DATA", str(folder))
    session.store().version()
    prepared = session.prepare_first_views()
    assert prepared
    assert session.prepare_first_views(prepared) == prepared, "the same version is prepared once"
    for entry in EXECUTIVE:
        asked.clear()
        if entry.id in MOST_ASKED:
            assert not dashboard(folder, entry).exception
            assert len(asked) <= MOST_ASKED[entry.id], entry.id


def test_what_the_data_cannot_answer_is_left_to_the_page(tmp_path: Path) -> None:
    with session.Store(DataFolder().keep("sources", "sites").write(tmp_path / "data")) as kept:
        version = kept.version()
        assert version is not None
        view = access.view(version, kept.connect())
        assert next(page for page, _seconds in first_views.prepare(view)) == PageId.TODAY


def test_nothing_more_is_begun_once_the_server_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUALSITE_DATA", str(DataFolder().keep("sources", "sites").write(tmp_path / "data")))
    session.store().version()
    done: list[PageId] = []
    every = first_views.prepare
    monkeypatch.setattr(first_views, "prepare", lambda view: (done.append(one[0]) or one for one in every(view)))
    session.prepare_first_views(is_over=lambda: True)
    assert done == [PageId.TODAY]
