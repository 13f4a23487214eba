"""Clients side by side: what they bring, and how much rests on each."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.contracts.concentration import largest
from dualsite.insights.contracts.revenue import by_bar
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import at_right, money_ticks, name_rows, name_sites
from dualsite.screens.shared.figures.style import FAINT, figure, words

ROW_HEIGHT = 26


@cached_by_content
def revenue_by_client(
    rows: pd.DataFrame, currency: str, colours: Mapping[str, str], cards: Mapping[str, str]
) -> Drawing:
    """Revenue of 12 months by client, the sites as parts of a bar, a tick for the 12 months before.

    `rows` as `insights.contracts.revenue.by_client_and_site` gives them; `cards` maps a client to the contract that
    selecting its bar gives.
    """
    keyed, names = by_bar(rows)
    clients = list(names)[::-1]
    drawn = figure(64 + ROW_HEIGHT * max(len(clients), 1), left=8, top=24, right=72, bottom=40, barmode="relative")
    sites = sorted(set(zip(rows.site_id, rows.site, strict=True)))
    for site, name in sites:
        part = keyed[keyed.site_id == site].groupby("key").revenue.sum()
        amounts = [float(part.get(client, 0.0)) for client in clients]
        drawn.add_bar(
            orientation="h",
            y=list(range(len(clients))),
            x=amounts,
            width=0.7,
            marker={"color": colours[site], "opacity": 1},
            customdata=[[cards.get(client)] for client in clients],
            hovertext=[
                f"<b>{words(names[client])}</b><br>{words(name)}: {formats.money_short(amount, currency)}"
                for client, amount in zip(clients, amounts, strict=True)
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 1}},
        )
    sums = keyed.groupby("key")[["revenue", "before"]].sum()
    drawn.add_scatter(
        x=[float(sums.before[client]) for client in clients],
        y=list(range(len(clients))),
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 15, "color": INK, "line": {"width": 2}},
        hovertext=[
            _("Prior 12 months: {amount}").format(amount=formats.money_short(float(sums.before[client]), currency))
            for client in clients
        ],
        hoverinfo="text",
    )
    said = [f"<b>{formats.money_short(float(sums.revenue[client]), currency)}</b>" for client in clients]
    drawn.add_annotations(
        [
            *(at_right(text, place) for place, text in enumerate(said)),
            name_sites([(colours[site], name) for site, name in sites]),
        ],
    )
    most = float(sums.max().max()) if len(sums) else 0.0
    name_rows(drawn, [names[client] for client in clients])
    drawn.update_xaxes(
        range=[min(0.0, float(sums.min().min()) if len(sums) else 0.0), (most or 1) * 1.05],
        title={"text": _("Revenue, 12 months, {currency}").format(currency=currency)},
        **money_ticks(most, currency),
    )
    return drawn


@cached_by_content
def shares(rows: pd.DataFrame, currency: str, cards: Mapping[str, str]) -> Drawing:
    """Each client's share of revenue, the largest at the top and darker: what rests on it is what is at risk.

    `rows` as `insights.contracts.concentration.clients` gives them.
    """
    listed = largest(rows)
    listed.reverse()
    drawn = figure(40 + 22 * max(len(listed), 1), left=8, top=4, right=118, bottom=36)
    drawn.add_bar(
        orientation="h",
        y=list(range(len(listed))),
        x=[share for _name, _id, share, _amount in listed],
        width=0.7,
        marker={"color": [INK if place == len(listed) - 1 else FAINT for place in range(len(listed))]},
        customdata=[[cards.get(client)] for _name, client, _share, _amount in listed],
        hovertext=[
            f"<b>{words(name)}</b><br>"
            + _("{share} of revenue, {amount}").format(
                share=formats.percent(share), amount=formats.money_short(amount, currency)
            )
            for name, _id, share, amount in listed
        ],
        hoverinfo="text",
        unselected={"marker": {"opacity": 1}},
    )
    said = [
        f"<b>{formats.percent(share, 0)}</b> {formats.money_short(amount, currency)}"
        for _name, _id, share, amount in listed
    ]
    drawn.add_annotations([at_right(text, place) for place, text in enumerate(said)])
    name_rows(drawn, [name for name, _id, _share, _amount in listed])
    most = max([share for _name, _id, share, _amount in listed], default=1.0)
    drawn.update_xaxes(
        range=[0, (most or 1) * 1.02], tickformat=".0%", nticks=5, title={"text": _("Share of revenue, 12 months")}
    )
    return drawn
