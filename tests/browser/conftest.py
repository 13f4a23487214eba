"""Two servers for all tests: one over the reference data, one over data that tests change."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.tab import Tab, new_tab
from tests.pages.hostile import hostile_delivery
from tools.server import ROOT, Server, serve

PATIENCE_MS = 120_000
"""How long anything may take; a machine that does other things at once is slow."""


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile, so that the scripts are loaded once; nothing of the app is kept in it."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light", accept_downloads=True)
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over a copy of the reference data; read only."""
    work = tmp_path_factory.mktemp("app")
    shutil.copytree(ROOT / "data", work / "data")
    with serve(work, work / "data") as server:
        yield server


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of `hostile_app`. A test that changes it puts it right again."""
    return hostile_delivery().write(tmp_path_factory.mktemp("hostile") / "data")


@pytest.fixture(scope="session")
def hostile_app(hostile_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over data full of hostile names."""
    with serve(tmp_path_factory.mktemp("log"), hostile_folder) as server:
        yield server


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Callable[[Server], Tab]]:
    """Make a tab on a server; at the end of the test it must have nothing to complain of."""
    made: list[Tab] = []

    def on(server: Server) -> Tab:
        made.append(new_tab(context, server))
        return made[-1]

    yield on
    complaints = [complaint for one in made for complaint in one.complaints()]
    for one in made:
        one.page.close()
    assert complaints == []
