"""What sites, clients and products are called in the reader's language, where the data say so (`name_ko`, `name_ja`),
and milestones by the names that are words of the trade.

The one place that does it: whoever reads rows as they are known is given that name as `name`. Rows as the files hold
them keep theirs. Code names leave no name in any language, so that there is nothing to tell in their place. Cities,
suites and bids have no column for another language: they are called as the files call them.
"""

from __future__ import annotations

from ibis.expr import types as ir

from dualsite import i18n
from dualsite.access.code_names import MILESTONES
from dualsite.i18n import _, marked
from dualsite.schema import TABLES

USUAL = {
    "milestones": (
        *MILESTONES.values(),
        marked("Kick-off"),
        marked("Analytical methods transferred"),
        marked("First GMP batch released"),
        marked("Process validation"),
        marked("First commercial supply"),
        marked("Site variation filed"),
        marked("Site variation approved"),
    )
}
"""Names that say what every transfer has, by table: marked texts. Others are a site's own and stay as they are."""


def told(name: str, rows: ir.Table) -> ir.Table:
    """The rows of a table, each under its name in the reader's language, or else the one it has."""
    column = f"name_{i18n.language()}"
    if column in TABLES[name].columns:
        return rows.mutate(name=rows[column].coalesce(rows["name"]))
    if name in USUAL and i18n.language() != i18n.DEFAULT:
        return rows.mutate(name=rows["name"].substitute({usual: _(usual) for usual in USUAL[name]}))
    return rows
