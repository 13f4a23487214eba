"""The figures that the contracts page shows to whoever has chosen nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import backlog
from dualsite.insights.contracts.register import EVERYTHING
from dualsite.screens.contracts.parts import amounts, overview
from dualsite.screens.shared.figures.drawing import Build


def figures(view: View) -> Iterator[Build]:
    """What builds them."""
    if view.has("contracts"):
        yield lambda: overview.timeline_figure(view, EVERYTHING)
    if view.has("contracts", "order_events") and backlog.is_known(view):
        yield lambda: overview.backlog_figure(view, EVERYTHING)
    if view.has("contracts", "revenue") and not money.why_no_amounts(view):
        yield lambda: overview.client_shares_figure(view, EVERYTHING)
    if view.has("contracts", "order_events", "revenue") and not money.why_no_amounts(view):
        yield lambda: amounts.book_to_bill_figure(view, EVERYTHING)
        yield lambda: amounts.revenue_figure(view, EVERYTHING)
