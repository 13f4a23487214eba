"""Agreements as they were announced, by country and modality."""

from __future__ import annotations

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.contracts.register import (
    CONTRACT_COLUMNS,
    EVERYTHING,
    FIRM,
    MOST_DRAWN,
    NOT_FIRM,
    PAST,
    ContractFilter,
    register,
)
from dualsite.insights.table_spec import SOURCE, ColumnSpec, TableSpec
from dualsite.kpi.windows import trailing

Countries = tuple[str, ...]


@cached_per_view
def agreements(view: View, chosen: ContractFilter = EVERYTHING, markets: Countries = ()) -> pd.DataFrame:
    """Every agreement by the day it was announced (signed, when it was not), the oldest first.

    The register's columns, `on`, `label`, `country_name` and `modality_name`. Drafts without a day are left out.
    `markets` keeps those of partners from these countries; none keeps all.
    """
    found = register(view, chosen)
    rows = [
        {
            **row,
            "on": row["announced_on"] or row["signed_on"],
            "country_name": wording.country(row["country"]),
            "modality_name": wording.modality(row["modality"]),
        }
        for row in found.to_dict("records")
        if (row["announced_on"] or row["signed_on"]) and (not markets or row["country"] in markets)
    ]
    rows.sort(key=lambda row: (row["on"], row["contract_id"]))
    return pd.DataFrame(rows, columns=AGREEMENTS_SPEC.names, dtype=object)


AGREEMENTS_SPEC = TableSpec(
    "agreements",
    marked("Agreements by date announced, oldest first"),
    (
        ColumnSpec("on", marked("Day"), "day"),
        *CONTRACT_COLUMNS,
        *SOURCE,
        ColumnSpec("country_name"),
        ColumnSpec("modality_name"),
    ),
)


MARKS = {
    FIRM: marked("firm contract, {day}"),
    PAST: marked("contract, draft or ended, {day}"),
    NOT_FIRM: marked("not firm, {day}"),
}
"""What the mark of an agreement says, by its group; marked texts."""


def counted(rows: pd.DataFrame, by: str) -> dict[str, int]:
    """How many of the agreements there are of each country or modality, most first; `by` is the column."""
    counts = rows[by].value_counts()
    return {name: int(counts[name]) for name in sorted(counts.index, key=lambda name: (counts[name], name))[::-1]}


def title(view: View, chosen: ContractFilter = EVERYTHING, markets: Countries = ()) -> str:
    """The finding."""
    rows = agreements(view, chosen, markets)
    if not len(rows):
        return _("No agreements announced")
    last = trailing(view.as_of)
    recent = rows.loc[[last.first <= day <= last.last for day in rows.on]]
    return _("{count} agreements in 12 months, {firm} firm").format(
        count=len(recent), firm=int(recent.is_firm.astype(bool).sum())
    )


def in_words(view: View, chosen: ContractFilter = EVERYTHING, markets: Countries = ()) -> str:
    """The agreements as text."""
    rows = agreements(view, chosen, markets).tail(MOST_DRAWN)
    return formats.parts(
        _("{day}: {label}, {country}, {modality}, {group}").format(
            day=formats.day(row.on),
            label=row.label,
            country=row.country_name,
            modality=row.modality_name,
            group=_(row.group),
        )
        for row in rows.itertuples()
    ) or title(view, chosen, markets)
