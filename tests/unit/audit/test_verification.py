"""Whoever changes the trail is found out, with the file and the line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from dualsite.audit import segments
from dualsite.audit.chain import BEGINNING, Key, opened, seal
from dualsite.audit.trail import Trail
from dualsite.audit.verification import verify
from dualsite.errors import InputError
from tests.unit.audit.conftest import entry

Lines = list[bytes]


def written(file: Path, key: Key | None = None) -> Lines:
    """A trail of ten entries: its beginning and nine pages, named 2 to 10."""
    Trail(file, key).append([entry(str(n)) for n in range(2, 11)])
    return file.read_bytes().splitlines()


def changed(lines: Lines) -> Lines:
    return [line.replace(b'"name":"5"', b'"name":"6"') for line in lines]


def changed_with_its_digest(lines: Lines) -> Lines:
    before, fifth = opened(lines[3]), opened(lines[4])
    assert before is not None
    assert fifth is not None
    line, _hash = seal(entry("forged").__class__(**{**fifth.entry.__dict__, "name": "6"}), before.hash, None)
    return [*lines[:4], line[:-1], *lines[5:]]


@pytest.mark.parametrize(
    ("attack", "line", "kind"),
    [
        (changed, 5, "changed"),
        (changed_with_its_digest, 6, "changed"),
        (lambda lines: [line.replace(b'"n":5', b'"n": 5') for line in lines], 5, "changed"),
        (lambda lines: [*lines[:4], *lines[5:]], 5, "missing"),
        (lambda lines: lines[2:], 1, "missing"),
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], 5, "missing"),
        (lambda lines: [*lines[:4], lines[3], *lines[4:]], 5, "reordered"),
        (lambda lines: [*lines[:4], b"nothing", *lines[4:]], 5, "torn"),
        (lambda lines: [*lines[:4], b"", *lines[4:]], 5, "torn"),
        (lambda lines: [*lines[:4], lines[4][:60], *lines[5:]], 5, "torn"),
    ],
)
def test_an_attack_is_found_at_its_line(file: Path, attack: Callable[[Lines], Lines], line: int, kind: str) -> None:
    lines = written(file)
    assert verify(file).is_ok
    file.write_bytes(b"\n".join(attack(lines)) + b"\n")
    first = verify(file).faults[0]
    assert (first.file, first.line, first.kind) == (file, line, kind)


def test_a_closed_file_that_is_gone_or_stands_elsewhere_is_missed(file: Path) -> None:
    trail = Trail(file, most_bytes=500)
    for number in range(12):
        trail.append([entry(str(number))])
    second, third = segments.closed(file)[1:3]
    kept, other = second.read_bytes(), third.read_bytes()
    second.unlink()
    assert [(one.file, one.kind) for one in verify(file).faults] == [(second, "missing"), (third, "missing")]
    third.unlink()
    second.write_bytes(other)
    third.write_bytes(kept)
    assert verify(file).faults[0].file == second
    third.unlink()
    second.unlink()


def test_the_end_that_is_cut_off_is_missed_by_whoever_kept_its_digest(file: Path) -> None:
    lines = written(file)
    last = verify(file).last_hash
    Trail(file).append([entry("later")])
    assert verify(file, expected=last).is_ok
    file.write_bytes(b"\n".join(lines[:-1]) + b"\n")
    assert verify(file).is_ok
    assert [one.kind for one in verify(file, expected=last).faults] == ["truncated"]


def test_whoever_chains_anew_has_no_key(file: Path) -> None:
    key = Key(b"k" * 32)
    lines = written(file, key)
    assert verify(file, [key]).is_ok
    before, forged = BEGINNING, []
    for line in lines[:5]:
        found = opened(line)
        assert found is not None
        made, before = seal(found.entry.__class__(**{**found.entry.__dict__, "key": ""}), before, None)
        forged.append(made)
    file.write_bytes(b"".join(forged))
    assert verify(file).is_ok
    assert [one.kind for one in verify(file, [key]).faults] == ["unsealed"]
    file.write_bytes(b"\n".join(changed(lines)) + b"\n")
    assert [(one.line, one.kind) for one in verify(file, [key]).faults] == [(6, "changed")]
    sealed_by_a_stranger = Key(b"x" * 32)
    file.unlink()
    written(file, sealed_by_a_stranger)
    assert {one.kind for one in verify(file, [key]).faults} == {"unsealed"}


def test_what_follows_without_a_seal_on_what_has_one_is_a_fault(file: Path) -> None:
    key = Key(b"k" * 32)
    written(file, key)
    Trail(file).append([entry("bare")])
    found = verify(file, [key])
    assert [one.kind for one in found.faults] == ["unsealed", "unsealed"]
    assert found.faults[0].line == 12


def test_an_end_that_is_being_written_is_told_as_cut_off(file: Path) -> None:
    written(file)
    with file.open("ab") as more:
        more.write(b'{"at":"2026')
    found = verify(file)
    assert (found.is_ok, [one.line for one in found.torn]) == (True, [11])


def test_where_it_begins_and_ends_is_said(file: Path) -> None:
    lines = written(file)
    found = verify(file)
    assert (found.files, found.entries, found.last_n, found.torn) == (1, 10, 10, [])
    assert found.first_at[:10] == found.last_at[:10]
    last = opened(lines[-1])
    assert last is not None
    assert found.last_hash == last.hash == hashlib.sha256((opened(lines[-2]).hash + last.text).encode()).hexdigest()  # type: ignore[union-attr]


def test_no_trail_is_said(file: Path) -> None:
    with pytest.raises(InputError, match="There is no audit trail"):
        verify(file)


def test_a_file_that_is_closed_while_the_trail_is_checked_is_no_fault(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail, lines, full = Trail(file), segments.lines, [1]
    trail.append([entry("a")])

    def lines_meanwhile(one: Path) -> Lines:
        if full:
            trail.most_bytes = full.pop()
            trail.append([entry("b")])
            trail.most_bytes = 1_000_000
        return lines(one)

    monkeypatch.setattr(segments, "lines", lines_meanwhile)
    found = verify(file)
    assert found.faults == []
    assert (found.files, found.entries) == (2, 4)
