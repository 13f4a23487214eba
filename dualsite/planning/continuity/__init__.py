"""Continuity: a site stops, who runs out when, and who else may make it. Plain Python on small facts."""

from dualsite.planning.continuity.answer import ContinuityAnswer, MarketOutlook, ProductOutlook
from dualsite.planning.continuity.facts import (
    USUAL_HORIZON_D,
    BatchPrice,
    Company,
    CountedStock,
    MarketNeed,
    OpenBatches,
    Outage,
)
from dualsite.planning.continuity.gaps import answered
from dualsite.planning.continuity.licences import MissingLicence

__all__ = [
    "USUAL_HORIZON_D",
    "BatchPrice",
    "Company",
    "ContinuityAnswer",
    "CountedStock",
    "MarketNeed",
    "MarketOutlook",
    "MissingLicence",
    "OpenBatches",
    "Outage",
    "ProductOutlook",
    "answered",
]
