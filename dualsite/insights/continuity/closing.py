"""What would close the gaps of an outage: one licence, one qualified site, or more stock, each tried by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights.continuity.company import known_company
from dualsite.insights.continuity.outage import answered, usual
from dualsite.insights.continuity.sentences import product_name, site_name
from dualsite.insights.continuity.worth import remedies_of, remedy_in_words
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.planning.continuity import Outage, ProductOutlook
from dualsite.planning.continuity.remedies import SingleRemedy
from dualsite.planning.continuity.safety_stock import SafetyStock, least_stock

SHOWN = 6
"""How many are named beside the figure."""

NOTHING_SHORT = marked("Nothing is short, so nothing has to be closed.")
NOTHING_CLOSES = marked("No single licence, qualified site or stock takes anything off.")


MEASURES = marked(
    "Each tried by itself against this stop: of every product that is short the best licence, the best site to "
    "qualify, and the least stock that closes all of it. Licensed, qualified and in stock on the day of the stop."
)
"""What the list shows; a marked text."""


@cached_per_view
def closers(view: View, outage: Outage | None = None) -> pd.DataFrame:
    """Of each product that is short the best licence, the best site to qualify and the least stock that closes its gap.

    Licences and sites first, then stock; of each what takes most off comes first. Each is worked out anew for this
    outage. With the columns of `CLOSERS_SPEC`.
    """
    outage = outage or usual(view)
    rows = [row for one in answered(view, outage).products if one.gap_d for row in _of_product(view, outage, one)]
    rows.sort(key=lambda row: (row["kind"] == "STOCK", -row["removes_kg"], row["product_id"], row["kind"]))
    return pd.DataFrame(rows, columns=CLOSERS_SPEC.names, dtype=object)


CLOSERS_SPEC = TableSpec(
    "continuity_closers",
    marked("What would close these gaps"),
    (
        ColumnSpec("remedy", marked("Remedy")),
        ColumnSpec("product", marked("Product")),
        ColumnSpec("removes_kg", marked("Takes off"), "number", marked("kg")),
        ColumnSpec("short_kg", marked("Of"), "number", marked("kg")),
        ColumnSpec("closes", marked("Closes the gap"), "flag"),
        ColumnSpec("kind", kind="code"),
        ColumnSpec("product_id", kind="code"),
        DATA_CLASS,
    ),
)


def _of_product(view: View, outage: Outage, product: ProductOutlook) -> Iterator[dict[str, Any]]:
    best: dict[str, tuple[SingleRemedy, float]] = {}
    for remedy in remedies_of(view, outage):
        removes_kg = (remedy.by_site or {}).get(outage.site_id, 0.0)
        if remedy.product_id == product.product_id and remedy.kind != "STOCK" and removes_kg > 0:
            known = best.get(remedy.kind)
            if known is None or removes_kg > known[1]:
                best[remedy.kind] = (remedy, removes_kg)
    common = {
        "product": product_name(view, product.product_id),
        "short_kg": product.gap_kg,
        "product_id": product.product_id,
        "data_class": ILLUSTRATIVE if product.product_id in known_company(view).illustrative else None,
    }
    for kind, (remedy, removes_kg) in best.items():
        closes = removes_kg >= product.gap_kg * (1 - 1e-9)
        yield {
            **common,
            "remedy": remedy_in_words(view, remedy),
            "removes_kg": removes_kg,
            "closes": closes,
            "kind": kind,
        }
    stock = least_stock(known_company(view).facts, product.product_id, outage)
    if stock is not None:
        said = stock_in_words(view, stock, outage)
        yield {**common, "remedy": said, "removes_kg": product.gap_kg, "closes": True, "kind": "STOCK"}


def stock_in_words(view: View, stock: SafetyStock, outage: Outage) -> str:
    """How much more stock it takes, and where."""
    return ngettext(
        "{count} week more of {product} in stock outside of {site}: {kg} kg",
        "{count} weeks more of {product} in stock outside of {site}: {kg} kg",
        stock.weeks,
    ).format(
        count=formats.number(stock.weeks),
        product=product_name(view, stock.product_id),
        site=site_name(view, outage.site_id),
        kg=formats.number(stock.kg, 1),
    )


_TITLES = {
    "LICENCE": marked("A licence closes most: {kg} of {all} kg"),
    "QUALIFIED": marked("A second site closes most: {kg} of {all} kg"),
    "STOCK": marked("Only stock closes it: {kg} of {all} kg"),
}


def title(view: View, outage: Outage | None = None) -> str:
    """The licence or site that takes most off, as the finding over the list; without one, the stock."""
    rows = closers(view, outage)
    if not len(rows):
        is_short = any(one.gap_d for one in answered(view, outage or usual(view)).products)
        return _(NOTHING_CLOSES) if is_short else _(NOTHING_SHORT)
    best = rows.iloc[0]
    said = _(_TITLES[best.kind])
    all_kg = sum(one.gap_kg for one in answered(view, outage or usual(view)).products)
    return said.format(kg=formats.number(best.removes_kg, 1), all=formats.number(all_kg, 1))


def taken_in_words(row: Any) -> str:
    """How much of the product's gap a remedy takes off."""
    if row.closes:
        return _("closes all {kg} kg").format(kg=formats.number(row.short_kg, 1))
    return _("{kg} of {all} kg").format(kg=formats.number(row.removes_kg, 1), all=formats.number(row.short_kg, 1))
