"""The audit trail: who signed in, opened which page and took what away, as lines of JSON in a file that rotates.

It says that something was taken, never what stood in it. A name cannot forge a line:
JSON escapes whatever could end one.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

MOST_BYTES = 5_000_000
"""After this the file is put aside, and a new one begun."""
MOST_NOTED = 10_000
"""Lines written once that are remembered; then they are forgotten, and written again."""
KEPT = 20
"""Files put aside that are kept; the oldest goes first."""

What = Literal["sign-in", "page", "export", "sign-out", "refused", "session-ended", "look-as"]

_LOG = logging.getLogger(__name__)

_noted: set[tuple[str, str, str, str]] = set()


@dataclass(frozen=True)
class Event:
    """One line of the trail."""

    at: str
    """UTC, ISO 8601 to the second."""
    who: str
    role: str
    what: What
    page: str = ""
    name: str = ""
    """What was exported, or why someone was refused."""
    scope: str = ""
    """`everyone`, or the partners whose rows were seen, by code point."""
    as_of: str = ""


def path() -> Path:
    """The file named by DUALSITE_AUDIT, else `logs/audit.jsonl` beside the app."""
    return Path(os.environ.get("DUALSITE_AUDIT") or Path(__file__).parents[3] / "logs" / "audit.jsonl")


def note(
    who: str,
    role: str,
    what: What,
    *,
    page: str = "",
    name: str = "",
    partners: frozenset[str] | None = frozenset(),
    as_of: date | None = None,
) -> None:
    """Write a line. `partners`: whose rows were seen, None for everyone's. A file that cannot be written is logged."""
    scope = "everyone" if partners is None else " ".join(sorted(partners))
    at = datetime.now(UTC).isoformat(timespec="seconds")
    event = Event(at, who, role, what, page, name, scope, as_of.isoformat() if as_of else "")
    trail = _trail(path())
    if trail is not None:
        trail.info(json.dumps(asdict(event)))


def note_once(who: str, role: str, what: What, about: str, *, name: str = "") -> None:
    """Write a line as `note` does, unless the same has been written about the same sign-in."""
    if (who, what, about, name) not in _noted:
        if len(_noted) > MOST_NOTED:
            _noted.clear()
        _noted.add((who, what, about, name))
        note(who, role, what, name=name)


def events(file: Path, who: str = "") -> Iterator[Event]:
    """The lines of the trail, newest first, of those whose name contains `who`; none when there is no file.

    Lines that are none of ours are left out.
    """
    for one in [file, *(file.with_name(f"{file.name}.{number}") for number in range(1, KEPT + 1))]:
        with suppress(OSError):
            for line in reversed(one.read_text(encoding="utf-8", errors="replace").splitlines()):
                event = _event(line)
                if event is not None and who.lower() in event.who.lower():
                    yield event


def latest(file: Path, most: int, who: str = "") -> list[Event]:
    """The newest `most` lines of the trail; empty when there is no file."""
    return list(islice(events(file, who), most))


def _event(line: str) -> Event | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    names = {field.name for field in fields(Event)}
    if not isinstance(told, dict) or told.keys() != names or not all(isinstance(one, str) for one in told.values()):
        return None
    return Event(**told)


@cache
def _trail(file: Path) -> logging.Logger | None:
    """The logger of a file, which only its owner may read; None, told once, when it cannot be written."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _own(str(file))
        handler = RotatingFileHandler(file, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError as error:
        _cannot_write(file, error)
        return None

    def rotate(source: str, target: str) -> None:
        Path(source).rename(target)
        _own(source)

    handler.rotator = rotate
    handler.handleError = lambda record: _cannot_write(file, sys.exception())  # type: ignore[method-assign]
    handler.setFormatter(logging.Formatter("%(message)s"))
    trail = logging.Logger(f"{__name__} {file}", logging.INFO)
    trail.addHandler(handler)
    return trail


def _own(file: str) -> None:
    """Make the file when it is missing, and its owner's alone, before anything is written to it."""
    opened = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.fchmod(opened, 0o600)
    finally:
        os.close(opened)


def _cannot_write(file: Path, error: BaseException | None) -> None:
    _LOG.error("The audit trail %s cannot be written: %s. The app goes on without it; make it writable.", file, error)
