"""The reader of the audit trail on the data page."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.sitemap import EXECUTIVE
from dualsite.web.audit import trail
from tests.pages import screen as on
from tests.pages.conftest import Dashboard

DATA = next(entry for entry in EXECUTIVE if entry.path == "data")


def test_an_executive_reads_who_did_what_newest_first(
    dashboard: Dashboard, only_sites: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))
    trail.note("kim@client.example", "partner", "export", page="/trials", name="x.csv", partners=frozenset({"OAK"}))
    table = on.table(dashboard(only_sites, DATA, tab="audit"), "Person")
    assert list(table["Person"]) == ["local", "kim@client.example"]
    assert list(table["What"]) == ["page", "export"]
    assert list(table["Whose rows"]) == ["everyone", "OAK"]
    found = on.table(dashboard(only_sites, DATA, tab="audit", who="KIM"), "Person")
    assert list(found["Person"]) == ["kim@client.example"]
    assert list(found["File or reason"]) == ["x.csv"]


def test_nobody_of_that_name_is_said_so(
    dashboard: Dashboard, only_sites: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))
    screen = dashboard(only_sites, DATA, tab="audit", who="nobody")
    assert "Nothing is written of that person." in on.written(screen.main)


def test_a_page_is_noted_once_until_another_is_opened(
    dashboard: Dashboard, only_sites: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))
    screen = dashboard(only_sites)
    screen.run()
    assert [event.page for event in trail.latest(tmp_path / "audit.jsonl", 9)] == ["/"]
