"""Answers are kept by everything they depend on."""

from __future__ import annotations

from dataclasses import dataclass

from dualsite import cache as memory
from dualsite import i18n
from dualsite.cache import cached_per_view


@dataclass(frozen=True)
class Asked:
    key: str


def test_an_answer_is_computed_once_for_one_question_and_again_for_another() -> None:
    computed = []

    @cached_per_view
    def answer(view: Asked, times: int = 1) -> str:
        computed.append((view.key, times))
        return view.key * times

    assert [answer(Asked("a")), answer(Asked("a")), answer(Asked("a"), 2), answer(Asked("b"))] == ["a", "a", "aa", "b"]
    assert computed == [("a", 1), ("a", 2), ("b", 1)]


def test_another_locale_is_another_question() -> None:
    @cached_per_view
    def answer(view: Asked) -> str:
        return i18n.locale()

    i18n.use_locale("ko-KR")
    korean = answer(Asked("a"))
    i18n.use_locale("en")
    assert (korean, answer(Asked("a"))) == ("ko_KR", "en")


def test_the_answer_unused_for_longest_goes_first(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(memory, "KEPT", 2)
    computed = []

    @cached_per_view
    def answer(view: Asked) -> str:
        computed.append(view.key)
        return view.key

    for key in "abac":
        answer(Asked(key))
    answer(Asked("a"))
    answer(Asked("b"))
    assert computed == ["a", "b", "c", "b"]
