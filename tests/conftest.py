"""What several test modules share."""

from __future__ import annotations

import pytest

from dualsite import store
from tests.delivery import Delivery


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    """The store of a delivery of all tables without a finding. Read only."""
    return store.open(Delivery().write(tmp_path_factory.mktemp("reference")))
