"""The dashboard without a browser, on the reference data or on data that a test writes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from dualsite import sitemap
from dualsite.screens.shared.links import FOLDER
from dualsite.web.server import ROUTER
from tests.data_folder import DataFolder
from tests.shared_database import one_database
from tests.shared_scan import one_scan

__all__ = ["one_database", "one_scan"]

OPTION = "client.showErrorDetails"

PLANS = (
    *("sources", "sites", "suites", "milestones", "milestone_statements", "inspections", "partners", "products"),
    *("contracts", "site_licences", "demand", "fx_rates"),
)
"""The tables of plans and agreements."""

Dashboard = Callable[..., AppTest]
Seen = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _errors_in_full() -> Iterator[None]:
    """A page that fails tells the test why, and the reader nothing."""
    before = config.get_option(OPTION)
    config.set_option(OPTION, "full")
    yield
    config.set_option(OPTION, before)


@pytest.fixture(scope="session")
def fictional(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole fictional delivery; read only."""
    return DataFolder().write(tmp_path_factory.mktemp("fictional") / "data")


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part of it that is told in plans and agreements, which is quick to draw; read only."""
    return DataFolder().keep(*PLANS).write(tmp_path_factory.mktemp("plans") / "data")


@pytest.fixture(scope="session")
def only_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The least that is shown: one table; read only."""
    delivery = DataFolder(dataset='title = "Only sites"\nas_of = 2027-03-01\n').keep("sites")
    for row in delivery.tables["sites"]:
        row["source_id"] = row["data_class"] = ""
    return delivery.write(tmp_path_factory.mktemp("only-sites") / "data")


@pytest.fixture
def dashboard(monkeypatch: pytest.MonkeyPatch) -> Dashboard:
    """Open a page as a bookmark does, on a data folder (None: the reference data) and with a query in the URL.

    The screen is of this test alone, which may do on it what a person does. `locale` is the browser's.
    Before its first run AppTest knows a page by the name of its file, so a file is named after its place in the URL.
    """

    def opened(
        folder: Path | None, entry: sitemap.Page = sitemap.EXECUTIVE[0], *, locale: str = "", **query: Any
    ) -> AppTest:
        if folder is None:
            monkeypatch.delenv("DUALSITE_DATA", raising=False)
        else:
            monkeypatch.setenv("DUALSITE_DATA", str(folder))
        screen = AppTest.from_file(ROUTER, default_timeout=120)
        screen.query_params.update(query)
        if locale:
            screen.context = {"locale": locale}
        return screen.run() if not entry.path else go_to(screen, entry)

    return opened


@pytest.fixture(scope="session")
def runs() -> dict[Hashable, AppTest]:
    """Pages that have been run, by what was asked."""
    return {}


@pytest.fixture
def seen(dashboard: Dashboard, runs: dict[Hashable, AppTest]) -> Seen:
    """The same page as `dashboard` opens, run once for all tests of the process. Read only: nothing is done on it.

    For folders that no test changes, and for tests that change nothing around the page.
    """

    def run_once(folder: Path | None, entry: sitemap.Page = sitemap.EXECUTIVE[0], **query: Any) -> AppTest:
        asked = (folder, entry.id, repr(sorted(query.items())))
        if asked not in runs:
            runs[asked] = dashboard(folder, entry, **query)
        return runs[asked]

    return run_once


def go_to(screen: AppTest, entry: sitemap.Page) -> AppTest:
    """Open a page, in the same session when there is one."""
    return screen.switch_page(str(FOLDER / entry.file)).run()
