"""The licences of sites: which may do which step of a product for which market, as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from ibis import _ as row_
from ibis.expr import types as ir

from dualsite import formats
from dualsite.access import Expression, View
from dualsite.cache import cached_per_view
from dualsite.collation import orders
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import column, frame, names_of, small
from dualsite.insights.table_spec import SOURCE, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import LICENCE_STATE, come
from dualsite.schema import TABLES
from dualsite.schema.vocabulary import STAGES

NOT_YET = ("PLANNED", "FILED", "NOT_FILED")
EXPIRED = "EXPIRED"
STATE_WORDS = {
    "APPROVED": marked("approved"),
    "FILED": marked("filed"),
    "PLANNED": marked("planned"),
    "NOT_FILED": marked("not filed"),
    EXPIRED: marked("expired"),
    "WITHDRAWN": marked("withdrawn"),
}
"""What a licence can be as of a day, the best first."""


@cached_per_view
def licences(view: View, product: str | None = None) -> pd.DataFrame:
    """The site licences of a product, or of all, by product, market, stage and site; empty without the table.

    Besides the table's columns: `product`, `site`, `state` as of the day (a grant after it is not known yet, one that
    has run out is EXPIRED), `words` for it, `state_on` (the day that belongs to it: granted, ended, or expected),
    `is_overdue` (expected by the day and not granted), `is_only_site` (the one site licensed for the step in the
    market, whatever the site filter) and the source.
    """
    if not view.has("site_licences"):
        return LICENCES_SPEC.empty()
    rows = asked(view, "site_licences", product, state=LICENCE_STATE, approved_on=come("approved_on"))
    found = frame(rows)
    found["state_on"] = column([_state_on(row) for row in found.itertuples()], found)
    found["is_overdue"] = [
        row.state in NOT_YET and row.expected_on is not None and row.expected_on <= view.as_of
        for row in found.itertuples()
    ]
    granted = found[found.state == "APPROVED"].groupby(["product_id", "stage", "market"]).site_id.nunique()
    found["is_only_site"] = [
        row.state == "APPROVED" and int(granted.loc[row.product_id, row.stage, row.market]) == 1
        for row in found.itertuples()
    ]
    found = found[found.site_id.isin(small(view, "sites").site_id)]
    for key, name, table in (("product_id", "product", "products"), ("site_id", "site", "sites")):
        names = names_of(view, table, key)
        found = found.assign(**{name: column([names.get(value, value) for value in found[key]], found)})
    found = found.assign(
        order=column([STAGES.index(stage) for stage in found.stage], found),
        stage_words=column([wording.stage(stage) for stage in found.stage], found),
        state_words=column([_(STATE_WORDS[state]) for state in found.state], found),
        words=column([licence_words(row) for row in found.itertuples()], found),
        market_name=column([formats.country(market) for market in found.market], found),
    )
    found = found.sort_values(["product", "product_id", "market", "order", "site_id"], key=orders).drop(columns="order")
    return with_sources(view, found.reset_index(drop=True))


LICENCES_SPEC = TableSpec(
    "licences",
    marked("Site licences, by product, market, stage and site"),
    (
        ColumnSpec("product", marked("Product")),
        ColumnSpec("market_name", marked("Market")),
        ColumnSpec("stage_words", marked("Stage")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("authority", marked("Authority")),
        ColumnSpec("words", marked("State")),
        ColumnSpec("filed_on", marked("Filed"), "day"),
        ColumnSpec("expected_on", marked("Expected"), "day"),
        ColumnSpec("approved_on", marked("Granted"), "day"),
        ColumnSpec("valid_to_on", marked("Valid until"), "day"),
        ColumnSpec("is_only_site", marked("Sole site"), "flag"),
        *SOURCE,
        ColumnSpec("state", kind="code"),
        ColumnSpec("state_on", kind="day"),
        ColumnSpec("state_words"),
        ColumnSpec("is_overdue", kind="flag"),
    ),
    extends="site_licences",
)


def asked(view: View, table: str, product: str | None, **computed: Expression) -> ir.Table:
    """The rows of a table of products, of all sites, with what is computed of each; of one product when it is given."""
    where = [row_.product_id == product] if product else []
    return view.of_all_sites.table(table, *TABLES[table].columns, where=where, **computed)


def _state_on(row: Any) -> date | None:
    by_state = {"APPROVED": row.approved_on, EXPIRED: row.valid_to_on, "WITHDRAWN": None}
    on: date | None = by_state.get(row.state, row.expected_on)
    return on


def licence_words(row: Any) -> str:
    """A licence in words: `approved 1 Jan 2023`, `filed, expected Apr 2027`, `planned, no day stated`."""
    said = _(STATE_WORDS[row.state])
    if row.state in NOT_YET:
        if row.is_overdue:
            return _("{state}, was expected {day}").format(state=said, day=formats.day(row.expected_on))
        if row.expected_on is not None:
            return _("{state}, expected {day}").format(state=said, day=formats.day(row.expected_on))
        return _("{state}, date not stated").format(state=said)
    return f"{said} {formats.day(row.state_on)}" if row.state_on is not None else said


def month_in_words(row: Any) -> str:
    """The month of a licence: since when it holds, or in brackets when it is expected, with a sign where it was."""
    if row.state_on is None:
        return str(row.state_words)
    month = formats.month(row.state_on)
    if row.is_overdue:
        return f"▲ {month}"
    return month if row.state == "APPROVED" else f"({month})"


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """What sites are called for short: the first word of their names where that tells them apart, else their ids."""
    first = {site: (name.split() or [site])[0] for site, name in names.items()}
    return first if len(set(first.values())) == len(first) else {site: site for site in names}
