"""How much: what is forecast, reserved and used, what is committed, and which weeks are open."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import parties
from dualsite.insights.clients import availability, volume
from dualsite.screens import shared as ui
from dualsite.screens.client import figures
from dualsite.screens.shared.figures.drawing import Drawing


def show_volume(view: View) -> None:
    """What is forecast, reserved and used, quarter by quarter."""
    with st.container(key="room_volume"):
        if any(view.has(table) for table in volume.NEEDS) and volume.has_any(view):
            ui.figure(
                volume.title(view),
                volume_figure(view),
                measures=_(volume.MEASURES),
                rows=volume.quarters(view),
                key="room_quarters",
                alt=volume.in_words(view),
                spec=volume.QUARTERS_SPEC,
            )
        if not view.has("demand"):
            ui.empty("demand", _("forecast, reserved and used volumes"))


def volume_figure(view: View) -> Drawing:
    """The figure of the quarters."""
    return figures.volumes(volume.quarters(view))


def show_commitments(view: View) -> None:
    """What the contract years commit to; nothing without any."""
    committed = volume.commitments(view)
    if len(committed):
        with st.container(key="room_committed"):
            ui.heading(_(volume.COMMITMENTS_SPEC.title), committed)
            ui.table(volume.COMMITMENTS_SPEC, committed, is_printed=True)


def show_availability(view: View) -> None:
    """The weeks in which the suites that their products can use are open."""
    with st.container(key="room_availability"):
        if not view.has(*availability.NEEDS):
            ui.heading(_(availability.UNKNOWN))
            return
        weeks = availability.weeks(view)
        if not len(weeks):
            ui.heading(availability.title(view))
            return
        ui.figure(
            availability.title(view),
            weeks_figure(view),
            measures=_(availability.MEASURES),
            rows=weeks,
            key="room_weeks",
            alt=availability.in_words(view),
        )
        ui.download(availability.SPANS_SPEC, len(availability.spans(view)), lambda: availability.spans(view))


def weeks_figure(view: View) -> Drawing:
    """The figure of the weeks."""
    return figures.weeks(availability.weeks(view), parties.client(view))
