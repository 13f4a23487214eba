"""What the slot finder says in words: one English sentence each, without a full stop. Partners are never named."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel.dates import format_date

from dualsite.planning.facts import Booking, Reserved, Suite

PROCESS_TIME = "The process itself takes this long; no booking, changeover or GMP date holds it up"
SEVERAL = "Here several constraints hold this slot together; none alone moves it"

_CAMPAIGNS = {"FIRM": "a firm booking", "TENTATIVE": "a tentative block", "INTERNAL": "an internal campaign"}
_BLOCKS = {"MAINTENANCE": "maintenance", "SHUTDOWN": "a shutdown", "QUALIFICATION": "qualification"}
_TENTATIVE_BLOCKS = {
    "MAINTENANCE": "tentative maintenance",
    "SHUTDOWN": "a tentative shutdown",
    "QUALIFICATION": "tentative qualification",
}


def suite(suite: Suite, taken: Booking | Reserved | None, gained: int) -> str:
    """What a suite's booking, reserved time or day of GMP readiness (None) costs; "until" is the first free day."""
    name = suite_name(suite)
    earlier = f"without it delivery comes {days(gained)} earlier"
    match taken:
        case Booking():
            return f"{name} is held by {_held_by(taken)} until {day(taken.end_on)}; {earlier}"
        case Reserved():
            return f"{name} has reserved time until {day(taken.end_on)}; {earlier}"
        case None:
            ready = "not" if suite.gmp_ready_on is None else f"only from {day(suite.gmp_ready_on)}"
            return f"{name} is GMP-ready {ready}; ready from the first day, delivery comes {days(gained)} earlier"


def ready_on(ready: int, sooner: int, gained: int) -> str:
    """What the first allowed day costs."""
    since = day(date.fromordinal(ready))
    return (
        f"Nothing may start before {since}; with materials {days(sooner)} sooner delivery comes {days(gained)} earlier"
    )


def changeover(gained: int) -> str:
    """What all changeovers together cost."""
    return f"Changeovers stand between the campaigns; without them delivery comes {days(gained)} earlier"


def suite_name(suite: Suite) -> str:
    """The suite as a sentence begins with it: its name, with its stage before it unless the name says "suite"."""
    return suite.name if "suite" in suite.name.casefold() else f"{stage(suite.stage).capitalize()} suite {suite.name}"


def stage(stage: str) -> str:
    """A stage in words, as inside a sentence: `FILL_FINISH` is "fill-finish"."""
    return stage.replace("_", "-").lower()


def days(count: int) -> str:
    """ "1 day", "23 days"."""
    return f"{count} day" if count == 1 else f"{count} days"


@cache
def day(on: date) -> str:
    """A day in words: "14 March 2027"."""
    return str(format_date(on, "d MMMM y", locale="en"))


def _held_by(booking: Booking) -> str:
    if booking.kind == "PROCESS":
        return _CAMPAIGNS[booking.firmness]
    return (_TENTATIVE_BLOCKS if booking.firmness == "TENTATIVE" else _BLOCKS)[booking.kind]
