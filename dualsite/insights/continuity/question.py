"""What the page asks: by the parameters of an address, as its form writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dualsite.access import View
from dualsite.i18n import marked
from dualsite.insights.continuity.outage import USUAL_DAYS, usual
from dualsite.insights.frames import small
from dualsite.planning.continuity import Outage

STOP, RELEASE, TARIFF = "stop", "release", "tariff"
EVENTS = {
    STOP: marked("The site stops"),
    RELEASE: marked("An inspection stops release: money"),
    TARIFF: marked("A tariff on imports: money"),
}
"""What may happen; the first is asked when nothing else is said."""

LENGTHS = {7: marked("A week"), USUAL_DAYS: marked("A quarter"), 365: marked("A year")}
"""How long it may last, one click away."""

MOST_DAYS = 1095
USUAL_RATE = 15
"""Per cent of a tariff when nothing else is said."""

WHAT, SITE, FROM, DAYS, RATE, BY = "what", "stops", "from_on", "days", "rate", "licensed_by"
"""The parameters of the address."""


@dataclass(frozen=True)
class ContinuityQuestion:
    """What happens, where, from when and for how long; of a tariff its rate, 0 to 1."""

    event: str
    outage: Outage
    rate: float = USUAL_RATE / 100


def asked(view: View, chosen: Mapping[str, str]) -> ContinuityQuestion:
    """The question that the parameters say; what they do not say, or not as the form does, is as the page first opens.

    A day before the as-of day is that one. Needs sites.
    """
    sites = small(view.unfiltered, "sites").site_id
    site = chosen.get(SITE, "")
    first = usual(view, site if site in set(sites) else None)
    from_on = max(_day(chosen.get(FROM, "")) or first.from_on, view.as_of)
    event = chosen.get(WHAT, STOP)
    return ContinuityQuestion(
        event if event in EVENTS else STOP,
        Outage(first.site_id, from_on, _whole(chosen.get(DAYS, ""), USUAL_DAYS, MOST_DAYS)),
        _whole(chosen.get(RATE, ""), USUAL_RATE, 100) / 100,
    )


def licensed_by(outage: Outage, chosen: Mapping[str, str]) -> date:
    """By which day a remedy is to be had, as the parameters say; else on the day of the stop."""
    return _day(chosen.get(BY, "")) or outage.from_on


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole(text: str, usual_: int, most: int) -> int:
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else usual_
