"""The entries of a trail, the newest first, as they say they are; whether they are is for `verification`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dualsite.audit import segments
from dualsite.audit.entry import Entry, What


@dataclass(frozen=True)
class Search:
    """Which entries are looked for; all of them unless something is said."""

    who: str = ""
    """Part of the e-mail, the subject or the provider, in whichever case."""
    what: What | None = None
    since: date | None = None
    until: date | None = None
    """The last day, included. Days are those of UTC."""

    def has(self, entry: Entry) -> bool:
        day = entry.at[:10]
        return (
            self.who.lower() in str(entry.who).lower()
            and self.what in (None, entry.what)
            and (self.since is None or day >= self.since.isoformat())
            and (self.until is None or day <= self.until.isoformat())
        )


def entries(file: Path, wanted: Search | None = None) -> Iterator[Entry]:
    """The entries of a trail that are looked for, newest first; none when there is no file."""
    wanted = wanted or Search()
    # Whatever people write is escaped, so these quotes are the app's own.
    mark = b"" if wanted.what is None else f'"what":"{wanted.what}"'.encode("ascii")
    for found in segments.newest_first(file, mark):
        if wanted.has(found.entry):
            yield found.entry


def newest(file: Path, what: What, name: str = "") -> Entry | None:
    """The newest entry of a kind, and of that name if one is given; None without one."""
    return next((one for one in entries(file, Search(what=what)) if name in ("", one.name)), None)
