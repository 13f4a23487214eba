"""What is done with somebody else's driver, one thing after another, by a thread that nobody has to wait for.

A driver may wait for a silent server for ever, and cannot be told to stop. So each conversation has a thread of its
own, which keeps no process from ending; one that is given up ends as soon as its driver comes back to it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

AHEAD = 2
"""How many things may lie ready that nobody has taken yet."""

MOST_LEFT = 20
"""How many conversations may be left hanging: beyond that no other one is begun until one of them ends."""

_left: list[threading.Thread] = []


class NotInTimeError(Exception):
    """Nothing has come for as long as it is waited for."""


class DriverError(Exception):
    """The driver has failed; `reason` is what it raised, which may hold anything."""

    def __init__(self, reason: Exception) -> None:
        super().__init__()
        self.reason = reason


@dataclass(frozen=True)
class _Found(Generic[T]):
    value: T


def found_aside(work: Callable[[], Iterator[T]], patience_s: float) -> Iterator[T]:
    """What `work` finds in a thread of its own, each within `patience_s` seconds of asking for it.

    Raises NotInTimeError, and DriverError.
    """
    _left[:] = [one for one in _left if one.is_alive()]
    if len(_left) >= MOST_LEFT:
        raise NotInTimeError
    told: queue.SimpleQueue[_Found[T] | Exception | None] = queue.SimpleQueue()
    room, is_given_up = threading.Semaphore(AHEAD), threading.Event()

    def converse() -> None:
        try:
            with closing(iter(work())) as found:  # type: ignore[type-var]  # a generator
                for one in found:
                    told.put(_Found(one))
                    room.acquire()
                    if is_given_up.is_set():
                        return
            told.put(None)
        except Exception as error:  # noqa: BLE001  what drivers raise has no family in common
            told.put(error)

    thread = threading.Thread(target=converse, name="copied", daemon=True)
    thread.start()
    try:
        while True:
            try:
                one = told.get(timeout=patience_s)
            except queue.Empty:
                _left.append(thread)
                raise NotInTimeError from None
            if one is None:
                return
            if isinstance(one, Exception):
                raise DriverError(one) from None
            room.release()
            yield one.value
    finally:
        is_given_up.set()
        room.release()
