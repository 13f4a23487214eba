"""What pages say first is answered before the first visitor asks."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from dualsite import access, cache, i18n
from dualsite.insights import first_views
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.sitemap import EXECUTIVE, PAGES, PageId
from dualsite.store import Store
from dualsite.web import session
from tests.data_folder import DataFolder
from tests.pages.conftest import Dashboard

SMALL = {"_partner_ids", "_ids"}
"""What the frame of every page asks: who the clients are."""


@pytest.fixture(autouse=True)
def nobody_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_spoken", {})


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The answers that are computed from here on, each by the name of its function."""
    names: list[str] = []
    monkeypatch.setattr(cache, "_BEFORE", [lambda: names.append(sys._getframe(2).f_locals["function"].__name__)])
    return names


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The figures that are built from here on, each by the name of the function that begins it."""
    names: list[str] = []
    begin = Drawing.__init__

    def noted(made: Drawing, *of: Any, **how: Any) -> None:
        names.append(sys._getframe(2).f_code.co_name)
        begin(made, *of, **how)

    monkeypatch.setattr(Drawing, "__init__", noted)
    return names


def test_a_first_visitor_finds_every_answer_and_every_figure_of_every_page(
    tmp_path: Path, dashboard: Dashboard, computed: list[str], drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder().write(tmp_path / "data")
    monkeypatch.setenv("DUALSITE_DATA", str(folder))
    # Figures are kept by what they show, which tests before this one may have shown.
    cache.clear()
    session.store().version()
    prepared = session.prepare_first_views()
    assert prepared
    assert session.prepare_first_views(prepared) == prepared, "the same version is prepared once"
    assert {"timeline", "gantt"} <= set(drawn)
    for entry in EXECUTIVE:
        computed.clear()
        drawn.clear()
        assert not dashboard(folder, entry).exception
        assert set(computed) <= SMALL, entry.id
        assert drawn == [], entry.id


def test_first_views_are_answered_in_the_languages_in_which_people_look(
    tmp_path: Path, dashboard: Dashboard, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = ("sources", "sites", "suites", "bookings", "partners", "products", "milestones")
    folder = DataFolder().keep(*kept).write(tmp_path / "data")
    monkeypatch.setenv("DUALSITE_DATA", str(folder))
    session.store().version()
    english = session.prepare_first_views()
    assert not dashboard(folder, PAGES[PageId.NETWORK], lang="ko").exception
    assert session.prepare_first_views(english) == english.replace(" en", " ko"), "nobody has looked in English"
    computed.clear()
    assert not dashboard(folder, PAGES[PageId.CAPACITY], lang="ko").exception
    assert set(computed) <= SMALL
    for locale in ("fr", "de", "es", "it"):
        with i18n.speaking(locale):
            session.note_locale()
    assert session._locales() == ["de", "es", "fr", "it"], "no more than a few, the last ones"


def test_a_new_version_is_prepared_before_it_is_shown_and_not_held_back_for_long(
    tmp_path: Path, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = DataFolder().keep("sources", "sites")
    monkeypatch.setenv("DUALSITE_DATA", str(delivery.write(tmp_path / "data")))
    kept = session.store()
    shown = [kept.version()]

    def deliver(city: str) -> None:
        delivery.change("sites", 2, city=city)
        (tmp_path / "data" / "sites.csv").write_text(delivery.text("sites"), "utf-8")
        shown.append(kept.version())

    deliver("Vejle")
    assert "sites" in computed
    computed.clear()
    monkeypatch.setattr(session, "HELD_BACK_S", -1.0)
    deliver("Ribe")
    assert computed == []
    assert len({version.id for version in shown if version}) == 3


def test_no_page_waits_while_a_new_version_is_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = DataFolder().keep("sources", "sites")
    monkeypatch.setenv("DUALSITE_DATA", str(delivery.write(tmp_path / "data")))
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))
    shown, is_prepared = session.version(), threading.Event()
    monkeypatch.setattr(session, "_prepare", lambda *of: is_prepared.wait(60))
    delivery.change("sites", 2, city="Vejle")
    delivery.write(tmp_path / "data")
    session.store().version(timeout=session.PATIENCE_S)
    assert session.store().looking_s >= session.PATIENCE_S
    began = time.monotonic()
    assert session.version() is shown
    assert time.monotonic() - began < session.PATIENCE_S / 2
    is_prepared.set()
    newer = session.store().version()
    assert newer is not shown
    assert session.version() is newer
    assert session.store().looking_s < session.PATIENCE_S


def test_a_new_version_whose_first_views_fail_is_shown_and_the_log_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = DataFolder().keep("sources", "sites")
    monkeypatch.setenv("DUALSITE_DATA", str(delivery.write(tmp_path / "data")))
    first = session.store().version()

    def fail() -> None:
        raise KeyError("a view with a mistake")

    monkeypatch.setattr(cache, "_BEFORE", [fail])
    delivery.change("sites", 2, city="Vejle")
    delivery.write(tmp_path / "data")
    second = session.store().version()
    assert second is not None
    assert second is not first
    assert "could not be prepared" in caplog.text
    assert "a view with a mistake" in caplog.text


def test_first_views_that_fail_are_not_tried_again_until_other_data_are_on_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DUALSITE_DATA", str(DataFolder().keep("sources", "sites").write(tmp_path / "data")))

    def fail() -> None:
        raise KeyError("a view with a mistake")

    monkeypatch.setattr(cache, "_BEFORE", [fail])
    version = session.store().version()
    assert version is not None
    prepared = session.prepare_first_views()
    assert prepared == f"{version.schema} en" == session.prepare_first_views(prepared)
    assert caplog.text.count("could not be prepared") == 1

    def fail_for_a_while() -> None:
        raise OSError("a disk that is away")

    monkeypatch.setattr(cache, "_BEFORE", [fail_for_a_while])
    with pytest.raises(OSError, match="a disk that is away"):
        session.prepare_first_views()


def test_what_the_data_cannot_answer_is_left_to_the_page(tmp_path: Path) -> None:
    with Store(DataFolder().keep("sources", "sites").write(tmp_path / "data")) as kept:
        version = kept.version()
        assert version is not None
        view = access.view(version, kept.connect())
        assert next(page for page, _seconds in first_views.prepare(view)) == PageId.TODAY


def test_nothing_more_is_begun_once_the_server_ends(
    tmp_path: Path, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUALSITE_DATA", str(DataFolder().keep("sources", "sites").write(tmp_path / "data")))
    session.store().version()
    computed.clear()
    session.prepare_first_views(is_over=lambda: True)
    assert computed == []
