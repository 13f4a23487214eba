"""Sites beside each other on one scale."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.i18n import _
from dualsite.palette import site_colours
from dualsite.screens.shared.findings import Markup

_SYMBOLS = "●■◆▲✚⬟"
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def rates(rows: pd.DataFrame) -> Markup:
    """One line a rate from 0 to 100 %, one mark a site, each with its value; colour and shape name the site.

    `rows` as `insights.kpis.today.side_by_side` gives them; an unknown value stands as — with its reason.
    """
    sites = sorted(set(zip(rows.site_id, rows.site, strict=True)))
    colours = site_colours(site for site, _name in sites)
    symbols = {
        site: f'<span style="color:{colours[site]}">{_SYMBOLS[place % len(_SYMBOLS)]}</span>'
        for place, (site, _name) in enumerate(sites)
    }
    key = "".join(f"<li>{symbols[site]} {html.escape(str(name))}</li>" for site, name in sites)
    lines = "".join(
        f'<li><span class="name">{html.escape(str(of_one.label.iloc[0]))}</span>'
        f'<span class="track">{"".join(_mark(row, symbols) for row in of_one.itertuples())}</span></li>'
        for _kpi, of_one in rows.groupby("kpi_id", sort=False)
    )
    ticks = "".join(f'<span style="left:{tick:.0%}">{formats.percent(tick, 0)}</span>' for tick in _TICKS)
    axis = f'<li class="axis"><span class="name"></span><span class="track">{ticks}</span></li>'
    return Markup(f'<ul class="key">{key}</ul><ol class="scale">{lines}{axis}</ol>')


def _mark(row: Any, symbols: dict[str, str]) -> str:
    """One site's value at its place, on a line of its own so that equal ones do not cover each other."""
    site, label, shown = (html.escape(str(text)) for text in (row.site, row.label, row.shown))
    if pd.isna(row.value):
        return f'<span class="row"><span class="mark" style="left:0" title="{site}: {shown}">—</span></span>'
    told = _("{site}, {kpi}: {value}, n = {n}").format(site=site, kpi=label, value=shown, n=formats.number(row.n))
    return (
        f'<span class="row"><span class="mark" style="left:{min(max(row.value, 0), 1):.2%}" title="{told}">'
        f"{symbols[row.site_id]} {shown}</span></span>"
    )
