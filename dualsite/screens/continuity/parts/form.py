"""The form of the continuity page: what happens, where, from when and for how long. Its state stands in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.continuity import question as asking
from dualsite.insights.continuity.company import NEEDS, why_not
from dualsite.insights.continuity.question import (
    DAYS,
    EVENTS,
    FROM,
    LENGTHS,
    RATE,
    SITE,
    TARIFF,
    WHAT,
    ContinuityQuestion,
)
from dualsite.insights.frames import names_of
from dualsite.screens import shared as ui
from dualsite.screens.shared import choices, visit

_LENGTH = "length"


def show_what_is_missing(view: View) -> None:
    """Why nothing can be said of a stop, where that is so; the page ends there."""
    reason = why_not(view)
    if reason is None:
        return
    ui.answer(reason)
    for table in NEEDS:
        if not view.has(table):
            ui.empty(table, _("who runs out when a site stops, and who else may supply"))
    ui.end()


def row() -> AbstractContextManager[object]:
    """The line that the form stands in, beside what is offered with it."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="choices_of_outage")


def ask(view: View) -> ContinuityQuestion:
    """What is asked; at first that the first site in operation stops tomorrow for a quarter."""
    first = asking.asked(view, {})
    names = dict(sorted(names_of(view, "sites", "site_id").items()))
    event = st.selectbox(
        _("Event"),
        list(EVENTS),
        format_func=lambda one: _(EVENTS[one]),
        width=285,
        **choices.one_of(WHAT, EVENTS, first.event),
    )
    site = st.selectbox(
        _("Made in the country of") if event == TARIFF else _("Site"),
        list(names),
        format_func=names.__getitem__,
        width=200,
        **choices.one_of(SITE, names, first.outage.site_id),
    )
    from_on = st.date_input(
        _("From"), first.outage.from_on, key=FROM, bind="query-params", format="YYYY-MM-DD", width=150
    )
    days = st.number_input(_("Days"), 1, asking.MOST_DAYS, first.outage.days, key=DAYS, bind="query-params", width=95)
    _offer_lengths(int(days))
    rate = (
        st.number_input(_("Tariff, %"), 1, 100, asking.USUAL_RATE, key=RATE, bind="query-params", width=95)
        if event == TARIFF
        else asking.USUAL_RATE
    )
    for key, value in ((FROM, from_on), (DAYS, days)):
        visit.note_choice(key, value)
    chosen: Mapping[str, object] = {WHAT: event, SITE: site, FROM: from_on, DAYS: days, RATE: rate}
    return asking.asked(view, {key: str(value) for key, value in chosen.items()})


def _offer_lengths(days: int) -> None:
    """A week, a quarter, a year: one click each, which sets the days."""
    st.session_state[_LENGTH] = days if days in LENGTHS else None
    st.segmented_control(
        _("How long"),
        list(LENGTHS),
        format_func=lambda length: _(LENGTHS[length]),
        key=_LENGTH,
        on_change=_take_length,
    )


def _take_length() -> None:
    if length := st.session_state.get(_LENGTH):
        st.session_state[DAYS] = length
