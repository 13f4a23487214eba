"""Who is looking, and which rows they may see: the only way from a page to rows."""

from dualsite.access.scope import LOCAL_EXECUTIVE, Role, Scope, Viewer
from dualsite.access.view import Expression, MissingTableError, View, ids, view, view_of_partner

__all__ = [
    "LOCAL_EXECUTIVE",
    "Expression",
    "MissingTableError",
    "Role",
    "Scope",
    "View",
    "Viewer",
    "ids",
    "view",
    "view_of_partner",
]
