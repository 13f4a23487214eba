"""The store is tested as it is."""

from __future__ import annotations

import pytest

from dualsite.store import versions
from dualsite.store.database import Database


@pytest.fixture(autouse=True)
def _database_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "Database", Database)
