"""An executive who looks as somebody else sees what these would see, never more than themselves, until they stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dualsite.access import Viewer, access_file
from dualsite.access.access_file import AccessFile
from dualsite.web import looking, shared_state
from dualsite.web.looking import Look
from dualsite.web.signin.admission import Person

FILE = """
contact = "Dana"
[[people]]
email = "ada@example.com"
role = "executive"
[[people]]
email = "max@example.com"
role = "account_manager"
partners = ["OAK", "ELM"]
[[people]]
claim = { groups = "oak" }
role = "partner"
partner = "OAK"
"""
ADA = Person(("default", "ada"), "ada@example.com", Viewer("executive"))
NOBODY = Viewer("partner")

Read = Callable[[str], AccessFile]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Read]:
    """The access file of such a text; nobody looks as anybody afterwards."""

    def read_text(text: str) -> AccessFile:
        (tmp_path / "access.toml").write_text(text)
        return access_file.read(tmp_path / "access.toml", ("default",))

    yield read_text
    looking.stop("mine")


@pytest.mark.parametrize(
    ("place", "viewer"),
    [(2, Viewer("account_manager", frozenset({"OAK", "ELM"}))), (3, Viewer("partner", frozenset({"OAK"})))],
)
def test_an_executive_sees_what_the_other_would_see(place: int, viewer: Viewer, read: Read) -> None:
    file = read(FILE)
    looking.start("mine", Look("them", file.entries[place - 1]))
    assert looking.narrowed(ADA, "mine", file) == replace(ADA, viewer=viewer, looks_as="them")
    assert looking.narrowed(ADA, "another session", file) == ADA
    looking.stop("mine")
    assert looking.narrowed(ADA, "mine", file) == ADA


@pytest.mark.parametrize("role", ["account_manager", "partner"])
def test_nobody_but_an_executive_looks_as_anybody(role: str, read: Read) -> None:
    """Also whoever was one when it began."""
    file, demoted = read(FILE), replace(ADA, viewer=Viewer(role, frozenset({"ELM"})))  # type: ignore[arg-type]
    looking.start("mine", Look("them", file.entries[1]))
    assert looking.narrowed(demoted, "mine", file) == demoted


def test_what_the_other_sees_is_what_the_access_file_says_now(read: Read) -> None:
    begun = read(FILE)
    looking.start("mine", Look("them", begun.entries[1]))

    def seen(file: AccessFile | None) -> Viewer:
        return looking.narrowed(ADA, "mine", file).viewer

    assert seen(read(FILE.replace('"OAK", "ELM"', '"YEW"'))) == Viewer("account_manager", frozenset({"YEW"}))
    assert seen(read(FILE.replace("max@", "mia@"))) == NOBODY
    assert seen(read(FILE.replace('"account_manager"\npartners = ["OAK", "ELM"]', '"executive"'))) == NOBODY
    assert seen(None) == NOBODY


def test_where_nobody_signs_in_one_looks_as_a_client() -> None:
    looking.start("mine", Look("Oak", partner="OAK"))
    assert looking.narrowed(ADA, "mine", None).viewer == Viewer("partner", frozenset({"OAK"}))
    looking.stop("mine")


@pytest.mark.parametrize(
    "written",
    [
        "no JSON",
        "[]",
        "{}",
        '{"called": "kim", "entry": null}',
        '{"called": "kim", "entry": {"row": 3}, "partner": null}',
        '{"called": "kim", "entry": {"row": 3, "viewer": {"role": "partner", "partners": []}, "claim": null}, '
        '"partner": null}',
        '{"called": "kim", "entry": {"viewer": {"role": "partner", "partners": [[]]}, "claim": null}, "partner": null}',
    ],
)
def test_what_another_version_has_written_shows_nothing_and_can_be_ended(written: str, read: Read) -> None:
    """With a field renamed by an upgrade, an executive had an error in place of every page, and no way out."""
    file = read(FILE)
    shared_state.write(("INSERT INTO looks (session, look) VALUES (?, ?)", "mine", written))
    assert looking.narrowed(ADA, "mine", file) == replace(ADA, viewer=NOBODY, looks_as="—")
    looking.stop("mine")
    assert looking.narrowed(ADA, "mine", file) == ADA
