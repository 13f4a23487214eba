"""Whose clock was running: days from made to decided as parts of a bar, with the words in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.batches.clock import WAITED_FOR
from dualsite.insights.programmes.waiting import DRAWN, counted
from dualsite.palette import SOLID, text_on
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import at_right, name_rows
from dualsite.screens.shared.figures.style import TEXT, figure, words
from dualsite.screens.shared.figures.waits import key, look

ROW_HEIGHT = 30


@cached_by_content
def whose_days(rows: pd.DataFrame, parties: Mapping[str, str]) -> Drawing:
    """A bar per programme: the days of a batch on average, by who was waited for; at the right their sum in all.

    `rows` as `insights.programmes.waiting.waiting` gives them; `parties` names who was waited for.
    """
    listed = list(rows.head(DRAWN).iloc[::-1].to_dict("records"))
    drawn = figure(66 + ROW_HEIGHT * max(len(listed), 1), left=8, right=136, top=26, bottom=40, barmode="stack")
    most = max((row["days"] / row["batches"] for row in listed), default=1.0)
    for place, party in enumerate(WAITED_FOR):
        drawn.add_bar(
            orientation="h",
            y=list(range(len(listed))),
            x=[row[party] / row["batches"] for row in listed],
            width=0.66,
            marker=look(place),
            text=[_inside(row, party, most) for row in listed],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 11, "color": text_on(SOLID) if place == 0 else TEXT},
            hovertext=[
                _("{programme}: {party} {days}").format(
                    programme=words(row["programme"]), party=words(parties[party]), days=formats.days(row[party])
                )
                for row in listed
            ],
            hoverinfo="text",
        )
    name_rows(drawn, [row["programme"] for row in listed], 26)
    drawn.add_annotations(
        [
            *(
                at_right(f"<b>{formats.days(row['days'])}</b> " + words(counted(row["batches"])), place)
                for place, row in enumerate(listed)
            ),
            key(
                [parties[party] for party in WAITED_FOR],
                [any(row[party] for row in listed) for party in WAITED_FOR],
            ),
        ],
    )
    drawn.update_xaxes(title={"text": _("Average days per batch")}, range=[0, most * 1.02], nticks=6)
    return drawn


def _inside(row: dict[str, Any], party: str, most: float) -> str:
    """The days in all of one part, where there is room for them."""
    return formats.days(row[party]) if row[party] / row["batches"] > 0.09 * most else ""
