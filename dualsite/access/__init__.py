"""Who is looking, and which rows they may see: the only way from a page to rows."""

from dualsite.access.asking import view, view_of_partner
from dualsite.access.door import AS_OF, Door, Expression, MissingTableError
from dualsite.access.others import seen_by
from dualsite.access.scope import LOCAL_EXECUTIVE, Role, Scope, Viewer
from dualsite.access.view import View, ids

__all__ = [
    "AS_OF",
    "LOCAL_EXECUTIVE",
    "Door",
    "Expression",
    "MissingTableError",
    "Role",
    "Scope",
    "View",
    "Viewer",
    "ids",
    "seen_by",
    "view",
    "view_of_partner",
]
