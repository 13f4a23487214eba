"""Answers remembered by the version, scope and question they belong to, within one process."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from dualsite import formats

KEPT = 512
"""Answers kept per function; the one unused for longest goes first."""

P = ParamSpec("P")
R = TypeVar("R")


class Keyed(Protocol):
    """Anything that names what an answer to it may be kept under."""

    @property
    def key(self) -> Hashable: ...


K = TypeVar("K", bound=Keyed)


def remembered(function: Callable[Concatenate[K, P], R]) -> Callable[Concatenate[K, P], R]:
    """Keep the function's answers by its view's key, the reader's locale and its other, hashable arguments.

    The answer is shared between sessions: callers read it and never change it in place.
    """
    answers: OrderedDict[Hashable, Any] = OrderedDict()
    lock = threading.Lock()

    @functools.wraps(function)
    def remember(view: K, *args: P.args, **kwargs: P.kwargs) -> R:
        question = (view.key, formats.locale(), args, tuple(sorted(kwargs.items())))
        with lock:
            if question in answers:
                answers.move_to_end(question)
                return answers[question]  # type: ignore[no-any-return]
        answer = function(view, *args, **kwargs)
        with lock:
            answers[question] = answer
            while len(answers) > KEPT:
                answers.popitem(last=False)
        return answer

    return cast(Callable[Concatenate[K, P], R], remember)
