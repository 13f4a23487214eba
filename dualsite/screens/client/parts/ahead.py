"""What is next: the bookings of the next 90 days, the open actions of both sides, and the gates."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.clients import plan
from dualsite.screens import shared as ui
from dualsite.screens.client import figures


def show_bookings(view: View) -> None:
    """The time booked in the next 90 days."""
    with st.container(key="room_bookings"):
        if view.has("bookings", "suites"):
            _draw_bookings(view)
        for table in ("bookings", "suites"):
            if not view.has(table):
                ui.empty(table, _("the bookings of the next 90 days"))


def _draw_bookings(view: View) -> None:
    booked = plan.bookings(view)
    if not len(booked):
        ui.heading(plan.bookings_title(view))
        return
    ui.figure(
        plan.bookings_title(view),
        figures.bookings(booked, view.as_of, view.as_of + plan.AHEAD),
        measures=_("Process time of the next 90 days. Filled: firm. Outlined: an option, until it lapses."),
        rows=booked,
        key="room_booked",
        alt=plan.bookings_in_words(view),
    )


def show_actions(view: View) -> None:
    """The open actions of both sides."""
    with st.container(key="room_actions"):
        if not view.has("actions"):
            ui.empty("actions", _("the open actions of both sides"))
            return
        actions = plan.actions(view)
        ui.heading(plan.actions_title(view), actions)
        if len(actions):
            ui.table(plan.ACTIONS_SPEC, actions, is_printed=True)


def show_gates(view: View) -> None:
    """The gates along time, and the same as a table."""
    gates = plan.gates(view) if view.has("milestones") else plan.GATES_SPEC.empty()
    with st.container(key="room_gates"):
        if not view.has("milestones"):
            ui.empty("milestones", _("the gates with their dates, and whose move is next"))
        elif len(gates):
            ui.figure(
                plan.gates_title(view),
                figures.gates(gates, view.as_of),
                measures=_(
                    "Bar: first committed. Diamond: latest agreed. Filled: reached. Outlined: expected. "
                    "Triangle: overdue. Bold: the next move."
                ),
                rows=gates,
                key="room_gates_drawn",
                alt=plan.gates_in_words(view),
            )
        else:
            ui.heading(plan.gates_title(view))
    if len(gates):
        with st.container(key="room_gates_table"):
            ui.table(plan.GATES_SPEC, gates, is_printed=True)
