"""Files that the app keeps for a tab, up and down: who was told their address, and so may use it.

Streamlit hands a file to whoever names it. Here an address is good for the person to whose tab it was sent, in the role
and the meeting they were in, and for nobody else who has learnt or guessed it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Hashable, Iterable

from dualsite.web import streamlit_private

REMEMBERED = 20_000
"""Addresses that are remembered; the oldest goes first, and its page gives a new one."""

MOST_UPLOADED = 100_000_000
"""Bytes that one tab may upload in all."""

_owners: dict[str, set[Hashable]] = {}
_uploaded: Counter[str] = Counter()
_lock = threading.Lock()


def note(places: Iterable[str], owner: Hashable) -> None:
    """Whoever is given these addresses may use them."""
    for place in places:
        with _lock:
            _owners.setdefault(place, set()).add(owner)
            if len(_owners) > REMEMBERED:
                del _owners[next(iter(_owners))]


def may_use(place: str, owner: Hashable) -> bool:
    """Whether the address was told to them, as what they are now."""
    with _lock:
        return owner in _owners.get(place, ())


def has_room(place: str, size: int) -> bool:
    """Whether the tab of this upload may upload so many bytes more; they are counted."""
    session = place.split("/")[-2]
    with _lock:
        if _uploaded[session] + size > MOST_UPLOADED:
            return False
        _uploaded[session] += size
        return True


def forget(session: str) -> None:
    """A tab is gone, and what it had uploaded with it."""
    with _lock:
        _uploaded.pop(session, None)
    streamlit_private.free_uploads(session)
