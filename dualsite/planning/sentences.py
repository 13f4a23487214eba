"""What the slot finder says in words: one sentence each, without a full stop. Clients are never named."""

from __future__ import annotations

from datetime import date

from dualsite import formats
from dualsite.i18n import _, marked, ngettext
from dualsite.planning.facts import Booking, Reserved, Suite

PROCESS_TIME = marked("The process itself takes this long; no booking, changeover or GMP date holds it up")
SEVERAL = marked("Here several constraints hold this slot together; none alone moves it")

_HELD = {
    ("PROCESS", "FIRM"): marked(
        "{suite} is held by a firm booking until {day}; without it delivery comes {gain} earlier"
    ),
    ("PROCESS", "TENTATIVE"): marked(
        "{suite} is held by a tentative block until {day}; without it delivery comes {gain} earlier"
    ),
    ("PROCESS", "INTERNAL"): marked(
        "{suite} is held by an internal campaign until {day}; without it delivery comes {gain} earlier"
    ),
    ("MAINTENANCE", "TENTATIVE"): marked(
        "{suite} is held by tentative maintenance until {day}; without it delivery comes {gain} earlier"
    ),
    ("SHUTDOWN", "TENTATIVE"): marked(
        "{suite} is held by a tentative shutdown until {day}; without it delivery comes {gain} earlier"
    ),
    ("QUALIFICATION", "TENTATIVE"): marked(
        "{suite} is held by tentative qualification until {day}; without it delivery comes {gain} earlier"
    ),
    ("MAINTENANCE", ""): marked("{suite} is held by maintenance until {day}; without it delivery comes {gain} earlier"),
    ("SHUTDOWN", ""): marked("{suite} is held by a shutdown until {day}; without it delivery comes {gain} earlier"),
    ("QUALIFICATION", ""): marked(
        "{suite} is held by qualification until {day}; without it delivery comes {gain} earlier"
    ),
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
            return _("{suite} has reserved time until {day}; without it delivery comes {gain} earlier").format(
                suite=name, day=day(taken.end_on), gain=gain
            )
        case None:
            if suite.gmp_ready_on is None:
                return _("{suite} is GMP-ready not; ready from the first day, delivery comes {gain} earlier").format(
                    suite=name, gain=gain
                )
            return _(
                "{suite} is GMP-ready only from {day}; ready from the first day, delivery comes {gain} earlier"
            ).format(suite=name, day=day(suite.gmp_ready_on), gain=gain)


def ready_on(ready: int, sooner: int, gained: int) -> str:
    """What the first allowed day costs."""
    return _("Nothing may start before {day}; with materials {sooner} sooner delivery comes {gain} earlier").format(
        day=day(date.fromordinal(ready)), sooner=days(sooner), gain=days(gained)
    )


def changeover(gained: int) -> str:
    """What all changeovers together cost."""
    return _("Changeovers stand between the campaigns; without them delivery comes {gain} earlier").format(
        gain=days(gained)
    )


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
