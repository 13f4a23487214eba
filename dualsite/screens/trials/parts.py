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
from dualsite.insights.trials import places as trial_places
from dualsite.screens.shared.elements import csv_download, rows_table
from dualsite.screens.shared.text import plain

KEY = "country"
"""The picker that opens the card, by the keyboard too and from a link; the map opens the same card."""

_CLOSED = "cards closed"
_MOST_SITES = 100


def map_key() -> str:
    """The key of the map: a new one after each card, so that the same country can be selected again."""
    return f"trial map {st.session_state.get(_CLOSED, 0)}"


def _close() -> None:
    st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1
    st.session_state[KEY] = None


def opener(names: Sequence[str]) -> Callable[[int], None]:
    """What opens the card of the country in that row of a table, for `rows_table`."""

    def ask(row: int) -> None:
        st.session_state[KEY] = names[row]

    return ask


def show_country(view: View, code: str, product: str | None) -> None:
    """The card beside the page, over everything else. `product` None is all of them."""
    card = st.dialog(plain(formats.country(code)), width="large", position="right", on_dismiss=_close)
    card(_draw)(view, code, product)


def _draw(view: View, code: str, product: str | None) -> None:
    source = {"note": _("Note"), "source": _("Source"), "url": _("Link")}
    st.markdown(plain(country.standing(view, code, product)))
    _part(
        _("Approvals and designations"),
        f"{code} approvals",
        country.approvals_in(view, code, product),
        {
            "on": _("Day"),
            "event_words": _("Event"),
            "authority": _("Authority"),
            "name": _("What"),
            "state": _("State"),
            "product": _("Product"),
            **source,
        },
    )
    _part(
        _("Supply"),
        f"{code} supply",
        country.supply_in(view, code, product),
        {"product": _("Product"), "market": _("Market"), "words": _("Supply"), "single_words": _("Only one site for")},
    )
    _part(
        _("Site licences"),
        f"{code} licences",
        country.licences_in(view, code, product),
        {
            "product": _("Product"),
            "stage_words": _("Stage"),
            "site": _("Site"),
            "market": _("Market"),
            "authority": _("Authority"),
            "words": _("State"),
            "is_only_site": _("Only site"),
            **source,
        },
    )
    _part(
        _("Trials"),
        f"{code} trials",
        country.trials_in(view, code, product),
        {
            "name": _("Trial"),
            "trial_id": _("Number"),
            "phase_words": _("Phase"),
            "here": _("Here"),
            "sites_words": _("Sites"),
            "as_of_on": _("As of"),
            **source,
        },
    )
    sites = country.sites_in(view, code, product, _MOST_SITES)
    columns = {"city": _("City"), "facility": _("Facility"), "trial_id": _("Trial"), "status": _("Status")}
    _part(_("Trial sites"), f"{code} sites", sites, {**columns, "location_quality": _("Placed at"), **source})
    if len(sites) == _MOST_SITES:
        count = trial_places.site_count(view, product, code)
        st.caption(_("The first {most} of {count} sites.").format(most=_MOST_SITES, count=formats.number(count)))
        csv_download(f"{code} all sites", count, lambda: country.sites_in(view, code, product))


def _part(heading: str, name: str, rows: pd.DataFrame, columns: dict[str, str]) -> None:
    """A heading with its rows, or with the word that there are none."""
    badge = f" :gray-badge[{_('illustrative')}]" if provenance.has_illustrative(rows) else ""
    st.markdown(f"**{plain(heading)}**{badge}" + ("" if len(rows) else f" :gray[{_('none in the data')}]"))
    if len(rows):
        rows_table(name, rows, columns, links=["url"], narrow=["note", "source"])
