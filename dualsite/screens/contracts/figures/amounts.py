"""Amounts over time: the backlog by year, and orders against revenue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.contracts.backlog import years_named
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import Note, money_ticks, name_sites, note
from dualsite.screens.shared.figures.style import FAINT, TEXT, figure, words, wrapped


@cached_by_content
def backlog_by_year(rows: pd.DataFrame, currency: str, colours: Mapping[str, str], height: int = 250) -> Drawing:
    """Backlog by calendar year of expected delivery, outlined because it is still ahead, a colour for each site.

    `rows` as `insights.contracts.backlog.by_year` gives them; the bar without a year stands last. Of a contract that
    runs for hundreds of years, as one without an end may say, the years beyond `backlog.MOST_YEARS` are one bar.
    """
    drawn = figure(height, left=8, top=24, right=8, bottom=28, barmode="stack")
    named = years_named(rows)
    years = list(dict.fromkeys(named))
    rows = rows.assign(shown=named, site_key=[site if isinstance(site, str) else "" for site in rows.site_id])
    sites = sorted(set(zip(rows.site_key, rows.site, strict=True)))
    totals = rows.groupby("shown").amount.sum()
    for site, name in sites:
        part = rows[rows.site_key == site].groupby("shown").amount.sum()
        held = [float(part.get(year, 0.0)) for year in years]
        drawn.add_bar(
            x=list(range(len(years))),
            y=held,
            marker={
                "color": _pale(colours[site]) if site else FAINT,
                "line": {"color": colours.get(site, INK), "width": 1.5},
            },
            hovertext=[
                f"<b>{words(name)}, {year}</b><br>{formats.money_short(amount, currency)}"
                for year, amount in zip(years, held, strict=True)
            ],
            hoverinfo="text",
        )
    notes = [
        note(
            f"<b>{formats.money_short(float(totals[year]), currency)}</b>", place, float(totals[year]), yanchor="bottom"
        )
        for place, year in enumerate(years)
    ]
    drawn.add_annotations([*notes, name_sites([(colours.get(site, INK), name) for site, name in sites])])
    most = float(totals.max()) if len(totals) else 0.0
    drawn.update_xaxes(tickmode="array", tickvals=list(range(len(years))), ticktext=years, showgrid=False)
    drawn.update_yaxes(
        range=[0, (most or 1) * 1.15],
        title={"text": _("Backlog, {currency}").format(currency=currency)},
        **money_ticks(most, currency),
    )
    return drawn


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.28)"


@cached_by_content
def book_to_bill(rows: pd.DataFrame, currency: str, height: int = 320) -> Drawing:
    """The ratio above, orders and revenue that make it below, over the trailing 12 months at each month's end.

    `rows` as `insights.contracts.revenue.book_to_bill` gives them.
    """
    drawn = figure(height, left=8, top=18, right=104, bottom=28)
    days = [day.isoformat() for day in rows.on]
    ratios = [None if value is None or value != value else float(value) for value in rows.book_to_bill]
    drawn.add_scatter(
        x=days,
        y=ratios,
        yaxis="y2",
        mode="lines+markers",
        marker={"size": 4, "color": INK},
        line={"color": INK, "width": 2},
        hovertext=[
            _("{ratio}, 12 months to {day}").format(ratio=f"<b>{formats.number(value, 2)}</b>", day=formats.day(day))
            for day, value in zip(rows.on, ratios, strict=True)
        ],
        hoverinfo="text",
    )
    for name, text, dash in (
        ("intake", _("Order intake {amount}"), "solid"),
        ("revenue", _("Revenue {amount}"), "dash"),
    ):
        drawn.add_scatter(
            x=days,
            y=list(rows[name]),
            mode="lines",
            line={"color": INK, "width": 2, "dash": dash},
            hovertext=[
                f"<b>{text.format(amount=formats.money_short(float(value), currency))}</b><br>"
                + _("12 months to {day}").format(day=formats.day(day))
                for day, value in zip(rows.on, rows[name], strict=True)
            ],
            hoverinfo="text",
        )
    most = float(rows[["intake", "revenue"]].max().max()) if len(rows) else 0.0
    drawn.add_hline(y=1, yref="y2", line={"color": INK, "width": 1, "dash": "dot"})
    drawn.add_annotations(_ends(rows, ratios, currency, most))
    drawn.update_layout(
        yaxis={
            "domain": [0, 0.58],
            "range": [min(0.0, float(rows.intake.min()) if len(rows) else 0.0), (most or 1) * 1.1],
            "title": {"text": _("12 months, {currency}").format(currency=currency)},
            **money_ticks(most, currency),
        },
        yaxis2={
            "domain": [0.66, 1],
            "range": [0, max([value for value in ratios if value is not None], default=1.0) * 1.2 or 1.2],
            "title": {"text": _("Ratio"), "font": {"color": TEXT}},
            "tickfont": {"color": TEXT},
            "nticks": 4,
        },
    )
    if days:
        drawn.update_xaxes(range=[days[0], days[-1]])
    return drawn


def _ends(rows: pd.DataFrame, ratios: list[float | None], currency: str, most: float) -> list[Note]:
    """What each line is, and where it has come to, beside its last point."""
    if not len(rows):
        return []
    last = rows.iloc[-1]
    beside: dict[str, Any] = {"xanchor": "left", "xshift": 8, "align": "left"}
    day = last.on.isoformat()
    intake, revenue = _apart(float(last.intake), float(last.revenue), most / 4)
    notes = [
        note(f"{text}<br><b>{formats.money_short(float(value), currency)}</b>", day, at, **beside)
        for text, value, at in ((_("Order intake"), last.intake, intake), (_("Revenue"), last.revenue, revenue))
    ]
    if ratios[-1] is not None:
        text = f"{wrapped(_('Book to bill'), 12)}<br><b>{formats.number(ratios[-1], 2)}</b>"
        notes.append(note(text, day, ratios[-1], yref="y2", **beside))
    return notes


def _apart(first: float, second: float, least: float) -> tuple[float, float]:
    """Two heights, moved away from each other to be `least` apart."""
    missing = least - abs(first - second)
    if missing <= 0:
        return first, second
    up = missing / 2 if first >= second else -missing / 2
    return first + up, second - up
