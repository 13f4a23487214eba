"""The slot finder's form. Its state stands in the URL."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dualsite.access import View
from dualsite.collation import by_name
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.capacity import slot_question, slots
from dualsite.insights.capacity.slot_question import ANYWHERE
from dualsite.planning import SlotRequest
from dualsite.screens import shared as ui
from dualsite.screens.shared import choices, filters, links, visit
from dualsite.sitemap import PageId


def show_what_is_missing(view: View) -> None:
    """Why nothing can be planned, where that is so; the page ends there."""
    if not view.has(*slots.NEEDS):
        ui.answer(_(slots.UNPLANNABLE))
        for table in slots.NEEDS:
            if not view.has(table):
                ui.empty(table, _("feasible slots for a product and what constrains them"))
        ui.end()
    if not slots.products(view):
        ui.answer(_(slots.NO_ROUTE))
        ui.end()


def lead_back(view: View) -> None:
    """The way back to the bid that the question was asked for; nothing where nobody came from one."""
    bid = st.query_params.get("bid")
    if bid and visit.visit().has_page(PageId.PIPELINE):
        st.html(links.to_page(PageId.PIPELINE, filters.query(view), _("Back to the pipeline")))


def ask(view: View) -> SlotRequest:
    """What is asked; at first for the first product that has a route."""
    products = slots.products(view)
    named = sorted(((code, wording.country(code)) for code in slots.markets(view)), key=by_name)
    markets = {ANYWHERE: _("Any market"), **dict(named)}
    sites = slots.site_names(view)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="choices_of_batches"):
        product = st.selectbox(
            _("Product"),
            list(products),
            format_func=products.__getitem__,
            width=220,
            **choices.one_of("product", products, next(iter(products))),
        )
        batches = st.number_input(
            _("Batches"),
            1,
            slot_question.MOST_BATCHES,
            slots.USUAL_BATCHES,
            key="batches",
            bind="query-params",
            width=110,
        )
        ready = st.date_input(
            _("Materials ready"),
            slots.first_ready(view),
            key="ready_on",
            bind="query-params",
            format="YYYY-MM-DD",
            width=150,
        )
        need = st.date_input(_("Needed by"), None, key="need_by", bind="query-params", format="YYYY-MM-DD", width=150)
        market = st.selectbox(
            _("Market"),
            list(markets),
            format_func=markets.__getitem__,
            width=175,
            **choices.one_of("market", markets, ANYWHERE),
        )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="choices_of_sites"):
        chosen = st.pills(
            _("Sites"),
            list(sites),
            format_func=sites.__getitem__,
            selection_mode="multi",
            **choices.any_of("sites", sites),
        )
        at_risk = st.toggle(
            _("Start at risk"),
            key="at_risk",
            bind="query-params",
            help=_("Start on material manufactured but not yet released."),
        )
        ignore = st.toggle(
            _("Ignore options"), key="ignore_tentative", bind="query-params", help=_("Assumes no option is taken up.")
        )
    for key, value in (("batches", batches), ("ready_on", ready), ("need_by", need)):
        visit.note_choice(key, value)
    visit.note_choice("at_risk", at_risk)
    visit.note_choice("ignore_tentative", ignore)
    return SlotRequest(
        product_id=product,
        batches=int(batches),
        ready_on=ready if isinstance(ready, date) else slots.first_ready(view),
        need_by=need if isinstance(need, date) else None,
        market=None if market == ANYWHERE else market,
        sites=slot_question.sites(view, chosen),
        at_risk=at_risk,
        ignore_tentative=ignore,
    )
