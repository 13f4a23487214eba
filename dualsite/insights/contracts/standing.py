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
        return _("The data have no table contracts, so nothing is known of what is contracted.")
    firm = int(contracts.every_contract(view).is_firm.sum())
    if not firm:
        return _("No contract is firm.")
    parts = [_contracted(view, firm), _at_risk(view), _ending(view)]
    return wording.sentence(". ".join(part for part in parts if part))


def _contracted(view: View, firm: int) -> str:
    said = contracts.firm_in_words(firm)
    if not backlog.is_known(view):
        return said
    rows = backlog.backlog(view)
    unknown = int((~rows.is_known).sum())
    if unknown == len(rows):
        return _("{contracts}, all of undisclosed value").format(contracts=said)
    hidden = (
        ngettext(", {count} undisclosed", ", {count} undisclosed", unknown).format(count=unknown) if unknown else ""
    )
    return _("{backlog} to deliver on {contracts}{hidden}").format(
        backlog=formats.money_short(float(rows.amount.sum()), view.currency), contracts=said, hidden=hidden
    )


def _at_risk(view: View) -> str:
    # Of the revenue with one partner that partner is all.
    if not view.has("revenue") or why_no_amounts(view) or view.partner:
        return ""
    rows = concentration.clients(view)
    if not len(rows) or rows.share[0] is None:
        return ""
    return _("{client} is {share} of revenue").format(
        client=rows.partner[0], share=formats.percent(float(rows.share[0]), 0)
    )


def _ending(view: View) -> str:
    rows = endings.ending(view)
    if not len(rows):
        return _("No contract ends within 24 months")
    first = rows.iloc[0]
    said = _("notice by {day}") if first.next_is == "notice" else _("ends {day}")
    return _("{count}, next {partner}: {what}").format(
        count=endings.ending_title(view), partner=first.partner, what=said.format(day=formats.day(first.next_on))
    )
