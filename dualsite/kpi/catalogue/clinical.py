"""Clinical and regulatory: where trials run and which markets may be supplied."""

from __future__ import annotations

from ibis import _ as row

from dualsite.i18n import marked
from dualsite.kpi.computations.facts import IS_ACTIVE_TRIAL
from dualsite.kpi.computations.presence import countries, trials_in_countries
from dualsite.kpi.computations.supply import single_site_steps, supplied_markets
from dualsite.kpi.definition import Family, Filter, Kpi, Split

BY_PARTNER: frozenset[Split] = frozenset(("partner",))
OF_LICENCES: frozenset[Split] = frozenset(("site", "partner", "product"))
PARTNER_ONLY: frozenset[Filter] = frozenset(("partner",))

TRIALS_ACTIVE = Kpi(
    id="trials_active",
    label=marked("Active trials"),
    unit="count",
    better="neither",
    family=Family.CLINICAL,
    definition=marked("Clinical trials recruiting, about to recruit, or continuing with enrolled patients."),
    formula=marked(
        "number of trials not yet recruiting, recruiting, enrolling by invitation, or active and not recruiting"
    ),
    nothing=marked("no trial is active"),
    tables=("trials",),
    of=IS_ACTIVE_TRIAL,
    splits=BY_PARTNER | {"product"},
    filters=PARTNER_ONLY,
)
TRIAL_COUNTRIES_ACTIVE = Kpi(
    id="trial_countries_active",
    label=marked("Countries with a trial"),
    unit="count",
    better="neither",
    family=Family.CLINICAL,
    definition=marked("Countries in which at least one trial is active."),
    formula=marked("number of distinct countries with an active trial"),
    nothing=marked("no trial is active in any country"),
    tables=("trial_countries",),
    source=countries,
    of=row.is_active,
    splits=BY_PARTNER,
    filters=PARTNER_ONLY,
)
TRIAL_COUNTRIES_PLANNED = Kpi(
    id="trial_countries_planned",
    label=marked("Countries with a planned trial"),
    unit="count",
    better="neither",
    family=Family.CLINICAL,
    definition=marked("Countries in which a trial is planned and none is active."),
    formula=marked("number of distinct countries with a planned and without an active trial"),
    nothing=marked("no trial is planned in a further country"),
    tables=("trial_countries",),
    source=countries,
    of=row.is_planned & ~row.is_active,
    splits=BY_PARTNER,
    filters=PARTNER_ONLY,
)
TRIAL_SITES = Kpi(
    id="trial_sites",
    label=marked("Trial sites"),
    unit="count",
    better="neither",
    family=Family.CLINICAL,
    definition=marked("Sites of all trials: the number stated for a country, otherwise the number listed there."),
    formula=marked("Σ over trials and countries of the stated number, else the listed sites"),
    nothing=marked("no trial site is known"),
    tables=("trial_countries", "trial_sites"),
    source=trials_in_countries,
    value=row.sites.sum(),
    over_nothing=0,
    carries={"not_stated": row.is_not_stated.sum()},
    splits=BY_PARTNER,
    filters=PARTNER_ONLY,
)
MARKETS_SUPPLYABLE = Kpi(
    id="markets_supplyable",
    label=marked("Supply-ready markets"),
    unit="count",
    better="higher",
    family=Family.CLINICAL,
    definition=marked("Product and market pairs with a licensed site for every stage of the route."),
    formula=marked("number of product × market pairs with an approved site at every stage of the route"),
    nothing=marked("no market may be supplied"),
    tables=("site_licences", "routes"),
    source=supplied_markets,
    splits=OF_LICENCES,
)
SINGLE_SITE_STEPS = Kpi(
    id="single_site_steps",
    label=marked("Single-site steps"),
    unit="count",
    better="lower",
    family=Family.CLINICAL,
    definition=marked("Steps of a product for a market with exactly one licensed site."),
    formula=marked("number of product × stage × market triples with exactly one approved site"),
    nothing=marked("no step depends on a single site"),
    tables=("site_licences",),
    source=single_site_steps,
    splits=OF_LICENCES | {"stage"},
)
