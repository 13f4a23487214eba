"""What is next: the bookings of the next 90 days, the open actions of both sides, and the gates."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.clients import own_gates, plan
from dualsite.screens import shared as ui
from dualsite.screens.client import figures
from dualsite.screens.shared import markup
from dualsite.screens.shared.figures.drawing import Drawing


def show_bookings(view: View) -> None:
    """The time booked in the next 90 days."""
    with st.container(key="room_bookings"):
        if view.has("bookings", "suites"):
            _draw_bookings(view)
        for table in ("bookings", "suites"):
            if not view.has(table):
                ui.empty(table, _("bookings over the next 90 days"))


def _draw_bookings(view: View) -> None:
    booked = plan.bookings(view)
    if not len(booked):
        ui.heading(plan.bookings_title(view))
        return
    ui.figure(
        plan.bookings_title(view),
        bookings_figure(view),
        measures=_(plan.MEASURES),
        rows=booked,
        key="room_booked",
        alt=plan.bookings_in_words(view),
    )


def bookings_figure(view: View) -> Drawing:
    """The figure of the bookings."""
    return figures.bookings(plan.bookings(view), view.as_of, view.as_of + plan.AHEAD)


def show_actions(view: View) -> None:
    """The open actions of both sides."""
    with st.container(key="room_actions"):
        if not view.has("actions"):
            ui.empty("actions", _("open actions of both parties"))
            return
        actions = plan.actions(view)
        ui.heading(plan.actions_title(view), actions)
        if len(actions):
            with st.container(key=markup.kept("with_whom", len(actions))):
                ui.table(plan.ACTIONS_SPEC, actions, is_printed=True)


def show_next_gate(view: View) -> None:
    """The gate whose move is due, with the days by which it may be believed to be reached."""
    if view.has("milestones") and len(own_gates.gates(view)):
        ui.heading(own_gates.title(view), own_gates.gates(view))
        st.markdown(ui.plain(own_gates.next_in_words(view)))


def show_gates(view: View) -> None:
    """The gates along time, and the same as a table."""
    gates = own_gates.gates(view) if view.has("milestones") else own_gates.GATES_SPEC.empty()
    with st.container(key="room_gates"):
        if not view.has("milestones"):
            ui.empty("milestones", _("gates, dates and next actions"))
        elif len(gates):
            ui.figure(
                own_gates.title(view),
                gates_figure(view),
                measures=_(own_gates.MEASURES),
                rows=gates,
                key="room_gates_drawn",
                alt=own_gates.in_words(view),
            )
        else:
            ui.heading(own_gates.title(view))
    if len(gates):
        ui.table(own_gates.GATES_SPEC.hiding_unknown(gates), gates, is_printed=True)


def gates_figure(view: View) -> Drawing:
    """The figure of the gates."""
    return figures.gates(own_gates.gates(view), view.as_of)
