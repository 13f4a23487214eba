"""The way into a meeting and out of it, as the browser takes it: two addresses and a page that shows nothing."""

from __future__ import annotations

import hmac
import time
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from dualsite import audit, sitemap
from dualsite.audit import What
from dualsite.i18n import _
from dualsite.screens.shared.presenting import FIRST, PRESENT
from dualsite.web import presence, tabs
from dualsite.web.audit import people
from dualsite.web.meeting import cookies, registry
from dualsite.web.meeting.cookies import BROWSER, END, MEETING, OPEN, OVER
from dualsite.web.plain_page import plain_page, text_of
from dualsite.web.shared_state import SharedStateError
from dualsite.web.signin import openid, signout

LARGEST_FORM = 4096
"""Bytes of the form that ends a meeting."""


class MeetingPages:
    """Leads a browser in a meeting back from pages that its client does not have."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_inside = cookies.is_page(scope) and MEETING in HTTPConnection(scope).cookies
        if is_inside and scope["path"] not in sitemap.places(sitemap.CLIENT):
            await RedirectResponse("/", 303)(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def _open(request: Request) -> Response:
    """Lock what this browser opens from now on, the room or its presenter view; nothing happens without a meeting."""
    try:
        meeting = registry.of_browser(request.cookies.get(BROWSER))
    except SharedStateError as error:
        return PlainTextResponse(str(error), 503)
    there = f"/?{PRESENT}={FIRST}" if PRESENT in request.query_params else "/"
    answer = RedirectResponse(there, 303, {"cache-control": "no-store"})
    if meeting:
        cookies.keep(answer, request.scope, MEETING, meeting.id)
    return answer


async def _end(request: Request) -> Response:
    """End the meeting whose secret the form holds, when it is this browser's; a foreign page does not know it."""
    said = await _said(request)
    try:
        return _ended(request, said)
    except SharedStateError as error:
        return PlainTextResponse(str(error), 503)


def _ended(request: Request, said: str) -> Response:
    mine = [request.cookies.get(MEETING)]
    if (meeting := registry.of_browser(request.cookies.get(BROWSER))) is not None:
        mine.append(meeting.id)
    if not any(one and hmac.compare_digest(said.encode(), one.encode()) for one in mine):
        return RedirectResponse("/", 303)
    settings = openid.settings()
    claims = openid.claims_in(request.cookies, settings.origin) if settings else {}
    _note_end(request, registry.find(said, time.time()), claims, settings)
    if settings is not None:
        # Before the meeting ends, and not when the browser gets there: else its sign-in would be open in between.
        signout.end(claims, settings)
    registry.end(said)
    tabs.look()
    there = signout.address(request.cookies)
    answer = RedirectResponse(OVER, 303, {"cache-control": "no-store"}) if there is None else _over_page(there)
    if there is not None:
        # Not by a redirect: the policy lets no form lead on to the provider.
        answer.headers["refresh"] = f"0; url={there}"
    answer.delete_cookie(MEETING, httponly=True, samesite="lax")
    return answer


def _note_end(
    request: Request, meeting: registry.Meeting | None, claims: openid.Claims, settings: openid.Settings | None
) -> None:
    """Write down that this meeting ends; one that is over by now is not known any more."""
    who, _meeting = presence.around(claims, request.cookies, settings)
    audit.record(What.MEETING_END, people.of(who, claims), name=meeting.partner if meeting else "not known any more")


async def _over(_request: Request) -> Response:
    return _over_page("/")


def _over_page(there: str) -> Response:
    go_on = f'<p>{text_of(_("Stop sharing the screen first."))} <a href="{there}">{text_of(_("Then go on."))}</a></p>'
    return plain_page("over", _("The meeting has ended."), go_on)


async def _said(request: Request) -> str:
    """The meeting named in the form; empty when there is none."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return ""
    return parse_qs(body.decode("utf-8", "replace")).get("meeting", [""])[0]


ROUTES = [
    Route(OPEN, _open),
    Route(END, _end, methods=["POST"]),
    Route(OVER, _over),
]
