"""Kilograms at risk against the length of an outage, a line per site."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.continuity.worth import end_in_words
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import note
from dualsite.screens.shared.figures.style import FAINT, figure, words

HEIGHT = 300


@cached_by_content
def curves(rows: pd.DataFrame, colours: Mapping[str, str], days: int) -> Drawing:
    """A line per site, named at its end; a dotted line at the length that is asked about.

    `rows` as `insights.continuity.worth.curves` gives them, `colours` by site.
    """
    drawn = figure(HEIGHT, left=56, right=12, top=22, bottom=44)
    most = max(rows.kg, default=0) or 1
    for site_id, of_site in rows.groupby("site_id", sort=True):
        colour, name = colours[str(site_id)], of_site.site.iloc[0]
        drawn.add_scatter(
            x=list(of_site.days),
            y=[round(float(kg), 3) for kg in of_site.kg],
            mode="lines",
            line={"color": colour, "width": 2.5},
            hovertext=[
                _("{site}, {days}: {kg} kg at risk").format(
                    site=words(name), days=formats.days(row.days), kg=formats.number(row.kg, 1)
                )
                for row in of_site.itertuples()
            ],
            hoverinfo="text",
        )
        *_before, last = of_site.itertuples()
        told = words(end_in_words(last))
        drawn.add_annotations([note(told, last.days, float(last.kg), xanchor="right", yanchor="bottom", size=12)])
    if 7 <= days <= 365:
        drawn.add_vline(x=days, line={"color": FAINT, "width": 1.5, "dash": "dot"})
    drawn.update_xaxes(
        title={"text": _("days the site is out")}, range=[0, 366], tickvals=[7, 90, 180, 270, 365], zeroline=False
    )
    drawn.update_yaxes(title={"text": _("kg at risk")}, range=[0, 1.12 * most], zeroline=False)
    return drawn
