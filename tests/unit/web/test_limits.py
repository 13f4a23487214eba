"""How much one person may ask at once, and whose run is next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

from dualsite.errors import DataError
from dualsite.web import limits
from dualsite.web.limits import Pace, Shares, Turns


def run(what: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """In a thread of its own: in this one, a browser of other tests may have its event loop."""
    with start_blocking_portal() as portal:
        portal.call(what)


@pytest.mark.parametrize("told", ["0", "many", "-1", "1.5"])
def test_a_number_of_tabs_that_is_none_is_told(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.TABS, told)
    with pytest.raises(DataError, match=f"DUALSITE_TABS={told} is no number of tabs"):
        limits.most_tabs()


def order(asked: list[str], places: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The order in which tabs run that ask one after another before any is done: `ada 1` is the first tab of Ada.

    Once all have asked, those under way end one after another, the one that began first first.
    """
    monkeypatch.setattr(limits, "RUNS", places)
    monkeypatch.setattr(limits, "RUNS_OF_AN_ADDRESS", places)
    began: list[str] = []

    async def ask() -> None:
        turns = Turns()

        async def one(tab: str) -> None:
            await turns.take(tab, tab.split()[0])
            began.append(tab)

        async with anyio.create_task_group() as group:
            for tab in asked:
                group.start_soon(one, tab)
                await anyio.wait_all_tasks_blocked()
            ended = 0
            while ended < len(asked):
                turns.done(began[ended])
                ended += 1
                await anyio.wait_all_tasks_blocked()

    run(ask)
    return began


def test_one_run_of_a_person_at_a_time_in_the_order_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert order(["ada 1", "ada 2", "ada 3", "kim 1"], 3, monkeypatch) == ["ada 1", "kim 1", "ada 2", "ada 3"]


def test_people_go_in_turn_when_all_places_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six tabs of one do not go before the first of another who asked after them."""
    asked = [*(f"kim {tab}" for tab in range(1, 7)), *(f"tim {tab}" for tab in range(1, 4)), "ada 1"]
    assert order(asked, 1, monkeypatch) == [
        "kim 1", "tim 1", "ada 1", "kim 2", "tim 2", "kim 3", "tim 3", "kim 4", "kim 5", "kim 6",
    ]  # fmt: skip


def test_whoever_comes_back_does_not_go_first_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening tabs anew is no way to the front."""
    monkeypatch.setattr(limits, "RUNS", 1)

    async def ask() -> None:
        turns, began = Turns(), list[str]()

        async def one(tab: str) -> None:
            await turns.take(tab, tab.split()[0])
            began.append(tab)

        with anyio.fail_after(5):
            for tab in ("ada 1", "kim 1"):
                await turns.take(tab, tab.split()[0])
                turns.leave(tab)
            await turns.take("tim 1", "tim")
            async with anyio.create_task_group() as group:
                for tab in ("kim 2", "ada 2"):
                    group.start_soon(one, tab)
                    await anyio.wait_all_tasks_blocked()
                turns.leave("tim 1")
                await anyio.wait_all_tasks_blocked()
                assert began == ["ada 2"]
                turns.leave("ada 2")

    run(ask)


def test_one_address_never_takes_the_last_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RUNS", 3)
    monkeypatch.setattr(limits, "RUNS_OF_AN_ADDRESS", 2)

    async def ask() -> None:
        turns = Turns()
        with anyio.fail_after(5):
            await turns.take("kim", "kim", "203.0.113.7")
            await turns.take("tim", "tim", "203.0.113.7")
            with anyio.move_on_after(0.05) as waited:
                await turns.take("tom", "tom", "203.0.113.7")
            assert waited.cancelled_caught
            await turns.take("ada", "ada", "198.51.100.9")
            turns.done("kim")
            await turns.take("tom", "tom", "203.0.113.7")

    run(ask)


def test_whoever_uses_more_than_their_share_rests_while_others_use_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six tabs that run without a rest leave three quarters of the time to the others."""
    now = [1000.0]
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(limits, "RUN_SHARE", 0.25)
    monkeypatch.setattr(limits, "RUN_AT_ONCE_S", 10.0)

    async def use() -> None:
        turns = Turns()

        async def runs(who: str, seconds: float) -> bool:
            with anyio.move_on_after(0.05) as waited:
                await turns.take(who, who)
            now[0] += seconds
            turns.leave(who)
            return not waited.cancelled_caught

        assert [await runs("kim", 6) for _ in range(3)] == [True] * 3
        assert await runs("ada", 1)
        assert not await runs("kim", 0)
        assert await runs("ada", 1)
        now[0] += limits.LONGEST_REST_S - 2
        assert await runs("ada", 1)
        assert await runs("kim", 6)
        assert await runs("ada", 1)
        assert not await runs("kim", 0)
        now[0] += limits.LATELY_S + 1
        assert await runs("kim", 6)

    run(use)


def test_running_anew_without_end_is_no_way_around_the_rest() -> None:
    """A tab that asks again before its run is over would never have to wait."""

    async def both() -> None:
        turns = Turns()
        await turns.take("a", "ada")
        turns.done("a")
        await turns.take("k", "kim")
        await turns.take("k", "kim")
        turns._used["kim"].time.spend(limits.RUN_AT_ONCE_S + 0.01)
        with anyio.move_on_after(0.02) as waited:
            await turns.take("k", "kim")
        assert waited.cancelled_caught
        turns.done("k")
        with anyio.fail_after(5):
            await turns.take("k", "kim")

    run(both)


def test_whoever_has_used_more_gives_way_in_the_middle_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is computed anew, as long as the other one runs, and for so long only."""
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        time.sleep(seconds)

    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=time.monotonic, sleep=sleep))

    async def both() -> None:
        turns = Turns()
        await turns.take("k", "kim")
        turns._used["kim"].time.spend(5)
        await turns.take("a", "ada")

        def compute(who: str) -> int:
            """How often it waits."""
            limits.run_as(who)
            before = len(waits)
            turns.give_way()
            return len(waits) - before

        assert await anyio.to_thread.run_sync(compute, "ada") == 0
        with anyio.fail_after(20):
            async with anyio.create_task_group() as group:
                group.start_soon(anyio.to_thread.run_sync, compute, "kim")
                while not waits:
                    await anyio.sleep(0.001)
                turns.done("a")
        assert sum(waits) < limits.GIVE_WAY_S, "it went on because the other one was done"
        assert await anyio.to_thread.run_sync(compute, "kim") == 0

    run(both)


def test_nobody_gives_way_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GIVE_WAY_S", 0.02)

    async def both() -> None:
        turns = Turns()
        await turns.take("k", "kim")
        turns._used["kim"].time.spend(5)
        await turns.take("a", "ada")

        def compute() -> None:
            limits.run_as("kim")
            turns.give_way()
            turns.give_way()

        with anyio.fail_after(5):
            await anyio.to_thread.run_sync(compute)

    run(both)


def test_runs_at_once_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is slowed down by others has not used more."""
    now = [1000.0]
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: now[0]))

    monkeypatch.setattr(limits, "RUN_SHARE", 0.25)

    async def use() -> None:
        turns = Turns()
        await turns.take("a", "ada")
        now[0] += 2
        await turns.take("k", "kim")
        now[0] += 4
        turns.leave("a")
        turns.leave("k")
        assert limits.RUN_AT_ONCE_S - turns._used["ada"].time.left == pytest.approx(2 + 4 / 2 - 4 * 0.25)
        assert limits.RUN_AT_ONCE_S - turns._used["kim"].time.left == pytest.approx(4 / 2)

    run(use)


def test_a_tab_that_runs_may_run_anew_at_once() -> None:
    async def twice() -> None:
        turns = Turns()
        with anyio.fail_after(5):
            await turns.take("a", "ada")
            await turns.take("a", "ada")

    run(twice)


def test_a_tab_that_goes_away_keeps_nobody_waiting() -> None:
    async def gone() -> None:
        turns = Turns()
        await turns.take("first", "ada")
        waiting = asyncio.ensure_future(turns.take("second", "ada"))
        await anyio.wait_all_tasks_blocked()
        turns.leave("second")
        turns.leave("first")
        with anyio.fail_after(5):
            await turns.take("third", "ada")
        await anyio.wait_all_tasks_blocked()
        assert waiting.cancelled()

    run(gone)


def test_a_run_that_never_ends_keeps_the_next_one_waiting_for_so_long_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_RUN_S", 0.01)

    async def stuck() -> None:
        turns = Turns()
        await turns.take("a", "ada")
        with anyio.fail_after(5):
            await turns.take("b", "ada")

    run(stuck)


def test_after_a_burst_messages_come_at_their_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: now[0]))
    pace = Pace(5.0, 40, counted_at=now[0])
    assert [pace.delay() for _ in range(40)] == [0.0] * 40
    assert pace.delay() == pytest.approx(1 / 5)
    assert pace.delay() == pytest.approx(2 / 5)
    now[0] += 2 / 5
    assert pace.delay() == pytest.approx(1 / 5)
    assert not pace.is_rested()
    now[0] += 3600
    assert pace.is_rested()
    assert [pace.delay() for _ in range(40)] == [0.0] * 40


def test_a_person_may_have_so_many_tabs() -> None:
    shares = Shares()
    assert all(shares.enter("ada") for _ in range(limits.SOCKETS))
    assert shares.enter("ada") is None
    assert shares.enter("kim") is not None
    shares.leave("ada")
    assert shares.enter("ada") is not None


def test_whoever_closes_their_tabs_and_comes_again_has_no_new_burst() -> None:
    shares = Shares()
    for _again in range(3):
        share = shares.enter("ada")
        assert share is not None
        delays = [share.pace.delay() for _message in range(limits.BURST // 2)]
        shares.leave("ada")
    assert max(delays) > 0
