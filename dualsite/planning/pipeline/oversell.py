"""How likely each stage is oversold in each quarter, which bid breaks it, and what would cure that."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dualsite.planning.pipeline.answer import Break, Cure, PipelineAnswer, StageQuarter
from dualsite.planning.pipeline.bids import Bid, demand
from dualsite.planning.pipeline.fit import Fit, fit, together
from dualsite.planning.pipeline.quarters import Quarter
from dualsite.planning.pipeline.wins import CLOSE, least_with, leave_one_out, p_above, sum_of
from dualsite.schema.vocabulary import STAGES

BEYOND = 4
"""Quarters past the last shown that a later bid is looked at in: twelve months."""

RISKY = 0.2
"""What is oversold with more than this probability asks for a cure."""

MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class StageRoom:
    """Suite-days of a stage in a quarter: open, and held by options."""

    open_d: int
    options_d: int


NO_ROOM = StageRoom(0, 0)


@dataclass(frozen=True, slots=True)
class _Stage:
    """What is known of one stage: by quarter, those beyond included, its room, what is certain and each bid's days."""

    name: str
    quarters: Sequence[Quarter]
    rooms: Sequence[StageRoom]
    certain: Sequence[int]
    bids: Sequence[Bid]
    demands: Sequence[Sequence[int]]

    def left(self, at: int) -> int:
        """The room that the certain demand of a quarter leaves; below 0 where it does not."""
        return self.rooms[at].open_d - self.certain[at]


def weighed(
    quarters: Sequence[Quarter],
    shown: int,
    rooms: Mapping[str, Sequence[StageRoom]],
    bids: Sequence[Bid],
    won: Sequence[Bid],
) -> PipelineAnswer:
    """The first `shown` of the quarters, stage by stage. `quarters` go on for `BEYOND` more, for the cures.

    `rooms`: by stage that has suites, the room in each of the quarters. `bids` are the open ones; `won` those that are
    won, with what is not booked of them yet. A stage is there that has suites, or demand in a quarter shown.
    """
    stages = [
        stage
        for name in STAGES
        if name in rooms or any(bid.stage == name for bid in (*bids, *won))
        if (stage := _stage(name, quarters, rooms.get(name), bids, won)) and _is_shown(stage, shown, name in rooms)
    ]
    found = [period for stage in stages for period in _periods(stage, shown)]
    all_fit = together(_fit(stage, shown) for stage in stages)
    return PipelineAnswer(tuple(found), all_fit.probability, all_fit.standard_error, len(bids), None, False)


def _stage(
    name: str,
    quarters: Sequence[Quarter],
    rooms: Sequence[StageRoom] | None,
    bids: Sequence[Bid],
    won: Sequence[Bid],
) -> _Stage:
    own = sorted((bid for bid in bids if bid.stage == name), key=lambda bid: bid.opportunity_id)
    certain = [demand(bid, quarters) for bid in won if bid.stage == name]
    return _Stage(
        name,
        quarters,
        rooms or [NO_ROOM] * len(quarters),
        [sum(days) for days in zip(*certain, strict=True)] or [0] * len(quarters),
        own,
        [demand(bid, quarters) for bid in own],
    )


def _is_shown(stage: _Stage, shown: int, has_suites: bool) -> bool:
    return has_suites or any(any(days[:shown]) for days in (stage.certain, *stage.demands))


def _periods(stage: _Stage, shown: int) -> list[StageQuarter]:
    cures: dict[int, tuple[int | None, list[int]]] = {}
    """Of each bid that breaks a quarter first, the months that cure it and the room left to it in each quarter."""
    found = []
    for at in range(shown):
        period, first = _period(stage, at)
        if first is not None and period.p_oversell > RISKY + CLOSE:
            if first not in cures:
                spare = _spare(stage, first)
                cures[first] = _months_later(stage, first, spare), spare
            months, spare = cures[first]
            free_d = stage.demands[first][at] - spare[at] if months is None else None
            period = replace(period, cure=Cure(stage.bids[first].opportunity_id, months, free_d))
        found.append(period)
    return found


def _period(stage: _Stage, at: int) -> tuple[StageQuarter, int | None]:
    """One quarter, and the place of the bid that breaks it first."""
    places = [place for place, days in enumerate(stage.demands) if days[at]]
    days = [stage.demands[place][at] for place in places]
    wins = [stage.bids[place].win_fraction for place in places]
    certain, left = stage.certain[at], stage.left(at)
    chances = sum_of(days, wins)
    breaks = [
        (place, Break(stage.bids[place].opportunity_id, own, p_won, p_lost))
        for place, own, (p_won, p_lost) in zip(places, days, leave_one_out(days, wins, left), strict=True)
    ]
    breaks = _ranked(breaks)
    period = StageQuarter(
        quarter=stage.quarters[at],
        stage=stage.name,
        open_d=stage.rooms[at].open_d,
        options_d=stage.rooms[at].options_d,
        certain_d=certain,
        expected_d=certain + math.fsum(win * own for win, own in zip(wins, days, strict=True)),
        all_d=certain + sum(days),
        p50_d=certain + least_with(chances, 0.5),
        p90_d=certain + least_with(chances, 0.9),
        p_oversell=p_above(chances, left),
        breaks=tuple(one for _place, one in breaks),
        cure=None,
    )
    return period, breaks[0][0] if breaks else None


def _ranked(breaks: Sequence[tuple[int, Break]]) -> list[tuple[int, Break]]:
    """By what winning it adds to the probability, most first; those that add the same, within `CLOSE`, by id."""
    ordered = sorted(breaks, key=lambda one: (-_added(one[1]), one[1].opportunity_id))
    ranked: list[tuple[int, Break]] = []
    alike: list[tuple[int, Break]] = []
    for one in ordered:
        if alike and _added(alike[-1][1]) - _added(one[1]) > CLOSE:
            ranked += sorted(alike, key=lambda other: other[1].opportunity_id)
            alike = []
        alike.append(one)
    return ranked + sorted(alike, key=lambda other: other[1].opportunity_id)


def _added(one: Break) -> float:
    return one.p_if_won - one.p_if_lost


def _spare(stage: _Stage, first: int) -> list[int]:
    """By quarter the most days that this bid may take if it is won, so that the quarter is no longer risky."""
    others = [place for place in range(len(stage.bids)) if place != first]
    wins = [stage.bids[place].win_fraction for place in others]
    return [
        stage.left(at) - least_with(sum_of([stage.demands[place][at] for place in others], wins), 1 - RISKY)
        for at in range(len(stage.quarters))
    ]


def _months_later(stage: _Stage, first: int, spare: Sequence[int]) -> int | None:
    """The least number of months by which the bid, won, is risky in no quarter that it adds demand to."""
    for months in range(1, MOST_MONTHS + 1):
        moved = demand(stage.bids[first].later(months), stage.quarters)
        if all(days <= most for days, most in zip(moved, spare, strict=True) if days):
            return months
    return None


def _fit(stage: _Stage, shown: int) -> Fit:
    room = [stage.left(at) for at in range(shown)]
    return fit([days[:shown] for days in stage.demands], [bid.win_fraction for bid in stage.bids], room)
