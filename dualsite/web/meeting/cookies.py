"""The two cookies of a meeting, and what they say.

Every browser gets a name of its own in a cookie, by which all its tabs are locked once a meeting has started. Opening
the link of the meeting adds the cookie of the meeting, which outlives the meeting itself: whatever carries it is
locked, to its client while the meeting lasts and to nothing afterwards. Only ending the meeting takes it away. Where
the meetings cannot be read, every browser that may be in one shows nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Message, Scope, Send

from dualsite.web import full
from dualsite.web.meeting import registry
from dualsite.web.shared_state import SharedStateError

BROWSER, MEETING = "dualsite_browser", "dualsite_meeting"

OPEN, END, OVER = "/meeting/open", "/meeting/end", "/meeting/over"

_NOT_PAGES = (
    *("/_stcore/", "/static/", "/media/", "/component/", "/app/", "/auth/", "/oauth2callback"),
    *(OPEN, END, OVER, full.PATH),
)


@dataclass(frozen=True)
class Around:
    """What meeting a browser is in."""

    meeting: str
    """Its id, as the browser or the registry says; empty when only the registry could say it and cannot be read."""
    partner: str | None
    """The client it shows; None when it is over, lasts too long, or is not known: then it shows nothing."""
    who: Hashable = None
    """Who started it."""
    began_at: float = 0.0
    """When, in seconds since 1970."""


def around(cookies: Mapping[str, str], now: float) -> Around | None:
    """The meeting that a browser with these cookies is in; None for none. `now` is in seconds since 1970."""
    inside = cookies.get(MEETING)
    try:
        found = registry.of_browser(cookies.get(BROWSER)) if inside is None else registry.find(inside, now)
    except SharedStateError:
        return Around(inside or "", None)
    if found is None:
        return None if inside is None else Around(inside, None)
    return Around(found.id, None if found.is_past(now) else found.partner, found.who, found.began_at)


def is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NOT_PAGES):
        return False
    return "text/html" in HTTPConnection(scope).headers.get("accept", "")


def naming(send: Send, scope: Scope) -> Send:
    """What answers a browser that asks for a page, and gives it its name if it has none: before it signs in, since a
    proxy before several processes tells by it which one it belongs to."""
    if not is_page(scope) or BROWSER in HTTPConnection(scope).cookies:
        return send

    async def send_with_name(message: Message) -> None:
        if message["type"] == "http.response.start":
            named = Response()
            keep(named, scope, BROWSER, secrets.token_urlsafe(16))
            MutableHeaders(scope=message).append("set-cookie", named.headers["set-cookie"])
        await send(message)

    return send_with_name


def keep(answer: Response, scope: Scope, name: str, value: str) -> None:
    """Have the browser keep a cookie, for as long as browsers keep any, out of the reach of scripts."""
    is_secure = scope.get("scheme") == "https"
    answer.set_cookie(name, value, max_age=registry.KEPT_S, secure=is_secure, httponly=True, samesite="lax")
