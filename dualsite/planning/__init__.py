"""Planning: what could be made when, on calendars that nobody moves. Plain Python, no screen."""

from dualsite.planning.answer import Answer, Constraint, Option, PlannedStep, Reason
from dualsite.planning.approvals import MissingApproval
from dualsite.planning.facts import Network
from dualsite.planning.finder import find
from dualsite.planning.reading import network
from dualsite.planning.request import SlotRequest

__all__ = [
    "Answer",
    "Constraint",
    "MissingApproval",
    "Network",
    "Option",
    "PlannedStep",
    "Reason",
    "SlotRequest",
    "find",
    "network",
]
