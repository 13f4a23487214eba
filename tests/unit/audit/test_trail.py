"""The trail: chained lines, closed files, and what becomes of a line whose writing is cut off."""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dualsite.audit import segments
from dualsite.audit.chain import Key
from dualsite.audit.entry import Entry, What
from dualsite.audit.trail import Trail
from dualsite.audit.verification import verify
from tests.unit.audit.conftest import entry
from tools.server import ROOT


def told(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def kinds(file: Path) -> list[str]:
    return [one.entry.what for one in reversed(list(segments.newest_first(file)))]


def test_a_line_holds_its_number_and_a_digest_over_the_line_before_and_its_own_text(file: Path, trail: Trail) -> None:
    trail.append([entry("a"), entry("b")])
    before = "0" * 64
    for n, line in enumerate(file.read_text().splitlines(), start=1):
        text, _mark, end = line.rpartition(',"hash":"')
        before = hashlib.sha256(f"{before}{text}}}".encode()).hexdigest()
        assert end == f'{before}"}}'
        assert json.loads(line)["n"] == n
        assert f"{text}}}" == json.dumps(json.loads(f"{text}}}"), sort_keys=True, separators=(",", ":"))
    assert [one["what"] for one in told(file)] == ["segment", "page", "page"]


def test_with_a_key_the_digest_is_an_hmac(file: Path) -> None:
    key = Key(b"k" * 32)
    Trail(file, key).append([entry("a")])
    line = file.read_text().splitlines()[0]
    text = line.rpartition(',"hash":"')[0] + "}"
    digest = hmac.new(b"k" * 32, ("0" * 64 + text).encode(), hashlib.sha256).hexdigest()
    assert json.loads(line)["hash"] == digest
    assert json.loads(line)["key"] == key.id
    assert "k" * 32 not in file.read_text()


def test_the_trail_goes_on_where_it_ended_in_another_process(file: Path) -> None:
    Trail(file).append([entry("a")])
    Trail(file).append([entry("b")])
    one, two = Trail(file), Trail(file)
    for number in range(3):
        one.append([entry(f"one {number}")])
        two.append([entry(f"two {number}")])
    assert [one["n"] for one in told(file)] == list(range(1, 1 + 1 + 2 + 6))
    assert verify(file).is_ok


def test_several_threads_write_one_chain(file: Path, trail: Trail) -> None:
    def write(number: int) -> None:
        for each in range(25):
            trail.append([entry(f"{number} {each}")])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    found = verify(file)
    assert (found.is_ok, found.entries) == (True, 1 + 8 * 25)


def test_two_processes_at_once_write_one_chain_over_many_files(file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dualsite.audit.trail import Trail; "
        "from tests.unit.audit.conftest import entry; trail = Trail(Path(sys.argv[1]), most_bytes=20_000); "
        "[trail.append([entry(f'{sys.argv[2]} {n}')]) for n in range(200)]"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(file), name], cwd=ROOT) for name in ("one", "two")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    found = verify(file)
    assert found.faults == []
    assert found.files > 2
    assert found.entries == 2 * 200 + found.files, "a file begins with an entry of its own"


def test_an_entry_longer_than_what_is_looked_at_first_is_found(
    file: Path, trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail.append([entry("a")])
    monkeypatch.setattr(segments, "TAIL", 50)
    trail.append([entry("b" * 200)])
    Trail(file).append([entry("c")])
    assert verify(file).is_ok
    assert [one["n"] for one in told(file)] == [1, 2, 3, 4]


def test_a_full_file_is_closed_and_none_is_deleted(file: Path) -> None:
    """However much is written: nobody writes an entry out of the trail."""
    trail = Trail(file, most_bytes=500)
    for number in range(200):
        trail.append([entry(str(number))])
    found = verify(file)
    assert found.is_ok
    assert found.files == len(segments.files(file)) > 50
    names = [one.entry.name for one in segments.newest_first(file) if one.entry.what is What.PAGE]
    assert names == [str(number) for number in reversed(range(200))]
    closed = segments.closed(file)
    assert [one.name for one in closed[:2]] == ["audit.000001.jsonl", "audit.000002.jsonl"]
    assert {one.stat().st_mode & 0o777 for one in closed} == {0o400}


def test_a_file_begins_with_the_digest_at_which_the_one_before_it_ends(file: Path) -> None:
    trail = Trail(file, most_bytes=500)
    for number in range(9):
        trail.append([entry(str(number))])
    before, after = segments.files(file)[1:3]
    first = told(after)[0]
    assert (first["what"], first["details"]["segment"]) == ("segment", "3")
    assert first["details"]["before"] == told(before)[-1]["hash"]


def test_only_its_owner_may_read_it(file: Path, trail: Trail) -> None:
    file.parent.mkdir()
    file.touch(0o644)
    trail.append([entry("a")])
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cut", [1, 2, 40, 150])
def test_a_line_that_was_cut_off_is_told_and_the_trail_goes_on(file: Path, trail: Trail, cut: int) -> None:
    trail.append([entry("a"), entry("b")])
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    Trail(file).append([entry("c")])
    found = verify(file)
    assert found.is_ok
    if cut == 1:
        # Its end alone is missing: the line is whole.
        assert (kinds(file), found.torn) == (["segment", "page", "page", "page"], [])
        return
    assert kinds(file) == ["segment", "page", "torn", "page"]
    assert [(one.line, one.kind) for one in found.torn] == [(3, "torn")]
    torn = next(one for one in segments.newest_first(file) if one.entry.what is What.TORN).entry
    assert torn.details["sha256"] == hashlib.sha256(whole.splitlines()[-1][: 1 - cut]).hexdigest()


def test_a_disk_that_fills_in_the_middle_of_a_line_leaves_a_trail_that_goes_on(
    file: Path, trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail.append([entry("a")])
    write, written = os.write, []

    def full(descriptor: int, told: bytes) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(write(descriptor, told[:30]))
        return written[0]

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        trail.append([entry("b")])
    monkeypatch.setattr(os, "write", write)
    trail.append([entry("c")])
    found = verify(file)
    assert found.is_ok
    assert [one.line for one in found.torn] == [3]
    assert next(one.entry.name for one in segments.newest_first(file)) == "c"


def test_what_is_cut_off_the_end_while_the_app_runs_is_told_and_breaks_the_chain(file: Path, trail: Trail) -> None:
    for name in "abc":
        trail.append([entry(name)])
    file.write_bytes(b"\n".join(file.read_bytes().split(b"\n")[:2]) + b"\n")
    said = trail.append([entry("d")])
    assert [one.what for one, _line in said] == [What.ALARM, What.PAGE]
    assert [(one.line, one.kind) for one in verify(file).faults] == [(3, "missing")]


def test_a_file_that_is_deleted_while_the_app_runs_is_told_and_missed(file: Path, trail: Trail) -> None:
    trail.append([entry("a"), entry("b")])
    file.unlink()
    trail.append([entry("c")])
    assert "alarm" in kinds(file)
    assert [(one.line, one.kind, one.message) for one in verify(file).faults] == [
        (1, "missing", "Before entry 4, entries 1 to 3 are missing.")
    ]


def test_a_line_that_another_writes_while_the_app_runs_is_told(file: Path, trail: Trail) -> None:
    trail.append([entry("a")])
    with file.open("a") as more:
        more.write("nothing happened\n")
    said = trail.append([entry("b")])
    assert [one.what for one, _line in said] == [What.TORN, What.ALARM, What.PAGE]


def test_another_key_is_an_entry(file: Path) -> None:
    old, new = Key(b"o" * 32), Key(b"n" * 32)
    for key in (None, old, new):
        Trail(file, key).append([entry("a")])
    changes = [one for one in told(file) if one["what"] == "key"]
    assert [(one["details"]["from"], one["details"]["to"]) for one in changes] == [("", old.id), (old.id, new.id)]
    found = verify(file, [new, old])
    assert (found.is_ok, found.sealed_from) == (True, 3)


def test_whatever_is_told_an_entry_is_one_line(file: Path, trail: Trail) -> None:
    for end in ("\n", "\r\n", "\u2028", "\u0085", "\x0b", "\x1e", '"}\n', "\x1b[2K", "\u202e", "\ud800"):
        trail.append([Entry(What.DENIED, subject=f"x{end}y", email=f"a{end}", details={f"k{end}": f"v{end}"})])
    assert len(file.read_text().splitlines()) == 1 + 10
    assert verify(file).entries == 1 + 10
    shown = [one.entry.subject for one in segments.newest_first(file)]
    assert shown[:2] == ["x\\u{d800}y", "x\\u{202e}y"]
    assert all(one.isprintable() for one in shown)


def test_what_the_disk_refused_is_put_there_again_before_anything_needed_is_done(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever puts the files on the disk meanwhile does not hide a failure from who needs an entry there."""
    trail.append([entry("a")])

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.EIO, "the disk is broken")

    monkeypatch.setattr(os, "fsync", refuse)
    for _again in range(2):
        with pytest.raises(OSError, match="broken"):
            trail.sync()
