"""Sites beside each other on one scale."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dualsite.screens.shared.figures.style import FAINT, TEXT, figure, site_colours, words

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "pentagon")


def rates(rows: pd.DataFrame) -> go.Figure:
    """One line a rate from 0 to 100 %, one mark a site, each with its value; colour and shape name the site.

    `rows` as `answers.today.side_by_side` gives them; unknown values stand as text at the left.
    """
    labels = dict(reversed(dict(zip(rows.kpi_id, rows.label, strict=True)).items()))
    places = {kpi_id: place for place, kpi_id in enumerate(labels)}
    sites = sorted(set(zip(rows.site_id, rows.site, strict=True)))
    key = 16 * max(len(sites), 1)
    drawn = figure(52 + key + 34 * max(len(labels), 1), left=8, top=12 + key, right=52)
    colours = site_colours(site for site, _name in sites)
    apart = min(0.36, 0.8 / max(len(sites), 1))
    lift = {site: apart * (len(sites) - 1) / 2 - apart * place for place, (site, _name) in enumerate(sites)}
    for place, (site, name) in enumerate(sites):
        shown = rows[(rows.site_id == site) & rows.value.notna()]
        drawn.add_scatter(
            x=list(shown.value),
            y=[places[kpi_id] + lift[site] for kpi_id in shown.kpi_id],
            mode="markers+text",
            marker={"size": 11, "color": colours[site], "symbol": _SYMBOLS[place % len(_SYMBOLS)], "opacity": 1},
            text=[f" {row.shown}" for row in shown.itertuples()],
            textposition="middle right",
            textfont={"size": 11, "color": TEXT},
            hovertext=[
                f"<b>{words(name)}</b><br>{words(row.label)}: {row.shown}, n = {row.n}" for row in shown.itertuples()
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
        drawn.add_annotation(
            x=0,
            xref="paper",
            y=1,
            yref="paper",
            yshift=16 * (len(sites) - 1 - place),
            yanchor="bottom",
            xanchor="left",
            text=f'<b><span style="color:{colours[site]}">{"●■◆▲✚⬟"[place % 6]}</span> {words(name)}</b>',
            showarrow=False,
            font={"size": 11, "color": TEXT},
        )
        for row in rows[(rows.site_id == site) & rows.value.isna()].itertuples():
            drawn.add_annotation(
                x=0,
                y=places[row.kpi_id] + lift[site],
                xanchor="left",
                text="—",
                hovertext=f"{words(name)}: {words(row.shown)}",
                showarrow=False,
                font={"size": 12, "color": TEXT},
            )
    drawn.update_xaxes(range=[0, 1], tickformat=".0%", gridcolor=FAINT, zeroline=False)
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=[words(label) for label in labels.values()],
        range=[-0.6, len(labels) - 0.4],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    return drawn
