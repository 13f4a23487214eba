"""Every change of the access file is an entry, with who gained and who lost what."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from dualsite.access import access_file, access_history
from dualsite.errors import DataError

CONTACT = 'contact = "Dana"\n'
ADA = '[[people]]\nemail = "ada@example.com"\nrole = "executive"\n'
KIM = '[[people]]\nclaim = { groups = "oak" }\nrole = "partner"\npartner = "OAK"\n'
KIM_OF_ELM = KIM.replace('"OAK"', '"ELM"')
HOSTILE = '[[people]]\nclaim = { groups = "x\\n\\u202Ey" }\nrole = "executive"\n'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))
    return tmp_path / "access.toml"


def changed(file: Path, *told: str) -> str:
    """The file is this now, and was looked at; gives its digest."""
    file.write_text("".join(told))
    try:
        found = access_file.read(file, ["staff"])
    except DataError:
        found = None
    access_history.note(file, found)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def gains_and_losses() -> list[dict[str, str]]:
    """Oldest first, without the digests."""
    told = (dict(one.details) for one in reversed(access_history.changes()))
    return [{who: what for who, what in one.items() if who not in ("before", "after")} for one in told]


def test_who_gained_and_who_lost_what(file: Path) -> None:
    digests = [
        changed(file, CONTACT, ADA),
        changed(file, CONTACT, ADA, KIM),
        changed(file, CONTACT, ADA, KIM_OF_ELM),
        changed(file, CONTACT, KIM_OF_ELM),
    ]
    assert gains_and_losses() == [
        {"+ ada@example.com": "executive"},
        {"+ groups = oak": "partner OAK"},
        {"+ groups = oak": "partner ELM", "− groups = oak": "partner OAK"},
        {"− ada@example.com": "executive"},
    ]
    told = [(one.details["before"], one.details["after"]) for one in reversed(access_history.changes())]
    assert told == list(zip(["none", *digests], digests, strict=False))
    assert access_history.standing() == {"groups = oak": "partner ELM"}


def test_the_same_file_is_no_change_whatever_its_times_say(file: Path) -> None:
    changed(file, CONTACT, ADA)
    changed(file, CONTACT, ADA)
    assert len(access_history.changes()) == 1


def test_a_file_that_cannot_be_used_takes_everything_from_everybody(file: Path) -> None:
    changed(file, CONTACT, ADA)
    changed(file, CONTACT, ADA, "role =")
    assert access_history.changes()[0].reason == "It cannot be used, so nobody may come in."
    assert access_history.standing() == {}
    file.unlink()
    access_history.note(file, None)
    assert access_history.changes()[0].details["after"] == "none"


def test_a_name_that_steers_is_written_harmlessly_and_lost_again(file: Path) -> None:
    changed(file, CONTACT, HOSTILE)
    assert access_history.standing() == {"groups = x\\u{000a}\\u{202e}y": "executive"}
    changed(file, CONTACT, ADA)
    assert access_history.standing() == {"ada@example.com": "executive"}
