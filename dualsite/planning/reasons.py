"""Why there is no plan: which step fails first, and what it runs into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dualsite import formats
from dualsite.i18n import _
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
        text = _("{product} has no route; add its steps to the table routes").format(product=case.product.name)
        return Reason("NO_ROUTE", None, None, text)
    place = _first_unplaced(case, [case.end - train.to_usable_d for train in case.trains])
    if place is None:
        # At risk every step may be usable in time, and still one that the next did not wait for be released too late.
        place = _first_unplaced(case, latest_starts(case.trains, case.end)) or 0
        said = _("Step {number} ({stage}) is released after {end}, the end of the horizon")
        return _at(case, place, "NO_GAP", said)
    if not any(_misfit(case, place, suite) is None for suite in case.network.suites):
        said = _("Step {number} ({stage}) has no suite up to {end}: {why}")
        return _at(case, place, "NO_SUITE", said, why=_misfits(case, place))
    before = case.trains[place - 1] if place else None
    if before is not None and not before.can_hold:
        said = _(
            "Step {number} ({stage}) can start no sooner than {least} after step {before} starts and no later than "
            "{most}: the holds leave no start for all batches"
        )
        return _at(
            case,
            place,
            "HOLD",
            said,
            least=days(before.wait_min_d),
            before=str(before.step.step_no),
            most=str(before.wait_max_d),
        )
    said = _("Step {number} ({stage}) finds no gap of {span} that makes its last batch usable by {end}")
    return _at(case, place, "NO_GAP", said, span=days(case.trains[place].span_d))


def _at(case: Case, place: int, kind: str, said: str, **words: str) -> Reason:
    step = case.trains[place].step
    text = said.format(number=step.step_no, stage=stage(step.stage), end=_end(case), **words)
    return Reason(kind, step.step_no, step.stage, text)


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
    """What makes a suite no suite for the step on any start day up to the horizon, bookings aside; None: it fits.

    It says how many are so, with a place for the `count` and the containment `band` that is asked for.
    """
    train, product = case.trains[place], case.product
    if suite.stage != train.step.stage or not is_allowed(suite, case.question):
        return ""
    if not has_containment(suite, product):
        return _("{count} below containment {band}")
    if not has_light(suite, product):
        return _("{count} without light protection")
    if suite.gmp_ready_on is None or suite.gmp_ready_on.toordinal() > case.end:
        return _("{count} not GMP-ready")
    first = max(case.ready, suite.gmp_ready_on.toordinal())
    if suite.retired_on is not None and first + train.span_d > suite.retired_on.toordinal():
        return _("{count} retired too soon")
    return None


def _misfits(case: Case, place: int) -> str:
    """ "2 below containment OEB4, 1 not GMP-ready", most suites first."""
    found = Counter(filter(None, (_misfit(case, place, suite) for suite in case.network.suites)))
    band = case.product.containment
    said = [why.format(count=count, band=band) for why, count in found.most_common()]
    return formats.listed(said) or _("no suite of that stage")
