"""What a server of Spark Connect is told when something is given up or let go, by what is said to it."""

from __future__ import annotations

import queue
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.errors import PySparkException

from dualsite.store.engines.spark import remote

WAIT_S = 10


class Server:
    """What a session says of itself goes into a queue."""

    def __init__(self, *, answers: bool = True) -> None:
        self.said: queue.Queue[str] = queue.Queue()
        self.client = SimpleNamespace(
            release_session=lambda: self._heard("release"), close=lambda: self.said.put("close")
        )
        self._answers = answers

    def _heard(self, what: str) -> None:
        self.said.put(what)
        if not self._answers:
            raise PySparkException("It is away.")

    def interruptTag(self, tag: str) -> None:
        self.said.put(tag)

    def heard(self, count: int) -> list[str]:
        return [self.said.get(timeout=WAIT_S) for _ in range(count)]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "TOLD_EVERY_S", 0.0)


def test_a_question_is_given_up_again_until_it_is_over() -> None:
    """What is still on its way to the server when it is told is none of what it gives up."""
    session: Any = Server()
    over = iter([False, False, True])
    remote.cancel(session, "question", lambda: next(over))
    assert session.heard(3) == ["question"] * 3
    with pytest.raises(queue.Empty):
        session.said.get(timeout=0.2)


def test_a_server_that_never_gives_up_is_told_so_often_and_no_more() -> None:
    session: Any = Server()
    remote.cancel(session, "question", lambda: False)
    assert session.heard(remote.TOLD) == ["question"] * remote.TOLD
    with pytest.raises(queue.Empty):
        session.said.get(timeout=0.2)


@pytest.mark.parametrize("answers", [True, False], ids=["there", "away"])
def test_the_line_of_a_session_that_is_let_go_is_closed(answers: bool) -> None:
    session: Any = Server(answers=answers)
    remote.let_go(session)
    assert session.heard(2) == ["release", "close"]
