"""Colours stand apart from what is behind them."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

from dualsite import screens
from dualsite.palette import BAD, GOOD, INK, SITE_COLOURS, WATCH, contrast, text_on
from dualsite.screens.capacity.figures.ladder import BOOKED

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


def test_every_drawing_is_kept_by_what_its_rows_hold() -> None:
    drawn_anew = [
        f"{module.__name__}.{name}"
        for module in figure_modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and str(function.__annotations__.get("return")) == "Drawing"
        and not hasattr(function, "__wrapped__")
    ]
    assert drawn_anew == ["dualsite.screens.shared.figures.style.figure"]


def figure_modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(screens.__path__, "dualsite.screens."):
        if "figures" in found.name.split("."):
            yield importlib.import_module(found.name)
