"""On how few clients revenue rests, and what would go with the largest."""

from __future__ import annotations

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights.contracts.backlog import backlog, is_known
from dualsite.insights.contracts.register import EVERYTHING, ContractFilter
from dualsite.insights.contracts.revenue import MOST_CLIENTS, by_client_and_site
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.catalogue.commercial import concentration, effective_number
from dualsite.kpi.engine.row_groups import whole


@cached_per_view
def clients(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """One row per client with revenue in the trailing 12 months, the largest first.

    Columns: `partner_id`, `partner`, `revenue` and `backlog` in the reporting currency (0 without a firm contract, None
    when the tables for it are missing), `share` of revenue (None when it adds up to nothing).
    Needs contracts and revenue.
    """
    rows = by_client_and_site(view, chosen)
    rows = rows.groupby(["partner_id", "partner"], as_index=False, sort=False).agg(
        revenue=("revenue", "sum"), data_class=("data_class", _any_class)
    )
    rows = rows[rows["revenue"] != 0].sort_values(["revenue", "partner_id"], ascending=[False, True], ignore_index=True)
    total = float(rows["revenue"].sum())
    ahead: pd.Series | None = None
    if is_known(view):
        ahead = backlog(view, chosen).groupby("partner_id")["amount"].sum()
    return rows.assign(
        share=[value / total if total else None for value in rows["revenue"]],
        backlog=[None if ahead is None else float(ahead.get(id_, 0.0)) for id_ in rows["partner_id"]],
    )


CLIENTS_SPEC = TableSpec(
    "client_shares",
    marked("Revenue by client, trailing 12 months, largest first"),
    (
        ColumnSpec("partner", marked("Client")),
        ColumnSpec("revenue", marked("12 months"), "amount"),
        ColumnSpec("share", marked("Share of revenue"), "fraction"),
        ColumnSpec("backlog", marked("Backlog"), "amount"),
        ColumnSpec("partner_id", kind="code"),
        DATA_CLASS,
    ),
)


def largest(rows: pd.DataFrame) -> list[tuple[str, str, float, float]]:
    """The bars of `clients`: name, `partner_id`, share and revenue; those beyond `MOST_CLIENTS` are one, without id."""
    first = rows.head(MOST_CLIENTS)
    listed = [(str(row.partner), str(row.partner_id), row.share or 0.0, row.revenue) for row in first.itertuples()]
    rest = rows.iloc[MOST_CLIENTS:]
    if len(rest):
        name = _("{count} more").format(count=formats.number(len(rest)))
        listed.append((name, "", float(rest.share.sum()), float(rest.revenue.sum())))
    return listed


def _any_class(classes: pd.Series) -> str | None:
    return next((one for one in classes if one), None)


def effective_clients(view: View, chosen: ContractFilter = EVERYTHING) -> float | None:
    """How many clients of equal size would be as concentrated; None without revenue."""
    rows = clients(view, chosen)
    return effective_number(whole(rows)) if rows["revenue"].sum() else None


def title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding."""
    number = effective_clients(view, chosen)
    if number is None:
        return _("No revenue in the last 12 months")
    return _("Revenue depends on {number} effective clients").format(number=formats.number(number, 1))


def at_risk(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """What would go if the largest client left."""
    rows = clients(view, chosen)
    if not len(rows) or rows.share[0] is None:
        return _("No revenue to assess yet.")
    largest = rows.iloc[0]
    if largest.backlog:
        said = _("Losing {client} would cost {revenue} of annual revenue ({share}) and {backlog} of backlog.")
    else:
        said = _("Losing {client} would cost {revenue} of annual revenue ({share}).")
    return said.format(
        client=largest.partner,
        revenue=formats.money_short(largest.revenue, view.currency),
        share=formats.percent(largest.share, 0),
        backlog=formats.money_short(largest.backlog, view.currency),
    )


def meaning(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """What the effective number says, with the index behind it and how many clients there are."""
    number = effective_clients(view, chosen)
    if number is None:
        return ""
    return _(
        "{clients} clients, as concentrated as {number} of equal size (Herfindahl index {points} of 10,000)."
    ).format(
        clients=len(clients(view, chosen)),
        number=formats.number(number, 1),
        points=formats.number(concentration(whole(clients(view, chosen)))),
    )


def in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The figure as text."""
    rows = clients(view, chosen)
    said = [
        f"{row.partner} {formats.percent(row.share, 0)}, {formats.money_short(row.revenue, view.currency)}"
        for row in rows.itertuples()
    ]
    return formats.parts([title(view, chosen), *said])
