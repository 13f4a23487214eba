"""Views of a few trials, approvals and licences, drawn as text or given as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dualsite.access import View
from tests.unit.kpi.tables import AS_OF, look

Rows = Sequence[Mapping[str, str]]


def text(rows: Rows) -> str:
    """Rows as a drawing; an empty cell is `-`, and a blank within a cell is not possible."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [" ".join(row.get(name) or "-" for name in names) for row in rows]
    return "\n".join([" ".join(names), *lines])


def opened(
    tables: Mapping[str, str | Rows], as_of: date = AS_OF, *, site: str | None = None, partner: str | None = None
) -> View:
    """The view of the drawn tables on a day, through the filters of a page."""
    drawn = {name: table if isinstance(table, str) else text(table) for name, table in tables.items()}
    return look(as_of, site=site, partner=partner, **drawn)
