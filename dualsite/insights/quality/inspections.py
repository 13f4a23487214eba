"""Inspections by authority: what the last one ended with, and how long ago that was."""

from __future__ import annotations

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import quality_words
from dualsite.insights.frames import column
from dualsite.insights.network import sites
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import DAYS_PER_MONTH

BY_CLIENTS = "CLIENT"


@cached_per_view
def authorities(view: View) -> pd.DataFrame:
    """The last inspection of each site by each authority, the latest first, with the columns of `AUTHORITIES_SPEC`.

    Audits by clients count as one authority, and come after all others. None without inspections.
    """
    every = sites.inspections(view)
    if not len(every):
        return AUTHORITIES_SPEC.empty()
    last = every.drop_duplicates(["site_id", "authority"])
    counts = every.groupby(["site_id", "authority"]).size()
    return (
        last.assign(
            count=column([int(counts[of.site_id, of.authority]) for of in last.itertuples()], last),
            months=column([(view.as_of - ended).days / DAYS_PER_MONTH for ended in last.ended_on], last),
            is_by_clients=last.authority == BY_CLIENTS,
        )
        .sort_values("is_by_clients", kind="stable")[AUTHORITIES_SPEC.names]
        .reset_index(drop=True)
    )


def official(rows: pd.DataFrame) -> pd.DataFrame:
    """Those by authorities alone."""
    return rows[rows.authority != BY_CLIENTS]


AUTHORITIES_SPEC = TableSpec(
    "authorities",
    marked("Last inspection by each authority"),
    (
        ColumnSpec("site", marked("Site"), is_strong=True),
        ColumnSpec(
            "authority", marked("Authority"), "code", says=lambda one: _("clients") if one == BY_CLIENTS else one
        ),
        ColumnSpec("kind", marked("Purpose"), "code", says=quality_words.inspection),
        ColumnSpec("ended_on", marked("Ended"), "day"),
        ColumnSpec("months", marked("Since"), "number", marked("months"), digits=1),
        ColumnSpec("classification", marked("Outcome"), "code", says=quality_words.outcome),
        ColumnSpec("observations", marked("Observations"), "whole"),
        ColumnSpec("count", marked("On record"), "whole"),
        DATA_CLASS,
    ),
)


def title(view: View) -> str:
    """When an authority was last there, and what it found."""
    found = official(authorities(view))
    if not len(found):
        return _("No authority inspections on record")
    last = found.iloc[0]
    return _("{authority} last inspected {site} {span} ago: {outcome}").format(
        authority=last.authority,
        site=last.site,
        span=formats.span((view.as_of - last.ended_on).days),
        outcome=quality_words.outcome(last.classification),
    )
