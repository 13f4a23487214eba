"""How it goes: the scorecard, what has changed since the last meeting, and the client's markets."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dualsite import palette
from dualsite.access import View, ids
from dualsite.i18n import _
from dualsite.insights.clients import room
from dualsite.insights.continuity import cover
from dualsite.insights.markets import markets, supply
from dualsite.insights.network import sites
from dualsite.insights.trials import places
from dualsite.screens import shared as ui
from dualsite.screens.shared import visit
from dualsite.screens.shared.figures import maps, regions, trial_map
from dualsite.screens.shared.figures.drawing import Drawing


def show_scorecard(view: View) -> None:
    """The KPIs agreed with the client, against their targets."""
    scores = room.scorecard(view)
    ui.heading(room.scorecard_title(view), scores)
    ui.table(room.SCORECARD_SPEC, scores, is_printed=True)
    st.caption(ui.plain(room.scorecard_note(view)))


def show_changes(view: View) -> None:
    """What has changed since a day that the reader picks, at first a month back."""
    since = _pick_since(view)
    events, moved = room.events(view, since), room.moved(view, since)
    ui.heading(room.events_title(view, since), events, moved)
    if len(moved):
        ui.table(room.MOVED_SPEC, moved, is_printed=True)
    if len(events):
        ui.table(room.EVENTS_SPEC, events, is_printed=True)


def _pick_since(view: View) -> date:
    usual = room.since(view)
    since = st.date_input(
        _("Since our last meeting"),
        usual,
        max_value=view.as_of,
        key="since",
        bind="query-params",
        format="YYYY-MM-DD",
        width=190,
    )
    visit.note_choice("since", since, usual)
    return since


def show_markets(view: View) -> None:
    """Where their trials are, where their products are approved, which site may supply where, and for how long they are
    covered if one stops."""
    found = markets.markets(view)
    if len(found):
        _draw_map(view)
    elif not view.has("trials") and not view.has("approvals"):
        ui.empty("trials", _("trials and markets on a map"))
    else:
        ui.heading(_(room.NO_MARKET), cover.covers(view), said=cover.lines(view))


def _draw_map(view: View) -> None:
    ui.figure(
        markets.map_title(view),
        map_figure(view),
        measures=_("Most advanced status per country by colour and symbol; trial sites sized by count."),
        rows=markets.markets(view),
        beside=[cover.covers(view)],
        said=cover.lines(view),
        key="room_map",
        alt=markets.map_in_words(view),
        config=maps.CONFIG,
    )


def map_figure(view: View) -> Drawing:
    """The map of the client's trials and markets."""
    region = regions.REGIONS[regions.FIRST]
    return trial_map.trials(
        markets.markets(view),
        places.points(view, None, region.box),
        sites.sites(view),
        supply.lanes(view),
        region,
        palette.site_colours(ids(view, "sites", "site_id")),
    )
