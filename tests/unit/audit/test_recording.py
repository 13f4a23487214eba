"""Writing into the trail: what is needed is written or refused, everything else goes on; nobody floods it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dualsite import audit
from dualsite.audit import What, Who, gathering, recording, segments
from dualsite.audit.entry import Entry
from dualsite.audit.verification import verify

ADA, KIM = Who("staff", "248", "ada@example.com"), Who("client", "7")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the trail is written in this test."""
    path = tmp_path / "audit.jsonl"
    monkeypatch.setenv("DUALSITE_AUDIT", str(path))
    yield path
    recording.close()


def entries(file: Path) -> list[Entry]:
    """Oldest first, without what the trail says of itself."""
    found = [one.entry for one in segments.newest_first(file)]
    return [one for one in reversed(found) if one.what is not What.SEGMENT]


def test_who_what_whose_rows_and_as_of_when(file: Path) -> None:
    audit.record(What.PAGE, ADA, role="executive", page="/trials", partners=None, as_of=date(2027, 3, 1))
    audit.record(What.CHOICE, KIM, role="account_manager", partners=frozenset({"OAK", "ELM"}), details={"site": "S"})
    one, two = entries(file)
    assert (one.who, one.role, one.page, one.scope, one.as_of) == (
        ADA,
        "executive",
        "/trials",
        "everyone",
        "2027-03-01",
    )
    assert (str(one.who), str(two.who)) == ("ada@example.com (248 at staff)", "7 at client")
    assert (two.scope, two.details) == ("ELM OAK", {"site": "S"})


def test_a_flood_of_one_person_is_counted_and_told_and_hides_nobody_else(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody writes the trail full, and not one of their entries goes uncounted."""
    with caplog.at_level(logging.WARNING):
        for number in range(400):
            audit.record(What.DENIED, KIM, name=f"/media/{number % 3}")
            if number % 100 == 0:
                audit.record(What.PAGE, ADA, page="/")
    audit.settle()
    found = entries(file)
    denied = [one for one in found if one.what is What.DENIED]
    assert len(denied) < gathering.BURST + 10
    assert sum(one.count for one in denied) == 400
    assert sum(one.what is What.PAGE for one in found) == 4
    (alarm,) = [one for one in found if one.what is What.ALARM]
    assert alarm.who == KIM
    assert [record.message for record in caplog.records if "is being filled by 7 at client" in record.message]
    heap = denied[-1]
    assert heap.since <= heap.until <= heap.at
    assert sum(int(told.split(" × ")[0]) for told in heap.details.values()) == heap.count
    assert verify(file).is_ok


def test_names_that_differ_do_not_get_around_the_count(file: Path) -> None:
    for number in range(1000):
        audit.record(What.DENIED, KIM, name=f"/media/{number}" + "x" * 5000)
    audit.settle()
    assert file.stat().st_size < 100_000
    assert sum(one.count for one in entries(file) if one.what is What.DENIED) == 1000


def test_people_without_number_do_not_fill_it_either(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FOLLOWED", 50)
    for number in range(1000):
        audit.record(What.REFUSED, Who("client", str(number)), reason="not in the access file")
    audit.settle()
    found = [one for one in entries(file) if one.what is What.REFUSED]
    assert len(found) < 50 + gathering.BURST + 2
    assert sum(one.count for one in found) == 1000


def test_who_has_been_quiet_is_written_one_by_one_again() -> None:
    now = 0.0
    heaps = gathering.Gathering(lambda: now)
    one = Entry(What.DENIED, subject="kim")
    written = [heaps.sifted(one) for _ in range(gathering.BURST + 5)]
    assert [len(each) for each in written[-6:]] == [1, 1, 0, 0, 0, 0]
    now = gathering.GATHERED_S
    assert [heap.count for heap in heaps.due()] == [5]
    now = 1000.0
    assert heaps.due() == []
    assert heaps.sifted(one) == [one]


def test_what_is_needed_is_not_done_when_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").touch()
    path = tmp_path / "taken" / "audit.jsonl"
    monkeypatch.setenv("DUALSITE_AUDIT", str(path))
    with caplog.at_level(logging.WARNING):
        audit.record(What.PAGE, ADA)
        audit.record(What.PAGE, ADA)
        with pytest.raises(audit.NotRecordedError, match="could not be written into the audit trail"):
            audit.record(What.EXPORT, ADA, name="x.csv", is_needed=True)
        assert [record.message for record in caplog.records] == [
            f"The audit trail {path} cannot be written: [Errno 17] File exists: '{path.parent}'. "
            "Until it can, nothing is exported; the rest goes on and is counted. Make it writable."
        ]
        (tmp_path / "taken").unlink()
        audit.record(What.EXPORT, ADA, name="y.csv", is_needed=True)
    lost, export = entries(path)
    assert (lost.what, lost.count, lost.details) == (What.LOST, 3, {"page": "2", "export": "1"})
    assert export.name == "y.csv"
    assert "is written again" in caplog.records[-1].message


def test_an_export_is_never_counted_together(file: Path) -> None:
    for number in range(gathering.BURST + 20):
        audit.record(What.EXPORT, KIM, name=f"{number}.csv", is_needed=True)
    assert [one.name for one in entries(file)] == [f"{number}.csv" for number in range(gathering.BURST + 20)]
