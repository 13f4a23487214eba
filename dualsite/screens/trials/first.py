"""The figures that the page of trials and markets shows to whoever has chosen nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.insights.markets import licences
from dualsite.insights.trials import trials
from dualsite.screens.shared.figures import regions
from dualsite.screens.shared.figures.drawing import Build
from dualsite.screens.trials.parts import overview


def figures(view: View) -> Iterator[Build]:
    """What builds them."""
    product = trials.leading_product(view)
    yield lambda: overview.map_figure(view, product, regions.REGIONS[regions.FIRST])
    if len(trials.approvals(view, product)):
        yield lambda: overview.approvals_figure(view, product)
    if len(trials.trials(view, product)):
        yield lambda: overview.trials_figure(view, product)
    if len(licences.licences(view, product)):
        yield lambda: overview.supply_figure(view, product)
