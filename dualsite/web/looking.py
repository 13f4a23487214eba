"""Looking as somebody else: an executive sees what a person of the access file sees, and can change nothing meanwhile.

The servers remember it for the executive's session, whose every tab it holds for; nothing in an address does. It makes
an executive's view smaller and nobody's larger, and ends with the session. Where it cannot be read, executives see what
nobody would.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from dualsite import formats
from dualsite.access import Viewer
from dualsite.access.access_file import AccessEntry, AccessFile
from dualsite.web import shared_state
from dualsite.web.shared_state import SharedStateError
from dualsite.web.signin.admission import Person

MOST = 1000
"""Sessions in which somebody looks as somebody else; then the oldest stops."""

NOBODY = Viewer("partner")
"""As whom one looks whose entry has left the access file, or cannot be read: they see nothing."""


@dataclass(frozen=True)
class Look:
    """As whom an executive looks: an entry of the access file, or one client where nobody signs in."""

    called: str
    """On screen and in the audit trail."""
    entry: AccessEntry | None = None
    partner: str | None = None

    def viewer(self, file: AccessFile | None) -> Viewer:
        """What they see by the access file as it is now."""
        if self.partner is not None:
            return Viewer("partner", frozenset((self.partner,)))
        same = (one.viewer for one in (file.entries if file else ()) if self.entry and one.means_as(self.entry))
        viewer = next(same, NOBODY)
        return viewer if viewer.role != "executive" else NOBODY


def start(session: str, look: Look) -> None:
    """In this session, its executive looks as somebody else from now on. Raises SharedStateError."""
    shared_state.write(
        ("DELETE FROM looks WHERE session = ?", session),
        ("INSERT INTO looks (session, look) VALUES (?, ?)", session, json.dumps(asdict(look), default=sorted)),
        ("DELETE FROM looks WHERE rowid <= (SELECT max(rowid) FROM looks) - ?", MOST),
    )


def stop(session: str) -> None:
    """From now on they look as themselves again. Raises SharedStateError."""
    if _look_of(session) is not None:
        shared_state.write(("DELETE FROM looks WHERE session = ?", session))


def narrowed(who: Person, session: str, file: AccessFile | None) -> Person:
    """The person as they look in this session: an executive perhaps as somebody else, anybody else as themselves."""
    if who.viewer.role != "executive":
        return who
    try:
        look = _look_of(session)
    except SharedStateError:
        return replace(who, viewer=NOBODY)
    return replace(who, viewer=look.viewer(file), looks_as=look.called) if look is not None else who


def _look_of(session: str) -> Look | None:
    found = shared_state.rows("SELECT look FROM looks WHERE session = ?", session)
    return next((_readable(one) for (one,) in found), None)


def _readable(written: str) -> Look:
    """The look that was written down; as nobody, and still one that can be ended, when it was by another version."""
    try:
        return _read(json.loads(written))
    except (KeyError, TypeError, ValueError):
        return Look(formats.UNKNOWN)


def _read(told: dict[str, Any]) -> Look:
    entry = told["entry"]
    if entry is not None:
        viewer = Viewer(entry["viewer"]["role"], frozenset(entry["viewer"]["partners"]))
        claim = tuple(entry["claim"]) if entry["claim"] else None
        entry = AccessEntry(**{**entry, "viewer": viewer, "claim": claim})
    return Look(told["called"], entry, told["partner"])
