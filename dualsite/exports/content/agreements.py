"""Contract card: the contracts of a client one by one; what is agreed, and on which terms."""

from __future__ import annotations

from dualsite.access import View
from dualsite.exports.content import Chosen, blocks, contract_card
from dualsite.exports.document import PageContent
from dualsite.i18n import _
from dualsite.insights.contracts import card as cards
from dualsite.sitemap import PageId

_TABLES = (
    *("contracts", "contract_years", "order_events", "revenue", "fx_rates", "milestones", "batches", "bookings"),
    *("suites", "partners", "products", "sites", "sources"),
)


def page(view: View, chosen: Chosen) -> PageContent:
    """The card of the contract that the address names by its id; else of the first."""
    ids = list(cards.titles(view))
    if not ids:
        lacking = blocks.missing(view, ("contracts",))
        nothing = (lacking,) if lacking else ()
        return blocks.page(view, PageId.AGREEMENTS, _("No contracts on record."), nothing, ("contracts",))
    asked = chosen.get("contract")
    made = tuple(contract_card.card(view, asked if asked in ids else ids[0]))
    return blocks.page(view, PageId.AGREEMENTS, cards.answer(view), made, _TABLES)
