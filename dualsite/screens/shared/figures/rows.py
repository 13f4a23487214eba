"""What figures of named rows share: the names on the left, notes beside them, money on the axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dualsite import formats
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import words

Note = dict[str, Any]
"""A text on a figure, as plotly's annotations are written."""

NOTHING = "rgba(0,0,0,0)"


def cut(text: str, most: int = 48) -> str:
    """The text, its end replaced by … where it is longer than so many letters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def note(text: str, x: Any, y: Any, *, size: int = 11, **where: Any) -> Note:
    """A text at a place of the data; it is shown as it is given, so names go through `words` first."""
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": {"size": size}, **where}


def at_right(text: str, place: float) -> Note:
    """A text to the right of a row, outside of the axes."""
    return note(text, 1, place, xref="paper", xanchor="left", xshift=6, align="left")


def name_rows(drawn: Drawing, names: Sequence[str], most: int = 34) -> None:
    """Name the rows 0, 1, 2 … from the bottom up."""
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=[words(cut(name, most)) for name in names],
        range=[-0.6, max(len(names), 1) - 0.4],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )


def name_sites(colours: Sequence[tuple[str, str]]) -> Note:
    """The sites named in their colours, (colour, name) each, in one line over the figure."""
    text = " &nbsp; ".join(f'<span style="color:{colour}">■</span> {words(name)}' for colour, name in colours)
    return note(text, 1, 1, xref="paper", yref="paper", xanchor="right", yanchor="bottom")


def money_ticks(most: float, currency: str, about: int = 4) -> dict[str, list[float] | list[str]]:
    """Tick marks from 0 to the largest amount in round steps, written as the locale shortens amounts."""
    step = _round_step(most / about) if most > 0 else 1.0
    values = [step * place for place in range(int(most / step) + 1)]
    return {"tickvals": values, "ticktext": [formats.money_short(value, currency) for value in values]}


def _round_step(about: float) -> float:
    power = 10.0 ** math.floor(math.log10(about))
    return next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= about)
