"""Colours stand apart from what is behind them."""

import pytest

from dualsite.screens.capacity.figures.ladder import BOOKED
from dualsite.screens.shared.figures.style import BAD, GOOD, INK, SITE_COLOURS, WATCH, contrast, text_on

GROUNDS = ("#ffffff", "#12161c")
MARKS = (*SITE_COLOURS, GOOD, WATCH, BAD, INK, BOOKED)


def test_contrast_of_black_and_white_is_the_largest_there_is() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("colour", MARKS)
def test_a_mark_stands_out_in_light_and_dark(colour: str) -> None:
    assert min(contrast(colour, ground) for ground in GROUNDS) >= 3


@pytest.mark.parametrize("colour", [*SITE_COLOURS, INK, BOOKED])
def test_text_stands_out_on_a_mark(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= 4.5
