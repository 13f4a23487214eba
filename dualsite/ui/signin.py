"""Who is signed in."""

from __future__ import annotations

from dualsite.access import LOCAL_EXECUTIVE, Viewer


def viewer() -> Viewer:
    """The viewer of this session."""
    return LOCAL_EXECUTIVE
