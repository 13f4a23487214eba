"""Views of the fictional works, as the answers' tests look at them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dualsite import access, store
from dualsite.access import View
from tests.data_folder import DataFolder


@pytest.fixture(scope="session")
def works(reference: store.Store) -> View:
    """The whole of the fictional works on 2027-03-01; read only."""
    version = reference.version()
    assert version is not None
    return access.view(version, reference.connect())


@pytest.fixture
def seen(tmp_path: Path) -> Callable[[DataFolder], View]:
    """A delivery as its local executive sees it."""

    def open_view(delivery: DataFolder) -> View:
        kept = store.open(delivery.write(tmp_path / "seen"))
        version = kept.version()
        assert version is not None
        return access.view(version, kept.connect())

    return open_view
