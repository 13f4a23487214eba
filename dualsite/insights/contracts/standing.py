"""Where the contracts stand, in a sentence."""

from __future__ import annotations

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, ngettext
from dualsite.insights import wording
from dualsite.insights.contracts import backlog, concentration, endings
from dualsite.insights.contracts import register as contracts
from dualsite.insights.contracts.amounts import why_no_amounts

TILES = ("backlog", "book_to_bill", "take_or_pay_gap_money", "contracts_ending_12m")
"""The KPIs that the contracts page opens with."""


@cached_per_view
def answer(view: View) -> str:
    """What is contracted, what is at risk and what ends."""
    if not view.has("contracts"):
        return _("No contract data: the table contracts is missing.")
    firm = int(contracts.every_contract(view).is_firm.sum())
    if not firm:
        return _("No firm contracts.")
    return wording.sentences(_contracted(view, firm), _at_risk(view), _ending(view))


def _contracted(view: View, firm: int) -> str:
    if not backlog.is_known(view):
        return ngettext("{count} firm contract.", "{count} firm contracts.", firm).format(count=formats.number(firm))
    rows = backlog.backlog(view)
    unknown = int((~rows.is_known).sum())
    if unknown == len(rows):
        return ngettext(
            "{count} firm contract, of undisclosed value.", "{count} firm contracts, all of undisclosed value.", firm
        ).format(count=formats.number(firm))
    if unknown:
        said = ngettext(
            "{backlog} backlog on {count} firm contract, {unknown} undisclosed.",
            "{backlog} backlog on {count} firm contracts, {unknown} undisclosed.",
            firm,
        )
    else:
        said = ngettext(
            "{backlog} backlog on {count} firm contract.", "{backlog} backlog on {count} firm contracts.", firm
        )
    return said.format(
        backlog=formats.money_short(float(rows.amount.sum()), view.currency),
        count=formats.number(firm),
        unknown=formats.number(unknown),
    )


def _at_risk(view: View) -> str:
    # Of the revenue with one partner that partner is all.
    if not view.has("revenue") or why_no_amounts(view) or view.partner:
        return ""
    rows = concentration.clients(view)
    if not len(rows) or rows.share[0] is None:
        return ""
    return _("{client} is {share} of revenue.").format(
        client=rows.partner[0], share=formats.percent(float(rows.share[0]), 0)
    )


def _ending(view: View) -> str:
    rows = endings.ending(view)
    if not len(rows):
        return _("No contract ends within 24 months.")
    first, count = rows.iloc[0], endings.ends(view)
    if first.next_is == "notice":
        said = ngettext(
            "{count} contract ends within 24 months, next {client}: notice by {day}.",
            "{count} contracts end within 24 months, next {client}: notice by {day}.",
            count,
        )
    else:
        said = ngettext(
            "{count} contract ends within 24 months, next {client}: ends {day}.",
            "{count} contracts end within 24 months, next {client}: ends {day}.",
            count,
        )
    return wording.sentence(
        said.format(count=formats.number(count), client=first.partner, day=formats.day(first.next_on))
    )
