"""How much one address may ask at once, and which address a request has."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.types import Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from dualsite.web import addresses
from dualsite.web.addresses import Addresses, address, trusts_everybody


def scope(client: str = "203.0.113.7", kind: str = "http") -> Scope:
    return {"type": kind, "client": (client, 1), "headers": []}


def taken(limit: Addresses, asked: list[Scope], seconds: float) -> list[int | str]:
    """What became of the requests within so many seconds: a status, "in" for one that is under way, "waits"."""
    outcome: list[int | str] = ["waits"] * len(asked)

    async def one(number: int) -> None:
        async def send(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.close"):
                outcome[number] = message.get("status", message.get("code"))

        async def receive() -> Message:
            return {"type": "websocket.connect"}

        await limit({**asked[number], "number": number}, receive, send)

    async def app(told: Scope, _receive: Receive, _send: Send) -> None:
        outcome[told["number"]] = "in"
        await anyio.sleep_forever()

    async def ask() -> None:
        with anyio.move_on_after(seconds):
            async with anyio.create_task_group() as group:
                for number in range(len(asked)):
                    group.start_soon(one, number)

    limit.app = app
    with start_blocking_portal() as portal:
        portal.call(ask)
    return outcome


async def nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    return


def test_whoever_asks_too_fast_waits_and_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "REQUESTS_AT_ONCE", 3)
    monkeypatch.setattr(addresses, "REQUESTS_PER_S", 0.1)
    asked = [scope()] * 5 + [scope("198.51.100.9")]
    assert taken(Addresses(nothing), asked, 0.2) == ["in", "in", "in", "waits", "waits", "in"]


@pytest.mark.parametrize(("kind", "refused"), [("http", 429), ("websocket", 1013)])
def test_so_much_is_open_at_once_from_one_address(kind: str, refused: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "OPEN", 2)
    asked = [scope(kind=kind)] * 3 + [scope("198.51.100.9", kind)]
    assert taken(Addresses(nothing), asked, 0.2) == ["in", "in", refused, "in"]


def test_what_is_said_from_one_address_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """On however many sockets, of however many people."""
    monkeypatch.setattr(addresses, "MESSAGES_AT_ONCE", 4)
    monkeypatch.setattr(addresses, "MESSAGES_PER_S", 0.1)
    heard: list[str] = []

    async def app(told: Scope, receive: Receive, _send: Send) -> None:
        while True:
            await receive()
            heard.append(told["client"][0])

    async def said() -> Message:
        return {"type": "websocket.receive", "bytes": b""}

    async def ask() -> None:
        limit = Addresses(app)
        with anyio.move_on_after(0.2):
            async with anyio.create_task_group() as group:
                for client in ("203.0.113.7", "203.0.113.7", "198.51.100.9"):
                    group.start_soon(limit, scope(client, "websocket"), said, None)

    with start_blocking_portal() as portal:
        portal.call(ask)
    assert sorted(heard) == ["198.51.100.9"] * 4 + ["203.0.113.7"] * 4


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_one_line_is_one_address(client: str, counted: str) -> None:
    """Whoever has an IPv6 line has more addresses than can be counted."""
    assert address(scope(client)) == counted


@pytest.mark.parametrize(
    ("client", "counted"), [("203.0.113.7", "203.0.113.7"), ("127.0.0.1", "198.51.100.9"), ("10.0.0.1", "10.0.0.1")]
)
def test_what_others_than_a_trusted_proxy_say_of_an_address_counts_for_nothing(client: str, counted: str) -> None:
    """By uvicorn, which the app is served with, as it is set up by itself: a proxy on this machine is trusted."""
    found: list[str] = []

    async def app(told: Any, _receive: Any, _send: Any) -> None:
        found.append(address(told))

    asked = {**scope(client), "headers": [(b"x-forwarded-for", b"192.0.2.1, 198.51.100.9")]}
    with start_blocking_portal() as portal:
        portal.call(ProxyHeadersMiddleware(app, Config(app).forwarded_allow_ips), asked, None, None)
    assert found == [counted]


def test_accounts_that_have_rested_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "REMEMBERED", 10)
    monkeypatch.setattr(addresses, "REQUESTS_PER_S", 1e9)
    limit = Addresses(nothing)

    async def ask() -> None:
        for number in range(200):
            await limit(scope(f"203.0.113.{number}"), None, None)  # type: ignore[arg-type]

    with start_blocking_portal() as portal:
        portal.call(ask)
    assert len(limit._of) <= 12


@pytest.mark.parametrize("told", ["*", "10.0.0.1, *", "0.0.0.0/0", "::/0"])
def test_a_server_that_believes_everybody_is_known(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", told)
    assert trusts_everybody()
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.1,10.1.0.0/16")
    assert not trusts_everybody()
