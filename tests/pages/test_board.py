"""The page Board pack: a pack is put together, saved, opened again and deleted; a client has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.exports import packs
from dualsite.exports.receipts import keys
from dualsite.sitemap import CLIENT, PAGES, PageId
from tests.data_folder import DataFolder
from tests.pages.conftest import Dashboard

BOARD = PAGES[PageId.BOARD]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Plans that packs can be saved beside."""
    monkeypatch.setenv(keys.PATH, str(tmp_path / "keys" / "receipts.pem"))
    kept = ("sources", "sites", "suites", "bookings", "partners", "products", "contracts", "fx_rates")
    return DataFolder().keep(*kept).write(tmp_path / "data")


def test_the_default_pack_is_open_at_first(dashboard: Dashboard, folder: Path) -> None:
    screen = dashboard(folder, BOARD)
    assert not screen.exception
    assert screen.selectbox(key="pack").value == packs.DEFAULT
    assert [one.key for one in screen.button if (one.key or "").startswith("pack_out_")] == [
        f"pack_out_{place}" for place in range(6)
    ]


def test_a_pack_is_put_together_saved_and_deleted(dashboard: Dashboard, folder: Path) -> None:
    screen = dashboard(folder, BOARD)
    for _page in range(5):
        screen.button(key="pack_out_0").click().run()
    screen.selectbox(key="add page").set_value(PageId.CAPACITY).run()
    screen.button(key="pack_up_1").click().run()
    screen.text_input(key="pack title default").set_value("What binds").run()
    screen.text_input(key="pack name default").set_value("what-binds").run()
    screen.button(key="save_pack").click().run()
    assert not screen.exception
    saved = packs.read(folder, "what-binds")
    assert [one.page for one in saved.request.pages] == [PageId.CAPACITY, PageId.PROGRAMMES]
    assert saved.request.title == "What binds"
    screen.button(key="delete_pack").click().run()
    assert packs.names(folder) == [packs.DEFAULT]


def test_a_pack_is_built_and_the_trail_is_told_when_it_is_taken(dashboard: Dashboard, folder: Path) -> None:
    screen = dashboard(folder, BOARD)
    for _page in range(5):
        screen.button(key="pack_out_0").click().run()
    screen.button(key="pack_out_0").click().run()
    screen.selectbox(key="add page").set_value(PageId.CAPACITY).run()
    screen.button(key="build_pack").click().run()
    assert not screen.exception
    (said,) = [one.value for one in screen.caption if "receipt" in one.value]
    assert "numbers" in said


def test_a_client_has_no_packs() -> None:
    assert BOARD not in CLIENT
