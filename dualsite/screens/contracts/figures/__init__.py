"""Figures of the contracts page."""

from dualsite.screens.contracts.figures.amounts import backlog_by_year, book_to_bill
from dualsite.screens.contracts.figures.clients import revenue_by_client, shares
from dualsite.screens.contracts.figures.commitments import burn_down, commitments
from dualsite.screens.contracts.figures.endings import ending, gate_matrix
from dualsite.screens.contracts.figures.new_business import agreements, bids
from dualsite.screens.contracts.figures.timeline import timeline

__all__ = [
    "agreements",
    "backlog_by_year",
    "bids",
    "book_to_bill",
    "burn_down",
    "commitments",
    "ending",
    "gate_matrix",
    "revenue_by_client",
    "shares",
    "timeline",
]
