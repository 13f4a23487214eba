"""What tests of single modules share: one database, and the fictional works as a store."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

from dualsite import store
from tests.data_folder import DataFolder
from tests.one_language import half_told, noting
from tests.shared_database import one_database

__all__ = ["one_database"]

# How long one example takes says more of the machine than of the code.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


_SAID: set[str] = set()
"""What errors and findings have said that tests so far have led to."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    """Whatever a test makes the code refuse or find is whole in each language."""
    before = set(_SAID)
    with noting(_SAID):
        result = yield
    assert [one for text in sorted(_SAID - before) for one in half_told(text)] == []
    return result


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory, one_database: None) -> store.Store:
    """The store of a delivery without a finding, with rows of both clients in every client table. Read only."""
    delivery = DataFolder()
    delivery.add("inspections", authority="CLIENT", kind="CLIENT_AUDIT", partner_id="ELM")
    delivery.add("contract_years", contract_id="ELM-CDO", partner_id="ELM", start_on="2026-02-01", end_on="2027-02-01")
    delivery.add("batch_inputs", child_batch_id="B-4", parent_batch_id="B-3", partner_id="ELM", kg_used="0")
    delivery.change("batches", 6, actual_start_on="2026-11-10")
    return store.open(delivery.write(tmp_path_factory.mktemp("reference")))
