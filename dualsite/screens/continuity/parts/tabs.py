"""The tabs of the continuity page: what rests on one site, what is worth most before, and the rows."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dualsite.access import View, ids
from dualsite.i18n import _
from dualsite.insights.continuity import closing, costs, matrix, outlooks, worth
from dualsite.insights.continuity.question import BY, STOP, ContinuityQuestion
from dualsite.insights.continuity.sentences import site_name
from dualsite.palette import site_colours
from dualsite.planning.continuity import Outage
from dualsite.screens import shared as ui
from dualsite.screens.continuity.figures import risk_curves, step_grid
from dualsite.screens.shared.figures.drawing import Drawing


def show_tabs(view: View, question: ContinuityQuestion) -> None:
    """One tab for each; the open one stands in the URL."""
    outage = question.outage
    if question.event != STOP:
        rows = costs.costs(view, question)
        spec = costs.COSTS_SPEC.hiding_unknown(rows) if len(rows) else costs.COSTS_SPEC
        ui.table(spec, rows, currency=view.currency)
        return
    ui.tabs(
        {
            "steps": (_("Single points of failure"), lambda: _show_steps(view, outage)),
            "worth": (_("Best remedies"), lambda: _show_worth(view, outage)),
            "markets": (_("Products and markets"), lambda: _show_markets(view, outage)),
            "closers": (
                _("How to close the gaps"),
                lambda: ui.table(closing.CLOSERS_SPEC, closing.closers(view, outage)),
            ),
        },
        key="show",
    )


def _show_steps(view: View, outage: Outage) -> None:
    rows = matrix.steps(view, outage)
    if not len(rows):
        st.caption(_(outlooks.NOTHING_TOUCHED))
        return
    ui.heading(matrix.title(view, outage), rows)
    st.html(step_grid.table(matrix.grid(view, outage)))
    st.caption(ui.plain(_(matrix.MEASURES)))
    ui.download(matrix.STEPS_SPEC, len(rows), lambda: rows)


def _show_worth(view: View, outage: Outage) -> None:
    """At risk at every site and for every length, site by site; then the single remedies, the most first."""
    sites = ids(view.unfiltered, "sites", "site_id")
    bar = st.progress(0.0)
    for done, site_id in enumerate(sites):
        bar.progress(
            done / len(sites), ui.plain(_("Every length of a stop of {site} …").format(site=site_name(view, site_id)))
        )
        worth.curve_of(view, site_id, outage.from_on, outage.horizon_d)
    bar.empty()
    rows = worth.curves(view, outage)
    ui.figure(
        worth.title(view, outage),
        curves_figure(view, outage),
        measures=_(worth.MEASURES),
        rows=rows,
        key="risk_curves",
        alt=worth.in_words(view, outage),
        spec=worth.CURVES_SPEC,
    )
    by_on = _pick_by(outage)
    ranked = worth.ranked(view, outage, by_on)
    ui.heading(worth.ranked_title(view, outage, by_on), ranked)
    if len(ranked):
        ui.table(worth.RANKED_SPEC.hiding_unknown(ranked), ranked)


def curves_figure(view: View, outage: Outage) -> Drawing:
    """The figure of what is at risk."""
    return risk_curves.curves(
        worth.curves(view, outage), site_colours(ids(view.unfiltered, "sites", "site_id")), outage.days
    )


def _pick_by(outage: Outage) -> date:
    """By which day a licence would be approved or a site qualified; at first the day of the stop."""
    picked = st.date_input(
        _("Licensed by"), outage.from_on, key=BY, bind="query-params", format="YYYY-MM-DD", width=190
    )
    return picked if isinstance(picked, date) else outage.from_on


def _show_markets(view: View, outage: Outage) -> None:
    markets, products = outlooks.markets(view, outage), outlooks.products(view, outage)
    if not len(markets):
        st.caption(_(outlooks.NOTHING_TOUCHED))
        return
    ui.table(outlooks.MARKETS_SPEC.hiding_unknown(markets), markets, currency=view.currency)
    ui.table(outlooks.PRODUCTS_SPEC.hiding_unknown(products), products, currency=view.currency)
