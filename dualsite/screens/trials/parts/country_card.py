"""The card of a country: its trials, sites, approvals and licences, with their sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.data import provenance
from dualsite.insights.markets import country
from dualsite.insights.trials import places
from dualsite.screens import shared as ui
from dualsite.screens.shared import choices, visit
from dualsite.screens.shared.tiles import CARD

KEY = "country"
"""The picker that opens the card, by the keyboard too and from a link; the map opens the same card."""

_CLOSED = "cards closed"


def map_key() -> str:
    """The key of the map: a new one after each card, so that the same country can be selected again."""
    return f"trial map {st.session_state.get(_CLOSED, 0)}"


def _close() -> None:
    st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1
    choices.choose(KEY, None)


def opener(codes: Sequence[str]) -> Callable[[int], None]:
    """What opens the card of the country in that row of a table, for `ui.table`."""

    def ask(row: int) -> None:
        choices.choose(KEY, codes[row])

    return ask


def show_country(view: View, code: str | None, product: str | None) -> None:
    """The card beside the page, over everything else; nothing without a country. `product` None is all of them."""
    # One card at a time: that of a KPI, when a link asks for both.
    if code is None or visit.is_chosen(CARD):
        return
    card = st.dialog(ui.plain(formats.country(code)), width="large", position="right", on_dismiss=_close)
    card(_draw)(view, code, product)


def _draw(view: View, code: str, product: str | None) -> None:
    st.markdown(ui.plain(country.standing(view, code, product)))
    for title, spec, rows in (
        (_("Approvals and designations"), country.APPROVALS_IN_SPEC, country.approvals_in(view, code, product)),
        (_("Supply"), country.SUPPLY_IN_SPEC, country.supply_in(view, code, product)),
        (_("Site licences"), country.LICENCES_IN_SPEC, country.licences_in(view, code, product)),
        (_("Trials"), country.TRIALS_IN_SPEC, country.trials_in(view, code, product)),
    ):
        _head(title, rows)
        if len(rows):
            ui.table(spec, rows, of=code, is_printed=True)
    sites = country.sites_in(view, code, product, country.SITES_LISTED)
    _head(_("Trial sites"), sites)
    if len(sites):
        ui.table(
            country.SITES_IN_SPEC,
            sites,
            of=code,
            count=places.site_count(view, product, code),
            everything=lambda: country.sites_in(view, code, product),
            is_printed=True,
        )
    ui.card_menu(view, formats.country(code), **{KEY: code})


def _head(title: str, rows: pd.DataFrame) -> None:
    """The title of a part of the card, marked where it is made up or where there is nothing of it."""
    badge = f" :gray-badge[{_('illustrative')}]" if provenance.has_illustrative(rows) else ""
    none = "" if len(rows) else f" :gray[{_('none in the data')}]"
    st.markdown(f"**{ui.plain(title)}**{badge}{none}")
