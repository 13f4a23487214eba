"""The sites side by side: where each stands and what it holds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.network import sites as network
from dualsite.screens.shared.text import plain

PER_ROW = 3


def site_cards(view: View, sites: pd.DataFrame) -> None:
    """One card per site with its status, its volume and its suites by stage; the source of each line on hover."""
    rows = list(sites.itertuples())
    for start in range(0, len(rows), PER_ROW):
        shown = rows[start : start + PER_ROW]
        for column, site in zip(st.columns(len(shown), gap="small"), shown, strict=True):
            with column, st.container(border=True, key=f"site_{site.site_id}", gap=None):
                since = _(" since {day}").format(day=formats.day(site.operating_from)) if site.is_operating else ""
                volume = (
                    _("{litres} installed").format(litres=formats.litres(site.capacity_l))
                    if site.is_operating
                    else _("{litres} planned").format(litres=formats.litres(site.planned_capacity_l))
                )
                st.markdown(
                    f"**{plain(site.name)}** · {plain(site.city)}, {site.country} · "
                    f"{plain(site.status.capitalize().replace('_', ' '))}{since} · {volume}",
                    help=plain(site.source) if site.source else None,
                )
                for holding in network.holdings(view, site.site_id):
                    badge = f" :gray-badge[{_('illustrative')}]" if holding.is_illustrative else ""
                    st.markdown(
                        f":gray[{holding.stage.capitalize().replace('_', ' and ')}] {plain(holding.words)}{badge}",
                        help=plain(holding.source) if holding.source else None,
                    )
