"""Which site may do which step for which market on the day a site stops, and where only one may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.continuity.company import known_company, why_not
from dualsite.insights.continuity.outage import answered, usual
from dualsite.insights.continuity.sentences import product_name, site_name
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.frames import names_of
from dualsite.insights.markets.licences import short_names
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
    marked("Licensed sites by step and market, single-site steps marked"),
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


@dataclass(frozen=True)
class StepCell:
    """Who may do a step for a market: a sign and words. `bad` where one site alone may, or none."""

    sign: Literal["good", "bad"]
    words: str
    told: str
    """The same with what each site lacks."""


@dataclass(frozen=True)
class StepGrid:
    """Steps of products against markets; a market that does not need the product has no cell."""

    markets: tuple[str, ...]
    lines: tuple[tuple[str, str, Mapping[str, StepCell]], ...]
    """Product, step in words, and the cells by market."""


def grid(view: View, outage: Outage | None = None) -> StepGrid:
    """The steps of `steps` as a grid, the product with the largest gap first."""
    rows = steps(view, outage)
    short = short_names(names_of(view, "sites", "site_id"))
    markets = tuple(sorted(set(rows.market)))
    lines = tuple(
        (
            str(of_step["product"].iloc[0]),
            wording.title(wording.stage(str(stage))),
            {str(market): _cell(of_cell, short) for market, of_cell in of_step.groupby("market", sort=False)},
        )
        for (_product_id, stage), of_step in rows.groupby(["product_id", "stage"], sort=False)
    )
    return StepGrid(markets, lines)


def _cell(rows: pd.DataFrame, short: Mapping[str, str]) -> StepCell:
    names = {
        standing: [short.get(row.site_id, row.site_id) for row in rows.itertuples() if row.standing == standing]
        for standing in STANDINGS
    }
    able, coming = formats.listed(names[MAY]) or _("no site"), formats.listed(names[EXPECTED])
    words = _("{sites} (△ {others})").format(sites=able, others=coming) if coming else able
    told = formats.parts(
        _("{site}: {standing}").format(site=row.site, standing=_(row.says)) for row in rows.itertuples()
    )
    return StepCell("good" if len(names[MAY]) > 1 else "bad", words, told)


def title(view: View, outage: Outage | None = None) -> str:
    """How many steps rest on one site alone."""
    rows = steps(view, outage)
    all_ = len(set(zip(rows.product_id, rows.market, rows.stage, strict=True)))
    single = int(rows.is_single.astype(bool).sum())
    if not all_:
        return _("No step is touched")
    return _("{count} of {all} steps for a market rest on one site").format(
        count=formats.number(single), all=formats.number(all_)
    )


MEASURES = marked(
    "Sites licensed for each step and market on the day the site stops. ✗ one site only, or none; ✓ more than one; "
    "△ licence pending."
)
"""What the matrix shows; a marked text."""


def in_words(view: View, outage: Outage | None = None) -> str:
    """The matrix as text: the steps that rest on one site."""
    rows = steps(view, outage)
    return formats.parts(
        _("{product}, {market}, {stage}: {site} only").format(
            product=row.product, market=wording.country(row.market), stage=wording.stage(row.stage), site=row.site
        )
        for row in rows.itertuples()
        if row.is_single
    ) or title(view, outage)


def standings(view: View, outage: Outage, product_id: str, market: str) -> dict[str, dict[str, str]]:
    """By step and by site that knows it, how it stands for that market on the day of the outage. It has a route."""
    facts = known_company(view).facts
    network = facts.network
    is_licensed = network.products[product_id].phase in NEEDS_LICENCE
    return {
        step.stage: {
            site_id: _standing(facts, outage, product_id, step.stage, site_id, market) if is_licensed else MAY
            for site_id in sorted(network.site_ids)
            if knows(facts, product_id, step.stage, site_id)
        }
        for step in network.routes[product_id]
    }


def _product(view: View, outage: Outage, product_id: str) -> Iterator[dict[str, Any]]:
    known = known_company(view)
    for market in sorted({need.market for need in known.facts.needs[product_id]}):
        for stage, found in standings(view, outage, product_id, market).items():
            able = [site_id for site_id, standing in found.items() if standing == MAY]
            for site_id, standing in found.items():
                yield {
                    "product": product_name(view, product_id),
                    "market": market,
                    "stage": stage,
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
