"""One country: what is known of a product there."""

from __future__ import annotations

import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import column
from dualsite.insights.markets.licences import licences
from dualsite.insights.markets.markets import markets
from dualsite.insights.markets.supply import supply
from dualsite.insights.trials.places import country_rows, site_rows, sites_words
from dualsite.insights.trials.trials import approvals, trials
from dualsite.schema.vocabulary import EUROPEAN_UNION

_COUNTRY_STATUS = {"ACTIVE": "active", "PLANNED": "planned", "CLOSED": "closed"}


def markets_of(code: str) -> tuple[str, ...]:
    """The markets a country belongs to: itself, and the EU for its members."""
    return (code, "EU") if code in EUROPEAN_UNION else (code,)


@cached_per_view
def standing(view: View, code: str, product: str | None = None) -> str:
    """What is true of the product in the country, in a sentence."""
    row = next((row for row in markets(view, product).itertuples() if row.country == code), None)
    if row is None:
        return _("Nothing is known of this country.")
    parts = [
        row.status_words.capitalize() + (f" ({row.decided})" if row.decided else ""),
        row.trials_words and _("trials {trials}").format(trials=row.trials_words),
        row.sites_words and _("trial sites: {sites}").format(sites=row.sites_words),
        row.supply_words or _("no site licence is stated"),
    ]
    return ". ".join(part[0].upper() + part[1:] for part in parts if part) + "."


@cached_per_view
def trials_in(view: View, code: str, product: str | None = None) -> pd.DataFrame:
    """What is stated of each trial in the country, by trial; empty without the tables.

    Columns: `name`, `trial_id`, `phase_words`, `status_words` (of the trial), `here` (its standing in the country),
    `sites_words`, `as_of_on`, `note`, `source`, `url` and `data_class`.
    """
    if not view.has("trials", "trial_countries"):
        return pd.DataFrame(columns=["name", "trial_id", "here", "sites_words", "data_class"])
    stated = country_rows(view, code, product)
    known = {row.trial_id: row for row in trials(view, product).itertuples()}
    listed: dict[str, int] = {}
    if view.has("trial_sites"):
        listed = site_rows(view, product, country=code).trial_id.value_counts().to_dict()
    names = ("name", "phase_words", "status_words")
    found = stated.assign(
        **{name: column([getattr(known[trial], name) for trial in stated.trial_id], stated) for name in names},
        here=column([_(_COUNTRY_STATUS[status]) for status in stated.status], stated),
        sites_words=column(
            [
                sites_words(row.sites, int(row.sites is None), listed.get(row.trial_id, 0) if row.sites is None else 0)
                for row in stated.itertuples()
            ],
            stated,
        ),
    )
    return with_sources(view, found)


def sites_in(view: View, code: str, product: str | None = None, limit: int | None = None) -> pd.DataFrame:
    """The trial sites listed in the country, by city, facility and trial; the first `limit`."""
    if not view.has("trials", "trial_sites"):
        return pd.DataFrame(columns=["city", "facility", "trial_id", "data_class"])
    return with_sources(view, site_rows(view, product, country=code, limit=limit))


@cached_per_view
def approvals_in(view: View, code: str, product: str | None = None) -> pd.DataFrame:
    """What authorities have done or are to do there, the EU's for its members; by day."""
    found = approvals(view, product)
    return found[found.country.isin(markets_of(code))].sort_values("on", kind="stable")


@cached_per_view
def licences_in(view: View, code: str, product: str | None = None) -> pd.DataFrame:
    """The licences of sites for the country, the EU's for its members."""
    found = licences(view, product)
    return found[found.market.isin(markets_of(code))]


@cached_per_view
def supply_in(view: View, code: str, product: str | None = None) -> pd.DataFrame:
    """Whether each product may be supplied there."""
    found = supply(view, product)
    return found[found.market.isin(markets_of(code))]
