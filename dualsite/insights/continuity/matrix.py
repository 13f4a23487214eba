"""Which site may do which step for which market on the day a site stops, and where only one may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import marked
from dualsite.insights import wording
from dualsite.insights.continuity.company import known_company, why_not
from dualsite.insights.continuity.outage import answered, usual
from dualsite.insights.continuity.sentences import product_name, site_name
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.planning.approvals import NEEDS_LICENCE
from dualsite.planning.continuity import Company, Outage
from dualsite.planning.continuity.licences import holds, licensed_days
from dualsite.planning.continuity.stopped import knows

MAY, EXPECTED, KNOWS = "MAY", "EXPECTED", "KNOWS"
STANDINGS = {
    MAY: marked("may supply"),
    EXPECTED: marked("licence to come"),
    KNOWS: marked("knows it, no licence"),
}
"""What a site is to a step and market; a site that does not know the step has no row."""


@cached_per_view
def steps(view: View, outage: Outage | None = None) -> pd.DataFrame:
    """A row per product that the outage touches, market, step and site that knows it, with the columns of `STEPS_SPEC`.

    `standing` is on the day the site stops; `is_single`: this site alone may do the step for that market.
    """
    if why_not(view):
        return STEPS_SPEC.empty()
    outage = outage or usual(view)
    rows = [row for one in answered(view, outage).products for row in _product(view, outage, one.product_id)]
    return pd.DataFrame(rows, columns=STEPS_SPEC.names, dtype=object)


STEPS_SPEC = TableSpec(
    "continuity_steps",
    marked("Where each step may be done for each market, and where one site alone may"),
    (
        ColumnSpec("product", marked("Product")),
        ColumnSpec("market", marked("Market"), "code", says=wording.country),
        ColumnSpec("stage", marked("Stage"), "code", says=lambda code: wording.title(wording.stage(code))),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("says", marked("Licence"), "word"),
        ColumnSpec("is_single", marked("Only this site"), "flag"),
        ColumnSpec("standing", kind="code"),
        ColumnSpec("product_id", kind="code"),
        ColumnSpec("site_id", kind="code"),
        DATA_CLASS,
    ),
)


def _product(view: View, outage: Outage, product_id: str) -> Iterator[dict[str, Any]]:
    known = known_company(view)
    network = known.facts.network
    is_licensed = network.products[product_id].phase in NEEDS_LICENCE
    for market in sorted({need.market for need in known.facts.needs[product_id]}):
        for step in network.routes[product_id]:
            found = {
                site_id: _standing(known.facts, outage, product_id, step.stage, site_id, market) if is_licensed else MAY
                for site_id in sorted(network.site_ids)
                if knows(known.facts, product_id, step.stage, site_id)
            }
            able = [site_id for site_id, standing in found.items() if standing == MAY]
            for site_id, standing in found.items():
                yield {
                    "product": product_name(view, product_id),
                    "market": market,
                    "stage": step.stage,
                    "site": site_name(view, site_id),
                    "says": STANDINGS[standing],
                    "is_single": able == [site_id],
                    "standing": standing,
                    "product_id": product_id,
                    "site_id": site_id,
                    "data_class": ILLUSTRATIVE if product_id in known.illustrative else None,
                }


def _standing(facts: Company, outage: Outage, product_id: str, stage: str, site_id: str, market: str) -> str:
    key = (product_id, stage, site_id, market)
    own = [one for one in facts.network.licences if (one.product_id, one.stage, one.site_id, one.market) == key]
    days = licensed_days(own, facts.network.as_of, outage.from_on)
    if holds(days, 0):
        return MAY
    return EXPECTED if any(end > 0 for _begin, end in days) else KNOWS
