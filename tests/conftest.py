"""What several test modules share."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from dualsite import store
from tests.delivery import Delivery

# No test writes into the audit trail of the app itself.
os.environ["DUALSITE_AUDIT"] = str(Path(tempfile.mkdtemp()) / "audit.jsonl")


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    """The store of a delivery without a finding, with rows of both clients in every client table. Read only."""
    delivery = Delivery()
    delivery.add("inspections", authority="CLIENT", kind="CLIENT_AUDIT", partner_id="ELM")
    delivery.add("contract_years", contract_id="ELM-CDO", partner_id="ELM", start_on="2026-02-01", end_on="2027-02-01")
    delivery.add("batch_inputs", child_batch_id="B-4", parent_batch_id="B-3", partner_id="ELM", kg_used="0")
    delivery.change("batches", 6, actual_start_on="2026-11-10")
    return store.open(delivery.write(tmp_path_factory.mktemp("reference")))
