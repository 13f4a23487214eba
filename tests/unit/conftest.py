"""What tests of single modules share: one database, and the fictional works as a store."""

from __future__ import annotations

import pytest
from hypothesis import settings

from dualsite import store
from tests.data_folder import DataFolder
from tests.shared_database import one_database

__all__ = ["one_database"]

# How long one example takes says more of the machine than of the code.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory, one_database: None) -> store.Store:
    """The store of a delivery without a finding, with rows of both clients in every client table. Read only."""
    delivery = DataFolder()
    delivery.add("inspections", authority="CLIENT", kind="CLIENT_AUDIT", partner_id="ELM")
    delivery.add("contract_years", contract_id="ELM-CDO", partner_id="ELM", start_on="2026-02-01", end_on="2027-02-01")
    delivery.add("batch_inputs", child_batch_id="B-4", parent_batch_id="B-3", partner_id="ELM", kg_used="0")
    delivery.change("batches", 6, actual_start_on="2026-11-10")
    return store.open(delivery.write(tmp_path_factory.mktemp("reference")))
