"""What changed since a day that the reader picks, and the sites beside each other."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.exceptions import changes
from dualsite.insights.kpis import today
from dualsite.screens import shared as ui
from dualsite.screens.shared import visit
from dualsite.screens.today import figures


def _pick_since(view: View) -> date:
    """The day from which changes are told, at first three months back."""
    usual = changes.usual(view.as_of)
    since = st.date_input(
        _("What changed since"),
        usual,
        max_value=view.as_of,
        key="since",
        bind="query-params",
        format="YYYY-MM-DD",
        width=170,
    )
    visit.note_choice("since", since, usual)
    return since


def show_changes(view: View) -> None:
    """What happened since a day that the reader picks, and the KPIs that moved by more than chance."""
    since = _pick_since(view)
    if said := changes.events_in_words(view, since):
        st.markdown(said)
    else:
        ui.table(changes.EVENTS_SPEC, changes.events(view, since))
    if said := changes.kpis_in_words(view, since):
        st.markdown(said)
    else:
        ui.table(changes.KPIS_SPEC, changes.kpis(view, since))


def draw_side_by_side(view: View) -> None:
    """The rates of the sites on one scale; nothing where no site has one."""
    rates = today.side_by_side(view)
    if len(rates):
        ui.figure(
            _("Site comparison"),
            figures.rates(rates),
            measures=wording.sentences(_(today.RATES_OF), _("Hover over a mark for its n.")),
            rows=rates,
            key="side by side",
            alt=today.side_by_side_in_words(view),
            spec=today.SIDE_BY_SIDE_SPEC,
        )
