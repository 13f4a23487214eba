"""What was edited in a file, told by its lines."""

from __future__ import annotations

from collections.abc import Sequence

from dualsite.exports.receipts.receipt import ReadSheet
from dualsite.exports.receipts.verification import EditedLine, differences

FIRST = ReadSheet("slide 1", ("Today", "Right first time | 97.4 %"))
SECOND = ReadSheet("slide 2", ("Booked", "Firm: Q1 = 0.25; Q2 = 0.5"))
THIRD = ReadSheet("slide 3", ("Contracts", "€25.4M"))
DECK = (FIRST, SECOND, THIRD)


def told(now: Sequence[ReadSheet]) -> list[EditedLine]:
    return list(differences(DECK, now))


def test_the_same_lines_are_no_difference() -> None:
    assert told(DECK) == []


def test_a_changed_digit_is_told_with_what_stood_there() -> None:
    changed = ReadSheet("slide 1", ("Today", "Right first time | 98.4 %"))
    (found,) = told((changed, SECOND, THIRD))
    assert found == EditedLine("slide 1", "Right first time | 97.4 %", "Right first time | 98.4 %")
    assert found.is_number


def test_swapped_values_of_a_chart_are_told() -> None:
    swapped = ReadSheet("slide 2", ("Booked", "Firm: Q1 = 0.5; Q2 = 0.25"))
    (found,) = told((FIRST, swapped, THIRD))
    assert found.sheet == "slide 2"


def test_a_removed_slide_is_one_difference_and_those_after_it_are_none() -> None:
    moved = ReadSheet("slide 2", THIRD.lines)
    assert told((FIRST, moved)) == [EditedLine("slide 2", "Booked", "")]


def test_an_added_slide_is_one_difference() -> None:
    new = ReadSheet("slide 4", ("More", "12"))
    assert told((*DECK, new)) == [EditedLine("slide 4", "", "More")]


def test_slides_that_changed_places_are_told() -> None:
    assert told((SECOND, FIRST, THIRD))


def test_a_word_without_a_number_is_no_number() -> None:
    changed = ReadSheet("slide 1", ("Yesterday", "Right first time | 97.4 %"))
    (found,) = told((changed, SECOND, THIRD))
    assert not found.is_number
