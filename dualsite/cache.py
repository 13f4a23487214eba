"""Answers kept for the next one who asks the same, within one process: bounded, by all that an answer depends on."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast

from dualsite import i18n

KEPT = 512
"""Answers kept per function."""

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Memory(Generic[T]):
    """The most recently used answers, at most `size` of them, for all sessions of a process."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: Hashable) -> T | None:
        """The answer under this key, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, key: Hashable, answer: T) -> None:
        """Keep an answer; the one unused for longest makes room."""
        with self._lock:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


class Keyed(Protocol):
    """Anything that names what an answer to it may be kept under."""

    @property
    def key(self) -> Hashable: ...


K = TypeVar("K", bound=Keyed)


def cached_per_view(function: Callable[Concatenate[K, P], R]) -> Callable[Concatenate[K, P], R]:
    """Keep the function's answers by its view's key, the reader's locale and its other, hashable arguments.

    The answer is shared between sessions: callers read it and never change it in place.
    """
    # In a tuple, so that an answer that is None is known from none.
    answers = Memory[tuple[R]](KEPT)

    @functools.wraps(function)
    def remember(view: K, *args: P.args, **kwargs: P.kwargs) -> R:
        question = (view.key, i18n.locale(), args, tuple(sorted(kwargs.items())))
        known = answers.recall(question)
        if known is None:
            known = (function(view, *args, **kwargs),)
            answers.keep(question, known)
        return known[0]

    return cast(Callable[Concatenate[K, P], R], remember)
