"""The audit trail: one line for each event, whatever the names in it, in files that only their owner may read."""

from __future__ import annotations

import json
import logging
from datetime import date, datetime
from pathlib import Path

import pytest

from dualsite.web.audit import trail


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the trail is written in this test."""
    path = tmp_path / "logs" / "audit.jsonl"
    monkeypatch.setenv("DUALSITE_AUDIT", str(path))
    return path


def test_an_event_is_a_line_of_json_with_scope_and_day(file: Path) -> None:
    trail.note("ada", "executive", "export", page="/data", name="x.csv", partners=None, as_of=date(2027, 3, 1))
    trail.note("max", "account_manager", "page", page="/", partners=frozenset({"OAK", "ELM"}), as_of=date(2027, 3, 1))
    trail.note("zed", "", "refused", name="expired")
    told = [json.loads(line) for line in file.read_text().splitlines()]
    assert all(datetime.fromisoformat(one.pop("at")).tzinfo for one in told)
    assert told == [
        {"who": "ada", "role": "executive", "what": "export", "page": "/data", "name": "x.csv",
         "scope": "everyone", "as_of": "2027-03-01"},
        {"who": "max", "role": "account_manager", "what": "page", "page": "/", "name": "",
         "scope": "ELM OAK", "as_of": "2027-03-01"},
        {"who": "zed", "role": "", "what": "refused", "page": "", "name": "expired", "scope": "", "as_of": ""},
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\u0085", "\x0b", "\x1e", '"}\n'])
def test_a_name_cannot_forge_a_line(file: Path, end: str) -> None:
    name = f'x{end}{{"at": "2027", "who": "ada"}}'
    trail.note(name, "", "refused")
    assert len(file.read_text().splitlines()) == 1
    assert [event.who for event in trail.latest(file, 9)] == [name]


def test_only_its_owner_may_read_it_also_after_it_has_rotated(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "MOST_BYTES", 400)
    file.parent.mkdir()
    file.touch(0o644)
    for number in range(5):
        trail.note(f"person {number}", "executive", "sign-in")
    files = sorted(file.parent.iterdir())
    assert len(files) == 3
    assert {one.stat().st_mode & 0o777 for one in files} == {0o600}
    assert [event.who for event in trail.latest(file, 99)] == [f"person {number}" for number in (4, 3, 2, 1, 0)]


def test_the_newest_come_first_and_a_person_can_be_searched_for(file: Path) -> None:
    for who in ("ada", "kim", "Ada Two"):
        trail.note(who, "executive", "sign-in")
    assert [event.who for event in trail.latest(file, 2)] == ["Ada Two", "kim"]
    assert [event.who for event in trail.latest(file, 9, "ada")] == ["Ada Two", "ada"]
    assert trail.latest(file, 9, "nobody") == []


def test_no_file_is_no_events_and_foreign_lines_are_left_out(file: Path) -> None:
    assert trail.latest(file, 9) == []
    trail.note("ada", "executive", "sign-in")
    with file.open("a") as more:
        more.write(
            'half a li\n[]\n{"who": "x"}\n'
            '{"at":1,"who":"","role":"","what":"","page":"","name":"","scope":"","as_of":""}\n'
        )
    assert [event.who for event in trail.latest(file, 9)] == ["ada"]


def test_the_app_goes_on_when_the_file_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").touch()
    path = tmp_path / "taken" / "audit.jsonl"
    monkeypatch.setenv("DUALSITE_AUDIT", str(path))
    with caplog.at_level(logging.ERROR):
        trail.note("ada", "executive", "sign-in")
        trail.note("ada", "executive", "sign-out")
    assert [record.message for record in caplog.records] == [
        f"The audit trail {path} cannot be written: [Errno 17] File exists: '{path.parent}'. "
        "The app goes on without it; make it writable."
    ]


def test_a_file_that_cannot_be_put_aside_is_told_in_the_log(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(trail, "MOST_BYTES", 100)
    monkeypatch.setattr(trail, "KEPT", 2)
    (file.parent / "audit.jsonl.2" / "in the way").mkdir(parents=True)
    (file.parent / "audit.jsonl.1").touch()
    with caplog.at_level(logging.ERROR):
        trail.note("ada", "executive", "sign-in")
        trail.note("ada", "executive", "sign-out")
    assert "cannot be written" in caplog.text
    assert "The app goes on without it" in caplog.text
