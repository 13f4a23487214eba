"""How much one person may write into the trail: beyond it, entries of a kind become one that says how many they were.

Nothing is dropped uncounted.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from dualsite.audit.entry import Entry, What, Who
from dualsite.audit.harmless import LONGEST

BURST = 60
"""Entries of one person and kind that are written one by one, after a rest."""
PER_S = 0.5
"""Entries of one person and kind a second that are written one by one for as long as they like."""
GATHERED_S = 60.0
"""After so long what was gathered is written."""
FOLLOWED = 10_000
"""People and kinds that are told apart; beyond, those who come anew are gathered as `OTHERS`."""
NAMED = 20
"""Different things gathered into one entry that are named in it; the rest are counted."""

OTHERS = Who("", "others")
"""In whose place people stand who are too many to be told apart."""

_Kind = tuple[Who, What]


@dataclass
class _Heap:
    """What was gathered of one person and kind and is not yet written."""

    last: Entry
    since: str
    began_at: float
    count: int = 0
    about: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry, now: str) -> None:
        told = " ".join(
            one for one in (entry.page, entry.name, entry.reason, entry.address, entry.scope, entry.as_of) if one
        )[:LONGEST]
        self.about[told if told in self.about or len(self.about) < NAMED else "…"] += 1
        self.count += 1
        self.last = replace(entry, at=now)

    def entry(self) -> Entry:
        about = enumerate(self.about.most_common(), start=1)
        return Entry(
            self.last.what,
            provider=self.last.provider,
            subject=self.last.subject,
            email=self.last.email,
            role=self.last.role,
            count=self.count,
            since=self.since,
            until=self.last.at,
            details={f"{place:02d}": f"{times} × {told}" for place, (told, times) in about},
        )


@dataclass
class _Allowance:
    counted_at: float
    left: float = BURST
    heap: _Heap | None = None
    is_alarmed: bool = False


class Gathering:
    """What each person has written lately. Not safe for several threads; its user is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._of: dict[_Kind, _Allowance] = {}

    def sifted(self, entry: Entry) -> list[Entry]:
        """What is to be written when this entry comes: itself, or nothing, since it was counted; and an alarm when
        somebody begins to be too much."""
        now, at = self._clock(), datetime.now(UTC).isoformat(timespec="microseconds")
        allowance, entry = self._allowance(entry, now)
        allowance.left = min(BURST, allowance.left + (now - allowance.counted_at) * PER_S)
        allowance.counted_at = now
        if allowance.left >= BURST - 1:
            allowance.is_alarmed = False
        if allowance.left >= 1 and allowance.heap is None:
            allowance.left -= 1
            return [entry]
        allowance.left = max(allowance.left - 1, 0)
        if allowance.heap is None:
            allowance.heap = _Heap(entry, at, now)
        allowance.heap.add(entry, at)
        if allowance.is_alarmed:
            return []
        allowance.is_alarmed = True
        reason = f"More entries of the kind {entry.what} than {BURST} at once: from now on they are counted together."
        return [Entry(What.ALARM, provider=entry.provider, subject=entry.subject, email=entry.email, reason=reason)]

    def due(self, is_all: bool = False) -> list[Entry]:
        """What was gathered long enough, or, at the end, at all; and whoever has been quiet is forgotten."""
        now = self._clock()
        written = []
        for kind, allowance in list(self._of.items()):
            heap = allowance.heap
            if heap is not None and (is_all or now - heap.began_at >= GATHERED_S):
                written.append(heap.entry())
                allowance.heap = None
            if allowance.heap is None and now - allowance.counted_at > BURST / PER_S:
                del self._of[kind]
        return written

    def _allowance(self, entry: Entry, now: float) -> tuple[_Allowance, Entry]:
        """What is left to this person, and the entry in their name, or in that of all who are too many."""
        kind = (Who(entry.provider, entry.subject), entry.what)
        if kind not in self._of and len(self._of) >= FOLLOWED:
            kind = (OTHERS, entry.what)
            entry = replace(
                entry, provider="", subject=OTHERS.subject, email="", role="", name=f"{entry.who} {entry.name}"
            )
        return self._of.setdefault(kind, _Allowance(now)), entry
