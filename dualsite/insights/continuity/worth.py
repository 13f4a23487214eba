"""What is worth most before a site stops: what is at risk at outages of every length, and single remedies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View, ids
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.continuity.company import known_company, why_not
from dualsite.insights.continuity.outage import usual
from dualsite.insights.continuity.sentences import days_in_words, product_name, site_name
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.planning.continuity import Outage
from dualsite.planning.continuity.remedies import DURATIONS, RiskCurve, SingleRemedy, curve, remedies

TOLD_DAYS = (7, 90, 180, 365)
"""The lengths at which the curves are told in words."""

MEASURES = marked(
    "Shortfall of markets in kg for outages of one week to one year from the chosen day. Dotted: the chosen length."
)
"""What the curves show; a marked text."""


@cached_per_view
def curve_of(view: View, site_id: str, from_on: date, horizon_d: int) -> RiskCurve:
    """What is at risk at one site, for every length of its outage from a week to a year.

    Asked site by site, so that whoever waits can be shown how far it is. Raises InputError for what cannot be asked.
    """
    return curve(known_company(view).facts, site_id, from_on, horizon_d)


@cached_per_view
def curves(view: View, outage: Outage | None = None) -> pd.DataFrame:
    """A row per site and length of its outage, with the columns of `CURVES_SPEC`; also where nothing is at risk.

    The outages begin on the day of the one that is asked about; without one, tomorrow.
    """
    if why_not(view):
        return CURVES_SPEC.empty()
    outage = outage or usual(view)
    made_up = known_company(view).illustrative
    rows = []
    for site_id in ids(view.unfiltered, "sites", "site_id"):
        found = curve_of(view, site_id, outage.from_on, outage.horizon_d)
        is_made_up = any(product_id in made_up for product_id in found.by_product)
        for days, kg in zip(found.days, found.kg, strict=True):
            rows.append(
                {
                    "site": site_name(view, site_id),
                    "days": days,
                    "kg": kg,
                    "site_id": site_id,
                    "data_class": ILLUSTRATIVE if is_made_up else None,
                }
            )
    return pd.DataFrame(rows, columns=CURVES_SPEC.names, dtype=object)


CURVES_SPEC = TableSpec(
    "continuity_curves",
    marked("Volume at risk by length of outage"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("days", marked("Out for"), "whole", marked("days")),
        ColumnSpec("kg", marked("Quantity at risk"), "number", marked("kg")),
        ColumnSpec("site_id", kind="code"),
        DATA_CLASS,
    ),
)


@cached_per_view
def remedies_of(view: View, outage: Outage, by_on: date | None = None) -> tuple[SingleRemedy, ...]:
    """Single remedies against outages of every site, from the day and for as long as the one asked about.

    `by_on`: the day a licence is approved or a site qualified; None: in time.
    """
    facts = known_company(view).facts
    sites = ids(view.unfiltered, "sites", "site_id")
    outages = [Outage(site_id, outage.from_on, outage.days, outage.horizon_d) for site_id in sites]
    return tuple(remedies(facts, outages, by_on))


@cached_per_view
def ranked(view: View, outage: Outage | None = None, by_on: date | None = None) -> pd.DataFrame:
    """A row per remedy, the one that takes most off first, with the columns of `RANKED_SPEC`."""
    if why_not(view):
        return RANKED_SPEC.empty()
    made_up = known_company(view).illustrative
    rows = [
        {
            "remedy": remedy_in_words(view, one),
            "removes_kg": one.removes_kg,
            "product": product_name(view, one.product_id),
            "site": site_name(view, one.site_id) if one.site_id else None,
            "stage": one.stage,
            "market": one.market,
            "kind": one.kind,
            "product_id": one.product_id,
            "data_class": ILLUSTRATIVE if one.product_id in made_up else None,
        }
        for one in remedies_of(view, outage or usual(view), by_on)
    ]
    return pd.DataFrame(rows, columns=RANKED_SPEC.names, dtype=object)


RANKED_SPEC = TableSpec(
    "continuity_remedies",
    marked("Single remedies, the one that takes most off first"),
    (
        ColumnSpec("remedy", marked("Remedy")),
        ColumnSpec("removes_kg", marked("Takes off"), "number", marked("kg")),
        ColumnSpec("product", marked("Product")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("stage", marked("Stage"), "code", says=lambda code: wording.title(wording.stage(code))),
        ColumnSpec("market", marked("Market"), "code", says=wording.country),
        ColumnSpec("kind", kind="code"),
        ColumnSpec("product_id", kind="code"),
        DATA_CLASS,
    ),
)


def remedy_in_words(view: View, one: SingleRemedy) -> str:
    """What is to be had: a licence, a qualified site, or stock."""
    words = {
        "product": product_name(view, one.product_id),
        "site": site_name(view, one.site_id) if one.site_id else "",
        "stage": wording.stage(one.stage),
        "market": wording.country(one.market),
        "day": formats.day(one.by_on),
        "days": days_in_words(one.days or 0),
        "kg": formats.number(one.kg, 1),
    }
    if one.kind == "LICENCE":
        return _("{site} licensed for {stage} of {product} in {market} by {day}").format(**words)
    if one.kind == "QUALIFIED":
        return _("{product} qualified and licensed at {site} by {day}").format(**words)
    return _("{days} more of {product} in stock: {kg} kg").format(**words)


def title(view: View, outage: Outage) -> str:
    """The site with most at risk when it is out for as long as asked, as the finding of the curves."""
    at = {row.site: row.kg for row in curves(view, outage).itertuples() if row.days == _drawn_days(outage)}
    if not any(at.values()):
        return _("Nothing is at risk at any site out for {days}").format(days=days_in_words(_drawn_days(outage)))
    site, kg = max(at.items(), key=lambda one: (one[1], one[0]))
    return _("{site} out for {days} puts {kg} kg at risk").format(
        site=site, days=days_in_words(_drawn_days(outage)), kg=formats.number(kg, 1)
    )


def _drawn_days(outage: Outage) -> int:
    """The length of the outage, as far as the curves go."""
    return min(max(outage.days, DURATIONS[0]), DURATIONS[-1])


def in_words(view: View, outage: Outage) -> str:
    """The curves as text: what is at risk at each site, at some lengths."""
    rows = curves(view, outage)
    return formats.parts(
        _("{site}, {days}: {kg} kg").format(site=row.site, days=days_in_words(row.days), kg=formats.number(row.kg, 1))
        for row in rows[rows.days.isin(TOLD_DAYS)].itertuples()
    )


def end_in_words(row: Any) -> str:
    """What is at risk at the end of a curve, beside which its site is named."""
    return _("{site}: {kg} kg").format(site=row.site, kg=formats.number(row.kg, 1))


def ranked_title(view: View, outage: Outage, by_on: date | None = None) -> str:
    """The single remedy that takes most off, as the finding over the list."""
    rows = ranked(view, outage, by_on)
    if not len(rows):
        return _("No single remedy takes anything off")
    return _("Worth most: {remedy}").format(remedy=rows.remedy.iloc[0])
