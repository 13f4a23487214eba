"""The switch for code names, as the server remembers it: a reload or another tab of the browser keeps it on.

It is on screen in `screens.shared.filters`, which knows one session alone.
"""

from __future__ import annotations

import threading

import streamlit as st

from dualsite.screens.shared import filters
from dualsite.web.meeting import lock
from dualsite.web.meeting.cookies import BROWSER
from dualsite.web.signin.admission import Person, PersonId

_on: set[tuple[str, PersonId]] = set()
"""The browsers and people in them whose switch is on."""
_lock = threading.Lock()


def restore(who: Person) -> None:
    """Before anything is drawn in a new session: the switch as it stood in this browser."""
    if filters.CODE_NAMES not in st.session_state and _key(who) in _on:
        st.session_state[filters.CODE_NAMES] = True


def remember(who: Person) -> None:
    """After the switch is drawn: how it stands."""
    key = _key(who)
    if key is not None and filters.CODE_NAMES in st.session_state:
        with _lock:
            (_on.add if st.session_state[filters.CODE_NAMES] else _on.discard)(key)


def _key(who: Person) -> tuple[str, PersonId] | None:
    browser = lock.cookie(BROWSER)
    return (browser, who.id) if browser else None
