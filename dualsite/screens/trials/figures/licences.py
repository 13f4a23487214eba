"""The licences of a product: stage × site × market, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.markets.licences import month_in_words, short_names
from dualsite.insights.markets.supply import DRAWN
from dualsite.palette import BAD, GOOD, INK, WATCH
from dualsite.schema.vocabulary import STAGES
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import FAINT, cited, figure, words

ROW = 68
SYMBOLS = {
    "APPROVED": "circle",
    "FILED": "circle-open-dot",
    "PLANNED": "circle-open",
    "NOT_FILED": "circle-open",
    "EXPIRED": "x-thin-open",
    "WITHDRAWN": "x-thin-open",
}
"""Filled is granted, dotted is filed, open is planned, crossed is gone."""

VERDICTS = {"yes": ("✓", GOOD), "expected": ("△", INK), "overdue": ("▲", WATCH), "blocked": ("✕", BAD)}


def matrix_height(supply: pd.DataFrame) -> int:
    """The height in px that the markets need."""
    return 64 + ROW * max(min(len(supply), DRAWN), 1)


@cached_by_content
def matrix(licences: pd.DataFrame, supply: pd.DataFrame, colours: Mapping[str, str]) -> Drawing:
    """One line per market: what its licences add up to, and below it, by stage and site, their states and days.

    `licences` and `supply` as `insights.markets` gives them, `colours` by site. The one site
    licensed for a step carries a ring.
    """
    shown = supply.head(DRAWN).iloc[::-1]
    stages = [stage for stage in STAGES if stage in set(licences.stage)]
    sites = sorted(set(licences.site_id))
    short = short_names(dict(zip(licences.site_id, licences.site, strict=True)))
    drawn = figure(matrix_height(supply), left=8, right=8, top=44, bottom=8)
    places = {(row.product_id, row.market): place for place, row in enumerate(shown.itertuples())}
    across = {(stage, site): s * len(sites) + n for s, stage in enumerate(stages) for n, site in enumerate(sites)}
    cells = [row for row in licences.itertuples() if (row.product_id, row.market) in places]
    _cells(drawn, cells, places, across, colours)
    drawn.add_scatter(
        x=[-0.5] * len(places),
        y=[place + 0.3 for place in places.values()],
        mode="text",
        text=[_verdict(row) for row in shown.itertuples()],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    _stages(drawn, stages, len(sites), len(places))
    several = shown.product_id.nunique() > 1
    drawn.update_xaxes(
        side="top",
        tickmode="array",
        tickvals=list(across.values()),
        ticktext=[words(short[site]) for _stage, site in across],
        tickfont={"size": 10},
        tickangle=0,
        showgrid=False,
        zeroline=False,
        range=[-0.5, len(across) - 0.5],
    )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(places.values()),
        ticktext=[
            f"<b>{words(row.market_name)}</b>" + (f"<br>{words(row.product)}" if several else "")
            for row in shown.itertuples()
        ],
        showgrid=False,
        zeroline=False,
        range=[-0.5, len(places) - 0.5],
        automargin=True,
    )
    return drawn


def _verdict(row: Any) -> str:
    """What a market's licences add up to, with the sign that says it at a glance."""
    sign, colour = VERDICTS.get(row.state, ("—", INK))
    return f'<span style="color:{colour}"><b>{sign}</b></span> {words(row.words)}'


def _stages(drawn: Drawing, stages: list[str], sites: int, markets: int) -> None:
    """The names of the stages above their sites, the lines between them, and those between the markets."""
    edges = [stage * sites - 0.5 for stage in range(1, len(stages))]
    last = len(stages) * sites - 0.5
    lines = [((edge, place - 0.42), (edge, place + 0.12)) for edge in edges for place in range(markets)]
    lines += [((-0.5, place - 0.5), (last, place - 0.5)) for place in range(1, markets)]
    points = [point for line in lines for point in (*line, (None, None))]
    drawn.add_scatter(
        x=[x for x, _y in points],
        y=[y for _x, y in points],
        mode="lines",
        line={"color": FAINT, "width": 1},
        hoverinfo="skip",
    )
    drawn.add_annotations(
        {
            "x": place * sites + (sites - 1) / 2,
            "y": 1,
            "yref": "paper",
            "yshift": 38,
            "text": f"<b>{words(wording.stage(stage))}</b>",
            "showarrow": False,
        }
        for place, stage in enumerate(stages)
    )


def _cells(
    drawn: Drawing,
    cells: list[Any],
    places: dict[tuple[str, str], int],
    across: dict[tuple[str, str], int],
    colours: Mapping[str, str],
) -> None:
    alone = [row for row in cells if row.is_only_site]
    drawn.add_scatter(
        x=[across[row.stage, row.site_id] for row in alone],
        y=[places[row.product_id, row.market] - 0.05 for row in alone],
        mode="markers",
        marker={"symbol": "circle-open", "size": 21, "color": WATCH, "line": {"width": 2}},
        hoverinfo="skip",
    )
    drawn.add_scatter(
        x=[across[row.stage, row.site_id] for row in cells],
        y=[places[row.product_id, row.market] - 0.05 for row in cells],
        mode="markers",
        marker={
            "symbol": [SYMBOLS[row.state] for row in cells],
            "size": 12,
            "color": [colours[row.site_id] for row in cells],
            "line": {"width": 2, "color": [colours[row.site_id] for row in cells]},
        },
        hovertext=[_hover(row) for row in cells],
        hoverinfo="text",
    )
    drawn.add_scatter(
        x=[across[row.stage, row.site_id] for row in cells],
        y=[places[row.product_id, row.market] - 0.33 for row in cells],
        mode="text",
        text=[words(month_in_words(row)) for row in cells],
        textfont={"size": 10},
        hoverinfo="skip",
    )


def _hover(row: Any) -> str:
    lines = [
        formats.listed([f"<b>{words(row.site)}</b>", words(row.stage_words), words(formats.country(row.market))]),
        f"{words(row.authority)}: {words(row.words)}",
        _("sole licensed site for this step") if row.is_only_site else "",
    ]
    return "<br>".join(filter(None, lines)) + cited(row)
