"""Who and what is around a browser, asked anew at every request, message and run."""

from __future__ import annotations

import time
from collections.abc import Mapping

from dualsite.web import looking
from dualsite.web.meeting import cookies as meeting
from dualsite.web.signin import admission, openid
from dualsite.web.signin.admission import Person, Refusal

Around = tuple[Person | Refusal | None, meeting.Around | None]
"""Who sits at a browser, or why they are refused, and the meeting it is in."""


def around(claims: openid.Claims, cookies: Mapping[str, str], settings: openid.Settings | None) -> Around:
    """Who and what is around a browser now.

    In a meeting of theirs, a sign-in is as good as it was when the meeting began: a screen on the wall does not go dark
    in the middle. Whoever is signed out or taken out of the access file is out in a meeting, too.
    """
    now = time.time()
    held = meeting.around(cookies, now)
    is_theirs = held is not None and held.partner is not None and held.who == admission.id_of(claims)
    found = admission.who(claims, settings, now, held.began_at if held and is_theirs else now)
    if isinstance(found, Person):
        file = admission.access_file(settings) if settings is not None else None
        found = looking.narrowed(found, session_key(claims, cookies), file)
    return found, held


def session_key(claims: openid.Claims, cookies: Mapping[str, str]) -> str:
    """The session of a browser: its sign-in, or the browser itself without one."""
    return admission.key(claims) if claims else f"browser {cookies.get(meeting.BROWSER, '')}"
