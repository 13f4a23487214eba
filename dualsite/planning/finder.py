"""When could we make and release it? From a question and a network to an answer: pure and deterministic."""

from __future__ import annotations

from datetime import date

from dualsite.planning import binding
from dualsite.planning.answer import Answer, Option, PlannedStep
from dualsite.planning.approvals import approvals
from dualsite.planning.calendars import Interval
from dualsite.planning.facts import Network
from dualsite.planning.options import Choice, best_choices
from dualsite.planning.reasons import reason
from dualsite.planning.request import SlotRequest, check
from dualsite.planning.stations import Case, Station, case


def find(question: SlotRequest, network: Network) -> Answer:
    """Up to three options, best first, or the reason why there is none.

    InputError: an unknown product, site or market, or less than one batch or one day of horizon.
    """
    check(question, network)
    worked_out = case(question, network)
    choices = best_choices(worked_out, approvals(question, network))
    if not choices:
        return Answer((), reason(worked_out))
    return Answer(tuple(_option(worked_out, rank, choice) for rank, choice in enumerate(choices, start=1)), None)


def _option(case: Case, rank: int, choice: Choice) -> Option:
    relaxations = binding.relaxations(case, choice)
    delivery_on = date.fromordinal(choice.delivered)
    need_by = case.question.need_by
    return Option(
        rank=rank,
        delivery_on=delivery_on,
        slack_d=None if need_by is None else (need_by - delivery_on).days,
        sites=choice.sites,
        steps=tuple(
            _step(station, site, start)
            for station, site, start in zip(case.stations, choice.sites, choice.chain, strict=True)
        ),
        missing_approvals=choice.missing,
        binding=binding.binding(case, choice, relaxations),
        relaxations=relaxations,
    )


def _step(station: Station, site: str, start: int) -> PlannedStep:
    """The first suite free on the start, and on it the lowest unit: rooms ascend by suite_id, units by number."""
    train = station.train
    suite_id, unit = next(
        (room.diary.suite.suite_id, number)
        for room in station.rooms[site]
        for number, starts in enumerate(room.units, start=1)
        if _holds(starts, start)
    )
    return PlannedStep(
        step_no=train.step.step_no,
        stage=train.step.stage,
        site_id=site,
        suite_id=suite_id,
        unit=unit,
        start_on=date.fromordinal(start),
        end_on=date.fromordinal(start + train.span_d),
        usable_on=date.fromordinal(start + train.to_usable_d),
    )


def _holds(starts: tuple[Interval, ...], day: int) -> bool:
    return any(begin <= day < end for begin, end in starts)
