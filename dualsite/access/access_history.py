"""What the access file was and when: every change of it is an entry of the audit trail, with who gained or lost what.

So the trail also says who might come in as what at any moment: all that was gained by then and not lost again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from pathlib import Path

from dualsite import audit
from dualsite.access.access_file import AccessEntry, AccessFile
from dualsite.audit import APP, Entry, What, reading
from dualsite.audit.harmless import harmless
from dualsite.audit.reading import Search

GAINED, LOST = "+ ", "− "
"""Before whom an entry of the access file names, in the details of an entry of the trail."""

NONE = "none"
"""The digest of no file."""

_lock = threading.Lock()


def note(path: Path, file: AccessFile | None) -> None:
    """Write down that the access file is another one than the trail knows; nothing when it is the same.

    `file` is what was read from it, None when it cannot be used: then nobody may come in.
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        digest = NONE
    with _lock:
        before = changes(1)
        known = before[0].details.get("after", NONE) if before else NONE
        if known == digest:
            return
        had, has = standing(), standing_in(file)
        lost = {f"{LOST}{who}": what for who, what in had.items() if has.get(who) != what}
        gained = {f"{GAINED}{who}": what for who, what in has.items() if had.get(who) != what}
        audit.record(
            What.ACCESS,
            APP,
            name=path.name,
            reason="" if file is not None else "It cannot be used, so nobody may come in.",
            details={"before": known, "after": digest, **lost, **gained},
        )


def changes(most: int | None = None) -> list[Entry]:
    """The changes of the access file, the newest first."""
    found = []
    for entry in reading.entries(audit.path(), Search(what=What.ACCESS)):
        found.append(entry)
        if len(found) == most:
            break
    return found


def standing() -> dict[str, str]:
    """Who may come in as what, as far as the trail knows: whom each entry names, and its role and partners."""
    found: dict[str, str] = {}
    for change in reversed(changes()):
        # Whoever has another role now has lost one and gained one.
        for told in change.details:
            if told.startswith(LOST):
                found.pop(told.removeprefix(LOST), None)
        for told, what in change.details.items():
            if told.startswith(GAINED):
                found[told.removeprefix(GAINED)] = what
    return found


def standing_in(file: AccessFile | None) -> Mapping[str, str]:
    """The same as the access file says it; nobody when it cannot be used."""
    return {_named(entry): _granted(entry) for entry in file.entries} if file is not None else {}


def _named(entry: AccessEntry) -> str:
    named = entry.email or " = ".join(entry.claim or ())
    return harmless(f"{named} at {entry.provider}" if entry.provider else named, 250)


def _granted(entry: AccessEntry) -> str:
    return harmless(" ".join((entry.viewer.role, *sorted(entry.viewer.scope.partners or ()))), 2000)
