"""Which requests may reach the app at all: a plain ASGI layer around it.

- Only requests for an address of this app, so that no foreign name can be pointed at it (DNS rebinding).
- Without sign-in, nothing that came through a proxy.
- No measurements, agent or health script of Streamlit's own.
- With sign-in: pages, files and uploads for people alone. Whoever is not in is given a plain page, for which nothing
  runs.
- Files up and down for the person alone to whose tab their address was sent, as what they were then.
- Cookies that travel by https alone, one of them with a name for every browser.
"""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite import sitemap
from dualsite.web import files, presence
from dualsite.web.audit import refusals
from dualsite.web.meeting import cookies as meeting
from dualsite.web.signin import openid, pages, sessions, signout
from dualsite.web.signin.admission import Person, Refusal
from dualsite.web.signin.landing import CALLBACK
from dualsite.web.streamlit_private import USER_COOKIE_NAME

NOT_SERVED = re.compile(r"/_stcore/(metrics|agent|script-health-check)(/|$)")
FOR_PEOPLE = re.compile(r"^/(media|_stcore/upload_file|component)/")
FILES = re.compile(r"^/(media|_stcore/upload_file)/")
OPEN = re.compile(
    r"^/(_stcore/(health|host-config)$|static/|app/|auth/login$|oauth2callback$|signin/|meeting/(over|end)$|full$|favicon\.png$|healthz$)"
)
"""What is served to whoever asks: Streamlit's scripts, our fonts and outlines, and the way to sign in; what the server
says of itself, which `web.health` tells this machine alone."""

POLICY_VIOLATION = 1008
NOT_THROUGH_A_PROXY = (
    "Without sign-in this app serves nobody behind a proxy: to it, they would all sit at this machine. "
    "Configure sign-in as docs/security.md says."
)


class Gate:
    """The layer. `settings` are those of the sign-in, None without one."""

    def __init__(self, app: ASGIApp, settings: openid.Settings | None) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._talk(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if not is_ours(scope, self.settings):
            await PlainTextResponse("This address is not served here.", 421)(scope, receive, send)
            return
        if self.settings is None and came_through_a_proxy(scope):
            await PlainTextResponse(NOT_THROUGH_A_PROXY, 403)(scope, receive, send)
            return
        if NOT_SERVED.search(path):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        cookies = HTTPConnection(scope).cookies
        claims = openid.claims_in(cookies, self.settings.origin) if self.settings else {}
        if self.settings is not None:
            send = _with_secure_cookies(send) if self.settings.is_https else send
            if path == CALLBACK and claims:
                send = _ending_the_former(send, claims, self.settings)
        send = meeting.naming(send, scope)
        # What is open to everybody is the same to all: who is there is not looked up for scripts and fonts.
        here = (None, None) if OPEN.match(path) else presence.around(claims, cookies, self.settings)
        refused = self._instead(scope, claims, here[0], self.settings) if self.settings is not None else None
        if refused is None and FILES.match(path):
            send = _kept_by_nobody(send)
            refused = _no_file(scope, here)
        if refused is None and _is_page(scope):
            refused = _back(path, here[0])
            sessions.note(presence.session_key(claims, cookies), claims, time.time())
        await (refused or self.app)(scope, receive, send)

    def _instead(
        self, scope: Scope, claims: openid.Claims, who: Person | Refusal | None, settings: openid.Settings
    ) -> ASGIApp | None:
        """What is answered in place of the app; None when the request may reach it."""
        path = scope["path"]
        if path == signout.LOGOUT:
            if not signout.is_token(_told(scope, "token"), claims):
                return RedirectResponse("/", 303)
            signout.end(claims, settings)
            return None
        if isinstance(who, Person) or OPEN.match(path):
            return None
        if who is not None:
            refusals.note(who, claims)
        if FOR_PEOPLE.match(path):
            return PlainTextResponse("Sign in first.", 403)
        return pages.answer(who, claims, settings)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_ours(scope, self.settings) or (self.settings is None and came_through_a_proxy(scope)):
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await self.app(scope, receive, send)


def _ending_the_former(send: Send, claims: openid.Claims, settings: openid.Settings) -> Send:
    """Whoever signs in where somebody is signed in already takes their place: the former sign-in is over."""

    async def send_once(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookies = (value for name, value in message.get("headers", ()) if name.lower() == b"set-cookie")
            if any(value.startswith(USER_COOKIE_NAME.encode() + b"=") for value in cookies):
                signout.end(claims, settings)
        await send(message)

    return send_once


def _no_file(scope: Scope, owner: presence.Around) -> ASGIApp | None:
    """What is answered for a file that is not theirs or an upload that is too much; None when it may be handed over."""
    path = scope["path"]
    if not files.may_use(path, owner):
        return PlainTextResponse("There is no such file of yours. Open its page again.", 403)
    if scope["method"] in ("PUT", "POST"):
        size = Headers(scope=scope).get("content-length", "")
        if not size.isdecimal():
            return PlainTextResponse("Say how long the file is.", 411)
        if not files.has_room(path, int(size)):
            return PlainTextResponse("That is more than one tab may upload. Open the page anew.", 413)
    return None


def _kept_by_nobody(send: Send) -> Send:
    """Files are for one person: neither a proxy nor the browser keeps them."""

    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["cache-control"] = "private, no-store"
        await send(message)

    return send_private


def _back(path: str, who: Person | Refusal | None) -> ASGIApp | None:
    """Whoever begins to look as somebody else is led to a page that these have."""
    if not isinstance(who, Person) or not who.looks_as or path in sitemap.places(sitemap.pages(who.viewer.role)):
        return None
    return RedirectResponse("/", 303)


def _is_page(scope: Scope) -> bool:
    """Whether a page of the app is asked for, by a person."""
    wanted = Headers(scope=scope).get("accept", "")
    return scope["method"] == "GET" and "text/html" in wanted and not OPEN.match(scope["path"])


def _told(scope: Scope, name: str) -> str:
    """A parameter of a request; empty without it."""
    return QueryParams(scope["query_string"]).get(name, "")


def is_ours(scope: Scope, settings: openid.Settings | None) -> bool:
    """Whether a request is for an address of this app, by its Host; without sign-in, of this machine alone."""
    told = Headers(scope=scope).getlist("host")
    try:
        host = urlsplit(f"//{told[0]}").hostname if len(told) == 1 else None
    except ValueError:
        host = None
    if settings is not None:
        return host == settings.host or host in openid.LOOPBACK
    # A server that was not started by `streamlit run` may listen elsewhere than it was configured.
    address = (scope.get("server") or ("", 0))[0]
    return host in openid.LOOPBACK and address in openid.LOOPBACK


def came_through_a_proxy(scope: Scope) -> bool:
    """Whether a request says that it was handed on: then whoever asked may sit anywhere."""
    names = {name.decode("latin-1").lower() for name, _value in scope["headers"]}
    return bool(names & {"forwarded", "via"}) or any(name.startswith("x-forwarded-") for name in names)


def is_of_this_machine(scope: Scope) -> bool:
    """Whether whoever asks sits at this machine, and has asked it by its own name and nobody else."""
    host = urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname
    client = (scope.get("client") or ("", 0))[0]
    return host in openid.LOOPBACK and client in openid.LOOPBACK and not came_through_a_proxy(scope)


def _with_secure_cookies(send: Send) -> Send:
    async def send_secure(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                (name, value + b"; Secure")
                if name.lower() == b"set-cookie" and b"; secure" not in value.lower()
                else (name, value)
                for name, value in message.get("headers", ())
            ]
        await send(message)

    return send_secure
