"""The room in a meeting: one screen of it at a time, in large type, each one key away from the next."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked
from dualsite.insights import parties
from dualsite.insights.batches import lots as room_lots
from dualsite.insights.batches import waits
from dualsite.insights.clients import availability, own_gates, plan, room
from dualsite.insights.clients import volume as room_volume
from dualsite.insights.markets import markets
from dualsite.screens import shared as ui
from dualsite.screens.client.parts import ahead, lots, standing, volume
from dualsite.screens.shared import markup, presenting, visit
from dualsite.screens.shared.page import HEAD


@dataclass(frozen=True)
class Screen:
    """One screen of the presenter view."""

    name: str
    """What it is called; a marked text."""
    parts: tuple[Callable[[View], None], ...]
    """What draws it."""
    has_something: Callable[[View], bool]
    """Whether the client has anything to be shown on it."""


def _show_status(view: View) -> None:
    ui.answer(room.answer(view))
    if view.has("batches"):
        lots.show_strip(view)


def _has_gates(view: View) -> bool:
    return view.has("milestones") and len(own_gates.gates(view)) > 0


SCREENS = {
    presenting.FIRST: Screen(marked("Where the lots are"), (_show_status,), lambda view: True),
    "ahead": Screen(
        marked("Next 90 days"),
        (ahead.show_bookings, ahead.show_next_gate),
        lambda view: (view.has("bookings", "suites") and len(plan.bookings(view)) > 0) or _has_gates(view),
    ),
    "actions": Screen(
        marked("Actions"),
        (ahead.show_actions,),
        lambda view: view.has("actions") and len(plan.actions(view)) > 0,
    ),
    "lots": Screen(
        marked("Lots"),
        (lots.show_lots,),
        lambda view: view.has("batches") and len(room_lots.lots(view)) > 0,
    ),
    "waits": Screen(
        marked("Waiting times"),
        (lots.show_waits,),
        lambda view: view.has("batches", "batch_events") and len(waits.waited(view)) > 0,
    ),
    "programme": Screen(marked("Programme"), (ahead.show_gates,), _has_gates),
    "scorecard": Screen(
        marked("Scorecard"),
        (standing.show_scorecard,),
        lambda view: bool(room.scorecard(view).value_number.notna().any()),
    ),
    "volumes": Screen(
        marked("Volumes"),
        (volume.show_volume, volume.show_commitments),
        lambda view: any(map(view.has, room_volume.NEEDS)) and room_volume.has_any(view),
    ),
    "availability": Screen(
        marked("Open weeks"),
        (volume.show_availability,),
        lambda view: view.has(*availability.NEEDS) and len(availability.weeks(view)) > 0,
    ),
    "markets": Screen(marked("Markets"), (standing.show_markets,), lambda view: len(markets.markets(view)) > 0),
    "changes": Screen(
        marked("Since our last meeting"),
        (standing.show_changes,),
        lambda view: len(room.events(view, room.since(view, st.query_params.get("since")))) > 0,
    ),
}
"""Every screen by its id in the URL, in the order in which they are shown."""


def show_where_asked(view: View) -> None:
    """The screen that the URL asks for, with which the page ends; nothing where it asks for the whole room.

    A screen that the client does not have, or that nobody knows, is the first one.
    """
    asked = presenting.asked()
    if asked is None:
        return
    # What is done with the whole page is done in the room.
    st.session_state.pop(HEAD, None)
    offered = [presenting.FIRST] if room.is_empty(view) else SCREENS
    shown = [id_ for id_ in offered if SCREENS[id_].has_something(view)]
    place = shown.index(asked) if asked in shown else 0
    visit.note_choice(presenting.PRESENT, shown[place])
    with st.container(key="presenter"):
        st.html(_bar(view, shown, place))
    with st.container(key="room"):
        for part in SCREENS[shown[place]].parts:
            part(view)
    ui.end()


def _bar(view: View, shown: Sequence[str], place: int) -> str:
    """Whose room it is, which of the screens this is, and the ways to the next, to the one before and out."""
    name = _("{screen}, {place} of {count}").format(
        screen=_(SCREENS[shown[place]].name), place=formats.number(place + 1), count=formats.number(len(shown))
    )
    before = [_turn(shown[place - 1], "previous", f"‹ {_('Previous')}")] if place else []
    after = [_turn(shown[place + 1], "next", f"{_('Next')} ›")] if place + 1 < len(shown) else []
    ways = "".join([*before, *after, presenting.link(None, _("Leave presenter view"), kind="leave")])
    as_of = _("as of {day}").format(day=formats.day(view.as_of))
    return (
        f"<p><strong>{html.escape(parties.client(view))}</strong> {markup.grey(as_of)}</p>"
        f'<p class="screen">{html.escape(name)}</p><nav aria-label="{html.escape(_("Screens"))}">{ways}</nav>'
    )


def _turn(screen: str, kind: str, text: str) -> str:
    return presenting.link(screen, text, kind=kind, title=_(SCREENS[screen].name))
