"""The figures that the slot finder shows to whoever has chosen nothing yet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dualsite.access import View
from dualsite.insights.capacity import slots
from dualsite.screens.shared.figures.drawing import Build
from dualsite.screens.slots.parts import options


def figures(view: View) -> Iterator[Build]:
    """What builds them: one for each option."""
    if (question := slots.first_question(view)) is not None:
        for option in slots.find(view, question).options:
            yield partial(options.chain_figure, view, question, option)
