"""What holds an option back: delivery computed again with one thing relaxed at a time, at the same sites.

A stage occurs once in a route, so a suite serves one step. Relaxing something about a suite changes that step's
calendar only: the days of the site's other suites, together with the suite's own days computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dualsite.planning import sentences
from dualsite.planning.answer import Constraint
from dualsite.planning.calendars import Interval, Starts, union, unit_starts
from dualsite.planning.chains import Calendar, delivery, earliest_chain, latest_starts, unhindered_delivery
from dualsite.planning.facts import Booking, Reserved, Suite
from dualsite.planning.options import Choice, calendars
from dualsite.planning.stations import SOONER_D, Case, Room, Station, room, window

KINDS = ("BOOKING", "RESERVED", "READY_ON", "GMP_READY", "CHANGEOVER")
"""What can be relaxed; of two that gain the same, the one named first binds."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One thing relaxed about a suite, and the calendar its step then has. `taken` None: the day of GMP readiness."""

    suite: Suite
    taken: Booking | Reserved | None
    calendar: Calendar


def relaxations(case: Case, choices: Iterable[Choice]) -> list[tuple[Constraint, ...]]:
    """Per choice, everything that alone would bring its delivery forward: most days first, then by kind, then by ref.

    Empty where nothing alone does.
    """
    what_ifs: dict[tuple[int, str], list[WhatIf]] = {}
    for choice in choices:
        for place, site in enumerate(choice.sites):
            if (place, site) not in what_ifs:
                what_ifs[place, site] = list(_what_ifs(case, case.stations[place].rooms[site]))
    return [_relaxations(case, choice, what_ifs) for choice in choices]


def binding(case: Case, choice: Choice, gains: Sequence[Constraint]) -> Constraint:
    """The first of the relaxations; without one, PROCESS_TIME if nothing but the process takes time, else SEVERAL."""
    if gains:
        return gains[0]
    if unhindered_delivery(case.trains, case.ready) >= choice.delivered:
        return Constraint("PROCESS_TIME", None, 0, sentences.PROCESS_TIME)
    return Constraint("SEVERAL", None, 0, sentences.SEVERAL)


def _relaxations(case: Case, choice: Choice, what_ifs: dict[tuple[int, str], list[WhatIf]]) -> tuple[Constraint, ...]:
    latest = latest_starts(case.trains, case.end)
    booked = calendars(case.stations, choice.sites)

    def gain(calendars: Sequence[Calendar], ready: int = case.ready) -> int:
        chain = earliest_chain(case.trains, calendars, ready, latest)
        return 0 if chain is None else choice.delivered - delivery(case.trains, chain)

    found: list[Constraint] = []
    for place, site in enumerate(choice.sites):
        for what_if in what_ifs[place, site]:
            gained = gain([*booked[:place], what_if.calendar, *booked[place + 1 :]])
            if gained > 0:
                found.append(_about_suite(what_if, gained))
    if (gained := gain(booked, case.ready - SOONER_D)) > 0:
        found.append(Constraint("READY_ON", None, gained, sentences.ready_on(case.ready, SOONER_D, gained)))
    if (gained := gain(_without_changeovers(case, choice))) > 0:
        found.append(Constraint("CHANGEOVER", None, gained, sentences.changeover(gained)))
    # Several blocks of reserved time share kind and ref; sorting is stable, so they stay by step, suite and day.
    return tuple(sorted(found, key=lambda one: (-one.days_gained, KINDS.index(one.kind), one.ref or "")))


def _about_suite(what_if: WhatIf, gained: int) -> Constraint:
    suite, taken = what_if.suite, what_if.taken
    text = sentences.suite(suite, taken, gained)
    match taken:
        case Booking():
            return Constraint("BOOKING", taken.booking_id, gained, text, suite.suite_id)
        case Reserved():
            return Constraint("RESERVED", None, gained, text, suite.suite_id)
        case None:
            return Constraint("GMP_READY", suite.suite_id, gained, text, suite.suite_id)


def _what_ifs(case: Case, rooms: Sequence[Room]) -> Iterator[WhatIf]:
    """Everything that can be relaxed about the suites of one step at one site and gives it other days."""
    for here in rooms:
        others = union(unit for there in rooms if there is not here for unit in there.units)
        for taken, starts in _relaxed(case, here):
            yield WhatIf(here.diary.suite, taken, (others, starts))


def _relaxed(case: Case, here: Room) -> Iterator[tuple[Booking | Reserved | None, Starts]]:
    diary = here.diary
    for place, unit in enumerate(diary.units):
        rest: list[Sequence[Interval]] = [*here.units[:place], *here.units[place + 1 :]]
        for at, taken in enumerate(unit):
            free = unit_starts(unit[:at] + unit[at + 1 :], diary.blocks, here.window)
            if tuple(free) != here.units[place]:
                yield taken.booking, union([*rest, free])
    for at, block in enumerate(diary.blocks):
        opened = room(replace(diary, blocks=diary.blocks[:at] + diary.blocks[at + 1 :]), here.window)
        if opened.units != here.units:
            yield block.source, union(opened.units)
    if here.window.first > case.ready:
        unready = replace(diary.suite, gmp_ready_on=None)
        ready = window(unready, here.window.span_d, case.ready, case.end)
        yield None, union(room(diary, ready).units)


def _without_changeovers(case: Case, choice: Choice) -> list[Calendar]:
    return [(_changed_over(station, site),) for station, site in zip(case.stations, choice.sites, strict=True)]


def _changed_over(station: Station, site: str) -> Starts:
    opened = (
        replace(
            there.diary,
            units=tuple(tuple(replace(taken, into_d=0, out_of_d=0) for taken in unit) for unit in there.diary.units),
        )
        for there in station.rooms[site]
    )
    rooms = (room(diary, there.window) for diary, there in zip(opened, station.rooms[site], strict=True))
    return union(unit for one in rooms for unit in one.units)
