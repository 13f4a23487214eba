"""The fictional delivery and its variants as stores and folders, and a meeting with its client under way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from dualsite import store
from dualsite.access import View, Viewer, view
from tests.browser import meeting
from tests.data_folder import DataFolder
from tests.shared_database import one_database
from tests.shared_scan import one_scan
from tests.wire import variants
from tests.wire.variants import CLIENT, CLIENT_NAME
from tools.browser import wait_until_ready
from tools.forks import serve
from tools.server import Server

__all__ = ["one_database", "one_scan"]


def view_of_client(delivery: DataFolder, folder: Path) -> View:
    """What the client sees of a delivery."""
    opened = store.open(delivery.write(folder))
    version = opened.version()
    assert not version.report.errors, version.report.errors[:3]
    return view(version, opened.connect(), Viewer("partner", frozenset({CLIENT})))


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> View:
    """What the client sees of the reference."""
    return view_of_client(variants.reference(), tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="session", params=variants.VARIANTS)
def elsewhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> View:
    """What the client sees when everyone else is changed, deleted, doubled or renamed."""
    return view_of_client(variants.VARIANTS[request.param](), tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of `server`. A test that changes it puts the reference back."""
    return variants.reference().write(tmp_path_factory.mktemp("data") / "data")


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # Deliveries differ as they like here: that a fall is held back is tried elsewhere.
    with serve(tmp_path_factory.mktemp("log"), folder, settings={"DUALSITE_FALL_PERCENT": "101"}) as started:
        yield started


@pytest.fixture(scope="module")
def profile(server: Server, browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which an account manager has opened the client room: the host's tab is the first, then the room."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-US")
    context.set_default_timeout(120_000)
    host = context.new_page()
    host.goto(f"{server.url}/meeting")
    wait_until_ready(host)
    meeting.begin(host, CLIENT_NAME)
    yield context
    context.close()


@pytest.fixture(scope="module")
def cookies(profile: BrowserContext) -> dict[str, str]:
    """What the browser in the meeting sends along."""
    return {one["name"]: one["value"] for one in profile.cookies()}
