"""Answers are kept by everything they depend on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dualsite import cache, i18n
from dualsite.cache import cached_by_content, cached_per_item, cached_per_view


@dataclass(frozen=True)
class Asked:
    key: str
    lasting_key: None = None


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


def test_whoever_reads_the_english_of_the_united_states_finds_what_was_answered_before_anybody_asked() -> None:
    computed = []

    @cached_per_view
    def answer(view: Asked) -> None:
        computed.append(i18n.locale())

    for locale in (None, "en-US", "en-GB"):
        with i18n.speaking(locale):
            answer(Asked("a"))
    assert computed == ["en", "en_GB"]


def test_the_answer_unused_for_longest_goes_first(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cache, "ANSWERS", 2)
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


def test_an_unknown_answer_is_kept_as_well() -> None:
    computed = []

    @cached_per_view
    def answer(view: Asked) -> None:
        computed.append(view.key)

    assert (answer(Asked("a")), answer(Asked("a"))) == (None, None)
    assert computed == ["a"]


def test_of_many_items_those_alone_are_asked_for_that_are_not_known() -> None:
    computed = []

    @cached_per_item
    def lengths(view: Asked, words: Sequence[str], times: int) -> dict[str, int]:
        computed.append((view.key, *words))
        return {word: len(word) * times for word in words}

    assert lengths(Asked("a"), ["one", "three"], 1) == {"one": 3, "three": 5}
    assert list(lengths(Asked("a"), ["three", "four", "one"], 1).items()) == [("three", 5), ("four", 4), ("one", 3)]
    assert lengths(Asked("a"), ["one"], 2) == {"one": 6}
    assert lengths(Asked("b"), ["one"], 1) == {"one": 3}
    assert computed == [("a", "one", "three"), ("a", "four"), ("a", "one"), ("b", "one")]


def test_items_are_bounded_too_and_a_question_larger_than_that_is_answered_in_full(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cache, "ITEMS", 2)
    computed = []

    @cached_per_item
    def upper(view: Asked, letters: Sequence[str]) -> dict[str, str]:
        computed.append("".join(letters))
        return {letter: letter.upper() for letter in letters}

    assert upper(Asked("v"), list("abc")) == {"a": "A", "b": "B", "c": "C"}
    upper(Asked("v"), list("bc"))
    upper(Asked("v"), list("a"))
    assert computed == ["abc", "a"]


def test_clearing_forgets_every_answer_of_every_function() -> None:
    computed = []

    @cached_per_view
    def answer(view: Asked) -> None:
        computed.append("answer")

    @cached_per_item
    def answers(view: Asked, items: Sequence[str]) -> dict[str, None]:
        computed.append("answers")
        return dict.fromkeys(items)

    for _time in range(2):
        answer(Asked("a"))
        answers(Asked("a"), ["one"])
        cache.clear()
    assert computed == ["answer", "answers"] * 2


def test_threads_that_ask_at_once_all_get_their_own_answer(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cache, "ANSWERS", 3)

    @cached_per_view
    def answer(view: Asked, number: int) -> int:
        return number * number

    wrong: list[int] = []

    def ask(first: int) -> None:
        numbers = [first, *range(20)] * 200
        wrong.extend(number for number in numbers if answer(Asked("a"), number) != number * number)

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_something_may_be_done_before_an_unknown_answer_is_computed(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cache, "_BEFORE", [])
    done: list[str] = []
    cache.before_computing(lambda: done.append("another"))
    cache.before_computing(lambda: done.append("before"))

    @cached_per_view
    def answer(view: Asked) -> str:
        done.append(view.key)
        return view.key

    @cached_per_item
    def answers(view: Asked, items: Sequence[str]) -> dict[str, str]:
        done.extend(items)
        return dict.fromkeys(items, view.key)

    answer(Asked("a"))
    answer(Asked("a"))
    answers(Asked("a"), ["x", "y"])
    answers(Asked("a"), ["x", "y"])
    assert done == ["before", "a", "before", "x", "y"]


def test_equal_contents_in_one_language_are_drawn_once() -> None:
    drawn = []

    @cached_by_content
    def figure(rows: pd.DataFrame, height: int = 300) -> str:
        drawn.append((len(rows), height, i18n.locale()))
        return f"{len(rows)} rows"

    rows = pd.DataFrame({"name": ["a", "b"]})
    assert [figure(rows), figure(rows.head(2)), figure(rows.head(1)), figure(rows, height=9)] == [
        "2 rows",
        "2 rows",
        "1 rows",
        "2 rows",
    ]
    with i18n.speaking("ko-KR"):
        figure(rows)
    rows.loc[0, "name"] = "c"
    figure(rows)
    assert drawn == [(2, 300, "en"), (1, 300, "en"), (2, 9, "en"), (2, 300, "ko_KR"), (2, 300, "en")]
