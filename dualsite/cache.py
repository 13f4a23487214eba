"""Answers kept for the next one who asks the same: bounded, by all that an answer depends on.

They are kept in the process and, once `keep_in` names a folder, there as well, for the next process. Every answer is
kept by its view's key, which holds the scope, and by the reader's locale. The one unused for longest makes room. An
answer is shared between sessions: callers read it and never change it in place.
"""

from __future__ import annotations

import functools
import hashlib
import io
import pickle
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from cachetools import LRUCache
from cachetools import cached as kept_by
from cachetools.keys import hashkey

from dualsite import i18n
from dualsite.cache_folder import CacheFolder

ANSWERS = 512
"""Answers kept per function."""

ITEMS = 4096
"""Answers kept per function that answers item by item."""


CONTENTS = 512
"""What is kept of all functions that are kept by content: figures above all, of 5 kB each, and 144 of 33 screens."""


class Keyed(Protocol):
    """Anything that names what an answer to it may be kept under."""

    @property
    def key(self) -> Hashable: ...

    @property
    def lasting_key(self) -> Hashable | None:
        """The same for another process; None where an answer is not to outlive this one."""


_UNWRITABLE = (pickle.PickleError, AttributeError, TypeError, ValueError, RecursionError)
"""What pickling raises where something cannot be written down."""

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K", bound=Keyed)
I = TypeVar("I", bound=Hashable)  # noqa: E741

_CACHES: list[tuple[LRUCache[Any, Any], Lock]] = []
_BEFORE: list[Callable[[], None]] = []
_FOLDERS: list[CacheFolder] = []

SLOW_S = 0.005
"""Answers that took less to compute are not written down: they are sooner computed again."""


def keep_in(folder: CacheFolder | None) -> None:
    """Keep what is answered from here on in this folder as well, in the place of the one before; None: in none."""
    _FOLDERS[:] = [] if folder is None else [folder]


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
        asked = _written_down(function, view, args, kwargs)
        for found in _kept(asked):
            return cast(R, found)
        _before()
        began = time.perf_counter()
        answer = function(view, *args, **kwargs)
        if time.perf_counter() - began > SLOW_S:
            _keep(asked, answer)
        return answer

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
        missing = [item for item in items if item not in found]
        written = {item: _written_down(function, view, (item, *args), kwargs) for item in missing}
        found |= {item: answer for item in missing for answer in _kept(written[item])}
        unknown = [item for item in missing if item not in found]
        if unknown:
            _before()
            began = time.perf_counter()
            found |= function(view, unknown, *args, **kwargs)
            if time.perf_counter() - began > SLOW_S:
                for item in unknown:
                    _keep(written[item], found[item])
        if missing:
            with lock:
                answers.update({(question, item): found[item] for item in missing})
        return {item: found[item] for item in items}

    return cast(Callable[Concatenate[K, Sequence[I], P], dict[I, R]], asked)


def cached_by_content(function: Callable[P, R]) -> Callable[P, R]:
    """Keep what the function gives by what its arguments hold and by the reader's locale.

    For what rests on its arguments alone, such as a figure, which asks for no data: equal arguments are equal figures,
    whoever looks.
    """
    answers, lock = _BY_CONTENT

    @functools.wraps(function)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            told = pickle.dumps((function.__module__, function.__qualname__, i18n.short_locale(), args, kwargs))
        except _UNWRITABLE:
            return function(*args, **kwargs)
        content = hashlib.sha256(told).digest()
        with lock:
            if content in answers:
                return cast(R, answers[content])
        given = function(*args, **kwargs)
        with lock:
            answers[content] = given
        return given

    return kept


def clear() -> None:
    """Forget every answer of every function."""
    for answers, lock in _CACHES:
        with lock:
            answers.clear()


def _key(view: Keyed, *args: Any, **kwargs: Any) -> Hashable:
    return hashkey(view.key, i18n.short_locale(), *args, **kwargs)


def _written_down(
    function: Callable[..., Any], view: Keyed, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> bytes | None:
    """A question in full, equal for equal ones in every process; None where there is no folder or it cannot be."""
    if not _FOLDERS or view.lasting_key is None:
        return None
    told = (
        function.__module__,
        function.__qualname__,
        view.lasting_key,
        i18n.short_locale(),
        args,
        sorted(kwargs.items()),
    )
    written = io.BytesIO()
    pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
    # Without it, two equal questions differ by which of their parts are the same object.
    pickler.fast = True
    try:
        pickler.dump(told)
    except _UNWRITABLE:
        return None
    return written.getvalue()


def _kept(asked: bytes | None) -> tuple[Any, ...]:
    return _FOLDERS[0].get(asked) if asked is not None and _FOLDERS else ()


def _keep(asked: bytes | None, answer: object) -> None:
    if asked is not None and _FOLDERS:
        _FOLDERS[0].put(asked, answer)


def _before() -> None:
    for does in _BEFORE:
        does()


def _new(size: int) -> tuple[LRUCache[Any, Any], Lock]:
    _CACHES.append((LRUCache(size), Lock()))
    return _CACHES[-1]


_BY_CONTENT = _new(CONTENTS)
