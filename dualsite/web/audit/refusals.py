"""Whose sign-in was refused, written into the audit trail once."""

from __future__ import annotations

import threading

from dualsite import audit
from dualsite.audit import What
from dualsite.web.audit import people
from dualsite.web.signin import admission, openid
from dualsite.web.signin.admission import Refusal

MOST_REMEMBERED = 10_000
"""Sign-ins whose refusal is remembered as written; then they are forgotten, and written again."""

_written: set[tuple[str, str]] = set()
_lock = threading.Lock()


def note(who: Refusal, claims: openid.Claims) -> None:
    """A sign-in lets nobody in: written once for each reason, however often its browser asks."""
    about = (admission.key(claims), who.reason)
    with _lock:
        if about in _written:
            return
        if len(_written) >= MOST_REMEMBERED:
            _written.clear()
        _written.add(about)
    audit.record(What.REFUSED, people.of(who, claims), reason=who.reason)
