"""What a visit tells the audit trail, and its reader on the data page."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite import audit
from dualsite.audit import What, Who, reading
from dualsite.sitemap import EXECUTIVE
from tests.pages import screen as on
from tests.pages.conftest import Dashboard

DATA = next(entry for entry in EXECUTIVE if entry.path == "data")
KIM = Who("client", "7", "kim@client.example")


@pytest.fixture(autouse=True)
def trail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The trail of this test."""
    path = tmp_path / "audit.jsonl"
    monkeypatch.setenv("DUALSITE_AUDIT", str(path))
    return path


def written(trail: Path) -> list[tuple[str, str, dict[str, str]]]:
    """Oldest first: what, on which page, with which details; without what the trail says of itself."""
    found = [one for one in reading.entries(trail) if one.what not in (What.SEGMENT, What.DATA)]
    return [(one.what, one.page, dict(one.details)) for one in reversed(found)]


def test_an_executive_reads_who_did_what_newest_first(dashboard: Dashboard, only_sites: Path) -> None:
    audit.record(
        What.EXPORT, KIM, role="partner", page="/trials", name="x.csv", partners=frozenset({"OAK"}), is_needed=True
    )
    table = on.table(dashboard(only_sites, DATA, tab="audit"), "Person")
    assert list(table["Person"])[-2:] == ["kim@client.example (7 at client)", "dualsite"]
    assert list(table["What"])[:2] == ["read", "page"]
    found = on.table(dashboard(only_sites, DATA, tab="audit", who="KIM"), "Person")
    assert list(found["Person"]) == ["kim@client.example (7 at client)"]
    assert (list(found["About"]), list(found["Whose rows"])) == (["x.csv"], ["OAK"])


def test_that_it_was_read_is_an_entry_once(dashboard: Dashboard, only_sites: Path, trail: Path) -> None:
    screen = dashboard(only_sites, DATA, tab="audit", who="kim")
    screen.run()
    assert [one for one in written(trail) if one[0] == "read"] == [("read", "/data", {"who": "kim"})]


def test_nobody_of_that_name_is_said_so(dashboard: Dashboard, only_sites: Path) -> None:
    screen = dashboard(only_sites, DATA, tab="audit", who="nobody")
    assert "No matching entries." in on.written(screen.main)


def test_whether_the_chain_holds_is_said(dashboard: Dashboard, only_sites: Path, trail: Path) -> None:
    screen = dashboard(only_sites, DATA, tab="audit")
    next(one for one in screen.button if one.label == "Check now").click().run()
    assert "✓ Chain intact" in "".join(on.written(screen.main))
    trail.write_text(trail.read_text().replace('"page":"/data"', '"page":"/"'))
    next(one for one in screen.button if one.label == "Check now").click().run()
    assert "The trail is not as it was written" in "".join(one.value for one in screen.error)


def test_a_page_is_noted_once_until_another_is_opened(dashboard: Dashboard, only_sites: Path, trail: Path) -> None:
    screen = dashboard(only_sites)
    screen.run()
    assert written(trail) == [("page", "/", {})]


def test_what_is_chosen_is_noted_once_until_it_changes(dashboard: Dashboard, only_sites: Path, trail: Path) -> None:
    screen = dashboard(only_sites, DATA, tab="rows")
    screen.run()
    screen.date_input(key="as_of").set_value(screen.date_input(key="as_of").value.replace(year=2026)).run()
    screen.run()
    screen.date_input(key="as_of").set_value(screen.date_input(key="as_of").value.replace(year=2027)).run()
    assert written(trail) == [
        ("page", "/data", {}),
        ("choice", "/data", {"tab": "rows"}),
        ("choice", "/data", {"as_of": "2026-03-01", "tab": "rows"}),
        ("choice", "/data", {"tab": "rows"}),
    ]
