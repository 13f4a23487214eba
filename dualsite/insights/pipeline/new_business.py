"""New business by market: what is bid for and what has been agreed, country by country."""

from __future__ import annotations

import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import marked
from dualsite.insights import wording
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.contracts.register import EVERYTHING, ContractFilter
from dualsite.insights.pipeline.agreements import Countries, agreements
from dualsite.insights.pipeline.bids import closed_bids, open_bids, passes
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.windows import trailing


@cached_per_view
def by_market(view: View, chosen: ContractFilter = EVERYTHING, markets: Countries = ()) -> pd.DataFrame:
    """The push for new contracts, a row per country with bids or agreements, most weighted value first.

    Columns: `country`, `country_name`, `open` (bids), `value` and `weighted` (reporting currency), `won` and `lost`
    (bids of the trailing 12 months), `agreements` and `firm` (of the trailing 12 months). Needs opportunities.
    """
    window = trailing(view.as_of)
    bids = open_bids(view, chosen, markets)
    closed = closed_bids(view)
    agreed = agreements(view, chosen, markets)
    agreed = agreed.loc[[window.first <= day <= window.last for day in agreed.on]]
    rows = []
    for code in sorted({*bids.country, *(bid["country"] for bid in closed), *agreed.country} - {None}):
        if (markets and code not in markets) or (chosen.countries and code not in chosen.countries):
            continue
        of_code = [bid for bid in closed if bid["country"] == code and passes(bid, chosen, markets)]
        here, signed = bids[bids.country == code], agreed[agreed.country == code]
        classes = {*here.data_class, *signed.data_class, *(bid["data_class"] for bid in of_code)}
        rows.append(
            {
                "country": code,
                "country_name": wording.country(code),
                "open": len(here),
                "value": float(here.value.sum()),
                "weighted": float(here.weighted.sum()),
                "won": sum(bid["stage"] == "WON" for bid in of_code),
                "lost": sum(bid["stage"] == "LOST" for bid in of_code),
                "agreements": len(signed),
                "firm": int(signed.is_firm.astype(bool).sum()),
                "currency": view.currency,
                "data_class": ILLUSTRATIVE if ILLUSTRATIVE in classes else None,
            }
        )
    rows.sort(key=lambda row: (-row["weighted"], row["country"]))
    return pd.DataFrame(rows, columns=BY_MARKET_SPEC.names, dtype=object)


BY_MARKET_SPEC = TableSpec(
    "markets",
    marked("Bids and agreements by country, highest weighted value first"),
    (
        ColumnSpec("country_name", marked("Country")),
        ColumnSpec("open", marked("Open bids"), "whole"),
        ColumnSpec("value", marked("Value if won"), "amount"),
        ColumnSpec("weighted", marked("Weighted"), "amount"),
        ColumnSpec("won", marked("Won, 12 months"), "whole"),
        ColumnSpec("lost", marked("Lost, 12 months"), "whole"),
        ColumnSpec("agreements", marked("Agreements, 12 months"), "whole"),
        ColumnSpec("firm", marked("of which firm"), "whole"),
        ColumnSpec("country", kind="code"),
        ColumnSpec("currency", kind="code"),
        DATA_CLASS,
    ),
)
