"""What several test modules share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from dualsite import store
from dualsite.store import versions
from tests.data_folder import DataFolder
from tests.shared_database import Share
from tools.browser import BrowserMissingError, chromium

# No test writes into the audit trail of the app itself.
os.environ["DUALSITE_AUDIT"] = str(Path(tempfile.mkdtemp()) / "audit.jsonl")

# How long one example takes says more of the machine than of the code.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

OUTSIDE_IS_NOWHERE = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",)
"""For Chromium, this machine is the only one there is. Requests to others fail, and are remembered."""


LONGEST = ("browser", "wire")
"""Folders whose tests take longest, and so begin first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, or it would run alone at the end."""
    items.sort(key=lambda item: item.path.parent.name not in LONGEST)


class Together(LoadFileScheduling):
    """Tests of one file run in one process, and all that share the browser's servers in the same one."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return "tests/browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def _one_database() -> Iterator[None]:
    """What most tests load has been read and checked before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "Database", Share)
        yield


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    """The store of a delivery without a finding, with rows of both clients in every client table. Read only."""
    delivery = DataFolder()
    delivery.add("inspections", authority="CLIENT", kind="CLIENT_AUDIT", partner_id="ELM")
    delivery.add("contract_years", contract_id="ELM-CDO", partner_id="ELM", start_on="2026-02-01", end_on="2027-02-01")
    delivery.add("batch_inputs", child_batch_id="B-4", parent_batch_id="B-3", partner_id="ELM", kg_used="0")
    delivery.change("batches", 6, actual_start_on="2026-11-10")
    return store.open(delivery.write(tmp_path_factory.mktemp("reference")))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests of a process; without one the tests fail, they are never left out."""
    try:
        with chromium(*OUTSIDE_IS_NOWHERE) as found:
            yield found
    except BrowserMissingError as error:
        where = " The continuous integration must install it." if os.environ.get("CI") else ""
        pytest.fail(f"{error}{where}", pytrace=False)
