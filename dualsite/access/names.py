"""What sites, clients and products are called in the reader's language, where the data say so (`name_ko`, `name_ja`).

The one place that does it: whoever reads rows as they are known is given that name as `name`. Rows as the files hold
them keep theirs. Code names leave no name in any language, so that there is nothing to tell in their place.
"""

from __future__ import annotations

from ibis.expr import types as ir

from dualsite import i18n
from dualsite.schema import TABLES


def told(name: str, rows: ir.Table) -> ir.Table:
    """The rows of a table, each under its name in the reader's language, or else the one it has."""
    column = f"name_{i18n.language()}"
    if column not in TABLES[name].columns:
        return rows
    return rows.mutate(name=rows[column].coalesce(rows["name"]))
