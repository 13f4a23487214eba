"""Why there is no plan: which step fails first, and what it runs into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dualsite.planning.answer import Reason
from dualsite.planning.chains import earliest_chain, latest_starts
from dualsite.planning.facts import Suite
from dualsite.planning.sentences import day, days, stage
from dualsite.planning.stations import Case, has_containment, has_light, is_allowed


def reason(case: Case) -> Reason:
    """NO_ROUTE, NO_SUITE, HOLD or NO_GAP, the first that applies, at the first step that cannot be placed.

    Only for a case without any plan.
    """
    if not case.stations:
        text = f"{case.product.name} has no route; give its steps in the table routes"
        return Reason("NO_ROUTE", None, None, text)
    place = _first_unplaced(case, [case.end - train.to_usable_d for train in case.trains])
    if place is None:
        # At risk every step may be usable in time, and still one that the next did not wait for be released too late.
        place = _first_unplaced(case, latest_starts(case.trains, case.end)) or 0
        return _at(case, place, "NO_GAP", f"is released too late: after {_end(case)}, the end of the horizon")
    if not any(_misfit(case, place, suite) is None for suite in case.network.suites):
        return _at(case, place, "NO_SUITE", f"has no suite up to {_end(case)}: {_misfits(case, place)}")
    before = case.trains[place - 1] if place else None
    if before is not None and not before.can_hold:
        span = (
            f"{days(before.wait_min_d)} after step {before.step.step_no} starts and no later than {before.wait_max_d}"
        )
        return _at(case, place, "HOLD", f"can start no sooner than {span}: the holds leave no start for all batches")
    gap = f"gap of {days(case.trains[place].span_d)}"
    return _at(case, place, "NO_GAP", f"finds no {gap} that makes its last batch usable by {_end(case)}")


def _at(case: Case, place: int, kind: str, text: str) -> Reason:
    step = case.trains[place].step
    return Reason(kind, step.step_no, step.stage, f"Step {step.step_no} ({stage(step.stage)}) {text}")


def _end(case: Case) -> str:
    return day(date.fromordinal(case.end))


def _first_unplaced(case: Case, latest: Sequence[int]) -> int | None:
    """The first step that cannot be placed together with those before it, each starting by its latest day."""
    anywhere = [(station.anywhere,) for station in case.stations]
    floor = [case.ready] * len(case.trains)
    for count in range(1, len(case.trains) + 1):
        if earliest_chain(case.trains[:count], anywhere[:count], floor[:count], latest[:count]) is None:
            return count - 1
    return None


def _misfit(case: Case, place: int, suite: Suite) -> str | None:
    """What makes a suite no suite for the step on any start day up to the horizon, bookings aside; None: it fits."""
    train, product = case.trains[place], case.product
    if suite.stage != train.step.stage or not is_allowed(suite, case.question):
        return ""
    if not has_containment(suite, product):
        return f"below containment {product.containment}"
    if not has_light(suite, product):
        return "without light protection"
    if suite.gmp_ready_on is None or suite.gmp_ready_on.toordinal() > case.end:
        return "not GMP-ready"
    first = max(case.ready, suite.gmp_ready_on.toordinal())
    if suite.retired_on is not None and first + train.span_d > suite.retired_on.toordinal():
        return "retired too soon"
    return None


def _misfits(case: Case, place: int) -> str:
    """ "2 below containment OEB4, 1 not GMP-ready", most suites first."""
    found = Counter(filter(None, (_misfit(case, place, suite) for suite in case.network.suites)))
    return ", ".join(f"{count} {why}" for why, count in found.most_common()) or "none of that stage is there"
