"""What lies below the first screen of the room, in tabs: the evidence of each of its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dualsite.access import View
from dualsite.i18n import _
from dualsite.screens import shared as ui
from dualsite.screens.client.parts import ahead, lots, standing, volume

Part = Callable[[View], None]


def show_tabs(view: View) -> None:
    """One tab for each; the open one stands in the URL. All are sent, for paper has no tabs: but to phones."""
    tabs: dict[str, tuple[str, tuple[Part, ...]]] = {
        "lots": (_("Lots"), (lots.show_lots, lots.show_waits)),
        "programme": (_("Programme"), (ahead.show_gates,)),
        "scorecard": (_("Scorecard"), (standing.show_scorecard,)),
        "volumes": (_("Volumes"), (volume.show_volume, volume.show_commitments, volume.show_availability)),
        "markets": (_("Markets"), (standing.show_markets,)),
        "changes": (_("Since our last meeting"), (standing.show_changes,)),
    }
    ui.tabs(
        {id_: (name, partial(_show, view, parts)) for id_, (name, parts) in tabs.items()},
        key="show",
        are_printed=True,
    )


def _show(view: View, parts: tuple[Part, ...]) -> None:
    for part in parts:
        part(view)
