"""What is made for a client is the client's own; whoever sees some clients has no others."""

from __future__ import annotations

import pytest

from dualsite import access, store
from dualsite.access import View, Viewer, seen_by

OAK, ELM = Viewer("partner", frozenset(("OAK",))), Viewer("partner", frozenset(("ELM",)))


@pytest.fixture(scope="module")
def whole(reference: store.Store) -> View:
    version = reference.version(timeout=60)
    assert version is not None
    return access.view(version, reference.connect())


def test_an_executive_sees_what_a_client_sees(whole: View) -> None:
    theirs = seen_by(whole, OAK)
    assert theirs.scope == OAK.scope
    assert set(access.ids(theirs, "contracts", "partner_id")) == {"OAK"}


def test_a_client_sees_neither_another_one_nor_everything(whole: View) -> None:
    theirs = seen_by(whole, OAK)
    for viewer in (ELM, Viewer("executive"), Viewer("partner", frozenset(("OAK", "ELM")))):
        with pytest.raises(PermissionError):
            seen_by(theirs, viewer)
    assert seen_by(theirs, OAK) == theirs
