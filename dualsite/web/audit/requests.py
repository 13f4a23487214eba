"""Requests, sockets and messages that were denied, and uploads: a plain ASGI layer that looks at every answer.

It stands around all that may say no, so that nothing has to be told twice.
"""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite import audit
from dualsite.audit import What
from dualsite.web import presence
from dualsite.web.audit import people
from dualsite.web.signin import openid
from dualsite.web.signin.admission import Person, Refusal

DENIED = frozenset({400, 401, 403, 405, 411, 413, 415, 421, 429})
"""Statuses that say no."""
GUESSED = re.compile(r"^/(_stcore|media|component)/")
"""Where not to be found is a no as well."""
UPLOAD = "/_stcore/upload_file/"

LONGEST_REASON = 200
"""Bytes of a plain answer that are taken for its reason."""


class Requests:
    """The layer. `settings` are those of the sign-in, None without one."""

    def __init__(self, app: ASGIApp, settings: openid.Settings | None) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.app(scope, receive, self._seen(scope, send))
        elif scope["type"] == "websocket":
            await self.app(scope, receive, self._seen_of_socket(scope, send))
        else:
            await self.app(scope, receive, send)

    def _seen(self, scope: Scope, send: Send) -> Send:
        answer: dict[str, Any] = {"status": 0, "reason": b"", "is_page": False}

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                kind = dict(message.get("headers", ())).get(b"content-type", b"")
                answer.update(status=message["status"], is_page=kind.startswith(b"text/html"))
            elif message["type"] == "http.response.body" and not answer["reason"]:
                answer["reason"] = bytes(message.get("body", b""))[:LONGEST_REASON]
            is_over = message["type"] == "http.response.body" and not message.get("more_body")
            if is_over:
                self._note(scope, **answer)
            await send(message)

        return send_on

    def _note(self, scope: Scope, status: int, reason: bytes, is_page: bool) -> None:
        """Write down what was answered so. A page that says why somebody may not come in tells of a refused sign-in,
        which is an entry of its own."""
        path = scope["path"]
        if (status in DENIED and not is_page) or (status == 404 and GUESSED.match(path)):
            self._record(What.DENIED, scope, f"{scope['method']} {path}", f"{status} {reason.decode(errors='replace')}")
        elif path.startswith(UPLOAD) and scope["method"] in ("PUT", "POST") and status in (200, 204):
            size = HTTPConnection(scope).headers.get("content-length", "")
            self._record(What.UPLOAD, scope, f"{size} bytes", "")

    def _seen_of_socket(self, scope: Scope, send: Send) -> Send:
        served = [False]

        async def send_on(message: Message) -> None:
            served[0] |= message["type"] == "websocket.send"
            if message["type"] in ("websocket.close", "websocket.http.response.start") and not served[0]:
                why = message.get("code") or message.get("status")
                self._record(What.DENIED, scope, f"socket {scope['path']}", f"closed with {why} before anything ran")
            await send(message)

        return send_on

    def _record(self, what: What, scope: Scope, name: str, reason: str) -> None:
        asked = HTTPConnection(scope)
        claims = openid.claims_in(asked.cookies, self.settings.origin) if self.settings else {}
        who, _meeting = presence.around(claims, asked.cookies, self.settings)
        if self.settings is None and what is What.DENIED:
            # A foreign page, or somebody behind a proxy: not whoever sits at this machine.
            who = None
        record(what, scope, who, claims, name, reason)


def record(
    what: What, scope: Scope, who: Person | Refusal | None, claims: openid.Claims, name: str, reason: str
) -> None:
    """Write down a request, or a part of one, of whoever these claims are of."""
    agent = HTTPConnection(scope).headers.get("user-agent", "")
    audit.record(
        what,
        people.of(who, claims),
        role=who.viewer.role if isinstance(who, Person) else "",
        address=str((scope.get("client") or ("",))[0]),
        name=name,
        reason=reason,
        details={"agent": agent} if agent else None,
    )
