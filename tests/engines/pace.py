"""By when something must be done, on a machine that may have more to do than this."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from dualsite.errors import EngineError
from dualsite.store.engines.versions import EngineStore

SOON_S = 10.0
"""By when a page says what is wrong, on a machine of its own."""

UP_S = 180.0
"""When a test gives up, which an answer does not: a busy machine takes its time to start an engine and to check."""

ROUNDS = 3_000_000
"""Of a loop that takes some tenths of a second where it has a core to itself."""


@contextmanager
def soon() -> Iterator[None]:
    """What is done within is done in time: longer, as far as a loop before or after it waited for its core."""
    waited = crowding()
    begun = time.monotonic()
    yield
    took = time.monotonic() - begun
    assert took < SOON_S * max(waited, crowding())


def crowding() -> float:
    """How long a fixed loop takes, in units of what it computes: 1 alone, 3 where it has a core for a third of it."""
    begun, computed = time.monotonic(), time.thread_time()
    for _ in range(ROUNDS):
        pass
    return max(1.0, (time.monotonic() - begun) / (time.thread_time() - computed))


def again(store: object) -> None:
    """Have the engine looked at now."""
    assert isinstance(store, EngineStore)
    store._looked_at = 0.0
    store.version()


def healed(store: object) -> None:
    """Look until it answers, as a page does that is opened again and again."""
    assert isinstance(store, EngineStore)
    until = time.monotonic() + UP_S
    while True:
        try:
            again(store)
            if store.trouble is None:
                return
        except EngineError:
            pass
        if time.monotonic() > until:
            raise AssertionError(store.trouble)
        time.sleep(1)
