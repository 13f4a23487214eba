"""Which requests may reach the app at all: a plain ASGI layer around it.

- Only requests for an address of this app, so that no foreign name can be pointed at it (DNS rebinding).
- No measurements, agent or health script of Streamlit's own.
- With sign-in: files and uploads for people alone.
- Cookies that travel by https alone.
"""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite.web.audit import trail
from dualsite.web.signin import admission, openid
from dualsite.web.signin.admission import Person

NOT_SERVED = re.compile(r"/_stcore/(metrics|agent|script-health-check)(/|$)")
FOR_PEOPLE = re.compile(r"^/(media|_stcore/upload_file)/")
POLICY_VIOLATION = 1008


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
        if NOT_SERVED.search(path):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        if self.settings is not None:
            if FOR_PEOPLE.match(path) and not isinstance(self._who(scope), Person):
                await PlainTextResponse("Sign in first.", 403)(scope, receive, send)
                return
            if path == "/auth/logout":
                self._sign_out(scope)
            if self.settings.is_https:
                send = _with_secure_cookies(send)
        await self.app(scope, receive, send)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_ours(scope, self.settings):
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await self.app(scope, receive, send)

    def _who(self, scope: Scope) -> object:
        """Who asks, or why they are refused; None for nobody signed in."""
        return admission.of_browser(HTTPConnection(scope).cookies, self.settings, time.time())

    def _claims(self, scope: Scope) -> openid.Claims:
        return openid.claims_in(HTTPConnection(scope).cookies, self.settings.origin if self.settings else "")

    def _sign_out(self, scope: Scope) -> None:
        """End the sign-in of the browser that asks for it, in all its tabs."""
        claims = self._claims(scope)
        who = self._who(scope)
        if claims and isinstance(who, Person):
            trail.note(who.name, who.viewer.role, "sign-out")
        if claims:
            admission.sign_out(claims, time.time())


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
