"""What holds an option back: delivery computed again with one thing relaxed at a time, at the same sites.

A stage occurs once in a route, so a suite serves one step, and relaxing something about a suite changes that step's
days only. A chain that delivers sooner must then start that step on a day it has gained: otherwise it would have been
there before. So it is enough to look at the days around what is relaxed, and to give up where they cannot help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from dualsite.i18n import _
from dualsite.planning import sentences
from dualsite.planning.answer import Constraint
from dualsite.planning.calendars import NEVER, Closure, Starts, StartWindow, Taken, clipped, union, unit_starts
from dualsite.planning.chains import Calendar, delivery, earliest_chain, latest_starts, unhindered_delivery
from dualsite.planning.facts import Booking, Reserved, Suite
from dualsite.planning.options import Choice, calendars
from dualsite.planning.stations import SOONER_D, Case, Room, room

KINDS = ("BOOKING", "RESERVED", "READY_ON", "GMP_READY", "CHANGEOVER")
"""What can be relaxed; of two that gain the same, the one named first binds."""

ALWAYS: Calendar = (Starts((-NEVER,), (NEVER,)),)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One thing relaxed about a suite, and the days around it on which its step may then start.

    `taken` None: the day of GMP readiness. The starts hold every day gained, and no day the step may not start on.
    """

    suite: Suite
    taken: Booking | Reserved | None
    starts: Starts


def binding(case: Case, choice: Choice, gains: Sequence[Constraint]) -> Constraint:
    """The first of the relaxations; without one, PROCESS_TIME if nothing but the process takes time, else SEVERAL."""
    if gains:
        return gains[0]
    if unhindered_delivery(case.trains, case.ready) >= choice.delivered:
        return Constraint("PROCESS_TIME", None, 0, _(sentences.PROCESS_TIME))
    return Constraint("SEVERAL", None, 0, _(sentences.SEVERAL))


def relaxations(case: Case, choice: Choice) -> tuple[Constraint, ...]:
    """Everything that alone would bring delivery forward: most days first, then by kind, then by ref. Empty: nothing.

    Blocks of reserved time share kind and ref; between them the first step, suite and day comes first.
    """
    booked = calendars(case.stations, choice.sites)
    found = [gain for place in range(len(booked)) for gain in _about_suites(case, choice, booked, place)]
    if (gained := _gain(case, choice, booked, [case.ready - SOONER_D] * len(booked))) > 0:
        found.append(Constraint("READY_ON", None, gained, sentences.ready_on(case.ready, SOONER_D, gained)))
    if (gained := _gain(case, choice, _without_changeovers(case, choice), [case.ready] * len(booked))) > 0:
        found.append(Constraint("CHANGEOVER", None, gained, sentences.changeover(gained)))
    return tuple(sorted(found, key=lambda one: (-one.days_gained, KINDS.index(one.kind), one.ref or "")))


def _gain(case: Case, choice: Choice, calendars: Sequence[Calendar], floor: Sequence[int]) -> int:
    """Days by which delivery comes sooner on these calendars; 0 when it does not."""
    chain = earliest_chain(case.trains, calendars, floor, latest_starts(case.trains, choice.delivered - 1))
    return 0 if chain is None else choice.delivered - delivery(case.trains, chain)


def _about_suites(case: Case, choice: Choice, booked: Sequence[Calendar], place: int) -> Iterator[Constraint]:
    """What the suites of one step hold back."""
    latest = latest_starts(case.trains, choice.delivered - 1)
    # Were the step free to start on any day: a bound from below on every start, whatever is relaxed about its suites.
    floor = earliest_chain(
        case.trains, [*booked[:place], ALWAYS, *booked[place + 1 :]], [case.ready] * len(booked), latest
    )
    if floor is None:
        return
    waits = accumulate((train.wait_min_d for train in case.trains[place:]), initial=0)
    last = min(day - wait for day, wait in zip(latest[place:], waits, strict=False))
    useful = StartWindow(case.trains[place].span_d, floor[place], last + 1)
    for here in case.stations[place].rooms[choice.sites[place]]:
        for what_if in _what_ifs(here, useful):
            gained = _gain(case, choice, [*booked[:place], (what_if.starts,), *booked[place + 1 :]], floor)
            if gained > 0:
                yield _constraint(what_if, gained)


def _constraint(what_if: WhatIf, gained: int) -> Constraint:
    suite, taken = what_if.suite, what_if.taken
    text = sentences.suite(suite, taken, gained)
    match taken:
        case Booking():
            return Constraint("BOOKING", taken.booking_id, gained, text, suite.suite_id, taken.end_on)
        case Reserved():
            return Constraint("RESERVED", None, gained, text, suite.suite_id, taken.end_on)
        case None:
            return Constraint("GMP_READY", suite.suite_id, gained, text, suite.suite_id)


def _what_ifs(here: Room, useful: StartWindow) -> Iterator[WhatIf]:
    """Everything that can be relaxed about a suite and lets its step start on a day of `useful`."""
    units, blocks = here.diary.units, here.diary.blocks
    open_ = clipped(here.window, useful.begin, useful.end)
    for unit in units:
        for before, taken, after in zip((None, *unit), unit, (*unit[1:], None), strict=False):
            around = clipped(open_, before.end if before else -NEVER, after.start if after else NEVER)
            neighbours = [one for one in (before, after) if one]
            yield from _what_if(here, taken.booking, [neighbours], blocks, around)
    for at, block in enumerate(blocks):
        around = clipped(open_, block.start - open_.span_d + 1, block.end)
        yield from _what_if(here, block.source, units, blocks[:at] + blocks[at + 1 :], around)
    unready = replace(here.window, begin=useful.begin, end=min(here.window.begin, here.window.end))
    yield from _what_if(here, None, units, blocks, clipped(unready, useful.begin, useful.end))


def _what_if(
    here: Room,
    taken: Booking | Reserved | None,
    units: Sequence[Sequence[Taken]],
    blocks: Sequence[Closure],
    around: StartWindow,
) -> Iterator[WhatIf]:
    if around.begin < around.end:
        starts = union(unit_starts(unit, blocks, around) for unit in units)
        if starts.begins:
            yield WhatIf(here.diary.suite, taken, starts)


def _without_changeovers(case: Case, choice: Choice) -> list[Calendar]:
    return [
        (union(unit for there in station.rooms[site] for unit in _unchanged(there).units),)
        for station, site in zip(case.stations, choice.sites, strict=True)
    ]


def _unchanged(there: Room) -> Room:
    units = (tuple(replace(taken, into_d=0, out_of_d=0) for taken in unit) for unit in there.diary.units)
    return room(replace(there.diary, units=tuple(units)), there.window)
