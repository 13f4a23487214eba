"""The figures of the client room that opens first, that of the client with most lots on their way."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.insights.batches import waits
from dualsite.insights.clients import availability, own_gates, plan, room, volume
from dualsite.insights.markets import markets
from dualsite.screens.client.parts import ahead, lots, standing
from dualsite.screens.client.parts import volume as volumes
from dualsite.screens.shared.figures.drawing import Build


def figures(view: View) -> Iterator[Build]:
    """What builds them."""
    clients = room.clients(view)
    if not clients or room.is_empty(theirs := view.narrowed(clients[0])):
        return
    if theirs.has("bookings", "suites") and len(plan.bookings(theirs)):
        yield lambda: ahead.bookings_figure(theirs)
    if theirs.has("batches", "batch_events") and len(waits.waited(theirs)):
        yield lambda: lots.waits_figure(theirs)
    if theirs.has("milestones") and len(own_gates.gates(theirs)):
        yield lambda: ahead.gates_figure(theirs)
    if any(theirs.has(table) for table in volume.NEEDS) and volume.has_any(theirs):
        yield lambda: volumes.volume_figure(theirs)
    if theirs.has(*availability.NEEDS) and len(availability.weeks(theirs)):
        yield lambda: volumes.weeks_figure(theirs)
    if len(markets.markets(theirs)):
        yield lambda: standing.map_figure(theirs)
