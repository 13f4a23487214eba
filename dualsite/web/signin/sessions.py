"""The sessions: a sign-in in one browser, with all its tabs. Since when, when something was last done in it, its end.

Something is done when a page is opened, and by whatever a tab asks for after its first run: a click, a filter, a
download. That a tab stands open, or connects again, is nothing.

All processes on this machine share them, so that whoever is handed from one to another is as idle as before; what is
new within a few seconds is known to the process alone in which it was done.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from dualsite.web import shared_state
from dualsite.web.shared_state import SharedStateError
from dualsite.web.signin import endings
from dualsite.web.signin.endings import Ended

MOST = 20_000
"""Sessions that are known; then the one goes in which nothing was done for longest, as if the server had restarted."""

TOLD_EVERY_S = 5.0
"""How soon the other processes know that something was done in a session, or which page was opened."""

KEPT_S = 8 * 24 * 3600
"""For how long a session is kept in which nothing is done; no sign-in is good for longer."""

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
    written: tuple[float, str] = (0.0, "")
    """When something was done in it, and on which page, as the other processes know it."""


_known: dict[str, Session] = {}
"""Those in which something was done in this process."""
_lock = threading.Lock()


def note(key: str, claims: Mapping[str, Any], now: float) -> None:
    """Something was done in a session."""
    with _lock:
        before = _known.pop(key, None)
        _known[key] = replace(before, claims=claims, active_at=now) if before else Session(claims, now)
        if len(_known) > MOST:
            del _known[next(iter(_known))]
    _tell(key)


def note_page(key: str, page: str) -> None:
    """A page was opened in a session, whose place in the URL this is."""
    with _lock:
        if key in _known:
            _known[key] = replace(_known[key], page=page)
    _tell(key)


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
    found = {}
    with suppress(SharedStateError):
        for key, claims, active_at, page in shared_state.rows("SELECT session, claims, active_at, page FROM sessions"):
            found[key] = Session(json.loads(claims), active_at, page)
    with _lock:
        here = dict(_known)
    return found | {key: one for key, one in here.items() if key not in found or one.active_at >= found[key].active_at}


def active_at(key: str, began_at: float) -> float:
    """When something was last done in a session that began then. Raises SharedStateError when that cannot be known."""
    here, elsewhere = _known.get(key), shared_state.rows("SELECT active_at FROM sessions WHERE session = ?", key)
    moments = [began_at, *([here.active_at] if here else []), *(at for (at,) in elsewhere)]
    return max(moments if len(moments) > 1 else [began_at, STARTED_AT])


def end(key: str, how: Ended, until: float) -> None:
    """End a session in all its tabs, and for whoever has copied its cookie, which would have been good `until` then."""
    endings.keep(key, how, until)
    with _lock:
        _known.pop(key, None)


def tidy(now: float) -> None:
    """At the start: forget what is long past. Raises SharedStateError when it cannot be read or written."""
    if shared_state.rows("SELECT 1 FROM sessions WHERE active_at < ? LIMIT 1", now - KEPT_S):
        shared_state.write(("DELETE FROM sessions WHERE active_at < ?", now - KEPT_S))


def _tell(key: str) -> None:
    """Tell the other processes of a session, unless that was done just now. What cannot be written is not told."""
    with _lock:
        one = _known.get(key)
        if one is None or (one.active_at - one.written[0] < TOLD_EVERY_S and one.page == one.written[1]):
            return
        _known[key] = one = replace(one, written=(one.active_at, one.page))
    shared_state.off_the_loop(partial(_write, key, one))


def _write(key: str, one: Session) -> None:
    """Unless it was ended meanwhile."""
    with suppress(SharedStateError):
        shared_state.write(
            (
                "INSERT OR REPLACE INTO sessions SELECT ?, ?, ?, ? "
                "WHERE NOT EXISTS (SELECT 1 FROM ended_sessions WHERE session = ?)",
                *(key, json.dumps(dict(one.claims), default=str), one.active_at, one.page, key),
            ),
            is_kept=False,
        )
