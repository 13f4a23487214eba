"""On whom lots waited: days as stretches of a bar, one for each who was waited for, and what their fillings mean.

Parties have no colours: those are of sites, and of good and bad.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.batches.waits import PARTS
from dualsite.palette import INK, SOLID
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import NOTHING, Note, at_right, name_rows, note
from dualsite.screens.shared.figures.style import FAINT, figure, words

ROW = 26

_MARKS = (f'<span style="color:{SOLID}">■</span>', "▒", "▨", "▩", "□")
_FILLED: tuple[dict[str, Any], ...] = (
    {"color": SOLID, "line": {"color": SOLID, "width": 1}},
    {"color": FAINT, "line": {"color": INK, "width": 1}},
    {"color": NOTHING, "line": {"color": INK, "width": 1}, "pattern": {"shape": "/", "fgcolor": INK, "size": 6}},
    {"color": NOTHING, "line": {"color": INK, "width": 1}, "pattern": {"shape": "x", "fgcolor": INK, "size": 6}},
    {"color": NOTHING, "line": {"color": FAINT, "width": 1}},
)


@cached_by_content
def waited(rows: pd.DataFrame, parties: Mapping[str, str]) -> Drawing:
    """A bar per stage, split into shares by who was waited for, its days beside it.

    `rows` as `insights.batches.waits.waited` gives them, `parties` as `party_names` does.
    """
    shown = rows.iloc[::-1].reset_index(drop=True)
    drawn = figure(ROW * len(shown) + 62, top=24, right=64, barmode="stack", bargap=0.35)
    whole = [max(days, 1) for days in shown.days]
    shares = [[part / of for part, of in zip(shown[name], whole, strict=True)] for name in PARTS]
    stack(drawn, list(parties.values()), shares, lambda share: formats.percent(share, 0))
    name_rows(drawn, list(shown.stage))
    drawn.add_annotations(
        [at_right(words(formats.days(row.days)), place) for place, row in enumerate(shown.itertuples())]
    )
    drawn.add_annotations([key(list(parties.values()), [bool(shown[part].sum()) for part in PARTS])])
    title = {"text": _("share of days from manufacture to disposition")}
    drawn.update_xaxes(title=title, range=[0, 1], tickformat=".0%", nticks=5)
    return drawn


def stack(drawn: Drawing, names: Sequence[str], parts: Sequence[Sequence[Any]], said: Callable[[Any], str]) -> None:
    """A stretch for each of `parts` in the rows 0, 1, 2 … from the bottom up; `said` tells a value in words."""
    for place, (name, values) in enumerate(zip(names, parts, strict=True)):
        drawn.add_bar(
            y=list(range(len(values))),
            x=[value or None for value in values],
            orientation="h",
            marker=look(place),
            hovertext=[f"{words(name)}: {words(said(value))}" for value in values],
            hoverinfo="text",
        )


def look(place: int) -> dict[str, Any]:
    """How the stretches of the party at that place of `PARTS` are filled."""
    return dict(_FILLED[place])


def key(names: Sequence[str], used: Sequence[bool]) -> Note:
    """What the fillings mean of those that are used, in one line over the bars; `names` of all parties, in order."""
    said = " &nbsp; ".join(
        f"{mark} {words(name)}" for mark, name, is_used in zip(_MARKS, names, used, strict=True) if is_used
    )
    return note(said, 0, 1, xref="paper", yref="paper", xanchor="left", yanchor="bottom")
