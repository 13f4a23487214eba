"""Amounts: backlog by year, orders against revenue, revenue by client."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.charts.style import FAINT, INK, figure, site_colours, words

ROW_HEIGHT = 26


def money_ticks(most: float, currency: str, about: int = 4) -> dict[str, list[float] | list[str]]:
    """Tick marks from 0 to the largest amount in round steps, written as the locale shortens amounts."""
    step = _round_step(most / about) if most > 0 else 1.0
    values = [step * place for place in range(int(most / step) + 1)]
    return {"tickvals": values, "ticktext": [formats.money_short(value, currency) for value in values]}


def _round_step(about: float) -> float:
    power = 10.0 ** math.floor(math.log10(about))
    return next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= about)


def backlog_by_year(rows: pd.DataFrame, currency: str, height: int = 250) -> go.Figure:
    """Backlog by calendar year of expected delivery, outlined because it is still ahead, a colour for each site.

    `rows` as `answers.money.backlog_by_year` gives them; the bar without a year stands last.
    """
    drawn = figure(height, left=8, top=24, right=8, bottom=28, barmode="stack")
    years = list(dict.fromkeys("no date" if value is None else str(value) for value in rows.year))
    rows = rows.assign(shown=["no date" if value is None else str(value) for value in rows.year])
    sites = sorted({(site or "", name) for site, name in zip(rows.site_id, rows.site, strict=True)}, key=str)
    colours = site_colours(site for site, _name in sites if site)
    totals = rows.groupby("shown").amount.sum()
    for site, name in sites:
        part = rows[[(value or "") == site for value in rows.site_id]].groupby("shown").amount.sum()
        drawn.add_bar(
            x=years,
            y=[float(part.get(year, 0.0)) for year in years],
            name=words(name),
            marker={
                "color": _pale(colours[site]) if site else FAINT,
                "line": {"color": colours.get(site, INK), "width": 1.5},
            },
            hovertext=[
                f"<b>{words(name)}, {year}</b><br>{formats.money_short(float(part.get(year, 0.0)), currency)}"
                for year in years
            ],
            hoverinfo="text",
        )
    for year in years:
        drawn.add_annotation(
            x=year,
            y=float(totals[year]),
            text=f"<b>{formats.money_short(float(totals[year]), currency)}</b>",
            showarrow=False,
            yanchor="bottom",
            font={"size": 11},
        )
    _name_sites(drawn, [(colours.get(site, INK), name) for site, name in sites])
    most = float(totals.max()) if len(totals) else 0.0
    drawn.update_xaxes(type="category", categoryorder="array", categoryarray=years, title=None)
    drawn.update_yaxes(
        range=[0, (most or 1) * 1.3], title={"text": f"Backlog, {currency}"}, **money_ticks(most, currency)
    )
    return drawn


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.28)"


def _name_sites(drawn: go.Figure, named: list[tuple[str, str]]) -> None:
    """The sites in their colours, in one line over the figure."""
    drawn.add_annotation(
        x=1,
        xref="paper",
        y=1,
        yref="paper",
        xanchor="right",
        yanchor="bottom",
        showarrow=False,
        font={"size": 11},
        text=" &nbsp; ".join(f'<span style="color:{colour}">■</span> {words(name)}' for colour, name in named),
    )


def book_to_bill(rows: pd.DataFrame, currency: str, height: int = 320) -> go.Figure:
    """The ratio above, orders and revenue that make it below, over the trailing 12 months at each month's end."""
    drawn = figure(height, left=8, top=12, right=104, bottom=28)
    days = [day.isoformat() for day in rows.on]
    drawn.add_scatter(
        x=days,
        y=list(rows.book_to_bill),
        yaxis="y2",
        mode="lines+markers",
        marker={"size": 4},
        line={"color": INK, "width": 2},
        hovertext=[
            f"<b>{formats.number(value, 2)}</b> on {formats.day(day)}"
            for day, value in zip(rows.on, rows.book_to_bill, strict=True)
        ],
        hoverinfo="text",
    )
    for name, text, dash in (("intake", "Order intake", "solid"), ("revenue", "Revenue", "dash")):
        drawn.add_scatter(
            x=days,
            y=list(rows[name]),
            mode="lines",
            line={"color": INK, "width": 2, "dash": dash},
            hovertext=[
                f"<b>{text} {formats.money_short(float(value), currency)}</b><br>12 months to {formats.day(day)}"
                for day, value in zip(rows.on, rows[name], strict=True)
            ],
            hoverinfo="text",
        )
    if len(rows):
        last = rows.iloc[-1]
        heights = _apart([float(last.intake), float(last.revenue)], float(rows[["intake", "revenue"]].max().max()))
        for text, value, at in (
            ("Order intake", last.intake, heights[0]),
            ("Revenue", last.revenue, heights[1]),
        ):
            _at_end(drawn, f"{text}<br><b>{formats.money_short(float(value), currency)}</b>", days[-1], at, "y")
        if last.book_to_bill is not None:
            _at_end(
                drawn,
                f"Book to bill<br><b>{formats.number(last.book_to_bill, 2)}</b>",
                days[-1],
                last.book_to_bill,
                "y2",
            )
    most = float(rows[["intake", "revenue"]].max().max()) if len(rows) else 0.0
    ratios = [value for value in rows.book_to_bill if value is not None and value == value]
    drawn.update_layout(
        yaxis={
            "domain": [0, 0.58],
            "range": [0, (most or 1) * 1.1],
            "title": {"text": f"12 months, {currency}"},
            **money_ticks(most, currency),
        },
        yaxis2={"domain": [0.66, 1], "range": [0, max([*ratios, 1.0]) * 1.2], "title": {"text": "Ratio"}, "nticks": 4},
    )
    drawn.add_hline(y=1, yref="y2", line={"color": INK, "width": 1, "dash": "dot"})
    return drawn


def _apart(values: list[float], most: float) -> list[float]:
    """Two label heights, moved apart by at least a fifth of the axis."""
    low, high = min(values), max(values)
    if high - low >= most / 5:
        return values
    middle, half = (low + high) / 2, most / 10
    return (
        [middle + half if value == high else middle - half for value in values]
        if low != high
        else [
            middle + half,
            middle - half,
        ]
    )


def _at_end(drawn: go.Figure, text: str, day: str, value: float, axis: str) -> None:
    drawn.add_annotation(
        x=day,
        y=value,
        yref=axis,
        text=text,
        showarrow=False,
        xanchor="left",
        xshift=8,
        align="left",
        font={"size": 11},
    )


def revenue_by_client(rows: pd.DataFrame, currency: str, cards: dict[str, str]) -> go.Figure:
    """Revenue of 12 months by client, the sites as parts of a bar, a tick for the 12 months before.

    `rows` as `answers.money.revenue_by_client_and_site` gives them; `cards` maps a client to the contract that
    selecting its bar gives.
    """
    clients = list(dict.fromkeys(rows.partner_id))[::-1]
    names = dict(zip(rows.partner_id, rows.partner, strict=True))
    drawn = figure(60 + ROW_HEIGHT * max(len(clients), 1), left=8, top=24, right=70, bottom=40, barmode="stack")
    sites = sorted({(site, name) for site, name in zip(rows.site_id, rows.site, strict=True)})
    colours = site_colours(site for site, _name in sites)
    for site, name in sites:
        part = rows[rows.site_id == site].set_index("partner_id").revenue
        drawn.add_bar(
            orientation="h",
            y=list(range(len(clients))),
            x=[float(part.get(client, 0.0)) for client in clients],
            width=0.7,
            marker={"color": colours[site], "opacity": 1},
            customdata=[[cards.get(client)] for client in clients],
            hovertext=[
                f"<b>{words(names[client])}</b><br>{words(name)}: "
                f"{formats.money_short(float(part.get(client, 0.0)), currency)}"
                for client in clients
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 1}},
        )
    sums = rows.groupby("partner_id")[["revenue", "before"]].sum()
    drawn.add_scatter(
        x=[float(sums.before[client]) for client in clients],
        y=list(range(len(clients))),
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 15, "color": INK, "line": {"width": 2}},
        hovertext=[
            f"12 months before: {formats.money_short(float(sums.before[client]), currency)}" for client in clients
        ],
        hoverinfo="text",
    )
    for place, client in enumerate(clients):
        drawn.add_annotation(
            x=1,
            xref="paper",
            y=place,
            xanchor="left",
            xshift=4,
            showarrow=False,
            text=f"<b>{formats.money_short(float(sums.revenue[client]), currency)}</b>",
            font={"size": 11},
        )
    _name_sites(drawn, [(colours[site], name) for site, name in sites])
    most = max([float(sums.revenue.max()), float(sums.before.max())]) if len(sums) else 0.0
    _rows_axis(drawn, [names[client] for client in clients])
    drawn.update_xaxes(
        range=[min(0.0, float(sums.revenue.min()) if len(sums) else 0.0), (most or 1) * 1.05],
        title={"text": f"Revenue, 12 months, {currency}"},
        **money_ticks(most, currency),
    )
    return drawn


def shares(rows: pd.DataFrame, currency: str, cards: dict[str, str], most_drawn: int = 10) -> go.Figure:
    """Each client's share of revenue, the largest at the top and darker: what rests on it is what is at risk.

    `rows` as `answers.concentration.clients` gives them; clients after the first ones are drawn as one bar.
    """
    listed = [
        (row.partner, row.partner_id, row.share or 0.0, row.revenue) for row in rows.head(most_drawn).itertuples()
    ]
    rest = rows.iloc[most_drawn:]
    if len(rest):
        listed.append((f"{len(rest)} more", "", float(rest.share.sum()), float(rest.revenue.sum())))
    listed.reverse()
    drawn = figure(36 + 24 * max(len(listed), 1), left=8, top=4, right=88, bottom=32)
    drawn.add_bar(
        orientation="h",
        y=list(range(len(listed))),
        x=[share for _name, _id, share, _amount in listed],
        width=0.7,
        marker={"color": [INK if place == len(listed) - 1 else FAINT for place in range(len(listed))]},
        customdata=[[cards.get(client)] for _name, client, _share, _amount in listed],
        hovertext=[
            f"<b>{words(name)}</b><br>{formats.percent(share)} of revenue, {formats.money_short(amount, currency)}"
            for name, _id, share, amount in listed
        ],
        hoverinfo="text",
        unselected={"marker": {"opacity": 1}},
    )
    for place, (_name, _id, share, amount) in enumerate(listed):
        drawn.add_annotation(
            x=1,
            xref="paper",
            y=place,
            xanchor="left",
            xshift=4,
            showarrow=False,
            text=f"<b>{formats.percent(share, 0)}</b> {formats.money_short(amount, currency)}",
            font={"size": 11},
        )
    _rows_axis(drawn, [name for name, _id, _share, _amount in listed])
    most = max([share for _name, _id, share, _amount in listed], default=1.0)
    drawn.update_xaxes(
        range=[0, most * 1.02], tickformat=".0%", nticks=5, title={"text": "Share of revenue, 12 months"}
    )
    return drawn


def _rows_axis(drawn: go.Figure, names: list[str]) -> None:
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=[words(name if len(name) <= 30 else f"{name[:29].rstrip()}…") for name in names],
        range=[-0.6, max(len(names), 1) - 0.4],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
