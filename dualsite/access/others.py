"""The same data as somebody else sees them: what is made for a client, and what somebody once asked."""

from __future__ import annotations

from typing import Any

from dualsite.access.asking import view
from dualsite.access.scope import Viewer
from dualsite.access.view import View


def seen_by(own: View, viewer: Viewer, **question: Any) -> View:
    """The version of a view as this viewer sees it, the question put as for `access.view`. Raises InputError as that.

    Only whoever sees everyone's rows may be asked for those of others.
    """
    if own.scope.is_limited and not (viewer.scope.partners and viewer.scope.partners <= (own.scope.partners or set())):
        raise PermissionError("A view of some clients gives no view of others.")
    return view(own.version, own.connection, viewer, **question)
