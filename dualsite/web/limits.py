"""How much one person may ask of the server at once, so that nobody keeps the others waiting.

Everything is held back rather than refused: whoever asks too much waits, and nobody else does.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

MESSAGES_PER_S = 5.0
"""Messages a person may send for as long as they like."""
BURST = 40
"""Messages that may come at once, after a rest."""
SOCKETS = 24
"""Tabs of one person that are served at once."""
LONGEST_RUN_S = 60.0
"""After so long a run no longer keeps the next one of the same person waiting."""


@dataclass
class Share:
    """One person's share of the server. A run is a run of a page, of a part of one, or the making of a download."""

    sockets: int = 0
    tokens: float = BURST
    counted_at: float = field(default_factory=time.monotonic)
    running: object | None = None
    """The tab whose run is under way."""
    waiting: deque[tuple[object, asyncio.Future[None]]] = field(default_factory=deque)
    """The tabs that wait for their turn, in the order in which they asked."""
    overdue: asyncio.TimerHandle | None = None

    def delay(self) -> float:
        """Count a message, and say for how many seconds it has to wait."""
        now = time.monotonic()
        self.tokens = min(BURST, self.tokens + (now - self.counted_at) * MESSAGES_PER_S) - 1
        self.counted_at = now
        return max(0.0, -self.tokens / MESSAGES_PER_S)

    async def turn(self, tab: object) -> None:
        """Wait until this tab may run. One that runs already may: a new run of it takes the place of the old one."""
        if self.running is None:
            self._begin(tab)
        elif self.running is not tab:
            mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.waiting.append((tab, mine))
            await mine

    def done(self, tab: object) -> None:
        """The run of this tab is over, or the tab is gone: the next one may run."""
        self.waiting = deque((one, mine) for one, mine in self.waiting if one is not tab or not mine.cancelled())
        if self.running is not tab:
            return
        self.running = None
        if self.overdue is not None:
            self.overdue.cancel()
        while self.waiting:
            following, mine = self.waiting.popleft()
            if not mine.done():
                self._begin(following)
                mine.set_result(None)
                return

    def _begin(self, tab: object) -> None:
        self.running = tab
        self.overdue = asyncio.get_running_loop().call_later(LONGEST_RUN_S, self.done, tab)


class Shares:
    """The shares of all who have a tab open."""

    def __init__(self) -> None:
        self._of: dict[Hashable, Share] = {}

    def enter(self, who: Hashable) -> Share | None:
        """The share of somebody who opens a tab; None when they have too many open."""
        share = self._of.setdefault(who, Share())
        if share.sockets >= SOCKETS:
            return None
        share.sockets += 1
        return share

    def leave(self, who: Hashable, tab: object) -> None:
        """A tab of theirs is gone."""
        share = self._of[who]
        share.sockets -= 1
        share.done(tab)
        if not share.sockets and share.tokens >= 0:
            del self._of[who]
