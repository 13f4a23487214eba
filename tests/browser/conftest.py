"""Two servers for all tests: one over the reference data, one over data that tests change."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error

from tests.browser.tab import Tab, last_seen, new_tab
from tests.pages.hostile import hostile_delivery
from tools.forks import serve
from tools.server import ROOT, Server

PATIENCE_MS = 120_000
"""How long anything may take; a machine that does other things at once is slow."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure says where each tab was and what happened in it last."""
    report = yield
    if report.failed and isinstance(item, pytest.Function) and "context" in item.funcargs:
        for page in item.funcargs["context"].pages:
            with suppress(Error):  # A page that is gone has nothing to say.
                report.sections.append(("tab", last_seen(page)))
    return report


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
    """Make a tab on a server; at the end of the test it must have nothing to complain of.

    The next test may get the same one, as it was at first: scripts and listeners are added by `begin_with` and `hear`.
    """
    made: list[Tab] = []

    def on(server: Server) -> Tab:
        made.append(new_tab(context, server))
        return made[-1]

    yield on
    complaints = [complaint for one in made for complaint in one.complaints()]
    for one in made:
        one.leave()
    assert complaints == []
