"""Answers kept for the next one who asks the same, within one process: bounded, by all that an answer depends on.

Every answer is kept by its view's key, which holds the scope, and by the reader's locale. The one unused for longest
makes room. An answer is shared between sessions: callers read it and never change it in place.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from cachetools import LRUCache
from cachetools import cached as kept_by
from cachetools.keys import hashkey

from dualsite import i18n

ANSWERS = 512
"""Answers kept per function."""

ITEMS = 4096
"""Answers kept per function that answers item by item."""


class Keyed(Protocol):
    """Anything that names what an answer to it may be kept under."""

    @property
    def key(self) -> Hashable: ...


P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K", bound=Keyed)
I = TypeVar("I", bound=Hashable)  # noqa: E741

_CACHES: list[tuple[LRUCache[Any, Any], Lock]] = []
_BEFORE: list[Callable[[], None]] = []


def before_computing(does: Callable[[], None]) -> None:
    """Have this done, in the thread that asks and without a lock, before an answer is computed that is not known yet.

    It takes the place of what was to be done before.
    """
    _BEFORE[:] = [does]


def cached_per_view(function: Callable[Concatenate[K, P], R]) -> Callable[Concatenate[K, P], R]:
    """Keep the function's answers by its view's key, the reader's locale and its other, hashable arguments."""
    answers, lock = _new(ANSWERS)

    @functools.wraps(function)
    def computed(view: K, /, *args: P.args, **kwargs: P.kwargs) -> R:
        _before()
        return function(view, *args, **kwargs)

    return kept_by(answers, _key, lock)(computed)


def cached_per_item(
    function: Callable[Concatenate[K, Sequence[I], P], Mapping[I, R]],
) -> Callable[Concatenate[K, Sequence[I], P], dict[I, R]]:
    """The same for a function that answers many items at once: it is asked for those alone that are not known yet.

    It answers every item it is asked for; the answers come back in the order of the items.
    """
    answers, lock = _new(ITEMS)

    @functools.wraps(function)
    def asked(view: K, items: Sequence[I], *args: P.args, **kwargs: P.kwargs) -> dict[I, R]:
        question = _key(view, *args, **kwargs)
        with lock:
            found = {item: answers[question, item] for item in items if (question, item) in answers}
        unknown = [item for item in items if item not in found]
        if unknown:
            _before()
            found |= function(view, unknown, *args, **kwargs)
            with lock:
                answers.update({(question, item): found[item] for item in unknown})
        return {item: found[item] for item in items}

    return cast(Callable[Concatenate[K, Sequence[I], P], dict[I, R]], asked)


def clear() -> None:
    """Forget every answer of every function."""
    for answers, lock in _CACHES:
        with lock:
            answers.clear()


def _key(view: Keyed, *args: Any, **kwargs: Any) -> Hashable:
    return hashkey(view.key, i18n.short_locale(), *args, **kwargs)


def _before() -> None:
    for does in _BEFORE:
        does()


def _new(size: int) -> tuple[LRUCache[Any, Any], Lock]:
    _CACHES.append((LRUCache(size), Lock()))
    return _CACHES[-1]
