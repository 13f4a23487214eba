"""The open tabs: a plain ASGI layer that stands between each tab's socket and the app.

- Nothing runs for a tab before it is known who sits there.
- A tab belongs to who and what was around it when it was opened: a person in a role, a meeting or none. When that has
  changed, its socket is closed; nothing that it asked for is run or sent any more. The tab then empties itself and asks
  anew (tab.js).
- What a tab may say is a short list (messages.py), and how much of it, too (limits.py). A file is its own that it was
  told of (files.py).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite import cache
from dualsite.audit import What
from dualsite.web import files, languages, messages
from dualsite.web.addresses import address
from dualsite.web.audit import requests
from dualsite.web.limits import Share, Shares, Turns, most_tabs
from dualsite.web.meeting import registry
from dualsite.web.presence import Around, around, session_key
from dualsite.web.signin import admission, keys, openid, sessions
from dualsite.web.signin.admission import Person
from dualsite.web.streamlit_private import BackMsg

ASK_ANEW, MEETING_OVER, FULL = 4401, 4402, 4403
"""Why a socket is closed, as tab.js knows it."""

LOOK_EVERY_S = 2.0
"""How soon a tab is closed whose person or meeting has changed while it said nothing."""

FRESH_S = 0.02
"""For how long a look holds for the messages of a run that follow at once."""

_open: set[Tab] = set()

_sessions: dict[str, Around] = {}
"""The sessions that a tab whose socket was lost may take up again, and what was around the tab that began them."""
SESSIONS = 10_000
"""Sessions that are remembered; the oldest goes first, and its tab begins a new one."""


@dataclass(eq=False)
class Tab:
    """One open tab."""

    scope: Scope
    cookies: Mapping[str, str]
    settings: openid.Settings | None
    loop: asyncio.AbstractEventLoop
    gone: asyncio.Future[int] = field(init=False)
    """Done, with the reason, once its socket is to be closed."""
    heard: messages.Heard = field(default_factory=messages.Heard)
    told_at: float = 0.0
    """When that was last looked at for a message to it, by the clock of the loop."""
    has_run: bool = False
    """Whether it has asked for something: for the first run, by itself, when it connects."""

    def __post_init__(self) -> None:
        self.gone = self.loop.create_future()
        self.locale = languages.of_request(self.scope)
        self._read_claims()
        self.session = session_key(self.claims, self.cookies)
        self.who, self.meeting = self.around()

    def around(self) -> Around:
        """Who and what is around it now; nobody, when its cookie is signed with a secret that no longer counts."""
        if self._read_with is not keys.in_use():
            self._read_claims()
        return around(self.claims, self.cookies, self.settings)

    def _read_claims(self) -> None:
        self._read_with = keys.in_use()
        self.claims = openid.claims_in(self.cookies, self.settings.origin) if self.settings else {}

    def may_ask(self, said: BackMsg) -> bool:
        """Whether it may ask for this: nothing is taken or brought by whoever looks as somebody else."""
        is_reading = isinstance(self.who, Person) and bool(self.who.looks_as)
        return self.heard.may_ask(said) and not (is_reading and messages.takes(said))

    def note(self, *, is_run: bool) -> None:
        """Something was asked for: a run by a person, unless it is the first. What it brings is looked at anew."""
        self.told_at = 0.0
        if is_run and self.has_run:
            sessions.note(self.session, self.claims, time.time())
        self.has_run |= is_run

    def note_denied(self, said: messages.BackMsg) -> None:
        """It said what it may not: a page of ours does not."""
        name = f"message {messages.named(said)}"
        requests.record(What.DENIED, self.scope, self.who, self.claims, name, "not for this tab to ask")

    def is_as_it_was(self) -> bool:
        """Whether who and what is around it has not changed; otherwise it is closed."""
        if not self.gone.done() and self.around() != (self.who, self.meeting):
            is_over = self.meeting is not None and registry.is_ended(self.meeting.meeting)
            self.gone.set_result(MEETING_OVER if is_over else ASK_ANEW)
        return not self.gone.done()

    def was_just_as_it_was(self) -> bool:
        """The same for a message to it, unless that was looked at a moment ago: a run sends hundreds at once."""
        now = self.loop.time()
        if now - self.told_at < FRESH_S:
            return not self.gone.done()
        self.told_at = now
        return self.is_as_it_was()


def of_sessions() -> dict[str, list[Tab]]:
    """The open tabs of each session."""
    found: dict[str, list[Tab]] = {}
    for tab in list(_open):
        found.setdefault(tab.session, []).append(tab)
    return found


def look() -> None:
    """Close, now, the tabs around which something has changed; from whichever thread."""
    for tab in list(_open):
        tab.loop.call_soon_threadsafe(tab.is_as_it_was)


class Tabs:
    """The layer. `settings` are those of the sign-in, None without one."""

    def __init__(self, app: ASGIApp, settings: openid.Settings | None) -> None:
        self.app = app
        self.settings = settings
        self.shares = Shares()
        self.turns = Turns()
        cache.before_computing(self.turns.give_way)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        tab = Tab(scope, dict(HTTPConnection(scope).cookies), self.settings, asyncio.get_running_loop())
        if not isinstance(tab.who, Person):
            await _turn_away(scope, receive, send, ASK_ANEW)
            return
        # At this machine itself nobody is anybody else: each tab is its own.
        key = tab if tab.who == admission.LOCAL else tab.who.id
        share = self.shares.enter(key) if len(_open) < most_tabs() else None
        if share is None:
            await _turn_away(scope, receive, send, FULL)
            return
        _open.add(tab)
        try:
            # Opening a tab counts as a message.
            await asyncio.sleep(_pace(tab, share))
            take = partial(self.turns.take, tab, key, "" if key is tab else address(scope))
            done = partial(self.turns.done, tab)
            mine = _with_own_session(scope, tab)
            await self.app(mine, _heard(tab, share, take, receive, send), _told(tab, done, send))
        finally:
            _open.discard(tab)
            files.forget(tab.heard.session)
            self.shares.leave(key)
            self.turns.leave(tab)


def _heard(
    tab: Tab, share: Share, take: Callable[[], Coroutine[Any, Any, None]], receive: Receive, send: Send
) -> Receive:
    """What the tab says, as far as it may, when its turn has come; that it is gone, once it is to be closed."""

    async def receive_next() -> Message:
        while True:
            message = await _unless_gone(tab, receive())
            if message is not None and message["type"] != "websocket.receive":
                return message
            said = messages.parsed(message.get("bytes") or b"") if message is not None else None
            if message is None or not tab.is_as_it_was():
                await send({"type": "websocket.close", "code": tab.gone.result()})
                return {"type": "websocket.disconnect", "code": 1000}
            if said is None or not messages.is_needed(said) or not tab.may_ask(said):
                if said is not None:
                    tab.note_denied(said)
                continue
            await _unless_gone(tab, asyncio.sleep(_pace(tab, share), {}))
            if messages.runs(said):
                await _unless_gone(tab, _turn(take))
            if tab.is_as_it_was():
                if (asked_at := messages.address(said)) is not None:
                    tab.locale = languages.at_address(tab.scope, asked_at)
                tab.note(is_run=messages.runs(said))
                return message

    return receive_next


def _told(tab: Tab, done: Callable[[], None], send: Send) -> Send:
    """What the tab is told, as long as who and what is around it is what it was."""

    async def send_next(message: Message) -> None:
        if message["type"] == "websocket.send":
            told = message.get("bytes") or b""
            if tab.heard.note(told):
                done()
            if not tab.was_just_as_it_was():
                return
            files.note(messages.places(told), (tab.who, tab.meeting))
            _remember(tab)
            message = {**message, "bytes": messages.explained(told, tab.locale)}
        if not tab.gone.done():
            # Whoever has left without a word is told nothing; that they have left is what the app receives next.
            with suppress(OSError):
                await send(message)

    return send_next


def _remember(tab: Tab) -> None:
    """Whose session it is that the tab has been told of."""
    if tab.heard.session and tab.heard.session not in _sessions:
        _sessions[tab.heard.session] = (tab.who, tab.meeting)
        if len(_sessions) > SESSIONS:
            del _sessions[next(iter(_sessions))]


def _with_own_session(scope: Scope, tab: Tab) -> Scope:
    """The socket's request without a session to take up again that began under another role or meeting.

    What is kept in a session, the parts of a page among it, was made with the scope of then. It stands as the third
    protocol that a tab names.
    """
    headers = []
    for name, value in scope["headers"]:
        named = value.split(b",")
        if name == b"sec-websocket-protocol" and len(named) > 2:
            session = named[2].strip().decode("latin-1")
            value = value if _sessions.get(session) == (tab.who, tab.meeting) else b",".join(named[:2])
        headers.append((name, value))
    return {**scope, "headers": headers}


def _pace(tab: Tab, share: Share) -> float:
    """For how many seconds a message has to wait. At this machine itself there is nobody else to wait."""
    return 0.0 if tab.who == admission.LOCAL else share.pace.delay()


async def _turn(take: Callable[[], Coroutine[Any, Any, None]]) -> Message:
    await take()
    return {}


async def _unless_gone(tab: Tab, awaited: Any) -> Message | None:
    """What is awaited; None once the tab is to be closed, which is looked after meanwhile."""
    task: asyncio.Future[Message] = asyncio.ensure_future(awaited)
    try:
        while tab.is_as_it_was():
            done, _ = await asyncio.wait((task, tab.gone), timeout=LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
            if task in done:
                return task.result()
        return None
    finally:
        task.cancel()


async def _turn_away(scope: Scope, receive: Receive, send: Send, code: int) -> None:
    """Close a socket before the app knows of it. It is accepted first: a browser tells no reason of one refused."""
    await receive()
    await send({"type": "websocket.accept", "subprotocol": next(iter(scope.get("subprotocols", ())), None)})
    await send({"type": "websocket.close", "code": code})
