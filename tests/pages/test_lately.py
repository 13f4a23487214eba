"""What people look at is answered for the next data version before that is shown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dualsite import access, cache, i18n
from dualsite.access import LOCAL_EXECUTIVE, Viewer
from dualsite.sitemap import PAGES, PageId
from dualsite.store import Store
from dualsite.web import lately, limits, session
from tests.data_folder import DataFolder
from tests.pages.conftest import Dashboard
from tests.pages.test_first_views import SMALL, computed  # noqa: F401 - what is computed


@pytest.fixture(autouse=True)
def nobody_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_spoken", {})
    monkeypatch.setattr(lately, "_asked", {})


def test_screens_that_people_look_at_are_ready_when_the_next_version_is_shown(
    tmp_path: Path,
    dashboard: Dashboard,
    computed: list[str],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Under their filters; who asks for another one waits, as ever."""
    delivery = DataFolder().keep("sources", "sites", "suites", "bookings", "partners", "products", "milestones")
    folder = delivery.write(tmp_path / "data")
    monkeypatch.setenv("DUALSITE_DATA", str(folder))
    at_alder = {"site": "Alder Works"}
    assert not dashboard(folder, PAGES[PageId.CAPACITY], **at_alder).exception
    assert not dashboard(folder, PAGES[PageId.NETWORK], currency="EUR").exception
    assert [one.page for one in lately.asked()] == [PageId.NETWORK, PageId.CAPACITY], "what was asked for last first"

    delivery.change("sites", 2, city="Vejle")
    (folder / "sites.csv").write_text(delivery.text("sites"), "utf-8")
    delivery.change("suites", 2, name="Purification anew")
    (folder / "suites.csv").write_text(delivery.text("suites"), "utf-8")
    monkeypatch.setattr(session, "HELD_BACK_S", 300.0)
    with caplog.at_level("INFO"):
        session.store().version()
    assert "2 of the 2 screens that were asked for last are ready" in caplog.text

    for page, query in ((PageId.CAPACITY, at_alder), (PageId.NETWORK, {"currency": "EUR"})):
        computed.clear()
        assert not dashboard(folder, PAGES[page], **query).exception
        assert set(computed) <= {*SMALL, "_names"}, "but for what the frame asks: names of sites and clients"
    computed.clear()
    assert not dashboard(folder, PAGES[PageId.CAPACITY], site="Birch Works").exception
    assert not set(computed) <= SMALL


def test_the_first_page_comes_first_and_what_nobody_has_asked_for_in_an_hour_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(DataFolder().keep("sources", "sites").write(tmp_path / "data")) as kept:
        version = kept.version()
        assert version is not None
        view = access.view(version, kept.connect())
        for page in (PageId.QUALITY, PageId.TODAY, PageId.NETWORK, PageId.QUALITY):
            lately.note(page, LOCAL_EXECUTIVE, view)
        assert [one.page for one in lately.asked()] == [PageId.TODAY, PageId.QUALITY, PageId.NETWORK]
        for number in range(2 * lately.MOST):
            lately.note(PageId.TODAY, Viewer("account_manager", frozenset({f"client {number}"})), view)
        assert len(lately.asked()) == lately.MOST
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + lately.LATELY_S + 1)
        assert lately.asked() == []


def test_a_screen_of_what_is_no_more_is_left_out_and_the_others_are_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = DataFolder().keep("sources", "sites")
    folder = delivery.write(tmp_path / "data")
    monkeypatch.setenv("DUALSITE_DATA", str(folder))
    cache.clear()
    version = session.store().version()
    assert version is not None
    with i18n.speaking("en"):
        for site in ("BIRCH", "ALDER"):
            view = access.view(version, session.store().connect(), site=site)
            lately.note(PageId.NETWORK, LOCAL_EXECUTIVE, view)
    (folder / "sites.csv").write_text("".join(delivery.text("sites").splitlines(keepends=True)[:2]), "utf-8")
    monkeypatch.setenv("DUALSITE_FALL_PERCENT", "101")
    with caplog.at_level("INFO"):
        session.store().version()
    assert "1 of the 2 screens that were asked for last are ready" in caplog.text


def test_what_runs_in_the_background_gives_way_to_whoever_looks() -> None:
    turns = limits.Turns()
    limits.run_in_background()
    try:
        began = time.monotonic()
        turns.give_way()
        assert time.monotonic() - began < 0.1, "nobody looks"
        turns._running["tab"] = limits.Turn("tab", "ada", "", None)  # type: ignore[arg-type]
        limits._here.patience_s = 0.05
        turns.give_way()
        assert time.monotonic() - began > 0.05
    finally:
        limits._here.who = None
