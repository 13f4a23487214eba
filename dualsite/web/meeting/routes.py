"""The way into a meeting and out of it, as the browser takes it: two cookies, two addresses and a neutral page.

Every browser gets a name of its own in a cookie, by which all its tabs are locked once a meeting has started. Opening
the link of the meeting adds the cookie of the meeting, which outlives a restart and the meeting itself: whatever
carries it is locked, to its client while the meeting lasts and to nothing afterwards. Only ending the meeting takes it
away.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite import sitemap
from dualsite.web.meeting import registry

BROWSER, MEETING = "dualsite_browser", "dualsite_meeting"
OPEN, END, OVER = "/meeting/open", "/meeting/end", "/meeting/over"
KEPT_S = 400 * 24 * 3600
"""How long browsers keep a cookie at most."""

LARGEST_FORM = 4096
"""Bytes of the form that ends a meeting."""

NOT_PAGES = ("/_stcore/", "/static/", "/media/", "/component/", "/app/", "/auth/", "/oauth2callback", OPEN, END, OVER)

NEUTRAL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dualsite</title>
<meta name="viewport" content="width=device-width"><style>
body { font: 15px/1.5 Inter, system-ui, sans-serif; color: #1b2430; display: grid; place-content: center; height: 90vh }
@media (prefers-color-scheme: dark) { body { color: #e8ebef; background: #12161c } a { color: #9dc1f2 } }
</style></head><body><main><h1 style="font-size:22px">The meeting has ended.</h1>
<p>Stop sharing the screen first. <a href="/">Then go on.</a></p></main></body></html>"""


class MeetingCookies:
    """Gives every browser its name, and leads one in a meeting back from pages that its client does not have."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith(NOT_PAGES)
        if not is_page or "text/html" not in HTTPConnection(scope).headers.get("accept", ""):
            await self.app(scope, receive, send)
            return
        cookies = HTTPConnection(scope).cookies
        if MEETING in cookies and scope["path"] not in sitemap.places(sitemap.CLIENT):
            await RedirectResponse("/", 303)(scope, receive, send)
            return

        async def send_with_name(message: Message) -> None:
            if message["type"] == "http.response.start" and BROWSER not in cookies:
                named = Response()
                _keep(named, scope, BROWSER, secrets.token_urlsafe(16))
                MutableHeaders(scope=message).append("set-cookie", named.headers["set-cookie"])
            await send(message)

        await self.app(scope, receive, send_with_name)


def around(cookies: Mapping[str, str], now: float) -> registry.Meeting | None:
    """The meeting that a browser is in, by its cookies; None for none, and for one that is over."""
    if MEETING in cookies:
        return registry.find(cookies[MEETING], now)
    return registry.of_browser(cookies.get(BROWSER), now)


async def _open(request: Request) -> Response:
    """Lock what this browser opens from now on; without a meeting in it, nothing happens."""
    meeting = registry.of_browser(request.cookies.get(BROWSER), time.time())
    answer = RedirectResponse("/", 303, {"cache-control": "no-store"})
    if meeting:
        _keep(answer, request.scope, MEETING, meeting.id)
    return answer


async def _end(request: Request) -> Response:
    """End the meeting whose secret the form holds, when it is this browser's; a foreign page does not know it."""
    said = await _said(request)
    mine = [request.cookies.get(MEETING)]
    if (meeting := registry.of_browser(request.cookies.get(BROWSER), time.time())) is not None:
        mine.append(meeting.id)
    if not any(one and hmac.compare_digest(said.encode(), one.encode()) for one in mine):
        return RedirectResponse("/", 303)
    registry.end(said)
    is_signed_in = any(name.startswith("_streamlit_user") for name in request.cookies)
    answer = RedirectResponse("/auth/logout" if is_signed_in else OVER, 303, {"cache-control": "no-store"})
    answer.delete_cookie(MEETING, httponly=True, samesite="lax")
    return answer


async def _over(request: Request) -> Response:
    return HTMLResponse(NEUTRAL, headers={"cache-control": "no-store"})


async def _said(request: Request) -> str:
    """The meeting named in the form; empty when there is none."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return ""
    return parse_qs(body.decode("utf-8", "replace")).get("meeting", [""])[0]


def _keep(answer: Response, scope: Scope, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=KEPT_S, secure=scope["scheme"] == "https", httponly=True, samesite="lax")


ROUTES = [
    Route(OPEN, _open),
    Route(END, _end, methods=["POST"]),
    Route(OVER, _over),
]
