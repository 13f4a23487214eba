"""One country: what is known of a product there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import column
from dualsite.insights.markets.licences import LICENCES_SPEC, licences
from dualsite.insights.markets.markets import markets
from dualsite.insights.markets.supply import SUPPLY_SPEC, supply
from dualsite.insights.table_spec import SOURCE, ColumnSpec, TableSpec
from dualsite.insights.trials.places import SITE_ROWS_SPEC, country_rows, site_rows, sites_words
from dualsite.insights.trials.trials import APPROVALS_SPEC, approvals, trials
from dualsite.schema.vocabulary import EUROPEAN_UNION

SITES_LISTED = 100
"""Trial sites that the card of a country lists; its download has them all."""

_COUNTRY_STATUS = {"ACTIVE": marked("active"), "PLANNED": marked("planned"), "CLOSED": marked("closed")}


def markets_of(code: str) -> tuple[str, ...]:
    """The markets a country belongs to: itself, and the EU for its members."""
    return (code, "EU") if code in EUROPEAN_UNION else (code,)


@cached_per_view
def standing(view: View, code: str, product: str | None = None) -> str:
    """What is true of the product in the country, in a sentence."""
    row = next((row for row in markets(view, product).itertuples() if row.country == code), None)
    if row is None:
        return _("No data for this country.")
    parts = [
        _("{status} ({decided})").format(status=row.status_words, decided=row.decided)
        if row.decided
        else row.status_words,
        row.trials_words and _("trials {trials}").format(trials=row.trials_words),
        row.sites_words and _("trial sites: {sites}").format(sites=row.sites_words),
        row.supply_words or _("no site licence is stated"),
    ]
    return wording.sentences(*(wording.sentence(wording.title(part)) for part in parts if part))


@cached_per_view
def trials_in(view: View, code: str, product: str | None = None) -> pd.DataFrame:
    """What is stated of each trial in the country, by trial; empty without the tables.

    Columns: `name`, `trial_id`, `phase_words`, `status_words` (of the trial), `here` (its standing in the country),
    `sites_words`, `as_of_on`, `note`, `source`, `url` and `data_class`.
    """
    if not view.has("trials", "trial_countries"):
        return TRIALS_IN_SPEC.empty()
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


TRIALS_IN_SPEC = TableSpec(
    "trials",
    marked("Trials in the country"),
    (
        ColumnSpec("name", marked("Trial")),
        ColumnSpec("trial_id", marked("Number"), "code"),
        ColumnSpec("phase_words", marked("Phase")),
        ColumnSpec("here", marked("Here")),
        ColumnSpec("sites_words", marked("Trial sites")),
        ColumnSpec("as_of_on", marked("As of"), "day"),
        *SOURCE,
        ColumnSpec("status_words"),
    ),
    extends="trial_countries",
)


def sites_in(view: View, code: str, product: str | None = None, limit: int | None = None) -> pd.DataFrame:
    """The trial sites listed in the country, by city, facility and trial; the first `limit`."""
    if not view.has("trials", "trial_sites"):
        return SITES_IN_SPEC.empty()
    return site_rows(view, product, country=code, limit=limit)


SITES_IN_SPEC = replace(
    SITE_ROWS_SPEC.showing("city", "facility", "trial_id", "status", "location_quality", "note", "source", "url"),
    id="sites",
    title=marked("Trial sites in the country"),
)


@cached_per_view
def approvals_in(view: View, code: str, product: str | None = None) -> pd.DataFrame:
    """What authorities have done or are to do there, the EU's for its members; by day."""
    found = approvals(view, product)
    return found[found.country.isin(markets_of(code))].sort_values("on", kind="stable")


APPROVALS_IN_SPEC = APPROVALS_SPEC.showing(
    "on", "event_words", "authority", "name", "state", "product", "note", "source", "url"
)


@cached_per_view
def licences_in(view: View, code: str, product: str | None = None) -> pd.DataFrame:
    """The licences of sites for the country, the EU's for its members."""
    found = licences(view, product)
    return found[found.market.isin(markets_of(code))]


LICENCES_IN_SPEC = LICENCES_SPEC.showing(
    "product", "stage_words", "site", "market_name", "authority", "words", "is_only_site", "note", "source", "url"
)


@cached_per_view
def supply_in(view: View, code: str, product: str | None = None) -> pd.DataFrame:
    """Whether each product may be supplied there."""
    found = supply(view, product)
    return found[found.market.isin(markets_of(code))]


SUPPLY_IN_SPEC = SUPPLY_SPEC.showing("product", "market_name", "words", "single_words")
