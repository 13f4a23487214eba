"""What a reader looks at on the page of trials and markets: a product, a part of the world, a country."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.markets import markets
from dualsite.insights.trials import trials
from dualsite.screens.shared.figures import regions
from dualsite.screens.shared.figures.regions import Region
from dualsite.screens.trials.parts import country_card


@dataclass(frozen=True)
class TrialsChoice:
    """A product, None for all; the part of the world on the map; and the country whose card is open, by its code."""

    product: str | None
    region: Region
    country: str | None


def choose(view: View) -> TrialsChoice:
    """The product, the map and the country picked; all of them stand in the URL."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="choices"):
        product = _pick_product(view)
        region = st.segmented_control(
            _("Map"), list(regions.REGIONS), default="Pacific", required=True, key="region", bind="query-params"
        )
        found = markets.markets(view, product)
        named = dict(zip(found.name, found.country, strict=True))
        country = st.selectbox(
            _("Country"),
            sorted(named),
            None,
            key=country_card.KEY,
            bind="query-params",
            placeholder=_("Open a country"),
            width=220,
        )
    return TrialsChoice(product, regions.REGIONS[region], named[country] if country else None)


def _pick_product(view: View) -> str | None:
    """At first the product there is most to show of."""
    offered = {_("All products"): None, **trials.products(view)}
    leading = list(offered.values()).index(trials.leading_product(view))
    name = st.selectbox(_("Product"), list(offered), leading, key="product", bind="query-params", width=260)
    return offered[name]
