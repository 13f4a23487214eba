"""What a reader looks at on the page of trials and markets: a product, a part of the world, a country."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dualsite.access import View
from dualsite.collation import by_name
from dualsite.i18n import _
from dualsite.insights.markets import markets
from dualsite.insights.trials import trials
from dualsite.screens.shared import choices
from dualsite.screens.shared.figures import regions
from dualsite.screens.shared.figures.regions import Region
from dualsite.screens.trials.parts import country_card

_ALL = "*"


@dataclass(frozen=True)
class TrialsChoice:
    """A product, None for all; the part of the world on the map; and the country whose card is open, by its code."""

    product: str | None
    region: Region
    country: str | None


def choose(view: View) -> TrialsChoice:
    """The product, the map and the country picked; all of them stand in the URL."""
    with st.container(horizontal=True, key="choices"):
        product = _pick_product(view)
        region = st.segmented_control(
            _("Map"),
            list(regions.REGIONS),
            format_func=lambda id_: _(regions.REGIONS[id_].name),
            required=True,
            **choices.one_of("region", regions.REGIONS, regions.FIRST),
        )
        found = markets.markets(view, product)
        named = dict(sorted(zip(found.country, found.name, strict=True), key=by_name))
        country = st.selectbox(
            _("Country"),
            list(named),
            None,
            format_func=named.__getitem__,
            placeholder=_("Open a country"),
            width=220,
            **choices.one_of(country_card.KEY, named),
        )
    return TrialsChoice(product, regions.REGIONS[region], country)


def _pick_product(view: View) -> str | None:
    """At first the product there is most to show of."""
    offered = {_ALL: _("All products"), **trials.products(view)}
    product = st.selectbox(
        _("Product"),
        list(offered),
        format_func=offered.__getitem__,
        width=260,
        **choices.one_of("product", offered, trials.leading_product(view) or _ALL),
    )
    return None if product == _ALL else product
