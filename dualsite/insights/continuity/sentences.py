"""An outage in words: who runs out first, by how much, and why nobody supplies them sooner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.continuity.outage import answered
from dualsite.insights.frames import names_of
from dualsite.planning.continuity import ContinuityAnswer, MarketOutlook, MissingLicence, Outage, ProductOutlook

RECOVERED_BY = {"ALTERNATE": marked("another site"), "RESUME": marked("the site again")}
"""By which way a product is delivered again."""


def site_name(view: View, site_id: str) -> str:
    """What a site is called."""
    return names_of(view, "sites", "site_id").get(site_id, site_id)


def product_name(view: View, product_id: str) -> str:
    """What a product is called."""
    return names_of(view, "products", "product_id").get(product_id, product_id)


def answer(view: View, outage: Outage) -> str:
    """What a stop does to supply, in sentences; or why that is not known."""
    found = answered(view, outage)
    if found.reason:
        return found.reason
    words = _words(view, outage)
    short = [one for one in found.products if one.gap_d]
    if not found.products:
        return _("If {site} stops for {days} from {day}, no product is touched.").format(**words)
    if not short:
        return _(
            "If {site} stops for {days} from {day}, every product lasts until a licensed site can supply it again."
        ).format(**words)
    ran_out = ngettext(
        "If {site} stops for {days} from {day}, one product runs out before anyone may supply it again; {first}.",
        "If {site} stops for {days} from {day}, {count} products run out before anyone may supply them again; {first}.",
        len(short),
    )
    return ran_out.format(count=formats.number(len(short)), first=_first(view, found), **words)


def _words(view: View, outage: Outage) -> dict[str, str]:
    return {
        "site": site_name(view, outage.site_id),
        "days": days_in_words(outage.days),
        "day": formats.day(outage.from_on),
    }


def days_in_words(count: int) -> str:
    """90 days."""
    return ngettext("{count} day", "{count} days", count).format(count=formats.number(count))


def _first(view: View, found: ContinuityAnswer) -> str:
    """The product and market that runs out first, by how many days, and why."""
    product, market = min(
        ((product, market) for product in found.products for market in product.markets if market.gap_d),
        key=lambda one: (one[1].survive_d, -one[1].gap_d, one[0].product_id, one[1].market),
    )
    said = _("first {product} in {market} on {day}, {gap} short, because {why}")
    return said.format(
        product=product_name(view, product.product_id),
        market=wording.country(market.market),
        day=formats.day(found.on(market.survive_d)),
        gap=days_in_words(market.gap_d),
        why=why(view, found, product, market),
    )


def why(view: View, found: ContinuityAnswer, product: ProductOutlook, market: MarketOutlook) -> str:
    """Why a market is not supplied sooner, as it ends a sentence."""
    if market.missing_licences:
        return formats.joined([licence_in_words(view, one) for one in market.missing_licences])
    if market.recover_d is None:
        return market.reason or _("no site may supply it")
    if product.only_here:
        stages = formats.joined([wording.stage(stage) for stage in product.only_here])
        return _("no other site knows its {stages}").format(stages=stages)
    sites = formats.joined([site_name(view, site) for site in dict.fromkeys(market.recover_sites)])
    return _("the first delivery of {sites} is on {day}").format(
        sites=sites, day=formats.day(found.on(market.recover_d))
    )


def licence_in_words(view: View, missing: MissingLicence) -> str:
    """Which licence is missing, and until when."""
    words = {"site": site_name(view, missing.site_id), "stage": wording.stage(missing.stage)}
    if missing.expected_on is None:
        return _("{site} holds no licence for its {stage}, and none is expected").format(**words)
    return _("{site} holds no licence for its {stage} until {day}").format(
        day=formats.day(missing.expected_on), **words
    )


def missing_in_words(view: View, missing: Sequence[MissingLicence]) -> str:
    """The licences that are missing, in short: "conjugation at Birch: expected 1 Sep 2027"."""
    return formats.listed([_missing(view, one) for one in missing])


def _missing(view: View, one: MissingLicence) -> str:
    words = {"site": site_name(view, one.site_id), "stage": wording.stage(one.stage)}
    if one.expected_on is None:
        return _("{stage} at {site}: not expected").format(**words)
    return _("{stage} at {site}: expected {day}").format(day=formats.day(one.expected_on), **words)


def until_in_words(on: date | None, count: int | None, reason: str | None) -> str:
    """A day and how many days that is; without one, the reason."""
    if on is None or count is None:
        return reason or formats.UNKNOWN
    return _("{day} ({days})").format(day=formats.day(on), days=days_in_words(count))


def lines(view: View, outage: Outage) -> Iterator[str]:
    """The answer product by product and market by market, the largest gap first."""
    found = answered(view, outage)
    for product in found.products:
        yield _("{product}: {kg} kg at hand, {outlook}").format(
            product=product_name(view, product.product_id),
            kg=formats.number(product.supply_kg, 1),
            outlook=_outlook(found, product),
        )
        for market in product.markets:
            line = _("   {market}: {outlook}").format(
                market=wording.country(market.market), outlook=_outlook(found, market)
            )
            missing = missing_in_words(view, market.missing_licences)
            yield _("{line}; missing {licences}").format(line=line, licences=missing) if missing else line


def _outlook(found: ContinuityAnswer, one: ProductOutlook | MarketOutlook) -> str:
    """How long it lasts, when it is supplied again and what lies between."""
    survives = found.on(one.survive_d)
    recovers = found.on(one.recover_d)
    return formats.listed(
        [
            _("lasts until {day}").format(day=formats.day(survives)) if survives else _("does not run out"),
            _("supplied again {day} by {way}").format(
                day=formats.day(recovers), way=_(RECOVERED_BY[one.recover_by or ""])
            )
            if recovers
            else _("not supplied again"),
            _("gap {days}, {kg} kg").format(days=days_in_words(one.gap_d), kg=formats.number(one.gap_kg, 1))
            if one.gap_d
            else _("no shortfall"),
        ]
    )
