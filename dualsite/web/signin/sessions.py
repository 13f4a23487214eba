"""The sessions: a sign-in in one browser, with all its tabs. Since when, when something was last done in it, its end.

Something is done when a page is opened, and by whatever a tab asks for after its first run: a click, a filter, a
download. That a tab stands open, or connects again, is nothing.

Kept in this process, but for those that were ended (`endings`): after a restart, nobody has been idle longer than the
server is up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dualsite.web.signin import endings
from dualsite.web.signin.endings import Ended

MOST = 20_000
"""Sessions that are known; then the one goes in which nothing was done for longest, as if the server had restarted."""

STARTED_AT = time.time()


@dataclass(frozen=True)
class Session:
    """One session. Moments are in seconds since 1970."""

    claims: Mapping[str, Any]
    """Those of its sign-in; empty without sign-in."""
    active_at: float
    page: str = ""
    """The place in the URL of the page that was opened last."""
    told: frozenset[Hashable] = frozenset()
    """What the audit trail has been told of it once and for all."""


_known: dict[str, Session] = {}
_lock = threading.Lock()


def note(key: str, claims: Mapping[str, Any], now: float) -> None:
    """Something was done in a session."""
    with _lock:
        before = _known.pop(key, None)
        _known[key] = replace(before, claims=claims, active_at=now) if before else Session(claims, now)
        if len(_known) > MOST:
            del _known[next(iter(_known))]


def note_page(key: str, page: str) -> None:
    """A page was opened in a session, whose place in the URL this is."""
    with _lock:
        if key in _known:
            _known[key] = replace(_known[key], page=page)


def is_news(key: str, fact: Hashable) -> bool:
    """Whether this is told of a session for the first time; always of one in which nothing was done yet."""
    with _lock:
        found = _known.get(key)
        if found is None:
            return True
        _known[key] = replace(found, told=found.told | {fact})
        return fact not in found.told


def known() -> dict[str, Session]:
    """The sessions in which something was done, by their keys; also those that are over by now."""
    with _lock:
        return dict(_known)


def active_at(key: str, began_at: float) -> float:
    """When something was last done in a session that began then."""
    found = _known.get(key)
    return max(began_at, found.active_at if found else STARTED_AT)


def end(key: str, how: Ended, until: float) -> None:
    """End a session in all its tabs, and for whoever has copied its cookie, which would have been good `until` then."""
    endings.keep(key, how, until)
    with _lock:
        _known.pop(key, None)
