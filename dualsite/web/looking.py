"""Looking as somebody else: an executive sees what a person of the access file sees, and can change nothing meanwhile.

The server remembers it for the executive's session, whose every tab it holds for; nothing in an address does. It makes
an executive's view smaller and nobody's larger, and ends with the session.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from dualsite.access import Viewer
from dualsite.access.access_file import AccessEntry, AccessFile
from dualsite.web.signin.admission import Person

MOST = 1000
"""Sessions in which somebody looks as somebody else; then the oldest stops."""

NOBODY = Viewer("partner")
"""As whom one looks whose entry has left the access file: they see nothing."""


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


_looking: dict[str, Look] = {}
_lock = threading.Lock()


def start(session: str, look: Look) -> None:
    """In this session, its executive looks as somebody else from now on."""
    with _lock:
        _looking.pop(session, None)
        _looking[session] = look
        if len(_looking) > MOST:
            del _looking[next(iter(_looking))]


def stop(session: str) -> None:
    with _lock:
        _looking.pop(session, None)


def narrowed(who: Person, session: str, file: AccessFile | None) -> Person:
    """The person as they look in this session: an executive perhaps as somebody else, anybody else as themselves."""
    look = _looking.get(session)
    if look is None or who.viewer.role != "executive":
        return who
    return replace(who, viewer=look.viewer(file), looks_as=look.called)
