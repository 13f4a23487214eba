"""What the slot finder says in words: one sentence each, without a full stop. Clients are never named."""

from __future__ import annotations

from datetime import date

from dualsite import formats
from dualsite.i18n import _, marked, ngettext
from dualsite.planning.facts import Booking, Reserved, Suite

PROCESS_TIME = marked("Process time alone sets this date; no booking, changeover or GMP date delays it")
SEVERAL = marked("Several constraints set this date together; lifting any one alone gains nothing")

_HELD = {
    ("PROCESS", "FIRM"): marked("{suite} has a firm booking until {day}; without it, delivery is {gain} earlier"),
    ("PROCESS", "TENTATIVE"): marked("{suite} has an option until {day}; without it, delivery is {gain} earlier"),
    ("PROCESS", "INTERNAL"): marked(
        "{suite} has an internal campaign until {day}; without it, delivery is {gain} earlier"
    ),
    ("MAINTENANCE", "TENTATIVE"): marked(
        "{suite} has tentative maintenance until {day}; without it, delivery is {gain} earlier"
    ),
    ("SHUTDOWN", "TENTATIVE"): marked(
        "{suite} has a tentative shutdown until {day}; without it, delivery is {gain} earlier"
    ),
    ("QUALIFICATION", "TENTATIVE"): marked(
        "{suite} has tentative qualification until {day}; without it, delivery is {gain} earlier"
    ),
    ("MAINTENANCE", ""): marked("{suite} is in maintenance until {day}; without it, delivery is {gain} earlier"),
    ("SHUTDOWN", ""): marked("{suite} is shut down until {day}; without it, delivery is {gain} earlier"),
    ("QUALIFICATION", ""): marked("{suite} is in qualification until {day}; without it, delivery is {gain} earlier"),
}
"""What a booking of a kind and firmness costs; "" is any other firmness."""

_STAGES = {
    "SEED": marked("seed"),
    "UPSTREAM": marked("upstream"),
    "DOWNSTREAM": marked("downstream"),
    "CONJUGATION": marked("conjugation"),
    "FILL_FINISH": marked("fill-finish"),
}


def suite(suite: Suite, taken: Booking | Reserved | None, gained: int) -> str:
    """What a suite's booking, reserved time or day of GMP readiness (None) costs; "until" is the first free day."""
    name, gain = suite_name(suite), days(gained)
    match taken:
        case Booking():
            said = _HELD.get((taken.kind, taken.firmness)) or _HELD[taken.kind, ""]
            return _(said).format(suite=name, day=day(taken.end_on), gain=gain)
        case Reserved():
            return _("{suite} has reserved time until {day}; without it, delivery is {gain} earlier").format(
                suite=name, day=day(taken.end_on), gain=gain
            )
        case None:
            if suite.gmp_ready_on is None:
                return _("{suite} is not GMP-ready; if it were, delivery would be {gain} earlier").format(
                    suite=name, gain=gain
                )
            return _("{suite} is GMP-ready only from {day}; if ready at once, delivery is {gain} earlier").format(
                suite=name, day=day(suite.gmp_ready_on), gain=gain
            )


def ready_on(ready: int, sooner: int, gained: int) -> str:
    """What the first allowed day costs."""
    return _("No start is possible before {day}; with materials {sooner} earlier, delivery is {gain} earlier").format(
        day=day(date.fromordinal(ready)), sooner=days(sooner), gain=days(gained)
    )


def changeover(gained: int) -> str:
    """What all changeovers together cost."""
    return _("Changeovers separate the campaigns; without them, delivery is {gain} earlier").format(gain=days(gained))


def suite_name(suite: Suite) -> str:
    """The suite as a sentence begins with it: its name, with its stage before it unless the name says "suite"."""
    if "suite" in suite.name.casefold():
        return suite.name
    of = stage(suite.stage)
    return _("{stage} suite {name}").format(stage=of[:1].upper() + of[1:], name=suite.name)


def stage(stage: str) -> str:
    """A stage in words, as inside a sentence: `FILL_FINISH` is "fill-finish"."""
    return _(_STAGES[stage]) if stage in _STAGES else stage


def days(count: int) -> str:
    """ "1 day", "23 days"."""
    return ngettext("{count} day", "{count} days", count).format(count=count)


def day(on: date) -> str:
    """A day in words: "14 March 2027"."""
    return formats.day_long(on)
