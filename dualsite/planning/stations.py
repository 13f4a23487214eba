"""A question laid over a network: per step of the route, where and on which days its campaign may start.

The days on which a step may start do not depend on the other steps, so they are computed once per step and suite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dualsite.planning.calendars import (
    Diary,
    Interval,
    Starts,
    StartWindow,
    diary,
    intervals,
    union,
    unit_starts,
)
from dualsite.planning.changeovers import changeover_days, labels
from dualsite.planning.facts import Booking, Network, Product, Reserved, Suite
from dualsite.planning.request import SlotRequest
from dualsite.planning.trains import Train, trains
from dualsite.schema import vocabulary as words
from dualsite.schema.options import has_lapsed

SOONER_D = 30
"""How many days sooner the materials are there in the what-if on ready_on; calendars reach back that far."""


@dataclass(frozen=True, slots=True)
class Room:
    """A suite that can do a step, and the days on which the step may start there, per unit."""

    diary: Diary
    window: StartWindow
    units: tuple[tuple[Interval, ...], ...]


@dataclass(frozen=True, slots=True)
class Station:
    """One step: its rooms per site (ascending suite_id), and its starts per site and at any of them."""

    train: Train
    rooms: Mapping[str, tuple[Room, ...]]
    starts: Mapping[str, Starts]
    anywhere: Starts


@dataclass(frozen=True, slots=True)
class Case:
    """A question worked out as far as it goes without choosing. Days are ordinals, `end` the last day of delivery."""

    question: SlotRequest
    network: Network
    product: Product
    ready: int
    end: int
    stations: tuple[Station, ...]

    @property
    def trains(self) -> tuple[Train, ...]:
        """The trains of the route, in order."""
        return tuple(station.train for station in self.stations)


def case(question: SlotRequest, network: Network) -> Case:
    """The question over the network; without a route there are no stations. The question is already checked."""
    product = network.products[question.product_id]
    ready = max(question.ready_on, network.as_of).toordinal()
    end = ready + question.horizon_d
    diaries = _diaries(question, network)
    stations = tuple(
        _station(
            train,
            [diaries(suite) for suite in _suites_for(train, product, question, network)],
            first=ready - SOONER_D,
            end=end,
        )
        for train in trains(network.routes.get(product.product_id, ()), question.batches, question.at_risk)
    )
    return Case(question, network, product, ready, end, stations)


def is_allowed(suite: Suite, question: SlotRequest) -> bool:
    """Whether the question allows the suite's site; without sites it allows all."""
    return not question.sites or suite.site_id in question.sites


def has_containment(suite: Suite, product: Product) -> bool:
    """Whether the suite holds at least the product's exposure band."""
    return words.CONTAINMENTS.index(suite.containment) >= words.CONTAINMENTS.index(product.containment)


def has_light(suite: Suite, product: Product) -> bool:
    """Whether the suite protects from light, if the product needs it."""
    return suite.light_protected or not product.light_protected


def window(suite: Suite, span_d: int, first: int, end: int) -> StartWindow:
    """From `first` or GMP-ready to the start that just ends by `end`, or by retirement."""
    ready = first if suite.gmp_ready_on is None else max(first, suite.gmp_ready_on.toordinal())
    last = end if suite.retired_on is None else min(end, suite.retired_on.toordinal())
    return StartWindow(span_d, ready, last - span_d + 1)


def room(diary: Diary, window: StartWindow) -> Room:
    """The suite as a step sees it."""
    return Room(diary, window, tuple(tuple(unit_starts(unit, diary.blocks, window)) for unit in diary.units))


def _suites_for(train: Train, product: Product, question: SlotRequest, network: Network) -> list[Suite]:
    """Ascending suite_id. A suite without a day of GMP readiness is fit on no day, and no what-if gives it one."""
    return [
        suite
        for suite in network.suites
        if suite.stage == train.step.stage
        and is_allowed(suite, question)
        and has_containment(suite, product)
        and has_light(suite, product)
        and suite.gmp_ready_on is not None
    ]


def _station(train: Train, diaries: Sequence[Diary], first: int, end: int) -> Station:
    rooms: defaultdict[str, list[Room]] = defaultdict(list)
    for booked in diaries:
        rooms[booked.suite.site_id].append(room(booked, window(booked.suite, train.span_d, first, end)))
    starts = {site_id: union(unit for room in at_site for unit in room.units) for site_id, at_site in rooms.items()}
    return Station(
        train=train,
        rooms={site_id: tuple(at_site) for site_id, at_site in rooms.items()},
        starts=starts,
        anywhere=union(intervals(at_site) for at_site in starts.values()),
    )


def _diaries(question: SlotRequest, network: Network) -> Callable[[Suite], Diary]:
    """The diary of a suite as the question's product meets it."""
    bookings: defaultdict[str, list[Booking]] = defaultdict(list)
    for booking in network.bookings:
        is_option_gone = has_lapsed(booking.firmness, booking.option_expires_on, network.as_of)
        if booking.start_on < booking.end_on and not is_option_gone:
            bookings[booking.suite_id].append(booking)
    reserved: defaultdict[str, list[Reserved]] = defaultdict(list)
    for block in network.reserved:
        reserved[block.suite_id].append(block)
    ours = labels(question.product_id, network.products)

    @cache
    def around(stage: str, product_id: str | None) -> tuple[int, int]:
        theirs = labels(product_id, network.products)
        rows = network.changeovers
        return changeover_days(rows, stage, ours, theirs), changeover_days(rows, stage, theirs, ours)

    def of(suite: Suite) -> Diary:
        return diary(
            suite,
            bookings[suite.suite_id],
            reserved[suite.suite_id],
            counts=lambda booking: not (question.ignore_tentative and booking.firmness == "TENTATIVE"),
            changeover_d=lambda booking: around(suite.stage, booking.product_id),
        )

    return of
