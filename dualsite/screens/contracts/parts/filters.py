"""The filters of the contracts page: product, modality, status and country, kept in the URL."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import frames, wording
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import register as contracts
from dualsite.insights.contracts.register import ContractFilter
from dualsite.screens.shared import choices
from dualsite.screens.shared.below import folded_filters
from dualsite.screens.shared.text import plain


def choose(view: View) -> ContractFilter:
    """The filters as one line, at which rates amounts are, and what the filters keep when any is on."""
    left, right = st.columns([7, 2], vertical_alignment="bottom")
    with left:
        chosen = _pick_filters(view)
        if chosen.is_on:
            st.caption(plain(contracts.selection_in_words(view, chosen)))
    right.caption(plain(money.why_no_amounts(view) or money.rates_in_words(view)))
    return chosen


def _pick_filters(view: View) -> ContractFilter:
    known = contracts.options(view)
    named = {id_: label for label, id_ in frames.labels(view, "products", "product_id").items()}
    asked = {
        "contract_product": (_("Product"), {id_: _said(id_, named.get(id_, id_)) for id_ in known.products}),
        "contract_modality": (
            _("Modality"),
            {code: _said(code, wording.modality(code)) for code in known.modalities},
        ),
        "contract_status": (_("Status"), {code: _said(code, wording.status(code)) for code in known.statuses}),
        "partner_country": (
            _("Country of the client"),
            {code: _said(code, wording.country(code)) for code in known.countries},
        ),
    }
    on = [
        names[code] for key, (_label, names) in asked.items() for code in st.query_params.get_all(key) if code in names
    ]
    with (
        folded_filters(_("Filter the contracts"), on, key="contract_filters_folded"),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="choices"),
    ):
        return ContractFilter(*(_pick(label, key, names) for key, (label, names) in asked.items()))


def _said(code: str, words: str) -> str:
    return _(wording.NOT_STATED) if code == contracts.UNSTATED else words


def _pick(label: str, key: str, names: dict[str, str]) -> tuple[str, ...]:
    """The codes chosen of those named."""
    chosen = st.multiselect(
        label,
        list(names),
        format_func=names.__getitem__,
        placeholder=_("All"),
        width=190,
        filter_mode="contains",
        **choices.any_of(key, names),
    )
    return tuple(chosen)
