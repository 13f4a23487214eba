"""How much one person may ask of the server at once, so that nobody keeps the others waiting.

Everything is held back rather than refused: whoever asks too much waits, and nobody else does. What one address may
ask, whoever asks from there, stands in addresses.py.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import os
import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass, field

from dualsite.errors import DataError

MESSAGES_PER_S = 5.0
"""Messages a person may send for as long as they like."""
BURST = 40
"""Messages that may come at once, after a rest."""
SOCKETS = 24
"""Tabs of one person that are served at once."""
TABS, MOST_TABS = "DUALSITE_TABS", 200
"""The setting that says how many tabs of everybody one process serves at once, and how many without it."""
LONGEST_RUN_S = 60.0
"""After so long a run no longer takes a place, nor keeps the next one of the same person waiting."""
RUNS = 1 + max(2, os.cpu_count() or 2)
"""Runs at once, of everybody; more would only take longer, all of them."""
RUNS_OF_AN_ADDRESS = RUNS - 1
"""Runs at once from one address, however many people it says they are: it never takes the last place."""
RUN_SHARE, RUN_AT_ONCE_S = 0.25, 10.0
"""Of the server's time, what a person may use for as long as they like while others use it too; seconds at once."""
LONGEST_REST_S = 12.0
"""For how long a person who has used more is made to rest at most."""
LATELY_S = 4.0
"""For so long after their last run somebody counts as using the server."""
GIVE_WAY_S = 5.0
"""For how long one run lets others go first at most."""
BACKGROUND, BACKGROUND_GIVES_WAY_S = object(), 15.0
"""Stands for nobody; and for how long what is done for nobody who waits now lets others go first at most."""
REMEMBERED = 1000
"""People of whom it is remembered what they have used; so many shares, too, before those that have rested go."""


def most_tabs() -> int:
    """How many tabs this process serves at once. Raises DataError for a setting that is no number of them."""
    told = os.environ.get(TABS) or str(MOST_TABS)
    if not told.isdecimal() or not int(told):
        raise DataError(f"{TABS}={told} is no number of tabs. Set it to 1 or more, or leave it out.")
    return int(told)


@dataclass
class Pace:
    """So many a second, after a burst."""

    per_s: float
    burst: float
    left: float = field(init=False)
    counted_at: float = field(default_factory=lambda: time.monotonic())

    def __post_init__(self) -> None:
        self.left = float(self.burst)

    def delay(self) -> float:
        """Count one more, and say for how many seconds it has to wait."""
        self.spend(1)
        return self.wait()

    def spend(self, amount: float, longest_wait_s: float = math.inf) -> None:
        """Count so many more, after which one has to wait no longer than so many seconds."""
        self.left = max(self.now() - amount, -longest_wait_s * self.per_s)
        self.counted_at = time.monotonic()

    def wait(self) -> float:
        """For how many seconds the last one counted has to wait from now."""
        return max(0.0, -self.now() / self.per_s)

    def is_rested(self) -> bool:
        """Whether the whole burst may come at once again."""
        return self.now() >= self.burst

    def now(self) -> float:
        """How much may come at once now; below 0, how much has come too soon."""
        return min(self.burst, self.left + (time.monotonic() - self.counted_at) * self.per_s)


@dataclass
class Share:
    """One person's share of messages and tabs."""

    sockets: int = 0
    pace: Pace = field(default_factory=lambda: Pace(MESSAGES_PER_S, BURST))

    def is_idle(self) -> bool:
        """Whether it is as a new one would be."""
        return not self.sockets and self.pace.is_rested()


class Shares:
    """The shares of all who have a tab open, or have had one and are not rested."""

    def __init__(self) -> None:
        self._of: dict[Hashable, Share] = {}

    def enter(self, who: Hashable) -> Share | None:
        """The share of somebody who opens a tab; None when they have too many open."""
        if len(self._of) > REMEMBERED:
            self._of = {one: share for one, share in self._of.items() if not share.is_idle()}
        share = self._of.setdefault(who, Share())
        if share.sockets >= SOCKETS:
            return None
        share.sockets += 1
        return share

    def leave(self, who: Hashable) -> None:
        """A tab of theirs is gone."""
        share = self._of[who]
        share.sockets -= 1
        if share.is_idle():
            del self._of[who]


@dataclass(eq=False)
class Turn:
    """A run that waits for its turn, or is under way: of a page, of a part of one, or the making of a download."""

    tab: Hashable
    who: Hashable
    address: str
    may: asyncio.Future[None]
    overdue: asyncio.TimerHandle | None = None


@dataclass
class Used:
    """What a person has used of the server's time."""

    began: int = 0
    """When their last run began, in the order of all."""
    at: float = 0.0
    """When something of theirs last ran."""
    time: Pace = field(default_factory=lambda: Pace(RUN_SHARE, RUN_AT_ONCE_S))


_here = threading.local()


def run_as(who: Hashable) -> None:
    """Whose run it is that begins in this thread."""
    _here.who, _here.patience_s = who, GIVE_WAY_S


def run_in_background() -> None:
    """What runs in this thread is for nobody who waits now."""
    _here.who, _here.patience_s = BACKGROUND, BACKGROUND_GIVES_WAY_S


class Turns:
    """Whose run is next: one run of a person at a time, and when all places are taken, people go in turn.

    Of those who wait, the one goes first whose last run began the longest ago, however many tabs the others have. Who
    has used more than their share of the server's time rests before the next run while somebody uses it who has used
    less; runs that are under way at once share the time.
    """

    def __init__(self) -> None:
        self._running: dict[Hashable, Turn] = {}
        self._waiting: list[Turn] = []
        self._used: dict[Hashable, Used] = {}
        self._count = itertools.count(1)
        self._counted_at = 0.0
        self._rested: asyncio.TimerHandle | None = None

    async def take(self, tab: Hashable, who: Hashable, address: str = "") -> None:
        """Wait until this tab may run.

        One that runs already may, unless its person has to rest: a new run of it takes the place of the old one.
        """
        self._count_time()
        if tab in self._running and not self._rest(who):
            return
        turn = Turn(tab, who, address, asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        self._go_on()
        await turn.may

    def done(self, tab: Hashable) -> None:
        """The run of this tab is over: the next one may run."""
        self._count_time()
        turn = self._running.pop(tab, None)
        if turn is not None and turn.overdue is not None:
            turn.overdue.cancel()
        self._go_on()

    def leave(self, tab: Hashable) -> None:
        """The tab is gone, and what it had asked for with it."""
        for turn in self._waiting:
            if turn.tab is tab:
                turn.may.cancel()
        self.done(tab)

    def give_way(self) -> None:
        """Wait, in the thread of a run, while somebody runs who has used less of the server's time.

        Asked before anything is computed anew. Python computes one thing at a time: without it, a short run that meets
        a long one took longer than both.
        """
        who, wait_s = getattr(_here, "who", None), 0.005
        while who is not None and _here.patience_s > 0 and self._has_used_more(who):
            time.sleep(wait_s)
            _here.patience_s -= wait_s

    def _has_used_more(self, who: Hashable) -> bool:
        """Whether somebody else's run is under way who has used less; to what runs in the background, anybody's."""
        if who is BACKGROUND:
            return bool(self._running)
        mine = self._used.get(who)
        others = [self._used.get(turn.who) for turn in list(self._running.values()) if turn.who != who]
        return mine is not None and any(used is not None and used.time.now() > mine.time.now() for used in others)

    def _go_on(self) -> None:
        """Begin whatever may."""
        self._count_time()
        self._waiting = [turn for turn in self._waiting if not turn.may.done()]
        while len(self._running) < RUNS and (able := [turn for turn in self._waiting if self._may(turn)]):
            # Of those who have waited for as long as each other, the first who asked.
            turn = min(able, key=lambda one: self._used[one.who].began if one.who in self._used else 0)
            self._waiting.remove(turn)
            self._begin(turn)
        if self._rested is not None:
            self._rested.cancel()
        resting = [wait for turn in self._waiting if (wait := self._rest(turn.who))]
        loop = asyncio.get_running_loop() if resting else None
        self._rested = loop.call_later(min(resting), self._go_on) if loop is not None else None

    def _begin(self, turn: Turn) -> None:
        used = self._used.pop(turn.who, None) or Used()
        self._used[turn.who] = used
        used.began, used.at = next(self._count), time.monotonic()
        if len(self._used) > REMEMBERED:
            del self._used[next(iter(self._used))]
        self._running[turn.tab] = turn
        turn.overdue = asyncio.get_running_loop().call_later(LONGEST_RUN_S, self.done, turn.tab)
        turn.may.set_result(None)

    def _may(self, turn: Turn) -> bool:
        under_way = self._running.values()
        from_there = sum(bool(turn.address) and one.address == turn.address for one in under_way)
        is_free = from_there < RUNS_OF_AN_ADDRESS and all(one.who != turn.who for one in under_way)
        return is_free and not self._rest(turn.who)

    def _rest(self, who: Hashable) -> float:
        """For how many seconds they have to rest: while somebody uses the server who has used less of it."""
        mine, lately = self._used.get(who), time.monotonic() - LATELY_S
        if mine is None or not (wait := mine.time.wait()):
            return 0.0
        others = (used for one, used in self._used.items() if one != who and used.at >= lately)
        return min(wait, LATELY_S) if any(used.time.now() > mine.time.now() for used in others) else 0.0

    def _count_time(self) -> None:
        """Count what has been used since this was last asked."""
        now = time.monotonic()
        for turn in self._running.values():
            if (used := self._used.get(turn.who)) is not None:
                used.time.spend((now - self._counted_at) / len(self._running), LONGEST_REST_S)
                used.at = now
        self._counted_at = now
