"""The two cookies of a meeting, and what they say.

Every browser gets a name of its own in a cookie, by which all its tabs are locked once a meeting has started. Opening
the link of the meeting adds the cookie of the meeting, which outlives a restart and the meeting itself: whatever
carries it is locked, to its client while the meeting lasts and to nothing afterwards. Only ending the meeting takes it
away.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from dualsite.web.meeting import registry

BROWSER, MEETING = "dualsite_browser", "dualsite_meeting"


@dataclass(frozen=True)
class Around:
    """What meeting a browser is in."""

    meeting: str
    """Its id, as the browser or the registry says."""
    partner: str | None
    """The client it shows; None when it is over, lasts too long, or is not known: then it shows nothing."""
    who: Hashable = None
    """Who started it."""
    began_at: float = 0.0
    """When, in seconds since 1970."""


def around(cookies: Mapping[str, str], now: float) -> Around | None:
    """The meeting that a browser with these cookies is in; None for none. `now` is in seconds since 1970."""
    inside = cookies.get(MEETING)
    found = registry.of_browser(cookies.get(BROWSER)) if inside is None else registry.find(inside, now)
    if found is None:
        return None if inside is None else Around(inside, None)
    return Around(found.id, None if found.is_past(now) else found.partner, found.who, found.began_at)
