"""How much one person may ask at once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

from dualsite.web import limits
from dualsite.web.limits import Share, Shares


def run(what: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """In a thread of its own: in this one, a browser of other tests may have its event loop."""
    with start_blocking_portal() as portal:
        portal.call(what)


def test_one_run_of_a_person_at_a_time_in_the_order_asked() -> None:
    share, order = Share(), list[str]()

    async def one(tab: str) -> None:
        await share.turn(tab)
        order.append(f"{tab} runs")
        await anyio.lowlevel.checkpoint()
        order.append(f"{tab} is done")
        share.done(tab)

    async def all_at_once() -> None:
        async with anyio.create_task_group() as group:
            for tab in "abc":
                group.start_soon(one, tab)

    run(all_at_once)
    assert order == ["a runs", "a is done", "b runs", "b is done", "c runs", "c is done"]
    assert share.running is None


def test_a_tab_that_runs_may_run_anew_at_once() -> None:
    async def twice() -> None:
        share = Share()
        with anyio.fail_after(5):
            await share.turn("a")
            await share.turn("a")

    run(twice)


def test_a_tab_that_goes_away_keeps_nobody_waiting() -> None:
    async def gone() -> None:
        shares = Shares()
        share = shares.enter("ada")
        assert share is not None
        assert shares.enter("ada") is share
        await share.turn("first")
        async with anyio.create_task_group() as group:
            with anyio.CancelScope() as scope:
                group.start_soon(share.turn, "second")
                scope.cancel()
            shares.leave("ada", "first")
            with anyio.fail_after(5):
                await share.turn("second")

    run(gone)


def test_a_run_that_never_ends_keeps_the_next_one_waiting_for_so_long_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_RUN_S", 0.01)

    async def stuck() -> None:
        share = Share()
        await share.turn("a")
        with anyio.fail_after(5):
            await share.turn("b")

    run(stuck)


def test_people_do_not_wait_for_one_another() -> None:
    async def both() -> None:
        shares = Shares()
        with anyio.fail_after(5):
            for who in ("ada", "kim"):
                share = shares.enter(who)
                assert share is not None
                await share.turn(who)

    run(both)


def test_after_a_burst_messages_come_at_their_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    share = Share(counted_at=now[0])
    assert [share.delay() for _ in range(limits.BURST)] == [0.0] * limits.BURST
    assert share.delay() == pytest.approx(1 / limits.MESSAGES_PER_S)
    assert share.delay() == pytest.approx(2 / limits.MESSAGES_PER_S)
    now[0] += 2 / limits.MESSAGES_PER_S
    assert share.delay() == pytest.approx(1 / limits.MESSAGES_PER_S)
    now[0] += 3600
    assert [share.delay() for _ in range(limits.BURST)] == [0.0] * limits.BURST


def test_a_person_may_have_so_many_tabs() -> None:
    shares = Shares()
    assert all(shares.enter("ada") for _ in range(limits.SOCKETS))
    assert shares.enter("ada") is None
    assert shares.enter("kim") is not None
    shares.leave("ada", object())
    assert shares.enter("ada") is not None
