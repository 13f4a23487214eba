"""Whose clock was running: the release time of each programme's batches, by who was waited for."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
from ibis import _ as row

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.batches.clock import UNKNOWN, WAITED_FOR, split, why_not
from dualsite.insights.programmes.programmes import programmes
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.windows import trailing
from dualsite.store.statements import run

MONTHS = 12
DRAWN = 12
"""Programmes drawn one by one; all of them stand in the table."""

MEASURES = marked(
    "Batches dispositioned in the last 12 months, from manufacture to disposition; total days in the bars. "
    "Each day is counted for the party waited for."
)
"""What the bars measure."""


@cached_per_view
def waiting(view: View) -> pd.DataFrame:
    """One row per programme whose batches were decided in the trailing 12 months, the longest waits first.

    Columns: `key`, `programme`, `batches` (decided), `days` from made to decided in all, and those of each party, which
    sum to them. A programme's batches are those of its contract; of a product all of it. Empty without the tables.
    """
    known = programmes(view)
    if why_not(view) is not None or not known:
        return WAITING_SPEC.empty()
    window = trailing(view.as_of, MONTHS)
    decided = split(view, row.disposition_on.between(window.first, window.last))
    sums = {party: decided[party].sum() for party in WAITED_FOR}
    made_up = (decided.data_class == "ILLUSTRATIVE").any()
    grouped = decided.group_by("contract_id", "product_id").aggregate(**sums, batches=decided.count(), made_up=made_up)
    groups = run(grouped).dicts()
    rows = []
    for key, one in known.items():
        own = [group for group in groups if _is_of(group, one.contract_id, one.product_id)]
        if own:
            rows.append({"key": key, "programme": one.name, "client": one.client, **_sum(own)})
    rows.sort(key=lambda row: (-row["days"] / row["batches"], row["programme"], row["key"]))
    return pd.DataFrame(rows, columns=WAITING_SPEC.names, dtype=object)


WAITING_SPEC = TableSpec(
    "whose_clock",
    marked("Days from manufacture to disposition, by programme and party waited for"),
    (
        ColumnSpec("programme", marked("Programme"), is_strong=True),
        ColumnSpec("client", marked("Client")),
        ColumnSpec("batches", marked("Batches"), "whole"),
        ColumnSpec("days", marked("Total days"), "whole", marked("d")),
        ColumnSpec("CDMO", marked("Operator"), "whole", marked("d")),
        ColumnSpec("CLIENT", marked("The client"), "whole", marked("d")),
        ColumnSpec("SUPPLIER", marked("A supplier"), "whole", marked("d")),
        ColumnSpec("REGULATOR", marked("The regulator"), "whole", marked("d")),
        ColumnSpec(UNKNOWN, marked("Not recorded"), "whole", marked("d")),
        ColumnSpec("key", kind="code"),
        DATA_CLASS,
    ),
)


def _is_of(group: dict[str, Any], contract_id: str | None, product_id: str | None) -> bool:
    if contract_id is not None:
        return bool(group["contract_id"] == contract_id)
    return bool(group["product_id"] == product_id)


def _sum(groups: list[dict[str, Any]]) -> dict[str, Any]:
    total: dict[str, int] = defaultdict(int)
    for group in groups:
        for name in (*WAITED_FOR, "batches"):
            total[name] += int(group[name])
    days = sum(total[party] for party in WAITED_FOR)
    made_up = any(group["made_up"] for group in groups)
    return {**total, "days": days, "data_class": "ILLUSTRATIVE" if made_up else "INTERNAL"}


def title(view: View) -> str:
    """The finding: who had most of the days."""
    found = waiting(view)
    days = {party: int(found[party].sum()) for party in WAITED_FOR}
    total = sum(days.values())
    if not total:
        return _("No programme batch was dispositioned in 12 months")
    longest = max(WAITED_FOR, key=lambda party: days[party])
    share = formats.percent(days[longest] / total, 0)
    return _("{share} of the time to release was with {party}").format(share=share, party=party_name(view, longest))


def party_name(view: View, code: str, partner: str | None = None) -> str:
    """Who was waited for, where several clients are spoken of: the operator by name, each client as such."""
    if code == UNKNOWN:
        return _("not recorded")
    return _("the client") if code == "CLIENT" and partner is None else parties.party(view, code, partner)


def parties_by_name(view: View) -> dict[str, str]:
    """Who may be waited for, each by the name that stands alone, in the order they are told."""
    return {party: wording.title(party_name(view, party)) for party in WAITED_FOR}


def counted(batches: int) -> str:
    """In how many batches."""
    return ngettext("in {count} batch", "in {count} batches", batches).format(count=formats.number(batches))


def in_words(view: View) -> str:
    """The figure as text."""
    return formats.parts(f"{row['programme']}: {row_in_words(view, row)}" for row in waiting(view).to_dict("records"))


def row_in_words(view: View, row: dict[str, Any]) -> str:
    """The days of one programme: how many in all, and whose they were."""
    shared = [
        _("{party} {days}").format(party=party_name(view, party), days=formats.days(row[party]))
        for party in WAITED_FOR
        if row[party]
    ]
    said = ngettext(
        "{count} batch, {days} from manufacture to disposition: {parts}",
        "{count} batches, {days} from manufacture to disposition: {parts}",
        row["batches"],
    )
    return said.format(
        count=formats.number(row["batches"]), days=formats.days(row["days"]), parts=formats.listed(shared)
    )
