"""What an event costs that stops no step: lots that wait for their release, and a tariff on imports."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.continuity import matrix
from dualsite.insights.continuity.company import known_company, why_not
from dualsite.insights.continuity.question import RELEASE, STOP, ContinuityQuestion
from dualsite.insights.continuity.sentences import days_in_words, product_name, site_name
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.frames import small
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.planning.continuity import Outage
from dualsite.planning.continuity.costs import PricedBatches, at_rate, imported, waiting
from dualsite.planning.continuity.facts import check
from dualsite.schema.vocabulary import EUROPEAN_UNION


@cached_per_view
def costs(view: View, question: ContinuityQuestion) -> pd.DataFrame:
    """A row per product, and of a tariff per market, by money, the most first, with the columns of `COSTS_SPEC`.

    Empty for a stop, which is no question of money alone. Raises InputError for an outage that cannot be asked.
    """
    if why_not(view) or question.event == STOP:
        return COSTS_SPEC.empty()
    known, outage = known_company(view), question.outage
    check(outage, known.facts.network)
    rows: list[tuple[PricedBatches, float | None, str | None]]
    if question.event == RELEASE:
        rows = [(one, None, None) for one in waiting(known.facts, outage)]
    else:
        country, inside = _country(view, outage.site_id)
        there = _sites_in(view, country)
        outages = [Outage(site_id, outage.from_on, outage.days) for site_id in there]
        rows = [
            (at_rate(one, question.rate), one.money, _instead(view, outage, one, there))
            for one in imported(known.facts, outages, inside)
        ]
    told = [_row(view, one, worth, instead) for one, worth, instead in rows]
    return pd.DataFrame(told, columns=COSTS_SPEC.names, dtype=object)


COSTS_SPEC = TableSpec(
    "continuity_costs",
    marked("Cost by product and market, largest first"),
    (
        ColumnSpec("product", marked("Product")),
        ColumnSpec("market", marked("Market"), "code", says=wording.country),
        ColumnSpec("batches", marked("Batches"), "number"),
        ColumnSpec("kg", marked("Quantity"), "number", marked("kg")),
        ColumnSpec("worth", marked("Imported at most"), "amount"),
        ColumnSpec("money", marked("At stake"), "amount"),
        ColumnSpec("instead", marked("May supply it instead")),
        ColumnSpec("product_id", kind="code"),
        DATA_CLASS,
    ),
)


def _row(view: View, one: PricedBatches, worth: float | None, instead: str | None) -> dict[str, Any]:
    return {
        "product": product_name(view, one.product_id),
        "market": one.market,
        "batches": one.batches,
        "kg": one.kg,
        "worth": worth,
        "money": one.money,
        "instead": instead,
        "product_id": one.product_id,
        "data_class": ILLUSTRATIVE if one.product_id in known_company(view).illustrative else None,
    }


def _country(view: View, site_id: str) -> tuple[str, frozenset[str]]:
    """The country of a site, and the markets into which nothing from there is imported."""
    sites = small(view.unfiltered, "sites")
    country = dict(zip(sites.site_id, sites.country, strict=True))[site_id]
    return country, frozenset((country, *(("EU", *EUROPEAN_UNION) if country in EUROPEAN_UNION else ())))


def _sites_in(view: View, country: str) -> list[str]:
    sites = small(view.unfiltered, "sites")
    return sorted(sites[sites.country == country].site_id)


def _instead(view: View, outage: Outage, one: PricedBatches, there: list[str]) -> str | None:
    """The sites elsewhere that may do every step for that market on the first day; None: not all steps may be done."""
    steps = matrix.standings(view, outage, one.product_id, one.market or "").values()
    able = [[site for site, standing in step.items() if standing == matrix.MAY and site not in there] for step in steps]
    if not all(able):
        return None
    return formats.joined([site_name(view, site) for site in sorted({site for step in able for site in step})])


def answer(view: View, question: ContinuityQuestion) -> str:
    """What it costs, in sentences; or why that is not known."""
    if reason := why_not(view):
        return reason
    rows = costs(view, question)
    words = {
        "site": site_name(view, question.outage.site_id),
        "days": days_in_words(question.outage.days),
        "day": formats.day(question.outage.from_on),
        "money": _money(view, rows),
    }
    if question.event == RELEASE:
        if not len(rows):
            return _("If {site} releases nothing for {days} from {day}, no lot of a last step waits for it.").format(
                **words
            )
        count = int(rows.batches.sum())
        said = ngettext(
            "If {site} releases nothing for {days} from {day}, {count} lot worth {money} waits; first {first}.",
            "If {site} releases nothing for {days} from {day}, {count} lots worth {money} wait; first {first}.",
            count,
        )
        return said.format(count=formats.number(count), first=_first(view, rows), **words)
    words |= {"rate": formats.percent(question.rate, 0), "country": wording.country(_country_of(view, question))}
    if not len(rows):
        return _(
            "A tariff of {rate} on imports from {country} for {days} from {day} costs nothing: no other market is "
            "supplied from there."
        ).format(**words)
    said = _(
        "A tariff of {rate} on imports from {country} for {days} from {day} costs {money} at most; first {first}."
    ).format(first=_first(view, rows), **words)
    spared = rows[rows.instead.notna()]
    if not len(spared):
        return said
    instead = _("Of that, {money} is where another site may supply instead.").format(money=_money(view, spared))
    return wording.sentences(said, instead)


def _country_of(view: View, question: ContinuityQuestion) -> str:
    return _country(view, question.outage.site_id)[0]


def _money(view: View, rows: pd.DataFrame) -> str:
    """The sum of what is known; a word where some of it is not."""
    known = rows.money.dropna()
    if not len(known):
        return _("an unknown amount")
    told = formats.money_short(float(known.sum()), view.currency)
    return told if len(known) == len(rows) else _("{money}, plus unpriced volume").format(money=told)


def _first(view: View, rows: pd.DataFrame) -> str:
    """The row of most money, as it ends a sentence."""
    row = rows.iloc[0]
    named = _("{product} in {market}").format(product=row["product"], market=wording.country(row.market))
    shown = named if row.market is not None else row["product"]
    if row.money is None:
        return str(shown)
    return _("{product} with {money}").format(product=shown, money=formats.money_short(row.money, view.currency))


def title(view: View, question: ContinuityQuestion) -> str:
    """The finding of the figure."""
    rows = costs(view, question)
    if not len(rows):
        return _("Nothing is at stake")
    return _("{money} at stake").format(money=_money(view, rows))


def in_words(view: View, question: ContinuityQuestion) -> str:
    """The figure as text."""
    return formats.parts(row_in_words(view, row) for row in costs(view, question).itertuples()) or title(view, question)


def row_in_words(view: View, row: Any) -> str:
    """A row: its product and market, how much it is, and what that is worth."""
    name = formats.listed([row.product, *([wording.country(row.market)] if row.market is not None else [])])
    return _("{name}: {said}").format(name=name, said=said_of(view, row))


def said_of(view: View, row: Any) -> str:
    """How many batches, how many kg, and what is at stake."""
    batches = formats.number(row.batches, 0 if row.batches is None or float(row.batches).is_integer() else 1)
    return formats.listed(
        [
            _("{batches} batches").format(batches=batches),
            _("{kg} kg").format(kg=formats.number(row.kg, 1)),
            formats.money_short(row.money, view.currency),
        ]
    )


MEASURES = {
    RELEASE: marked(
        "Lots of the last step at the site that await disposition and would be released before it may release again, "
        "at the price of a batch. They are late, not lost."
    ),
    "tariff": marked(
        "All that other markets need of what is made in the country while the tariff lasts, at the price of a batch, "
        "times the rate: an upper bound, as the data do not say which site supplies a market."
    ),
}
"""What the figure shows; marked texts."""
