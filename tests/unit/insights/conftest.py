"""Views of the fictional works, as the answers' tests look at them."""

from __future__ import annotations

from collections.abc import Callable

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


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Callable[[DataFolder], View]:
    """A delivery as its local executive sees it; what says the same is loaded once."""
    loaded: dict[tuple[str, ...], View] = {}

    def open_view(delivery: DataFolder) -> View:
        says = (delivery.dataset, *(f"{name}\n{delivery.text(name)}" for name in delivery.tables))
        if says not in loaded:
            kept = store.open(delivery.write(tmp_path_factory.mktemp("seen")))
            version = kept.version()
            assert version is not None
            loaded[says] = access.view(version, kept.connect())
        return loaded[says]

    return open_view
