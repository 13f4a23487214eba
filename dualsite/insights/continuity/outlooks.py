"""What an outage does, as frames: by product, by product and market, and where each step may be done."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.continuity.company import known_company
from dualsite.insights.continuity.outage import answered, usual
from dualsite.insights.continuity.sentences import (
    RECOVERED_BY,
    days_in_words,
    missing_in_words,
    product_name,
    site_name,
)
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.planning.continuity import ContinuityAnswer, MarketOutlook, Outage, ProductOutlook

DRAWN = 12
"""Products and markets that the figure shows; the table has all."""

MEASURES = marked(
    "Grey: time to survive. Red: shortfall. ◆ time to recover: first delivery. Hatched: the outage. Select a row for "
    "the rows behind it."
)
"""What the figure shows; a marked text."""

NOTHING_TOUCHED = marked("No product is made there, so nothing depends on it.")


@cached_per_view
def products(view: View, outage: Outage | None = None) -> pd.DataFrame:
    """A row per product that the outage touches, the largest gap first, with the columns of `PRODUCTS_SPEC`."""
    found = answered(view, outage or usual(view))
    rows = [
        {
            **_outlook(view, found, one),
            "supply_kg": one.supply_kg,
            "gap_batches": one.gap_batches,
            "gap_money": one.gap_money,
            "sites": formats.joined([site_name(view, site) for site in dict.fromkeys(one.recover_sites)]) or None,
            "only_here": tuple(wording.stage(stage) for stage in one.only_here) or None,
            "product_id": one.product_id,
            "product": product_name(view, one.product_id),
            "data_class": _class_of(view, one.product_id),
        }
        for one in found.products
    ]
    return pd.DataFrame(rows, columns=PRODUCTS_SPEC.names, dtype=object)


_LASTS = ColumnSpec("survive_until", marked("Lasts until"), "day")
_AGAIN = ColumnSpec("recover_on", marked("Supplied again"), "day")
_SPAN = (
    _LASTS,
    ColumnSpec("survive_d", marked("Lasts"), "whole", marked("days")),
    _AGAIN,
    ColumnSpec("recover_d", marked("Until supplied again"), "whole", marked("days")),
    ColumnSpec("recover_by", marked("Supplied by"), "word"),
    ColumnSpec("gap_d", marked("Gap"), "whole", marked("days")),
    ColumnSpec("gap_kg", marked("Short"), "number", marked("kg")),
)

PRODUCTS_SPEC = TableSpec(
    "continuity_products",
    marked("How long each product lasts, licences aside, and when it is supplied again"),
    (
        ColumnSpec("product", marked("Product")),
        ColumnSpec("supply_kg", marked("At hand"), "number", marked("kg")),
        *_SPAN,
        ColumnSpec("gap_batches", marked("Short in batches"), "number", marked("batches")),
        ColumnSpec("gap_money", marked("Worth"), "amount"),
        ColumnSpec("sites", marked("At")),
        ColumnSpec("only_here", marked("No other site knows"), "texts"),
        ColumnSpec("reason", marked("Not known because")),
        ColumnSpec("product_id", kind="code"),
        DATA_CLASS,
    ),
)


@cached_per_view
def markets(view: View, outage: Outage | None = None) -> pd.DataFrame:
    """A row per product and market, the largest gap first, with the columns of `MARKETS_SPEC`.

    Batches and money of a market are its part of the product's, by kg. `end_d` is where the gap ends: on the day of
    recovery, or at the horizon.
    """
    found = answered(view, outage or usual(view))
    rows = [(product, market) for product in found.products for market in product.markets]
    rows.sort(key=lambda one: (-one[1].gap_d, -one[1].gap_kg, one[0].product_id, one[1].market))
    told = [_market(view, found, product, market) for product, market in rows]
    return pd.DataFrame(told, columns=MARKETS_SPEC.names, dtype=object)


def _market(view: View, found: ContinuityAnswer, product: ProductOutlook, market: MarketOutlook) -> dict[str, Any]:
    part = market.gap_kg / product.gap_kg if product.gap_kg else None
    return {
        **_outlook(view, found, market),
        "gap_batches": None if part is None or product.gap_batches is None else part * product.gap_batches,
        "gap_money": None if part is None or product.gap_money is None else part * product.gap_money,
        "missing": missing_in_words(view, market.missing_licences) or None,
        "product_id": product.product_id,
        "product": product_name(view, product.product_id),
        "market": market.market,
        "market_name": wording.country(market.market),
        "end_d": found.outage.horizon_d if market.recover_d is None else market.recover_d,
        "data_class": _class_of(view, product.product_id),
    }


MARKETS_SPEC = TableSpec(
    "continuity_markets",
    marked("How long each market lasts, and when it is supplied again"),
    (
        ColumnSpec("product", marked("Product")),
        ColumnSpec("market_name", marked("Market")),
        *_SPAN,
        ColumnSpec("gap_batches", marked("Short in batches"), "number", marked("batches")),
        ColumnSpec("gap_money", marked("Worth"), "amount"),
        ColumnSpec("missing", marked("Licences missing")),
        ColumnSpec("reason", marked("Not known because")),
        ColumnSpec("product_id", kind="code"),
        ColumnSpec("market", kind="code"),
        ColumnSpec("end_d", kind="whole"),
        DATA_CLASS,
    ),
)


def _outlook(view: View, found: ContinuityAnswer, one: ProductOutlook | MarketOutlook) -> dict[str, Any]:
    return {
        "survive_until": found.on(one.survive_d),
        "survive_d": one.survive_d,
        "recover_on": found.on(one.recover_d),
        "recover_d": one.recover_d,
        "recover_by": RECOVERED_BY[one.recover_by] if one.recover_by else None,
        "gap_d": one.gap_d,
        "gap_kg": one.gap_kg,
        "reason": one.reason,
    }


def _class_of(view: View, product_id: str) -> str | None:
    return ILLUSTRATIVE if product_id in known_company(view).illustrative else None


def title(view: View, outage: Outage | None = None) -> str:
    """The finding of the figure."""
    rows = markets(view, outage)
    short = int((rows.gap_d > 0).sum())
    if not short:
        return _("No market runs out before it is supplied again")
    return ngettext(
        "{count} of {all} markets runs out, {kg} kg short",
        "{count} of {all} markets run out, {kg} kg short",
        short,
    ).format(count=formats.number(short), all=formats.number(len(rows)), kg=formats.number(float(rows.gap_kg.sum())))


def drawn_days(view: View, outage: Outage) -> int:
    """How many days of the outage the figure shows: until all that run out are supplied again, and the site runs."""
    rows = markets(view, outage)
    ends = [row.end_d if row.gap_d else row.recover_d or 0 for row in rows.head(DRAWN).itertuples()]
    return round(1.04 * max([outage.days, 60, *ends]))


def name_in_words(row: Any) -> str:
    """The product and market of a row."""
    return formats.listed([row.product, row.market_name])


def short_in_words(row: Any) -> str:
    """For how many days a market is short; that it is not."""
    return _("{gap} short").format(gap=days_in_words(row.gap_d)) if row.gap_d else _("no shortfall")


def gap_in_words(row: Any, currency: str) -> str:
    """What of a row lies between lasting and being supplied again: kg, batches and money, as far as they are known."""
    if not row.gap_d:
        return ""
    if not row.gap_kg:
        return _("later deliveries make up for it")
    batches = None if row.gap_batches is None else formats.number(row.gap_batches, 1)
    return formats.listed(
        [
            _("{kg} kg").format(kg=formats.number(row.gap_kg, 1)),
            *([] if batches is None else [_("{batches} batches").format(batches=batches)]),
            *([] if row.gap_money is None else [formats.money_short(row.gap_money, currency)]),
        ]
    )


def span_in_words(row: Any) -> str:
    """Until when a market lasts and when it is supplied again, and by whom."""
    lasts = (
        _("lasts until {day}").format(day=formats.day(row.survive_until))
        if row.survive_until
        else _("does not run out")
    )
    again = (
        _("supplied again {day} by {way}").format(day=formats.day(row.recover_on), way=_(row.recover_by))
        if row.recover_on
        else _("not supplied again")
    )
    return formats.listed([lasts, again])


def in_words(view: View, outage: Outage | None = None) -> str:
    """The figure as text: every product and market with a gap."""
    return formats.parts(
        _("{product}, {market}: lasts until {day}, {gap} short").format(
            product=row.product,
            market=row.market_name,
            day=formats.day(row.survive_until),
            gap=days_in_words(row.gap_d),
        )
        for row in markets(view, outage).itertuples()
        if row.gap_d
    ) or title(view, outage)
