"""How much one address may ask of the server at once, whoever asks from there: a plain ASGI layer, with sign-in alone.

Whoever asks too much is held back, so that nobody else waits; only what is open at once is refused beyond a number. The
address is that of the other end, or what a proxy says whom the server trusts (`FORWARDED_ALLOW_IPS`, which is read by
uvicorn): what anybody else says in `X-Forwarded-For` counts for nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
from dataclasses import dataclass, field

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite.web.limits import Pace

OPEN = 200
"""Requests and sockets of one address at once."""
REQUESTS_PER_S, REQUESTS_AT_ONCE = 50.0, 400
"""A page asks for some hundred files at first."""
MESSAGES_PER_S, MESSAGES_AT_ONCE = 50.0, 400
"""What is said on all sockets of one address; ten people who click without a rest."""
REMEMBERED = 10_000
"""Addresses whose accounts are kept before those that have rested are forgotten."""

TRUSTED = "FORWARDED_ALLOW_IPS"
"""The setting that names the proxies whose word counts, by address or network; those on this machine without it."""

TRY_AGAIN_LATER = 1013


@dataclass
class Account:
    """What an address has open, and how much it asks."""

    open: int = 0
    requests: Pace = field(default_factory=lambda: Pace(REQUESTS_PER_S, REQUESTS_AT_ONCE))
    messages: Pace = field(default_factory=lambda: Pace(MESSAGES_PER_S, MESSAGES_AT_ONCE))

    def is_idle(self) -> bool:
        return not self.open and self.requests.is_rested() and self.messages.is_rested()


class Addresses:
    """The layer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._of: dict[str, Account] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        account = self._account(address(scope))
        if account.open >= OPEN:
            await _refuse(scope, receive, send)
            return
        account.open += 1
        try:
            await _wait(account.requests)
            await self.app(scope, _paced(receive, account) if scope["type"] == "websocket" else receive, send)
        finally:
            account.open -= 1

    def _account(self, of: str) -> Account:
        if len(self._of) > REMEMBERED:
            self._of = {one: account for one, account in self._of.items() if not account.is_idle()}
        return self._of.setdefault(of, Account())


def address(scope: Scope) -> str:
    """Where a request comes from: an IPv4 address, or the network of an IPv6 one, of which one line has many."""
    told = str((scope.get("client") or ("",))[0])
    try:
        found = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return told
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)


def trusts_everybody() -> bool:
    """Whether the server was told to believe whoever says from where they ask."""
    told = os.environ.get(TRUSTED, "").split(",")
    return any(one.strip() == "*" or one.strip().endswith("/0") for one in told)


def _paced(receive: Receive, account: Account) -> Receive:
    async def receive_next() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            await _wait(account.messages)
        return message

    return receive_next


async def _wait(pace: Pace) -> None:
    if delay := pace.delay():
        await asyncio.sleep(delay)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
        return
    answer = PlainTextResponse(
        "Too much is asked from this address at once. Try again in a minute.",
        429,
        {"connection": "close", "retry-after": "60"},
    )
    await answer(scope, receive, send)
