"""The tabs of the page of trials and markets: the rows behind its figures, each read when its tab is open."""

from __future__ import annotations

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.markets import licences, supply
from dualsite.insights.trials import places, trials
from dualsite.screens import shared as ui


def show_tabs(view: View, product: str | None) -> None:
    """Trials, trial sites, approvals, supply and licences."""
    ui.tabs(
        {
            "trials": (_("Trials"), lambda: _show_trials(view, product)),
            "sites": (_("Trial sites"), lambda: _show_sites(view, product)),
            "approvals": (_("Approvals"), lambda: ui.table(trials.APPROVALS_SPEC, trials.approvals(view, product))),
            "supply": (_("Supply"), lambda: ui.table(supply.SUPPLY_SPEC, supply.supply(view, product))),
            "licences": (_("Licences"), lambda: ui.table(licences.LICENCES_SPEC, licences.licences(view, product))),
        },
        key="tab",
    )


def _show_trials(view: View, product: str | None) -> None:
    listed = trials.trials(view, product)
    ui.table(trials.TRIALS_SPEC, listed.head(trials.LISTED), count=len(listed), everything=lambda: listed)


def _show_sites(view: View, product: str | None) -> None:
    if not view.has("trials", "trial_sites"):
        ui.empty("trial_sites", _("the hospitals and cities of the trials"))
        return
    ui.table(
        places.SITE_ROWS_SPEC,
        places.site_rows(view, product, limit=trials.LISTED),
        count=places.site_count(view, product),
        everything=lambda: places.site_rows(view, product),
    )
