"""Whether the trail is as it was written: every line follows on the one before it, across all files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dualsite.audit import segments
from dualsite.audit.chain import BEGINNING, Key, Sealed, digest, opened
from dualsite.audit.entry import What, canonical
from dualsite.audit.segments import closed, number_of
from dualsite.errors import InputError, why

MOST_FAULTS = 100
"""Faults that are listed; what follows is checked, and not listed."""


@dataclass(frozen=True)
class Fault:
    """A place at which the trail is not as it was written."""

    file: Path
    line: int
    """Counted from 1; 0 for a file that is missing."""
    kind: str
    """`changed`, `missing`, `reordered`, `torn`, `truncated` or `unsealed`."""
    message: str


@dataclass
class Verdict:
    """What the check of a trail has found."""

    files: int = 0
    entries: int = 0
    first_at: str = ""
    last_at: str = ""
    last_n: int = 0
    last_hash: str = BEGINNING
    sealed_from: int = 0
    """The first entry from which on all are sealed with a key; 0 for none."""
    torn: list[Fault] = field(default_factory=list)
    """Lines whose writing was cut off, as the trail itself says: no fault."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        return not self.faults


def verify(file: Path, keys: Sequence[Key] = (), expected: str = "") -> Verdict:
    """Check all files of a trail. `expected` is a digest kept elsewhere, which must stand in it.

    With `keys`, an entry without seal that follows on one with, and a trail that does not end under the first of them,
    are faults. Raises InputError when there is no trail or a file cannot be read.
    """
    while True:
        found = segments.files(file)
        if not found:
            raise InputError(f"There is no audit trail {file}. Name its file, as DUALSITE_AUDIT does.")
        verdict = _verdict(file, found, keys, expected)
        # The app may close a file meanwhile: entries would seem to be missing between two files.
        if segments.files(file) == found:
            return verdict


def _verdict(file: Path, found: Sequence[Path], keys: Sequence[Key], expected: str) -> Verdict:
    check = _Check({key.id: key for key in keys}, expected)
    numbers = [number_of(one) for one in closed(file)]
    for number in sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers)):
        missing = segments.closed_name(file, number)
        check.fault(missing, 0, "missing", f"{missing.name} is missing: a closed file of the trail.")
    for one in found:
        try:
            check.file(one, segments.lines(one))
        except OSError as error:
            raise InputError(f"{one} cannot be read: {why(error)}. Run this as who runs the server.") from None
    return check.end(found[-1], keys)


class _Check:
    """The check of a trail, line by line."""

    def __init__(self, keys: dict[str, Key], expected: str) -> None:
        self.keys = keys
        self.expected = expected
        self.is_expected_seen = not expected or expected == BEGINNING
        self.found = Verdict()
        self.key = ""
        self.cut: list[tuple[Path, int, bytes]] = []
        """Lines that are no entries, since the last one that is."""

    def fault(self, file: Path, line: int, kind: str, message: str) -> None:
        if len(self.found.faults) < MOST_FAULTS:
            self.found.faults.append(Fault(file, line, kind, message))

    def file(self, file: Path, lines: Iterable[bytes]) -> None:
        self.found.files += 1
        for place, line in enumerate(lines, start=1):
            sealed = opened(line)
            if sealed is None:
                self.cut.append((file, place, line))
            else:
                self._entry(file, place, sealed)

    def end(self, last: Path, keys: Sequence[Key]) -> Verdict:
        """What there is to be said when all files are read."""
        if self.cut and len(self.cut) == 1 and self.cut[0][0] == last:
            # The next entry will say so, when the app writes again.
            file, line, told = self.cut.pop()
            self.found.torn.append(_torn(file, line, len(told)))
        self._cut_lines()
        if not self.is_expected_seen:
            message = f"No entry has the digest {self.expected}: what was written up to it is gone or was changed."
            self.fault(last, self.found.entries, "truncated", message)
        if keys and self.key != keys[0].id and self.found.entries:
            message = "The trail does not end under the key in use: it was written anew, or the key was never used."
            self.fault(last, 0, "unsealed", message)
        return self.found

    def _entry(self, file: Path, line: int, sealed: Sealed) -> None:
        found, entry = self.found, sealed.entry
        if self.cut:
            self._cut_lines(sealed)
        expected_n = found.last_n + 1
        if entry.n > expected_n:
            last = entry.n - 1
            message = (
                f"Before entry {entry.n}, entry {last} is missing."
                if last == expected_n
                else f"Before entry {entry.n}, entries {expected_n} to {last} are missing."
            )
            self.fault(file, line, "missing", message)
        elif entry.n < expected_n:
            self.fault(file, line, "reordered", f"Entry {entry.n} stands after entry {found.last_n}.")
        else:
            self._digest(file, line, sealed)
        if self.key and not entry.key:
            message = f"Entry {entry.n} is not sealed, and the entry before it is."
            self.fault(file, line, "unsealed", message)
            found.sealed_from = 0
        if entry.key and not found.sealed_from:
            found.sealed_from = entry.n
        self.key = entry.key
        self.is_expected_seen |= sealed.hash == self.expected
        found.entries += 1
        found.first_at = found.first_at or entry.at
        found.last_at, found.last_n, found.last_hash = entry.at, entry.n, sealed.hash

    def _digest(self, file: Path, line: int, sealed: Sealed) -> None:
        """Whether the entry is what its digest was made of, after the entry before it."""
        entry = sealed.entry
        if entry.key and entry.key not in self.keys:
            message = f"Entry {entry.n} is sealed with the key {entry.key}, which is not at hand: it cannot be checked."
            if self.key != entry.key:
                self.fault(file, line, "unsealed", message)
            return
        if canonical(_told(sealed)) != sealed.text:
            self.fault(file, line, "changed", f"Entry {entry.n} is not written as the app writes it.")
        elif digest(self.found.last_hash, sealed.text, self.keys.get(entry.key)) != sealed.hash:
            message = f"Entry {entry.n} was changed, or the one before it was after this one had been written."
            self.fault(file, line, "changed", message)

    def _cut_lines(self, following: Sealed | None = None) -> None:
        """What to say of lines that are no entries, once it is known what follows on them."""
        told = b"\n".join(line for _file, _place, line in self.cut).strip(b"\n")
        is_told = (
            following is not None
            and following.entry.what is What.TORN
            and following.entry.details.get("sha256") == hashlib.sha256(told).hexdigest()
        )
        for file, place, line in self.cut:
            if is_told:
                self.found.torn.append(_torn(file, place, len(line)))
            else:
                self.fault(file, place, "torn", "The line is no entry, and the trail does not say that it was cut off.")
        self.cut = []


def _torn(file: Path, line: int, size: int) -> Fault:
    return Fault(file, line, "torn", f"The writing of this line was cut off after {size} bytes.")


def _told(sealed: Sealed) -> dict[str, object]:
    told: dict[str, object] = json.loads(sealed.text)
    return told
